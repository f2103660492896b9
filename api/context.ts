import { Db, type Orm } from './database.ts'
import { Refusal } from './errors.ts'
import type { Credentials } from './identity/credentials.ts'
import type { Principal } from './identity/principal.ts'

/** What the adapter tells of the call that an operation serves; the audit row is written from it. */
export interface CallNote {
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
}

/** What every resolver and service stands in. */
export interface Context extends ServerContext {
  db: Db
  credentials: Credentials
  now: () => Date
  correlationId: string
  /** A `Db` in another principal's tenant: only where the API itself has just found out who that is. */
  standInTenant: (principal: Principal) => Db
}

/** The only place that sets a tenant. Everybody else stands in it. */
export function standIn(orm: Orm, principal: Principal | null): Db {
  const em = orm.em.fork()
  if (principal) {
    em.setFilterParams('tenant', { id: principal.tenantId })
    em.setFilterParams('workspace', { ids: principal.workspaceIds })
  }
  return new Db(em)
}

/** The caller, where a field cannot be reached without one. */
export function principalOf(context: Context): Principal {
  if (!context.principal) throw new Refusal('UNAUTHENTICATED', 'This needs a credential.')
  return context.principal
}
