/** Linear as a live source: issues of the chosen teams, with cycles, relations, estimates, and history. */
import type { JsonItem } from '../../imports/formats/source.ts'
import type { ChangePage, OpenSource, Source, SourceRecord } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'
import { LinearApi } from './ask.ts'
import { barePages } from './bare.ts'
import { checkLinear } from './check.ts'
import { cycles } from './cycles.ts'
import { later, linksByIssue, relationsSince } from './links.ts'
import { LinearNames, pagesOf } from './names.ts'
import {
  type IssueFieldsFragment,
  type IssueFilter,
  LinearIdsDocument,
  type LinearIdsQuery,
  LinearIssuesDocument,
} from './operations.generated.ts'
import { overlapped, type Place, placeOf, written } from './place.ts'
import { type IssueLinks, noLinks, recordOf, stateIdsOf } from './record.ts'
import { namesOf, WHOLE_AT_ONCE, wholeIssues, wholePage } from './whole.ts'

/** Issues from which on the first walk begins with bare ones; fewer come at once with all that is theirs. */
const MANY = 2_500
/** Pages of the second reading in one run. */
const AGAIN_PAGES = 3
const LOST: readonly string[] = ['refused', 'missing']
const NOTHING_BESIDE: JsonItem = {}
const NO_LINKS: ReadonlyMap<string, IssueLinks> = new Map()

export const linearSource: OpenSource = ({ token, scopes, filter }, http) => {
  const api = new LinearApi(http, token)
  const names = new LinearNames(api)
  const teams: IssueFilter = scopes.length > 0 ? { team: { id: { in: [...scopes] } } } : {}

  const issuePages = (place: Place, signal: AbortSignal) => {
    const since = overlapped(place.issues)
    const among: IssueFilter = since === null ? teams : { ...teams, updatedAt: { gte: since } }
    const ask = async (after: string | null) =>
      (await api.ask('LinearIssues', LinearIssuesDocument, { after, filter: among }, signal)).issues
    const next = (after: string | null) =>
      ask(after).catch((error: unknown) => {
        // The issue that the place stood at is gone: this walk begins again.
        if (after === null || !(error instanceof SourceTrouble) || !LOST.includes(error.kind)) throw error
        return ask(null)
      })
    return pagesOf<IssueFieldsFragment>(next, place.walk?.after ?? null)
  }

  /** Records of a page, with links that are known already and without history. */
  async function slim(
    issues: readonly IssueFieldsFragment[],
    links: ReadonlyMap<string, IssueLinks>,
    signal: AbortSignal,
  ): Promise<SourceRecord[]> {
    const known = await namesOf(
      names,
      issues.flatMap((issue) => stateIdsOf(issue)),
      issues.flatMap(({ labelIds }) => labelIds),
      signal,
    )
    return issues.map((issue) => recordOf(issue, links.get(issue.id) ?? noLinks(), null, known))
  }

  /** A few changes come whole; many come without history, so that they are there soon. */
  async function* changes(cursor: string | null, signal: AbortSignal): AsyncGenerator<ChangePage> {
    if (filter !== null && filter.trim() !== '')
      throw new SourceTrouble('refused', 'Filters do not work with Linear. Choose teams instead.')
    let place = placeOf(cursor)
    const total = place.issues === null ? { total: await countOf(signal) } : {}
    if (place.issues === null && place.walk === null && place.bare !== true && (total.total ?? 0) >= MANY) {
      for await (const page of barePages(api, names, teams, place, signal)) yield { ...page, ...total }
      place = { ...place, bare: true }
    }
    let all = place.issues === null || place.walk !== null
    const recent = await relationsSince(api, all ? null : overlapped(place.relations), signal)
    let links = all ? linksByIssue(recent.list) : null
    const ends = {
      issues: place.walk?.issues ?? null,
      relations: place.walk?.relations ?? later(place.relations, recent.newest),
    }
    const seen = new Set<string>()
    for await (const { nodes, pageInfo } of issuePages(place, signal)) {
      ends.issues ??= later(place.issues, nodes[0]?.updatedAt ?? null)
      for (const { id } of nodes) seen.add(id)
      const last = !pageInfo.hasNextPage || pageInfo.endCursor === null
      if (!all && !last) {
        all = true
        links = linksByIssue((await relationsSince(api, null, signal)).list)
      }
      const [there, trash] = [nodes.filter(({ trashed }) => !trashed), nodes.filter(({ trashed }) => trashed)]
      const records = links ? await slim(there, links, signal) : await whole(there.map(({ id }) => id))
      // What is in the trash comes as incomplete, so that it is looked at, and ends.
      if (place.issues !== null) records.push(...(await slim(trash, NO_LINKS, signal)))
      if (last) records.push(...(await linkedOnly()))
      const next: Place = last
        ? { ...place, issues: ends.issues ?? place.issues, relations: ends.relations, walk: null, bare: null }
        : { ...place, walk: { ...ends, after: pageInfo.endCursor! } }
      yield { records, cursor: written(next), ...total }
      if (last) yield* again(next, signal)
    }

    /** Issues that did not change themselves, but what they are linked to. */
    async function linkedOnly(): Promise<SourceRecord[]> {
      if (place.issues === null) return []
      const since = overlapped(place.relations) ?? ''
      const linked = recent.list
        .filter(({ updatedAt }) => updatedAt >= since)
        .flatMap(({ issue, relatedIssue }) => [issue.id, relatedIssue.id])
      return whole([...new Set(linked)].filter((id) => !seen.has(id)))
    }

    function whole(ids: readonly string[]): Promise<SourceRecord[]> {
      return wholeIssues(api, names, ids, teams, signal)
    }
  }

  /**
   * A second reading of all issues, some pages a run: a relation that was removed leaves no trace in Linear's changes, nor
   * does a new name or date of a cycle, state, or label. It waits when points run short.
   */
  async function* again(from: Place, signal: AbortSignal): AsyncGenerator<ChangePage> {
    let place = from
    for (let page = 0; page < AGAIN_PAGES && api.hasSpare; page++) {
      const read = await wholePage(api, names, teams, place.again, signal).catch((error: unknown) => {
        if (place.again === null || !(error instanceof SourceTrouble) || !LOST.includes(error.kind)) throw error
        return { records: [], next: null }
      })
      place = { ...place, again: read.next }
      yield { records: read.records, cursor: written(place) }
      if (place.again === null) return
    }
  }

  async function countOf(signal: AbortSignal): Promise<number> {
    const chosen = (await names.teams(signal)).filter(({ id }) => scopes.length === 0 || scopes.includes(id))
    return chosen.reduce((sum, { issueCount }) => sum + issueCount, 0)
  }

  async function* ids(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    const next = async (after: string | null) =>
      (await api.ask('LinearIds', LinearIdsDocument, { after, filter: teams }, signal)).issues
    for await (const { nodes } of pagesOf<LinearIdsQuery['issues']['nodes'][number]>(next))
      yield nodes.filter(({ trashed }) => trashed !== true).map(({ id }) => id)
  }

  /** Before anything counts as gone: every chosen team can still be read. A key that has lost one gets empty lists. */
  async function sure(signal: AbortSignal): Promise<void> {
    const readable = new Set((await names.teams(signal)).map(({ id }) => id))
    const lost = scopes.filter((id) => !readable.has(id))
    if (lost.length > 0 || readable.size === 0)
      throw new SourceTrouble(
        'permission',
        lost.length > 0 && readable.size > 0
          ? `The key can no longer read ${lost.length === 1 ? 'a team that was' : `${lost.length} teams that were`} chosen. Give it access, or change what is read.`
          : 'The key no longer sees any team in Linear, so nothing can be compared.',
      )
  }

  const source: Source = {
    kind: 'linear',
    format: 'linear-json',
    list: 'issues',
    owns: [
      'title',
      'description',
      'url',
      'status',
      'statusCategory',
      'priority',
      'storyPoints',
      'labels',
      'team',
      'assignee',
      'sprint',
      'createdAt',
      'startedAt',
      'resolvedAt',
      'cancelledAt',
      'archivedAt',
      'dueDate',
      'parent',
      'blocks',
      'blockedBy',
      'relatesTo',
      'duplicateOf',
    ],
    links: 'both',
    about: async (signal) => ({ beside: NOTHING_BESIDE, statuses: await names.statuses(signal) }),
    check: (signal) => checkLinear(api, scopes, signal),
    scopes: async (signal) =>
      (await names.teams(signal))
        .filter(({ archivedAt }) => archivedAt === null)
        .map(({ id, key, name }) => ({ id, key, name })),
    changes,
    sprints: (signal) => cycles(api, scopes, signal),
    pace: () => api.pace(['LinearIssues', 250], ['LinearIssuesWhole', WHOLE_AT_ONCE]),
    ids,
    atOnce: WHOLE_AT_ONCE,
    byIds: async (wanted, signal) => {
      const records = await wholeIssues(api, names, wanted, teams, signal)
      const there = new Set(records.map(({ id }) => id))
      const gone = wanted.filter((id) => !there.has(id))
      if (gone.length > 0) await sure(signal)
      return { records, gone }
    },
  }
  return source
}
