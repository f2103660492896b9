/** The states in which a database refuses or drops a caller, each brought about by the database itself, and what the caller reads. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { coded } from '../../api/server/graphql/use-error-codes.ts'
import { SCOPES } from '../../api/identity/scope.ts'
import { Setting } from '../../api/identity/entity.ts'
import { BacklogItem } from '../../api/backlog/entity.ts'
import { asOwner, newDatabase } from '../servers/databases.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'

/** An item whose title asks for it meets the state: at once, or when its transaction commits. */
const TRAP = `
  create function meet() returns trigger language plpgsql as $$ begin
    if new.title like 'meets %' then raise exception 'as asked' using errcode = substr(new.title, 7); end if;
    return new;
  end $$;
  create trigger meet before insert on backlog_item for each row execute function meet();
  create function meet_end() returns trigger language plpgsql security definer as $$ begin
    if new.title = 'is cut at commit' then perform pg_terminate_backend(pg_backend_pid()); end if;
    return null;
  end $$;
  create constraint trigger meet_end after insert on backlog_item deferrable initially deferred for each row execute function meet_end();
  create table met (state text);
  grant select on met to pm33_app;
  create function refuse() returns boolean language plpgsql security definer as $$ declare asked text; begin
    select state into asked from met limit 1;
    if asked is not null then raise exception 'as asked' using errcode = asked; end if;
    return true;
  end $$;
  create policy refuse on setting as restrictive for select to pm33_app using (refuse());
`

describe.each(ENGINES)('a database in trouble, on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let key: string

  let at: DatabaseLocation

  beforeAll(async () => {
    at = await newDatabase(engine)
    pm33 = await world(engine, at)
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
    key = await acme.key({ scopes: [...SCOPES, 'backlog:write'] })
    await asOwner(at, pm33.orm, ...TRAP.split(/;\n(?= {2}(?:create|grant))/))
  })
  afterAll(() => pm33?.close())

  const ask = async (query: string) => {
    const response = await pm33.api.fetch(
      new Request('http://pm33.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify({ query }),
      }),
    )
    const { data, errors = [] } = (await response.json()) as {
      data?: unknown
      errors?: { message: string; extensions: Record<string, unknown> }[]
    }
    return { status: response.status, retryAfter: response.headers.get('retry-after'), data, errors }
  }
  const create = (title: string) => `createItem(input: { title: ${JSON.stringify(title)}, type: story }) { key }`
  const titles = async () =>
    (await acme.em().find(BacklogItem, {}, { filters: { workspace: false } })).map(({ title }) => title)

  test.each(['53100', '53200', '57014', '40P01', '25006', '57P03'])(
    'a change that ends with %s answers UNAVAILABLE, says when to come back, and has saved nothing',
    async (state) => {
      const { status, retryAfter, data, errors } = await ask(`mutation { ${create(`meets ${state}`)} }`)
      // With data in it, it would have to be a 200.
      expect([status, retryAfter, data]).toEqual([503, '5', undefined])
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(/Nothing was saved\. Try again in 5 seconds\.$/),
          extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 5 },
        },
      ])
      expect(await titles()).not.toContain(`meets ${state}`)
    },
  )

  test('what is looked up before an operation runs answers UNAVAILABLE in the same form', async () => {
    await acme.em().insert(Setting, {
      id: crypto.randomUUID(),
      tenantId: acme.id,
      name: 'access policy',
      value: {},
      createdAt: new Date(),
    } as never)
    await asOwner(at, pm33.orm, `insert into met values ('57P03')`)
    pm33.api.credentials.forget()
    const { status, retryAfter, errors } = await ask('{ workspaces { nodes { id } } }')
    await asOwner(at, pm33.orm, 'delete from met')
    expect([status, retryAfter]).toEqual([503, '5'])
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 5 } }])
  })

  test('of two changes in one request the first stays: nobody reads that nothing was saved', async () => {
    const { status, retryAfter, errors } = await ask(
      `mutation { kept: ${create('kept')} lost: ${create('meets 53100')} }`,
    )
    expect([status, retryAfter]).toEqual([200, null])
    expect(errors).toMatchObject([{ path: ['lost'], extensions: { code: 'OUTCOME_UNKNOWN' } }])
    expect(errors[0]!.message).toBe(
      'The database became unavailable after part of this request had been saved. Check what is there before you try again.',
    )
    expect(await titles()).toContain('kept')
  })

  // The embedded database has no connection that could be cut.
  if (engine === 'postgres')
    test('a connection that is lost during COMMIT answers OUTCOME_UNKNOWN, once, without a hint to repeat it', async () => {
      const { status, retryAfter, errors } = await ask(`mutation { ${create('is cut at commit')} }`)
      expect([status, retryAfter]).toEqual([200, null])
      expect(errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }])
      expect(errors[0]!.message).toBe(
        'The connection to the database was lost while saving. The change may or may not have been saved. Check before you try again.',
      )
      expect(errors[0]!.extensions).not.toHaveProperty('retryAfter')
    })

  test.each([
    ['23505', 'CONFLICT'],
    ['23503', 'NOT_FOUND'],
  ])('a row that a constraint refuses with %s answers %s, whoever says so', (code, known) => {
    const refused = Object.assign(new Error('of a driver'), { code })
    const log = { error: () => undefined, warn: () => undefined }
    for (const error of [refused, new Error('while saving', { cause: refused })])
      expect(coded(error, log as never).extensions.code).toBe(known)
  })

  test('afterwards everything goes on', async () => {
    expect((await ask(`mutation { ${create('afterwards')} }`)).errors).toEqual([])
    expect(await titles()).toContain('afterwards')
  })
})
