/** A Jira Cloud behind a port of its own: who may ask, how much, and how it misbehaves on command. */
import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { misbehave, type Fault } from '../faults.ts'
import { JiraSite, STATUSES } from './jira-site.ts'
import { FIELDS, issueOf, sprintOf, stamp, statusOf } from './jira-wire.ts'

export class FakeJira extends JiraSite {
  fields: readonly object[] = FIELDS
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
  /** No answer before it resolves. */
  held: Promise<void> = Promise.resolve()
  account = 'kim@acme.example'
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

  async #answer(method: string, url: string, authorization: string, body: string, response: ServerResponse) {
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
    const needed = !path.startsWith('/rest/agile')
      ? 'read:jira-work'
      : path.includes('/sprint')
        ? 'read:sprint:jira-software'
        : 'read:board-scope:jira-software'
    if (this.scopes && path !== '/rest/api/3/myself' && !this.scopes.includes(needed))
      return say({ code: 401, message: 'Unauthorized; scope does not match' }, 401)
    const asked = body ? (JSON.parse(body) as Record<string, never>) : {}
    switch (path) {
      case '/rest/api/3/myself':
        return say({ accountId: '5b10', displayName: 'Kim Ode' })
      case '/rest/api/3/field':
        return say(this.fields)
      case '/rest/api/3/status':
        return say(Object.entries(STATUSES).map(([id]) => statusOf(id)))
      case '/rest/api/3/project/search':
        return say({
          isLast: true,
          values: [...this.projects].map(([id, { key, name }]) => ({ id: String(id), key, name })),
          startAt: Number(searchParams.get('startAt') ?? 0),
        })
      case '/rest/agile/1.0/board': {
        const [type, project] = [searchParams.get('type'), searchParams.get('projectKeyOrId')]
        return say(
          listed(
            this.boards.filter(
              (board) => (!type || board.type === type) && (!project || board.project === Number(project)),
            ),
            searchParams,
          ),
        )
      }
      case '/rest/agile/1.0/board/4/sprint':
        return say(
          listed(
            [...this.sprints].map(([id, sprint]) => ({ ...sprintOf(id, sprint), originBoardId: 4 })),
            searchParams,
          ),
        )
      case '/rest/agile/1.0/board/5/sprint':
        return say({ errorMessages: ['The board does not support sprints'], errors: {} }, 400)
      case '/rest/api/3/search/approximate-count':
        return say({ count: this.found(String(asked['jql']), []).length })
      case '/rest/api/3/search/jql':
        return this.#search(asked, say)
      case '/rest/api/3/issue/bulkfetch': {
        const ids = (asked['issueIdsOrKeys'] as unknown as string[]).map(Number)
        return say({
          issues: ids.flatMap((id) => (this.issues.has(id) ? [issueOf(this.issues.get(id)!, this)] : [])),
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
    const lost = /project in \(([\d, ]+)\)/
      .exec(jql)?.[1]
      ?.split(', ')
      .find((id) => !this.projects.has(Number(id)))
    if (lost) return say({ errorMessages: [`The value '${lost}' does not exist for the field 'project'.`] }, 400)
    if (/\bbroken\b/.test(jql)) return say({ errorMessages: ["Field 'broken' does not exist."] }, 400)
    if ((reconcileIssues?.length ?? 0) > 50) return say({ errorMessages: ['Too many issues to reconcile.'] }, 400)
    const found = this.found(jql, reconcileIssues ?? [])
    const start = Number(nextPageToken ?? 0)
    const size = fields.length > 1 ? Math.min(maxResults, this.pageSize) : maxResults
    const last = start + size >= found.length
    say({
      isLast: last,
      ...(last ? {} : { nextPageToken: String(start + size) }),
      issues: found
        .slice(start, start + size)
        .map((issue) => (fields.length > 1 ? issueOf(issue, this) : { id: String(issue.id) })),
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
}

/** A page of the older kind, by place; small, so that there is a second one. */
function listed<T>(all: readonly T[], asked: URLSearchParams) {
  const [startAt, maxResults] = [Number(asked.get('startAt') ?? 0), Math.min(2, Number(asked.get('maxResults') ?? 50))]
  return {
    startAt,
    maxResults,
    isLast: startAt + maxResults >= all.length,
    values: all.slice(startAt, startAt + maxResults),
  }
}
