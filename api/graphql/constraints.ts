import SchemaBuilder, {
  BasePlugin,
  unwrapInputFieldType,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from '@pothos/core'
import { z } from 'zod'

/**
 * What an argument or input allows, as the contract says it: `@constraint(maxLength: 200)`. It follows from the validator
 * of the field, so it exists once; clients and the adapter read it from the SDL. For a list, the length is that of an entry.
 */
export interface Constraint {
  min?: number
  max?: number
  exclusiveMin?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

/** Characters of an id, key, or name that refers to something, where its field says nothing else. */
export const LONGEST_REFERENCE = 200
const LONGEST_CURSOR = 2_000
/** Rows on a page of a connection whose field says nothing else. */
const LARGEST_PAGE = 200

interface JsonSchema {
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  items?: JsonSchema
}

/** What a validator says about size. */
function constraintOf(validator: z.ZodType): Constraint {
  const said = z.toJSONSchema(validator, { unrepresentable: 'any', io: 'input' }) as JsonSchema
  const { minLength = said.items?.minLength, maxLength = said.items?.maxLength, minItems, maxItems } = said
  // zod calls every integer that a number can hold a bound.
  const bound = (value: number | undefined) =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined
  const all: { [Name in keyof Constraint]: number | undefined } = {
    min: bound(said.minimum),
    max: bound(said.maximum),
    exclusiveMin: said.exclusiveMinimum,
    minLength,
    maxLength,
    minItems,
    maxItems,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

class ConstraintsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onInputFieldConfig(field: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { validate } = field.pothosOptions as { validate?: unknown }
    const own = validate instanceof z.ZodType ? constraintOf(validate) : {}
    const most = own.maxLength === undefined ? this.#longest(field) : undefined
    const text = z.string().max(most ?? Infinity)
    const added = most === undefined ? undefined : field.type.kind === 'List' ? z.array(text) : text
    const stated = field.extensions?.['constraint'] as Constraint | undefined
    const constraint = { ...stated, ...(added && constraintOf(added)), ...own }
    if (Object.keys(constraint).length === 0) return field
    const validation = added && { '@pothos/plugin-validation': { schemas: [added] } }
    return { ...field, extensions: { ...field.extensions, constraint, ...validation } }
  }

  /** The validation plugin reads the arguments of a field before they come by as inputs. */
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const connection = 'last' in field.args && 'before' in field.args
    const args = Object.entries(field.args).map(([name, arg]) => [
      name,
      connection && (name === 'first' || name === 'last') ? this.#pageSize(arg) : this.onInputFieldConfig(arg),
    ])
    return { ...field, args: Object.fromEntries(args) as typeof field.args }
  }

  /** The library gives its connections `first` and `last` without a bound. */
  #pageSize(field: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { validate } = field.pothosOptions as { validate?: unknown }
    if (validate || field.extensions?.['constraint']) return this.onInputFieldConfig(field)
    const size = z.int().min(0).max(LARGEST_PAGE)
    const validation = { '@pothos/plugin-validation': { schemas: [size] } }
    return { ...field, extensions: { ...field.extensions, constraint: constraintOf(size), ...validation } }
  }

  /** What a reference or a cursor is bounded by without asking for it. */
  #longest({ name, type, extensions }: PothosInputFieldConfig<Types>): number | undefined {
    // The library reads global ids before any validator does.
    if (extensions?.['isRelayGlobalID']) return undefined
    if (this.buildCache.getTypeConfig(unwrapInputFieldType(type)).name === 'ID') return LONGEST_REFERENCE
    return name === 'after' || name === 'before' ? LONGEST_CURSOR : undefined
  }
}

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      constraints: ConstraintsPlugin<Types>
    }
  }
}

export default 'constraints' as const
SchemaBuilder.registerPlugin('constraints', ConstraintsPlugin)
