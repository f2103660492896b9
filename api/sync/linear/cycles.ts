/** Cycles as Linear lists them: also those without issues, and those that begin or end although none of their issues changes. */
import { cycleOf } from '../../imports/formats/trackers/linear.ts'
import type { ImportedSprint } from '../../imports/record/record.ts'
import type { LinearApi } from './ask.ts'
import { pagesOf } from './names.ts'
import { LinearCyclesDocument, type LinearCyclesQuery } from './operations.generated.ts'

/** @param teams ids of those that were chosen; empty: all */
export async function* cycles(
  api: LinearApi,
  teams: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<readonly ImportedSprint[]> {
  const next = async (after: string | null) =>
    (await api.ask('LinearCycles', LinearCyclesDocument, { after }, signal)).cycles
  for await (const { nodes } of pagesOf<LinearCyclesQuery['cycles']['nodes'][number]>(next))
    yield nodes
      .filter(({ team }) => teams.length === 0 || teams.includes(team.id))
      .map(({ team, ...cycle }) => cycleOf(cycle, team.key))
}
