import { randomUUID } from 'node:crypto'
import { getOperationAST, GraphQLError, type DocumentNode, type ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Logger } from 'pino'
import type { Context } from '../data/context.ts'
import { saving } from '../data/steady.ts'
import { savedBefore, unavailability } from '../data/unavailable.ts'
import { Refusal } from '../graphql/errors.ts'

export type ErrorLog = Pick<Logger, 'error' | 'warn'>

/** HTTP status of a refusal that is the whole answer; 400 for the rest. Who repeats a 503 by itself repeats nothing that was saved. */
const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  OUTCOME_UNKNOWN: 500,
}

export const statusOf = ({ extensions }: GraphQLError): number => STATUS[String(extensions.code)] ?? 400

export const retryAfter = ({ extensions }: GraphQLError): Record<string, string> =>
  typeof extensions.retryAfter === 'number' ? { 'retry-after': String(extensions.retryAfter) } : {}

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
    return located(error, new Refusal('UNAVAILABLE', 'The caller canceled the request before it was answered.'))
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
 * becomes OUTCOME_UNKNOWN where an earlier step was; an answer without any data is a 503, for whoever looks at nothing else.
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
  }
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
  const away = empty(data) && now.find(({ extensions }) => extensions.code === 'UNAVAILABLE')
  return {
    ...result,
    errors: now,
    ...(away ? { extensions: { ...others, http: { status: statusOf(away), headers: retryAfter(away) } } } : {}),
  }
}

/** An error of no field, such as of what is looked up before an operation runs, is the whole answer, too. */
export function ofAnswer(error: GraphQLError): GraphQLError {
  const { code, http } = error.extensions
  if (error.path || http || code !== 'UNAVAILABLE') return error
  const extensions = { ...error.extensions, http: { status: statusOf(error), headers: retryAfter(error) } }
  return new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions })
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
  const name = error instanceof Error ? error.name : ''
  if (name === 'UniqueConstraintViolationException')
    return new Refusal('CONFLICT', 'Something with this name or key already exists. Choose another one.')
  if (name === 'ForeignKeyConstraintViolationException')
    return new Refusal('NOT_FOUND', 'Something that this request refers to was not found.')
  return null
}
