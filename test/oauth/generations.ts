/** Assistants of three generations that know nothing but an address: the SDKs' own clients, led by a 401. */
import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
} from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { UnauthorizedError as OldUnauthorized } from '@modelcontextprotocol/sdk/client/auth.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect } from 'vitest'
import type { Tokens } from './client.ts'

/** What an app keeps: nothing at first. */
export class Memory {
  readonly redirectUrl: string
  readonly clientMetadata: { client_name: string; redirect_uris: string[] }
  readonly clientMetadataUrl?: string
  client: { client_id: string } | undefined
  saved: Tokens | undefined
  verifier = ''
  opened: URL | undefined
  discovered: object | undefined

  /** @param document where it says who it is, instead of registering */
  constructor(document?: string, redirectUrl = 'http://127.0.0.1:51999/callback') {
    this.redirectUrl = redirectUrl
    this.clientMetadata = { client_name: 'An assistant', redirect_uris: [redirectUrl] }
    if (document) this.clientMetadataUrl = document
  }
  state = () => crypto.randomUUID()
  clientInformation = () => this.client
  saveClientInformation = (client: { client_id: string }) => void (this.client = client)
  tokens = () => this.saved
  saveTokens = (tokens: object) => void (this.saved = tokens as Tokens)
  redirectToAuthorization = (url: URL) => void (this.opened = url)
  saveCodeVerifier = (verifier: string) => void (this.verifier = verifier)
  codeVerifier = () => this.verifier
  saveDiscoveryState = (state: object) => void (this.discovered = state)
  discoveryState = () => this.discovered
}

export interface Connected {
  /** What `query_backlog` tells it. */
  call(): Promise<string>
  close(): Promise<void>
}

/** What a person does with the address that an app opens. @returns where they were sent back to */
export type LetIn = (authorize: string) => Promise<URL>

const text = (result: unknown) => JSON.stringify((result as { content: unknown }).content)

async function old(url: string, memory: Memory, letIn: LetIn): Promise<Connected> {
  const transport = () => new OldTransport(new URL(`${url}/mcp`), { authProvider: memory as never })
  const client = () => new OldClient({ name: 'old', version: '1' })
  const first = transport()
  await expect(client().connect(first as never)).rejects.toBeInstanceOf(OldUnauthorized)
  const back = await letIn(memory.opened!.href)
  await first.finishAuth(back.searchParams.get('code')!)
  const connected = client()
  await connected.connect(transport() as never)
  return {
    call: async () => text(await connected.callTool({ name: 'query_backlog', arguments: {} })),
    close: () => connected.close(),
  }
}

const modern =
  (mode: 'legacy' | { pin: string }) =>
  async (url: string, memory: Memory, letIn: LetIn): Promise<Connected> => {
    const transport = () =>
      new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
        authProvider: memory as unknown as OAuthClientProvider,
      })
    const client = () => new Client({ name: 'new', version: '1' }, { versionNegotiation: { mode } })
    const first = transport()
    await expect(client().connect(first)).rejects.toBeInstanceOf(UnauthorizedError)
    const back = await letIn(memory.opened!.href)
    await first.finishAuth(back.searchParams)
    const connected = client()
    await connected.connect(transport())
    return {
      call: async () => text(await connected.callTool({ name: 'query_backlog', arguments: {} })),
      close: () => connected.close(),
    }
  }

export const GENERATIONS = {
  'sdk 1.32': old,
  'client 2.4, legacy era': modern('legacy'),
  'client 2.4': modern({ pin: '2026-07-28' }),
}
