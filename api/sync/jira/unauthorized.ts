/** How Jira refuses a token, and what that means. */
import { isObject, textOf } from '../../imports/formats/source.ts'
import type { SourceAnswer } from '../http/http.ts'
import { SourceTrouble } from '../trouble.ts'

/** Jira says so where it answers a refused token as it would answer nobody. */
export const isAnonymous = ({ headers }: SourceAnswer) =>
  /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/.test(headers.get('x-seraph-loginreason') ?? '')

export const isScope = ({ status, json }: SourceAnswer) =>
  status === 401 && isObject(json) && /scope/i.test(textOf(json['message']))

export function unauthorized(answer: SourceAnswer): SourceTrouble {
  return isScope(answer)
    ? new SourceTrouble('permission', 'The token lacks a scope that this needs.', { status: 401 })
    : new SourceTrouble(
        'credential',
        'Jira refuses the email address and token: the token has expired, been revoked, or belongs to someone else.',
        { status: answer.status },
      )
}
