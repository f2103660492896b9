import { z } from 'zod'
import { counted, figureText } from '../../text.ts'
import { ARGUMENTS } from '../arguments.generated.ts'
import { QueryBacklogDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { shownOf, worded } from './arguments.ts'

const asked = worded(ARGUMENTS.QueryBacklog)

const columnSets = ['identity', 'triage', 'scoring', 'scheduling', 'full'] as const

interface Chosen {
  columns: (typeof columnSets)[number]
  find?: string | undefined
  groupBy?: string | undefined
  dueFrom?: string | undefined
  dueUntil?: string | undefined
  finishedFrom?: string | undefined
  finishedUntil?: string | undefined
}

/** Which fields are asked for: those of a set of columns, and those that show why an item was found. */
export const fieldsOf = ({ columns, find, groupBy, dueFrom, dueUntil, finishedFrom, finishedUntil }: Chosen) => {
  const full = columns === 'full'
  const scheduling = columns === 'scheduling' || full
  const finished = Boolean(finishedFrom || finishedUntil)
  return {
    listed: !groupBy,
    triage: columns !== 'identity',
    scoring: columns === 'scoring' || full,
    scheduling,
    full,
    points: scheduling || finished,
    due: scheduling || find === 'overdue' || find === 'slipped' || Boolean(dueFrom || dueUntil),
    stale: find === 'stale',
    finished,
    slipped: find === 'slipped',
    blocking: find === 'blocking',
    alike: find === 'duplicates',
  }
}

/** What an answer puts first. */
const FOUND_ORDER: Readonly<Record<string, string>> = {
  overdue: 'due date',
  stale: 'last change, oldest first',
  slipped: 'times slipped',
  blocking: 'open items held up',
  duplicates: 'similarity of titles',
  unestimated: 'rank',
}

interface Grouped {
  groupBy?: string | undefined
  filterTypes?: readonly string[] | undefined
  status?: readonly string[] | undefined
  statusNames?: readonly string[] | undefined
}

/** What is in no group, so that nobody takes their sum for the whole backlog. */
function groupNotes({ groupBy, filterTypes, status, statusNames }: Grouped): string[] {
  if (!groupBy) return []
  const epics = !filterTypes?.length && groupBy !== 'type'
  const canceled = !status?.length && !statusNames?.length
  const left = [...(epics ? ['epics'] : []), ...(canceled ? ['canceled items'] : [])].join(' and ')
  return [
    ...(left ? [`${left.charAt(0).toUpperCase()}${left.slice(1)} are not counted.`] : []),
    ...(groupBy === 'label' ? ['An item with several labels counts in each of them.'] : []),
  ]
}

export const queryBacklog = defineTool({
  name: 'query_backlog',
  title: 'Query backlog',
  description: `Lists, searches, and counts backlog items (epics, stories, bugs, and other types) by status, priority, epic, team, person, sprint, label, text, or date.

Start here: the keys it returns (SHOP-12) are the item IDs of the other tools.
Use it for "what is in…", "how many…" (groupBy counts open and done items and their points per group, so it also lists which teams, sprints, labels, or people exist), "what did we finish in October" (finishedFrom, finishedUntil), "what is overdue / stale / slipping / blocking the most / duplicated" (find).
Not for ranking by value (optimize_priorities), dates (forecast_delivery), or speed (analyze_velocity).

For more rows, pass nextCursor as cursor with the same arguments.
Examples: {"filterTypes":["bug"],"priority":["critical"]}; {"find":"overdue","teamId":"Mobile"}`,
  scope: 'backlog:read',
  input: {
    ...asked,
    mode: asked.mode.default('active').describe('active: open items, unless statuses or finished dates are given'),
    sort: asked.sort.describe('Default: by find or dates, else rank (manual order). score = WSJF'),
    teamId: asked.teamId.describe('Name, ID, or none'),
    epicId: asked.epicId.describe('Key, ID, or none'),
    find: asked.find.describe(
      'Open items only. stale: unchanged for 30 days; slipped: carried over or due date moved; blocking: counted through chains; duplicates: similar titles',
    ),
    groupBy: asked.groupBy.describe('Counts per group, not items; month counts finished, created, and due items'),
    columns: z
      .enum(columnSets)
      .default('triage')
      .describe('triage adds to identity; scoring and scheduling add to triage; full has everything'),
    limit: asked.limit.default(25).describe('Rows or groups'),
  },
  operation: QueryBacklogDocument,
  variables: fieldsOf,
  answer: 'workspace.backlog',
  summary: (
    { totalCount = 0, groups, groupCount },
    { sort, find, groupBy, cursor, finishedFrom, finishedUntil, dueFrom, dueUntil },
    rows,
  ) => {
    if (groups && groupBy)
      return `${counted(groupCount ?? 0, 'group')} by ${groupBy}${groups.length < (groupCount ?? 0) ? `; ${groups.length} are listed` : ''}.`
    if (totalCount === 0) return 'No items match.'
    const order =
      sort ??
      (find
        ? FOUND_ORDER[find]
        : finishedFrom || finishedUntil
          ? 'day finished'
          : dueFrom || dueUntil
            ? 'due date'
            : 'rank')
    return `${figureText(totalCount)} ${totalCount === 1 ? 'item matches' : 'items match'}; ${rows} on this page${cursor ? ' (continued)' : ''}, by ${order}.`
  },
  notes: ({ dataVersion, cursorDataVersion, searchedFor, closestWords, edges }, given) => [
    ...groupNotes(given),
    ...(searchedFor ? ['Nothing matches the search as typed, so these items match the spelling in searchedFor.'] : []),
    ...(closestWords?.length
      ? ['No items match the search. closestWords lists the most similar words in titles.']
      : []),
    ...(typeof cursorDataVersion === 'number' && cursorDataVersion !== dataVersion
      ? ['The backlog changed since the previous page: items may have moved between pages.']
      : []),
    // By number: a key is what people wrote.
    ...(edges ?? []).flatMap(({ node: { blockedBy } }, at) =>
      blockedBy ? shownOf(blockedBy.nodes.length, blockedBy.totalCount, `blockers of item ${at + 1} on this page`) : [],
    ),
  ],
})
