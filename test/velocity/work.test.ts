/** What a question about delivery is made of: growth, lanes, and what is said of them. Every figure is small enough to count by hand. */
import { describe, expect, test } from 'vitest'
import type { FlowData } from '../../api/planning/flow-data.ts'
import type { FlowItem, PlanningTeam } from '../../api/planning/planning.ts'
import { NO_TEAM } from '../../api/planning/work.ts'
import { MONDAY_TO_FRIDAY } from '../../api/math/calendar.ts'
import { daysUntil } from '../../api/velocity/forecast/forecast.ts'
import type { CoupledItem } from '../../api/velocity/simulation/coupling.ts'
import { assumptionsOf, massCloseWarnings } from '../../api/velocity/work/forecast-sentences.ts'
import { growthOf } from '../../api/velocity/work/growth.ts'
import { lanesOf, type Lane } from '../../api/velocity/work/lanes.ts'
import { partsOf } from '../../api/velocity/work/parts.ts'
import { soleItem } from '../../api/velocity/work/sole-item.ts'
import { MONDAY } from './histories.ts'

const TODAY = MONDAY - 1

const team = (name: string, more: Partial<PlanningTeam> = {}): PlanningTeam => ({
  id: name,
  name,
  members: 4,
  skills: [],
  absences: [],
  costRateCents: null,
  calendar: MONDAY_TO_FRIDAY,
  ...more,
})

let number = 0
const done = (teamId: string | null, day: number, more: Partial<FlowItem> = {}): FlowItem => {
  const key = `D-${++number}`
  return {
    id: key,
    key,
    type: 'story',
    statusCategory: 'done',
    teamId,
    epicId: null,
    points: null,
    createdDay: day - 10,
    startedDay: day - 3,
    resolvedDay: day,
    ...more,
  }
}

/** So many every week, spread over its working days in the same way. */
const pastOf = (teamId: string | null, perWeek: number, weeks = 60) =>
  Array.from({ length: perWeek * weeks }, (_, i) =>
    done(teamId, MONDAY - 7 * weeks + 7 * Math.floor(i / perWeek) + (i % 5)),
  )

const dataOf = (teams: PlanningTeam[], past: FlowItem[]): FlowData => ({
  items: [],
  dependencies: [],
  teams,
  history: { items: past, containers: [], newestDay: TODAY },
  today: TODAY,
  end: TODAY,
})

const open = (name: string, count: number): CoupledItem[] =>
  Array.from({ length: count }, (_, at) => ({ key: `${name}-${at}`, team: name, size: 1, rank: at, blockedBy: [] }))

const lanesFor = (data: FlowData, items: CoupledItem[], unit: 'items' | 'points' = 'items'): readonly Lane[] => {
  const found = lanesOf(data, { unit, items, total: items.length, teams: data.teams, growth: null })
  if (!('lanes' in found)) throw new Error('too little history for this test')
  return found.lanes
}

describe('scope growth', () => {
  const data = dataOf([team('Web')], pastOf('Web', 5))
  const ask = (more: object) =>
    growthOf(data, { unit: 'items', total: 100, items: [], epic: null, growthAsked: true, ...more })

  test('a count of a hundred grows as a hundred items by their keys do', () => {
    expect(ask({})).toEqual(ask({ items: open('Web', 100) }))
    expect(ask({ total: 1 })).not.toEqual(ask({}))
  })

  test('a size in points is as many items as it would be at the usual points', () => {
    const sized = dataOf(
      [team('Web')],
      pastOf('Web', 5).map((item) => ({ ...item, points: 4 })),
    )
    const inPoints = growthOf(sized, { unit: 'points', total: 400, items: [], epic: null, growthAsked: true })
    expect(inPoints).toEqual(ask({}))
  })

  test('what cannot grow says so when growth is asked for', () => {
    expect(ask({ epic: 'SHOP-9' })).toEqual({
      growth: null,
      notes: ['Scope growth is known only for epics on which work has begun, and SHOP-9 is not one.'],
      warnings: [],
    })
    expect(ask({ epic: 'SHOP-9', growthAsked: null })).toEqual({ growth: null, notes: [], warnings: [] })
  })
})

describe('work without a team', () => {
  const days = (lanes: readonly Lane[]) => {
    const lane = lanes.find(({ teams }) => teams.length === 0)!
    return [lane.size, daysUntil(lane.forecaster, lane.size, 0.5), daysUntil(lane.forecaster, lane.size, 0.9)]
  }

  test('has one pace, asked about alone or beside the work of a team', () => {
    const data = dataOf([team('A')], [...pastOf('A', 10), ...pastOf(null, 2)])
    const alone = lanesFor(data, open(NO_TEAM, 20))
    expect(days(alone)).toEqual(days(lanesFor(data, [...open(NO_TEAM, 20), ...open('A', 1)])))
    // Two a week: ten weeks for twenty.
    expect(days(alone)[1]).toBeGreaterThan(60)
  })

  test('where no team has finished anything, is the work of the teams there are, with their absences', () => {
    const away = team('A', { absences: [{ from: '2026-03-02', to: '2026-03-29', members: 4 }] })
    const [lane, ...others] = lanesFor(dataOf([away], pastOf(null, 5)), open(NO_TEAM, 20))
    expect([lane!.teams.map(({ name }) => name), others]).toEqual([['A'], []])
    expect(daysUntil(lane!.forecaster, 20, 0.5)).toBeGreaterThan(28 + 20)
  })

  test('that borrows a pace does so because it has no team', () => {
    const found = lanesOf(dataOf([team('A')], pastOf('A', 5)), {
      unit: 'items',
      items: [...open(NO_TEAM, 1), ...open('A', 1)],
      total: 2,
      teams: [team('A')],
      growth: null,
    })
    expect(found).toMatchObject({
      warnings: [
        'Work without a team has too little history of its own: it is planned at the pace of an average team (A). Its dates are rough.',
      ],
    })
  })
})

describe('a mass close', () => {
  const closed = (name: string, day: number) => Array.from({ length: 41 }, () => done(name, day))

  test('is counted once, however many teams borrow the history it is in', () => {
    const data = dataOf([team('A'), team('B')], [...pastOf('A', 5), ...closed('A', TODAY - 29)])
    expect(massCloseWarnings(lanesFor(data, [...open('A', 3), ...open('B', 3)]))).toEqual([
      '41 items were closed in bulk on 2026-01-31 and are left out of the pace.',
    ])
    expect(massCloseWarnings(lanesFor(data, open('B', 3)))).toHaveLength(1)
  })

  test('of two teams on one day is on one day', () => {
    const data = dataOf(
      [team('A'), team('B')],
      [...pastOf('A', 5), ...pastOf('B', 5), ...closed('A', TODAY - 29), ...closed('B', TODAY - 29)],
    )
    expect(massCloseWarnings(lanesFor(data, [...open('A', 3), ...open('B', 3)]))).toEqual([
      '82 items were closed in bulk on 2026-01-31 and are left out of the pace.',
    ])
  })
})

describe('assumptions', () => {
  const said = (teams: PlanningTeam[], overYearEnd = false) => {
    const past = teams.flatMap(({ name }) => pastOf(name, 5))
    const lanes = lanesFor(
      dataOf(teams, past),
      teams.flatMap(({ name }) => open(name, 2)),
    )
    return assumptionsOf({ unit: 'items', lanes, overYearEnd, growth: null, trials: 0 })
  }
  const calendar = (...closed: number[]) => ({ weekdays: [0, 1, 2, 3, 4], closed: new Set(closed) })

  test('name the year-end break where it is a constant of the forecast', () => {
    expect(said([team('A')])).not.toContain('December 23 to January 2 count as 30% of normal days.')
    expect(said([team('A')], true)).toContain('December 23 to January 2 count as 30% of normal days.')
    // 24 December 2026 is day 20811.
    expect(said([team('A', { calendar: calendar(20_811) })], true).join()).not.toContain('December')
    expect(said([team('A', { calendar: calendar(20_811) }), team('B')], true)).toContain(
      'December 23 to January 2 count as 30% of normal days for teams whose calendar closes none of these days.',
    )
  })

  test('name absences on record, and whose closed days come from a calendar', () => {
    const absences = [{ from: '2026-03-02', to: '2026-03-29', members: 3 }]
    expect(said([team('A', { absences, calendar: calendar() })])).toContain(
      'Teams stay the same, apart from absences on record; closed days come from the calendar.',
    )
    expect(said([team('A', { calendar: calendar() }), team('B')])).toContain(
      'Teams stay the same; closed days come from the calendars that are set, and are inferred from history elsewhere.',
    )
  })
})

describe('an item by itself', () => {
  test('has no clock from a clean-up of old tickets alone, where no age was watched by ten', () => {
    const bugs = Array.from({ length: 22 }, (_, at) =>
      done('A', TODAY - (at % 80), { type: 'bug', startedDay: TODAY - 90 - 80 * at }),
    )
    const bug = { key: 'A-1', type: 'bug', statusCategory: 'todo', startedAt: null }
    expect(soleItem(dataOf([team('A')], bugs), [bug as never])).toEqual({ clocks: new Map(), assumptions: [] })
    // With enough of other types, it is these that speak.
    const { assumptions } = soleItem(dataOf([team('A')], [...bugs, ...pastOf('A', 5)]), [bug as never])
    expect(assumptions.join()).toMatch(/^An item takes 4 days /)
  })

  test('does not wait longer for items that went back to To do, were canceled, or are done on an unknown day', () => {
    const past = pastOf('A', 5)
    const gone = (['todo', 'cancelled', 'done'] as const).flatMap((statusCategory) =>
      Array.from({ length: 40 }, () =>
        done('A', TODAY - 80, { statusCategory, ...(statusCategory !== 'cancelled' && { resolvedDay: null }) }),
      ),
    )
    const story = { key: 'A-1', type: 'story', statusCategory: 'todo', startedAt: null }
    const words = (items: FlowItem[]) => soleItem(dataOf([team('A')], items), [story as never]).assumptions
    expect(words([...past, ...gone])).toEqual(words(past))
  })
})

test('what waits for what is worked out once for all sets that one question tries', () => {
  let read = 0
  const data: FlowData = {
    ...dataOf([team('Web')], pastOf('Web', 5)),
    get dependencies() {
      read++
      return []
    },
  }
  for (let set = 0; set < 3; set++) partsOf(data, 'items', [])
  expect(read).toBe(1)
})
