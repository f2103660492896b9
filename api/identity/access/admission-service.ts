/** What organizations say of a person's browser, also those that its session does not stand in. */
import type { Context } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import { networkRefusal } from './policy.ts'

const SIGN_IN_AGAIN =
  'Sign in again: this organization does not accept sessions as old as this one. Sign out first, then sign in.'

/**
 * Whether an organization lets this very request see or change something of it: by its networks, and by the age of the
 * session. The door asks the organization that the session stands in; whoever shows another one asks this.
 * @returns FORBIDDEN or UNAUTHENTICATED; null when it does
 */
export async function refusalIn(
  { credentials, identity, browser, call }: Pick<Context, 'credentials' | 'identity' | 'browser' | 'call'>,
  tenantId: string,
): Promise<Refusal | null> {
  const elsewhere = networkRefusal(await credentials.policies.of(tenantId), call.ip ?? null)
  if (elsewhere) return new Refusal('FORBIDDEN', elsewhere, { policy: true })
  // The console's and a key's requests have no session that could be too old.
  if (!browser || (await identity.sessions.opens(browser.session, tenantId))) return null
  return new Refusal('UNAUTHENTICATED', SIGN_IN_AGAIN)
}

/**
 * Where a browser that signs in arrives: the first organization whose networks admit it, or the first of all, which then says
 * why it does not. One organization's networks keep nobody out of another.
 * @param ids of the person's organizations, oldest first; at least one
 */
export async function admittedFirst({ credentials, call }: Context, ids: readonly string[]): Promise<string> {
  for (const id of ids) if (networkRefusal(await credentials.policies.of(id), call.ip ?? null) === null) return id
  return ids[0]!
}
