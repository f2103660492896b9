import { afterAll, beforeAll, expect, test } from 'vitest'
import { Import } from '../../api/imports/entity.ts'
import { SyncConnection } from '../../api/sync/entity.ts'
import { AuditEvent } from '../../api/audit/entity.ts'
import { adapter, claude } from '../claude.ts'
import { world, type Ask, type TenantInTest, type World } from '../world.ts'
import { doorsOf, type Doors } from './doors.ts'

const csv = (assignee: string, title = 'Dig') =>
  `Key,Title,Status,Assignee\nA-1,${title},Open,${assignee}\nA-2,Fill,Open,Ana Ruiz\nA-3,Rest,Open,\n`

let pm33: World
let acme: TenantInTest
let doors: Doors
beforeAll(async () => {
  pm33 = await world()
  acme = await pm33.tenant('Acme')
  doors = await doorsOf(pm33, acme)
})
afterAll(() => pm33.close())

const ERASE = 'mutation EraseAssignee($name: String!) { eraseAssignee(name: $name) { items earlierVersions trackers } }'
const erase = (ask: Ask, name: string) => ask<{ eraseAssignee: object }>(ERASE, { name })

// Also from what undo would bring back.
test('privacy: An admin can erase that name with npx pm33 person erase NAME or the mutation eraseAssignee.', async () => {
  const file = { fileName: 'garden.csv' }
  await doors.import(csv('Noor Haddad'), file)
  const { id } = await doors.import(csv('Ana Ruiz', 'Dig deeper'), file)
  const other = await pm33.tenant('Other')
  await (await doorsOf(pm33, other)).import(csv('Noor Haddad'), file)

  const audited = async () => {
    await pm33.api.audit.flush()
    return acme.em().count(AuditEvent, { outcome: 'ok' })
  }
  const admin = pm33.person(acme, 'admin')
  const before = await audited()
  expect((await erase(admin, 'Noor Haddad')).data).toEqual({
    eraseAssignee: { items: 0, earlierVersions: 1, trackers: [] },
  })
  expect((await erase(admin, 'Ana Ruiz')).data).toEqual({
    eraseAssignee: { items: 2, earlierVersions: 0, trackers: [] },
  })

  expect(await audited()).toBe(before + 2)

  const mcp = await adapter(pm33)
  const client = await claude(mcp, await acme.key())
  expect((await client.call('query_backlog', { columns: 'full' })).text).not.toMatch(/Ana|Noor/)
  expect((await doors.undo(id, true)).errors).toBeUndefined()
  expect((await client.call('query_backlog', { columns: 'full' })).text).not.toMatch(/Ana|Noor/)
  const neighbor = await claude(mcp, await other.key())
  expect((await neighbor.call('query_backlog', { columns: 'triage' })).text).toContain('Noor Haddad')
  await Promise.all([client.close(), neighbor.close()])
  await mcp.close()
})

test('names the connected trackers, which bring the name back', async () => {
  await doors.import(csv('Mona Lund'), { fileName: 'tracked.csv' })
  const em = acme.em()
  const run = await em.findOneOrFail(Import, { fileName: 'tracked.csv' })
  em.create(SyncConnection, {
    workspace: run.workspace!,
    import: run,
    kind: 'jira',
    name: 'Jira of Acme',
    sealedToken: 'sealed',
    tokenHint: 'hint',
    scopes: [],
    state: 'paused',
    dueAt: new Date(),
  } as never)
  await em.flush()
  expect((await erase(pm33.person(acme, 'admin'), 'Mona Lund')).data).toMatchObject({
    eraseAssignee: { items: 1, trackers: ['Jira of Acme'] },
  })
})

test('nobody else may, and a name that no item has comes back with the nearest', async () => {
  await doors.import(csv('Liam Walsh'), { fileName: 'more.csv' })
  for (const ask of [
    pm33.person(acme, 'member'),
    pm33.person(acme, 'viewer'),
    async (query: string, variables?: object) =>
      pm33.graphql(await acme.key({ scopes: ['mcp:enabled', 'backlog:read', 'backlog:write'] }), query, variables),
  ] as Ask[])
    expect((await erase(ask, 'Liam Walsh')).errors![0]!.extensions.code).toMatch(
      /^(FORBIDDEN|GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/,
    )
  const { errors } = await erase(pm33.person(acme, 'admin'), 'Liam Walch')
  expect(errors![0]).toMatchObject({
    message: 'Assignee "Liam Walch" was not found.',
    extensions: { code: 'NOT_FOUND', names: expect.arrayContaining(['Liam Walsh']) },
  })
})
