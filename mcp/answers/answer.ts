import type { JsonSchema } from './issue.ts'
import type { Json } from './render.ts'

/** What an operation selects: a leaf is its JSON type, a list is an array of one. Generated beside the documents. */
export type Selection = string | readonly [Selection] | { readonly [field: string]: Selection }

/** `'workspace.backlog'` for data `{ workspace: { backlog: … } }`. */
export type At<Data, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Data
    ? At<Data[Head], Rest>
    : never
  : Path extends keyof Data
    ? Data[Path]
    : never

/** A page of a Relay connection, as answers show it. */
export interface Page {
  readonly rows: readonly Json[]
  readonly cursors: readonly string[]
  readonly next: string | undefined
}

export interface Answer {
  readonly facts: { [key: string]: Json }
  /** Set when the answer is a connection: its rows are `facts.items`. */
  readonly page: Page | undefined
}

export function valueAt(data: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], data)
}

export function selectionAt(selection: Selection, path: string): Selection {
  return path.split('.').reduce<Selection>((tree, step) => {
    const next = isFields(tree) ? tree[step] : undefined
    if (next === undefined) throw new Error(`the operation selects nothing at ${path}`)
    return next
  }, selection)
}

const isFields = (tree: Selection): tree is { readonly [field: string]: Selection } =>
  typeof tree === 'object' && !Array.isArray(tree)
const isList = (tree: Selection): tree is readonly [Selection] => Array.isArray(tree)

/** A field of which one thing was asked is that thing: `team { name }` reads `team: "Payments"`. */
function only(tree: Selection): readonly [string, Selection] | undefined {
  if (!isFields(tree)) return undefined
  const [first, ...others] = Object.entries(tree)
  return first && others.length === 0 ? first : undefined
}

/** The rows of a list beside its total: it reads as its rows, and a note says where the total is more. */
function listed(tree: Selection): Selection | undefined {
  if (!isFields(tree) || !('totalCount' in tree) || Object.keys(tree).length !== 2) return undefined
  return tree['nodes']
}

/** JSON without nulls and empty texts: a field that is absent has no value. */
export type Shape = (value: unknown) => Json | undefined

/** How values of a selection read, worked out once. */
export function shapeOf(tree: Selection): Shape {
  if (isList(tree)) return (value) => (Array.isArray(value) ? shapeList(value, shapeOf(tree[0])) : undefined)
  if (!isFields(tree))
    return (value) => (value === null || value === undefined || value === '' ? undefined : (value as Json))
  const single = only(tree)
  if (single) {
    const [name, member] = [single[0], shapeOf(single[1])]
    return (value) => (isObject(value) ? member(value[name]) : undefined)
  }
  const nodes = listed(tree)
  if (nodes) {
    const rows = shapeOf(nodes)
    return (value) => (isObject(value) ? rows(value['nodes']) : undefined)
  }
  const fields = shapeFields(tree)
  return (value) => (isObject(value) ? fields(value) : undefined)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function shapeFields(tree: {
  readonly [field: string]: Selection
}): (value: Record<string, unknown>) => { [key: string]: Json } {
  const members = new Map(Object.entries(tree).map(([name, member]) => [name, shapeOf(member)]))
  return (value) => {
    const fields: { [key: string]: Json } = {}
    // Over what is there, not over what could be: most columns are not asked for.
    for (const name in value) {
      const shaped = members.get(name)?.(value[name])
      if (shaped !== undefined) fields[name] = shaped
    }
    return fields
  }
}

function shapeList(values: readonly unknown[], shape: Shape): Json[] {
  return values.flatMap((value) => {
    const shaped = shape(value)
    return shaped === undefined ? [] : [shaped]
  })
}

/** The facts at the root of an answer. A connection becomes `items`; the caller adds `nextCursor`. */
export function answerOf(tree: Selection): (value: unknown) => Answer {
  if (!isFields(tree)) throw new Error('an answer is an object')
  const { edges, pageInfo, ...rest } = tree
  const node = edges !== undefined && isList(edges) && isFields(edges[0]) ? edges[0].node : undefined
  if (node === undefined || pageInfo === undefined) {
    const facts = shapeFields(tree)
    return (value) => ({ facts: facts(value as Record<string, unknown>), page: undefined })
  }
  const facts = shapeFields(rest)
  const row = shapeOf(node)
  return (value) => {
    const connection = value as {
      edges?: { cursor?: string; node: unknown }[]
      pageInfo: { hasNextPage: boolean; endCursor?: string | null }
    } & Record<string, unknown>
    // Rows that were not asked for are no empty page.
    if (!connection.edges) return { facts: facts(connection), page: undefined }
    const next = connection.pageInfo.hasNextPage ? (connection.pageInfo.endCursor ?? undefined) : undefined
    const rows = shapeList(
      connection.edges.map((edge) => edge.node),
      row,
    )
    return {
      facts: facts(connection),
      page: { rows, cursors: connection.edges.map(({ cursor }) => cursor ?? ''), next },
    }
  }
}

/** Longest `outputSchema` in characters: about 350 tokens. Beyond it the innermost objects are left open. */
const LONGEST_SCHEMA = 1_450

/** Types only: which fields an answer has, not which are always there. */
export function outputSchemaOf(tree: Selection): JsonSchema {
  if (!isFields(tree)) throw new Error('an answer is an object')
  const { edges, pageInfo, ...rest } = tree
  const node = edges !== undefined && isList(edges) && isFields(edges[0]) ? edges[0].node : undefined
  const facts: { readonly [field: string]: Selection } =
    node === undefined || pageInfo === undefined ? tree : { ...rest, items: [node], nextCursor: 'string' }
  for (let depth = 6; ; depth--) {
    const schema: JsonSchema = {
      type: 'object',
      properties: { summary: { type: 'string' }, ...propertiesOf({ ...facts, warnings: ['string'] }, depth) },
      required: ['summary'],
    }
    if (depth === 0 || JSON.stringify(schema).length <= LONGEST_SCHEMA) return schema
  }
}

function propertiesOf(fields: { readonly [field: string]: Selection }, depth: number): { [name: string]: JsonSchema } {
  return Object.fromEntries(Object.entries(fields).map(([name, member]) => [name, schemaOf(member, depth)]))
}

function schemaOf(tree: Selection, depth: number): JsonSchema {
  if (isList(tree)) return { type: 'array', items: schemaOf(tree[0], depth) }
  if (!isFields(tree)) return tree === 'any' ? {} : { type: tree }
  const single = only(tree)
  if (single) return schemaOf(single[1], depth)
  const nodes = listed(tree)
  if (nodes) return schemaOf(nodes, depth)
  return depth > 0 ? { type: 'object', properties: propertiesOf(tree, depth - 1) } : { type: 'object' }
}
