/** Seeded portfolios and small project instances. The same arguments give the same rows on every machine. */
import { type Random, seeded } from '../../../api/math/random.ts'
import type {
  Portfolio,
  PortfolioDependency,
  PortfolioItem,
  PortfolioTeam,
} from '../../../api/scheduling/problem/portfolio.ts'
import { createProblem, type Problem } from '../../../api/scheduling/problem/problem.ts'

export type Shape = 'random' | 'enabler'

const between = (random: Random, low: number, high: number) => low + Math.floor(random() * (high - low + 1))
/** The relative scale that planning poker and WSJF use. */
const SCALE = [1, 2, 3, 5, 8, 13, 20] as const
const onScale = (random: Random, low: number, high: number) => SCALE[between(random, low, high)]!
const idOf = (i: number) => `SHOP-${String(i + 1).padStart(4, '0')}`

/**
 * `count` items for `lanes` teams of 2–5 people; an item takes 1–20 days of the SCALE and from one person to the whole team.
 * random: value 1–20 of the SCALE; an item waits for up to three earlier ones, 1.5 on average.
 * enabler: a quarter are enablers of value 0–1, each blocking two to four items worth 13 or 20; the rest is worth 1–8.
 */
export function generatePortfolio(count: number, lanes: number, shape: Shape, seed: number): Portfolio {
  const random = seeded(`portfolio ${count} ${lanes} ${shape} ${seed}`)
  const teams = Array.from({ length: lanes }, (_, t): PortfolioTeam => ({
    id: `team-${String(t + 1).padStart(2, '0')}`,
    people: between(random, 2, 5),
    pointsPerPersonDay: 1,
    weekdays: [0, 1, 2, 3, 4],
    closed: [],
    absences: [],
    skills: new Map(),
  }))
  const arcs = new Set<string>()
  const value: number[] = Array.from({ length: count }, () => onScale(random, 0, shape === 'random' ? 6 : 4))
  if (shape === 'random') {
    for (let to = 1; to < count; to++)
      for (let k = between(random, 0, 3); k > 0; k--) arcs.add(`${between(random, 0, to - 1)} ${to}`)
  } else {
    const enablers = Math.floor(count / 4)
    for (let from = 0; from < enablers; from++) {
      value[from] = between(random, 0, 1)
      for (let k = between(random, 2, 4); k > 0; k--) {
        const to = between(random, enablers, count - 1)
        value[to] = onScale(random, 5, 6)
        arcs.add(`${from} ${to}`)
      }
    }
  }
  const items = value.map((costOfDelay, i): PortfolioItem => {
    const team = teams[between(random, 0, lanes - 1)]!
    const people = between(random, 1, team.people)
    return {
      id: idOf(i),
      points: people * onScale(random, 0, 6),
      teamIds: [team.id],
      people,
      skills: [],
      supportingTeams: [],
      costOfDelay,
      releaseDate: null,
      dueDate: null,
      deadline: null,
      inProgress: false,
    }
  })
  const dependencies = [...arcs].map((arc): PortfolioDependency => {
    const [from, to] = arc.split(' ').map(Number)
    return { predecessor: idOf(from!), successor: idOf(to!), lag: 0 }
  })
  return { startDate: '2026-01-05', teams, items, dependencies }
}

/** A project of `count` activities on four resources in the manner of PSPLIB: 1–10 periods, two demands, up to three predecessors. */
export function generateProject(count: number, seed: number): Problem {
  const random = seeded(`project ${count} ${seed}`)
  const resources = Array.from({ length: 4 }, (_, r) => ({ id: `R${r + 1}`, capacity: between(random, 12, 24) }))
  const activities = Array.from({ length: count }, (_, i) => {
    const first = between(random, 0, 3)
    return {
      id: String(i + 1),
      modes: [
        {
          duration: between(random, 1, 10),
          demands: [first, (first + between(random, 1, 3)) % 4].map((r) => ({
            resource: `R${r + 1}`,
            units: between(random, 1, 10),
          })),
        },
      ],
    }
  })
  const arcs = new Set<string>()
  for (let to = 1; to < count; to++)
    for (let k = between(random, 0, 3); k > 0; k--) arcs.add(`${between(random, Math.max(0, to - 20), to - 1)} ${to}`)
  const precedence = [...arcs].map((arc) => {
    const [from, to] = arc.split(' ').map(Number)
    return { predecessor: String(from! + 1), successor: String(to! + 1) }
  })
  return createProblem({ resources, activities, precedence })
}
