import { randomBytes } from 'node:crypto'
import { cut } from '../../text.ts'
import { ExpiringCache } from '../cache.ts'
import type { KnownCaller } from './credential.ts'
import { field } from './message.ts'
import type { Connection } from '../graphql/graph.ts'
import { EndMcpSessionDocument, OpenMcpSessionDocument, TouchMcpSessionDocument } from '../operations.generated.ts'

/** Milliseconds between two writes of "last seen": far below any session lifetime, far above the pace of a busy client. */
const TOUCHED_FOR = 5_000

/** The client as it named itself when it opened the session; later requests of these revisions do not say. */
export interface LiveSession {
  readonly clientName: string | undefined
}

/**
 * Sessions of the 2025 protocol revisions, kept as rows by the API: any node can serve any request.
 * A session that slept past its lifetime rolls over to a new row under the same wire id, because clients do not survive a 404.
 */
export class Sessions {
  readonly #api: Connection
  readonly #touched: ExpiringCache<LiveSession>

  constructor(api: Connection, now: () => number) {
    this.#api = api
    this.#touched = new ExpiringCache(10_000, now)
  }

  /** @returns the id for the `mcp-session-id` header: 192 random bits, bound to the caller. */
  async open(caller: KnownCaller, initialize: unknown): Promise<string> {
    const id = randomBytes(24).toString('base64url')
    const handshake = handshakeOf(initialize)
    await this.#api.as(caller.assertion)(OpenMcpSessionDocument, { id, ...handshake })
    this.#touched.set(`${id} ${caller.subject}`, { clientName: handshake.clientName }, TOUCHED_FOR)
    return id
  }

  /** @returns null when there is no such session of this caller, or it has ended. */
  async touch(caller: KnownCaller, id: string): Promise<LiveSession | null> {
    const key = `${id} ${caller.subject}`
    const known = this.#touched.get(key)
    if (known) return known
    const { touchMcpSession } = await this.#api.as(caller.assertion)(TouchMcpSessionDocument, { id })
    const { state, clientName } = touchMcpSession
    if (state !== 'active' && state !== 'rolled_over') return null
    const session = { clientName: clientName ?? undefined }
    this.#touched.set(key, session, TOUCHED_FOR)
    return session
  }

  /** @returns false when there was no such session of this caller. */
  async end(caller: KnownCaller, id: string): Promise<boolean> {
    this.#touched.delete(`${id} ${caller.subject}`)
    const { endMcpSession } = await this.#api.as(caller.assertion)(EndMcpSessionDocument, { id })
    return endMcpSession
  }
}

/** Visible ASCII, as the specification asks, and no longer than what we mint or a proxy would. */
export const isSessionId = (id: string) => /^[\x21-\x7e]{1,128}$/.test(id)

interface Handshake {
  clientName?: string
  clientVersion?: string
  protocolVersion?: string
}

function handshakeOf(initialize: unknown): Handshake {
  const params = field(initialize, 'params')
  const client = field(params, 'clientInfo')
  const text = (from: unknown, name: string) => {
    const value = field(from, name)
    return typeof value === 'string' ? cut(value, 200) : undefined
  }
  const clientName = text(client, 'name')
  const clientVersion = text(client, 'version')
  const protocolVersion = text(params, 'protocolVersion')
  return {
    ...(clientName && { clientName }),
    ...(clientVersion && { clientVersion }),
    ...(protocolVersion && { protocolVersion }),
  }
}
