import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { defineEntity, p, type EntityMetadata, type EntitySchema } from '@mikro-orm/core'
import { BacklogItem, ItemLabel } from '../../api/backlog/entity.ts'
import { assertBound } from '../../api/data/bound.ts'
import type { EntityManager } from '../../api/data/database.ts'
import { entities, GLOBAL_TABLES } from '../../api/data/entities.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { tenantFilter, tenantKey, tenantOwned } from '../../api/data/tenant.ts'
import { connect } from '../servers/postgres-server.ts'
import { ENGINES, givenItems, world, type TenantInTest, type World } from '../world.ts'

/** Reaches past the first wall, as code with a bug would. */
const FORGOTTEN = { filters: false } as const

/** Every policy beyond "the tenant's own rows": who may look past the wall, and for what. */
const LOOKUP_POLICIES = [
  'api_key api_key_lookup permissive {pm33_lookup} SELECT true -',
  'audit_head audit_head_lookup permissive {pm33_lookup} SELECT true -',
  'audit_identity audit_identity_lookup permissive {pm33_lookup} SELECT true -',
  'backlog_item backlog_item_search permissive {pm33_search} SELECT true -',
  'credit_account credit_account_lookup permissive {pm33_lookup} SELECT true -',
  'credit_entry credit_entry_lookup permissive {pm33_lookup} SELECT true -',
  'import import_lookup permissive {pm33_lookup} SELECT true -',
  'invite invite_lookup permissive {pm33_lookup} SELECT true -',
  'membership membership_lookup permissive {pm33_lookup} SELECT true -',
  'oauth_grant oauth_grant_lookup permissive {pm33_lookup} SELECT true -',
  'sync_connection sync_connection_lookup permissive {pm33_lookup} SELECT true -',
  'tenant tenant_lookup permissive {pm33_lookup} SELECT true -',
]

/** The tables that carry the wall. A new one is added here on purpose. */
const TENANT_TABLES = [
  'alignment_reading',
  'api_key',
  'audit_checkpoint',
  'audit_event',
  'audit_head',
  'audit_identity',
  'backlog_item',
  'calendar',
  'capability',
  'competitor',
  'competitor_claim',
  'credit_account',
  'credit_entry',
  'dependency',
  'field_change',
  'import',
  'import_change',
  'invite',
  'issued_forecast',
  'item_capability',
  'item_label',
  'item_objective',
  'mcp_session',
  'membership',
  'mission',
  'oauth_grant',
  'objective',
  'prd',
  'prd_version',
  'scenario',
  'schedule',
  'search_word',
  'setting',
  'sprint',
  'sprint_scope',
  'status_change',
  'sync_connection',
  'sync_delivery',
  'sync_item',
  'sync_look',
  'team',
  'tenant',
  'theme',
  'workspace',
]

const DEFINER_FUNCTIONS = [
  'api_key_by_hash(wanted text) pm33_lookup',
  'audit_erase(person uuid, subjects text[]) pm33_lookup',
  'audit_purge(through bigint) pm33_lookup',
  'backlog_search(ws uuid, words text, narrowed jsonb, sorted text, descending boolean, from_value text, from_id uuid, most integer) pm33_search',
  'credits_erase(person uuid) pm33_lookup',
  'erased_tenants() pm33_lookup',
  'invite_by_hash(wanted text) pm33_lookup',
  'memberships_of(person uuid) pm33_lookup',
  'oauth_grant_by_id(wanted uuid) pm33_lookup',
  'oauth_grants_of(person uuid) pm33_lookup',
  'tenant_names() pm33_lookup',
  'tenant_of_payment(wanted text) pm33_lookup',
  'tenants_that_know(person uuid, address text) pm33_lookup',
  'tenants_with_audit_retention() pm33_lookup',
  'tenants_with_credits_due(at timestamp with time zone) pm33_lookup',
  'tenants_with_syncs_due(at timestamp with time zone) pm33_lookup',
]

const LOOKUP_GRANTS = [
  'pm33_lookup DELETE audit_event',
  'pm33_lookup DELETE audit_identity',
  'pm33_lookup SELECT api_key',
  'pm33_lookup SELECT audit_checkpoint',
  'pm33_lookup SELECT audit_event',
  'pm33_lookup SELECT audit_identity',
  'pm33_lookup SELECT credit_account',
  'pm33_lookup SELECT credit_entry',
  'pm33_lookup SELECT invite',
  'pm33_lookup SELECT membership',
  'pm33_lookup SELECT oauth_grant',
  'pm33_lookup SELECT tenant',
  'pm33_search SELECT backlog_item',
]

/** What an entity lacks to be safe behind both walls; none when it is, or is on the list of global tables. */
function gapsOf(meta: EntityMetadata): string[] {
  const has = (name: string) => name in meta.properties
  if (meta.tableName in GLOBAL_TABLES)
    return has('tenantId') ? ['has a tenant, and is on the list of tables without one'] : []
  const { tenant, workspace } = meta.filters ?? {}
  const condition = (tenant?.cond as ((args: object) => unknown) | undefined)?.({ id: 'x' })
  return [
    ...(meta.rowLevelSecurity === 'force' ? [] : ['row-level security is not forced']),
    ...(tenant?.default &&
    JSON.stringify(tenant.rls) === '{"setting":"app.tenant_id"}' &&
    JSON.stringify(condition) === '{"tenantId":"x"}'
      ? []
      : ['the tenant filter is missing']),
    ...(!has('workspace') || workspace?.default ? [] : ['the workspace filter is missing']),
    ...(meta.primaryKeys[0] === 'tenantId' ? [] : ['the primary key does not begin with the tenant']),
  ]
}

describe('a table that somebody forgot to wall in', () => {
  const id = p.uuid().primary()
  test.each([
    [
      'without anything',
      { properties: { id } },
      [
        'row-level security is not forced',
        'the tenant filter is missing',
        'the primary key does not begin with the tenant',
      ],
    ],
    [
      'whose rows know their tenant, and nothing asks',
      { properties: { ...tenantKey } },
      ['row-level security is not forced', 'the tenant filter is missing'],
    ],
    [
      'with a policy that its owner walks through',
      { ...tenantOwned, rowLevelSecurity: true as const, properties: { ...tenantKey } },
      ['row-level security is not forced'],
    ],
    [
      'with a filter that is off unless asked for',
      { ...tenantOwned, filters: { tenant: { ...tenantFilter.tenant, default: false } }, properties: { ...tenantKey } },
      ['the tenant filter is missing'],
    ],
    [
      'of a workspace, without its filter',
      { ...tenantOwned, properties: { ...tenantKey, workspace: p.uuid() } },
      ['the workspace filter is missing'],
    ],
    [
      'keyed by id alone',
      { ...tenantOwned, properties: { id, tenantId: p.uuid() } },
      ['the primary key does not begin with the tenant'],
    ],
  ])('is found: %s', (_how, definition, gaps) => {
    const planted: EntitySchema = defineEntity({ name: 'Planted', tableName: 'planted', ...definition } as never)
    expect(gapsOf(planted.init().meta)).toEqual(gaps)
  })
})

describe.each(ENGINES)('the two walls on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let bolt: TenantInTest
  let acmeShop: Workspace
  let boltShop: Workspace

  beforeAll(async () => {
    pm33 = await world(engine)
    ;[acme, bolt] = [await pm33.tenant('Acme'), await pm33.tenant('Bolt')]
    ;[acmeShop, boltShop] = [await acme.workspace('Shop'), await bolt.workspace('Shop')]
    await givenItems(acme, acmeShop, [{ key: 'A-1' }, { key: 'A-2' }, { key: 'A-3' }])
    await givenItems(bolt, boltShop, [{ key: 'B-1' }, { key: 'B-2' }, { key: 'B-3' }])
  })
  afterAll(() => pm33.close())

  const rows = <T extends object>(sql: string, parameters: unknown[] = []) =>
    pm33.orm.em.getConnection().execute<T[]>(sql, parameters)
  const lines = async (sql: string) => (await rows<{ line: string }>(sql)).map(({ line }) => line)

  describe('stand round every table', () => {
    const owned = entities.map((entity) => [entity.name, entity] as const)

    test.each(owned)('%s', (_name, entity) => {
      expect(gapsOf(pm33.orm.getMetadata().get(entity))).toEqual([])
    })

    test('is forced in the database on all of them', async () => {
      expect(
        await lines(
          `select relname as line from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity and relforcerowsecurity order by 1`,
        ),
      ).toEqual(TENANT_TABLES)
    })

    test('leaves out only the tables that belong to no tenant, each with its reason', async () => {
      const without = await lines(
        `select relname as line from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and not (relrowsecurity and relforcerowsecurity) order by 1`,
      )
      expect(without).toEqual(Object.keys(GLOBAL_TABLES).sort())
      for (const reason of Object.values(GLOBAL_TABLES)) expect(reason.split(' ').length).toBeGreaterThan(4)
    })

    test('is the same policy word for word', async () => {
      const policies = await lines(
        `select concat_ws(' ', tablename, policyname, lower(permissive), roles::text, cmd, qual, coalesce(with_check, '-')) as line from pg_policies where schemaname = 'public' order by 1`,
      )
      const own = TENANT_TABLES.map(
        (table) =>
          `${table} ${table}_tenant_policy permissive {public} ALL (tenant_id = (current_setting('app.tenant_id'::text))::uuid) -`,
      )
      expect(policies).toEqual([...own, ...LOOKUP_POLICIES].sort())
    })

    test('begins every primary key, unique key and reference with the tenant', async () => {
      const keys = await lines(`
        select concat_ws(' ', c.conrelid::regclass::text, c.conname) as line from pg_constraint c
        where c.connamespace = 'public'::regnamespace and c.contype in ('p', 'u', 'f')
          and (select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1]) <> 'tenant_id'
          and not (c.contype = 'f' and c.confrelid::regclass::text = any (array['user_account'])) order by 1`)
      expect(keys.filter((line) => !Object.keys(GLOBAL_TABLES).some((table) => line.startsWith(`${table} `)))).toEqual(
        [],
      )
      const references = await lines(`
        select concat_ws(' ', c.conrelid::regclass::text, c.conname) as line from pg_constraint c
        where c.connamespace = 'public'::regnamespace and c.contype = 'f' and c.confrelid::regclass::text <> all (array['user_account'])
          and (select a.attname from pg_attribute a where a.attrelid = c.confrelid and a.attnum = c.confkey[1]) <> 'tenant_id'`)
      expect(references).toEqual([])
    })

    test('begins every unique index with the tenant', async () => {
      const loose = await lines(`
        select i.indexrelid::regclass::text as line from pg_index i join pg_class t on t.oid = i.indrelid
        where t.relnamespace = 'public'::regnamespace and i.indisunique
          and coalesce((select a.attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]), '') <> 'tenant_id'
          and t.relname <> all (array[${Object.keys(GLOBAL_TABLES)
            .map((table) => `'${table}'`)
            .join(', ')}])`)
      expect(loose).toEqual([])
    })
  })

  describe('are opened by nobody else', () => {
    test('privacy: Organizations are isolated twice: by the application, and by row-level security in the database, using a role that cannot bypass it.', async () => {
      await expect(assertBound(pm33.orm)).resolves.toBeUndefined()
      expect(await lines(`select relname as line from pg_class where relowner = 'pm33_app'::regrole`)).toEqual([])
      expect(
        await lines(
          `select rolname as line from pg_roles where rolname like 'pm33%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
        ),
      ).toEqual([])
      expect(
        await lines(
          `select concat(roleid::regrole, ' in ', member::regrole) as line from pg_auth_members where member in ('pm33_app'::regrole, 'pm33_lookup'::regrole, 'pm33_search'::regrole)`,
        ),
      ).toEqual([])
    })

    test('the serving role cannot change the schema', async () => {
      await expect(rows('create table loot (id int)')).rejects.toThrow(/permission denied/)
      await expect(rows('alter table backlog_item no force row level security')).rejects.toThrow(/must be owner/)
      await expect(rows(`create policy open on backlog_item using (true)`)).rejects.toThrow(/must be owner/)
    })

    if (engine === 'postgres')
      test('a login of its own cannot take the serving role off', async () => {
        const folder = inject('postgres')
        const database = pm33.orm.config.get('dbName')!
        await connect(folder, database, async (client) => {
          await client.query(
            `do $$ begin if not exists (select from pg_roles where rolname = 'pm33_login') then create role pm33_login login in role pm33_app; end if; end $$`,
          )
        })
        const login = new pg.Client({ host: folder, database, user: 'pm33_login', options: '-c role=pm33_app' })
        await login.connect()
        try {
          await login.query('reset role')
          await expect(login.query('select * from backlog_item')).rejects.toThrow(/app\.tenant_id/)
          await expect(login.query('set role postgres')).rejects.toThrow(/permission denied/)
          await expect(login.query('set role pm33_lookup')).rejects.toThrow(/permission denied/)
          await expect(login.query('set row_security = off; select * from backlog_item')).rejects.toThrow(
            /row-level security/,
          )
        } finally {
          await login.end()
        }
      })

    test('the functions that look past row-level security are these, owned by roles that can do nothing else', async () => {
      const functions = await lines(
        `select concat(p.proname, '(', pg_get_function_identity_arguments(p.oid), ') ', p.proowner::regrole) as line from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef order by 1`,
      )
      expect(functions).toEqual(DEFINER_FUNCTIONS)
      const paths = await lines(
        `select p.proname as line from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.proconfig is distinct from array['search_path=pg_catalog, public, pg_temp'] order by 1`,
      )
      expect(paths).toEqual([])
      const anybody = await lines(
        `select p.proname as line from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef and has_function_privilege('public', p.oid, 'execute')`,
      )
      expect(anybody).toEqual([])
      const grants = await lines(
        `select concat_ws(' ', a.grantee::regrole, a.privilege_type, c.relname) as line from pg_class c, aclexplode(c.relacl) a where a.grantee in ('pm33_lookup'::regrole, 'pm33_search'::regrole) order by 1`,
      )
      expect(grants).toEqual(LOOKUP_GRANTS)
    })
  })

  describe('hold against', () => {
    let em: EntityManager
    beforeAll(() => void (em = acme.em()))

    test('an ordinary question: the tenant’s own rows', async () => {
      expect((await acme.em().find(BacklogItem, {})).map(({ key }) => key).sort()).toEqual(['A-1', 'A-2', 'A-3'])
    })

    test('a forgotten filter: still only its own rows', async () => {
      expect((await acme.em().find(BacklogItem, {}, FORGOTTEN)).map(({ key }) => key).sort()).toEqual([
        'A-1',
        'A-2',
        'A-3',
      ])
    })

    test('asking for the other tenant by name', async () => {
      expect(await acme.em().find(BacklogItem, { tenantId: bolt.id }, FORGOTTEN)).toEqual([])
      expect(await acme.em().count(BacklogItem, { tenantId: bolt.id }, FORGOTTEN)).toBe(0)
    })

    test('raw SQL', async () => {
      const [count] = await acme.em().execute<{ n: string }[]>('select count(*) as n from backlog_item')
      expect(Number(count!.n)).toBe(3)
      expect(await acme.em().execute('select id from backlog_item where tenant_id = ?', [bolt.id])).toEqual([])
    })

    test('writing into the other tenant', async () => {
      const [theirs] = await bolt.em().find(BacklogItem, { key: 'B-1' })
      await expect(
        acme
          .em()
          .execute(
            `insert into backlog_item (tenant_id, id, workspace_id, key, title, status, skills, created_at, updated_at) values (?, ?, ?, 'X-1', 'x', 'x', '[]', now(), now())`,
            [bolt.id, crypto.randomUUID(), boltShop.id],
          ),
      ).rejects.toThrow(/row-level security/)
      expect(await acme.em().nativeUpdate(BacklogItem, { id: theirs!.id }, { title: 'taken' }, FORGOTTEN)).toBe(0)
      expect(await acme.em().nativeDelete(BacklogItem, { id: theirs!.id }, FORGOTTEN)).toBe(0)
      expect(await acme.em().nativeUpdate(BacklogItem, {}, { rank: 7 }, FORGOTTEN)).toBe(3)
      expect((await bolt.em().find(BacklogItem, {})).map(({ title, rank }) => `${title} ${rank}`).sort()).toEqual([
        'Item B-1 0',
        'Item B-2 1',
        'Item B-3 2',
      ])
    })

    test('moving its own row over to the other tenant', async () => {
      await expect(
        acme.em().execute(`update backlog_item set tenant_id = ? where key = 'A-1'`, [bolt.id]),
      ).rejects.toThrow(/row-level security/)
    })

    test('a parent of the other tenant: refused by the foreign key itself', async () => {
      const label = (workspaceId: string, itemId: string) =>
        em.execute(`insert into item_label (tenant_id, id, workspace_id, item_id, name) values (?, ?, ?, ?, ?)`, [
          acme.id,
          crypto.randomUUID(),
          workspaceId,
          itemId,
          crypto.randomUUID(),
        ])
      const [mine] = await acme.em().find(BacklogItem, { key: 'A-1' })
      const [theirs] = await bolt.em().find(BacklogItem, { key: 'B-1' })
      await expect(label(acmeShop.id, mine!.id)).resolves.toBeDefined()
      await expect(label(acmeShop.id, theirs!.id)).rejects.toThrow(/foreign key/)
      await expect(label(boltShop.id, mine!.id)).rejects.toThrow(/foreign key/)
      const fresh = acme.em()
      fresh.create(ItemLabel, {
        workspace: fresh.getReference(Workspace, [acme.id, acmeShop.id], { wrapped: true }),
        item: fresh.getReference(BacklogItem, [bolt.id, theirs!.id], { wrapped: true }),
        name: 'y',
      })
      await expect(fresh.flush()).rejects.toThrow(/foreign key/)
      await expect(em.execute(`update backlog_item set parent_id = ? where key = 'A-1'`, [theirs!.id])).rejects.toThrow(
        /foreign key/,
      )
    })

    test('work that stands in no tenant: it fails, it does not see all', async () => {
      const nowhere = pm33.orm.em.fork()
      await expect(nowhere.find(BacklogItem, {})).rejects.toThrow(/No arguments provided for filter 'tenant'/)
      await expect(nowhere.find(BacklogItem, {}, FORGOTTEN)).rejects.toThrow(
        /app\.tenant_id|invalid input syntax for type uuid/,
      )
      await expect(rows('select * from backlog_item')).rejects.toThrow(
        /app\.tenant_id|invalid input syntax for type uuid/,
      )
      await expect(rows('select * from api_key')).rejects.toThrow(/app\.tenant_id|invalid input syntax for type uuid/)
    })

    test('a search for the other tenant’s words in the other tenant’s workspace', async () => {
      const search = (workspaceId: string) =>
        acme.em().execute<{ id: string }[]>(`select backlog_search(?, 'item') as id`, [workspaceId])
      expect(await search(acmeShop.id)).toHaveLength(3)
      expect(await search(boltShop.id)).toEqual([])
    })

    test('two hundred questions of both tenants at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, async (_, at) => {
          const [who, letter] = at % 2 ? [acme, 'A'] : [bolt, 'B']
          return (await who.em().find(BacklogItem, {})).every(({ key }) => key.startsWith(letter!))
        }),
      )
      expect(answers).not.toContain(false)
    })
  })
})
