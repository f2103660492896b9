import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type FieldNode,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql'

/**
 * Names of the fields that a query asks for below the field being resolved, so that the database reads those columns and
 * no others. `path` leads to the object in question: `['edges', 'node']`. Fragments, @include and @skip are honored.
 */
export function selectedFields(info: GraphQLResolveInfo, ...paths: string[][]): Set<string> {
  const names = new Set<string>()
  for (const path of paths) {
    let sets = info.fieldNodes.flatMap((node) => node.selectionSet ?? [])
    for (const step of path)
      sets = sets
        .flatMap((set) => fieldsOf(info, set).filter((field) => field.name.value === step))
        .flatMap((field) => field.selectionSet ?? [])
    for (const set of sets) for (const field of fieldsOf(info, set)) names.add(field.name.value)
  }
  return names
}

function fieldsOf(info: GraphQLResolveInfo, set: SelectionSetNode): FieldNode[] {
  return set.selections.flatMap((selection) => {
    const included = getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.if !== false
    const skipped = getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.if === true
    if (!included || skipped) return []
    if (selection.kind === Kind.FIELD) return [selection]
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : info.fragments[selection.name.value]?.selectionSet
    return inner ? fieldsOf(info, inner) : []
  })
}
