import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSchema, getNamedType, isObjectType, type GraphQLObjectType } from 'graphql'
import { SCOPES, type Scope } from '../../api/identity/scope.ts'
import { tools } from '../../mcp/tools/index.ts'
import { resources } from '../../mcp/resources/index.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { givenShop } from '../shop.ts'
import { world, type TenantInTest, type World } from '../world.ts'

/** Arguments without which a tool has no question to answer. */
const ASKED: Record<string, Record<string, unknown>> = {
  analyze_scenario: {
    count: 3,
    scenarios: [{ name: 'half the people', changes: [{ type: 'capacity', team: 'Web', factor: 0.5 }] }],
  },
  forecast_delivery: { count: 3 },
  generate_prd: { epicId: 'SHOP-1' },
}

const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'))

/** Fields of a workspace that anybody with a credential may read: what it is called, and who its teams are. */
const OPEN = [
  'assumed',
  'calendars',
  'createdAt',
  'currency',
  'dataChangedAt',
  'dataVersion',
  'id',
  'key',
  'name',
  'teams',
]

describe('nine scopes', () => {
  let pm33: World
  let acme: TenantInTest
  let mcp: AdapterInTest
  const clients = new Map<Scope, Claude>()
  const keys = new Map<Scope, string>()

  beforeAll(async () => {
    pm33 = await world('postgres')
    acme = await pm33.tenant('Acme')
    const shop = await acme.workspace('Shop')
    await givenShop(acme, shop)
    mcp = await adapter(pm33)
    for (const scope of SCOPES) {
      const key = await acme.key({ scopes: [...new Set<Scope>(['mcp:enabled', scope])] })
      keys.set(scope, key)
      clients.set(scope, await claude(mcp, key))
    }
  })
  afterAll(async () => {
    for (const client of clients.values()) await client.close()
    await mcp.close()
    await pm33.close()
  })

  test.each(tools.map(({ name, scope }) => [name, scope] as const))(
    '%s is opened by %s and by no other',
    async (name, scope) => {
      for (const [held, client] of clients) {
        const { isError, text } = await client.call(name, ASKED[name] ?? {})
        const refused = isError && text.startsWith('FORBIDDEN')
        expect(`${held}: ${refused ? 'refused' : 'open'}`).toBe(`${held}: ${held === scope ? 'open' : 'refused'}`)
        // The refusal names exactly what is missing, and where it is given.
        if (refused) expect(text.match(/[a-z]+:(read|write|enabled)/g)).toEqual(expect.arrayContaining([scope]))
      }
    },
  )

  test.each(resources.map(({ uri, scope }) => [uri, scope] as const))(
    '%s is opened by %s and by no other',
    async (uri, scope) => {
      const concrete = uri.replace('{workspaceId}', 'shop').replace('{tenantId}', 'me')
      for (const [held, client] of clients) {
        const open = await client.read(concrete).then(
          () => true,
          () => false,
        )
        expect(`${held}: ${open ? 'open' : 'refused'}`).toBe(
          `${held}: ${held === scope || scope === 'mcp:enabled' ? 'open' : 'refused'}`,
        )
      }
    },
  )

  const fields = Object.values((schema.getType('Workspace') as GraphQLObjectType).getFields()).filter(
    ({ name }) => !OPEN.includes(name),
  )

  test.each(fields.map(({ name }) => [name] as const))(
    'Workspace.%s is opened by exactly one scope, and the refusal names it',
    async (name) => {
      const field = fields.find((candidate) => candidate.name === name)!
      const required = field.args.filter(
        ({ type, defaultValue }) => String(type).endsWith('!') && defaultValue === undefined,
      )
      const values = Object.fromEntries(
        required.map(({ name: argument, type }) => [argument, exampleOf(argument, String(type))]),
      )
      const written = required.length
        ? `(${Object.entries(values)
            .map(([argument, value]) => `${argument}: ${value}`)
            .join(', ')})`
        : ''
      const inner = isObjectType(getNamedType(field.type)) ? ' { __typename }' : ''
      const named = new Set<string>()
      const openers: Scope[] = []
      for (const [held, key] of keys) {
        const { errors } = await pm33.graphql(key, `{ workspace { ${name}${written}${inner} } }`)
        const missing = errors?.find(({ extensions }) => extensions.code === 'FORBIDDEN')?.extensions.scope
        if (missing) named.add(String(missing))
        else openers.push(held)
      }
      expect(openers).toHaveLength(1)
      expect([...named]).toEqual(openers)
    },
  )
})

/** A literal of an argument's type: its meaning does not matter, whether it may be asked does. */
function exampleOf(name: string, type: string): string {
  if (type.includes('[')) return name === 'scenarios' ? '[{ name: "a", changes: [] }]' : '[]'
  if (type.startsWith('ID') || type.startsWith('String')) return '"SHOP-1"'
  if (type.startsWith('Date')) return '"2026-11-21"'
  return '1'
}
