/** Clients that read and write while something breaks, and a record of what became of each request. */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds after which a request counts as never answered. */
const NEVER = 20_000
/** Answers in a row after which a client counts as well again. */
const WELL = 5
const TYPED = new Set(['UNAVAILABLE', 'OUTCOME_UNKNOWN'])
const REFUSED_CONNECTION = new Set(['ECONNREFUSED', 'ENOENT'])

/** `answered`, `refused` in a typed way, `nobody` there to connect to, `cut` without an answer, `hung`, or `untyped`. */
export type Outcome = 'answered' | 'refused' | 'nobody' | 'cut' | 'hung' | 'untyped'

export interface Attempt {
  client: string
  outcome: Outcome
  /** What was said, where it matters. */
  said: string
  began: number
  milliseconds: number
}

export interface Target {
  url: string
  key: string
}

export interface Load {
  records: Attempt[]
  /** Writes that were answered with success. */
  writes(): number
  /** What was answered with success and is not there. @param stored every item, by key */
  lost(stored: ReadonlyMap<string, string>): string[]
  /** Resolves when every client has been answered a few times in a row, from now on. @returns milliseconds that it took */
  well(within: number): Promise<number>
  stop(): Promise<void>
}

type Asked = { outcome: Outcome; said: string }

/** Six kilobytes that do not compress, so that each item takes space of its own. */
const description = randomBytes(4_500).toString('base64')
const CHANGE = 'mutation Change($id: ID!, $title: String) { updateItem(id: $id, input: { title: $title }) { key } }'
const CREATE =
  'mutation Create($title: String!, $description: String) { createItem(input: { title: $title, description: $description, type: story }) { key } }'
const READ = 'query Read { workspace { backlog(first: 10) { nodes { key title } } } }'

let loads = 0

/** One client creates items over GraphQL, one changes an item, one reads over GraphQL and one over MCP, each one request after another. */
export function underLoad(target: Target): Load {
  const run = ++loads
  const records: Attempt[] = []
  /** Titles by the key of their item. */
  const acknowledged = new Map<string, string>()
  const inARow = new Map<string, number>()
  let over = false
  const ended = () => over

  const client = async (name: string, ask: (turn: number, name: string) => Promise<Asked>) => {
    inARow.set(name, 0)
    for (let turn = 0; !ended(); turn++) {
      const began = performance.now()
      const { outcome, said } = await ask(turn, name)
      records.push({ client: name, outcome, said, began, milliseconds: performance.now() - began })
      inARow.set(name, outcome === 'answered' ? inARow.get(name)! + 1 : 0)
      await pause(outcome === 'answered' ? 5 : 50)
    }
  }
  const title = (name: string, turn: number) => `load ${run}, ${name}, ${turn}`
  const create = (turn: number, name: string) =>
    graphql<{ createItem: { key: string } }>(
      target,
      CREATE,
      { title: title(name, turn), description },
      ({ createItem }) => acknowledged.set(createItem.key, title(name, turn)),
    )
  let changing: string | undefined
  /** Changes one item again and again. */
  const change = async (turn: number, name: string) => {
    if (!changing)
      return graphql<{ createItem: { key: string } }>(
        target,
        CREATE,
        { title: title(name, turn), description },
        ({ createItem }) => acknowledged.set((changing = createItem.key), title(name, turn)),
      )
    return graphql(target, CHANGE, { id: changing, title: title(name, turn) }, () =>
      acknowledged.set(changing!, title(name, turn)),
    )
  }
  const clients = [
    client('creator', create),
    client('changer', change),
    client('reader', () => graphql(target, READ)),
    client('assistant', () => assistant(target)),
  ]

  return {
    records,
    writes: () =>
      records.filter(({ client, outcome }) => outcome === 'answered' && (client === 'creator' || client === 'changer'))
        .length,
    lost: (stored) =>
      [...acknowledged]
        .filter(([key, title]) => !(turnOf(stored.get(key)) >= turnOf(title)))
        .map(([key, title]) => `${key} "${title}"`),
    async well(within) {
      const from = performance.now()
      for (const name of inARow.keys()) inARow.set(name, 0)
      while ([...inARow.values()].some((row) => row < WELL)) {
        if (performance.now() - from > within)
          throw new Error(`not well again within ${within / 1_000} s: ${last(records)}`)
        await pause(10)
      }
      return performance.now() - from
    },
    async stop() {
      over = true
      await Promise.all(clients)
    },
  }
}

const last = (records: readonly Attempt[]) =>
  records
    .slice(-4)
    .map(({ client, outcome, said }) => `${client}: ${outcome} ${said}`)
    .join('; ')

/** An item that was changed after its last acknowledged change is not lost: the answer of a later one was. */
const turnOf = (title: string | undefined) => Number(/\d+$/.exec(title ?? '')?.[0] ?? NaN)

function graphql<Data>(
  { url, key }: Target,
  query: string,
  variables: object = {},
  done: (data: Data) => void = () => undefined,
): Promise<Asked> {
  return settled(async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(NEVER),
    })
    const { data, errors = [] } = (await response.json()) as {
      data: Data
      errors?: { message: string; extensions?: { code?: string } }[]
    }
    if (errors.length === 0) done(data)
    return errors.map(({ message, extensions }) => ({ code: extensions?.code ?? 'none', message }))
  })
}

interface Said {
  code: string
  message: string
}

interface ToolAnswer {
  error?: { message: string; data?: { code?: string } }
  result?: { isError?: boolean; content: { text: string }[]; _meta?: { 'pm33/error'?: { code: string } } }
}

/** One tool call over MCP, as a script makes it. */
function assistant({ url, key }: Target): Promise<Asked> {
  return settled(async () => {
    const response = await fetch(`${url}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': key },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'query_backlog', arguments: { limit: 5 } },
      }),
      signal: AbortSignal.timeout(NEVER),
    })
    const { error, result } = (await response.json()) as ToolAnswer
    // Refused before the protocol began: the status says that it is not the caller's doing.
    if (error)
      return [
        {
          code:
            error.data?.code ??
            (response.status === 503 && response.headers.has('retry-after') ? 'UNAVAILABLE' : 'none'),
          message: error.message,
        },
      ]
    return result?.isError
      ? [{ code: result._meta?.['pm33/error']?.code ?? 'none', message: result.content[0]?.text.slice(0, 200) ?? '' }]
      : []
  })
}

/** What became of a request. @param ask the errors of its answer, none when it was answered well */
async function settled(ask: () => Promise<Said[]>): Promise<Asked> {
  try {
    const errors = await ask()
    if (errors.length === 0) return { outcome: 'answered', said: '' }
    return {
      outcome: errors.every(({ code }) => TYPED.has(code)) ? 'refused' : 'untyped',
      said: errors.map(({ code, message }) => `${code} ${message}`).join(', '),
    }
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } }
    const said = `${message} ${cause?.code ?? ''} ${cause?.message ?? ''}`.trim()
    if (name === 'TimeoutError') return { outcome: 'hung', said }
    if (cause?.code && REFUSED_CONNECTION.has(cause.code)) return { outcome: 'nobody', said }
    return { outcome: name === 'TypeError' ? 'cut' : 'untyped', said }
  }
}

/** The title of every item of the workspace, by key. */
export async function titles(target: Target): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let after: string | null = null; ;) {
    const response = await fetch(`${target.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': target.key },
      body: JSON.stringify({
        query:
          'query ($after: String) { workspace { backlog(filter: { mode: full }, first: 100, after: $after) { nodes { key title } pageInfo { hasNextPage endCursor } } } }',
        variables: { after },
      }),
    })
    const { data, errors } = (await response.json()) as {
      data?: {
        workspace: {
          backlog: { nodes: { key: string; title: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
        }
      }
      errors?: unknown
    }
    if (!data) throw new Error(JSON.stringify(errors))
    const { nodes, pageInfo } = data.workspace.backlog
    for (const { key, title } of nodes) found.set(key, title)
    if (!pageInfo.hasNextPage) return found
    after = pageInfo.endCursor
  }
}
