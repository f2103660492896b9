import { figureText } from '../../text.ts'
import type { AnalysisContext } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { isoOf } from '../math/calendar.ts'
import { rounded } from '../math/rounded.ts'
import { stampOf, type Stamp } from '../graphql/stamp.ts'
import { dataQuality, type Finding } from './flow/data-quality.ts'
import { canForecast, forecasterOf } from './forecast/forecast.ts'
import {
  cycleTime,
  leadTime,
  stability,
  workInProgress,
  type DurationPercentiles,
  type WorkInProgress,
} from './flow/flow-time.ts'
import { earlyWarnings } from './flow/early-work.ts'
import { flowHistory, historyWords } from './flow/history.ts'
import { sized } from './work/forecast-sentences.ts'
import { ownLane, sharedCalendar } from './work/lanes.ts'
import { analysis, released } from '../workers/analysis.ts'
import { loadFlow, teamOf } from '../planning/load-service.ts'
import { stalledAmong, stalledWords } from '../planning/stalled.ts'
import { isUndated } from '../planning/undated.ts'
import { predictability, type Predictability } from './forecast/predictability.ts'
import { processBehavior } from './flow/process-behavior.ts'
import { isInProgress } from '../planning/planning.ts'
import { completionsOf, openWorkOf, usualPoints, usualUnit, type Unit } from '../planning/work.ts'
import { sprintForecast, sprintQuantile } from './forecast/sprint-forecast.ts'
import { sayDo, sprintVelocity, type SayDo, type SprintRecord, type SprintVelocity } from './flow/sprint-velocity.ts'
import { summaryOf, weeklyThroughput, type SeriesSummary } from './flow/throughput.ts'
import { combinedRecord, fourWeekRecord, type LevelRecord } from './forecast/track-record.ts'
import { trendOf, type Trend } from './flow/trend.ts'
import { sprintRecords } from './sprint-records-service.ts'

const ENGINE = 'velocity/1'
const RECENT_SPRINTS = 6
/** Items in progress that are listed, oldest first; all are counted. */
const MOST_AGES = 5_000

export interface VelocityArguments {
  teamId?: string | null | undefined
  unit?: Unit | null | undefined
  weeks?: number | null | undefined
  asOf?: string | null | undefined
}

export interface VelocityReport {
  sentence: string
  unit: Unit
  openWork: number
  team: string | null
  weekly: { start: string; items: number; size: number }[]
  throughput: SeriesSummary | null
  trend: Trend | null
  signals: string[]
  cycleTime: DurationPercentiles | null
  leadTime: DurationPercentiles | null
  wip: WorkInProgress
  flow: { arrivals: number; departures: number; stable: boolean } | null
  velocity: SprintVelocity | null
  sprints: SprintRecord[]
  sayDo: SayDo
  nextSprints: { sprints: number; p10: number; p50: number; p90: number }[]
  predictability: Predictability
  trackRecord: LevelRecord[]
  findings: Finding[]
  warnings: string[]
  stamp: Stamp
}

/** How fast, how steady, how trustworthy: a description of the past, never a projection of its trend. */
export const analyzeVelocity = analysis('velocity.report', velocityReport)

async function velocityReport(
  context: AnalysisContext,
  workspace: Workspace,
  args: VelocityArguments,
): Promise<VelocityReport> {
  const weeks = args.weeks ?? 26
  const inputs = await loadFlow(context, workspace, args.asOf ?? null)
  await released(context)
  const unit = args.unit ?? usualUnit(inputs.history, inputs.end)
  const team = args.teamId ? teamOf(inputs, args.teamId) : null
  const items = inputs.history.items.filter(({ teamId }) => !team || teamId === team.name)
  const completions = completionsOf(inputs.history.items, unit, (name) => !team || name === team.name)
  const { weeks: weekly, excluded } = weeklyThroughput(completions, inputs.end, weeks)
  const sizes = weekly.map(({ items: count, size }) => (unit === 'items' ? count : size))
  const flows = items
    .filter(({ statusCategory }) => statusCategory !== 'cancelled')
    .map((item) => ({
      key: item.key,
      created: item.createdDay,
      started: item.startedDay,
      done: item.statusCategory === 'done' ? item.resolvedDay : null,
      inProgress: isInProgress(item),
      undated: isUndated(item),
      size: item.points,
    }))
  const window = flows.filter(({ done }) => done !== null && done > inputs.end - weeks * 7 && done <= inputs.end)
  const history = flowHistory(completions, inputs.end)
  const terms = { calendar: sharedCalendar(team ? [team] : inputs.teams) }
  const forecaster = forecasterOf(history, terms)
  // The teams' records together, as a forecast of their work has them.
  const lanes = (team ? [team] : inputs.teams).flatMap((one) => ownLane(inputs, { unit, growth: null }, one) ?? [])
  const record =
    lanes.length > 0
      ? combinedRecord(lanes.map((lane) => fourWeekRecord(lane.history, lane.terms)))
      : fourWeekRecord(history, terms)
  const mine = new Set(inputs.items.filter(({ teamId }) => !team || teamId === team.name).map(({ key }) => key))
  const stalled = stalledAmong(inputs, mine)
  const { sprints, mixed } = await sprintRecords(context, workspace, {
    team: team?.name ?? null,
    unit,
    until: isoOf(inputs.today),
  })
  const wip = workInProgress(flows, inputs.end)
  const summary = summaryOf(sizes)
  const behavior = processBehavior(sizes)
  const report = {
    unit,
    openWork: openWorkOf(inputs),
    team: team?.name ?? null,
    weekly: weekly.map(({ start, items: count, size }) => ({ start: isoOf(start), items: count, size })),
    throughput: summary,
    trend: trendOf(sizes),
    signals: behavior
      ? behavior.signals.map(
          (at) =>
            `${isoOf(weekly[at]!.start)}: ${sized(sizes[at]!, unit)} ${sizes[at] === 1 ? 'is' : 'are'} outside the natural limits (${round(behavior.lower)} to ${round(behavior.upper)}).`,
        )
      : [],
    cycleTime: cycleTime(window),
    leadTime: leadTime(window),
    wip: { ...wip, ages: wip.ages.slice(0, MOST_AGES) },
    flow: stability(flows, inputs.end - 89, inputs.end),
    velocity: sprintVelocity(sprints),
    sprints: sprints.slice(-RECENT_SPRINTS * 2),
    sayDo: sayDo(sprints.slice(-RECENT_SPRINTS)),
    nextSprints: [1, 3, 6].flatMap((count) => {
      const forecast = sprintForecast(
        sprints.map(({ completed }) => completed),
        count,
      )
      return forecast
        ? [
            {
              sprints: count,
              p10: round(sprintQuantile(forecast, 0.1)),
              p50: round(sprintQuantile(forecast, 0.5)),
              p90: round(sprintQuantile(forecast, 0.9)),
            },
          ]
        : []
    }),
    predictability: predictability(sizes, canForecast(forecaster) ? forecaster : null, record),
    trackRecord: record,
    findings: dataQuality(flows, inputs.end, usualPoints(inputs.history.items)),
    warnings: [
      ...inputs.warnings,
      ...stalledWords(stalled),
      ...(mixed
        ? [
            team
              ? 'The sprints that hold items of this team overlap, so their velocities cannot be added up.'
              : 'The teams run their sprints at different times, so their velocities cannot be added up. Ask about one team.',
          ]
        : []),
      ...uncreated(flows),
      ...earlyWarnings([history]),
      ...excluded.map(
        ({ day, items: count }) =>
          `${figureText(count)} items were closed in bulk on ${isoOf(day)} and are left out of the pace.`,
      ),
      ...(canForecast(forecaster) ? [] : [`There is not enough history: ${historyWords(forecaster)}.`]),
    ],
    stamp: stampOf(
      ENGINE,
      { asOf: isoOf(inputs.today), dataVersion: workspace.dataVersion },
      { workspace: workspace.key, team: team?.name, unit, weeks },
    ),
  }
  return rounded({ ...report, sentence: sentenceOf(report) })
}

const round = (value: number) => Math.round(value * 10) / 10

function sentenceOf({
  unit,
  throughput,
  trend,
  cycleTime: cycle,
  wip,
  team,
}: Omit<VelocityReport, 'sentence'>): string {
  const who = team ?? 'The workspace'
  if (!throughput || throughput.periods === 0) return `${who} has not finished any work in this period.`
  const spread =
    throughput.dispersion === null
      ? ''
      : throughput.dispersion <= 1.5
        ? ', steadily'
        : throughput.dispersion >= 4
          ? ', in bursts'
          : ''
  const parts = [
    `${who} finishes ${sized(throughput.median, unit)} a week (median of ${throughput.periods} ${throughput.periods === 1 ? 'week' : 'weeks'}${spread}).`,
  ]
  if (trend && trend.direction !== 'none')
    parts.push(`Throughput was ${trend.direction} in this period, which does not predict the coming weeks.`)
  if (cycle)
    parts.push(`Half of the items take ${daysText(cycle.p50)} or less, 85% take at most ${daysText(cycle.p85)}.`)
  if (wip.items)
    parts.push(
      `${figureText(wip.items)} ${wip.items === 1 ? 'item is' : 'items are'} in progress${wip.olderThanUsual ? `, ${wip.items === 1 ? '' : `${figureText(wip.olderThanUsual)} of them `}longer than 85% of items take` : ''}.`,
    )
  return parts.join(' ')
}

function daysText(days: number): string {
  const shown = round(days)
  return `${figureText(shown)} ${shown === 1 ? 'day' : 'days'}`
}

/** Warns when a tenth or more of the items lack a creation date, because lead times leave them out. */
function uncreated(flows: readonly { created: number | null; done: number | null }[]): string[] {
  const done = flows.filter((item) => item.done !== null)
  const unknown = done.filter(({ created }) => created === null).length
  return unknown > 0 && unknown * 10 >= done.length
    ? [
        `${Math.round((100 * unknown) / done.length)}% of done items have no creation date and are not included in lead times.`,
      ]
    : []
}
