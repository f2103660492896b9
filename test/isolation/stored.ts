/** The operations that pages and tools send, with a value of somebody's in each variable. */
import { readFileSync } from 'node:fs'
import {
  getNamedType,
  isInputObjectType,
  isInputType,
  isNonNullType,
  parse,
  typeFromAST,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type GraphQLInputType,
} from 'graphql'
import { schema, type Example } from './examples.ts'
import { exampleOf } from './probes.ts'
import { BEFORE_A_TENANT, INTERNAL } from './walk.ts'

export interface StoredQuery {
  text: string
  variables: { name: string; required: boolean; list: boolean; example: Example }[]
}

const texts = Object.values(
  JSON.parse(readFileSync(new URL('../../schema/operations.json', import.meta.url), 'utf8')) as Record<string, string>,
)

/** Those that only read. Changes are walked field by field. */
export const storedQueries = (): StoredQuery[] =>
  texts.flatMap((text) => {
    const document = parse(text)
    const [operation] = document.definitions
    if (operation?.kind !== 'OperationDefinition' || operation.operation !== 'query') return []
    if (validate(schema, document).length > 0) return []
    const fields = operation.selectionSet.selections.flatMap((one) =>
      one.kind === 'Field' ? [`Query.${one.name.value}`] : [],
    )
    if (fields.some((field) => INTERNAL.has(field) || BEFORE_A_TENANT.has(field))) return []
    const variables: StoredQuery['variables'] = []
    const places = placesOf(text)
    for (const { variable, type: node, defaultValue } of operation.variableDefinitions ?? []) {
      const type = typeFromAST(schema, node as never) as GraphQLInputType | undefined
      const place = places.get(variable.name.value)
      if (!type || !isInputType(type)) continue
      const required = isNonNullType(type) && !defaultValue
      const named = getNamedType(type)
      // What lies within a filter is walked field by field.
      if (isInputObjectType(named) || (!place && named.name !== 'Boolean')) {
        if (required) return []
        continue
      }
      const example: Example = place
        ? exampleOf(place.coordinate, place.argument, named)
        : { plain: () => [true, false] }
      variables.push({ name: variable.name.value, required, list: String(type).startsWith('['), example })
    }
    return [{ text, variables }]
  })

/** Where each variable of a document goes. */
function placesOf(text: string): Map<string, { coordinate: string; argument: string }> {
  const found = new Map<string, { coordinate: string; argument: string }>()
  const info = new TypeInfo(schema)
  const within: string[] = []
  visit(
    parse(text),
    visitWithTypeInfo(info, {
      ObjectField: { enter: ({ name }) => void within.push(name.value), leave: () => void within.pop() },
      Variable({ name }) {
        const [argument, parent, field] = [info.getArgument(), info.getParentType(), info.getFieldDef()]
        if (argument && parent && field && within.length === 0)
          found.set(name.value, {
            coordinate: `${parent.name}.${field.name}(${argument.name})`,
            argument: argument.name,
          })
      },
    }),
  )
  return found
}
