import { readFileSync } from 'node:fs'
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  type GraphQLInputType,
  type OperationDefinitionNode,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../mcp/server.ts'
import { boundsOf, variablesOf, type Bound, type Bounds } from '../../schema/arguments.ts'
import { givenBoard } from '../board.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { world, type Ask, type World } from '../world.ts'

/** Where an assistant may ask for less than the API answers: more than this is no answer, no item is no question. */
const NARROWER: Readonly<Record<string, Bounds>> = {
  'schedule_portfolio limit': { max: 400 },
  'optimize_priorities itemIds': { minItems: 1 },
  'score_alignment itemIds': { minItems: 1 },
}

/** One place in the arguments of a tool: what may be there, and arguments with a given value there. */
interface Place {
  readonly field: string
  readonly kind: 'text' | 'number' | 'list'
  readonly bounds: Bounds
  readonly sample: unknown
  with(value: unknown): Record<string, unknown>
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const schema = buildSchema(read('schema/api.graphql'))

function sampleOf(type: GraphQLInputType, bounds: Bounds): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType as GraphQLInputType, bounds)
  if (isListType(type)) return [sampleOf(type.ofType, bounds)]
  if (isEnumType(type)) return type.getValues()[0]!.name
  if (!isInputObjectType(type)) return { Date: '2026-03-19', Boolean: false }[type.name] ?? bounds.min ?? 'x'
  const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type))
  return Object.fromEntries(needed.map((field) => [field.name, sampleOf(field.type, boundsOf(field))]))
}

function placesOf(type: GraphQLInputType, bounds: Bounds, field: string, put: Place['with']): Place[] {
  if (isNonNullType(type)) return placesOf(type.ofType as GraphQLInputType, bounds, field, put)
  const place = { field, bounds, with: put }
  if (isListType(type)) {
    const { minItems, maxItems, ...entry } = bounds
    const own = { ...(minItems !== undefined && { minItems }), ...(maxItems !== undefined && { maxItems }) }
    const sample = sampleOf(type.ofType, entry)
    return [
      { ...place, bounds: own, kind: 'list', sample },
      ...placesOf(type.ofType, entry, `${field}[0]`, (value) => put([value])),
    ]
  }
  if (isInputObjectType(type))
    return Object.values(type.getFields()).flatMap((inner) =>
      placesOf(inner.type, boundsOf(inner), `${field}.${inner.name}`, (value) =>
        put({ ...(sampleOf(type, {}) as object), [inner.name]: value }),
      ),
    )
  const { name } = getNamedType(type)
  if (name === 'Int' || name === 'Float') return [{ ...place, kind: 'number', sample: 1 }]
  return name === 'ID' || name === 'String' ? [{ ...place, kind: 'text', sample: 'x' }] : []
}

const tools = catalog.tools.map(({ name, listing }) => {
  const text = read(`mcp/tools/${name.replaceAll('_', '-')}.graphql`)
  const operation = parse(text).definitions[0] as OperationDefinitionNode
  const advertised = Object.keys(listing.inputSchema.properties as object)
  const variables = variablesOf(schema, operation).filter((variable) => advertised.includes(variable.name))
  const places = variables.flatMap((variable) =>
    placesOf(variable.type, variable.bounds, variable.name, (value) => ({ [variable.name]: value })),
  )
  const flags = (operation.variableDefinitions ?? [])
    .filter(({ type }) => type.kind === 'NonNullType' && !('type' in type.type && type.type.kind === 'ListType'))
    .map(({ variable }) => [variable.name.value, false])
  return { name, text, places, flags: Object.fromEntries(flags) as object }
})

const NEEDED = {
  text: [['maxLength']],
  list: [['maxItems']],
  number: [['max'], ['min', 'exclusiveMin']],
} as const

/** A value that is beyond a bound by the least there is. */
function beyond({ kind, sample }: Place, bound: Bound, at: number): unknown {
  const size = bound === 'exclusiveMin' ? at : bound.startsWith('min') ? at - 1 : at + 1
  if (kind === 'number') return size
  return kind === 'text' ? 'x'.repeat(size) : Array.from({ length: size }, () => sample)
}

const cases = tools.flatMap(({ name, text, places, flags }) =>
  places.flatMap((place) => {
    const told = { ...place.bounds, ...NARROWER[`${name} ${place.field}`] }
    return (Object.keys(told) as Bound[])
      .filter((bound) => !(place.kind === 'text' && bound === 'minLength'))
      .map((bound) => [`${name} ${place.field} ${bound}`, { name, text, flags, place, bound, told }] as const)
  }),
)

describe('the arguments of the tools and the API have the same bounds', () => {
  let pm33: World
  let mcp: AdapterInTest
  let client: Claude
  let ask: Ask

  beforeAll(async () => {
    pm33 = await world()
    const acme = await pm33.tenant('Acme')
    // A plan has bounds of its own, so there is one.
    await givenBoard(acme, await acme.workspace('Small'), {
      teams: [{ name: 'Web', perWeek: 1, weeks: 30 }],
      open: [{ key: 'A-1', team: 'Web' }],
    })
    mcp = await adapter(pm33)
    client = await claude(mcp, await acme.key())
    ask = pm33.person(acme, 'owner')
  })
  afterAll(async () => {
    await client?.close()
    await mcp?.close()
    await pm33?.close()
  })

  test('every text, list and number among them has one', () => {
    const lacking = tools.flatMap(({ name, places }) =>
      places.flatMap(({ field, kind, bounds }) =>
        NEEDED[kind]
          .filter((any) => !any.some((bound) => bound in bounds))
          .map(([bound]) => `${name} ${field} ${bound}`),
      ),
    )
    expect(lacking).toEqual([])
    expect(tools.map(({ name, places }) => [name, places.length > 0])).toEqual(tools.map(({ name }) => [name, true]))
  })

  // Both name the bound, so neither may be wider or narrower than the contract.
  test.each(cases)('%s', async (_, { name, text, flags, place, bound, told }) => {
    const said = await client.call(name, place.with(beyond(place, bound, told[bound]!)))
    expect(said.isError).toBe(true)
    const line = said.text.split('\n').find((issue) => issue.startsWith(`- ${place.field}: `))
    expect(line, said.text).toMatch(
      new RegExp(
        `(?:must be (?:at (?:most|least)|(?:less|more) than)|has \\d+ (?:characters?|entr(?:y|ies)); at (?:most|least)|is empty; leave it out, or pass at least) ${told[bound]}\\b`,
      ),
    )

    const stated = place.bounds[bound]
    if (stated === undefined) return
    const { errors = [] } = await ask(text, { ...flags, ...place.with(beyond(place, bound, stated)) })
    const issues = errors.flatMap(({ extensions }) => (extensions?.['issues'] ?? []) as { message: string }[])
    expect(issues.map(({ message }) => message).join('; ')).toMatch(new RegExp(`\\b${stated}\\b`))
  })
})
