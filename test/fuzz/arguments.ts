/** Arguments of a tool that its own schema allows, made from the committed catalog: a new tool is covered the day it is listed. */
import fc from 'fast-check'
import { hostile } from './text.ts'

export interface JsonSchema {
  type?: string
  enum?: readonly unknown[]
  format?: string
  items?: JsonSchema
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  minimum?: number
  maximum?: number
}

/** What there is to be named: keys, names and ids of one workspace. */
export interface Known {
  names: readonly string[]
}

const DAY_MS = 86_400_000
export const day = (offset: number) =>
  new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + offset * DAY_MS).toISOString().slice(0, 10)

/** Days that people mean, and the ends of what a date can be. */
const date = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -900, max: 1_500 }).map(day) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '0000-01-01',
      '0001-01-01',
      '1900-02-28',
      '1970-01-01',
      '2000-02-29',
      '2100-01-01',
      '9999-12-31',
    ),
  },
)

export function argumentsFor(schema: JsonSchema, known: Known): fc.Arbitrary<Record<string, unknown>> {
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'workspaceId')
  const required = new Set(schema.required ?? [])
  const [always, others] = [
    properties.filter(([name]) => required.has(name)),
    properties.filter(([name]) => !required.has(name)),
  ]
  // A few at a time: with all of them, one always names what is not there, and nothing behind it is reached.
  return fc
    .subarray(others, { maxLength: Math.min(4, others.length) })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries([...always, ...chosen].map(([name, member]) => [name, valueFor(member, name, known)])),
      ),
    )
}

function valueFor(schema: JsonSchema, name: string, known: Known): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (schema.type) {
    case 'array':
      return fc.array(valueFor(schema.items ?? {}, name, known), { minLength: 1, maxLength: 4 })
    case 'object':
      return argumentsFor(schema, known)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return whole(schema.minimum ?? 0, schema.maximum ?? 1_000)
    case 'number':
      return fraction(schema.minimum ?? 0, schema.maximum ?? 1_000_000)
    default:
      return schema.format === 'date' ? date : text(name, known)
  }
}

/** The ends and small numbers more often than the rest. */
const whole = (min: number, max: number) =>
  fc.oneof(fc.integer({ min, max: Math.min(max, min + 20) }), fc.constantFrom(min, max), fc.integer({ min, max }))
const fraction = (min: number, max: number) =>
  fc.oneof(
    fc.double({ min, max: Math.min(max, min + 20), noNaN: true }),
    fc.constantFrom(min, max, Number.MIN_VALUE, 1e-9),
    fc.double({ min, max, noNaN: true }),
  )

function text(name: string, known: Known): fc.Arbitrary<string> {
  if (name === 'cursor') return fc.oneof(fc.base64String({ maxLength: 200 }), hostile)
  if (name === 'updatedSince')
    return fc.oneof(
      date,
      date.map((iso) => `${iso}T08:00:00Z`),
      hostile,
    )
  const named = known.names.length ? fc.constantFrom(...known.names) : hostile
  return fc.oneof({ weight: 12, arbitrary: named }, { weight: 1, arbitrary: hostile })
}
