/** What is wrong with a value that came in, in a sentence: what was given, what is allowed. Both halves say it with these words. */
import type { z } from 'zod'
import { cut, oneLine } from './text.ts'

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
  return { message: `${given} cannot be used here; the schema says what can` }
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

export const shown = (text: string) => cut(oneLine(text), SHOWN)

function quoted(input: unknown): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'object' && input !== null) return 'an object'
  return typeof input === 'string' ? JSON.stringify(shown(input)) : String(input)
}
