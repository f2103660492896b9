/** What is wrong with an argument, in a sentence: what was given, what is allowed, what to do. */
import type { z } from 'zod'
import { problemOf, shown } from '../../problem.ts'

export type JsonSchema = { [keyword: string]: unknown }
/** One thing wrong with the arguments. */
export interface InputIssue {
  readonly field: string
  readonly message: string
  readonly allowed?: readonly string[]
  /** A day or a time is what was wanted: the answer says what day it is. */
  readonly dated?: true
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

/** The problems that one issue of the parser stands for; `schema` is what the tool advertises. */
export function issuesOf(issue: z.core.$ZodIssue, schema: JsonSchema): InputIssue[] {
  const field = fieldOf(issue.path)
  if (issue.code !== 'unrecognized_keys')
    return [{ field, ...problemOf(issue, at(schema, issue.path).type), ...(isDated(issue) && { dated: true }) }]
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

/** Whether a day or a moment was wanted. */
const isDated = (issue: z.core.$ZodIssue) =>
  (issue.code === 'invalid_format' && issue.format === 'date') ||
  (issue.code === 'custom' && issue.params?.['format'] === 'moment')

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
