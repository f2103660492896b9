/**
 * The contracts as text, with what standard SDL cannot say: a field that is null only beside an error, the bounds of an
 * argument, and closed lists of words that are no GraphQL names. Enums keep the order in which people read them.
 */
import {
  isEnumType,
  isInputObjectType,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
  type EnumTypeDefinitionNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  type InputValueDefinitionNode,
} from 'graphql'

const MARK = 'semanticNonNull'
const DEFINITIONS = `"""Limits of a value. In a list of texts, lengths apply to each entry."""
directive @constraint(
  exclusiveMin: Float
  max: Float
  maxItems: Int
  maxLength: Int
  min: Float
  minItems: Int
  minLength: Int
) on ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION

"""Null only beside an error at its path."""
directive @${MARK} on FIELD_DEFINITION

"""Every word that the field can hold."""
directive @values(of: [String!]!) on FIELD_DEFINITION

`

interface Edit {
  from: number
  to: number
  text: string
}

/** SDL of a schema, sorted, with its marks. */
export function sdlOf(schema: GraphQLSchema): string {
  const text = printSchema(lexicographicSortSchema(schema))
  const edits: Edit[] = []
  const mark = (at: number, directive: string) => edits.push({ from: at, to: at, text: ` ${directive}` })
  const constrain = (
    written: readonly InputValueDefinitionNode[],
    find: (name: string) => GraphQLArgument | GraphQLInputField | undefined,
  ) => {
    for (const { name, loc } of written) {
      const constraint = find(name.value)?.extensions['constraint'] as Record<string, number> | undefined
      const parts = Object.entries(constraint ?? {}).map(([bound, value]) => `${bound}: ${value}`)
      if (parts.length) mark(loc!.end, `@constraint(${parts.join(', ')})`)
    }
  }
  for (const definition of parse(text).definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION) edits.push(inOrder(definition, schema, text))
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      const type = schema.getType(definition.name.value)
      if (isInputObjectType(type)) constrain(definition.fields ?? [], (name) => type.getFields()[name])
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    const type = schema.getType(definition.name.value)
    for (const { name, type: written, arguments: args } of definition.fields ?? []) {
      const field = isObjectType(type) ? type.getFields()[name.value] : undefined
      constrain(args ?? [], (arg) => field?.args.find((one) => one.name === arg))
      const values = field?.extensions['values'] as readonly string[] | undefined
      if (values) mark(written.loc!.end, `@values(of: ${JSON.stringify(values)})`)
      if (field?.extensions[MARK]) mark(written.loc!.end, `@${MARK}`)
    }
  }
  edits.sort((a, b) => a.from - b.from)
  const ends = [0, ...edits.map(({ to }) => to)]
  const parts = ends.map((start, at) => text.slice(start, edits[at]?.from) + (edits[at]?.text ?? ''))
  return `${DEFINITIONS}${parts.join('')}\n`
}

/** The values of an enum as the code lists them. */
function inOrder({ name, values = [] }: EnumTypeDefinitionNode, schema: GraphQLSchema, text: string): Edit {
  const type = schema.getType(name.value)
  const order = isEnumType(type) ? type.getValues().map((value) => value.name) : []
  const sorted = values.toSorted((a, b) => order.indexOf(a.name.value) - order.indexOf(b.name.value))
  const written = sorted.map(({ loc, description }, at) => {
    const gap = at === 0 ? '' : description ? '\n\n  ' : '\n  '
    return gap + text.slice(loc!.start, loc!.end)
  })
  return { from: values[0]!.loc!.start, to: values.at(-1)!.loc!.end, text: written.join('') }
}

/** The same contract for a client that throws on any error: there a marked field is never null. */
export function withoutRefusals(sdl: string): string {
  const strict = visit(parse(sdl, { noLocation: true }), {
    [Kind.FIELD_DEFINITION]: (field) =>
      field.type.kind !== Kind.NON_NULL_TYPE && field.directives?.some(({ name }) => name.value === MARK)
        ? { ...field, type: { kind: Kind.NON_NULL_TYPE, type: field.type } }
        : field,
  })
  return print(strict)
}
