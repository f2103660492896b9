/** The contracts as text. `@semanticNonNull` marks a field that is null only beside an error, which standard SDL cannot say. */
import {
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
  type GraphQLSchema,
} from 'graphql'

const MARK = 'semanticNonNull'
const DEFINITION = `"""Null only beside an error at its path."""\ndirective @${MARK} on FIELD_DEFINITION\n\n`

/** SDL of a schema, sorted, with its marks. */
export function sdlOf(schema: GraphQLSchema): string {
  const text = printSchema(lexicographicSortSchema(schema))
  const ends: number[] = []
  for (const definition of parse(text).definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue
    const type = schema.getType(definition.name.value)
    for (const { name, type: written } of definition.fields ?? [])
      if (isObjectType(type) && type.getFields()[name.value]?.extensions[MARK]) ends.push(written.loc!.end)
  }
  const parts = [0, ...ends].map((start, at) => text.slice(start, ends[at]))
  return `${DEFINITION}${parts.join(` @${MARK}`)}\n`
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
