import {
  getIntrospectionQuery,
  GraphQLError,
  Kind,
  parse,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** About how many entries a list of the schema has. */
const ENTRIES: Readonly<Record<string, number>> = {
  types: 300,
  fields: 10,
  inputFields: 10,
  enumValues: 8,
  possibleTypes: 8,
  interfaces: 2,
  args: 4,
  directives: 8,
}

/** Answers hold as many values as about this many fields of the schema are asked for; a fragment counts wherever it stands. */
function costOf(document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const known = new Map<SelectionSetNode, number>()
  const ofSet = (set: SelectionSetNode | undefined, within: readonly string[]): number => {
    if (!set) return 0
    const seen = known.get(set)
    if (seen !== undefined) return seen
    const cost = set.selections.reduce((sum, node) => {
      if (node.kind === Kind.FIELD) return sum + ofField(node, within)
      if (node.kind === Kind.INLINE_FRAGMENT) return sum + ofSet(node.selectionSet, within)
      const name = node.name.value
      // One that leads to itself is refused by another rule.
      return sum + (within.includes(name) ? 0 : ofSet(fragments.get(name)?.selectionSet, [...within, name]))
    }, 0)
    known.set(set, cost)
    return cost
  }
  const ofField = ({ name, selectionSet }: FieldNode, within: readonly string[]) =>
    (ENTRIES[name.value] ?? 1) * (1 + ofSet(selectionSet, within))
  const rooted = new Map<SelectionSetNode, number>()
  const roots = (set: SelectionSetNode, within: readonly string[]): number => {
    const seen = rooted.get(set)
    if (seen !== undefined) return seen
    const cost = set.selections.reduce((sum, node) => {
      if (node.kind === Kind.FIELD) return sum + (/^__(schema|type)$/.test(node.name.value) ? ofField(node, within) : 0)
      if (node.kind === Kind.INLINE_FRAGMENT) return sum + roots(node.selectionSet, within)
      const name = node.name.value
      const set = within.includes(name) ? undefined : fragments.get(name)?.selectionSet
      return sum + (set ? roots(set, [...within, name]) : 0)
    }, 0)
    rooted.set(set, cost)
    return cost
  }
  return document.definitions.reduce(
    (sum, node) => sum + (node.kind === Kind.OPERATION_DEFINITION ? roots(node.selectionSet, []) : 0),
    0,
  )
}

/** What tools ask for, with everything that they can ask for. */
const FULL = costOf(
  parse(
    getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    }),
  ),
)

const introspectionLimit: ValidationRule = (context) => ({
  Document(document) {
    if (costOf(document) > FULL)
      context.reportError(
        new GraphQLError(
          'This query asks for more of the schema than the full introspection query. Request fewer fields of __schema, or read the schema once.',
          { extensions: { code: 'BAD_USER_INPUT' } },
        ),
      )
  },
})

/** Introspection needs no credential and has no resolvers that count: without a bound, 3 KB of query make 3 MB of answer. */
export function useIntrospectionLimit(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(introspectionLimit) }
}
