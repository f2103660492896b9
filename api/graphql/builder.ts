import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import DataloaderPlugin from '@pothos/plugin-dataloader'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import SimpleObjectsPlugin from '@pothos/plugin-simple-objects'
import SubGraphPlugin from '@pothos/plugin-sub-graph'
import ValidationPlugin from '@pothos/plugin-validation'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { z } from 'zod'
import { momentIn } from '../../text.ts'
import type { Context } from '../data/context.ts'
import ConstraintsPlugin from './constraints.ts'
import ContractPlugin, { PUBLIC } from './contract.ts'
import { badInput, credentialRequired, inputIssue, Refusal } from './errors.ts'
import { may } from '../identity/principal.ts'
import { isUuid } from '../math/uuid.ts'
import type { Permission, Scope } from '../identity/scope.ts'

/** Objects that `nodes` reads in one request. */
const MOST_NODES = 100

export const builder = new SchemaBuilder<{
  Context: Context
  DefaultFieldNullability: false
  SubGraphs: 'public'
  AuthScopes: {
    scope: Scope
    may: Permission
    signedIn: boolean
    session: boolean
    adapter: boolean
    operator: boolean
  }
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date | string }
    Date: { Input: string; Output: string }
    JSON: { Input: unknown; Output: unknown }
  }
}>({
  // The last is asked first: the contract decides what the sub-graph plugin reads, constraints what is validated.
  plugins: [
    ScopeAuthPlugin,
    RelayPlugin,
    DataloaderPlugin,
    ComplexityPlugin,
    SimpleObjectsPlugin,
    ValidationPlugin,
    ConstraintsPlugin,
    SubGraphPlugin,
    ContractPlugin,
  ],
  subGraphs: { defaultForTypes: [], fieldsInheritFromTypes: true },
  defaultFieldNullability: false,
  scopeAuth: {
    runScopesOnType: true,
    treatErrorsAsUnauthorized: false,
    authScopes: ({ principal, adapter, operator }) => ({
      signedIn: principal !== null,
      /** A person in the browser, whatever their role. */
      session: principal?.kind === 'session',
      adapter,
      operator,
      scope: (scope) => principal?.scopes.has(scope) ?? false,
      may: (permission) => principal !== null && may(principal, permission),
    }),
    unauthorizedError: (_parent, { principal }, info, result) => {
      if (!principal) return credentialRequired()
      const missing = missingFrom(result.failure)
      // People have roles, and know neither fields nor scopes.
      if (principal.kind === 'session')
        return new Refusal(
          'FORBIDDEN',
          `Your role in this organization does not allow this. Ask ${missing === 'tenant:own' ? 'an owner' : 'an admin'} to do it, or for another role.`,
          missing ? { scope: missing } : {},
        )
      return new Refusal(
        'FORBIDDEN',
        `${info.parentType.name}.${info.fieldName} requires ${missing ? `the scope ${missing}` : 'rights that this credential lacks'}.`,
        missing ? { scope: missing } : {},
      )
    },
  },
  relay: {
    clientMutationId: 'omit',
    cursorType: 'String',
    nodesOnConnection: true,
    // An id of a type that the caller is not served, or that no row can have, names nothing, like an id that nobody has.
    nodeQueryOptions: {
      subGraphs: PUBLIC,
      resolve: (_root, { id }, _context, info, resolveNode) => (served(info, id) ? resolveNode(id) : null),
    },
    nodesQueryOptions: {
      subGraphs: PUBLIC,
      // Some types load one by one: a list costs as much as it has entries.
      args: { ids: { validate: z.array(z.unknown()).max(MOST_NODES) as never } },
      complexity: ({ ids }) => ({ field: 1, multiplier: Math.max(1, ids.length) }),
      resolve: async (_root, args, _context, info, resolveNodes) => {
        const { ids } = args
        const known = ids.filter((id) => served(info, id))
        // The library loads what the arguments say, whatever it is called with.
        args.ids = known
        const found = await resolveNodes(known)
        const nodes = new Map(known.map((id, at) => [id, found[at]]))
        return ids.map((id) => nodes.get(id) ?? null)
      },
    },
    encodeGlobalID: (typename, id) => `${typename}:${String(id)}`,
    decodeGlobalID: (globalId) => {
      const [typename, id, ...rest] = globalId.split(':')
      if (!typename || !id || rest.length)
        throw badInput({ path: ['id'], message: 'is not a global ID such as "BacklogItem:<uuid>"' })
      return { typename, id }
    },
  },
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 10,
    limit: { complexity: 20_000, depth: 14, breadth: 250 },
    complexityError: (kind, { depth, breadth, complexity, maxDepth, maxBreadth, maxComplexity }) => {
      const [got, most] =
        { Complexity: [complexity, maxComplexity], Depth: [depth, maxDepth], Breadth: [breadth, maxBreadth] }[
          kind as 'Complexity' | 'Depth' | 'Breadth'
        ] ?? []
      return new Refusal(
        'BAD_USER_INPUT',
        `The query is too large: ${String(kind).toLowerCase()} ${got}, and at most ${most} is allowed. Request fewer fields or smaller pages.`,
      )
    },
  },
  validation: {
    // Every validation of this schema is one of zod's; the plugin's type knows only what all libraries share.
    validationError: ({ issues }, args) =>
      badInput(...(issues as z.core.$ZodIssue[]).map((issue) => inputIssue(issue, args))),
  },
})

const served = ({ schema }: GraphQLResolveInfo, { typename, id }: { typename: string; id: string }) =>
  schema.getType(typename) !== undefined && isUuid(id)

/** The scope or permission that a failed check asked for, to name it in the refusal. */
function missingFrom(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null) return undefined
  const { parameter, failures } = failure as { parameter?: unknown; failures?: unknown[] }
  if (typeof parameter === 'string') return parameter
  for (const inner of failures ?? []) {
    const found = missingFrom(inner)
    if (found) return found
  }
  return undefined
}

builder.queryType({})
builder.mutationType({})

const scalarError = (name: string, example: string) =>
  new GraphQLError(`${name} must look like ${example}.`, { extensions: { code: 'BAD_USER_INPUT' } })

builder.scalarType('DateTime', {
  description: 'An ISO 8601 date and time with a time zone, such as 2026-03-19T14:05:00Z.',
  serialize: (value) => (value instanceof Date ? value : new Date(value)).toISOString(),
  parseValue: (value) => {
    const date = typeof value === 'string' ? momentIn(value) : null
    if (!date) throw scalarError('A moment', '2026-03-19T14:05:00Z')
    return date
  },
})

builder.scalarType('Date', {
  description: 'A date without a time, such as 2026-03-19.',
  serialize: (value) => value,
  parseValue: (value) => {
    const valid =
      typeof value === 'string' &&
      /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value) &&
      !Number.isNaN(Date.parse(value)) &&
      new Date(value).toISOString().startsWith(value)
    if (!valid) throw scalarError('A day', '2026-03-19')
    return value
  },
})

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
})
