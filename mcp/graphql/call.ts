import { createHmac } from 'node:crypto'
import type { ExpiringCache } from '../cache.ts'
import type { Callers, Credential, KnownCaller } from '../http/credential.ts'
import { NoteRefusedCallDocument } from '../operations.generated.ts'
import { ApiError, type CallNote, type Connection, type Graph } from './graph.ts'

/** One MCP request, from the moment its caller is known: who asks, and the way to the API in that name. */
export interface Call {
  readonly caller: KnownCaller
  readonly correlationId: string
  /** JSON-RPC methods of the request, so that a server registers only what can be reached. */
  readonly methods: readonly string[]
  /** The tools that are called, as the client spelled them. */
  readonly toolNames: readonly string[]
  /** The client by its own name, if it has given one. */
  readonly clientName: string | undefined
  /** The endpoint as the user typed it. */
  readonly address: string
  /** false when the user's address says `views=off`. */
  readonly views: boolean
  /** Whether a client may still be asked to get this scope: one that comes back at once without it cannot. */
  mayStepUp(scope: string): boolean
  /** The API in the caller's name. The first operation carries the note from which the audit row is written. */
  graph(tool: string): Graph
  /** Has a call written down that was refused here, so that nothing was asked of the API. */
  refused(tool: string, outcome: 'BAD_USER_INPUT' | 'FORBIDDEN'): Promise<void>
  /** Tells the operator what the client is not told. */
  report(error: unknown): void
  /** The present day in UTC, as 2026-03-19. */
  today(): string
  /** A marker that nobody who writes into a backlog can guess, and that is the same for the same question and data. */
  nonce(of: string): string
}

export interface CallParts {
  api: Connection
  callers: Callers
  credential: Credential
  caller: KnownCaller
  correlationId: string
  methods: readonly string[]
  toolNames: readonly string[]
  clientName: string | undefined
  address: string
  views: boolean
  secret: string
  /** Callers and scopes that were asked to step up a moment ago. */
  challenged: ExpiringCache<true>
  now: () => number
  report: (error: unknown) => void
  from: { ip?: string; userAgent?: string; sessionId?: string }
}

/** Milliseconds after a challenge in which a client that repeats the call has done nothing about it: older ones only refresh. */
const STEP_UP_MS = 60_000

export function openCall(parts: CallParts): Call {
  const { api, callers, credential, correlationId, from } = parts
  let caller = parts.caller
  const call: Call = {
    get caller() {
      return caller
    },
    correlationId,
    methods: parts.methods,
    toolNames: parts.toolNames,
    clientName: parts.clientName,
    address: parts.address,
    views: parts.views,
    report: parts.report,
    mayStepUp(scope) {
      const key = `${caller.subject} ${scope}`
      if (parts.challenged.get(key)) return false
      parts.challenged.set(key, true, STEP_UP_MS)
      return true
    },
    graph: (tool) => {
      let note: CallNote | undefined = { tool, correlationId, ...from }
      return async (operation, variables, signal) => {
        const told = note
        note = undefined
        try {
          return await api.as(caller.assertion, told)(operation, variables, signal)
        } catch (error) {
          if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error
          // Rights changed between the introspection and now. Ask once more; a credential that is dead stays refused.
          callers.forget(credential)
          const again = await callers.introspect(credential, from.ip)
          if (!again.active || !again.caller || !again.assertion) throw error
          caller = { ...again.caller, assertion: again.assertion }
          return api.as(caller.assertion, told)(operation, variables, signal)
        }
      }
    },
    today: () => new Date(parts.now()).toISOString().slice(0, 10),
    nonce: (of) => createHmac('sha256', parts.secret).update(`${caller.tenantId}\n${of}`).digest('hex').slice(0, 16),
    async refused(tool, outcome) {
      try {
        await call.graph(tool)(NoteRefusedCallDocument, { outcome })
      } catch (error) {
        // The client still gets its own answer.
        parts.report(error)
      }
    },
  }
  return call
}
