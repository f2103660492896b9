/** A fake of Linear: its GraphQL over the same subset of its schema, its two budgets an hour, its errors, its webhooks. */
import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { buildSchema, type DocumentNode, execute, type GraphQLSchema, parse, validate } from 'graphql'
import { complexity } from '../../../api/sync/linear/operations.generated.ts'
import { type Answer, type FakeClock, FakeServer } from './fake-server.ts'

const HOUR = 3_600_000

interface Team {
  id: string
  key: string
  name: string
  archivedAt: string | null
}
interface State {
  id: string
  name: string
  type: string
  team: Team
}
interface Cycle {
  id: string
  number: number
  name: string | null
  startsAt: string
  endsAt: string
  completedAt: string | null
  team: Team
}
interface Relation {
  id: string
  type: string
  issue: string
  relatedIssue: string
  archivedAt: string | null
  updatedAt: string
}
type Step = Record<string, unknown> & { createdAt: string }

export interface FakeIssue {
  id: string
  identifier: string
  title: string
  description: string | null
  url: string
  priority: number
  estimate: number | null
  dueDate: string | null
  createdAt: string
  updatedAt: string
  startedAt: string | null
  completedAt: string | null
  canceledAt: string | null
  archivedAt: string | null
  trashed: boolean | null
  labelIds: string[]
  state: State
  team: Team
  cycle: Cycle | null
  parent: string | null
  assignee: { id: string; name: string } | null
  history: Step[]
}

export interface LinearLimits {
  points: number
  requests: number
}

let schema: GraphQLSchema | undefined
const subset = () =>
  (schema ??= buildSchema(readFileSync(new URL('../../../api/sync/linear/subset.graphql', import.meta.url), 'utf8')))

const documents = new Map<
  string,
  { document: DocumentNode; operation: keyof typeof complexity; faults: readonly string[] }
>()
/** Parsed and validated once: a sync asks the same few questions again and again. */
function documentOf(query: string) {
  let known = documents.get(query)
  if (!known) {
    const document = parse(query)
    const operation = document.definitions.find((one) => one.kind === 'OperationDefinition')!
    known = {
      document,
      operation: operation.name!.value as keyof typeof complexity,
      faults: validate(subset(), document).map(({ message }) => message),
    }
    documents.set(query, known)
  }
  return known
}

export class FakeLinear extends FakeServer {
  readonly issues = new Map<string, FakeIssue>()
  readonly relations = new Map<string, Relation>()
  readonly teams: Team[] = []
  readonly states: State[] = []
  readonly labels = ['Bug', 'urgent', 'wood'].map((name) => ({ id: randomUUID(), name }))
  readonly cycles: Cycle[] = []
  limits: LinearLimits
  /** Fields that the key may not read. */
  forbidden: string[] = []
  #points: number
  #calls: number
  #window: number
  #serial = 0
  #version = 0
  #list: { name: string; issues: FakeIssue[] } = { name: '', issues: [] }

  constructor(limits: LinearLimits = { points: 3_000_000, requests: 5_000 }, clock?: FakeClock) {
    super(clock)
    this.limits = limits
    this.#points = limits.points
    this.#calls = limits.requests
    this.#window = this.clock.at
    for (const [key, name] of [
      ['BOAT', 'Boatyard'],
      ['SAIL', 'Sailmakers'],
    ] as const)
      this.#addTeam(key, name)
    for (const number of [1, 2])
      this.cycles.push({
        id: randomUUID(),
        number,
        name: number === 1 ? null : 'Thaw',
        startsAt: new Date(this.clock.at + (number - 1) * 14 * 24 * HOUR).toISOString(),
        endsAt: new Date(this.clock.at + number * 14 * 24 * HOUR).toISOString(),
        completedAt: null,
        team: this.teams[0]!,
      })
  }

  #addTeam(key: string, name: string): void {
    const team: Team = { id: randomUUID(), key, name, archivedAt: null }
    this.teams.push(team)
    // Both teams have a "Ready", and mean different things by it.
    for (const [state, type] of [
      ['Backlog', 'backlog'],
      ['Ready', key === 'BOAT' ? 'unstarted' : 'started'],
      ['In Review', 'started'],
      ['Shipped', 'completed'],
      ['Dropped', 'canceled'],
    ] as const)
      this.states.push({ id: randomUUID(), name: state, type, team })
  }

  statesOf(team: Team): State[] {
    return this.states.filter((state) => state.team === team)
  }

  create(title: string, team = this.teams[0]!): FakeIssue {
    this.#serial += 1
    const id = randomUUID()
    const now = this.clock.iso()
    const identifier = `${team.key}-${this.#serial}`
    const issue: FakeIssue = {
      id,
      identifier,
      title,
      description: null,
      url: `https://linear.app/boat/issue/${identifier}`,
      priority: 0,
      estimate: null,
      dueDate: null,
      createdAt: now,
      updatedAt: now,
      startedAt: null,
      completedAt: null,
      canceledAt: null,
      archivedAt: null,
      trashed: null,
      labelIds: [],
      state: this.statesOf(team)[0]!,
      team,
      cycle: null,
      parent: null,
      assignee: null,
      history: [],
    }
    this.issues.set(id, issue)
    this.#tell('create', issue)
    return issue
  }

  edit(issue: FakeIssue, change: Partial<FakeIssue>): void {
    Object.assign(issue, change, { updatedAt: this.clock.iso() })
    this.#tell('update', issue)
  }

  moveTo(issue: FakeIssue, state: State): void {
    const now = this.clock.iso()
    issue.history.push({ createdAt: now, fromStateId: issue.state.id, toStateId: state.id })
    this.edit(issue, {
      state,
      startedAt: state.type === 'started' ? (issue.startedAt ?? now) : issue.startedAt,
      completedAt: state.type === 'completed' ? now : null,
      canceledAt: state.type === 'canceled' ? now : null,
    })
  }

  /** Another team: the identifier changes, the id stays. */
  transfer(issue: FakeIssue, team: Team): void {
    this.#serial += 1
    const state = this.statesOf(team).find(({ name }) => name === issue.state.name)!
    issue.history.push({
      createdAt: this.clock.iso(),
      fromTeamId: issue.team.id,
      toTeamId: team.id,
      fromStateId: issue.state.id,
      toStateId: state.id,
    })
    this.edit(issue, { team, identifier: `${team.key}-${this.#serial}`, state })
  }

  archive(issue: FakeIssue, archived: boolean): void {
    this.edit(issue, { archivedAt: archived ? this.clock.iso() : null })
  }

  /** The trash: an update first; a month later it is removed. */
  trash(issue: FakeIssue): void {
    this.edit(issue, { trashed: true, archivedAt: this.clock.iso() })
  }

  restore(issue: FakeIssue): void {
    this.edit(issue, { trashed: null, archivedAt: null })
  }

  remove(issue: FakeIssue): void {
    this.issues.delete(issue.id)
    for (const [id, relation] of this.relations)
      if (relation.issue === issue.id || relation.relatedIssue === issue.id) this.relations.delete(id)
    for (const other of this.issues.values()) if (other.parent === issue.id) other.parent = null
    this.#tell('remove', issue)
  }

  relate(issue: FakeIssue, type: string, relatedIssue: FakeIssue): void {
    const id = randomUUID()
    this.relations.set(id, {
      id,
      type,
      issue: issue.id,
      relatedIssue: relatedIssue.id,
      archivedAt: null,
      updatedAt: this.clock.iso(),
    })
  }

  /** Leaves no trace: neither a row nor a change of an issue. */
  unrelate(id: string): void {
    this.relations.delete(id)
  }

  #tell(action: string, issue: FakeIssue): void {
    this.#version += 1
    const body = Buffer.from(
      JSON.stringify({
        action,
        type: 'Issue',
        createdAt: this.clock.iso(),
        webhookTimestamp: this.clock.at,
        data: { id: issue.id, identifier: issue.identifier, title: issue.title, trashed: issue.trashed },
      }),
    )
    const headers = new Headers({
      'linear-signature': createHmac('sha256', this.secret).update(body).digest('hex'),
      'linear-delivery': randomUUID(),
      'linear-event': 'Issue',
      'linear-timestamp': String(this.clock.at),
    })
    this.deliveries.push({ headers, body })
  }

  protected limitedAnswer(): Answer {
    return {
      status: 400,
      headers: { ...this.#budgets(0), 'retry-after': '1.5' },
      json: {
        errors: [
          {
            message: 'Rate limit exceeded',
            extensions: { type: 'ratelimited', code: 'RATELIMITED', statusCode: 429, userError: true },
          },
        ],
      },
    }
  }

  protected refusedAnswer(): Answer {
    const extensions = { type: 'authentication error', code: 'AUTHENTICATION_ERROR' }
    return { status: 401, json: { errors: [{ message: 'Authentication required, not authenticated', extensions }] } }
  }

  protected async answer(_: string, url: URL, headers: IncomingHttpHeaders, body: string): Promise<Answer> {
    if (url.pathname !== '/graphql') return { status: 404, json: {} }
    if (headers.authorization !== this.token) return this.refusedAnswer()
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> }
    const { document, operation, faults } = documentOf(query)
    const cost = complexity[operation]
    if (this.clock.at >= this.#window + HOUR) {
      this.#window = this.clock.at
      this.#points = this.limits.points
      this.#calls = this.limits.requests
    }
    if (this.#points < cost || this.#calls < 1) {
      this.limited += 1
      const left = this.limitedAnswer()
      return {
        ...left,
        headers: { ...this.#budgets(cost), 'retry-after': String((this.#window + HOUR - this.clock.at) / 1_000) },
      }
    }
    this.#points -= cost
    this.#calls -= 1
    const forbidden = this.forbidden.find((field) => query.includes(field))
    if (forbidden !== undefined)
      return {
        status: 400,
        headers: this.#budgets(cost),
        json: { data: null, errors: [{ message: 'Forbidden', extensions: { code: 'FORBIDDEN' } }] },
      }
    const result = faults.length
      ? { errors: faults.map((message) => ({ message })) }
      : await execute({ schema: subset(), document, variableValues: variables, rootValue: this.#root() })
    if (result.errors) {
      const errors = [{ message: result.errors[0]!.message, extensions: { code: 'INPUT_ERROR' } }]
      return { status: 400, headers: this.#budgets(cost), json: { errors } }
    }
    return { status: 200, json: result, headers: this.#budgets(cost) }
  }

  #budgets(cost: number): Record<string, string> {
    return {
      'x-complexity': String(cost),
      'x-ratelimit-requests-limit': String(this.limits.requests),
      'x-ratelimit-requests-remaining': String(this.#calls),
      'x-ratelimit-requests-reset': String(this.#window + HOUR),
      'x-ratelimit-complexity-limit': String(this.limits.points),
      'x-ratelimit-complexity-remaining': String(this.#points),
      'x-ratelimit-complexity-reset': String(this.#window + HOUR),
    }
  }

  #root() {
    return {
      viewer: { id: 'u1', name: 'Kim' },
      organization: { id: 'o1', name: 'Boat' },
      teams: (args: Paging) =>
        connection(
          this.teams.map((team) => ({
            ...team,
            issueCount: () => [...this.issues.values()].filter((issue) => issue.team === team).length,
          })),
          args,
        ),
      cycles: (args: Paging) => connection(this.cycles, args),
      workflowStates: (args: Paging) => connection(this.states, args),
      issueLabels: (args: Paging) => connection(this.labels, args),
      issue: ({ id }: { id: string }) => {
        const issue = this.issues.get(id)
        if (!issue) throw new Error('Entity not found: Issue')
        return this.#nodeOf(issue)
      },
      issues: (args: Paging & { filter?: Filter | null; orderBy?: 'createdAt' | 'updatedAt' }) => {
        const found = this.#listed(args.filter ?? {}, args.orderBy ?? 'createdAt')
        return connection(found, args, (issue) => this.#nodeOf(issue))
      },
      issueRelations: (args: Paging) =>
        connection(
          [...this.relations.values()].sort((a, b) => newestFirst(a, b, 'updatedAt')),
          args,
          (relation) => this.#relationOf(relation),
        ),
    }
  }

  /** Sorted once for all pages of a walk. */
  #listed(filter: Filter, by: 'createdAt' | 'updatedAt'): FakeIssue[] {
    const name = `${this.#version} ${by} ${JSON.stringify(filter)}`
    if (this.#list.name !== name)
      this.#list = {
        name,
        issues: [...this.issues.values()]
          .filter(
            (issue) =>
              (!filter.id || filter.id.in.includes(issue.id)) &&
              (!filter.team || filter.team.id.in.includes(issue.team.id)) &&
              (!filter.updatedAt || issue.updatedAt >= filter.updatedAt.gte),
          )
          .sort((a, b) => newestFirst(a, b, by)),
      }
    return this.#list.issues
  }

  #relationOf(relation: Relation) {
    return {
      ...relation,
      issue: () => this.#nodeOf(this.issues.get(relation.issue)!),
      relatedIssue: () => this.#nodeOf(this.issues.get(relation.relatedIssue)!),
    }
  }

  #nodeOf(issue: FakeIssue): object {
    const ends = (end: 'issue' | 'relatedIssue') => (args: Paging) =>
      connection(
        [...this.relations.values()].filter((relation) => relation[end] === issue.id),
        args,
        (relation) => this.#relationOf(relation),
      )
    return {
      ...issue,
      project: null,
      parent: () => (issue.parent === null ? null : this.#nodeOf(this.issues.get(issue.parent)!)),
      relations: ends('issue'),
      inverseRelations: ends('relatedIssue'),
      history: (args: Paging) =>
        connection(issue.history.map((step, at) => ({ id: `${issue.id} ${at}`, ...step })).toReversed(), args),
    }
  }
}

interface Paging {
  first?: number | null
  after?: string | null
}
interface Filter {
  id?: { in: string[] }
  team?: { id: { in: string[] } }
  updatedAt?: { gte: string }
}

const newestFirst = <Node extends { id: string }>(a: Node, b: Node, by: keyof Node): number =>
  a[by] === b[by] ? (a.id < b.id ? -1 : 1) : a[by] < b[by] ? 1 : -1

/** Relay's: `after` is the id of the node before. */
function connection<Node extends { id: string }>(
  all: readonly Node[],
  { first, after }: Paging,
  nodeOf: (node: Node) => object = (node) => node,
) {
  const from = after === null || after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
  if (from === 0 && after !== null && after !== undefined) throw new Error('Argument Validation Error: after')
  const most = Math.min(first ?? 50, 250)
  const page = all.slice(from, from + most)
  return {
    nodes: page.map(nodeOf),
    pageInfo: { hasNextPage: from + most < all.length, endCursor: page.at(-1)?.id ?? null },
  }
}
