/** One of two sides that must not see each other: a tenant, or one workspace of a tenant behind a key for it alone. */
import type { Access } from '../../api/ai/question.ts'
import { BacklogItem, Dependency, FieldChange, ItemLabel, SprintScope, StatusChange } from '../../api/backlog/entity.ts'
import { Tenant, type Workspace } from '../../api/identity/entity.ts'
import type { Principal } from '../../api/identity/principal.ts'
import { AUDIT_SCOPE, SCOPES, WRITE_SCOPES } from '../../api/identity/scope.ts'
import { PRIORITIES, STATUS_CATEGORIES } from '../../api/backlog/vocabulary.ts'
import { Prd, PrdVersion } from '../../api/prd/entity.ts'
import { SavedScenario } from '../../api/scenarios/entity.ts'
import { Schedule } from '../../api/scheduling/entity.ts'
import { IssuedForecast } from '../../api/velocity/issued/entity.ts'
import type { TenantInTest, World } from '../world.ts'
import { fill, more, type Filled } from './fill.ts'

/** Who asks: a program with a key, or an owner who has signed in. */
/** What each world of a walk offers, so that agreeing to it is answered. Nothing is sent to it without credits. */
export const OFFERED: Access = { provider: 'openai', model: 'm', apiKey: 'sk-12345678', baseUrl: 'https://ai.invalid' }

export type Door = 'key' | 'person'

export interface Reply {
  /** As it came over the wire. */
  body: string
  data: Record<string, unknown> | null | undefined
  codes: string[]
}

export interface Side {
  world: World
  marker: string
  tenant: TenantInTest
  workspace: Workspace
  key: string
  /** Ids that belong to this side alone, by entity. */
  filled: Filled
  id(entity: string, at?: number): string
  /** The name of a thing of this side's. */
  nameOf(entity: string): string
  /** The id of a new row of an entity. */
  fresh(entity: string, given?: Record<string, unknown>): Promise<string>
  /** The ids of new rows of an entity, one for each that is given. */
  several(entity: string, given: readonly Record<string, unknown>[]): Promise<string[]>
  ask(document: string, variables?: object, door?: Door): Promise<Reply>
  /** How many rows each table holds for this side, and the transactions that wrote them: equal when nothing was written. */
  imprint(): Promise<string>
}

/** A tenant with one workspace, full of rows that say whose they are. */
export async function tenantSide(world: World, marker: string, items: number): Promise<Side> {
  const tenant = await world.tenant(`${marker} tenant`)
  await tenant.em().nativeUpdate(Tenant, {}, { name: `${marker} tenant` })
  return furnish(world, tenant, marker, marker, items, null)
}

/** Two workspaces of one tenant, each behind a key that names it alone. */
export async function workspaceSides(
  world: World,
  markers: readonly [string, string],
  items: readonly [number, number],
): Promise<[Side, Side]> {
  const tenant = await world.tenant('Shared tenant')
  const shared: Filled = new Map([
    ['Tenant', [tenant.id]],
    ['Membership', []],
  ])
  await fill(world, { tenantId: tenant.id, userId: tenant.userId, workspaceId: null, marker: 'shared' }, shared)
  return [
    await furnish(world, tenant, markers[0], null, items[0], shared),
    await furnish(world, tenant, markers[1], null, items[1], shared),
  ]
}

async function furnish(
  world: World,
  tenant: TenantInTest,
  marker: string,
  tenantMarker: string | null,
  items: number,
  shared: Filled | null,
): Promise<Side> {
  const workspace = await tenant.workspace(`${marker} shop`)
  const ground = { tenantId: tenant.id, userId: tenant.userId, workspaceId: workspace.id, marker }
  const outer: Filled =
    shared ??
    new Map([
      ['Tenant', [tenant.id]],
      ['Membership', []],
      ['Workspace', [workspace.id]],
    ])
  if (tenantMarker) await fill(world, { ...ground, workspaceId: null }, outer)
  const filled: Filled = new Map(outer)
  await fill(world, ground, filled, backlogMakers(tenant, workspace, marker, items, filled))
  const own: Filled = new Map([...filled].filter(([entity, ids]) => shared?.get(entity) !== ids))
  own.set('Workspace', [workspace.id])
  const key = await tenant.key({
    scopes: [...SCOPES, ...WRITE_SCOPES, AUDIT_SCOPE],
    workspaceIds: shared ? [workspace.id] : null,
    name: tenantMarker ? `${marker} key` : 'a key',
  })

  const workspaceIds = shared ? [workspace.id] : null
  const person = { kind: 'session' as const, id: `owner of ${workspace.id}`, tenantId: tenant.id }
  personOf(world).set(person.id, {
    kind: 'session',
    subject: `user:${tenant.userId}`,
    tenantId: tenant.id,
    userId: tenant.userId,
    name: 'owner',
    role: 'owner',
    scopes: new Set([...SCOPES, ...WRITE_SCOPES, AUDIT_SCOPE]),
    workspaceIds,
    surfaces: new Set(),
    expiresAt: null,
  })

  const side: Side = {
    world,
    marker,
    tenant,
    workspace,
    key,
    filled: own,
    id(entity, at = 0) {
      const id = (own.get(entity) ?? filled.get(entity))?.[at]
      if (!id) throw new Error(`${marker} has no ${entity}`)
      return id
    },
    nameOf: (entity) => `${marker} name ${side.id(entity).slice(0, 8)}`,
    fresh: async (entity, given = {}) => (await side.several(entity, [given]))[0]!,
    several: (entity, given) => more(world, entity, ground, filled, given),
    async ask(document, variables = {}, door = 'key') {
      const headers: Record<string, string> =
        door === 'key'
          ? { 'x-api-key': key }
          : {
              authorization: `Bearer ${world.doors.operatorKey}`,
              'x-pm33-caller': await world.api.credentials.assertionFor(person),
            }
      const response = await world.api.fetch(
        new Request('http://pm33.test/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query: document, variables }),
        }),
      )
      const body = await response.text()
      const { data, errors } = JSON.parse(body) as {
        data?: Record<string, unknown>
        errors?: { extensions: { code: string } }[]
      }
      return { body, data, codes: (errors ?? []).map(({ extensions }) => extensions.code) }
    },
    async imprint() {
      const em = tenant.em()
      const tables = [...world.orm.getMetadata().getAll().values()].filter(
        (meta) => own.has(meta.className) && !NOISE.has(meta.className),
      )
      const whose = (properties: object) =>
        shared && 'workspace' in properties ? `where workspace_id = '${workspace.id}'` : ''
      const parts = tables.map(
        (meta) =>
          `select '${meta.tableName}' as name, count(*) as rows, sum(xmin::text::bigint) as written from "${meta.tableName}" t ${whose(meta.properties)}`,
      )
      return JSON.stringify(await em.execute(`${parts.join(' union all ')} order by 1`))
    },
  }
  // Made by the product itself: what they keep is too much to make up.
  await side.ask('query($id: ID!) { workspace(id: $id) { deliveryForecast(count: 5) { stamp { asOf } } } }', {
    id: workspace.id,
  })
  await side.ask(
    'mutation($id: ID!, $name: String!) { saveScheduleBaseline(workspaceId: $id, name: $name) { id } }',
    { id: workspace.id, name: `${marker} baseline` },
    'person',
  )
  await side.ask(
    'mutation($id: ID!, $name: String!) { saveScenario(workspaceId: $id, name: $name, changes: [{ type: addScope, size: 3 }]) { id } }',
    { id: workspace.id, name: `${marker} scenario` },
  )
  await side.ask(
    'mutation($id: ID!, $topic: String!) { generatePrd(workspaceId: $id, topic: $topic, includeStrategicContext: true) { key } }',
    { id: workspace.id, topic: `${marker} item` },
  )
  for (const entity of MADE_BY_USE)
    own.set(
      entity.name,
      (
        await tenant.em().find(entity as typeof IssuedForecast, { workspace: { id: workspace.id } }, { fields: ['id'] })
      ).map(({ id }) => id),
    )
  return side
}

const MADE_BY_USE = [IssuedForecast, Schedule, SavedScenario, Prd, PrdVersion]

const people = new WeakMap<World, Map<string, Principal>>()

/** Owners who have signed in, by the id of their session; a browser would send stored operations only. */
function personOf(world: World): Map<string, Principal> {
  const known = people.get(world) ?? new Map<string, Principal>()
  if (!people.has(world))
    world.api.credentials.register('session', async (ref) => ({ ref, principal: known.get(ref.id)! }))
  people.set(world, known)
  return known
}

/** Written by reading, too. */
const NOISE = new Set(['AuditEvent', 'AuditHead', 'AuditIdentity', 'ApiKey', 'IssuedForecast', 'McpSession'])

const DAY_MS = 86_400_000

/** A backlog with two hundred days of history: enough for every analysis to have something to say. */
function backlogMakers(
  tenant: TenantInTest,
  workspace: Workspace,
  marker: string,
  items: number,
  filled: Filled,
): Record<string, () => Promise<string[]>> {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  const ids = Array.from({ length: items }, () => crypto.randomUUID())
  const other = (entity: string) => [tenant.id, filled.get(entity)![0]!]
  const item = (id: string) => [tenant.id, id]
  const insert = async (
    entity:
      | typeof BacklogItem
      | typeof FieldChange
      | typeof StatusChange
      | typeof ItemLabel
      | typeof Dependency
      | typeof SprintScope,
    rows: object[],
  ) => {
    const whole = rows.map((row) => ({
      id: crypto.randomUUID(),
      tenantId: tenant.id,
      workspace: [tenant.id, workspace.id],
      ...row,
    }))
    await tenant.em().insertMany(entity as typeof BacklogItem, whole as never)
    return whole.map(({ id }) => id)
  }
  const rows = () =>
    ids.map((id, at) => {
      const created = new Date(today - (200 - (at % 150)) * DAY_MS)
      const category = at < 6 ? STATUS_CATEGORIES[at]! : at % 4 ? 'done' : 'todo'
      const resolvedAt = category === 'done' ? new Date(today - (1 + ((at * 7) % 120)) * DAY_MS) : null
      return {
        id,
        key: `${marker.toUpperCase()}-${at + 1}`,
        number: at + 1,
        title: `${marker} item number ${at + 1}`,
        description: `${marker} described`,
        type: at === 0 ? 'epic' : 'story',
        status: `${marker} ${category}`,
        statusCategory: category,
        priority: PRIORITIES[at % PRIORITIES.length]!,
        storyPoints: 1 + (at % 5),
        jobSize: 1 + (at % 5),
        businessValue: 3 + (at % 7),
        timeCriticality: 2,
        riskReduction: 1,
        delayCostCents: 10_000,
        reach: 100,
        impact: 1,
        confidence: 0.8,
        dueDate: '2027-01-11',
        deadline: '2027-02-01',
        releaseDate: '2026-01-05',
        skills: [],
        assignee: `${marker} person`,
        parent: at === 0 ? null : item(ids[0]!),
        epic: at === 0 ? null : item(ids[0]!),
        team: other('Team'),
        sprint: other('Sprint'),
        rank: at,
        url: `https://${marker}.example/${at}`,
        source: marker,
        sourceKey: `${marker}-${at}`,
        startedAt: created,
        resolvedAt,
        createdAt: created,
        updatedAt: resolvedAt ?? created,
      }
    })
  const blocks = (blocker: string, blocked: string) => ({
    item: item(blocked),
    blocker: item(blocker),
    kind: 'blocks',
    label: marker,
    lagDays: 0,
    startedAt: new Date(today),
    endedAt: null,
    externalRef: null,
    source: marker,
  })
  return {
    ...Object.fromEntries(MADE_BY_USE.map(({ name }) => [name, async () => []])),
    BacklogItem: () => insert(BacklogItem, rows()),
    FieldChange: () =>
      insert(
        FieldChange,
        rows().map(({ id, createdAt }) => ({
          item: item(id),
          at: createdAt,
          field: 'title',
          before: `${marker} before`,
          after: `${marker} after`,
        })),
      ),
    StatusChange: () =>
      insert(
        StatusChange,
        rows().flatMap(({ id, createdAt, resolvedAt }) => [
          {
            item: item(id),
            at: createdAt,
            fromStatus: null,
            fromCategory: null,
            toStatus: `${marker} todo`,
            toCategory: 'todo',
          },
          ...(resolvedAt
            ? [
                {
                  item: item(id),
                  at: resolvedAt,
                  fromStatus: `${marker} todo`,
                  fromCategory: 'todo',
                  toStatus: `${marker} done`,
                  toCategory: 'done',
                },
              ]
            : []),
        ]),
      ),
    ItemLabel: () =>
      insert(
        ItemLabel,
        ids.map((id) => ({ item: item(id), name: `${marker} label` })),
      ),
    Dependency: () => insert(Dependency, [blocks(ids[1]!, ids[2]!), blocks(ids[2]!, ids[3]!)]),
    SprintScope: () =>
      insert(
        SprintScope,
        ids.slice(0, 8).map((id) => ({
          item: item(id),
          sprint: other('Sprint'),
          addedAt: new Date(today - 20 * DAY_MS),
          removedAt: null,
          pointsAtAdd: 3,
        })),
      ),
  }
}
