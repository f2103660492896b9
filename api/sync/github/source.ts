/** Issues of GitHub as a live source: with sub-issues, dependencies, milestones, and when each was closed. */
import { isObject, type JsonItem, listOf, textOf } from '../../imports/formats/source.ts'
import { categoryOfWord } from '../../backlog/status.ts'
import type { ChangePage, OpenSource, Source, SourceRecord } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'
import { GithubApi, nextOf, PAGE } from './ask.ts'
import { checkGithub } from './check.ts'
import { overlapped, type Place, placeOf, written } from './place.ts'
import { isIssue, listedRecord, waits, wholeRecord } from './record.ts'
import { type Repository, repositoriesOf } from './repositories.ts'

/** Pages of the second reading in one run. */
const AGAIN_PAGES = 3
/** All that an issue stands under; GitHub knows no more. */
const STATUSES = ['open', 'closed', 'closed as not planned', 'closed as duplicate'] as const
const NOTHING_BESIDE: JsonItem = {}
const OWNS: Source['owns'] = [
  'title',
  'description',
  'status',
  'resolution',
  'labels',
  'assignee',
  'sprint',
  'createdAt',
  'resolvedAt',
  'parent',
  'project',
  'blockedBy',
]
/** The repository has its issues switched off. */
const NO_ISSUES = 410
/** GitHub does not know a link any more that it gave in an earlier run. */
const LOST: readonly number[] = [404, 422]

export const githubSource: OpenSource = ({ token, scopes, filter }, http) => {
  const api = new GithubApi(http, token)
  let chosen: Promise<readonly Repository[]> | null = null
  let access: Promise<void> | null = null
  let typed = false
  /** The same records, once their types have been noticed. */
  const noticed = (records: SourceRecord[]): SourceRecord[] => {
    typed ||= records.some(({ item }) => item['type'] != null)
    return records
  }

  /**
   * Those to read; one in which issues are switched off has none.
   * @throws SourceTrouble when a chosen repository cannot be seen: its issues must not look deleted
   */
  const repositories = (signal: AbortSignal) =>
    (chosen ??= repositoriesOf(api, signal).then((all) => {
      const withIssues = all.filter(({ hasIssues }) => hasIssues)
      if (scopes.length === 0) return withIssues
      const unseen = scopes.filter((id) => !all.some((repository) => repository.id === id))
      if (unseen.length === 0) return withIssues.filter(({ id }) => scopes.includes(id))
      throw new SourceTrouble(
        'missing',
        `The token can no longer see ${unseen.length === 1 ? 'a chosen repository' : `${unseen.length} chosen repositories`}. Give it access, or change what is read.`,
      )
    }))

  /** Records of some issues, whole. What is missing among them is gone. */
  async function whole(ids: readonly string[], signal: AbortSignal): Promise<SourceRecord[]> {
    if (ids.length === 0) return []
    const within = new Set((await repositories(signal)).map(({ id }) => id))
    const nodes = await api.issues(ids, signal)
    return noticed(
      nodes
        .filter(isIssue)
        .filter(({ id, repository }) => ids.includes(id) && within.has(String(repository.databaseId)))
        .map(wholeRecord),
    )
  }

  /** No access looks like absence: nothing is gone unless every repository still shows its issues. @throws SourceTrouble */
  const seen = (signal: AbortSignal) =>
    (access ??= repositories(signal).then(async (all) => {
      for (const { name } of all)
        await api.get(`/repos/${name}/issues?per_page=1`, signal, { answers: [NO_ISSUES], remembered: true })
    }))

  async function* changes(cursor: string | null, signal: AbortSignal): AsyncGenerator<ChangePage> {
    if (filter !== null && filter.trim() !== '')
      throw new SourceTrouble('refused', 'Filters do not work with GitHub. Choose repositories instead.')
    let place = placeOf(cursor)
    typed ||= place.types
    for (const repository of await repositories(signal))
      for await (const { issues, reached, first } of changedIssues(
        repository,
        place.since[repository.id] ?? null,
        signal,
      )) {
        // A few changes come whole; a first reading brings history later, so that issues are there soon.
        const now = first ? issues.filter(waits) : issues
        const records = await whole(now.map(idOf), signal)
        if (first) {
          const known = new Set(records.map(({ id }) => id))
          records.push(...noticed(issues.filter((issue) => !known.has(idOf(issue))).map(listedRecord)))
        }
        place = { ...place, types: typed, since: { ...place.since, [repository.id]: reached } }
        yield { records, cursor: written(place) }
      }
    yield* again(place, signal)
  }

  /**
   * Oldest change first, so that what was read stays read. Each page begins at the last change of the one before: a page by
   * number would skip an issue whenever one that it has passed changes.
   */
  async function* changedIssues(repository: Repository, since: string | null, signal: AbortSignal) {
    let from = since === null ? null : overlapped(since)
    let next: string | null = pageOf(repository, 'sort=updated', from)
    let first = since === null
    while (next !== null) {
      // A poll asks the same as the one before while nothing changes; a page of a long walk is never asked for again.
      const answer = await api.get(next, signal, { answers: [NO_ISSUES], remembered: !first })
      if (answer.status === NO_ISSUES) return
      const all = listOf(answer.json).filter(isObject)
      const last = textOf(all.at(-1)?.['updated_at'])
      if (last === '') return
      const follows = nextOf(answer.headers)
      // More changes than a run should bring whole.
      first ||= follows !== null
      // Never behind where the last walk was, although this one began a little before.
      yield { issues: all.filter(isNoPull), reached: since !== null && last < since ? since : last, first }
      // More issues of one second than a page holds: only then does a page go by its number.
      next = follows === null ? null : last === from ? follows : pageOf(repository, 'sort=updated', last)
      from = last
    }
  }

  /**
   * A second reading of all issues, some pages a run: a new name or date of a milestone, a new name of a label, and some
   * changes of dependencies do not show as a change of the issue. It waits when requests run short.
   */
  async function* again(from: Place, signal: AbortSignal): AsyncGenerator<ChangePage> {
    let place = from
    const all = await repositories(signal)
    for (let read = 0; read < AGAIN_PAGES && api.hasSpare && all.length > 0; read++) {
      const at = Math.max(
        0,
        all.findIndex(({ id }) => id === place.again?.repository),
      )
      const kept = all[at]!.id === place.again?.repository ? place.again.next : null
      const answer = await api.get(kept ?? pageOf(all[at]!, 'sort=created', null), signal, {
        answers: [NO_ISSUES, ...(kept === null ? [] : LOST)],
      })
      const lost = LOST.includes(answer.status)
      const issues = listOf(answer.json).filter(isObject).filter(isNoPull)
      const next = nextOf(answer.headers)
      const repository = next !== null || lost ? all[at] : all[at + 1]
      place = { ...place, again: repository ? { repository: repository.id, next } : null }
      const records = await whole(issues.map(idOf), signal)
      yield { records, cursor: written({ ...place, types: typed }) }
      if (!repository) return
    }
  }

  async function* ids(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    for (const repository of await repositories(signal))
      for (let next: string | null = pageOf(repository, 'sort=created', null); next !== null;) {
        const answer = await api.get(next, signal, { answers: [NO_ISSUES] })
        yield listOf(answer.json).filter(isObject).filter(isNoPull).map(idOf)
        next = nextOf(answer.headers)
      }
  }

  const source: Source = {
    kind: 'github',
    format: 'github-json',
    list: '',
    // Only organizations that use types have them: elsewhere, a type here comes from a label or a person.
    get owns() {
      return typed ? [...OWNS, 'type' as const] : OWNS
    },
    links: 'waiting',
    about: async () => ({
      beside: NOTHING_BESIDE,
      statuses: Object.fromEntries(STATUSES.map((status) => [status, categoryOfWord(status) ?? 'todo'])),
    }),
    check: (signal) => checkGithub(api, scopes, signal),
    scopes: async (signal) =>
      (await repositoriesOf(api, signal))
        .filter(({ hasIssues }) => hasIssues)
        .map(({ id, name }) => ({ id, key: name, name })),
    changes,
    ids,
    atOnce: PAGE,
    byIds: async (wanted, signal) => {
      const records = await whole(wanted, signal)
      const there = new Set(records.map(({ id }) => id))
      const gone = wanted.filter((id) => !there.has(id))
      if (gone.length > 0) await seen(signal)
      return { records, gone }
    },
  }
  return source
}

const idOf = (issue: JsonItem): string => textOf(issue['node_id'])
const isNoPull = (issue: JsonItem): boolean => !isObject(issue['pull_request'])

const pageOf = ({ name }: Repository, sort: string, since: string | null): string =>
  `/repos/${name}/issues?state=all&${sort}&direction=asc&per_page=${PAGE}${since === null ? '' : `&since=${encodeURIComponent(since)}`}`
