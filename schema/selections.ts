import { getNamedType, getNullableType, isListType, isObjectType, isInterfaceType, isUnionType } from 'graphql'
import type { FragmentDefinitionNode, GraphQLOutputType, GraphQLSchema, SelectionSetNode } from 'graphql'

/**
 * What an operation selects, as a plain tree: a leaf is its JSON type, a list is an array of one, an object an object.
 * The adapter derives a tool's `outputSchema` from it, so the schema cannot differ from what is asked.
 */
export type Selection = string | readonly [Selection] | { readonly [field: string]: Selection }

const leafTypes: Readonly<Record<string, string>> = { Int: 'integer', Float: 'number', Boolean: 'boolean', JSON: 'any' }

interface Document {
  document?: { definitions: readonly { kind: string }[] }
}

/** Code generator plugin: `export const selections`, by operation name. */
export function plugin(schema: GraphQLSchema, documents: readonly Document[]): string {
  const definitions = documents.flatMap(({ document }) => document?.definitions ?? [])
  const fragments = new Map(
    definitions.flatMap((definition) => (isFragment(definition) ? [[definition.name.value, definition] as const] : [])),
  )
  const selections: Record<string, Selection> = {}
  for (const definition of definitions) {
    if (!isOperation(definition)) continue
    const root = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }[definition.operation]
    if (root && definition.name)
      selections[definition.name.value] = treeOf(root, definition.selectionSet, schema, fragments)
  }
  return `export const selections = ${JSON.stringify(selections, null, 2)} as const;\n`
}

function treeOf(
  type: GraphQLOutputType,
  selectionSet: SelectionSetNode | undefined,
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Selection {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return [treeOf(nullable.ofType, selectionSet, schema, fragments)]
  const named = getNamedType(nullable)
  if (!selectionSet) return leafTypes[named.name] ?? 'string'
  if (!isObjectType(named) && !isInterfaceType(named) && !isUnionType(named))
    throw new Error(`${named.name} takes no selection`)
  const fields: Record<string, Selection> = {}
  for (const selection of selectionSet.selections) {
    if (selection.kind === 'Field') {
      if (selection.name.value === '__typename') {
        fields[selection.alias?.value ?? '__typename'] = 'string'
        continue
      }
      const field = isUnionType(named) ? undefined : named.getFields()[selection.name.value]
      if (!field) throw new Error(`${named.name} has no field ${selection.name.value}`)
      fields[selection.alias?.value ?? selection.name.value] = treeOf(
        field.type,
        selection.selectionSet,
        schema,
        fragments,
      )
      continue
    }
    const fragment = selection.kind === 'FragmentSpread' ? fragments.get(selection.name.value) : selection
    if (!fragment) throw new Error('unknown fragment')
    const on = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : named
    if (isObjectType(on) || isInterfaceType(on) || isUnionType(on)) {
      Object.assign(fields, treeOf(on, fragment.selectionSet, schema, fragments))
    }
  }
  return fields
}

const isOperation = (node: { kind: string }): node is import('graphql').OperationDefinitionNode =>
  node.kind === 'OperationDefinition'
const isFragment = (node: { kind: string }): node is FragmentDefinitionNode => node.kind === 'FragmentDefinition'
