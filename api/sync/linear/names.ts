/** What Linear names by ids: states, labels, and teams, read once a run and again when an unknown id comes. */
import type { StatusCategory } from '../../backlog/vocabulary.ts'
import { categoryOfState } from '../../imports/formats/trackers/linear.ts'
import type { LinearApi } from './ask.ts'
import {
  LinearLabelsDocument,
  type LinearLabelsQuery,
  LinearStatesDocument,
  type LinearStatesQuery,
  LinearTeamsDocument,
  type LinearTeamsQuery,
} from './operations.generated.ts'

export type LinearTeam = LinearTeamsQuery['teams']['nodes'][number]
type State = LinearStatesQuery['workflowStates']['nodes'][number]
type Label = LinearLabelsQuery['issueLabels']['nodes'][number]
/** A state as records show it, and whose it is. */
export interface KnownState {
  readonly name: string
  readonly type: string
  /** Key of its team. */
  readonly team: string
}
interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** Every node of a connection. */
async function allOf<Node>(next: (after: string | null) => Promise<Page<Node>>): Promise<Node[]> {
  const nodes: Node[] = []
  for await (const page of pagesOf(next)) nodes.push(...page.nodes)
  return nodes
}

/** The pages of a connection, from a place on. A place that comes again would go on for ever. */
export async function* pagesOf<Node>(
  next: (after: string | null) => Promise<Page<Node>>,
  from: string | null = null,
): AsyncGenerator<Page<Node>> {
  const seen = new Set<string>()
  for (let after = from; ;) {
    const page = await next(after)
    yield page
    const { hasNextPage, endCursor } = page.pageInfo
    if (!hasNextPage || endCursor === null || seen.has(endCursor)) return
    seen.add(endCursor)
    after = endCursor
  }
}

export class LinearNames {
  readonly #api: LinearApi
  #states: Promise<ReadonlyMap<string, string>> | null = null
  #labels: Promise<ReadonlyMap<string, string>> | null = null
  #teams: Promise<readonly LinearTeam[]> | null = null
  #known: ReadonlyMap<string, KnownState> = new Map()
  #statuses: Readonly<Record<string, StatusCategory>> = {}

  constructor(api: LinearApi) {
    this.#api = api
  }

  teams(signal: AbortSignal): Promise<readonly LinearTeam[]> {
    return (this.#teams ??= allOf(
      async (after) => (await this.#api.ask('LinearTeams', LinearTeamsDocument, { after }, signal)).teams,
    ))
  }

  /** Category of every status by the name that records use. */
  async statuses(signal: AbortSignal): Promise<Readonly<Record<string, StatusCategory>>> {
    await this.#loadStates(signal)
    return this.#statuses
  }

  /** Names of states by id. */
  async states(wanted: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const known = await this.#loadStates(signal)
    if (wanted.every((id) => known.has(id)) || this.#fresh.has('states')) return known
    this.#fresh.add('states')
    this.#states = null
    return this.#loadStates(signal)
  }

  /** States of all teams by id, as far as this run has read them. */
  async known(signal: AbortSignal): Promise<ReadonlyMap<string, KnownState>> {
    await this.#loadStates(signal)
    return this.#known
  }

  /** Names of labels by id. */
  async labels(wanted: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    if (wanted.length === 0) return new Map()
    const known = await this.#loadLabels(signal)
    if (wanted.every((id) => known.has(id)) || this.#fresh.has('labels')) return known
    this.#fresh.add('labels')
    this.#labels = null
    return this.#loadLabels(signal)
  }

  /** Read a second time in this run: an id that is still unknown is one that the key may not see. */
  readonly #fresh = new Set<'states' | 'labels'>()

  async #loadStates(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    this.#states ??= allOf(
      async (after) => (await this.#api.ask('LinearStates', LinearStatesDocument, { after }, signal)).workflowStates,
    ).then((states) => {
      const named = namedStates(states)
      this.#statuses = Object.fromEntries(named.map(({ name, category }) => [name, category]))
      const shown = new Map(named.map(({ id, name }) => [id, name]))
      this.#known = new Map(
        states.map(({ id, name, type, team }) => [id, { name: shown.get(id) ?? name, type, team: team.key }]),
      )
      return shown
    })
    return this.#states
  }

  #loadLabels(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    return (this.#labels ??= allOf<Label>(
      async (after) => (await this.#api.ask('LinearLabels', LinearLabelsDocument, { after }, signal)).issueLabels,
    ).then((labels) => new Map(labels.map(({ id, name }) => [id, name]))))
  }
}

interface NamedState {
  readonly id: string
  readonly name: string
  readonly category: StatusCategory
}

/** Two teams may mean different things by one name: then the name says the team, too. */
function namedStates(states: readonly State[]): NamedState[] {
  const meanings = new Map<string, Set<StatusCategory>>()
  for (const { name, type } of states) {
    const known = meanings.get(name.toLowerCase()) ?? new Set()
    meanings.set(name.toLowerCase(), known.add(categoryOfState(type, name)))
  }
  return states.map(({ id, name, type, team }) => ({
    id,
    name: meanings.get(name.toLowerCase())!.size > 1 ? `${name} (${team.key})` : name,
    category: categoryOfState(type, name),
  }))
}
