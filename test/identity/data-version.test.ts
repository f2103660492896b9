import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entities } from '../../api/data/entities.ts'
import { FULL } from '../depth.ts'
import { ENGINES, givenItems, world, type TenantInTest, type World } from '../world.ts'

/** Changes over a small world, so that any two of them often meet. */
const item = fc.nat(5).map((number) => `"A-${number}"`)
const name = fc.constantFrom('"N1"', '"N2"')
const number = fc.integer({ min: -1, max: 3 })
const orNull = (value: fc.Arbitrary<string>) => fc.oneof(value, fc.constant('null'))
const say = (shape: TemplateStringsArray, ...parts: fc.Arbitrary<unknown>[]) =>
  fc.tuple(...parts).map((values) => shape.reduce((text, piece, at) => `${text}${values[at - 1]}${piece}`))
const status = fc.constantFrom('todo', 'active', 'done')

const change = fc.oneof(
  say`createItem(workspaceId: "shop", input: { key: ${item}, title: "t", parentId: ${orNull(item)} }) { key }`,
  say`updateItem(workspaceId: "shop", id: ${item}, input: { storyPoints: ${number}, sprintId: ${orNull(name)} }) { key }`,
  say`updateItem(workspaceId: "shop", id: ${item}, input: { parentId: ${orNull(item)}, teamId: ${orNull(name)} }) { key }`,
  say`updateItem(workspaceId: "shop", id: ${item}, input: { statusCategory: ${status} }) { key }`,
  say`upsertItems(workspaceId: "shop", items: [{ key: ${item}, title: "t", labels: ["l${number}"] }, { key: ${item}, title: "t", statusCategory: ${status} }]) { updated }`,
  say`deleteItems(workspaceId: "shop", ids: [${item}]) { count }`,
  say`rankItem(workspaceId: "shop", id: ${item}, after: ${item}) { key }`,
  say`addDependency(workspaceId: "shop", item: ${item}, blocker: ${item}, lagDays: ${number}) { id }`,
  say`createTeam(workspaceId: "shop", input: { name: ${name} }) { id }`,
  say`updateTeam(workspaceId: "shop", id: ${name}, input: { members: ${number}, calendarId: ${orNull(name)} }) { id }`,
  say`deleteTeam(workspaceId: "shop", id: ${name})`,
  say`createCalendar(workspaceId: "shop", input: { name: ${name} }) { id }`,
  say`updateCalendar(workspaceId: "shop", id: ${name}, input: { weekdays: [${number}, 4] }) { id }`,
  say`deleteCalendar(workspaceId: "shop", id: ${name})`,
  say`createSprint(workspaceId: "shop", input: { name: ${name}, teamId: ${orNull(name)} }) { id }`,
  say`updateSprint(workspaceId: "shop", id: ${name}, input: { goal: "g${number}" }) { id }`,
  say`startSprint(workspaceId: "shop", id: ${name}) { id }`,
  say`closeSprint(workspaceId: "shop", id: ${name}, moveUnfinishedTo: ${orNull(name)}) { id }`,
  say`deleteSprint(workspaceId: "shop", id: ${name})`,
  say`setMission(workspaceId: "shop", statement: ${orNull(name)}) { id }`,
  say`createTheme(workspaceId: "shop", input: { name: ${name} }) { id }`,
  say`updateTheme(workspaceId: "shop", id: ${name}, input: { position: ${number} }) { id }`,
  say`deleteTheme(workspaceId: "shop", id: ${name})`,
  say`createObjective(workspaceId: "shop", input: { name: ${name}, themeId: ${orNull(name)} }) { id }`,
  say`updateObjective(workspaceId: "shop", id: ${name}, input: { target: "${number}" }) { id }`,
  say`deleteObjective(workspaceId: "shop", id: ${name})`,
  say`linkItems(workspaceId: "shop", id: ${name}, itemIds: [${item}, ${item}]) { id }`,
  say`unlinkItems(workspaceId: "shop", id: ${name}, itemIds: [${item}]) { id }`,
  say`renameWorkspace(id: "shop", name: ${name}) { id }`,
  say`updateSettings(sessionMinutes: 2${number.filter((value) => value >= 0)}) { id }`,
  say`createApiKey(input: { name: ${name} }) { key }`,
)

/** The first history begins with one change of each outcome, so that none holds because nothing came to it. */
const ONE_OF_EACH = [
  'renameWorkspace(id: "shop", name: "N1") { id }',
  'renameWorkspace(id: "shop", name: "N1") { id }',
  'deleteTeam(workspaceId: "shop", id: "N1")',
]

describe.each(ENGINES)('the data version on %s', (engine) => {
  let pm33: World
  beforeAll(async () => void (pm33 = await world(engine)))
  afterAll(() => pm33.close())

  /** Everything that is planned in a workspace, row by row. */
  async function planned(tenant: TenantInTest): Promise<unknown> {
    const em = tenant.em()
    const tables = entities
      .map((entity) => em.getMetadata().get(entity))
      .filter(({ properties }) => 'workspace' in properties)
      .map(({ tableName }) => tableName)
    const counted = tables.map(
      (table) =>
        `select '${table}' as name, (select string_agg(t::text, '|' order by t.id) from ${table} t where t.tenant_id = '${tenant.id}') as rows`,
    )
    return em.execute(
      [
        ...counted,
        `select 'workspace', (select string_agg(concat(key, name), '|' order by id) from workspace where tenant_id = '${tenant.id}')`,
      ].join(' union all '),
    )
  }

  test('rises by exactly one with each change, and by nothing where nothing changed or the change was refused', async () => {
    let run = 0
    const outcomes = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 12, maxLength: 24 }), async (changes) => {
        const tenant = await pm33.tenant(`Tenant ${++run}`)
        await givenItems(tenant, await tenant.workspace('Shop'), [{ key: 'A-1' }, { key: 'A-2' }, { key: 'A-3' }])
        const ask = pm33.operator(tenant)
        const version = async () =>
          (await ask<any>('{ workspace(id: "shop") { dataVersion } }')).data!.workspace.dataVersion as number
        for (const mutation of run === 1 ? [...ONE_OF_EACH, ...changes] : changes) {
          const before = { version: await version(), rows: await planned(tenant) }
          const { errors } = await ask(`mutation { ${mutation} }`)
          const after = { version: await version(), rows: await planned(tenant) }
          const changed = JSON.stringify(before.rows) !== JSON.stringify(after.rows)
          const outcome = errors ? 'refused' : changed ? 'changed' : 'unchanged'
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
          expect([mutation, errors?.[0]?.extensions.code]).not.toContain('INTERNAL')
          if (errors) expect([mutation, changed]).toEqual([mutation, false])
          expect([mutation, after.version - before.version]).toEqual([mutation, changed ? 1 : 0])
        }
      }),
      { numRuns: (engine === 'embedded' ? 2 : 4) * (FULL ? 3 : 1) },
    )
    expect([...outcomes.keys()].sort()).toEqual(['changed', 'refused', 'unchanged'])
  }, 120_000)
})
