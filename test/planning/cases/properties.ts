/** What must hold between the answers about one workspace, whatever is in it. */
import { seeded } from '../../../api/math/random.ts'
import type { Claude } from '../../claude.ts'
import type { Case, CaseItem } from './shape.ts'

type Args = Record<string, unknown>

interface Asked<Data> {
  /** null where it refuses. */
  data: Data | null
  code: string | null
  text: string
}

interface Dates {
  p50: string | null
  p75: string | null
  p90: string | null
  p95: string | null
}

interface Counted {
  openWork: number
}

/** What a forecast and a scenario both say. */
interface Shared extends Counted {
  remaining: number
  unit: string
  method: string
  confidence: string
}

interface Forecast extends Shared {
  dates: { percentile: number; date: string | null }[]
  target: { probability: number; howMany: { percentile: number; size: number }[] }
  teams: unknown[]
}

interface Outcome {
  name?: string
  dates: Dates
  onTime: number | null
}

interface Scenarios extends Shared {
  baseline: Outcome
  scenarios: Outcome[]
}

interface Ranking extends Counted {
  scopeByDate?: { probability: number; keys: string[] }
}

interface Plan extends Counted {
  items: { key: string; finish: string; p?: number; finish85?: string }[]
  finish?: string
  finish85?: string
  finishProbability?: number
  unplaced: unknown[]
  assumptions: string[]
}

export interface Verdict {
  asked: number
  /** How often each tool answered, or refused with which code. */
  counts: Map<string, number>
  /** How often each property was looked at. */
  held: Map<string, number>
  /** Milliseconds, by tool. */
  times: Map<string, number>
  violations: string[]
}

const DAY = 86_400_000
const PERCENTILES = [50, 75, 90, 95] as const
const REFUSALS = new Set(['NOT_ENOUGH_HISTORY', 'DEPENDENCY_CYCLE', 'BAD_USER_INPUT', 'NOT_FOUND'])

export const verdict = (): Verdict => ({
  asked: 0,
  counts: new Map(),
  held: new Map(),
  times: new Map(),
  violations: [],
})

/** Asks every tool about a workspace and adds what does not hold to the verdict. */
export async function judgeCase(client: Claude, workspaceId: string, given: Case, into: Verdict): Promise<void> {
  const random = seeded(`questions ${given.seed}`)
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)]!
  const { asOf } = given
  const ahead = (days: number) => new Date(Date.parse(asOf) + days * DAY).toISOString().slice(0, 10)
  const wrong = (text: string) => void into.violations.push(`case ${given.seed}: ${text}`)
  const count = (map: Map<string, number>, name: string) => void map.set(name, (map.get(name) ?? 0) + 1)
  const ask = async <Data = Counted>(tool: string, args: Args = {}): Promise<Asked<Data>> => {
    into.asked++
    const began = performance.now()
    const { data, text, isError, meta } = await client.call<Data>(tool, { workspaceId, ...args })
    const code = isError ? ((meta?.['pm33/error'] as { code?: string } | undefined)?.code ?? 'no code') : null
    into.times.set(tool, (into.times.get(tool) ?? 0) + performance.now() - began)
    count(into.counts, `${tool} ${code ?? 'answered'}`)
    if (code && !REFUSALS.has(code)) wrong(`${tool} ${JSON.stringify(args)}: ${code}: ${text}`)
    return { data: isError ? null : data, code, text }
  }
  const must = (property: string, holds: boolean, text: () => string) => {
    count(into.held, property)
    if (!holds) wrong(`${property}: ${text()}`)
  }
  const monotone = (what: string, dates: Dates) => {
    const values = PERCENTILES.map((p) => dates[`p${p}`] ?? '9999-12-31')
    must(
      'quantiles rise',
      values.every((date, at) => at === 0 || values[at - 1]! <= date),
      () => `${what} ${values.join()}`,
    )
  }

  const targetDate = ahead(pick([-3, 5, 20, 45, 90, 200]))
  const open = given.items.filter(isOpen)
  const backlog = await ask('query_backlog', { limit: 1 })
  const ranking = await ask<Ranking>('optimize_priorities', { asOf, targetDate, limit: 200 })
  const plan = await ask<Plan>('schedule_portfolio', { asOf, effort: 'quick', limit: 400 })
  const velocity = await ask('analyze_velocity', { asOf })
  const alignment = await ask('score_alignment')
  const whole = await sameDates('the whole backlog', {})
  for (const [tool, { data }] of Object.entries({
    optimize_priorities: ranking,
    schedule_portfolio: plan,
    forecast_delivery: whole.forecast,
    analyze_velocity: velocity,
    analyze_scenario: whole.scenario,
    score_alignment: alignment,
  }))
    if (data)
      must(
        'open work',
        data.openWork === backlog.data?.openWork,
        () => `${tool} ${data.openWork}, query_backlog ${backlog.data?.openWork}`,
      )

  const epics = open.filter(({ type }) => type === 'epic' || type === 'feature')
  if (epics.length) await sameDates('an epic', { epicId: pick(epics).key })
  await sameDates('a count', { count: 1 + Math.floor(random() * 60) })
  if (given.teams.length) await sameDates('a team', { teamIds: [pick(given.teams).name] })
  const units = pick([
    { unit: 'items' },
    { unit: 'points' },
    { points: 30 },
    { count: 5, includeScopeGrowth: true },
    { includeScopeGrowth: true },
  ])
  await sameDates('another unit', units)
  await namedItems()
  await bestScope(ranking)
  const part = pick([
    { filterTypes: ['epic'] },
    { filterTypes: ['story'] },
    ...given.teams.map(({ name }) => ({ teamId: name })),
    ...epics.map(({ key }) => ({ epicId: key })),
  ])
  await bestScope(
    await ask<Ranking>('optimize_priorities', { asOf, targetDate, limit: 200, ...part }),
    JSON.stringify(part),
  )
  await planEnds()

  /** A scenario starts from what the forecast says. */
  async function sameDates(
    what: string,
    question: Args,
  ): Promise<{ forecast: Asked<Forecast>; scenario: Asked<Scenarios> }> {
    const args = { asOf, targetDate, ...question }
    const forecast = await ask<Forecast>('forecast_delivery', args)
    const change = given.teams.length
      ? { type: 'capacity', team: pick(given.teams).name, factor: pick([0.5, 0.8, 1.3]) }
      : { type: 'capacity', factor: 0.8 }
    const retarget = { type: 'targetDate', date: ahead(60) }
    const scenarios = [
      { name: 'other day', changes: [retarget] },
      { name: 'other pace', changes: [change] },
    ]
    let scenario = await ask<Scenarios>('analyze_scenario', { ...args, scenarios })
    if (scenario.code === 'BAD_USER_INPUT' && !forecast.code)
      scenario = await ask<Scenarios>('analyze_scenario', { ...args, scenarios: scenarios.slice(0, 1) })
    must(
      'both refuse or none',
      forecast.code === scenario.code,
      () => `${what}: forecast ${forecast.code} ${forecast.text}, scenario ${scenario.code} ${scenario.text}`,
    )
    const [f, s] = [forecast.data, scenario.data]
    if (f) monotone(`forecast of ${what}`, datesOf(f))
    for (const one of f?.target?.howMany ? [f.target.howMany as { size: number }[]] : [])
      must(
        'surer is less',
        one.every(({ size }, at) => at === 0 || size <= one[at - 1]!.size),
        () => `${what} ${JSON.stringify(one)}`,
      )
    // Levels are in percent; played answers count the same trials for both.
    if (f?.target && f.method === 'simulation' && Number.isInteger(f.remaining))
      for (const { percentile, size } of f.target.howMany)
        must(
          'as much as there is',
          size <= f.remaining && (size === f.remaining) === f.target.probability >= percentile / 100,
          () => `${what} ${percentile}: ${size} of ${f.remaining}, ${f.target.probability}`,
        )
    if (s) for (const one of [s.baseline, ...s.scenarios]) monotone(`scenario ${one.name} of ${what}`, one.dates)
    if (f && s) {
      const shared = (answer: Shared, dates: Dates, onTime: number | null) =>
        JSON.stringify([
          dates.p50,
          dates.p75,
          dates.p90,
          dates.p95,
          onTime,
          answer.openWork,
          answer.remaining,
          answer.unit,
          answer.method,
          answer.confidence,
        ])
      const [left, right] = [
        shared(f, datesOf(f), f.target?.probability ?? null),
        shared(s, s.baseline.dates, s.baseline.onTime ?? null),
      ]
      must(
        'baseline = forecast',
        left === right,
        () => `${what} ${JSON.stringify(args)}: forecast ${left}, baseline ${right}`,
      )
    }
    return { forecast, scenario }
  }

  /** Items that are asked for by name: one, and a few. */
  async function namedItems(): Promise<void> {
    const parents = new Set(given.items.map(({ parent }) => parent))
    const leaves = open.filter(({ key, type }) => !parents.has(key) && type !== 'epic' && type !== 'feature')
    if (leaves.length === 0) return
    const one = pick(leaves)
    const { forecast } = await sameDates('a named item', { itemIds: [one.key] })
    await sameDates('a few named items', { itemIds: [one, pick(leaves), pick(leaves)].map(({ key }) => key) })
    await bestScope(await ask<Ranking>('optimize_priorities', { asOf, targetDate, itemIds: [one.key] }), one.key)
    const planned = await ask<Plan>('schedule_portfolio', { asOf, effort: 'quick', itemIds: [one.key] })
    const p50 = forecast.data && datesOf(forecast.data).p50
    if (p50 && forecast.data!.remaining > 0 && planned.data?.finish && forecast.data!.method === 'exact')
      must(
        'the plan of a named item = its P50',
        planned.data.finish === p50,
        () => `${one.key}: plan ${planned.data!.finish}, P50 ${p50}`,
      )
  }

  /** What ships by a date is what a forecast of it says. */
  async function bestScope(ranking: Asked<Ranking>, of = ''): Promise<void> {
    const scope = ranking.data?.scopeByDate
    if (!scope) return
    if (whole.forecast.code)
      wrong(`best scope states ${scope.probability} where the forecast refuses: ${whole.forecast.text}`)
    const keys = scope.keys
    if (keys.length === 0) return
    must('best scope ≥ 85%', scope.probability >= 0.85, () => JSON.stringify(scope))
    const { data, text } = await ask<Forecast>('forecast_delivery', { asOf, itemIds: keys, targetDate })
    must(
      'best scope = forecast',
      data?.target?.probability === scope.probability,
      () =>
        `${of} ${targetDate} ${keys.join()}: scope ${scope.probability}, forecast ${data?.target?.probability ?? text}`,
    )
    const chosen = new Set(keys)
    const missing = blockedInside(given.items).filter(({ key, blocker }) => chosen.has(key) && !chosen.has(blocker))
    if (of === '' && !/contradict/.test(ranking.text))
      must('blockers ship with it', missing.length === 0, () => JSON.stringify(missing.slice(0, 3)))
  }

  /** A plan ends where its forecast expects the end. */
  async function planEnds(): Promise<void> {
    if (!plan.data) {
      must(
        'a plan is refused where the forecast is',
        whole.forecast.code !== null || given.items.length === 0,
        () => `plan ${plan.text}, forecast ${whole.forecast.text}`,
      )
      return
    }
    const { items, finish, finish85, finishProbability, unplaced, assumptions } = plan.data
    for (const bar of [...items, { key: 'the plan', p: finishProbability, finish, finish85 }])
      if (bar.p != null && bar.p <= 0.85 && bar.finish && bar.finish85)
        must(
          'finish ≤ finish85',
          (bar.finish ?? '') <= bar.finish85,
          () => `${bar.key} ${bar.finish} ${bar.finish85} p ${bar.p}`,
        )
    must(
      'a plan names too little history where the forecast does',
      /too little history for a forecast/.test(String(assumptions)) ===
        (items.length + unplaced.length > 0 && whole.forecast.code === 'NOT_ENOUGH_HISTORY'),
      () => `forecast ${whole.forecast.code}, plan ${JSON.stringify(assumptions)}`,
    )
    const free = open.every((item) => !item.releaseDate && !item.deadline && item.blockedBy.length === 0)
    if (!free || unplaced.length || !finish || !whole.forecast.data) return
    const { data } = await ask<Forecast>('forecast_delivery', { asOf, targetDate: finish })
    const p = data!.target.probability
    must(
      'the plan’s chance = the forecast’s',
      finishProbability === undefined || Math.abs(finishProbability - p) <= 0.06,
      () => `plan ${finish} with ${finishProbability}, forecast ${p}`,
    )
    if (whole.forecast.data.teams.length !== 1) return
    const p50 = datesOf(data!).p50
    must(
      'one team’s plan ends at P35–P65',
      (p >= 0.35 && p <= 0.65) || (p50 !== null && workdaysBetween(p50, finish) <= 1),
      () => `plan ${finish}, P50 ${p50}, probability by the plan's finish ${p}`,
    )
  }
}

const isOpen = ({ status }: CaseItem) => status !== 'done' && status !== 'cancelled'

const datesOf = (forecast: Forecast) =>
  Object.fromEntries(forecast.dates.map(({ percentile, date }) => [`p${percentile}`, date])) as unknown as Dates

/** Working days from one day to the other, in either direction. */
function workdaysBetween(a: string, b: string): number {
  const [from, to] = [Date.parse(a), Date.parse(b)].sort((x, y) => x - y) as [number, number]
  let days = 0
  for (let at = from + DAY; at <= to; at += DAY) if (![0, 6].includes(new Date(at).getUTCDay())) days++
  return days
}

/** Which piece of work waits for which, those of epics included. */
function blockedInside(items: readonly CaseItem[]): { key: string; blocker: string }[] {
  const open = items.filter(isOpen)
  const byKey = new Map(items.map((item) => [item.key, item]))
  const isContainer = ({ type }: CaseItem) => type === 'epic' || type === 'feature'
  const isStep = ({ parent }: CaseItem) => parent !== undefined && byKey.has(parent) && !isContainer(byKey.get(parent)!)
  const parents = new Set(items.map(({ parent }) => parent))
  const leaves = open.filter((item) => !isStep(item) && !(isContainer(item) && parents.has(item.key)))
  const inside = (item: CaseItem, top: string): boolean =>
    item.key === top || (item.parent !== undefined && byKey.has(item.parent) && inside(byKey.get(item.parent)!, top))
  const below = (top: string) => leaves.filter((leaf) => inside(leaf, top)).map(({ key }) => key)
  return open
    .filter((item) => !isStep(item))
    .flatMap((item) =>
      item.blockedBy
        .filter(({ key }) => byKey.has(key) && !inside(item, key) && !inside(byKey.get(key)!, item.key))
        .flatMap(({ key: blocker }) =>
          below(item.key).flatMap((key) => below(blocker).map((other) => ({ key, blocker: other }))),
        ),
    )
    .filter(({ key, blocker }) => key !== blocker)
}
