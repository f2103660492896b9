import type { AnalysisContext } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import type { Workspace } from '../identity/entity.ts'
import { rounded } from '../math/rounded.ts'
import { WITHOUT } from '../backlog/vocabulary.ts'
import { loadFlow, teamOf } from '../planning/load-service.ts'
import { isInProgress, type FlowItem } from '../planning/planning.ts'
import { completionsOf, knowsPoints, usualPoints } from '../planning/work.ts'
import { analysis, released } from '../workers/analysis.ts'
import { breakdownOf, type Breakdown, type BreakdownItem, type BreakdownRow } from './flow/breakdown.ts'
import { massCloses } from './flow/mass-close.ts'

export interface BreakdownArguments {
  by: Breakdown
  weeks: number
  teamId: string | null | undefined
  asOf: string | null | undefined
}

/** Finished work, cycle time, and work in progress side by side, of the same pieces of work as the report. */
export const velocityBreakdown = analysis('velocity.breakdown', breakdown)

async function breakdown(
  context: AnalysisContext,
  workspace: Workspace,
  { by, weeks, teamId, asOf }: BreakdownArguments,
): Promise<BreakdownRow[]> {
  const inputs = await loadFlow(context, workspace, asOf ?? null)
  await released(context)
  const team = teamId ? teamOf(inputs, teamId) : null
  const from = inputs.end - weeks * 7 + 1
  const { items } = inputs.history
  const isMine = (name: string | null) => !team || name === team.name
  const shown = items.filter(
    (item) =>
      isMine(item.teamId) &&
      (isInProgress(item) ||
        (item.statusCategory === 'done' &&
          item.resolvedDay !== null &&
          item.resolvedDay >= from &&
          item.resolvedDay <= inputs.end)),
  )
  const closings = completionsOf(items, 'items', isMine).filter(({ day }) => day <= inputs.end)
  const swept = new Set(massCloses(closings.map(({ day }) => day)).map(({ day }) => day))
  const unsized = knowsPoints(items) ? usualPoints(items) : 0
  const nameOf = await namesOf(context, workspace, by, shown)
  const rows = shown.map((item): BreakdownItem => {
    const { name, title = null } = nameOf(item)
    const done = item.statusCategory === 'done' ? item.resolvedDay : null
    return {
      name: name ?? WITHOUT_NAMES[by] ?? '',
      none: name === null,
      title,
      key: item.key,
      created: item.createdDay,
      started: item.startedDay,
      done,
      inProgress: isInProgress(item),
      swept: done !== null && swept.has(done),
      size: item.points ?? unsized,
    }
  })
  const members = new Map(by === 'team' ? inputs.teams.map((one) => [one.name, one.members]) : [])
  return rounded(breakdownOf(rows, { weeks, members }))
}

const WITHOUT_NAMES: Readonly<Partial<Record<Breakdown, string>>> = WITHOUT

interface Named {
  /** null of items that have none. */
  name: string | null
  /** Of an epic. */
  title?: string | null
}

/** What an item is compared under. */
async function namesOf(
  context: AnalysisContext,
  workspace: Workspace,
  by: Breakdown,
  items: readonly FlowItem[],
): Promise<(item: FlowItem) => Named> {
  if (by === 'type') return ({ type }) => ({ name: type })
  if (by === 'team') return ({ teamId }) => ({ name: teamId })
  const column = by === 'epic' ? 'title' : by
  const keys = by === 'epic' ? [...new Set(items.flatMap(({ epicId }) => epicId ?? []))] : items.map(({ key }) => key)
  const { db } = context
  const rows = await db.snapshot(() =>
    db.em.execute<{ key: string; value: string | null }[]>(
      `select key, ${column} as value from backlog_item where tenant_id = ? and workspace_id = ? 
         and key in (select jsonb_array_elements_text(?::jsonb))`,
      [tenantOf(db.em), workspace.id, JSON.stringify(keys)],
    ),
  )
  const values = new Map(rows.map(({ key, value }) => [key, value]))
  return by === 'epic'
    ? ({ epicId }) => ({ name: epicId, title: epicId === null ? null : (values.get(epicId) ?? null) })
    : ({ key }) => ({ name: values.get(key) ?? null })
}
