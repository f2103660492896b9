import { randomUUID } from 'node:crypto'
import { getOperationAST, GraphQLError, type DocumentNode, type ExecutionResult } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Logger } from 'pino'
import type { Context } from '../../data/context.ts'
import { saving } from '../../data/steady.ts'
import { savedBefore, unavailability, violationOf } from '../../data/unavailable.ts'
import { Refusal } from '../../graphql/errors.ts'
import { headersOf, statusOf } from '../../graphql/status.ts'

export type ErrorLog = Pick<Logger, 'error' | 'warn'>

/** Why callers ended their requests. Met again as errors, these are no fault of ours. */
const left = new WeakSet<Error>()

/** Call it before the request is answered. */
export function noteLeaving(signal: AbortSignal): void {
  const note = () => {
    if (signal.reason instanceof Error) left.add(signal.reason)
  }
  signal.addEventListener('abort', note, { once: true })
}

/** Every error leaves with a code of ours. What we did not write is logged under a reference and not shown. */
export function coded(error: unknown, log: ErrorLog): GraphQLError {
  const original = error instanceof GraphQLError ? error.originalError : error
  if (error instanceof GraphQLError && (original == null || original instanceof GraphQLError)) {
    if (typeof error.extensions.code === 'string') return withoutEcho(error)
    if (original instanceof GraphQLError && typeof original.extensions.code === 'string') return error
    return new GraphQLError(error.message, {
      nodes: error.nodes ?? null,
      path: error.path ?? null,
      extensions: { ...error.extensions, code: 'GRAPHQL_VALIDATION_FAILED' },
    })
  }
  if (original instanceof Error && left.has(original))
    return located(
      error,
      new Refusal('UNAVAILABLE', 'The caller canceled the request before it was answered.', { retryAfter: 1 }),
    )
  const conflict = conflictOf(original)
  if (conflict) return located(error, conflict)
  const unavailable = unavailability(original)
  if (unavailable) {
    log.warn({ err: original }, 'the database could not be used')
    return located(error, unavailable)
  }
  const ref = randomUUID().slice(0, 8)
  log.error({ err: original, ref }, 'unexpected error')
  return located(
    error,
    new Refusal('INTERNAL', `PM33 could not answer this because of an internal error (reference ${ref}).`, { ref }),
  )
}

/**
 * Gives the errors of an execution their codes, before others read them. UNAVAILABLE promises that nothing was saved, so it
 * becomes OUTCOME_UNKNOWN where an earlier step was. An answer that says nothing for it is a 503, for whoever looks at nothing
 * else. What is refused before it runs has the status of its error where the caller reads statuses (GraphQL over HTTP §6.4).
 */
export function useErrorCodes(log: ErrorLog): Plugin<Context> {
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const store = { saved: false }
      const changes = isChange(args.document, args.operationName)
      setExecuteFn((args) => saving.run(store, () => executeFn(args) as unknown))
      return {
        onExecuteDone({ result, setResult }) {
          const { errors } = result as ExecutionResult
          if (errors?.length) setResult(codedResult(result as ExecutionResult, changes && store.saved, log))
        },
      }
    },
    onResultProcess({ result, setResult }) {
      if (!Array.isArray(result) && !isAsyncIterable(result) && result.errors && !('data' in result))
        setResult({ ...result, errors: result.errors.map(withStatus) })
    },
  }
}

/** Older clients, which accept application/json alone, take another status than 200 for no answer: `spec` spares them, except for what to try again. */
function withStatus(error: GraphQLError): GraphQLError {
  const { http, ...extensions } = error.extensions
  if (http) return error
  const spec = extensions.code !== 'UNAVAILABLE'
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    path: error.path ?? null,
    extensions: { ...extensions, http: { status: statusOf(error), headers: headersOf(error), spec } },
  })
}

export const isChange = (document: DocumentNode, name?: string | null): boolean =>
  getOperationAST(document, name)?.operation === 'mutation'

/** @param saved whether a step of the operation has changed anything */
export function codedResult(result: ExecutionResult, saved: boolean, log: ErrorLog): ExecutionResult {
  const { data, errors = [], extensions: others } = result
  const now = errors.map((error) => {
    const known = coded(error, log)
    return saved && known.extensions.code === 'UNAVAILABLE' ? located(known, savedBefore()) : known
  })
  const away = empty(data) && now.some(({ extensions }) => extensions.code === 'UNAVAILABLE')
  // Data that says nothing would still ask for a 200.
  return { ...(away || data === undefined ? {} : { data }), errors: now, ...(others ? { extensions: others } : {}) }
}

/** Whether an answer says nothing: every branch of it ends in null. */
const empty = (data: unknown): boolean =>
  data == null || (typeof data === 'object' && !Array.isArray(data) && Object.values(data).every(empty))

/**
 * Yoga's body reader repeats what the parser said, which can cut what was sent in the middle of a character; and it answers a body
 * that is not JSON with 200 where the caller accepts application/json, which GraphQL over HTTP advises against.
 */
function withoutEcho(error: GraphQLError): GraphQLError {
  if (!('originalError' in error.extensions)) return error
  const { originalError: _echo, ...extensions } = error.extensions
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    path: error.path ?? null,
    extensions: { ...extensions, http: { status: 400 } },
  })
}

function located(at: unknown, refusal: Refusal): GraphQLError {
  if (!(at instanceof GraphQLError)) return refusal
  return new GraphQLError(refusal.message, {
    nodes: at.nodes ?? null,
    path: at.path ?? null,
    extensions: refusal.extensions,
  })
}

/** A database constraint that a writer ran into, in words. Values are not repeated. */
function conflictOf(error: unknown): Refusal | null {
  const violation = violationOf(error)
  if (violation === 'taken')
    return new Refusal('CONFLICT', 'Something with this name or key already exists. Choose another one.')
  if (violation === 'missing') return new Refusal('NOT_FOUND', 'Something that this request refers to was not found.')
  return null
}
