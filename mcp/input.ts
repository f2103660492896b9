import { z } from 'zod'
import { storableJson } from '../text.ts'
import { InputError, issuesOf, plain, type JsonSchema } from './answers/issue.ts'

/** The arguments of a tool: what is advertised, and how what arrives is read. */
export interface Input<Arguments> {
  readonly schema: JsonSchema
  /** @throws InputError naming field and allowed values. */
  parse(given: unknown): Arguments
}

export function inputOf<Shape extends z.ZodRawShape>(shape: Shape): Input<z.output<z.ZodObject<Shape>>> {
  const object = z.strictObject(shape)
  const schema = advertised(z.toJSONSchema(object, { io: 'input', target: 'draft-2020-12' })) as JsonSchema
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  return {
    schema,
    parse(given) {
      const parsed = object.safeParse(tolerate(given, properties), { reportInput: true })
      if (parsed.success) return parsed.data as z.output<z.ZodObject<Shape>>
      const own = parsed.error.issues.filter((issue) => !isNumberLimit(issue))
      const issues = own.length ? own : parsed.error.issues
      throw new InputError(issues.flatMap((issue) => issuesOf(issue, schema)).slice(0, 10))
    },
  }
}

/** The parser holds integers to what a number can hold, beside the bound of the argument, which says more. */
const isNumberLimit = (issue: z.core.$ZodIssue) =>
  (issue.code === 'too_big' && issue.maximum === Number.MAX_SAFE_INTEGER) ||
  (issue.code === 'too_small' && issue.minimum === Number.MIN_SAFE_INTEGER)

/** Bounds that are checked and not advertised: they cost every conversation tokens and no model needs them. */
const UNSAID = new Set(['$schema', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'exclusiveMinimum'])

function advertised(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(advertised)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) => (UNSAID.has(keyword) ? [] : [[keyword, advertised(value)]])),
  )
}

/**
 * Repairs what models get wrong without a doubt about what was meant: a list sent as text, a number in quotes, an enum in
 * another case. An argument without a value counts as left out.
 */
function tolerate(given: unknown, properties: Readonly<Record<string, JsonSchema>>): unknown {
  const whole = typeof given === 'string' ? parsed(given) : given
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return whole ?? {}
  const known = new Map(Object.entries(properties))
  const said = Object.entries(whole).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return Object.fromEntries(said.map(([name, value]) => [name, repair(value, known.get(name))]))
}

function repair(value: unknown, schema: JsonSchema | undefined): unknown {
  if (!schema) return value
  const allowed = Array.isArray(schema.enum) ? (schema.enum as unknown[]) : undefined
  switch (schema.type) {
    case 'array': {
      const list =
        typeof value === 'string'
          ? value.trim().startsWith('[')
            ? parsed(value)
            : value
                .split(',')
                .map((part) => part.trim())
                .filter(Boolean)
          : value
      return (Array.isArray(list) ? list : [list]).map((entry) => repair(entry, schema.items as JsonSchema | undefined))
    }
    case 'object': {
      const whole = typeof value === 'string' ? parsed(value) : value
      return typeof whole === 'object' && whole !== null
        ? tolerate(whole, (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>)
        : whole
    }
    case 'integer':
    case 'number':
      return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value
    case 'string': {
      const text = typeof value === 'number' ? String(value) : value
      return allowed && typeof text === 'string'
        ? (allowed.find((word) => plain(String(word)) === plain(text)) ?? text)
        : text
    }
    default:
      return value
  }
}

function parsed(text: string): unknown {
  try {
    return storableJson(JSON.parse(text))
  } catch {
    return text
  }
}
