/** Any small workspace that has work to plan, from a seed. The same seed gives the same workspace. */
import { seeded } from '../../../api/math/random.ts'

export interface CaseTeam {
  name: string
  members: number
  calendar?: { weekdays: number[]; closedDays: string[] }
  absences: { from: string; to: string; members: number }[]
}

/** Days are days before the question. */
export interface CaseItem {
  key: string
  type: 'epic' | 'feature' | 'story' | 'task' | 'bug'
  status: 'backlog' | 'todo' | 'active' | 'review' | 'done' | 'cancelled'
  team?: string
  parent?: string
  points?: number
  value?: number
  created: number
  started?: number
  resolved?: number
  touched: number
  dueDate?: string
  deadline?: string
  releaseDate?: string
  blockedBy: { key: string; lagDays: number }[]
}

export interface Case {
  seed: number
  asOf: string
  teams: CaseTeam[]
  /** Parents before what is in them. */
  items: CaseItem[]
}

const DAY = 86_400_000
const DAYS_ASKED = ['2026-03-01', '2026-03-04', '2025-12-19', '2026-02-27']

export function caseOf(seed: number): Case {
  const random = seeded(`planning ${seed}`)
  const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const chance = (share: number) => random() < share
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)]!
  const asOf = pick(DAYS_ASKED)
  const ahead = (days: number) => new Date(Date.parse(asOf) + days * DAY).toISOString().slice(0, 10)
  const weekday = (before: number) => (new Date(Date.parse(asOf) - before * DAY).getUTCDay() + 6) % 7

  /** A third are one steady team with plain work: what a plan and a forecast must agree on. */
  const plain = chance(0.33)
  const teams = Array.from({ length: plain ? 1 : whole(0, 4) }, (_, at): CaseTeam => ({
    name: ['Web', 'Api', 'Mobile', 'Data'][at]!,
    members: pick([0, 1, 2, 4, 5, 8]),
    ...(chance(0.4) && {
      calendar: {
        weekdays: pick([
          [0, 1, 2, 3, 4],
          [0, 1, 2, 3],
          [6, 0, 1, 2, 3],
        ]),
        closedDays: [0, 1, 2].map((week) => ahead(whole(1, 20) + 14 * week)),
      },
    }),
    absences: chance(0.3) ? [{ from: ahead(whole(-5, 20)), to: ahead(whole(20, 50)), members: pick([1, 2, 8]) }] : [],
  }))

  /** Now and then the data ended some time before the question. */
  const quiet = chance(0.15) ? pick([15, 40]) : 0
  const items: CaseItem[] = []
  let done = 0
  const sized = pick([0, 0.3, 0.8, 1])
  const points = () => (chance(sized) ? { points: pick([0, 0.5, 1, 1, 2, 3, 5, 8, 13]) } : {})
  const finished = (resolved: number, team: string | undefined, more: Partial<CaseItem> = {}) => {
    const started = resolved + whole(0, 12)
    const item: CaseItem = {
      key: `DONE-${++done}`,
      type: pick(['story', 'story', 'story', 'task', 'bug']),
      status: chance(0.95) ? 'done' : 'cancelled',
      ...(team && { team }),
      ...points(),
      created: started + whole(0, 40),
      started,
      resolved,
      touched: resolved,
      blockedBy: [],
      ...more,
    }
    items.push(item)
    return item
  }
  // Who has a past: each team its own amount, and sometimes work that nobody was given.
  for (const team of [...teams.map(({ name }) => name as string | undefined), ...(chance(0.4) ? [undefined] : [])]) {
    const kind = plain ? 'steady' : pick(['steady', 'steady', 'steady', 'young', 'slow', 'thin', 'none'] as const)
    const weeks = { steady: whole(26, 40), young: whole(8, 14), slow: whole(40, 60), thin: 4, none: 0 }[kind]
    const perWeek = { steady: whole(1, 4), young: whole(1, 4), slow: 0.6, thin: 0.8, none: 0 }[kind]
    for (let at = 0; at < weeks * perWeek; at++) {
      const day = Math.floor((7 * at) / perWeek) + whole(1, 7)
      finished(weekday(day) > 4 ? day + 2 : day, team)
    }
    if (chance(0.2) && kind === 'steady') {
      const day = whole(10, 100)
      const many = whole(20, 40)
      for (let at = 0; at < many; at++) finished(day, team, { created: 300, started: 290 })
    }
  }
  // Epics that are over: what an empty one is taken for.
  for (let at = 0, many = whole(0, 3); at < many; at++) {
    const day = whole(5, 150)
    const epic = finished(day, teams.length ? pick(teams).name : undefined, {
      type: pick(['epic', 'epic', 'feature']),
      status: 'done',
    })
    for (let story = whole(1, 6); story > 0; story--)
      finished(day + whole(0, 20), epic.team, { type: 'story', parent: epic.key, status: 'done' })
  }

  const open: CaseItem[] = []
  let number = 0
  const add = (type: CaseItem['type'], above: CaseItem | undefined, more: Partial<CaseItem> = {}) => {
    const at = chance(0.2) ? pick(['active', 'review'] as const) : pick(['backlog', 'todo'] as const)
    if (above && chance(0.12)) {
      const over = finished(whole(1, 30), above.team, { key: `OVER-${++number}`, type, parent: above.key })
      items.pop()
      open.push(over)
      return over
    }
    const working = at === 'active' || at === 'review'
    const started = working ? pick([1, 5, 20, 400]) : undefined
    const team =
      teams.length && chance(above ? 0.5 : 0.8) ? pick(teams).name : above && chance(0.7) ? above.team : undefined
    const item: CaseItem = {
      key: `${type.slice(0, 2).toUpperCase()}-${++number}`,
      type,
      status: at,
      ...(team && { team }),
      ...(above && { parent: above.key }),
      ...points(),
      ...(chance(0.6) && { value: pick([1, 2, 3, 5, 8, 13]) }),
      created: started === undefined ? whole(1, 120) : started + whole(0, 20),
      ...(started !== undefined && { started }),
      touched: started !== undefined && chance(0.5) ? started : whole(0, 3),
      ...(chance(0.15) && { dueDate: ahead(whole(-20, 120)) }),
      ...(!plain && chance(0.05) && { releaseDate: ahead(whole(-10, 60)) }),
      ...(!plain && chance(0.03) && { deadline: ahead(whole(-10, 200)) }),
      blockedBy: [],
      ...more,
    }
    open.push(item)
    return item
  }
  const most = pick([0, 1, 4, 12, 25, 40])
  while (open.length < most) {
    const kind = random()
    if (kind < 0.4) {
      const story = add(pick(['story', 'bug', 'task']), undefined)
      if (chance(0.2)) for (let step = whole(1, 3); step > 0; step--) add('task', story)
    } else if (kind < 0.5) add(pick(['epic', 'epic', 'feature']), undefined)
    else if (kind < 0.65) {
      const feature = add('feature', undefined)
      for (let story = whole(1, 5); story > 0; story--) add('story', feature)
    } else {
      const epic = add('epic', undefined)
      for (let child = whole(1, 6); child > 0; child--) {
        const inside = add(pick(['story', 'story', 'story', 'bug', 'feature']), epic)
        if (inside.type === 'feature') for (let story = whole(0, 3); story > 0; story--) add('story', inside)
        else if (chance(0.15)) add('task', inside)
      }
    }
  }
  if (!plain) {
    const blockers = Math.floor(open.length * pick([0, 0, 0.1, 0.4]))
    for (let at = 0; at < blockers; at++) {
      const [a, b] = [whole(0, open.length - 1), whole(0, open.length - 1)]
      // Mostly one way; now and then a ring, which is refused by name.
      const [early, late] = a < b || chance(0.02) ? [a, b] : [b, a]
      if (early !== late && !open[late]!.blockedBy.some(({ key }) => key === open[early]!.key))
        open[late]!.blockedBy.push({ key: open[early]!.key, lagDays: pick([0, 0, 0, 3, 14]) })
    }
  }
  // Open work that was left below an epic that is over.
  const over = items.filter(({ type }) => type === 'epic' || type === 'feature')
  if (over.length && chance(0.2)) add('story', pick(over))
  return {
    seed,
    asOf,
    teams,
    items: [...items, ...open].map((item) => ({
      ...item,
      created: item.created + quiet,
      touched: item.touched + quiet,
      ...(item.started !== undefined && { started: item.started + quiet }),
      ...(item.resolved !== undefined && { resolved: item.resolved + quiet }),
    })),
  }
}
