import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLES, SCOPES, WRITE_SCOPES, type Role } from '../../api/identity/scope.ts'
import { givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

/** The lowest role that each change asks for, and the write scope that lets a key make it; null where no key may. */
const CHANGES: readonly [mutation: string, lowest: Role, scope: string | null][] = [
  ['createItem(input: { title: "x" }) { id }', 'member', 'backlog:write'],
  ['updateItem(id: "A-1", input: { title: "x" }) { id }', 'member', 'backlog:write'],
  ['upsertItems(items: [{ key: "A-1", title: "x" }]) { updated }', 'member', 'backlog:write'],
  ['rankItem(id: "A-1", after: "A-2") { id }', 'member', 'backlog:write'],
  ['deleteItems(ids: []) { count }', 'member', 'backlog:write'],
  ['addDependency(item: "A-2", blocker: "A-1") { id }', 'member', 'backlog:write'],
  ['endDependency(id: "Dependency:00000000-0000-4000-8000-000000000000") { id }', 'member', 'backlog:write'],
  ['createTeam(input: { name: "T#" }) { id }', 'member', 'backlog:write'],
  ['updateTeam(id: "Core", input: { members: 5 }) { id }', 'member', 'backlog:write'],
  ['deleteTeam(id: "None")', 'member', 'backlog:write'],
  ['createCalendar(input: { name: "C#" }) { id }', 'member', 'backlog:write'],
  ['updateCalendar(id: "None", input: {}) { id }', 'member', 'backlog:write'],
  ['deleteCalendar(id: "None")', 'member', 'backlog:write'],
  ['createSprint(input: { name: "S#" }) { id }', 'member', 'backlog:write'],
  ['updateSprint(id: "None", input: {}) { id }', 'member', 'backlog:write'],
  ['startSprint(id: "None") { id }', 'member', 'backlog:write'],
  ['closeSprint(id: "None") { id }', 'member', 'backlog:write'],
  ['deleteSprint(id: "None")', 'member', 'backlog:write'],
  ['setMission(statement: "#") { id }', 'member', 'strategy:write'],
  ['createTheme(input: { name: "T#" }) { id }', 'member', 'strategy:write'],
  ['updateTheme(id: "None", input: {}) { id }', 'member', 'strategy:write'],
  ['deleteTheme(id: "None")', 'member', 'strategy:write'],
  ['deleteScheduleBaseline(id: "None")', 'member', 'backlog:write'],
  ['createObjective(input: { name: "O#" }) { id }', 'member', 'strategy:write'],
  ['updateObjective(id: "None", input: {}) { id }', 'member', 'strategy:write'],
  ['deleteObjective(id: "None")', 'member', 'strategy:write'],
  ['linkItems(id: "None", itemIds: []) { id }', 'member', 'strategy:write'],
  ['unlinkItems(id: "None", itemIds: []) { id }', 'member', 'strategy:write'],
  ['createApiKey(input: { name: "k" }) { key }', 'admin', null],
  ['revokeApiKey(id: "None") { id }', 'admin', null],
  ['renameWorkspace(id: "shop", name: "Shop #") { id }', 'admin', null],
  ['updateSettings(sessionMinutes: 30) { id }', 'admin', null],
  ['createWorkspace(name: "W#") { id }', 'admin', null],
  ['setWorkspaceCreditCap(workspaceId: "shop", monthlyCap: 100) { caps { monthlyCap } }', 'admin', null],
  ['setMemberCreditCap(id: "None", monthlyCap: 100) { caps { monthlyCap } }', 'admin', null],
  ['setOrganizationCreditCap(monthlyCap: 100) { caps { monthlyCap } }', 'owner', null],
  ['setCreditAlert(below: 10) { balance { alertBelow } }', 'owner', null],
  ['setCallLimits(perKey: 100) { perKey { own } }', 'owner', null],
  ['setAccessPolicy(input: {}) { views }', 'owner', null],
  ['exportAuditEvents(format: csv)', 'admin', null],
  ['exportMemberData(id: "None")', 'admin', null],
  ['restrictMember(id: "None") { what }', 'admin', null],
  ['setAuditRetention(days: 365) { retentionDays }', 'owner', null],
  ['deleteWorkspace(id: "None") { key }', 'owner', null],
]
const DENIED = ['FORBIDDEN', 'UNAUTHENTICATED']

describe('who may change what', () => {
  let pm33: World
  let acme: TenantInTest
  let version: () => Promise<number>
  let people: Record<Role, Ask>
  let count = 0

  beforeAll(async () => {
    pm33 = await world('postgres')
    acme = await pm33.tenant('Acme')
    await givenItems(acme, await acme.workspace('Shop'), [{ key: 'A-1' }, { key: 'A-2' }])
    await pm33.operator(acme)('mutation { createTeam(workspaceId: "shop", input: { name: "Core" }) { id } }')
    people = Object.fromEntries(ROLES.map((role) => [role, pm33.person(acme, role)])) as Record<Role, Ask>
    version = async () =>
      (await pm33.operator(acme)<any>('{ workspace(id: "shop") { dataVersion } }')).data!.workspace.dataVersion
  })
  afterAll(() => pm33.close())

  /** In the workspace of the test, with a name of its own. */
  const text = (mutation: string) => {
    const named = mutation.replaceAll('#', String(++count))
    const first =
      /^(create(?!Workspace|ApiKey)|update(?!Settings)|upsert|rank|delete(?!Workspace)|add|start|close|set(?!.*Credit|CallLimits|AccessPolicy|AuditRetention)|link|unlink)/.test(
        named,
      )
    return `mutation { ${first ? named.replace('(', '(workspaceId: "shop", ') : named} }`
  }
  const code = ({ errors }: { errors?: { extensions: Record<string, unknown> }[] }) =>
    errors?.[0]?.extensions.code as string | undefined

  test.each(CHANGES)('%s: %s and above', async (mutation, lowest) => {
    for (const role of ROLES) {
      const before = await version()
      const answer = await people[role](text(mutation))
      if (ROLES.indexOf(role) >= ROLES.indexOf(lowest)) expect([undefined, 'NOT_FOUND']).toContain(code(answer))
      else expect([code(answer), await version()]).toEqual(['FORBIDDEN', before])
    }
  })

  test('a key writes what its scopes say and never administers', async () => {
    const reader = await acme.key({ scopes: SCOPES })
    const writer = await acme.key({ scopes: [...SCOPES, ...WRITE_SCOPES] })
    for (const [mutation, , scope] of CHANGES) {
      // What no key may do does not exist for it.
      const refusal = scope === null ? 'GRAPHQL_VALIDATION_FAILED' : 'FORBIDDEN'
      const refused = await pm33.graphql(reader, text(mutation))
      expect([mutation, code(refused)]).toEqual([mutation, refusal])
      const answer = await pm33.graphql(writer, text(mutation))
      if (scope === null) expect([mutation, code(answer)]).toEqual([mutation, refusal])
      else expect([mutation, DENIED.includes(code(answer) ?? '')]).toEqual([mutation, false])
    }
  })

  test('without a credential nothing changes', async () => {
    for (const [mutation] of CHANGES) expect(code(await pm33.operator()(text(mutation)))).toBe('UNAUTHENTICATED')
  })
})
