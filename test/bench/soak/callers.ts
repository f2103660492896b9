/** What people, assistants, programs, and pages ask of PM33 all day, and a record of what came back. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  ApplyImportDocument,
  BacklogRowsDocument,
  CreateImportDocument,
  DocumentsDocument,
  ForecastPageDocument,
  HomeDocument,
  HomeFlowDocument,
  PlanPageDocument,
  PrioritiesPageDocument,
} from '../../../views/operations.generated.ts'
import type { Tenant } from './tenants.ts'

export interface Answered {
  tenant: string
  kind: string
  status: number
  milliseconds: number
  /** What else is wrong with it. */
  problem: string | null
  /** Another organization's text in it. */
  foreign: string | null
}

interface Asked {
  path?: string
  headers: Record<string, string>
  body: string
}

export class Callers {
  readonly answers: Answered[] = []
  readonly #url: string
  readonly #markers: readonly string[]
  #over = false

  constructor(url: string, tenants: readonly Tenant[]) {
    this.#url = url
    this.#markers = tenants.map(({ marker }) => marker)
  }

  /** Asks the same kind of thing again and again, until `stop`. @param every milliseconds from one to the next; none for a caller without manners */
  async repeat(every: number, ask: (turn: number) => Promise<unknown>): Promise<void> {
    for (let turn = 0; !this.#over; turn++) {
      const began = performance.now()
      await ask(turn)
      for (let left = every; left > 0 && !this.#over; left = every - (performance.now() - began))
        await pause(Math.min(left, 200))
    }
  }

  stop(): void {
    this.#over = true
  }

  /** The list that everybody looks at first. */
  lightRead = (tenant: Tenant, key = tenant.keys[0]!) =>
    this.#ask(tenant, 'light read', graphql({ 'x-api-key': key }, LIGHT, { id: tenant.workspace }))

  tool = (tenant: Tenant, key: string, turn: number) => {
    const [name, given] = TOOLS[turn % TOOLS.length]!
    const args = { workspaceId: tenant.workspace, ...given(tenant) }
    const body = { jsonrpc: '2.0', id: turn, method: 'tools/call', params: { name, arguments: args } }
    return this.#ask(tenant, name, {
      path: '/mcp',
      headers: { 'x-api-key': key, accept: 'application/json, text/event-stream' },
      body: JSON.stringify(body),
    })
  }

  page = (tenant: Tenant, turn: number) => {
    const [document, variables] = PAGES[turn % PAGES.length]!
    return this.#ask(
      tenant,
      'page',
      graphql(this.#browser(tenant), document, { workspace: tenant.workspace, ...variables }),
    )
  }

  change = (tenant: Tenant, key: string, turn: number) =>
    this.#ask(
      tenant,
      'change',
      graphql({ 'x-api-key': key }, CHANGE, {
        // Every other item is open; the work is the same at the end as at the beginning.
        item: `${tenant.marker.toUpperCase()}-${3 + ((turn * 2) % 360)}`,
        title: `${tenant.marker} change ${turn}`,
        id: tenant.workspace,
      }),
    )

  /** A newer export with some rows that have changed. */
  async import(tenant: Tenant, turn: number): Promise<void> {
    const person = this.#browser(tenant)
    const input = { fileName: `${tenant.marker}.csv`, workspaceId: tenant.workspace }
    const made = await this.#ask(tenant, 'import', graphql(person, CreateImportDocument.toString(), { input }))
    const {
      uploadUrl,
      import: { id },
    } = (JSON.parse(made) as { data: { createImport: { uploadUrl: string; import: { id: string } } } }).data
      .createImport
    const rows = Array.from(
      { length: 100 },
      (_, at) => `${tenant.marker.toUpperCase()}-${1_000 + at},${tenant.marker} imported ${at} ${turn},Story,To Do`,
    )
    const { pathname, search } = new URL(uploadUrl, this.#url)
    await this.#ask(tenant, 'import', {
      path: pathname + search,
      headers: { 'content-type': 'text/csv' },
      body: ['Issue key,Summary,Issue Type,Status', ...rows].join('\n'),
    })
    await this.#ask(tenant, 'import', graphql(person, ApplyImportDocument.toString(), { id }))
  }

  #browser = ({ cookie }: Tenant) => ({ cookie, origin: this.#url })

  async #ask({ marker }: Tenant, kind: string, { path = '/graphql', headers, body }: Asked): Promise<string> {
    const began = performance.now()
    let status = 0
    let text = ''
    let problem: string | null = null
    try {
      const response = await fetch(`${this.#url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal: AbortSignal.timeout(60_000),
      })
      status = response.status
      text = await response.text()
      if (status !== 429 && (status >= 400 || /"errors":\[|"isError":true|"error":\{/.test(text)))
        problem = text.slice(0, 300)
    } catch (error) {
      problem = String((error as Error).cause ?? error)
    }
    const shown = text.toLowerCase()
    const foreign = this.#markers.find((other) => other !== marker && shown.includes(other)) ?? null
    this.answers.push({ tenant: marker, kind, status, milliseconds: performance.now() - began, problem, foreign })
    return text
  }
}

const graphql = (headers: Record<string, string>, query: string, variables: object): Asked => ({
  headers,
  body: JSON.stringify({ query, variables }),
})

const LIGHT = 'query Light($id: ID!) { workspace(id: $id) { backlog(first: 10) { nodes { key title status } } } }'
const CHANGE =
  'mutation Change($id: ID!, $item: ID!, $title: String!) { updateItem(workspaceId: $id, id: $item, input: { title: $title }) { key } }'

const TOOLS: readonly (readonly [string, (tenant: Tenant) => object])[] = [
  ['query_backlog', () => ({ limit: 20 })],
  ['forecast_delivery', ({ epic }) => ({ epicId: epic })],
  ['optimize_priorities', () => ({})],
  ['query_backlog', ({ marker }) => ({ search: marker })],
  ['analyze_velocity', () => ({})],
  ['schedule_portfolio', () => ({})],
  ['generate_prd', ({ epic }) => ({ epicId: epic, template: 'lean' })],
]

const PAGES: readonly (readonly [string, object])[] = [
  [HomeDocument.toString(), {}],
  [BacklogRowsDocument.toString(), { first: 50 }],
  [HomeFlowDocument.toString(), {}],
  [PrioritiesPageDocument.toString(), {}],
  [ForecastPageDocument.toString(), {}],
  [DocumentsDocument.toString(), {}],
  [PlanPageDocument.toString(), {}],
]
