import type { ScopeChallengeHandler } from '@modelcontextprotocol/server'
import type { Call } from '../graphql/call.ts'
import { SCOPES, type Scope } from '../scope.ts'

/**
 * The challenge that lets an OAuth client ask its user for one more scope (HTTP 403, RFC 6750 §3.1). It names what is
 * already granted too, so that nothing is lost on the way. A key cannot step up: its answer is an error that says where to change it.
 * Neither can a person whose role does not allow the scope: they would be asked again and again for what they cannot give.
 * One that repeats the call with the same grant cannot step up, and its model reads the error.
 * @param action what was asked for, as the audit log names it
 */
export function challenge(call: Call, scope: Scope, action: string): ScopeChallengeHandler {
  return async () => {
    const { caller } = call
    if (caller.kind !== 'oauth' || caller.scopes.includes(scope)) return undefined
    if (!caller.grantableScopes.includes(scope) || !call.mayStepUp(scope)) return undefined
    await call.refused(action, 'FORBIDDEN')
    const needed = SCOPES.filter((known) => known === scope || caller.scopes.includes(known))
    return {
      scopes: ['mcp:enabled', ...needed.filter((known) => known !== 'mcp:enabled')],
      errorDescription: `This requires the scope ${scope}`,
    }
  }
}
