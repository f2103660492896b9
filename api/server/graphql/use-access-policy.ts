import { getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Context } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import { networkRefusal, refusalOf } from '../../identity/access/policy.ts'
import { sameSecret } from '../../identity/credentials/credentials.ts'
import type { Doors } from '../authenticate.ts'
import { rootFields } from './use-audit-log.ts'

/**
 * What belongs to a person and not to the organization in which their session stands: to come in, to leave, and to go over to
 * another one. The organizations that these show or change are asked by whoever shows or changes them (`refusalIn`).
 */
const PERSONAL = new Set([
  '__typename',
  'acceptInvite',
  'chooseTenant',
  'decideInteraction',
  'interaction',
  'isSetUp',
  'link',
  'openDemo',
  'ownTenants',
  'resetPassword',
  'setUp',
  'signIn',
  'signOut',
  'signOutEverywhere',
])

/**
 * The one door at which an organization's access policy holds: every operation of a key, an app, or a person that somebody
 * else's request stands behind. What the adapter asks for itself (sessions, counts) has no address and opens nothing.
 * @returns the refusal, if so. @throws what the database says when the policy cannot be read
 */
export async function refusedByPolicy(context: Context): Promise<Refusal | null> {
  const { principal, adapter, call, credentials, now } = context
  if (!principal || principal.kind === 'operator' || (adapter && !call.noted)) return null
  const message = refusalOf(await credentials.policies.of(principal.tenantId), {
    kind: principal.kind,
    surface: adapter ? 'mcp' : principal.kind === 'session' ? null : 'graphql',
    ip: call.ip ?? null,
    tool: call.tool ?? null,
    clientHost: principal.clientHost ?? null,
    createdAt: principal.createdAt ?? null,
    now: now(),
  })
  return message === null ? null : new Refusal('FORBIDDEN', message, { policy: true })
}

export interface LinkRequest {
  readonly ip: string | null
  readonly authorization: string | null
}

/** A link is opened without a credential, so only the networks can be checked; the operator's console stands in none. */
export async function linkRefusal(
  { policies }: Pick<Context['credentials'], 'policies'>,
  { operatorKey }: Pick<Doors, 'operatorKey'>,
  tenantId: string,
  { ip, authorization }: LinkRequest,
): Promise<string | null> {
  const bearer = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
  if (bearer && sameSecret(bearer, operatorKey)) return null
  return networkRefusal(await policies.of(tenantId), ip)
}

export function useAccessPolicy(): Plugin<Context> {
  return {
    async onExecute({ args: { contextValue, document, operationName }, setResultAndStopExecution }) {
      const context = contextValue as Context
      const ofPerson = context.principal?.kind === 'session'
      const operation = getOperationAST(document, operationName)
      const fields = operation ? rootFields(operation.selectionSet, document) : []
      if (ofPerson && fields.length && fields.every(({ field }) => PERSONAL.has(field))) return
      const refusal = await refusedByPolicy(context)
      if (!refusal) return
      // What pages read leaves no event; a session that is used from elsewhere must.
      if (ofPerson && operation?.operation === 'query')
        Object.assign(context.audited, { refused: 'checkAccess', outcome: 'FORBIDDEN' })
      setResultAndStopExecution({ errors: [refusal] })
    },
  }
}
