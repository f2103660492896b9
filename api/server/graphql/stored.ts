/** The adapter's way to the API within one process: the stored operations, parsed and validated once, without HTTP. */
import { execute, GraphQLError, parse, validate, type DocumentNode, type ExecutionResult } from 'graphql'
import type { Context, ServerContext } from '../../data/context.ts'
import { saving } from '../../data/steady.ts'
import type { Credentials } from '../../identity/credentials/credentials.ts'
import type { AuditLog } from '../audit.ts'
import { authenticateAdapter } from '../authenticate.ts'
import type { KnownOperations } from './operations.ts'
import { schema } from './schema.ts'
import { refusedByPolicy } from './use-access-policy.ts'
import { recordOperation } from './use-audit-log.ts'
import { coded, codedResult, isChange, noteLeaving, type ErrorLog } from './use-error-codes.ts'
import { onlyStored } from './use-operation-gate.ts'
import { cleaned } from './use-storable-text.ts'

/** One operation as the adapter sends it. */
export interface StoredRequest {
  /** The text of a stored operation. */
  document: string
  variables: object
  /** In whose name, as the API has signed it; null in the adapter's own. */
  assertion: string | null
  /** What the audit row is written from. */
  note: object | null
  signal: AbortSignal
}

/** What HTTP would have carried. The data is shared with whoever computed it: read it, and change nothing. */
export interface StoredAnswer {
  data?: unknown
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[]
}

interface Parts {
  credentials: Credentials
  operations: KnownOperations
  audit: AuditLog
  log: ErrorLog
  contextOf: (server: ServerContext, signal: AbortSignal) => Context
}

interface Prepared {
  document: DocumentNode
  changes: boolean
}

export function storedRunner({ credentials, operations, audit, log, contextOf }: Parts) {
  const prepared = new Map<string, Prepared>()

  /** Only texts of the closed set get in, so the map is as large as the set. */
  function prepare(text: string): Prepared {
    const known = prepared.get(text)
    if (known) return known
    if (!operations.knows(text)) throw onlyStored()
    const document = parse(text, { noLocation: true })
    const [error] = validate(schema, document)
    if (error) throw error
    const made = { document, changes: isChange(document) }
    prepared.set(text, made)
    return made
  }

  /** @throws the signal's reason when the caller has gone */
  return async function run(request: StoredRequest): Promise<StoredAnswer> {
    const { signal } = request
    signal.throwIfAborted()
    noteLeaving(signal)
    try {
      const server = await authenticateAdapter(request.assertion, request.note, credentials)
      const { document, changes } = prepare(request.document)
      // As JSON would carry them: a member that is undefined is absent, and keeps its default.
      const variableValues = cleaned(JSON.parse(JSON.stringify(request.variables)) as Record<string, unknown>)
      // A new context for each operation: loaders and scopes remember by it.
      const contextValue = contextOf(server, signal)
      const started = performance.now()
      const store = { saved: false }
      const refused = await refusedByPolicy(contextValue)
      const raw = refused
        ? { data: null, errors: [refused] }
        : await saving.run(store, async () => execute({ schema, document, variableValues, contextValue }))
      const result = raw.errors?.length ? codedResult(raw, changes && store.saved, log) : raw
      recordOperation(audit, contextValue, document, null, result, started)
      signal.throwIfAborted()
      return answerOf(result)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      return answerOf({ errors: [coded(error, log)] })
    }
  }
}

function answerOf({ data, errors }: ExecutionResult): StoredAnswer {
  return { ...(data === undefined ? {} : { data }), ...(errors?.length ? { errors: errors.map(sent) } : {}) }
}

/** An error as it is sent: what is meant for HTTP stays here. */
function sent(error: GraphQLError) {
  const { http: _http, ...extensions } = error.extensions
  return JSON.parse(JSON.stringify({ message: error.message, extensions })) as {
    message: string
    extensions: Record<string, unknown>
  }
}
