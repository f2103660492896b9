/** Questions made from the schema itself: one for each field, and one for each argument that could name somebody else's things. */
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { exampleFor, knownExample, type Example } from './examples.ts'
import type { Side } from './side.ts'

type Argument = GraphQLArgument | GraphQLInputField

/** A field, and the fields that lead to it. */
export interface Way {
  kind: 'query' | 'mutation'
  steps: { owner: string; field: GraphQLField<unknown, unknown> }[]
}

/** A place in a field's arguments that takes a scalar or an enum. */
export interface Slot {
  /** `Workspace.backlog(after)` or `BacklogFilter.epicId`. */
  coordinate: string
  path: string[]
  example: Example
  /** An earlier one of the ways has this place too, in an input that they share. */
  again: boolean
}

/** A value for one slot. */
export interface Given {
  path: string[]
  value: unknown
  with?: ((side: Side) => Record<string, unknown>) | undefined
}

export interface Question {
  document: string
  variables: Record<string, unknown>
  /** Where the answer of the last field stands. */
  path: string[]
}

export const coordinateOf = ({ steps }: Way) => `${steps.at(-1)!.owner}.${steps.at(-1)!.field.name}`

/** Every field that can be asked for, save what comes along with the answer to another; with the shortest way to it. */
export function waysThrough(schema: GraphQLSchema, closed: ReadonlySet<string>): Way[] {
  const open = (type: GraphQLObjectType) =>
    Object.values(type.getFields()).filter(({ name }) => !closed.has(`${type.name}.${name}`))
  const found: Way[] = []
  const seen = new Set<string>()
  const queue: { type: GraphQLObjectType; steps: Way['steps'] }[] = [{ type: schema.getQueryType()!, steps: [] }]
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (seen.has(next.type.name)) continue
    seen.add(next.type.name)
    for (const field of open(next.type)) {
      const steps = [...next.steps, { owner: next.type.name, field }]
      const type = getNamedType(field.type)
      if (!comesAlong(steps)) found.push({ kind: 'query', steps })
      if (isObjectType(type)) queue.push({ type, steps })
    }
  }
  const mutations = schema.getMutationType()
  return [
    ...found,
    ...(mutations
      ? open(mutations).map((field): Way => ({ kind: 'mutation', steps: [{ owner: mutations.name, field }] }))
      : []),
  ]
}

const firstWith = new WeakMap<readonly Way[], Map<string, string>>()

/** The first of some ways to each place, whoever asked for which of them before. */
function firstIn(ways: readonly Way[]): Map<string, string> {
  const known = firstWith.get(ways)
  if (known) return known
  const first = new Map<string, string>()
  for (const way of ways)
    for (const { coordinate } of placesOf(way)) if (!first.has(coordinate)) first.set(coordinate, nameOf(way))
  firstWith.set(ways, first)
  return first
}

const nameOf = (way: Way) => `${way.kind} ${coordinateOf(way)}`

/** Whether the selection of an earlier field on the way includes this one: see `select`. */
function comesAlong(steps: Way['steps']): boolean {
  if (steps.length === 1 || steps.at(-1)!.field.args.length) return false
  const asked = steps.slice(steps.findLastIndex(({ field }) => field.args.length) + 1)
  const lists = asked.filter(({ field }) => String(field.type).startsWith('['))
  if (!isCompositeType(getNamedType(steps.at(-1)!.field.type))) return true
  return asked.length < steps.length && asked.length <= LEVELS && lists.length < 2
}

/** How many levels of fields a question asks for. */
export const LEVELS = 2

/** Everything that a field's arguments could say, one place each. @param among the ways that are walked @throws for an argument without an example. */
export function slotsOf(way: Way, among: readonly Way[]): Slot[] {
  const first = firstIn(among)
  return placesOf(way).map((slot) => ({ ...slot, again: first.get(slot.coordinate) !== nameOf(way) }))
}

function placesOf(way: Way): Slot[] {
  const { owner, field } = way.steps.at(-1)!
  return slots(field.args, (name) => `${owner}.${field.name}(${name})`, [], new Set())
}

function slots(
  args: readonly Argument[],
  coordinate: (name: string) => string,
  path: string[],
  above: ReadonlySet<GraphQLNamedType>,
): Slot[] {
  return args.flatMap((arg): Slot[] => {
    const type = getNamedType(arg.type)
    const here = [...path, arg.name]
    if (isInputObjectType(type))
      return above.has(type)
        ? []
        : slots(Object.values(type.getFields()), (name) => `${type.name}.${name}`, here, new Set([...above, type]))
    return [
      {
        coordinate: coordinate(arg.name),
        path: here,
        example: exampleOf(coordinate(arg.name), arg.name, type),
        again: false,
      },
    ]
  })
}

/** What can be given in a place of a type. */
export function exampleOf(coordinate: string, name: string, type: GraphQLNamedType): Example {
  const known = knownExample(coordinate, name)
  if (known && 'plain' in known && known.always) return known
  if (isEnumType(type)) return { plain: () => type.getValues().map((value) => value.name) }
  return type.name === 'Boolean'
    ? { with: known?.with, plain: () => [true, false] }
    : exampleFor(coordinate, name, type.name)
}

/**
 * The question for the last field of a way, its arguments at their examples save the one given.
 * @param selection fields to ask for, or how many levels of them
 */
export async function ask(
  schema: GraphQLSchema,
  way: Way,
  side: Side,
  given: Given | null = null,
  selection: string | number = LEVELS,
): Promise<Question> {
  const variables: Record<string, unknown> = {}
  const declared: string[] = []
  const opened: string[] = []
  for (const [at, { owner, field }] of way.steps.entries()) {
    const last = at === way.steps.length - 1
    const values = await build(field.args, (name) => `${owner}.${field.name}(${name})`, [], side, last ? given : null)
    const used = field.args.filter(({ name }) => name in values)
    for (const arg of used) {
      variables[`${arg.name}${at}`] = values[arg.name]
      declared.push(`$${arg.name}${at}: ${String(arg.type)}`)
    }
    opened.push(`${field.name}${used.length ? `(${used.map(({ name }) => `${name}: $${name}${at}`).join(', ')})` : ''}`)
  }
  const type = schema.getType(getNamedType(way.steps.at(-1)!.field.type).name)
  const inner = isCompositeType(type)
    ? `{ ${typeof selection === 'string' ? selection : select(schema, type, selection)} }`
    : ''
  const body = opened.reduceRight((below, step) => `{ ${step} ${below} }`, inner)
  return {
    document: `${way.kind} Probe${declared.length ? `(${declared.join(', ')})` : ''} ${body}`,
    variables,
    path: way.steps.map(({ field }) => field.name),
  }
}

async function build(
  args: readonly Argument[],
  coordinate: (name: string) => string,
  path: string[],
  side: Side,
  given: Given | null,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const arg of args) {
    const here = [...path, arg.name]
    const type = getNamedType(arg.type)
    const onTheWay = given !== null && here.every((step, at) => given.path[at] === step)
    const required = isNonNullType(arg.type) && arg.defaultValue === undefined
    if (isInputObjectType(type)) {
      if (onTheWay || required)
        values[arg.name] = wrapped(
          arg.type,
          await build(Object.values(type.getFields()), (name) => `${type.name}.${name}`, here, side, given),
        )
      continue
    }
    if (onTheWay) {
      values[arg.name] = wrapped(arg.type, given.value)
      Object.assign(values, given.with?.(side))
      continue
    }
    if (arg.name in values) continue
    if (required || knownExample(coordinate(arg.name), arg.name)?.always)
      values[arg.name] = wrapped(arg.type, await firstValue(exampleOf(coordinate(arg.name), arg.name, type), side))
  }
  return values
}

async function firstValue(example: Example, side: Side): Promise<unknown> {
  if ('cursor' in example) throw new Error('a cursor cannot be required')
  return ('names' in example ? await example.names(side) : example.plain(side))[0]
}

function wrapped(type: GraphQLInputType, value: unknown): unknown {
  const bare = isNonNullType(type) ? type.ofType : type
  return isListType(bare) ? [wrapped(bare.ofType, value)] : value
}

/** All fields of a type that take no arguments, some levels deep. The others, and lists within lists, have ways of their own. */
function select(schema: GraphQLSchema, type: GraphQLNamedType, depth: number, inList = false, prefix = ''): string {
  if (isAbstractType(type))
    return [
      '__typename',
      ...schema
        .getPossibleTypes(type)
        .map((one) => `... on ${one.name} { ${select(schema, one, depth - 1, inList, `${one.name}_`)} }`),
    ].join(' ')
  if (!isObjectType(type)) return ''
  const parts = Object.values(type.getFields())
    .filter(({ args }) => args.length === 0)
    .flatMap((field) => {
      const inner = getNamedType(field.type)
      // Two types may give one name two meanings, so within an abstract type each says whose it is.
      const alias = prefix ? `${prefix}${field.name}: ` : ''
      if (!isCompositeType(inner)) return [`${alias}${field.name}`]
      const list = String(field.type).startsWith('[')
      const below = depth > 0 && !(list && inList) ? select(schema, inner, depth - 1, inList || list) : ''
      return below ? [`${alias}${field.name} { ${below} }`] : []
    })
  return parts.join(' ')
}

/** What stands at a path of an answer; a list is looked into at its first element. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      (Array.isArray(value) ? value[0] : (value as Record<string, unknown> | null | undefined))?.[step as never] ??
      null,
    data,
  )
}
