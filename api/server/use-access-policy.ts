import type { Plugin } from 'graphql-yoga'
import type { Context } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { refusalOf } from '../identity/access/policy.ts'

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

export function useAccessPolicy(): Plugin<Context> {
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const refusal = await refusedByPolicy(args.contextValue as Context)
      if (refusal) setResultAndStopExecution({ data: null, errors: [refusal] })
    },
  }
}
