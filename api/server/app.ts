import { randomUUID } from 'node:crypto'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { GraphQLError } from 'graphql'
import { createYoga } from 'graphql-yoga'
import type { Logger } from 'pino'
import { authenticate, type Doors } from './authenticate.ts'
import type { Browser } from '../identity/sessions/browser.ts'
import { AuditLog } from './audit.ts'
import { standIn, type Context, type ServerContext } from '../data/context.ts'
import type { Orm } from '../data/database.ts'
import { Refusal } from '../graphql/errors.ts'
import { Credentials } from '../identity/credentials/credentials.ts'
import { Identity } from '../identity/identity.ts'
import { ImportDesk } from '../imports/desk-service.ts'
import type { Secrets } from '../identity/credentials/secrets.ts'
import { unavailability } from '../data/unavailable.ts'
import { readOperations, type KnownOperations } from './operations.ts'
import { useAuditLog } from './use-audit-log.ts'
import { useOperationGate } from './use-operation-gate.ts'
import { schema } from './schema.ts'
import { WorkerPool } from '../workers/pool.ts'

const MAX_BODY = 1_048_576

export interface ApiDependencies {
  orm: Orm
  secrets: Secrets
  doors: Doors
  log: Pick<Logger, 'error' | 'warn' | 'info'>
  now?: () => Date
  /** What may be asked without API access; by default, what was generated with us. */
  operations?: KnownOperations
  /** Folder for uploads under way. */
  spool?: string
  /** Serve GraphiQL and explain errors more freely. */
  dev?: boolean
}

export interface Api {
  /** The API as a function, whatever carries the request. @param browser where a person's browser does */
  fetch(request: Request, browser?: Browser): Promise<Response>
  credentials: Credentials
  identity: Identity
  imports: ImportDesk
  audit: AuditLog
  close(): Promise<void>
}

/** The GraphQL API: a request goes in, a response comes out. Listens to nothing. */
export function createApi({ orm, secrets, doors, log, now = () => new Date(), operations = readOperations(), dev = false, spool = join(tmpdir(), `pm33-spool-${process.pid}`) }: ApiDependencies): Api {
  const credentials = new Credentials(orm, secrets, now)
  const identity = new Identity({ orm, secrets, credentials, log, now })
  const audit = new AuditLog(orm, log)
  const imports = new ImportDesk(spool)
  const workers = new WorkerPool({ threads: Math.max(1, availableParallelism() - 1), maxWaitingPerTenant: 8 })
  const yoga = createYoga<ServerContext, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    logging: false,
    landingPage: false,
    graphiql: dev,
    // Loaded only where it is served: it is a large page.
    ...(dev ? { renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options) } : {}),
    batching: false,
    cors: false,
    multipart: false,
    maxRequestBodySize: MAX_BODY,
    maskedErrors: { maskError: (error) => coded(error, log) },
    plugins: [useOperationGate(operations), useAuditLog(audit)],
    context: ({ request, principal, adapter, operator, call, browser }) => ({
      workers,
      signal: request.signal,
      db: standIn(orm, principal),
      credentials,
      identity,
      now,
      correlationId: call.correlationId?.slice(0, 60) ?? randomUUID(),
      imports,
      linkKey: secrets.assertion,
      standInTenant: (other) => standIn(orm, other),
      principal,
      adapter,
      operator,
      call,
      browser,
    }),
  })

  return {
    credentials,
    identity,
    imports,
    audit,
    async fetch(request, browser) {
      try {
        return await yoga.fetch(request, await authenticate(request, credentials, doors, browser))
      } catch (error) {
        const refusal = coded(error, log)
        return Response.json({ errors: [refusal.toJSON()] }, { status: STATUS[String(refusal.extensions.code)] ?? 400, headers: { 'cache-control': 'no-store', ...retryAfter(refusal) } })
      }
    },
    async close() {
      await identity.close()
      imports.close()
      await workers.close()
      await audit.close()
    },
  }
}

/** HTTP status of a request that GraphQL never saw; 400 for the rest. */
const STATUS: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429, INTERNAL: 500, UNAVAILABLE: 503, OUTCOME_UNKNOWN: 503 }

function retryAfter({ extensions }: GraphQLError): Record<string, string> {
  return typeof extensions.retryAfter === 'number' ? { 'retry-after': String(extensions.retryAfter) } : {}
}

/** Every error leaves with a code of ours. What we did not write is logged under a reference and not shown. */
function coded(error: unknown, log: ApiDependencies['log']): GraphQLError {
  const original = error instanceof GraphQLError ? error.originalError : error
  if (error instanceof GraphQLError && (original == null || original instanceof GraphQLError)) {
    if (typeof error.extensions.code === 'string') return error
    if (original instanceof GraphQLError && typeof original.extensions.code === 'string') return error
    return new GraphQLError(error.message, { nodes: error.nodes ?? null, path: error.path ?? null, extensions: { ...error.extensions, code: 'GRAPHQL_VALIDATION_FAILED' } })
  }
  const conflict = conflictOf(original)
  if (conflict) return located(error, conflict)
  const unavailable = unavailability(original)
  if (unavailable) {
    log.warn({ err: original }, 'the database could not be used')
    return located(error, unavailable)
  }
  const ref = randomUUID().slice(0, 8)
  log.error({ err: original, ref }, 'unexpected error')
  return located(error, new Refusal('INTERNAL', `PM33 could not answer this (ref ${ref}).`, { ref }))
}

function located(at: unknown, refusal: Refusal): GraphQLError {
  if (!(at instanceof GraphQLError)) return refusal
  return new GraphQLError(refusal.message, { nodes: at.nodes ?? null, path: at.path ?? null, extensions: refusal.extensions })
}

/** A database constraint that a writer ran into, in words. Values are not repeated. */
function conflictOf(error: unknown): Refusal | null {
  const name = error instanceof Error ? error.name : ''
  if (name === 'UniqueConstraintViolationException') return new Refusal('CONFLICT', 'Something with this name or key exists already.')
  if (name === 'ForeignKeyConstraintViolationException') return new Refusal('NOT_FOUND', 'Something this refers to was not found.')
  return null
}
