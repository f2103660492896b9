import type { Load } from './metrics.ts'
import type { Access } from '../ai/question.ts'
import { randomUUID } from 'node:crypto'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createYoga } from 'graphql-yoga'
import type { Logger } from 'pino'
import { cut } from '../../text.ts'
import { authenticate, type Doors } from './authenticate.ts'
import type { Browser } from '../identity/sessions/browser.ts'
import { AuditLog } from './audit.ts'
import { AuditKeeper } from '../audit/keeper-service.ts'
import { OWNERLESS_AUDIT_DAYS } from '../audit/vocabulary.ts'
import { CreditSchedule } from '../billing/schedule-service.ts'
import { dbFor, type Context, type ServerContext } from '../data/context.ts'
import { embeddedOf, sourceOf, type Db, type Orm } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { Credentials } from '../identity/credentials/credentials.ts'
import type { LimitOverrides } from '../identity/credentials/limits.ts'
import { Identity } from '../identity/identity.ts'
import { ImportSpool } from '../imports/spool-service.ts'
import type { Secrets } from '../identity/credentials/secrets.ts'
import { readOperations, type KnownOperations } from './graphql/operations.ts'
import { Refusal } from '../graphql/errors.ts'
import { refused } from '../graphql/status.ts'
import { recordLimited, recordLink, recordOwn, recordRefusal, useAuditLog } from './graphql/use-audit-log.ts'
import { coded, noteLeaving, useErrorCodes } from './graphql/use-error-codes.ts'
import { useIntrospectionLimit } from './graphql/use-introspection-limit.ts'
import { parsedDocuments, useDocumentLimit } from './graphql/use-document-limit.ts'
import { linkRefusal, type LinkRequest, useAccessPolicy } from './graphql/use-access-policy.ts'
import { useAnswerLimit } from './graphql/use-answer-limit.ts'
import { tooManyCalls, useCallLimit } from './graphql/use-call-limit.ts'
import { useOperationGate } from './graphql/use-operation-gate.ts'
import { useScriptBodies } from './graphql/use-script-bodies.ts'
import { useStorableText } from './graphql/use-storable-text.ts'
import { publicSchema, schema } from './graphql/schema.ts'
import { storedRunner, type StoredAnswer, type StoredRequest } from './graphql/stored.ts'
import type { ClientOptions } from '../sync/http/client-service.ts'
import type { OperatorHosts } from '../sync/http/hosts.ts'
import { SyncRunner } from '../sync/runner-service.ts'
import { WorkerPool } from '../workers/pool.ts'

/** Bytes of a GraphQL request. */
export const MAX_BODY = 1_048_576

export interface ApiDependencies {
  orm: Orm
  secrets: Secrets
  doors: Doors
  log: Pick<Logger, 'error' | 'warn' | 'info'>
  now?: () => Date
  /** What may be asked without API access; by default, what was generated with us. */
  operations?: KnownOperations
  /** Where people buy credits; null where nobody can. */
  topUpUrl?: string | null
  /** Days for audit events that belong to no organization. */
  auditDays?: number
  /** How much each caller, organization, and address may ask. */
  limits?: LimitOverrides
  /** Worker threads for analyses; as many as there are processors unless given, and at least two. */
  threads?: number
  /** Folder for uploads under way. */
  spool?: string
  /** Hosts of AI providers beside the public ones. */
  aiHosts?: readonly string[]
  /** Provider that every organization may use once an owner agrees. */
  aiOffered?: Access | null
  /** Hosts of live sources that the operator names, and more for the clients that ask them. */
  syncs?: { hosts?: OperatorHosts; client?: Partial<ClientOptions> }
  /** Serve GraphiQL and explain errors more freely. */
  dev?: boolean
}

export interface Api {
  /** The API as a function, whatever carries the request. @param browser where a person's browser does */
  fetch(request: Request, browser?: Browser): Promise<Response>
  /** The stored operations as a function, for the adapter in this process. */
  run(request: StoredRequest): Promise<StoredAnswer>
  credentials: Credentials
  identity: Identity
  /** Begins what a node does between requests: credits, the audit log, live sync, and what has expired. */
  start(): void
  imports: ImportSpool
  /** Why a link of an organization is not opened for a request; null when it is. */
  linkRefusal: (db: Db, asked: LinkRequest) => Promise<string | null>
  /** Writes into an organization's audit log that a file went through its link, or was refused. */
  linkOpened: (db: Db, event: Parameters<typeof recordRefusal>[1]) => void
  audit: AuditLog
  credits: CreditSchedule
  keeper: AuditKeeper
  sync: SyncRunner
  /** How busy this process is. */
  load(): Load
  close(): Promise<void>
}

/** The GraphQL API: a request goes in, a response comes out. Listens to nothing. */
export function createApi({
  orm,
  secrets,
  doors,
  log,
  now = () => new Date(),
  operations = readOperations(),
  dev = false,
  topUpUrl = null,
  auditDays = OWNERLESS_AUDIT_DAYS,
  limits = {},
  aiHosts = [],
  aiOffered = null,
  syncs: { hosts: syncHosts = new Map(), client } = {},
  threads = Math.max(2, availableParallelism()),
  spool = join(tmpdir(), `pm33-spool-${process.pid}`),
}: ApiDependencies): Api {
  const credentials = new Credentials(orm, secrets, now, log)
  const identity = new Identity({ orm, secrets, credentials, log, now, limits })
  const audit = new AuditLog(orm, secrets.audit, log)
  const credits = new CreditSchedule({ orm, now, log })
  const keeper = new AuditKeeper({
    orm,
    key: secrets.audit,
    now,
    log,
    ownerlessDays: auditDays,
    purged: (tenantId) => recordOwn(audit, tenantId, 'audit purge', now()),
  })
  const imports = new ImportSpool(spool, threads)
  const sync = new SyncRunner({
    orm,
    imports,
    seal: secrets.sync,
    hosts: syncHosts,
    ...(client ? { client } : {}),
    now,
    log,
    noted: (tenantId, action) => recordOwn(audit, tenantId, action, now()),
  })
  const workers = new WorkerPool({
    threads,
    maxWaitingPerTenant: 8,
    source: sourceOf(orm),
    embedded: embeddedOf(orm),
  })
  const contextOf = (
    { principal, adapter, operator, call, browser, rate }: ServerContext,
    signal: AbortSignal,
  ): Context => ({
    workers,
    ai: {
      seal: secrets.ai,
      hosts: aiHosts,
      offered: aiOffered,
      note: (asked) => log.info(asked, 'a model was asked'),
    },
    sync: { seal: secrets.sync, hosts: syncHosts, forget: (id) => sync.forget(id) },
    signal,
    db: dbFor(orm, principal),
    credentials,
    identity,
    now,
    correlationId: (call.correlationId && cut(call.correlationId, 60)) || randomUUID(),
    audited: {},
    imports,
    linkKey: secrets.assertion,
    auditKey: secrets.audit,
    auditWritten: () => audit.flush(),
    copyDatabase: async () => (await embeddedOf(orm)?.copy()) ?? null,
    auditNote: (tenantId, action) => recordOwn(audit, tenantId, action, now()),
    topUpUrl,
    dbIn: (tenantId, workspaceIds = null) => dbFor(orm, { tenantId, workspaceIds }),
    principal,
    adapter,
    operator,
    call,
    browser,
    rate,
  })
  const yoga = createYoga<ServerContext, Context>({
    // Whoever is not known to be one of ours is served what partners are.
    schema: ({ adapter, operator, browser }) => (adapter || operator || browser ? schema : publicSchema),
    graphqlEndpoint: '/graphql',
    logging: false,
    landingPage: false,
    graphiql: dev,
    // Loaded only where it is served: it is a large page.
    ...(dev
      ? { renderGraphiQL: async (options) => (await import('@graphql-yoga/render-graphiql')).renderGraphiQL(options) }
      : {}),
    batching: false,
    cors: false,
    multipart: false,
    maxRequestBodySize: MAX_BODY,
    parserAndValidationCache: parsedDocuments(),
    maskedErrors: { maskError: (error) => coded(error, log) },
    plugins: [
      useScriptBodies(),
      useStorableText(),
      useDocumentLimit(),
      useIntrospectionLimit(),
      useOperationGate(operations),
      useErrorCodes(log),
      useCallLimit(
        identity,
        (principal) => dbFor(orm, principal),
        (caller) => recordLimited(audit, caller, now()),
      ),
      useAuditLog(audit),
      useAnswerLimit(),
      useAccessPolicy(),
    ],
    context: ({ request, ...server }) => contextOf(server, request.signal),
  })

  return {
    credentials,
    identity,
    start() {
      identity.start()
      credits.start()
      keeper.start()
      sync.start()
    },
    imports,
    linkRefusal: (db, asked) => linkRefusal(credentials, doors, tenantOf(db.em), asked),
    linkOpened: (db, event) => recordLink(audit, tenantOf(db.em), event, now()),
    audit,
    credits,
    keeper,
    sync,
    load: () => ({
      analyses: workers.load,
      audit: { waiting: audit.waiting, dropped: audit.dropped },
      sync: sync.counts,
    }),
    run: storedRunner({ credentials, operations, audit, log, contextOf }),
    async fetch(request, browser) {
      noteLeaving(request.signal)
      try {
        const server = await authenticate(request, credentials, doors, browser).catch((error: unknown) =>
          strangers(identity, browser, error, (outcome) =>
            recordRefusal(audit, refusalOf(browser!, 'checkCredential', outcome), now()),
          ),
        )
        if (browser?.session && !server.principal)
          recordRefusal(audit, refusalOf(browser, 'checkSession', 'UNAUTHENTICATED'), now())
        const response = await yoga.fetch(request, server)
        for (const [name, value] of Object.entries(server.rate.headers)) response.headers.set(name, value)
        return response
      } catch (error) {
        return refused(coded(error, log))
      }
    },
    async close() {
      await Promise.all([identity.close(), credits.stop(), keeper.stop(), sync.stop()])
      imports.close()
      await workers.close()
      await audit.close()
    },
  }
}

const refusalOf = ({ ip, userAgent }: Browser, action: string, outcome: string) => ({ action, outcome, ip, userAgent })

/** Who comes with a bad credential is counted by address. @throws the refusal, or RATE_LIMITED after too many of them */
async function strangers(
  identity: Identity,
  browser: Browser | undefined,
  error: unknown,
  refused: (outcome: string) => void,
): Promise<never> {
  if (!(error instanceof Refusal) || error.extensions.code !== 'UNAUTHENTICATED' || !browser) throw error
  const { limited, retryAfter, headers } = await identity.calls.ofAddress(browser.ip)
  refused(limited ? 'RATE_LIMITED' : 'UNAUTHENTICATED')
  throw limited ? tooManyCalls('address', retryAfter, headers) : error
}
