import { loadHistory, loadOpenWork } from './planning-service.ts'
import { loadBasis } from './basis-service.ts'
import type { PlanningTeam } from './planning.ts'
import { itemIdOf } from '../backlog/query-service.ts'
import type { AnalysisContext } from '../data/context.ts'
import { notFound } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { uuidOf } from '../identity/service.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { keptFor } from '../workers/analysis.ts'
import { named, seenOn, type FlowData } from './flow-data.ts'

/** A gap this long between the newest change in the data and today means that the data ended, not that work stopped. */
const QUIET_DAYS = 14

export interface FlowInputs extends FlowData {
  warnings: string[]
  /** Key of an item, team by what a caller calls it; ids are known here alone. */
  keys: ReadonlyMap<string, string>
  teamsById: ReadonlyMap<string, PlanningTeam>
}

/**
 * The inputs of velocity, forecasts, plans and scenarios, read at one moment and named by keys and team names.
 * @param asOf ISO date: only what was known at the end of that day; null is the present day in UTC
 */
export async function loadFlow(
  context: Pick<AnalysisContext, 'db' | 'now'>,
  workspace: Workspace,
  asOf: string | null,
): Promise<FlowInputs> {
  const today = dayOf(asOf ?? context.now().toISOString())
  const read = async (at: number | null) =>
    context.db.snapshot(async () => {
      const open = await loadOpenWork(context, workspace, at)
      const { rows } = await loadBasis(context, workspace)
      return named(open, await loadHistory(context, workspace), rows.values())
    })
  // As of today it is the same for every question.
  const all =
    asOf === null
      ? await keptFor(
          workspace,
          'flow',
          () => read(null),
          ({ items, history }) => items.length + history.items.length,
        )
      : await read(today)
  const data = asOf === null ? all : seenOn(all, today)
  const newest = all.history.newestDay
  const quiet = newest !== null && today - newest > QUIET_DAYS
  return {
    ...data,
    keys: all.keys,
    teamsById: new Map(data.teams.map((team) => [all.teamIds.get(team.name)!, team])),
    today,
    end: quiet ? newest : today,
    warnings: quiet
      ? [
          `The data was last changed on ${isoOf(newest)}, ${today - newest} days ago. Pace is measured up to that day, and dates count from ${isoOf(today)}. Import a newer export for a current answer.`,
        ]
      : [],
  }
}

/** Keys of items that a caller names by key, uuid or global id. @throws NOT_FOUND */
export async function keysOf(
  context: AnalysisContext,
  workspace: Workspace,
  { keys, items }: FlowInputs,
  refs: readonly string[],
): Promise<string[]> {
  const open = new Set(items.map(({ key }) => key))
  const found: string[] = []
  for (const ref of refs) {
    const upper = ref.toUpperCase()
    if (open.has(ref)) found.push(ref)
    else if (open.has(upper)) found.push(upper)
    else {
      const id = await itemIdOf(context, workspace.id, ref)
      found.push(keys.get(id) ?? id)
    }
  }
  return found
}

/** A team by name, uuid or global id; names in any case. @throws NOT_FOUND */
export function teamOf({ teams, teamsById }: FlowInputs, ref: string): PlanningTeam {
  const id = uuidOf('Team', ref)
  const team = id
    ? teamsById.get(id)
    : (teams.find(({ name }) => name === ref) ??
      teams.find(({ name }) => name.toLowerCase() === ref.trim().toLowerCase()))
  if (!team)
    throw notFound(
      'Team',
      ref,
      teams.map(({ name }) => name),
    )
  return team
}

/** The teams that are asked for; without any, all. @throws NOT_FOUND */
export function teamsOf(inputs: FlowInputs, refs: readonly string[] | null | undefined): PlanningTeam[] {
  return refs?.length ? [...new Set(refs.map((ref) => teamOf(inputs, ref)))] : [...inputs.teams]
}
