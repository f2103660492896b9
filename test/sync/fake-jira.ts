/** A Jira Cloud in its documented wire format, which misbehaves on command. Its clock stands still unless it is moved. */
import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { misbehave, type Fault } from './faults.ts'

export interface FakeIssue {
  id: number
  key: string
  project: number
  summary: string
  type: 'Epic' | 'Story' | 'Bug'
  status: string
  points: number | null
  assignee: string | null
  labels: string[]
  parent: number | null
  sprint: number | null
  /** Ids of issues that this one blocks. */
  blocks: number[]
  created: number
  updated: number
  resolved: number | null
  archived: boolean
  history: { at: number; items: object[] }[]
}

/** What the search index holds of an issue, and when it catches up. */
interface Indexed {
  shown: FakeIssue | null
  due: number
}

export const STATUSES: Readonly<Record<string, { name: string; key: string }>> = {
  '1': { name: '할 일', key: 'new' },
  '3': { name: '진행 중', key: 'indeterminate' },
  '4': { name: '검토 중', key: 'indeterminate' },
  '5': { name: '완료', key: 'done' },
}
const HOUR = 3_600_000

export class FakeJira {
  clock = Date.parse('2026-03-02T09:00:00.000Z')
  readonly issues = new Map<number, FakeIssue>()
  readonly #index = new Map<number, Indexed>()
  readonly projects = new Map([
    [10_001, { key: 'APP', name: 'App' }],
    [10_002, { key: 'OPS', name: 'Operations' }],
  ])
  readonly sprints = new Map([
    [7, { name: 'Sprint 7', state: 'closed', start: '2026-02-02', end: '2026-02-16' }],
    [8, { name: 'Sprint 8', state: 'active', start: '2026-03-02', end: '2026-03-16' }],
  ])
  faults: Fault[] = []
  retryAfter = '0.02'
  /** Time that an answer takes, ms of its clock, and requests a minute that it takes itself. */
  latencyMs = 0
  perMinute = Infinity
  requests = 0
  /** Requests that were turned away for their number. */
  limited = 0
  #minute = 0
  #inMinute = 0
  /** Entries of histories in one answer. */
  historyPage = 20
  #version = 0
  /** Issues whose index entry is behind. */
  readonly #late = new Set<number>()
  #list: { name: string; issues: FakeIssue[] } = { name: '', issues: [] }
  #blockers: { version: number; of: Map<number, FakeIssue[]> } = { version: -1, of: new Map() }
  /** No answer before it resolves. */
  held: Promise<void> = Promise.resolve()
  /** Milliseconds by which the index lags behind the next changes. */
  lag = 0
  readonly account = 'kim@acme.example'
  token = 'ATATT-fake-token-1234'
  /** A scoped token works at the gateway alone, and only for what its scopes say. */
  scopes: string[] | null = null
  /** A token that Jira does not know is answered as nobody is: 200, and empty lists. */
  answersNobody = false
  readonly cloudId = randomUUID()
  pageSize = 100
  readonly seen: string[] = []
  /** Host that each request was sent to, as `x-forwarded-host` is not ours to know: whether it came by the gateway. */
  gateway = 0
  #server: Server | undefined
  #next = 10_100
  #numbers = new Map<number, number>()

  async listen(): Promise<string> {
    this.#server = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        this.#answer(
          request.method ?? 'GET',
          request.url ?? '/',
          request.headers.authorization ?? '',
          body,
          response,
        ).catch(() => response.destroy())
      })
    })
    await new Promise<void>((ready) => this.#server!.listen(0, '127.0.0.1', ready))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Does not keep the process alive. */
  unref(): void {
    this.#server?.unref()
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise((closed) => this.#server?.close(closed))
  }

  // -- what people do in it ------------------------------------------------------------------------------------------

  create(given: Partial<FakeIssue> = {}): FakeIssue {
    const id = this.#next++
    const project = given.project ?? 10_001
    const issue: FakeIssue = {
      id,
      key: this.#newKey(project),
      project,
      summary: `Issue ${id}`,
      type: 'Story',
      status: '1',
      points: null,
      assignee: null,
      labels: [],
      parent: null,
      sprint: null,
      blocks: [],
      created: this.clock,
      updated: this.clock,
      resolved: null,
      archived: false,
      history: [],
      ...given,
    }
    this.issues.set(id, issue)
    this.#touch(issue)
    return issue
  }

  change(id: number, change: Partial<FakeIssue>): void {
    const issue = this.issues.get(id)!
    if (change.status !== undefined && change.status !== issue.status) {
      const name = (status: string) => STATUSES[status]!.name
      issue.history.push({
        at: this.clock,
        items: [
          {
            field: '상태',
            fieldId: 'status',
            from: issue.status,
            fromString: name(issue.status),
            to: change.status,
            toString: name(change.status),
          },
        ],
      })
      issue.resolved = STATUSES[change.status]!.key === 'done' ? this.clock : null
    }
    Object.assign(issue, change)
    this.#touch(issue)
  }

  move(id: number, project: number): void {
    this.change(id, { project, key: this.#newKey(project) })
  }

  /** A link does not always change `updated` of its ends. */
  link(from: number, to: number, there: boolean, bumps: boolean): void {
    const issue = this.issues.get(from)!
    this.#version += 1
    issue.blocks = there ? [...new Set([...issue.blocks, to])] : issue.blocks.filter((id) => id !== to)
    if (!bumps) return
    this.#touch(issue)
    if (this.issues.has(to)) this.#touch(this.issues.get(to)!)
  }

  archive(id: number, archived: boolean): void {
    this.issues.get(id)!.archived = archived
    this.#reindex(id)
  }

  delete(id: number): void {
    this.issues.delete(id)
    for (const issue of this.issues.values()) {
      issue.blocks = issue.blocks.filter((other) => other !== id)
      if (issue.parent === id) issue.parent = null
    }
    this.#reindex(id)
  }

  /** A webhook as Jira sends it. */
  webhook(
    secret: string,
    event: string,
    id: number,
    identifier: string = randomUUID(),
  ): { headers: Record<string, string>; body: string } {
    const body = JSON.stringify({
      timestamp: this.clock,
      webhookEvent: event,
      issue: { id: String(id), key: this.issues.get(id)?.key ?? 'GONE-1', fields: {} },
    })
    return {
      headers: {
        'content-type': 'application/json',
        'x-hub-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        'x-atlassian-webhook-identifier': identifier,
      },
      body,
    }
  }

  #newKey(project: number): string {
    const number = (this.#numbers.get(project) ?? 0) + 1
    this.#numbers.set(project, number)
    return `${this.projects.get(project)!.key}-${number}`
  }

  #touch(issue: FakeIssue): void {
    issue.updated = this.clock
    this.#reindex(issue.id)
  }

  #reindex(id: number): void {
    const before = this.#index.get(id)
    this.#index.set(id, { shown: before?.shown ?? null, due: this.clock + this.lag })
    this.#late.add(id)
    this.#version += 1
  }

  #shown(id: number, reconciled: boolean): FakeIssue | null {
    const indexed = this.#index.get(id)!
    if (reconciled || (this.#late.has(id) && this.clock >= indexed.due)) {
      if (this.clock >= indexed.due) this.#late.delete(id)
      const now = this.issues.get(id)
      indexed.shown = now && !now.archived ? structuredClone(now) : null
    }
    return indexed.shown
  }

  // -- what it answers -----------------------------------------------------------------------------------------------

  async #answer(
    method: string,
    url: string,
    authorization: string,
    body: string,
    response: import('node:http').ServerResponse,
  ) {
    const say = (json: unknown, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(json))
    }
    const { pathname, searchParams } = new URL(url, 'http://jira')
    this.seen.push(`${method} ${pathname}`)
    this.requests += 1
    this.clock += this.latencyMs
    await this.held
    const minute = Math.floor(this.clock / 60_000)
    this.#inMinute = minute === this.#minute ? this.#inMinute + 1 : 1
    this.#minute = minute
    if (this.#inMinute > this.perMinute) {
      this.limited += 1
      response.setHeader('retry-after', String(60 - Math.floor((this.clock % 60_000) / 1_000)))
      return say({ errorMessages: ['Rate limit exceeded.'] }, 429)
    }
    if (await misbehave(this.faults.shift(), response, this.retryAfter)) return
    if (pathname === '/_edge/tenant_info') return say({ cloudId: this.cloudId })
    const gateway = `/ex/jira/${this.cloudId}`
    const scoped = pathname.startsWith(gateway)
    if (scoped) this.gateway++
    const path = scoped ? pathname.slice(gateway.length) : pathname
    const expected = `Basic ${Buffer.from(`${this.account}:${this.token}`).toString('base64')}`
    if (authorization !== expected && this.answersNobody) {
      response.setHeader('x-seraph-loginreason', 'AUTHENTICATED_FAILED')
      if (path === '/rest/api/3/myself') return say({ message: 'Client must be authenticated' }, 401)
      return say(
        path === '/rest/api/3/field' || path === '/rest/api/3/status' ? [] : { issues: [], values: [], isLast: true },
      )
    }
    if (authorization !== expected || (this.scopes !== null) !== scoped) {
      response.writeHead(401, { 'content-type': 'text/html' })
      return response.end('Client must be authenticated to access this resource.')
    }
    const needed = path.startsWith('/rest/agile') ? 'read:board-scope:jira-software' : 'read:jira-work'
    if (this.scopes && path !== '/rest/api/3/myself' && !this.scopes.includes(needed))
      return say({ code: 401, message: 'Unauthorized; scope does not match' }, 401)
    const asked = body ? (JSON.parse(body) as Record<string, never>) : {}
    switch (path) {
      case '/rest/api/3/myself':
        return say({ accountId: '5b10', displayName: 'Kim Ode' })
      case '/rest/api/3/field':
        return say(FIELDS)
      case '/rest/api/3/status':
        return say(Object.entries(STATUSES).map(([id]) => statusOf(id)))
      case '/rest/api/3/project/search':
        return say({
          isLast: true,
          values: [...this.projects].map(([id, { key, name }]) => ({ id: String(id), key, name })),
          startAt: Number(searchParams.get('startAt') ?? 0),
        })
      case '/rest/agile/1.0/board':
        return say({ isLast: true, values: [{ id: 4, name: 'App board', type: 'scrum' }] })
      case '/rest/api/3/search/approximate-count':
        return say({ count: this.#found(String(asked['jql']), []).length })
      case '/rest/api/3/search/jql':
        return this.#search(asked, say)
      case '/rest/api/3/issue/bulkfetch': {
        const ids = (asked['issueIdsOrKeys'] as unknown as string[]).map(Number)
        return say({
          issues: ids.flatMap((id) => (this.issues.has(id) ? [this.#wire(this.issues.get(id)!)] : [])),
          issueErrors: ids
            .filter((id) => !this.issues.has(id))
            .map((id) => ({ id: String(id), errorMessage: 'not found' })),
        })
      }
      case '/rest/api/3/changelog/bulkfetch':
        return say(this.#histories(asked))
      default:
        return say({ errorMessages: ['No such resource.'] }, 404)
    }
  }

  /** Sorted once for all pages of a walk, while nothing happens. */
  #found(jql: string, reconcile: readonly number[]): FakeIssue[] {
    const name = `${this.#version} ${jql}`
    if (reconcile.length > 0 || this.#late.size > 0 || this.#list.name !== name)
      this.#list = { name, issues: this.#searched(jql, reconcile) }
    return this.#list.issues
  }

  #blockersOf(id: number): readonly FakeIssue[] {
    if (this.#blockers.version !== this.#version) {
      const of = new Map<number, FakeIssue[]>()
      for (const issue of this.issues.values())
        for (const other of issue.blocks) of.set(other, [...(of.get(other) ?? []), issue])
      this.#blockers = { version: this.#version, of }
    }
    return this.#blockers.of.get(id) ?? []
  }

  #searched(jql: string, reconcile: readonly number[]): FakeIssue[] {
    const projects = /project in \(([\d, ]+)\)/.exec(jql)?.[1]?.split(', ').map(Number)
    const ids = /\bid in \(([\d, ]+)\)/.exec(jql)?.[1]?.split(', ').map(Number)
    const label = /labels = "?(\w+)"?/.exec(jql)?.[1]
    const since = Number(/updated >= (\d+)/.exec(jql)?.[1] ?? 0)
    return [...this.#index.keys()]
      .flatMap((id) => this.#shown(id, reconcile.includes(id)) ?? [])
      .filter(
        (issue) =>
          issue.updated >= since &&
          (!projects || projects.includes(issue.project)) &&
          (!ids || ids.includes(issue.id)) &&
          (!label || issue.labels.includes(label)),
      )
      .sort((a, b) => (/ORDER BY updated/.test(jql) ? a.updated - b.updated : 0) || a.id - b.id)
  }

  #search(asked: Record<string, never>, say: (json: unknown, status?: number) => void) {
    const { jql, nextPageToken, maxResults, fields, reconcileIssues } = asked as unknown as {
      jql: string
      nextPageToken?: string
      maxResults: number
      fields: string[]
      reconcileIssues?: number[]
    }
    if (!/project|updated|id in/.test(jql))
      return say({ errorMessages: ['Unbounded JQL queries are not allowed here.'] }, 400)
    if (/\bbroken\b/.test(jql)) return say({ errorMessages: ["Field 'broken' does not exist."] }, 400)
    if ((reconcileIssues?.length ?? 0) > 50) return say({ errorMessages: ['Too many issues to reconcile.'] }, 400)
    const found = this.#found(jql, reconcileIssues ?? [])
    const start = Number(nextPageToken ?? 0)
    const size = fields.length > 1 ? Math.min(maxResults, this.pageSize) : maxResults
    const last = start + size >= found.length
    say({
      isLast: last,
      ...(last ? {} : { nextPageToken: String(start + size) }),
      issues: found
        .slice(start, start + size)
        .map((issue) => (fields.length > 1 ? this.#wire(issue) : { id: String(issue.id) })),
    })
  }

  #histories(asked: Record<string, never>) {
    const ids = (asked['issueIdsOrKeys'] as unknown as string[]).map(Number)
    const all = ids
      .flatMap((id) => (this.issues.get(id)?.history ?? []).map((entry) => ({ id, ...entry })))
      .sort((a, b) => a.at - b.at)
    const start = Number((asked['nextPageToken'] as string | undefined) ?? 0)
    // One issue's entries are split over pages.
    const page = all.slice(start, start + this.historyPage)
    return {
      nextPageToken: start + this.historyPage < all.length ? String(start + this.historyPage) : null,
      issueChangeLogs: page.map(({ id, at, items }, n) => ({
        issueId: String(id),
        changeHistories: [{ id: String(start + n), created: n % 2 ? at : stamp(at), items }],
      })),
    }
  }

  #wire(issue: FakeIssue) {
    const other = (id: number) => ({ id: String(id), key: this.issues.get(id)?.key ?? 'GONE-1', fields: {} })
    const type = { id: '10', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' }
    const blockers = this.#blockersOf(issue.id)
    const live = this.issues.get(issue.id) ?? issue
    const sprint = issue.sprint === null ? null : this.sprints.get(issue.sprint)!
    return {
      id: String(issue.id),
      key: issue.key,
      fields: {
        summary: issue.summary,
        description: null,
        issuetype: { id: '10004', name: issue.type, subtask: false },
        status: statusOf(issue.status),
        statuscategorychangedate: null,
        priority: { id: '3', name: 'Medium' },
        resolution: null,
        resolutiondate: issue.resolved === null ? null : stamp(issue.resolved),
        created: stamp(issue.created),
        updated: stamp(issue.updated),
        duedate: null,
        labels: issue.labels,
        assignee: issue.assignee === null ? null : { accountId: issue.assignee, displayName: issue.assignee },
        ...(issue.parent === null || !this.issues.has(issue.parent) ? {} : { parent: other(issue.parent) }),
        issuelinks: [
          ...live.blocks
            .filter((id) => this.issues.has(id))
            .map((id) => ({ id: `${issue.id}${id}`, type, outwardIssue: other(id) })),
          ...blockers.map(({ id }) => ({ id: `${id}${issue.id}`, type, inwardIssue: other(id) })),
        ],
        project: { id: String(issue.project), ...this.projects.get(issue.project)! },
        timeoriginalestimate: null,
        timeestimate: null,
        timespent: null,
        customfield_10020: sprint && [
          {
            id: issue.sprint,
            name: sprint.name,
            state: sprint.state,
            boardId: 4,
            startDate: `${sprint.start}T08:00:00.000Z`,
            endDate: `${sprint.end}T08:00:00.000Z`,
          },
        ],
        customfield_10016: null,
        customfield_10024: issue.points,
      },
    }
  }
}

/** In the zone of whoever the token belongs to, without a colon. */
const stamp = (ms: number) => new Date(ms + HOUR).toISOString().replace('Z', '+0100')

const statusOf = (id: string) => ({
  id,
  name: STATUSES[id]!.name,
  statusCategory: { key: STATUSES[id]!.key, name: '번역됨' },
})

/** Names in the language of the site: only their types tell. */
const FIELDS = [
  { id: 'summary', name: '요약', custom: false, schema: { type: 'string', system: 'summary' } },
  {
    id: 'customfield_10020',
    name: '스프린트',
    custom: true,
    schema: { type: 'array', items: 'json', custom: 'com.pyxis.greenhopper.jira:gh-sprint' },
  },
  {
    id: 'customfield_10016',
    name: 'Story point estimate',
    custom: true,
    schema: { type: 'number', custom: 'com.pyxis.greenhopper.jira:jsw-story-points' },
  },
  {
    id: 'customfield_10024',
    name: 'ストーリーポイント',
    custom: true,
    schema: { type: 'number', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:float' },
  },
  {
    id: 'customfield_10099',
    name: 'Risk',
    custom: true,
    schema: { type: 'number', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:float' },
  },
]
