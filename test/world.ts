/**
 * A PM33 of one's own, on a real database, for as long as a test file runs. A test says which people, workspaces and
 * items exist and then uses the product as they would.
 */
import type { Access } from '../api/ai/question.ts'
import { randomUUID } from 'node:crypto'
import { pino, type Logger } from 'pino'
import { createApi, type Api } from '../api/server/app.ts'
import { Db, openDatabase, serveAs, type DatabaseLocation, type EntityManager, type Orm } from '../api/data/database.ts'
import { BacklogItem } from '../api/backlog/entity.ts'
import { ApiKey, Membership, Tenant, User, Workspace } from '../api/identity/entity.ts'
import { apiKeyHint, hashApiKey, mintApiKey } from '../api/identity/keys/api-key.ts'
import { LoginSession } from '../api/identity/people/people-entity.ts'
import type { PrincipalRef } from '../api/identity/principal.ts'
import { SCOPES, type KeyScope, type Role, type Scope, type Surface } from '../api/identity/scope.ts'
import type { LimitOverrides } from '../api/identity/credentials/limits.ts'
import { deriveSecrets, type Secrets } from '../api/identity/credentials/secrets.ts'
import { Sessions } from '../api/identity/sessions/sessions.ts'
import { migrate } from '../api/data/migrate.ts'
import type { ClientOptions } from '../api/sync/http/client-service.ts'
import { readOperatorHosts } from '../api/sync/http/hosts.ts'
import { newDatabase } from './servers/databases.ts'
import { UNLIMITED } from './servers/unlimited.ts'

export type Engine = 'embedded' | 'postgres'
export const ENGINES: readonly Engine[] = ['embedded', 'postgres']

const secrets = deriveSecrets('a master secret for tests only')

export interface TenantInTest {
  id: string
  userId: string
  name: string
  /** An em that stands in this tenant, for arranging what a test is about. */
  em(): EntityManager
  db(): Db
  workspace(name: string): Promise<Workspace>
  key(options?: {
    scopes?: readonly (Scope | KeyScope)[]
    surfaces?: readonly Surface[]
    workspaceIds?: string[] | null
    expiresAt?: Date | null
    name?: string
  }): Promise<string>
}

export interface World {
  engine: Engine
  orm: Orm
  api: Api
  doors: { serviceKey: string; operatorKey: string }
  secrets: Secrets
  clock: { now: () => Date; move: (milliseconds: number) => void }
  tenant(name: string, role?: Role): Promise<TenantInTest>
  /** A GraphQL operation as a partner sends it: over the API's own door, with a key. */
  graphql<T = Record<string, unknown>>(
    key: string,
    query: string,
    variables?: object,
  ): Promise<{ data?: T; errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[] }>
  /** The console, inside a tenant with an owner's rights or, without one, in no tenant. */
  operator(tenant?: TenantInTest): Ask
  /** Somebody who has signed in, with the rights of a role; in these workspaces only, or in all. */
  person(tenant: TenantInTest, role: Role, workspaceIds?: readonly string[]): Ask
  close(): Promise<void>
}

export type Answer<T> = {
  data?: T
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[]
}
export type Ask = <T = Record<string, never>>(query: string, variables?: object) => Promise<Answer<T>>

/**
 * @param engine PostgreSQL where the engine is not the point: it is open in an eighth of the time
 * @param at a database of one's own that outlives this world, to open it again
 */
export async function world(
  engine: Engine = 'postgres',
  at?: DatabaseLocation,
  limits: LimitOverrides = UNLIMITED,
  ai: { hosts?: readonly string[]; offered?: Access | null } = {},
  syncHosts: readonly string[] = [],
  syncClient: Partial<ClientOptions> = {},
  log: Logger = pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
): Promise<World> {
  const location: DatabaseLocation = at ?? (await newDatabase(engine))
  const owner = await openDatabase(location)
  await migrate(owner)
  const orm = await serveAs(owner, location)
  let offset = 0
  const clock = {
    now: () => new Date(Date.now() + offset),
    move: (milliseconds: number) => void (offset += milliseconds),
  }
  const doors = { serviceKey: randomUUID(), operatorKey: randomUUID() }
  const api = createApi({
    orm,
    secrets,
    doors,
    now: clock.now,
    limits,
    aiHosts: ai.hosts ?? [],
    aiOffered: ai.offered ?? null,
    syncs: { hosts: readOperatorHosts(syncHosts), client: syncClient },
    log,
  })

  const sessions = new Sessions(orm, api.credentials, clock.now)

  const askAs =
    (ref: PrincipalRef | null): Ask =>
    async (query, variables) => {
      const caller = ref ? { 'x-pm33-caller': await api.credentials.assertionFor(ref) } : {}
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${doors.operatorKey}`, ...caller }
      const response = await api.fetch(
        new Request('http://pm33.test/graphql', {
          method: 'POST',
          headers,
          body: JSON.stringify({ query, variables }),
        }),
      )
      return (await response.json()) as never
    }

  const emIn = (tenantId: string) => {
    const em = orm.em.fork()
    em.setFilterParams('tenant', { id: tenantId })
    em.setFilterParams('workspace', { ids: null })
    return em
  }

  return {
    engine,
    orm,
    api,
    doors,
    secrets,
    clock,
    async tenant(name, role = 'owner') {
      const id = randomUUID()
      const em = emIn(id)
      em.create(Tenant, { tenantId: id, name })
      const user = em.create(User, { email: `${randomUUID()}@example.test`, name: `${name} ${role}` })
      em.create(Membership, { user, role })
      await em.flush()
      return {
        id,
        userId: user.id,
        name,
        em: () => emIn(id),
        db: () => new Db(emIn(id)),
        async workspace(workspaceName) {
          const em = emIn(id)
          const workspace = em.create(Workspace, {
            key: workspaceName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
            name: workspaceName,
          })
          await em.flush()
          return workspace
        },
        async key({
          scopes = SCOPES,
          surfaces = ['mcp', 'graphql'],
          workspaceIds = null,
          expiresAt = null,
          name: keyName = 'test key',
        } = {}) {
          const key = mintApiKey()
          const em = emIn(id)
          em.create(ApiKey, {
            hash: hashApiKey(secrets.pepper, key),
            hint: apiKeyHint(key),
            name: keyName,
            user: em.getReference(User, user.id, { wrapped: true }),
            scopes: [...scopes],
            surfaces: [...surfaces],
            workspaceIds,
            expiresAt,
          })
          await em.flush()
          return key
        },
      }
    },
    async graphql(key, query, variables) {
      const response = await api.fetch(
        new Request('http://pm33.test/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': key },
          body: JSON.stringify({ query, variables }),
        }),
      )
      return (await response.json()) as never
    },
    operator: (tenant) => askAs(tenant ? { kind: 'operator', id: 'operator', tenantId: tenant.id } : null),
    person(tenant, role, workspaceIds) {
      const signIn = async () => {
        const em = emIn(tenant.id)
        const user = em.create(User, { email: `${randomUUID()}@example.test`, name: `${tenant.name} ${role}` })
        em.create(Membership, { user, role, workspaceIds: workspaceIds ? [...workspaceIds] : null })
        await em.flush()
        await sessions.open(user, tenant.id, { ip: '127.0.0.1', userAgent: null })
        return (await em.findOneOrFail(LoginSession, { user: user.id })).id
      }
      let session: Promise<string> | undefined
      return async (query, variables) =>
        askAs({ kind: 'session', id: await (session ??= signIn()), tenantId: tenant.id })(query, variables)
    },
    async close() {
      await api.close()
      await orm.close()
    },
  }
}

/** Items for a workspace, most of them plain; a test names only what it is about. */
export async function givenItems(
  tenant: TenantInTest,
  workspace: Workspace,
  items: (Partial<BacklogItem> & { key: string })[],
): Promise<void> {
  const db = tenant.db()
  await db.transaction(async () => {
    for (const [at, item] of items.entries()) {
      db.em.create(BacklogItem, {
        workspace: db.em.getReference(Workspace, [tenant.id, workspace.id], { wrapped: true }),
        title: `Item ${item.key}`,
        status: 'Backlog',
        number: Number(/\d+$/.exec(item.key)?.[0] ?? 0),
        rank: at,
        skills: [],
        ...item,
      } as never)
    }
    db.changed(workspace.id)
  })
}
