import type { Access, Asked } from '../ai/question.ts'
import type { Browser } from '../identity/sessions/browser.ts'
import { Db, type Orm } from './database.ts'
import { behind, type Walls } from './walls.ts'
import { credentialRequired } from '../graphql/errors.ts'
import type { Credentials } from '../identity/credentials/credentials.ts'
import type { Identity } from '../identity/identity.ts'
import type { Principal } from '../identity/principal.ts'
import type { ImportSpool } from '../imports/spool-service.ts'
import type { OperatorHosts } from '../sync/http/hosts.ts'
import type { Workers } from '../workers/workers.ts'

/** What the adapter tells of the call that an operation serves; the audit row is written from it. */
export interface CallNote {
  /** The adapter serves a call with this operation, whatever else could be read of its note. */
  noted?: boolean
  tool?: string
  correlationId?: string
  sessionId?: string
  ip?: string
  userAgent?: string
}

/** What a request turned out to be, before GraphQL runs. HTTP cannot set any of it. */
export interface ServerContext {
  principal: Principal | null
  /** The request came with the service credential: internal operations are open. */
  adapter: boolean
  /** The request came with the operator credential of the console. */
  operator: boolean
  call: CallNote
  /** Set when a person's browser asks: where cookies are read and set. */
  browser: Browser | null
  /** What was counted of this request, as headers of its answer. */
  rate: { headers: Record<string, string>; counted?: boolean }
}

/** What the audit log says of a request beyond its caller: services note it while they work. */
export interface Audited {
  /** The person whom it concerns, where nobody is signed in yet. */
  person?: string
  /** The organization that it concerns, where that is not the caller's. */
  tenantId?: string
  /** What it cost. */
  credits?: number
  /** It erased the person who asked: nothing of them is written down again. */
  erased?: boolean
  /** How it ended, where the caller knows better than the operation. */
  outcome?: string
  /** A refusal of the adapter's own, which would leave no event: what was refused. One a minute of each caller or address. */
  refused?: string
  /** Where it came from, when the operation says so. */
  ip?: string
}

/** The context of every resolver and service. */
export interface Context extends ServerContext {
  db: Db
  credentials: Credentials
  identity: Identity
  now: () => Date
  correlationId: string
  audited: Audited
  imports: ImportSpool
  /** Long computations, beside the event loop. */
  workers: Workers
  ai: {
    /** Seals keys of AI providers. */
    readonly seal: Uint8Array
    /** Hosts of providers that the operator allows beside the public ones. */
    readonly hosts: readonly string[]
    /** The provider that the operator offers to every organization. */
    readonly offered: Access | null
    /** Writes a question to the log. */
    readonly note?: (asked: Asked) => void
  }
  sync: {
    /** Seals tokens of live sources. */
    readonly seal: Uint8Array
    /** Hosts of sources that the operator names. */
    readonly hosts: OperatorHosts
    /** Forgets what the runner knew of a connection. */
    readonly forget: (connectionId: string) => void
  }
  /** Aborts when the caller goes away. */
  signal: AbortSignal
  /** Chains the audit log. */
  auditKey: Uint8Array
  /** Resolves when this node has written its audit events. */
  auditWritten: () => Promise<void>
  /** Copies the embedded database to a file beside it; null for PostgreSQL. */
  copyDatabase: () => Promise<string | null>
  /** Writes down what PM33 did in an organization beside the caller's own. */
  auditNote: (tenantId: string, action: string) => void
  /** Signs links that carry their own permission for a few minutes. */
  linkKey: Uint8Array
  /** Where people buy credits; null where nobody can. */
  topUpUrl: string | null
  /** A `Db` in another tenant, and in all of its workspaces unless some are named: only where the API itself has just found out which. */
  dbIn: (tenantId: string, workspaceIds?: Walls['workspaceIds']) => Db
}

/** As much of it as an analysis has, wherever it runs. */
export type AnalysisContext = Pick<Context, 'db' | 'principal' | 'now' | 'workers' | 'signal'>

/** Where nobody is signed in, there are no walls to stand behind: what belongs to a tenant cannot be reached. */
export function dbFor(orm: Orm, walls: Walls | null): Db {
  const em = orm.em.fork()
  return new Db(walls ? behind(em, walls) : em)
}

/** The API's own work in a tenant that a ticket or a row names: all of its workspaces, no caller. */
export const dbForTenant = (orm: Orm, tenantId: string): Db => dbFor(orm, { tenantId, workspaceIds: null })

/** The caller, where a field cannot be reached without one. */
export function principalOf(context: Pick<Context, 'principal'>): Principal {
  if (!context.principal) throw credentialRequired()
  return context.principal
}
