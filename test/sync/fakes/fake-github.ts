/** A fake of GitHub's issues: REST lists with links and ETags, GraphQL by node ids, both kinds of limits, webhooks. */
import { createHmac, createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { buildSchema, execute, type GraphQLSchema, parse } from 'graphql'
import { type Answer, type FakeClock, FakeServer } from './fake-server.ts'

const HOUR = 3_600_000

export interface FakeRepository {
  id: number
  full_name: string
  has_issues: boolean
}
interface Milestone {
  title: string
  state: string
  due_on: string | null
}
export interface FakeGithubIssue {
  id: number
  node_id: string
  number: number
  repository: FakeRepository
  title: string
  body: string
  state: 'open' | 'closed'
  state_reason: string | null
  created_at: string
  updated_at: string
  closed_at: string | null
  labels: string[]
  milestone: Milestone | null
  assignee: string | null
  /** Of an organization that uses types; null elsewhere. */
  type: string | null
  parent: string | null
  blockedBy: string[]
  pull: boolean
  timeline: { event: 'closed' | 'reopened'; at: string; reason: string | null }[]
}

let schema: GraphQLSchema | undefined
const subset = () =>
  (schema ??= buildSchema(readFileSync(new URL('../../../api/sync/github/subset.graphql', import.meta.url), 'utf8')))

export class FakeGithub extends FakeServer {
  readonly repositories: FakeRepository[] = []
  readonly issues = new Map<string, FakeGithubIssue>()
  readonly milestones: Milestone[] = [
    { title: 'v1', state: 'open', due_on: '2026-04-01T08:00:00Z' },
    { title: 'v2', state: 'open', due_on: null },
  ]
  /** Requests an hour. */
  limit: number
  /** The token may not read issues: GitHub answers as if there were none. */
  blind = false
  notModified = 0
  expires: string | null = '2026-12-31 00:00:00 UTC'
  #left: number
  #window: number
  #serial = 0
  #version = 0
  #list: { name: string; issues: FakeGithubIssue[] } = { name: '', issues: [] }

  constructor(limit = 5_000, clock?: FakeClock) {
    super(clock)
    this.limit = limit
    this.#left = limit
    this.#window = this.clock.at
    for (const name of ['acme/app', 'acme/docs'])
      this.repositories.push({ id: 700 + this.repositories.length, full_name: name, has_issues: true })
  }

  /** Whole seconds, as GitHub writes them. */
  now(): string {
    return this.clock.iso().replace(/\.\d+Z$/, 'Z')
  }

  create(title: string, repository = this.repositories[0]!, pull = false): FakeGithubIssue {
    this.#serial += 1
    const issue: FakeGithubIssue = {
      id: 9_000 + this.#serial,
      node_id: `I_${randomUUID()}`,
      number: this.#serial,
      repository,
      title,
      body: '',
      state: 'open',
      state_reason: null,
      created_at: this.now(),
      updated_at: this.now(),
      closed_at: null,
      labels: [],
      milestone: null,
      assignee: null,
      type: null,
      parent: null,
      blockedBy: [],
      pull,
      timeline: [],
    }
    this.issues.set(issue.node_id, issue)
    if (!pull) this.tell('issues', { action: 'opened', issue: this.#payload(issue) })
    return issue
  }

  edit(issue: FakeGithubIssue, change: Partial<FakeGithubIssue>, action = 'edited'): void {
    Object.assign(issue, change, { updated_at: this.now() })
    this.tell('issues', { action, issue: this.#payload(issue) })
  }

  setState(issue: FakeGithubIssue, open: boolean, reason: string | null): void {
    if (open === (issue.state === 'open')) return
    issue.timeline.push({ event: open ? 'reopened' : 'closed', at: this.now(), reason })
    const closed_at = open ? null : this.now()
    const state_reason = open ? 'reopened' : reason
    this.edit(issue, { state: open ? 'open' : 'closed', state_reason, closed_at }, open ? 'reopened' : 'closed')
  }

  /** The dependency shows neither at the one nor at the other issue as a change. */
  block(issue: FakeGithubIssue, blocker: FakeGithubIssue): void {
    if (!issue.blockedBy.includes(blocker.node_id)) issue.blockedBy.push(blocker.node_id)
    this.tell('issue_dependencies', {
      action: 'blocked_by_added',
      blocked_issue: this.#payload(issue),
      blocking_issue: this.#payload(blocker),
    })
  }

  unblock(issue: FakeGithubIssue): void {
    issue.blockedBy = []
  }

  /** A sub-issue of another one, or of none. It shows at neither as a change; at organizations, a webhook says so. */
  adopt(issue: FakeGithubIssue, parent: FakeGithubIssue | null): void {
    const before = this.issues.get(issue.parent ?? '')
    issue.parent = parent?.node_id ?? null
    const other = parent ?? before
    if (!other) return
    this.tell('sub_issues', {
      action: parent ? 'parent_issue_added' : 'parent_issue_removed',
      parent_issue: this.#payload(other),
      sub_issue: this.#payload(issue),
    })
  }

  /** Gone from here; another issue with another id in the other repository. */
  transfer(issue: FakeGithubIssue, repository: FakeRepository): FakeGithubIssue {
    this.#serial += 1
    const moved = { ...issue, node_id: `I_${randomUUID()}`, number: this.#serial, repository, updated_at: this.now() }
    this.#drop(issue)
    this.issues.set(moved.node_id, moved)
    const changes = { new_issue: this.#payload(moved), new_repository: repository }
    this.tell('issues', { action: 'transferred', issue: this.#payload(issue), changes })
    return moved
  }

  remove(issue: FakeGithubIssue): void {
    this.#drop(issue)
    this.tell('issues', { action: 'deleted', issue: this.#payload(issue) })
  }

  #drop(issue: FakeGithubIssue): void {
    this.issues.delete(issue.node_id)
    for (const other of this.issues.values()) {
      other.blockedBy = other.blockedBy.filter((id) => id !== issue.node_id)
      if (other.parent === issue.node_id) other.parent = null
    }
  }

  tell(event: string, payload: object): void {
    this.#version += 1
    const body = Buffer.from(JSON.stringify(payload))
    const headers = new Headers({
      'x-hub-signature-256': `sha256=${createHmac('sha256', this.secret).update(body).digest('hex')}`,
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
    })
    this.deliveries.push({ headers, body })
  }

  protected limitedAnswer(): Answer {
    // A secondary limit without a word about how long.
    return { status: 403, json: { message: 'You have exceeded a secondary rate limit.' }, headers: this.#budget() }
  }

  protected refusedAnswer(): Answer {
    return { status: 401, json: { message: 'Bad credentials', status: '401' } }
  }

  #budget(): Record<string, string> {
    return {
      'x-ratelimit-limit': String(this.limit),
      'x-ratelimit-remaining': String(this.#left),
      'x-ratelimit-reset': String(Math.ceil((this.#window + HOUR) / 1_000)),
      'x-ratelimit-resource': 'core',
      ...(this.expires && { 'github-authentication-token-expiration': this.expires }),
    }
  }

  protected answer(_: string, url: URL, headers: IncomingHttpHeaders, body: string): Answer | Promise<Answer> {
    if (headers.authorization !== `Bearer ${this.token}`) return this.refusedAnswer()
    if (this.clock.at >= this.#window + HOUR) {
      this.#window = this.clock.at
      this.#left = this.limit
    }
    if (url.pathname === '/graphql') return this.#graphql(body)
    if (this.#left < 1) {
      this.limited += 1
      return { status: 403, json: { message: 'API rate limit exceeded' }, headers: this.#budget() }
    }
    const found = this.#rest(url)
    if (found.status !== 200) return { ...found, headers: { ...this.#budget(), ...found.headers } }
    const etag = `W/"${createHash('sha1').update(JSON.stringify(found.json)).digest('hex')}"`
    if (headers['if-none-match'] === etag) {
      this.notModified += 1
      return { status: 304, json: undefined, headers: { ...this.#budget(), etag } }
    }
    this.#left -= 1
    return { ...found, headers: { ...this.#budget(), etag, ...found.headers } }
  }

  #rest(url: URL): Answer {
    if (url.pathname === '/user') return { status: 200, json: { login: 'kim', id: 1 } }
    if (url.pathname === '/user/repos') return page(this.repositories, url)
    const [, name] = /^\/repos\/([^/]+\/[^/]+)\/issues$/.exec(url.pathname) ?? []
    const repository = this.repositories.find(({ full_name }) => full_name === name)
    if (!repository || this.blind) return { status: 404, json: { message: 'Not Found' } }
    if (!repository.has_issues) return { status: 410, json: { message: 'Issues are disabled for this repo' } }
    const since = url.searchParams.get('since')
    const by = url.searchParams.get('sort') === 'updated' ? 'updated_at' : 'created_at'
    return this.#issuePage(this.#listed(repository, since, by), url, by)
  }

  /**
   * Links name the last row of the page before them; a page by its number is refused beyond 10,000 rows, as GitHub does for
   * "large datasets".
   */
  #issuePage(all: readonly FakeGithubIssue[], url: URL, by: 'updated_at' | 'created_at'): Answer {
    const size = Number(url.searchParams.get('per_page') ?? 30)
    const number = Number(url.searchParams.get('page') ?? 1)
    const after = url.searchParams.get('after')
    if (after === null && number * size >= 10_000)
      return {
        status: 422,
        json: { message: 'Pagination with the page parameter is not supported for large datasets' },
      }
    const [time, last] = after === null ? ['', 0] : (JSON.parse(Buffer.from(after, 'base64url').toString()) as [string, number]) // prettier-ignore
    const passed = ({ [by]: at, number: of }: FakeGithubIssue) => at < time || (at === time && of <= last)
    const begins = after === null ? (number - 1) * size : all.filter(passed).length
    const rows = all.slice(begins, begins + size)
    const next = new URL(`${url.pathname}${url.search}`, 'https://api.github.com')
    next.searchParams.set('page', String(number + 1))
    const end = rows.at(-1)
    if (end) next.searchParams.set('after', Buffer.from(JSON.stringify([end[by], end.number])).toString('base64url'))
    return {
      status: 200,
      json: rows.map((issue) => this.#payload(issue)),
      headers: begins + size < all.length ? { link: `<${next.href}>; rel="next"` } : {},
    }
  }

  /** Sorted once for all pages of a walk. */
  #listed(repository: FakeRepository, since: string | null, by: 'updated_at' | 'created_at'): FakeGithubIssue[] {
    const name = `${this.#version} ${repository.id} ${by}`
    if (this.#list.name !== name)
      this.#list = {
        name,
        issues: [...this.issues.values()]
          .filter((issue) => issue.repository === repository)
          .sort((a, b) => (a[by] === b[by] ? a.number - b.number : a[by] < b[by] ? -1 : 1)),
      }
    return since === null ? this.#list.issues : this.#list.issues.filter((issue) => issue[by] >= since)
  }

  #payload(issue: FakeGithubIssue): object {
    const { repository, parent, blockedBy, pull, timeline: _, labels, assignee, type, ...fields } = issue
    const of = this.issues.get(parent ?? '')
    const address = `https://github.com/${repository.full_name}/${pull ? 'pull' : 'issues'}/${issue.number}`
    return {
      ...fields,
      url: `https://api.github.com/repos/${repository.full_name}/issues/${issue.number}`,
      html_url: address,
      labels: labels.map((name) => ({ name })),
      assignee: assignee && { login: assignee },
      assignees: assignee ? [{ login: assignee }] : [],
      type: type && { name: type },
      parent_issue_url: of ? `https://api.github.com/repos/${of.repository.full_name}/issues/${of.number}` : null,
      issue_dependencies_summary: { blocked_by: blockedBy.length, total_blocked_by: blockedBy.length },
      ...(pull && { pull_request: { url: address, merged_at: null } }),
    }
  }

  async #graphql(body: string): Promise<Answer> {
    const { query, variables } = JSON.parse(body) as { query: string; variables: { ids: string[] } }
    const nodes = variables.ids.map((id) => (this.blind ? undefined : this.issues.get(id)))
    const result = await execute({
      schema: subset(),
      document: parse(query),
      variableValues: variables,
      rootValue: { nodes: nodes.map((issue) => (issue && !issue.pull ? this.#nodeOf(issue) : null)) },
    })
    const missing = nodes.flatMap((issue, at) =>
      issue ? [] : [{ type: 'NOT_FOUND', path: ['nodes', at], message: 'Could not resolve to a node' }],
    )
    const errors = [...missing, ...(result.errors ?? [])]
    return { status: 200, json: { data: result.data, ...(errors.length > 0 && { errors }) } }
  }

  #nodeOf(issue: FakeGithubIssue): object {
    const { repository, milestone, labels, assignee, timeline } = issue
    return {
      __typename: 'Issue',
      id: issue.node_id,
      number: issue.number,
      title: issue.title,
      body: issue.body,
      url: `https://github.com/${repository.full_name}/issues/${issue.number}`,
      state: issue.state.toUpperCase(),
      stateReason: issue.state_reason?.toUpperCase() ?? null,
      createdAt: issue.created_at,
      updatedAt: issue.updated_at,
      closedAt: issue.closed_at,
      repository: { databaseId: repository.id, nameWithOwner: repository.full_name },
      issueType: issue.type && { name: issue.type },
      milestone: milestone && { title: milestone.title, state: milestone.state.toUpperCase(), dueOn: milestone.due_on },
      parent: () => (issue.parent === null ? null : this.#nodeOf(this.issues.get(issue.parent)!)),
      labels: { nodes: labels.map((name) => ({ name })) },
      assignees: { nodes: assignee ? [{ login: assignee }] : [] },
      blockedBy: () => ({ nodes: issue.blockedBy.map((id) => this.#nodeOf(this.issues.get(id)!)) }),
      timelineItems: {
        nodes: timeline.map(({ event, at, reason }) =>
          event === 'closed'
            ? { __typename: 'ClosedEvent', createdAt: at, stateReason: reason?.toUpperCase() ?? null }
            : { __typename: 'ReopenedEvent', createdAt: at },
        ),
      },
    }
  }
}

/** A page of a list with the link to the next one, by number as GitHub makes it for repositories. */
function page(all: readonly unknown[], url: URL): Answer {
  const size = Number(url.searchParams.get('per_page') ?? 30)
  const number = Number(url.searchParams.get('page') ?? 1)
  const next = new URL(`${url.pathname}${url.search}`, 'https://api.github.com')
  next.searchParams.set('page', String(number + 1))
  return {
    status: 200,
    json: all.slice((number - 1) * size, number * size),
    headers: number * size < all.length ? { link: `<${next.href}>; rel="next", <${next.href}>; rel="last"` } : {},
  }
}
