import type { AnalysisContext } from '../../data/context.ts'
import { Refusal, type ErrorCode } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import { analyzeCompetition } from '../../competitive/analysis/analysis-service.ts'
import { rankPriorities } from '../../optimize/service.ts'
import { analyzeScenarios } from '../../scenarios/analysis-service.ts'
import type { AskedScenario } from '../../scenarios/asked-change.ts'
import { schedulePortfolio } from '../../scheduling/service.ts'
import { alignBacklog } from '../../strategy/alignment-service.ts'
import { forecastDelivery } from '../../velocity/forecast-service.ts'
import { recordAssumptions } from '../../velocity/work/forecast-sentences.ts'
import { analyzeVelocity } from '../../velocity/velocity-service.ts'
import type { EngineOutput } from '../document.ts'
import type { ItemRecord } from '../material.ts'
import type { EngineName } from '../vocabulary.ts'
import { alignmentLines, competitionLines, scenarioLines } from './market-lines.ts'
import { forecastLines, rankLines, scheduleLines } from './plan-lines.ts'

/** The work that analyses are asked about. */
export interface AskedWork {
  readonly head: ItemRecord | null
  /** Keys of the open leaves, in manual order. */
  readonly leaves: readonly string[]
  readonly teams: readonly string[]
  /** The one team of the work, if its number of members is on record: only then does one more say anything. */
  readonly staffed: string | null
}

export interface Asked {
  readonly output: EngineOutput | null
  readonly warnings: readonly string[]
}

/** An analysis that cannot answer leaves its part out and says why; any other error is one. */
const SAYS_WHY: ReadonlySet<ErrorCode> = new Set([
  'NOT_ENOUGH_HISTORY',
  'DEPENDENCY_CYCLE',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'RATE_LIMITED',
])

/** A part of the document that an analysis fills, and the scope that it needs. */
interface Part {
  readonly name: EngineName
  readonly what: string
  readonly scope:
    | 'velocity:read'
    | 'scheduling:read'
    | 'optimize:read'
    | 'strategy:read'
    | 'competitive:read'
    | 'scenarios:read'
  ask(context: AnalysisContext, workspace: Workspace, work: AskedWork): Promise<Omit<EngineOutput, 'name'> | null>
}

const named = ({ head, leaves }: AskedWork) => (head ? { epicId: head.key } : { itemIds: leaves })

const forecast: Part = {
  name: 'forecast',
  what: 'The forecast',
  scope: 'velocity:read',
  async ask(context, workspace, work) {
    const due = work.head?.dueDate ?? null
    const targetDate = due && due > context.now().toISOString().slice(0, 10) ? due : null
    const answer = await forecastDelivery(context, workspace, { ...named(work), targetDate, unrecorded: true })
    const date = (level: number) => answer.dates.find(({ percentile }) => percentile === level)?.date ?? null
    return {
      title: 'Delivery forecast',
      stamp: answer.stamp,
      lines: forecastLines({
        sentence: answer.sentence,
        p50: date(50),
        p90: date(90),
        target: answer.target,
        record: [
          ...answer.assumptions.filter((line) => line.startsWith('This work goes first')),
          ...recordAssumptions(answer.trackRecord),
        ],
        warnings: answer.warnings,
        remaining: answer.remaining,
      }),
      context: date(90) ? { label: 'Dates', text: `P50 ${date(50)}, P90 ${date(90)}` } : null,
    }
  },
}

const schedule: Part = {
  name: 'schedule',
  what: 'Its place in the portfolio plan',
  scope: 'scheduling:read',
  async ask(context, workspace, { head }) {
    if (!head) return null
    const answer = await schedulePortfolio(context, workspace, {})
    const unplaced = answer.unplaced.find(({ key }) => key === head.key)
    const lines = scheduleLines({
      key: head.key,
      title: head.title,
      bars: answer.items,
      unplaced: unplaced?.why ?? null,
    })
    return { title: 'Portfolio plan', stamp: answer.stamp, lines }
  },
}

const priorities: Part = {
  name: 'priorities',
  what: 'The rank',
  scope: 'optimize:read',
  async ask(context, workspace, { head, leaves }) {
    const mine = new Set(leaves)
    const all = await rankPriorities(context, workspace, { first: 5_000 })
    const epics = head ? await rankPriorities(context, workspace, { filter: { types: ['epic'] }, first: 5_000 }) : null
    const own = epics?.rows.find(({ key }) => key === head?.key)
    const epic = own
      ? { rank: own.rank, of: epics!.total, tier: own.ranked?.tier ?? null, reason: own.reason.text }
      : null
    return {
      title: 'Priorities',
      stamp: all.stamp,
      lines: rankLines({
        method: all.method,
        epic,
        items: all.rows
          .filter(({ key }) => mine.has(key))
          .map(({ key, row, rank, ranked }) => ({ key, title: row.title, rank, tier: ranked?.tier ?? null })),
        of: all.total,
      }),
      context: epic
        ? { label: 'Rank', text: `${epic.tier ? `${epic.tier}, ` : ''}${epic.rank} of ${epic.of} epics` }
        : null,
    }
  },
}

const velocity: Part = {
  name: 'velocity',
  what: 'The pace',
  scope: 'velocity:read',
  async ask(context, workspace, { teams }) {
    const teamId = teams.length === 1 ? teams[0]! : null
    const { sentence, stamp } = await analyzeVelocity(context, workspace, { teamId })
    return { title: teamId ? `Velocity of ${teamId}` : 'Velocity', stamp, lines: { constraints: [sentence] } }
  },
}

const alignment: Part = {
  name: 'alignment',
  what: 'Strategic alignment',
  scope: 'strategy:read',
  async ask(context, workspace, { head, leaves }) {
    const itemIds = leaves.length ? leaves : head ? [head.key] : []
    if (!itemIds.length) return null
    const { rows, total, status, stamp } = await alignBacklog(context, workspace, { filter: { itemIds }, first: 5_000 })
    const best = rows.flatMap(({ byObjective }) => byObjective.slice(0, 1))
    const served = [...Map.groupBy(best, ({ objectiveId }) => objectiveId)]
      .map(([objective, some]) => ({
        objective,
        items: some.length,
        by: [...Map.groupBy(some, ({ basis }) => basis)].map(([basis, of]) => ({ basis, items: of.length })),
      }))
      .sort((a, b) => b.items - a.items || (a.objective < b.objective ? -1 : 1))
    return {
      title: 'Strategic alignment',
      stamp,
      lines: alignmentLines({
        of: total,
        served,
        noObjectives: status === 'no_objectives' || status === 'none_active',
      }),
      context: served[0] ? { label: 'Serves', text: served[0].objective } : null,
    }
  },
}

const competition: Part = {
  name: 'competition',
  what: 'Competitive pressure',
  scope: 'competitive:read',
  async ask(context, workspace, { head, leaves }) {
    const itemIds = [...(head ? [head.key] : []), ...leaves]
    if (!itemIds.length) return null
    const { gaps, market, stamp } = await analyzeCompetition(context, {
      workspaceId: workspace.id,
      focus: 'gaps',
      itemIds,
      first: 50,
    })
    if (!gaps.length) return null
    return {
      title: 'Competitive gaps',
      stamp,
      lines: competitionLines(
        gaps.map((gap) => ({
          name: gap.name,
          own: gap.own,
          ahead: gap.competitorsAhead,
          names: gap.competitorsHaving,
          claims: gap.evidenceIds,
          band: gap.band,
        })),
        market.competitors.length,
      ),
      context: {
        label: 'Competitors',
        text: `${gaps[0]!.competitorsAhead} of ${market.competitors.length} ahead on ${gaps[0]!.name}`,
      },
    }
  },
}

const scenarios: Part = {
  name: 'scenarios',
  what: 'What-if comparisons',
  scope: 'scenarios:read',
  async ask(context, workspace, work) {
    const { leaves, staffed } = work
    const cut = Math.floor(leaves.length / 3)
    const asked: AskedScenario[] = [
      ...(cut > 0
        ? [
            {
              name: cut === 1 ? 'Leave out the last item' : `Leave out the last ${cut} items`,
              changes: [{ type: 'removeItems' as const, itemIds: leaves.slice(-cut) }],
            },
          ]
        : []),
      ...(staffed
        ? [
            {
              name: `One more person in ${staffed}`,
              changes: [{ type: 'hire' as const, team: staffed, members: 1 }],
            },
          ]
        : []),
    ]
    if (!asked.length) return null
    const answer = await analyzeScenarios(context, workspace, { ...named(work), scenarios: asked })
    const lines = scenarioLines(
      answer.scenarios.map(({ sentence }) => sentence),
      null,
    )
    return { title: 'Scenarios', stamp: answer.stamp, lines }
  },
}

/** Strategy and competition are asked only for a document with its strategic context. */
const PLAN: readonly Part[] = [forecast, schedule, priorities, velocity, scenarios]
const STRATEGY: readonly Part[] = [alignment, competition]

/**
 * Asks every analysis that the caller may see, one after another, because they share two cores with everybody else.
 * What cannot be told is left out and named.
 */
export async function askEngines(
  context: AnalysisContext,
  workspace: Workspace,
  work: AskedWork,
  strategic: boolean,
): Promise<{ outputs: EngineOutput[]; warnings: string[] }> {
  const outputs: EngineOutput[] = []
  const warnings: string[] = []
  for (const part of [...PLAN, ...(strategic ? STRATEGY : [])]) {
    if (!context.principal?.scopes.has(part.scope)) {
      warnings.push(`${part.what} is not included: this credential lacks ${part.scope}.`)
      continue
    }
    if (work.leaves.length === 0 && part.name !== 'alignment' && part.name !== 'competition') continue
    context.signal.throwIfAborted()
    try {
      const answer = await part.ask(context, workspace, work)
      if (answer) outputs.push({ name: part.name, ...answer })
    } catch (error) {
      if (!(error instanceof Refusal) || !SAYS_WHY.has(error.extensions.code as ErrorCode)) throw error
      warnings.push(`${part.what} is not included: ${error.message}`)
    }
  }
  return { outputs, warnings }
}
