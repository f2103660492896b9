/** What is wrong with an argument, in a sentence: what was given, what is allowed, what to do. */
import type { z } from 'zod'
import { cut } from '../text.ts'
import { oneLine } from './render.ts'

export type JsonSchema = { [keyword: string]: unknown }
/** One thing wrong with the arguments. */
export interface InputIssue {
  readonly field: string
  readonly message: string
  readonly allowed?: readonly string[]
}

/** Arguments that the adapter itself refuses, before the API is asked. */
export class InputError extends Error {
  readonly issues: readonly InputIssue[]

  constructor(issues: readonly InputIssue[]) {
    super('bad input')
    this.name = 'InputError'
    this.issues = issues
  }
}

type Properties = Readonly<Record<string, JsonSchema>>

/** Characters of a value that are repeated. */
const SHOWN = 60

/** The problems that one issue of the parser stands for; `schema` is what the tool advertises. */
export function issuesOf(issue: z.core.$ZodIssue, schema: JsonSchema): InputIssue[] {
  const field = fieldOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return [{ field, ...sentenceOf(issue, at(schema, issue.path)) }]
  const allowed = Object.keys((at(schema, issue.path).properties ?? {}) as Properties)
  return issue.keys.map((key) => {
    const meant = allowed.find((name) => plain(name) === plain(key))
    return {
      field: fieldOf([...issue.path, shown(key)]),
      message: `is not an argument here${meant ? `; did you mean ${meant}?` : ''}`,
      allowed,
    }
  })
}

/** `changes[0].type`. */
export const fieldOf = (path: readonly PropertyKey[]) =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')

/** The schema of what is at a path. */
const at = (schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema =>
  path.reduce<JsonSchema>(
    (inner, step) =>
      ((typeof step === 'number' ? inner.items : (inner.properties as Properties)?.[String(step)]) ?? {}) as JsonSchema,
    schema,
  )

/** A word without what spellings differ in. */
export const plain = (word: string) => word.toLowerCase().replace(/[\s_-]/g, '')

function sentenceOf(issue: z.core.$ZodIssue, { type }: JsonSchema): Omit<InputIssue, 'field'> {
  const given = quoted(issue.input)
  switch (issue.code) {
    case 'invalid_value':
      return {
        message: issue.input === undefined ? 'is missing' : `${given} is not allowed`,
        allowed: issue.values.map(String),
      }
    case 'too_big':
      return { message: tooMuch(issue) }
    case 'too_small':
      return { message: tooLittle(issue) }
    case 'invalid_type': {
      const kind = KINDS[String(type ?? issue.expected)] ?? 'another kind of value'
      return { message: issue.input === undefined ? `is missing; give ${kind}` : `${given} was given; give ${kind}` }
    }
    case 'invalid_format':
      if (issue.format === 'date') return { message: `${given} is not a day; write it like 2026-03-19` }
      break
    case 'custom':
      if (issue.params?.['format'] === 'moment')
        return { message: `${given} is not a day or time; write it like 2026-03-19 or 2026-03-19T08:00:00Z` }
  }
  return { message: `${given} cannot be used here; the tool's schema says what can` }
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a text',
}

function tooMuch({ origin, maximum, inclusive, input }: z.core.$ZodIssueTooBig): string {
  const most = Number(maximum)
  if (origin === 'string')
    return `${given(input, 'character')}, at most ${count(most, 'character')} are allowed; shorten it`
  if (origin === 'array') return `${given(input, 'entry')}, at most ${count(most, 'entry')} are allowed; give fewer`
  return `${quoted(input)} was given; give ${inclusive === false ? `less than ${most}` : `at most ${most}`}`
}

function tooLittle({ origin, minimum, inclusive, input }: z.core.$ZodIssueTooSmall): string {
  const least = Number(minimum)
  if (origin === 'string' || origin === 'array') {
    const unit = origin === 'string' ? 'character' : 'entry'
    return `${given(input, unit)}; give at least ${count(least, unit)}, or leave it out`
  }
  return `${quoted(input)} was given; give ${inclusive === false ? `more than ${least}` : `at least ${least}`}`
}

const count = (size: number, unit: 'character' | 'entry') =>
  size === 1 ? `1 ${unit}` : `${size} ${unit === 'entry' ? 'entries' : 'characters'}`

function given(input: unknown, unit: 'character' | 'entry'): string {
  const size = typeof input === 'string' || Array.isArray(input) ? input.length : 0
  return `${count(size, unit)} ${size === 1 ? 'was' : 'were'} given`
}

const shown = (text: string) => cut(oneLine(text), SHOWN)

function quoted(input: unknown): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object' && input !== null) return 'an object'
  return typeof input === 'string' ? JSON.stringify(shown(input)) : String(input)
}
