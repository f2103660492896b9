import { cut } from '../../text.ts'
import { GraphQLError } from 'graphql'

/** Every code that a client can meet. The adapter has one sentence for each. */
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
    super(message, { extensions: { code, ...extensions } })
    this.name = 'Refusal'
  }
}

/** Also the answer for what exists but belongs to somebody else: another tenant's data does not exist. */
export const notFound = (kind: string, id: string) =>
  new Refusal('NOT_FOUND', `${kind} ${JSON.stringify(cut(id, 80))} was not found.`, { kind, id: cut(id, 80) })

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
