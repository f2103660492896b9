import { GraphQLError } from 'graphql'
import type { z } from 'zod'
import { problemOf } from '../../problem.ts'
import { cut, outgoing, storable } from '../../text.ts'
import { nearest } from '../math/nearest.ts'

/** Every code that a client can meet. The adapter has a sentence for each that a stored operation can meet. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'BAD_CURSOR',
  'WORKSPACE_REQUIRED',
  'CONFLICT',
  'DEPENDENCY_CYCLE',
  'NOT_ENOUGH_HISTORY',
  'INSUFFICIENT_CREDITS',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'OUTCOME_UNKNOWN',
  'PERSISTED_OPERATION_REQUIRED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** A refusal that the caller may read: a code for programs, a sentence with the next step for people. */
export class Refusal extends GraphQLError {
  constructor(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}) {
    // It may list names of records.
    super(storable(message), { extensions: { code, ...(outgoing(extensions) as typeof extensions) } })
    this.name = 'Refusal'
  }
}

/** Whoever is signed in in a browser meets it when the session has ended: pages know it by its reason. */
export const credentialRequired = () =>
  new Refusal('UNAUTHENTICATED', 'A credential is required. Send an API key in the x-api-key header.', {
    reason: 'no_credential',
  })

/** Names that a refusal lists. */
const LISTED = 20

/**
 * Also the answer for what exists but belongs to somebody else: another tenant's data does not exist.
 * @param names What the caller could have meant, all of them: the nearest come with the refusal
 */
export const notFound = (kind: string, id: string, names?: readonly string[]) =>
  new Refusal('NOT_FOUND', `${kind} ${JSON.stringify(cut(id, 80))} was not found.`, {
    kind,
    id: cut(id, 80),
    ...(names && { names: nearest(id.slice(0, 200), names, LISTED), named: new Set(names).size }),
  })

export interface InputIssue {
  path: readonly (string | number)[]
  message: string
  allowed?: readonly string[]
}

export const badInput = (...issues: InputIssue[]) =>
  new Refusal(
    'BAD_USER_INPUT',
    issues.map(({ path, message }) => (path.length ? `${path.join('.')}: ${message}` : message)).join('; '),
    { issues },
  )

/** @param args of the field, where the value is found that the issue is about */
export function inputIssue(issue: z.core.$ZodIssue, args: unknown): InputIssue {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const input = path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown> | null)?.[step], args)
  // Our own checks say what is wrong in their own words.
  return {
    path,
    ...(issue.code === 'custom'
      ? { message: issue.message }
      : problemOf(Object.create(issue, { input: { value: input } }) as z.core.$ZodIssue)),
  }
}
