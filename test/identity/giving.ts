/** Who may do what in a tenant, read from all the places that say so; and the mutations that write there. */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql'
import { both } from '../../api/identity/credentials/credentials.ts'
import { grantableScopes, ROLES, type Role } from '../../api/identity/scope.ts'
import type { TenantInTest } from '../world.ts'

export interface Reach {
  role: Role
  /** null is all, later ones too. */
  workspaces: readonly string[] | null
  scopes: readonly string[]
}

interface Row {
  name: string
  role: Role
  of_person: string[] | null
  own: string[] | null
  scopes: string[] | null
}

/** Everything that lets somebody or something do anything in a tenant, by what it is; of a credential what its person may do as well. */
export async function reachesIn(tenant: TenantInTest): Promise<Map<string, Reach>> {
  const credentials = ['api_key', 'oauth_grant'].map(
    (table) =>
      `select '${table} ' || c.id as name, m.role, m.workspace_ids as of_person, c.workspace_ids as own, c.scopes from ${table} c join membership m on m.tenant_id = c.tenant_id and m.user_id = c.user_id where c.revoked_at is null`,
  )
  const rows = await tenant
    .em()
    .execute<Row[]>(
      [
        `select 'member ' || id as name, role, workspace_ids as of_person, null::jsonb as own, null::jsonb as scopes from membership`,
        `select 'invitation for ' || email, role, workspace_ids, null::jsonb, null::jsonb from invite`,
        ...credentials,
      ].join(' union all '),
    )
  return new Map(
    rows.map(({ name, role, of_person, own, scopes }) => [
      name,
      { role, workspaces: both(own, of_person), scopes: scopes ?? [...grantableScopes(role)] },
    ]),
  )
}

function covers(most: Reach | undefined, reach: Reach, existing: ReadonlySet<string>): boolean {
  if (
    !most ||
    ROLES.indexOf(reach.role) > ROLES.indexOf(most.role) ||
    reach.scopes.some((scope) => !most.scopes.includes(scope))
  )
    return false
  return (
    !most.workspaces || (reach.workspaces?.every((id) => !existing.has(id) || most.workspaces!.includes(id)) ?? false)
  )
}

/**
 * What became more than it was, and is more than the giver had.
 * @param existing workspaces that were there before: whoever makes one has it
 */
export function givenBeyond(
  giver: Reach,
  before: ReadonlyMap<string, Reach>,
  after: ReadonlyMap<string, Reach>,
  existing: ReadonlySet<string>,
): string[] {
  return [...after]
    .filter(([name, reach]) => !covers(before.get(name), reach, existing) && !covers(giver, reach, existing))
    .map(([name, reach]) => `${name}: ${JSON.stringify(reach)}`)
}

/** Arguments by which a mutation says what somebody may do. */
const GIVING = new Set(['role', 'roles', 'scopes', 'workspaceIds', 'allWorkspaces', 'surfaces', 'permissions'])

function names(type: GraphQLInputType, seen = new Set<string>()): string[] {
  const inner = getNamedType(type)
  if (!isInputObjectType(inner) || seen.has(inner.name)) return []
  seen.add(inner.name)
  return Object.values(inner.getFields()).flatMap((field) => [field.name, ...names(field.type, seen)])
}

/** Mutations with such an argument, at whatever depth. */
export function givingMutations(schema: GraphQLSchema): string[] {
  const mutations = Object.values(schema.getMutationType()!.getFields())
  return mutations
    .filter(({ args }) => args.some((arg) => [arg.name, ...names(arg.type)].some((name) => GIVING.has(name))))
    .map(({ name }) => name)
    .sort()
}

/** Values of each kind that a random mutation is given. */
export interface Pool {
  pick<T>(from: readonly T[]): T
  ids: readonly string[]
  texts: readonly string[]
}

/** A mutation with random arguments, most of them given. */
export function randomCall(
  field: GraphQLField<unknown, unknown>,
  pool: Pool,
): { query: string; variables: Record<string, unknown> } {
  const given = field.args.filter(({ type }) => isNonNullType(type) || pool.pick([true, true, false]))
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ')
  const inner = getNamedType(field.type)
  const selection = 'getFields' in inner ? ' { __typename }' : ''
  return {
    query: `mutation${declared && ` (${declared})`} { ${field.name}${passed && `(${passed})`}${selection} }`,
    variables: Object.fromEntries(given.map(({ name, type }) => [name, valueOf(name, type, pool)])),
  }
}

function valueOf(name: string, type: GraphQLInputType, pool: Pool): unknown {
  if (isNonNullType(type)) return valueOf(name, type.ofType, pool)
  if (isListType(type)) return Array.from({ length: pool.pick([1, 1, 2]) }, () => valueOf(name, type.ofType, pool))
  if (isEnumType(type)) return pool.pick(type.getValues()).name
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || pool.pick([true, false]),
    )
    return Object.fromEntries(fields.map((field) => [field.name, valueOf(field.name, field.type, pool)]))
  }
  const byType: Record<string, () => unknown> = {
    ID: () => pool.pick(pool.ids),
    Int: () => pool.pick([1, 5, 30]),
    Float: () => 1,
    Boolean: () => pool.pick([true, true, false]),
    Date: () => '2026-03-19',
    DateTime: () => '2026-03-19T14:05:00Z',
    JSON: () => ({}),
  }
  return (
    byType[type.name]?.() ??
    (name.toLowerCase().includes('email') ? `${crypto.randomUUID()}@example.test` : pool.pick(pool.texts))
  )
}
