/** A person's mapping, as they gave it in JSON. */
import { cut } from '../../../text.ts'
import { type Field, FIELDS } from '../record/fields.ts'
import { plainHeader } from '../formats/headers.ts'
import { FORMATS } from '../formats/index.ts'
import type { Mapping } from '../record/mapping.ts'
import { ITEM_TYPES, STATUS_CATEGORIES } from '../../backlog/vocabulary.ts'
import { ImportRefusal } from '../../files/refusal.ts'
import { LEGACY_ENCODINGS } from '../../files/legacy-encoding.ts'
import { isObject } from '../formats/source.ts'

const NAMES = ['format', 'encoding', 'columns', 'statuses', 'types', 'dateOrder', 'utcOffsetMinutes']

/** @throws ImportRefusal BAD_MAPPING naming what is wrong and what is allowed. */
export function readMapping(value: unknown): Mapping {
  if (!isObject(value)) throw bad('a mapping must be a JSON object', `Use any of: ${NAMES.join(', ')}.`)
  for (const name of Object.keys(value))
    if (!NAMES.includes(name)) throw bad(`"${cut(name, 40)}" is unknown`, `Use any of: ${NAMES.join(', ')}.`)
  one('format', value['format'], FORMATS)
  one('encoding', value['encoding'], LEGACY_ENCODINGS)
  one('dateOrder', value['dateOrder'], ['dmy', 'mdy'])
  each('columns', value['columns'], [...FIELDS, 'ignore'])
  each('statuses', value['statuses'], STATUS_CATEGORIES)
  each('types', value['types'], ITEM_TYPES)
  const offset = value['utcOffsetMinutes']
  if (offset !== undefined && (typeof offset !== 'number' || !Number.isInteger(offset) || Math.abs(offset) > 840))
    throw bad('"utcOffsetMinutes" is not a valid offset', 'Use whole minutes east of UTC, from -840 to 840.')
  return value as Mapping
}

function one(name: string, value: unknown, allowed: readonly string[]): void {
  if (value !== undefined && !(typeof value === 'string' && allowed.includes(value)))
    throw bad(`"${name}" has an invalid value`, `Allowed: ${allowed.join(', ')}.`)
}

function each(name: string, value: unknown, allowed: readonly string[]): void {
  if (value === undefined) return
  if (!isObject(value)) throw bad(`"${name}" is not an object`, `Write {"${name}": {"Name": "${allowed[0]}"}}.`)
  for (const [key, to] of Object.entries(value))
    if (typeof to !== 'string' || !allowed.includes(to))
      throw bad(`"${name}" maps "${cut(key, 40)}" to something unknown`, `Allowed: ${allowed.join(', ')}.`)
}

function bad(message: string, next: string): ImportRefusal {
  return new ImportRefusal('BAD_MAPPING', `The mapping cannot be used: ${message}.`, next)
}

/** Columns that a person decided, by plain header. */
export function saidColumns(mapping: Mapping): Map<string, Field | 'ignore'> {
  return new Map(Object.entries(mapping.columns ?? {}).map(([header, field]) => [plainHeader(header), field] as const))
}
