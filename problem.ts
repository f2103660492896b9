/** What is wrong with a value that came in, in a sentence: what was given, what is allowed. Both halves say it with these words. */
import type { z } from 'zod'
import { cut, momentIn, oneLine } from './text.ts'

export interface Problem {
  readonly message: string
  /** The values that would do, where they are few. */
  readonly allowed?: readonly string[]
}

/** Characters of a value that are repeated. */
const SHOWN = 60

/**
 * What is wrong with a value, for the person who gave it.
 * @param issue of a parser that reports what was given (`reportInput`), or with the value put in as `input`
 * @param type the kind of value that the caller's schema names, when it names one
 */
export function problemOf(issue: z.core.$ZodIssue, type?: unknown): Problem {
  const given = quoted(issue.input)
  switch (issue.code) {
    case 'invalid_value':
      return {
        message: issue.input === undefined ? 'is required' : `${given} is not allowed`,
        allowed: issue.values.map(String),
      }
    case 'too_big':
      return { message: tooMuch(issue) }
    case 'too_small':
      return { message: tooLittle(issue) }
    case 'invalid_type': {
      const kind = KINDS[String(type ?? issue.expected)]
      if (issue.input === undefined) return { message: kind ? `is required: ${kind}` : 'is required' }
      if (kind) return { message: `must be ${kind}, not ${given}` }
      break
    }
    case 'invalid_format':
      if (issue.format === 'date') return { message: `must be a date such as 2026-03-19, not ${given}` }
      break
    case 'custom':
      if (issue.params?.['format'] === 'moment' && isZoneless(issue.input))
        return { message: `${given} has no time zone; write it like 2026-03-19T08:00:00Z` }
      if (issue.params?.['format'] === 'moment')
        return { message: `must be a date or time such as 2026-03-19 or 2026-03-19T08:00:00Z, not ${given}` }
  }
  return { message: `${given} is not valid here; the schema says what is` }
}

const isZoneless = (input: unknown) => typeof input === 'string' && momentIn(`${input}Z`) !== null

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a string',
}

function tooMuch({ origin, maximum, inclusive, input }: z.core.$ZodIssueTooBig): string {
  const most = Number(maximum)
  if (origin === 'string' || origin === 'array')
    return `has ${count(sizeOf(input), origin === 'string' ? 'character' : 'entry')}; at most ${most} ${most === 1 ? 'is' : 'are'} allowed`
  return `must be ${inclusive === false ? 'less than' : 'at most'} ${most}, not ${quoted(input)}`
}

function tooLittle({ origin, minimum, inclusive, input }: z.core.$ZodIssueTooSmall): string {
  const least = Number(minimum)
  if (origin === 'string' || origin === 'array') {
    const unit = origin === 'string' ? 'character' : 'entry'
    const size = sizeOf(input)
    return size === 0
      ? `is empty; leave it out, or pass at least ${count(least, unit)}`
      : `has ${count(size, unit)}; at least ${least} ${least === 1 ? 'is' : 'are'} required`
  }
  return `must be ${inclusive === false ? 'more than' : 'at least'} ${least}, not ${quoted(input)}`
}

const count = (size: number, unit: 'character' | 'entry') =>
  size === 1 ? `1 ${unit}` : `${size} ${unit === 'entry' ? 'entries' : 'characters'}`

const sizeOf = (input: unknown) => (typeof input === 'string' || Array.isArray(input) ? input.length : 0)

export const shown = (text: string) => cut(oneLine(text), SHOWN)

function quoted(input: unknown): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object' && input !== null) return 'an object'
  return typeof input === 'string' ? JSON.stringify(shown(input)) : String(input)
}
