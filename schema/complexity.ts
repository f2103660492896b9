import { getNamedType, isLeafType, isObjectType } from 'graphql'
import type { FieldNode, FragmentDefinitionNode, GraphQLNamedType, GraphQLSchema, SelectionSetNode } from 'graphql'

/** Points that Linear takes for one query at most. */
const MOST = 10_000

interface Document {
  document?: { definitions: readonly { kind: string }[] }
}

/**
 * Code generator plugin: `export const complexity`, points of each operation as Linear documents them: a field 0.1, an object
 * 1, a connection its objects times `first`, rounded up. Fails on a connection without a literal `first`.
 */
export function plugin(schema: GraphQLSchema, documents: readonly Document[]): string {
  const definitions = documents.flatMap(({ document }) => document?.definitions ?? [])
  const fragments = new Map(
    definitions.flatMap((definition) => (isFragment(definition) ? [[definition.name.value, definition] as const] : [])),
  )
  const points: Record<string, number> = {}
  for (const definition of definitions) {
    if (!isOperation(definition) || !definition.name) continue
    const cost = Math.ceil(Number(costOf(definition.selectionSet, schema.getQueryType()!, fragments).toFixed(6)))
    if (cost > MOST) throw new Error(`${definition.name.value} costs ${cost} points; Linear takes ${MOST} at most`)
    points[definition.name.value] = cost
  }
  return `export const complexity = ${JSON.stringify(points, null, 2)} as const;\n`
}

function costOf(
  { selections }: SelectionSetNode,
  type: GraphQLNamedType,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  if (!isObjectType(type)) throw new Error(`${type.name} takes no selection`)
  let sum = 0
  for (const selection of selections) {
    if (selection.kind !== 'Field') {
      const inside =
        selection.kind === 'FragmentSpread' ? fragments.get(selection.name.value)!.selectionSet : selection.selectionSet
      sum += costOf(inside, type, fragments)
      continue
    }
    const of = getNamedType(type.getFields()[selection.name.value]!.type)
    if (isLeafType(of)) sum += 0.1
    else if (of.name.endsWith('Connection')) sum += 1 + firstOf(selection) * (1 + nodesOf(selection, of, fragments))
    else sum += 1 + costOf(selection.selectionSet!, of, fragments)
  }
  return sum
}

function nodesOf(
  connection: FieldNode,
  type: GraphQLNamedType,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  if (!isObjectType(type)) throw new Error(`${type.name} takes no selection`)
  const nodes = connection.selectionSet!.selections.find(
    (selection): selection is FieldNode => selection.kind === 'Field' && selection.name.value === 'nodes',
  )
  return nodes ? costOf(nodes.selectionSet!, getNamedType(type.getFields()['nodes']!.type), fragments) : 0
}

function firstOf({ name, arguments: args = [] }: FieldNode): number {
  const value = args.find((argument) => argument.name.value === 'first')?.value
  if (value?.kind !== 'IntValue') throw new Error(`${name.value} does not say how many it asks for (first)`)
  return Number(value.value)
}

const isOperation = (node: { kind: string }): node is import('graphql').OperationDefinitionNode =>
  node.kind === 'OperationDefinition'
const isFragment = (node: { kind: string }): node is FragmentDefinitionNode => node.kind === 'FragmentDefinition'
