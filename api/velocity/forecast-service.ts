import type { PlanningTeam } from '../backlog/planning-service.ts'
import type { ItemRow } from '../backlog/row.ts'
import { itemIdOf } from '../backlog/service.ts'
import type { Context } from '../context.ts'
import { badInput, notFound, Refusal } from '../errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { uuidOf } from '../identity/service.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { seeded } from '../math/random.ts'
import { rounded } from '../math/rounded.ts'
import { stampOf, type Stamp } from '../stamp.ts'
import { deliveryDates, howManyBy, influencesOn, type DeliveryDates } from './delivery.ts'
import { canForecast, forecasterOf, type Forecaster, type ForecastTerms } from './forecast.ts'
import { flowHistory, ROUGH_NEEDS, type Confidence, type FlowHistory, type NotEnoughHistory } from './history.ts'
import { recordForecast } from './issued-service.ts'
import type { IssuedInputs } from './issued.ts'
import { loadFlow, type FlowInputs } from './load-service.ts'
import { growthFactor, scopeGrowth, type ScopeGrowth } from './scope-growth.ts'
import { below, completionsOf, coupledItems, leavesOf, sizesOf, teamWords, type Unit } from './scope-of-work.ts'
import type { Influence } from './sensitivity.ts'
import { trackRecord, type LevelRecord } from './track-record.ts'

const ENGINE = 'forecast/1'
const GROWTH_DAYS = 90

export interface ForecastArguments {
  itemIds?: readonly string[] | null | undefined
  epicId?: string | null | undefined
  count?: number | null | undefined
  points?: number | null | undefined
  targetDate?: string | null | undefined
  teamIds?: readonly string[] | null | undefined
  includeScopeGrowth?: boolean | null | undefined
  unit?: Unit | null | undefined
  asOf?: string | null | undefined
}

export interface DeliveryForecast {
  sentence: string
  confidence: Confidence
  method: DeliveryDates['method']
  unit: Unit
  /** Size that remains, before growth. */
  remaining: number
  dates: DeliveryDates['dates']
  target: { date: string; probability: number; howMany: { percentile: number; size: number }[] } | null
  histogram: DeliveryDates['histogram']
  influences: (Influence & { percentile: number })[]
  trackRecord: LevelRecord[]
  growth: { perFinished: number; factor: number; capped: boolean } | null
  teams: { id: string | null; name: string; remaining: number; dates: DeliveryDates['dates'] }[]
  assumptions: string[]
  warnings: string[]
  stamp: Stamp
}

/** One lane of the forecast: a team, or all of them together. */
interface Lane {
  key: string
  name: string
  id: string | null
  size: number
  history: FlowHistory
  forecaster: Forecaster
  withoutGrowth: Forecaster | null
  terms: ForecastTerms
}

/** What is asked, once every name in it is an id and every default is decided. */
interface Question {
  items: ItemRow[]
  sizes: Map<string, number>
  unit: Unit
  total: number
  subject: string
  teams: PlanningTeam[]
  grows: boolean
  growthScope: string | null
  assumptions: string[]
  warnings: string[]
}

/**
 * When will it be done? Calibrated from the team's own history and its own past errors.
 * @throws NOT_ENOUGH_HISTORY with what is there and what is needed; NOT_FOUND; BAD_USER_INPUT
 */
export async function forecastDelivery(context: Context, workspace: Workspace, args: ForecastArguments): Promise<DeliveryForecast> {
  checkArguments(args)
  const inputs = await loadFlow(context, workspace, args.asOf ?? null)
  const question = await questionOf(context, workspace, args, inputs)
  const growth = question.grows ? growthOf(inputs, question.growthScope) : null
  const { lanes, warnings } = lanesOf(inputs, question, growth)
  const coupled = lanes.length > 1 ? coupledItems(question.items, question.sizes, inputs.dependencies, (team) => team ?? '', (date) => (date ? Math.max(0, dayOf(date) - inputs.today) : 0)) : []
  const stamp = stampOf(ENGINE, { asOf: isoOf(inputs.today), dataVersion: workspace.dataVersion, seed: coupled.length ? 'forecast' : null }, { workspace: workspace.key, ...args, asOf: undefined })
  const stream = (team: string) => seeded(`${stamp.inputHash} ${inputs.teams.find(({ id }) => id === team)?.name ?? team}`)
  const delivery = deliveryDates({ today: inputs.today, parts: lanes, coupled }, stream)
  const first = lanes[0]!
  const rough = lanes.some(({ forecaster }) => forecaster.confidence === 'rough')
  const record = lanes.length === 1 ? trackRecord(first.history, Math.max(1, question.total), first.terms) : []
  const answer: DeliveryForecast = {
    sentence: sentenceOf(question, delivery, rough, inputs.today),
    confidence: rough ? 'rough' : 'calibrated',
    method: delivery.method,
    unit: question.unit,
    remaining: question.total,
    dates: delivery.dates,
    target: args.targetDate ? targetOf(args.targetDate, inputs.today, lanes, delivery) : null,
    histogram: question.total > 0 ? delivery.histogram : [],
    influences: influencesOn(lanes, lanes.map(({ withoutGrowth }) => withoutGrowth)).map((influence) => ({ ...influence, percentile: 90 })),
    trackRecord: record,
    growth: growth ? { perFinished: growth.perFinished, factor: growthFactor(growth), capped: growth.capped } : null,
    teams: lanes.map((lane) => ({ id: lane.id, name: lane.name, remaining: lane.size, dates: deliveryDates({ today: inputs.today, parts: [lane], coupled: [] }, stream).dates })),
    assumptions: [...question.assumptions, ...assumptionsOf(question, growth, coupled.length > 0)],
    warnings: [...inputs.warnings, ...question.warnings, ...warnings, ...massClosesOf(lanes), ...(rough ? ['The history is short, so the dates are wider than they will be: rough.'] : []), ...(growth?.capped ? ['Work arrives almost as fast as it is finished: the end is not in sight, and these dates are a floor.'] : [])],
    stamp,
  }
  if (!args.asOf) await recordForecast(context, workspace, answer, question.subject, issuedInputs(question, lanes, growth, rough))
  return rounded(answer)
}

function checkArguments({ itemIds, epicId, count, points, unit }: ForecastArguments): void {
  const asked = [['itemIds', itemIds], ['epicId', epicId], ['count', count], ['points', points]].filter(([, value]) => value != null)
  if (asked.length > 1) throw badInput({ path: [String(asked[1]![0])], message: `cannot be combined with ${String(asked[0]![0])}: ask for one of itemIds, epicId, count or points` })
  if (points != null && unit === 'items') throw badInput({ path: ['unit'], message: 'is points when points are asked for' })
}

async function questionOf(context: Context, workspace: Workspace, args: ForecastArguments, inputs: FlowInputs): Promise<Question> {
  const teams = await askedTeams(args.teamIds, inputs.teams)
  const unit: Unit = args.points != null ? 'points' : (args.unit ?? 'items')
  const common = { unit, teams, assumptions: [] as string[], warnings: [] as string[] }
  if (args.count != null || args.points != null) {
    const total = args.count ?? args.points!
    return { ...common, items: [], sizes: new Map(), total, subject: `${total} ${unit}`, grows: args.includeScopeGrowth === true, growthScope: null }
  }
  const ids = args.epicId ? [await itemIdOf(context, workspace.id, args.epicId)] : args.itemIds ? await Promise.all(args.itemIds.map((ref) => itemIdOf(context, workspace.id, ref))) : null
  const chosen = ids ? below(inputs.items, new Set(ids)) : inputs.items
  const inTeams = new Set(teams.map(({ id }) => id))
  const items = leavesOf(chosen).filter(({ teamId }) => !args.teamIds?.length || (teamId !== null && inTeams.has(teamId)))
  const { sizes, assumed, assumedSize } = sizesOf(items, inputs.history.items, unit)
  const outside = waitingOutside(items, inputs)
  return {
    ...common,
    items,
    sizes,
    total: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    subject: args.epicId ? `what is left of ${args.epicId.replace(/^BacklogItem:/, '')}` : ids ? `${items.length} items` : 'the whole open backlog',
    grows: args.includeScopeGrowth ?? args.epicId != null,
    growthScope: args.epicId ? ids![0]! : null,
    assumptions: assumed ? [`${assumed} items have no points: each counts as ${assumedSize}, the median.`] : [],
    warnings: outside.length ? [`${outside.length} of these items wait for open work that is not part of this forecast: ${outside.slice(0, 5).join(', ')}${outside.length > 5 ? ', …' : ''}.`] : [],
  }
}

async function askedTeams(ids: readonly string[] | null | undefined, teams: readonly PlanningTeam[]): Promise<PlanningTeam[]> {
  if (!ids?.length) return [...teams]
  return ids.map((ref) => teams.find(({ id, name }) => id === uuidOf('Team', ref) || name === ref) ?? (() => { throw notFound('Team', ref) })())
}

function waitingOutside(items: readonly ItemRow[], { dependencies, items: open }: FlowInputs): string[] {
  const inside = new Set(items.map(({ id }) => id))
  const keys = new Map(open.map(({ id, key }) => [id, key]))
  return [...new Set(dependencies.filter(({ item, blocker }) => inside.has(item) && !inside.has(blocker)).map(({ item }) => keys.get(item)!))].sort()
}

/** What appeared and what was finished in the last ninety days, in the same scope. */
function growthOf({ history, end }: FlowInputs, epic: string | null): ScopeGrowth {
  const scope = history.items.filter(({ epicId, statusCategory }) => (epic === null || epicId === epic) && statusCategory !== 'cancelled')
  const recent = (day: number | null) => day !== null && day > end - GROWTH_DAYS && day <= end
  return scopeGrowth(scope.filter(({ createdDay }) => recent(createdDay)).length, scope.filter(({ resolvedDay, statusCategory }) => statusCategory === 'done' && recent(resolvedDay)).length)
}

/** A lane per team where each has enough history of its own; else all of them as one. @throws NOT_ENOUGH_HISTORY */
function lanesOf(inputs: FlowInputs, question: Question, growth: ScopeGrowth | null): { lanes: Lane[]; warnings: string[] } {
  const { unit, items, sizes, teams } = question
  const lane = (key: string, name: string, id: string | null, size: number, ofTeam: (team: string | null) => boolean, calendar: PlanningTeam['calendar'] | null): Lane | NotEnoughHistory => {
    const history = flowHistory(completionsOf(inputs.history.items, unit, ofTeam), inputs.end)
    const terms: ForecastTerms = { calendar, growth }
    const forecaster = forecasterOf(history, terms)
    if (!canForecast(forecaster)) return forecaster
    const plain = growth ? forecasterOf(history, { calendar }) : null
    return { key, name, id, size, history, terms, forecaster, withoutGrowth: plain && canForecast(plain) ? plain : null }
  }
  const chosen = new Set(teams.map(({ id }) => id))
  const everyone = teams.length === inputs.teams.length
  const pooled = () => lane('', teamWords(teams, inputs.teams.length), teams.length === 1 ? teams[0]!.id : null, question.total, (team) => everyone || (team !== null && chosen.has(team)), sharedCalendar(teams))
  const involved = [...new Set(items.map(({ teamId }) => teamId))]
  if (involved.length > 1) {
    const lanes = involved.map((id) => {
      const team = inputs.teams.find((candidate) => candidate.id === id)
      const size = items.filter(({ teamId }) => teamId === id).reduce((sum, item) => sum + sizes.get(item.id)!, 0)
      return { team, answer: lane(id ?? '', team?.name ?? 'no team', id, size, (other) => other === id, team?.calendar ?? null) }
    })
    const thin = lanes.filter(({ answer }) => !('forecaster' in answer))
    if (!thin.length) return { lanes: lanes.map(({ answer }) => answer as Lane).sort((a, b) => (a.name < b.name ? -1 : 1)), warnings: [] }
    const all = pooled()
    if ('forecaster' in all) return { lanes: [all], warnings: [`${thin.map(({ team }) => team?.name ?? 'Work without a team').join(' and ')} has too little history of its own: the throughput of all teams is taken together.`] }
  } else if (involved.length === 1 && involved[0] !== null) {
    const team = inputs.teams.find(({ id }) => id === involved[0])!
    const own = lane(team.id, team.name, team.id, question.total, (other) => other === team.id, team.calendar)
    if ('forecaster' in own) return { lanes: [own], warnings: [] }
    const all = pooled()
    if ('forecaster' in all && inputs.teams.length > 1) return { lanes: [all], warnings: [`${team.name} has too little history of its own: the throughput of all teams is taken instead, which is faster than one team.`] }
  }
  const one = pooled()
  if ('forecaster' in one) return { lanes: [one], warnings: [] }
  const { have, need } = one
  throw new Refusal('NOT_ENOUGH_HISTORY', `There is too little history for a forecast: ${have.completions} of ${need.completions} finished ${unit === 'points' ? 'items with points' : 'items'}, ${have.activeWeeks} of ${need.activeWeeks} weeks with a finished one. Import more history, or ask again later.`, { have, need: ROUGH_NEEDS })
}

/** The calendar of the teams when they share one; else none, and closed days show in the pace alone. */
function sharedCalendar(teams: readonly PlanningTeam[]): PlanningTeam['calendar'] | null {
  const [first, ...rest] = teams
  const same = (other: PlanningTeam) => other.calendar.weekdays.join() === first!.calendar.weekdays.join() && [...other.calendar.closed].join() === [...first!.calendar.closed].join()
  return first && rest.every(same) ? first.calendar : null
}

function targetOf(date: string, today: number, lanes: readonly Lane[], delivery: DeliveryDates): DeliveryForecast['target'] {
  const days = dayOf(date) - today
  return { date, probability: days <= 0 ? Number(lanes.every(({ size }) => size <= 0)) : delivery.probabilityBy(days), howMany: howManyBy(lanes, Math.max(0, days)) }
}

function sentenceOf({ total, unit, subject }: Question, { dates }: DeliveryDates, rough: boolean, today: number): string {
  if (total <= 0) return `Nothing is left to do: ${subject} is finished.`
  const on = (percentile: number) => dates.find((date) => date.percentile === percentile)?.date
  const [even, sure] = [on(50), on(90)]
  const what = `${Math.round(total * 10) / 10} ${unit} (${subject})`
  if (!even) return `${what} will not be done within ten years at the present pace.`
  if (!sure) return `${what}: even odds by ${even}; ninety per cent sure only after ten years.`
  return `${what}: even odds by ${even}, 90 % sure by ${sure}${rough ? ' (rough: short history)' : ''}. As of ${isoOf(today)}.`
}

function assumptionsOf({ items, total, unit }: Question, growth: ScopeGrowth | null, simulated: boolean): string[] {
  if (total <= 0) return []
  return [
    `This work goes first: the pace of the past ${unit === 'items' ? 'in items' : 'in points'} is spent on nothing else.`,
    growth ? `Scope grows by ${Math.round(100 * growth.perFinished) / 100} new items for each finished one, as in the last ${GROWTH_DAYS} days.` : 'No new scope is added.',
    ...(simulated ? ['Teams wait for each other where items depend on each other; simulated with a fixed seed.'] : []),
    ...(items.length ? [] : ['The team composition of the past stays as it is.']),
  ]
}

function massClosesOf(lanes: readonly Lane[]): string[] {
  const closes = lanes.flatMap(({ history }) => history.excluded)
  const items = closes.reduce((sum, close) => sum + close.items, 0)
  return closes.length ? [`${items} items were closed on ${closes.length === 1 ? `one day (${isoOf(closes[0]!.day)})` : `${closes.length} days`} of mass closing; they are left out of the pace.`] : []
}

function issuedInputs({ items, unit, total }: Question, lanes: readonly Lane[], growth: ScopeGrowth | null, rough: boolean): IssuedInputs {
  const paceOf = ({ history }: Lane) => {
    const recent = history.done.slice(-84)
    return Math.round((700 * recent.reduce((sum, size) => sum + size, 0)) / Math.max(7, recent.length)) / 100
  }
  return {
    keys: items.map(({ key }) => key).sort(),
    unit,
    size: total,
    growthPerFinished: growth?.perFinished ?? null,
    confidence: rough ? 'rough' : 'calibrated',
    weeklyPace: lanes.reduce((sum, lane) => sum + paceOf(lane), 0),
    teams: lanes.map((lane) => ({ id: lane.id ?? '', size: lane.size, weeklyPace: paceOf(lane) })),
  }
}
