import { writeFileSync } from 'node:fs'
import { catalog } from '../mcp/server.ts'
import { createMcp } from '../mcp/http.ts'
import { VIEW_NAMES } from '../mcp/view-name.ts'
import { writeDocs } from './docs.ts'

/** Everything a client of `/mcp` gets before its first call. */
export interface Contract {
  instructions: string
  tools: { name: string; title: string; description: string }[]
  resources: object[]
  resourceTemplates: object[]
  prompts: object[]
}

/** A caller whom nothing is asked about: lists are the same for everybody. */
const caller = {
  kind: 'api_key',
  subject: 'contract',
  tenantId: 'contract',
  name: 'contract',
  scopes: ['mcp:enabled'],
  expiresAt: null,
  sessionMinutes: 30,
  sessionStrict: false,
  views: true,
}
const introspect = {
  active: true,
  reason: null,
  message: null,
  assertion: 'contract',
  assertionExpiresAt: null,
  caller,
}

/** The four lists as they are on the wire of 2026-07-28, without what belongs to one response alone. */
export async function readContract(): Promise<Contract> {
  const mcp = createMcp(
    { publicUrl: 'https://pm-33.io' },
    {
      url: 'http://contract/graphql',
      serviceKey: 'contract',
      fetch: () => Promise.resolve(Response.json({ data: { introspect } })),
    },
    // Lists name the views; what is in them is no part of the contract.
    { catalog, views: new Map(VIEW_NAMES.map((name) => [name, ''])) },
  )
  const ask = async (method: string): Promise<Record<string, unknown>> => {
    const response = await mcp.fetch(
      new Request('https://pm-33.io/mcp', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'x-api-key': 'contract',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': method,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { _meta: envelope } }),
      }),
    )
    const { result } = (await response.json()) as { result?: Record<string, unknown> }
    if (!result) throw new Error(`${method} was not answered`)
    return result
  }
  const [discover, tools, resources, templates, prompts] = await Promise.all(
    ['server/discover', 'tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'].map(ask),
  )
  await mcp.close()
  return {
    instructions: discover?.instructions,
    tools: tools?.tools,
    resources: resources?.resources,
    resourceTemplates: templates?.resourceTemplates,
    prompts: prompts?.prompts,
  } as Contract
}

const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'contract', version: '1' },
}

/** The contract between the adapter and its clients, and the tables of the documentation that follow from it. */
export async function writeTools(): Promise<void> {
  writeFileSync(new URL('tools.json', import.meta.url), `${JSON.stringify(await readContract(), null, 2)}\n`)
  writeDocs()
}
