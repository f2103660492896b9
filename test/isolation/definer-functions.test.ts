import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EntityManager } from '../../api/data/database.ts'
import { ENGINES, givenItems, world, type TenantInTest, type World } from '../world.ts'

/** Every function that runs with its owner's rights, wherever it lives: found in the catalog, so that a new one is tried too. */
const DEFINERS = `
  select p.oid::regproc::text as name, coalesce(p.proconfig::text[], '{}') as config, array(select format_type(t, null) from unnest(p.proargtypes) t) as types
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema') order by 1`

/** For functions that not any text will do for. */
const VALUES: Record<string, string> = {
  audit_erase: `gen_random_uuid(), '{}'`,
  audit_purge: '0',
  tenants_with_credits_due: 'now()',
  tenants_with_syncs_due: 'now()',
  backlog_search: `gen_random_uuid(), 'x', '{"type": ["bug"]}', 'rank', true, '1', gen_random_uuid(), 1`,
}

interface Definer {
  name: string
  config: string[]
  types: string[]
}

describe.each(ENGINES)('functions that run with their owner’s rights on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    await acme.key()
    await givenItems(acme, await acme.workspace('Shop'), [{ key: 'A-1' }])
  })
  afterAll(() => pm33.close())

  /** Work on one connection, of which nothing stays. */
  const briefly = async <T>(work: (em: EntityManager) => Promise<T>): Promise<T> => {
    let result: T | undefined
    const undone = new Error('undone')
    await pm33.orm.em
      .fork()
      .transactional(async (em) => {
        result = await work(em as EntityManager)
        throw undone
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error
      })
    return result as T
  }

  /** What the serving role may do: a view in place of every table, and a function and an operator in place of those they use. */
  async function plant(em: EntityManager): Promise<void> {
    await em.execute(
      `create function pg_temp.planted() returns boolean language plpgsql immutable as $$ begin raise exception 'planted code ran as %', current_user; end $$`,
    )
    await em.execute(
      `create function pg_temp.websearch_to_tsquery(text, text) returns tsquery language plpgsql as $$ begin raise exception 'planted code ran'; end $$`,
    )
    await em.execute(
      `create function pg_temp.current_setting(text) returns text language plpgsql as $$ begin raise exception 'planted code ran'; end $$`,
    )
    await em.execute(
      `create function pg_temp.planted_equal(text, text) returns boolean language plpgsql as $$ begin raise exception 'planted code ran'; end $$`,
    )
    await em.execute(`create operator pg_temp.= (leftarg = text, rightarg = text, function = pg_temp.planted_equal)`)
    const tables = await em.execute<{ name: string }[]>(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'select')`,
    )
    for (const { name } of tables) {
      await em.execute(`create temp view ${name} as select * from public.${name} where pg_temp.planted()`)
      await em.execute(`grant select on pg_temp.${name} to public`)
    }
  }

  /** @returns the functions that run what was planted */
  const deceived = (definers: readonly Definer[], more?: (em: EntityManager) => Promise<unknown>) =>
    briefly(async (em) => {
      await more?.(em)
      await em.execute(`select set_config('app.tenant_id', ?, true)`, [acme.id])
      await plant(em)
      const found: string[] = []
      for (const { name, types } of definers) {
        await em.execute('savepoint before')
        const values = VALUES[name] ?? types.map((type) => `'${type === 'uuid' ? acme.id : 'x'}'::${type}`).join(', ')
        await em.execute(`select * from ${name}(${values})`).catch((error: Error) => {
          if (!/planted code ran/.test(error.message)) throw error
          found.push(name)
        })
        await em.execute('rollback to before')
      }
      return found
    })

  test('look into temporary objects last, all of them', async () => {
    const definers = await briefly((em) => em.execute<Definer[]>(DEFINERS))
    expect(definers.length).toBeGreaterThanOrEqual(6)
    for (const { name, config } of definers)
      expect([name, config]).toEqual([name, ['search_path=pg_catalog, public, pg_temp']])
  })

  test('run nothing that the caller has planted', async () => {
    expect(await deceived(await briefly((em) => em.execute<Definer[]>(DEFINERS)))).toEqual([])
  })

  test('what was planted does run in a function that searches temporary objects first', async () => {
    const open = [{ name: 'left_open', config: [], types: ['text'] }]
    const make = async (em: EntityManager) => {
      await em.execute('set local role none')
      await em.execute(
        `create function public.left_open(wanted text) returns setof uuid language sql stable security definer set search_path = pg_catalog, public as $$ select id from api_key where hash = wanted $$`,
      )
      await em.execute('set local role pm33_app')
    }
    expect(await deceived(open, make)).toEqual(['left_open'])
  })
})
