/** Issues with all their links and history, some at a time. */
import type { SourceRecord } from '../source.ts'
import type { LinearApi } from './ask.ts'
import type { LinearNames } from './names.ts'
import {
  type HistoryFieldsFragment,
  type IssueFilter,
  LinearIssueMoreDocument,
  LinearIssuesWholeDocument,
  type LinearIssuesWholeQuery,
} from './operations.generated.ts'
import { type IssueLinks, type NamesById, noLinks, recordOf, stateIdsOf } from './record.ts'

export const WHOLE_AT_ONCE = 100

type Whole = LinearIssuesWholeQuery['issues']['nodes'][number]
interface Parts {
  readonly links: IssueLinks
  readonly history: readonly HistoryFieldsFragment[]
}

/** Those of the issues that are there, in no order; trashed ones are not. */
export async function wholeIssues(
  api: LinearApi,
  names: LinearNames,
  ids: readonly string[],
  within: IssueFilter,
  signal: AbortSignal,
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = []
  for (let at = 0; at < ids.length; at += WHOLE_AT_ONCE) {
    const filter = { ...within, id: { in: ids.slice(at, at + WHOLE_AT_ONCE) } }
    records.push(...(await wholePage(api, names, filter, null, signal)).records)
  }
  return records
}

/** A page of issues in the order in which they were created, newest first, and where the next one begins. */
export async function wholePage(
  api: LinearApi,
  names: LinearNames,
  filter: IssueFilter,
  after: string | null,
  signal: AbortSignal,
): Promise<{ records: SourceRecord[]; next: string | null }> {
  const { issues } = await api.ask('LinearIssuesWhole', LinearIssuesWholeDocument, { after, filter }, signal)
  const there: { issue: Whole; parts: Parts }[] = []
  for (const issue of issues.nodes)
    if (issue.trashed !== true) there.push({ issue, parts: await partsOf(api, issue, signal) })
  const known = await namesOf(
    names,
    there.flatMap(({ issue, parts }) => stateIdsOf(issue, parts.history)),
    there.flatMap(({ issue }) => issue.labelIds),
    signal,
  )
  return {
    records: there.map(({ issue: { relations: _, inverseRelations: __, history: ___, ...fields }, parts }) =>
      recordOf(fields, parts.links, parts.history, known),
    ),
    next: issues.pageInfo.hasNextPage ? issues.pageInfo.endCursor : null,
  }
}

export async function namesOf(
  names: LinearNames,
  states: readonly string[],
  labels: readonly string[],
  signal: AbortSignal,
): Promise<NamesById> {
  return {
    states: await names.states(states, signal),
    labels: await names.labels(labels, signal),
    teams: new Map((await names.teams(signal)).map(({ id, name }) => [id, name])),
  }
}

/** What stands in the issue, or page by page where one answer does not hold it. */
async function partsOf(api: LinearApi, issue: Whole, signal: AbortSignal): Promise<Parts> {
  const { relations, inverseRelations, history } = issue
  if ([relations, inverseRelations, history].every(({ pageInfo }) => !pageInfo.hasNextPage))
    return {
      links: { relations: relations.nodes, inverseRelations: inverseRelations.nodes },
      history: history.nodes,
    }
  const links = noLinks()
  const steps: HistoryFieldsFragment[] = []
  let places: { relations: string | null; inverse: string | null; history: string | null } | null = {
    relations: null,
    inverse: null,
    history: null,
  }
  const whole = { relations: false, inverse: false, history: false }
  while (places) {
    const { issue: more }: Awaited<ReturnType<typeof ask>> = await ask(places)
    // A part that has ended would begin again without its place.
    if (!whole.relations) links.relations.push(...more.relations.nodes)
    if (!whole.inverse) links.inverseRelations.push(...more.inverseRelations.nodes)
    if (!whole.history) steps.push(...more.history.nodes)
    whole.relations ||= !more.relations.pageInfo.hasNextPage
    whole.inverse ||= !more.inverseRelations.pageInfo.hasNextPage
    whole.history ||= !more.history.pageInfo.hasNextPage
    places =
      whole.relations && whole.inverse && whole.history
        ? null
        : {
            relations: more.relations.pageInfo.endCursor,
            inverse: more.inverseRelations.pageInfo.endCursor,
            history: more.history.pageInfo.endCursor,
          }
  }
  return { links, history: steps }

  function ask(from: NonNullable<typeof places>) {
    return api.ask('LinearIssueMore', LinearIssueMoreDocument, { id: issue.id, ...from }, signal)
  }
}
