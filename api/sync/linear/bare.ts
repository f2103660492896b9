/** The first walk through many issues: what makes them usable, for a third of the points. The rest follows. */
import type { Field } from '../../imports/record/fields.ts'
import type { ChangePage, SourceRecord } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'
import type { LinearApi } from './ask.ts'
import { type LinearNames, pagesOf } from './names.ts'
import { type BareFieldsFragment, type IssueFilter, LinearIssuesBareDocument } from './operations.generated.ts'
import { type Place, written } from './place.ts'

/** What bare issues do not say. */
const LACKS: readonly Field[] = [
  'assignee',
  'project',
  'parent',
  'sprint',
  'blocks',
  'blockedBy',
  'relatesTo',
  'duplicateOf',
]
const LOST: readonly string[] = ['refused', 'missing']

/** Goes on from the place, and ends with one from which the walk for everything else begins. */
export async function* barePages(
  api: LinearApi,
  names: LinearNames,
  teams: IssueFilter,
  place: Place,
  signal: AbortSignal,
): AsyncGenerator<ChangePage> {
  const ask = async (after: string | null) =>
    (await api.ask('LinearIssuesBare', LinearIssuesBareDocument, { after, filter: teams }, signal)).issues
  const next = (after: string | null) =>
    ask(after).catch((error: unknown) => {
      // The issue that the place stood at is gone: this walk begins again.
      if (after === null || !(error instanceof SourceTrouble) || !LOST.includes(error.kind)) throw error
      return ask(null)
    })
  const from = typeof place.bare === 'string' ? place.bare : null
  for await (const { nodes, pageInfo } of pagesOf<BareFieldsFragment>(next, from)) {
    const last = !pageInfo.hasNextPage || pageInfo.endCursor === null
    const records = await bareRecords(
      nodes.filter(({ trashed }) => !trashed),
      names,
      signal,
    )
    yield {
      records,
      cursor: written({ ...place, bare: last || pageInfo.endCursor }),
      ...(last && { usable: true as const }),
    }
  }
}

async function bareRecords(
  issues: readonly BareFieldsFragment[],
  names: LinearNames,
  signal: AbortSignal,
): Promise<SourceRecord[]> {
  await names.states(
    issues.map(({ state }) => state.id),
    signal,
  )
  const states = await names.known(signal)
  const labels = await names.labels(
    issues.flatMap(({ labelIds }) => labelIds),
    signal,
  )
  const teams = new Map((await names.teams(signal)).map(({ key, name }) => [key, name]))
  return issues.flatMap(({ state: { id: stateId }, labelIds, ...fields }) => {
    const state = states.get(stateId)
    // In a state that the key may not see: it comes with everything else.
    if (!state) return []
    return {
      id: fields.id,
      key: fields.identifier,
      updatedAt: Date.parse(fields.updatedAt),
      mentions: [],
      complete: false,
      lacks: LACKS,
      item: {
        ...fields,
        state: { name: state.name, type: state.type },
        team: { name: teams.get(state.team) ?? state.team },
        labels: labelIds.flatMap((label) => (labels.has(label) ? [{ name: labels.get(label)! }] : [])),
      },
    }
  })
}
