/**
 * What the SDL says about the arguments of the tools: every variable of an operation becomes a zod schema with the enums,
 * lengths and ranges of where it is used, so a tool cannot promise what the API refuses.
 */
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'

export type Bound = 'min' | 'max' | 'exclusiveMin' | 'minLength' | 'maxLength' | 'minItems' | 'maxItems'
export type Bounds = { [Name in Bound]?: number }

/** A variable of an operation: its type, and the bounds of every place that it is given to. */
export interface Variable {
  readonly name: string
  readonly type: GraphQLInputType
  readonly bounds: Bounds
}

type Place = Pick<GraphQLArgument | GraphQLInputField, 'astNode' | 'description'>

/** The variables that an operation gives to arguments and inputs; one that only includes fields is left out. */
export function variablesOf(schema: GraphQLSchema, operation: OperationDefinitionNode): Variable[] {
  const bounds = new Map<string, Bounds>()
  const types = new TypeInfo(schema)
  visit(
    operation,
    visitWithTypeInfo(types, {
      [Kind.VARIABLE]: (node, _key, parent) => {
        const place = placeOf(types, parent)
        if (place) bounds.set(node.name.value, both(bounds.get(node.name.value) ?? {}, boundsOf(place)))
      },
    }),
  )
  return (operation.variableDefinitions ?? []).flatMap(({ variable, type: written }) => {
    const found = bounds.get(variable.name.value)
    const type = typeFromAST(schema, written as never) as GraphQLInputType | undefined
    return found && type ? [{ name: variable.name.value, type, bounds: found }] : []
  })
}

function placeOf(types: TypeInfo, parent: ASTNode | readonly ASTNode[] | undefined): Place | undefined {
  if (!parent || 'length' in parent || types.getDirective()) return undefined
  if (parent.kind === Kind.ARGUMENT) return types.getArgument() ?? undefined
  const owner = parent.kind === Kind.OBJECT_FIELD ? getNamedType(types.getParentInputType()) : undefined
  return isInputObjectType(owner) && parent.kind === Kind.OBJECT_FIELD
    ? owner.getFields()[parent.name.value]
    : undefined
}

/** The bounds that `@constraint` states at an argument or input field. */
export function boundsOf({ astNode }: Place): Bounds {
  const stated = directive(astNode?.directives, 'constraint')?.arguments ?? []
  return Object.fromEntries(stated.map(({ name, value }) => [name.value, 'value' in value ? Number(value.value) : NaN]))
}

const directive = (all: readonly ConstDirectiveNode[] | undefined, called: string) =>
  all?.find(({ name }) => name.value === called)

/** What two places both take. */
const both = (a: Bounds, b: Bounds): Bounds => ({
  ...a,
  ...Object.fromEntries(
    (Object.entries(b) as [Bound, number][]).map(([name, value]) => [
      name,
      (/min/i.test(name) ? Math.max : Math.min)(a[name] ?? value, value),
    ]),
  ),
})

/** Code generator plugin: `ARGUMENTS` by operation and variable, and the lists of words that are no enums, as `VALUES`. */
export function plugin(schema: GraphQLSchema, documents: readonly { document?: DocumentNode }[]): string {
  const operations = documents
    .flatMap(({ document }) => document?.definitions ?? [])
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .sort((a, b) => (a.name!.value < b.name!.value ? -1 : 1))
  const named = new Map<string, string>()
  const written = operations.map((operation) => {
    const variables = variablesOf(schema, operation).map(
      ({ name, type, bounds }) => `${name}: ${zodOf(type, bounds, named)}`,
    )
    return `${operation.name!.value}: { ${variables.join(', ')} }`
  })
  const values = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const))
    .flatMap(([coordinate, { astNode }]) => {
      const of = directive(astNode?.directives, 'values')?.arguments?.[0]?.value
      return of?.kind === Kind.LIST
        ? [`'${coordinate}': ${JSON.stringify(of.values.map((value) => ('value' in value ? value.value : null)))}`]
        : []
    })
  return [
    `import { z } from 'zod'\nimport { moment } from './answers/moment.ts'\n`,
    ...[...named].map(([name, text]) => `const ${name} = ${text}`),
    `export const ARGUMENTS = { ${written.join(',\n')} }`,
    `export const VALUES = { ${values.join(', ')} } as const`,
  ].join('\n')
}

const SCALARS: Readonly<Record<string, string>> = {
  Boolean: 'z.boolean()',
  Date: 'z.iso.date()',
  DateTime: 'moment',
  Float: 'z.number()',
  ID: 'z.string()',
  Int: 'z.int()',
  String: 'z.string()',
}

/** A schema as code; an enum or input is written once, under its name. */
function zodOf(type: GraphQLInputType, bounds: Bounds, named: Map<string, string>): string {
  return isNonNullType(type) ? required(type.ofType, bounds, named) : `${required(type, bounds, named)}.optional()`
}

function required(type: GraphQLInputType, bounds: Bounds, named: Map<string, string>): string {
  if (isListType(type)) {
    const { minItems, maxItems, ...entry } = bounds
    return `z.array(${zodOf(type.ofType, entry, named)})${chain({ min: minItems, max: maxItems })}`
  }
  if (isEnumType(type)) {
    // From the text: the code generator sorts the schema, and the contract has the order in which people read.
    const words = type.astNode?.values?.map(({ name }) => name.value)
    named.set(type.name, `z.enum(${JSON.stringify(words)})`)
    return type.name
  }
  if (isInputObjectType(type)) {
    // Assistants fill fields in the order in which they read them.
    const sorted = Object.values(type.getFields()).sort((a, b) => +isNonNullType(b.type) - +isNonNullType(a.type))
    const fields = sorted.map((field) => {
      return `${field.name}: ${zodOf(field.type, boundsOf(field), named)}`
    })
    named.set(type.name, `z.strictObject({ ${fields.join(', ')} })`)
    return type.name
  }
  const { min, exclusiveMin: gt, max, minLength, maxLength } = bounds
  const scalar = SCALARS[type.name]
  if (!scalar) throw new Error(`no argument of a tool can be of type ${type.name} yet`)
  // An empty text counts as left out.
  return scalar + (scalar === 'z.string()' ? chain({ min: minLength ?? 1, max: maxLength }) : chain({ min, gt, max }))
}

const chain = (calls: Readonly<Record<string, number | undefined>>) =>
  Object.entries(calls)
    .map(([call, value]) => (value === undefined ? '' : `.${call}(${value})`))
    .join('')
