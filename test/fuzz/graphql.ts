/** GraphQL operations with hostile values, made from the committed schema: a new field is asked the day it exists. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql'
import { day } from './arguments.ts'
import { hostile } from './text.ts'

const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'))

type Gen = fc.GeneratorValue

/** Any JSON, hostile texts as values and names among it. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    hostile,
    fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 2 ** 31, 2 ** 53, 0.1, '', [], {}),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.array(fc.tuple(hostile, tie('any')), { maxLength: 3 }).map((members) => Object.fromEntries(members)),
  ),
})).any
export const deep = fc.constantFrom(50, 70, 5_000, 100_000).map((levels) => '['.repeat(levels) + ']'.repeat(levels))

/** By place: the generator compares its arguments, and a schema has no end. */
const pick = <T>(gen: Gen, list: readonly T[]): T => list[gen(fc.nat, { max: list.length - 1 })]!

const NUMBERS = [0, 1, 2, 10, 25, -1, 200, 201, 2_147_483_647, -2_147_483_648]

function valueFor(gen: Gen, type: GraphQLInputType, names: readonly string[], depth = 0): unknown {
  if (isNonNullType(type)) return valueFor(gen, type.ofType, names, depth) ?? valueFor(gen, type.ofType, names, depth)
  if (gen(fc.integer, { min: 0, max: 19 }) === 0) return null
  if (isListType(type))
    return Array.from({ length: gen(fc.integer, { min: 0, max: 3 }) }, () => valueFor(gen, type.ofType, names, depth))
  if (isEnumType(type))
    return gen(fc.integer, { min: 0, max: 19 }) === 0
      ? gen(() => hostile)
      : pick(
          gen,
          type.getValues().map(({ name }) => name),
        )
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || (depth < 3 && gen(fc.boolean)),
    )
    return Object.fromEntries(fields.map((field) => [field.name, valueFor(gen, field.type, names, depth + 1)]))
  }
  switch (type.name) {
    case 'Boolean':
      return gen(fc.boolean)
    case 'Int':
      return pick(gen, NUMBERS)
    case 'Float':
      return pick(gen, [...NUMBERS, 0.1, 1e-9, 1e308, -0.5])
    case 'Date':
      return pick(gen, [day(0), day(90), day(-400), '0000-01-01', '0001-01-01', '9999-12-31', '2026-02-30', ''])
    case 'DateTime':
      return pick(gen, [`${day(-90)}T08:00:00Z`, '0001-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', '2026-02-30', ''])
    case 'JSON':
      return gen(() => hostileJson)
    default:
      return names.length > 0 && gen(fc.integer, { min: 0, max: 3 }) > 0 ? pick(gen, names) : gen(() => hostile)
  }
}

const needsArguments = (field: GraphQLField<unknown, unknown>) => field.args.some(({ type }) => isNonNullType(type))

function selection(gen: Gen, output: GraphQLOutputType, depth: number): string {
  const type = getNamedType(output)
  if (isLeafType(type)) return ''
  if (!isObjectType(type)) return '{ __typename }'
  const fields = Object.values(type.getFields()).filter(
    (field) =>
      !needsArguments(field) &&
      (isLeafType(getNamedType(field.type)) || (depth > 0 && gen(fc.integer, { min: 0, max: 2 }) > 0)),
  )
  return `{ __typename ${fields.map((field) => `${field.name} ${selection(gen, field.type, depth - 1)}`).join(' ')} }`
}

export interface Operation {
  query: string
  variables: Record<string, unknown>
}

/** One root field, or one field of a workspace or the tenant. A change names nothing that exists, so that the demo stays. */
export const operations = (names: readonly string[]): fc.Arbitrary<Operation> =>
  fc.gen().map((gen) => {
    const change = gen(fc.integer, { min: 0, max: 3 }) === 0
    const variables: Record<string, unknown> = {}
    const types: string[] = []
    const call = (field: GraphQLField<unknown, unknown>, known: readonly string[], depth: number) => {
      const given = field.args.filter(({ type }) => isNonNullType(type) || gen(fc.integer, { min: 0, max: 2 }) === 0)
      const said = given.map((argument) => {
        const value = valueFor(gen, argument.type, known)
        // Now and then as a literal: text comes in by that way, too.
        if (
          typeof value === 'string' &&
          !isEnumType(getNamedType(argument.type)) &&
          gen(fc.integer, { min: 0, max: 3 }) === 0
        )
          return `${argument.name}: ${JSON.stringify(value)}`
        const name = `v${types.length}`
        types.push(`$${name}: ${String(argument.type)}`)
        variables[name] = value
        return `${argument.name}: $${name}`
      })
      return `${field.name}${said.length ? `(${said.join(', ')})` : ''} ${selection(gen, field.type, depth)}`
    }
    const fieldOf = (type: GraphQLObjectType) => pick(gen, Object.values(type.getFields()))
    let body: string
    if (change) body = call(fieldOf(schema.getMutationType()!), [], 1)
    else {
      const root = pick(gen, ['root', 'workspace', 'workspace', 'tenant'])
      if (root === 'root') body = call(fieldOf(schema.getQueryType()!), names, 2)
      else
        body = `${root} { ${call(fieldOf(schema.getType(root === 'workspace' ? 'Workspace' : 'Tenant') as GraphQLObjectType), names, 2)} }`
    }
    return {
      query: `${change ? 'mutation' : 'query'} Fuzz${types.length ? `(${types.join(', ')})` : ''} { ${body} }`,
      variables,
    }
  })
