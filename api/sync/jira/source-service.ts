import { DAY_MS } from '../../math/calendar.ts'
import { cut } from '../../../text.ts'
import { isObject, listOf, textOf, type JsonItem } from '../../imports/formats/source.ts'
import type { SourceAnswer, SourceHttp, SourceRequest } from '../http/http.ts'
import type { About, ChangePage, OpenSource, Source, SourceRecord, SourceScope, SourceSettings } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'
import { jiraAbilities } from './abilities-service.ts'
import { historyFields, mappedFields, SYSTEM_FIELDS } from './fields.ts'
import { isDone, readingOf, recordOf, type Reading } from './record.ts'
import { boardSprints } from './sprints-service.ts'
import { readStatuses } from './statuses.ts'
import { isAnonymous, isScope, unauthorized } from './unauthorized.ts'

const GATEWAY = 'https://api.atlassian.com/ex/jira'
/** The search index lags behind the issues. */
const OVERLAP_MS = 300_000
const PAGE = 100
const IDS_PAGE = 5_000
/** `reconcileIssues` takes no more. */
const AT_ONCE = 50

/** Jira Cloud, by its REST API version 3 and an API token. Reads only. */
export const jiraSource: OpenSource = (settings, http) => new JiraSource(settings, http)

class JiraSource implements Source {
  readonly kind = 'jira'
  readonly format = 'jira-json'
  readonly list = 'issues'
  readonly links = 'both'
  readonly atOnce = AT_ONCE
  readonly rereadMs = DAY_MS
  readonly goesWithout = true
  readonly #settings: SourceSettings
  readonly #http: SourceHttp
  #base: Promise<string> | undefined
  #reading: Reading | undefined
  /** Whether the token may read changelogs. */
  #history = true

  constructor(settings: SourceSettings, http: SourceHttp) {
    this.#settings = settings
    this.#http = http
  }

  get owns(): Source['owns'] {
    return [
      'title',
      'description',
      'type',
      'status',
      'priority',
      'assignee',
      'labels',
      'dueDate',
      'createdAt',
      'resolvedAt',
      'parent',
      'sprint',
      'project',
      'estimate',
      'remaining',
      'spent',
      ...(this.#reading?.kept ?? []),
      ...(this.#history ? (['history'] as const) : []),
    ]
  }

  async about(signal: AbortSignal): Promise<About> {
    const fields = (await this.ask({ path: '/rest/api/3/field' }, signal)).json
    const statuses = readStatuses((await this.ask({ path: '/rest/api/3/status' }, signal)).json)
    this.#reading = readingOf(fields, statuses, this.#settings.columns)
    return { beside: { names: Object.fromEntries(this.#reading.names) }, statuses: statuses.categories }
  }

  unknownColumns = async (signal: AbortSignal) =>
    mappedFields((await this.ask({ path: '/rest/api/3/field' }, signal)).json, this.#settings.columns).unknown

  check = (signal: AbortSignal) => jiraAbilities(this, this.#scopes(), signal)

  sprints = (signal: AbortSignal) => boardSprints(this, this.#settings, signal)

  async scopes(signal: AbortSignal): Promise<readonly SourceScope[]> {
    const found: SourceScope[] = []
    for (let startAt = 0; ;) {
      const path = `/rest/api/3/project/search?startAt=${startAt}&maxResults=50&orderBy=key`
      const { json } = await this.ask({ path }, signal)
      const page = isObject(json) ? json : {}
      const values = listOf(page['values']).filter(isObject)
      for (const project of values)
        found.push({ id: textOf(project['id']), key: textOf(project['key']), name: textOf(project['name']) })
      startAt += values.length
      if (page['isLast'] !== false || values.length === 0) return found
    }
  }

  async *changes(cursor: string | null, signal: AbortSignal): AsyncGenerator<ChangePage> {
    await this.#known(signal)
    const from = cursor === null ? null : Number(cursor)
    // No ceiling: an issue that changes again and again would always be above it.
    const jql = `${this.#scopes()}${this.#scopes() ? ' AND ' : ''}updated >= ${from === null ? 1 : Math.max(1, from - OVERLAP_MS)} ORDER BY updated ASC, id ASC`
    const total = from === null ? await this.#count(jql, signal) : null
    let reached = from ?? 0
    for await (const issues of this.#search(jql, this.#fields(), PAGE, signal)) {
      const records = await this.#records(issues, signal)
      reached = Math.max(reached, ...records.map(({ updatedAt }) => updatedAt))
      yield { records, ...(reached > 0 ? { cursor: String(reached) } : {}), ...(total === null ? {} : { total }) }
    }
  }

  async *ids(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    const jql = `${this.#scopes() || 'updated >= 1'} ORDER BY id ASC`
    for await (const issues of this.#search(jql, ['id'], IDS_PAGE, signal)) yield issues.map(({ id }) => textOf(id))
  }

  /** The issues themselves by `issue/bulkfetch`, and which of them belong here by a search that reconciles its index. */
  async byIds(ids: readonly string[], signal: AbortSignal) {
    await this.#known(signal)
    const numbers = ids.filter((id) => /^\d{1,18}$/.test(id))
    const { json } = numbers.length
      ? await this.ask(
          {
            path: '/rest/api/3/issue/bulkfetch',
            body: { issueIdsOrKeys: numbers, fields: this.#fields(), fieldsByKeys: false },
          },
          signal,
        )
      : { json: {} }
    const issues = listOf(isObject(json) ? json['issues'] : []).filter(isObject)
    const here = new Set<string>()
    if (issues.length > 0) {
      const found = issues.map(({ id }) => Number(textOf(id)))
      const jql = `${this.#scopes()}${this.#scopes() ? ' AND ' : ''}id in (${found.join(', ')}) ORDER BY id ASC`
      for await (const page of this.#search(jql, ['id'], PAGE, signal, found))
        for (const { id } of page) here.add(textOf(id))
    }
    const read = await this.#records(
      issues.filter((issue) => here.has(textOf(issue['id'])) || isDone(issue)),
      signal,
    )
    const [records, finished] = [read.filter(({ id }) => here.has(id)), read.filter(({ id }) => !here.has(id))]
    const gone = ids.filter((id) => !records.some((record) => record.id === id))
    if (gone.length > 0) await this.#sure(signal)
    return { records, gone, finished }
  }

  /**
   * Before anything counts as gone: the token is still somebody's, and that person still sees a project. Jira answers
   * many requests of nobody with 200 and an empty list.
   */
  async #sure(signal: AbortSignal): Promise<void> {
    try {
      await this.ask({ path: '/rest/api/3/myself' }, signal)
    } catch (error) {
      // A token without the scope for it is known to Jira all the same.
      if (!(error instanceof SourceTrouble) || error.kind !== 'permission') throw error
    }
    const { json } = await this.ask({ path: '/rest/api/3/project/search?startAt=0&maxResults=1&orderBy=key' }, signal)
    if (listOf(isObject(json) ? json['values'] : []).length === 0)
      throw new SourceTrouble('permission', 'The token no longer sees any project in Jira, so nothing can be compared.')
  }

  /** @throws SourceTrouble `permission` where a scope of the token is missing */
  async ask(
    { path, ...request }: Omit<SourceRequest, 'url'> & { readonly path: string },
    signal: AbortSignal,
  ): Promise<SourceAnswer> {
    this.#base ??= this.#findBase(signal)
    const base = await this.#base
    const answer = await this.#http.ask(
      { ...request, url: `${base}${path}`, headers: this.#headers(), answers: [...(request.answers ?? []), 400, 401] },
      signal,
    )
    if (answer.status === 401 || isAnonymous(answer)) throw unauthorized(answer)
    if (answer.status === 400 && !request.answers?.includes(400)) {
      const said = isObject(answer.json) ? cut(listOf(answer.json['errorMessages']).map(textOf).join(' '), 300) : ''
      throw new SourceTrouble('refused', `Jira does not accept the request. ${said}`.trim(), { status: 400 })
    }
    return answer
  }

  /** A scoped token works only at the gateway, a classic one at the site. */
  async #findBase(signal: AbortSignal): Promise<string> {
    const { site } = this.#settings
    if (!site) throw new SourceTrouble('refused', 'The address of the Jira site is missing.')
    const headers = this.#headers()
    const at = async (base: string) =>
      this.#http.ask({ url: `${base}/rest/api/3/field`, headers, answers: [401, 403] }, signal)
    const own = await at(site)
    if (own.status === 200 && !isAnonymous(own)) return site
    const { json } = await this.#http.ask({ url: `${site}/_edge/tenant_info`, answers: [404] }, signal)
    const cloudId = isObject(json) ? textOf(json['cloudId']) : ''
    if (!/^[\w-]{1,80}$/.test(cloudId)) throw unauthorized(own)
    const gateway = `${GATEWAY}/${cloudId}`
    const scoped = await at(gateway)
    if ((scoped.status === 200 && !isAnonymous(scoped)) || isScope(scoped)) return gateway
    throw unauthorized(scoped)
  }

  #headers(): Record<string, string> {
    const { account, token } = this.#settings
    return { authorization: `Basic ${Buffer.from(`${account ?? ''}:${token}`).toString('base64')}` }
  }

  /** JQL of what was chosen, or ''. */
  #scopes(): string {
    const { scopes, filter } = this.#settings
    return [
      ...(scopes.length ? [`project in (${scopes.map((id) => Number(id)).join(', ')})`] : []),
      ...(filter?.trim() ? [`(${filter.trim()})`] : []),
    ].join(' AND ')
  }

  #fields(): string[] {
    return [...SYSTEM_FIELDS, ...this.#reading!.names.keys()]
  }

  async #known(signal: AbortSignal): Promise<void> {
    if (!this.#reading) await this.about(signal)
  }

  async #count(jql: string, signal: AbortSignal): Promise<number | null> {
    const body = { jql: jql.replace(/ ORDER BY .*$/, '') }
    const { json } = await this.ask(
      { path: '/rest/api/3/search/approximate-count', body, answers: [400, 403, 404] },
      signal,
    )
    return isObject(json) && typeof json['count'] === 'number' ? json['count'] : null
  }

  async *#search(
    jql: string,
    fields: readonly string[],
    maxResults: number,
    signal: AbortSignal,
    reconcileIssues: readonly number[] = [],
  ): AsyncGenerator<JsonItem[]> {
    const seen = new Set<string>()
    for (let nextPageToken = ''; ;) {
      const body = {
        jql,
        fields,
        maxResults,
        ...(reconcileIssues.length ? { reconcileIssues } : {}),
        ...(nextPageToken ? { nextPageToken } : {}),
      }
      const { json } = await this.ask({ path: '/rest/api/3/search/jql', body }, signal)
      const page = isObject(json) ? json : {}
      // A page may be empty and not the last.
      yield listOf(page['issues']).filter(isObject)
      nextPageToken = textOf(page['nextPageToken'])
      if (page['isLast'] === true || nextPageToken === '' || seen.has(nextPageToken)) return
      seen.add(nextPageToken)
    }
  }

  async #records(issues: readonly JsonItem[], signal: AbortSignal): Promise<SourceRecord[]> {
    const histories = await this.#histories(
      issues.map(({ id }) => textOf(id)),
      signal,
    )
    return issues.map((issue) => ({
      ...recordOf(issue, histories.get(textOf(issue['id'])) ?? [], this.#reading!),
      complete: true,
    }))
  }

  /** Changelogs by issue id. Entries of one issue may stand on several pages. */
  async #histories(ids: readonly string[], signal: AbortSignal): Promise<Map<string, unknown[]>> {
    const found = new Map<string, unknown[]>()
    const seen = new Set<string>()
    for (let nextPageToken = ''; this.#history && ids.length > 0;) {
      const body = {
        issueIdsOrKeys: ids,
        fieldIds: historyFields(this.#reading!.historyNames),
        maxResults: 1_000,
        ...(nextPageToken ? { nextPageToken } : {}),
      }
      let answer: SourceAnswer
      try {
        answer = await this.ask({ path: '/rest/api/3/changelog/bulkfetch', body, answers: [403, 404] }, signal)
      } catch (error) {
        if (!(error instanceof SourceTrouble) || error.kind !== 'permission') throw error
        this.#history = false
        break
      }
      if (answer.status !== 200) this.#history = false
      const page = isObject(answer.json) ? answer.json : {}
      for (const entry of listOf(page['issueChangeLogs']).filter(isObject)) {
        const id = textOf(entry['issueId'])
        found.set(id, [...(found.get(id) ?? []), ...listOf(entry['changeHistories'])])
      }
      nextPageToken = textOf(page['nextPageToken'])
      if (nextPageToken === '' || seen.has(nextPageToken)) break
      seen.add(nextPageToken)
    }
    return found
  }
}
