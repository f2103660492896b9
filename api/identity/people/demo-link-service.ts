/** The link that opens the demo, signed in, in a browser on the machine that runs PM33. It works once, within an hour. */
import { isLoopback } from '../../../address.ts'
import type { Context } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import { demoPerson } from './demo-service.ts'
import { mintLink, spend, type LinkContext } from './link-service.ts'
import { OneTimeLink } from './people-entity.ts'
import { browserOf, enter, LINK_DEAD } from './people-service.ts'

const NOT_HERE =
  'The demo link works only in a browser on the computer that runs PM33, at the address that the link has. To let others in, create an account with the setup link and invite them.'

/** A new link, which replaces the previous one. @returns null without a demo, and wherever others could reach the server */
export async function demoLink(context: LinkContext): Promise<string | null> {
  const { db, identity } = context
  const { protocol, hostname } = new URL(identity.publicUrl)
  if (identity.shared || protocol !== 'http:' || !isLoopback(hostname) || !(await demoPerson(context))) return null
  await db.em.nativeDelete(OneTimeLink, { kind: 'demo' })
  return `${identity.publicUrl}/demo#${await mintLink(context, { kind: 'demo' })}`
}

/**
 * Signs the browser in as the demo's person.
 * @param input.replace true ends the session that the browser has; else it is kept, and the link with it
 * @throws FORBIDDEN elsewhere than on this machine; CONFLICT over a living session; NOT_FOUND for a link that has ended
 */
export async function openDemo(context: Context, input: { token: string; replace: boolean }): Promise<void> {
  const { identity } = context
  const browser = browserOf(context)
  if (identity.shared || !browser.local) throw new Refusal('FORBIDDEN', NOT_HERE)
  await identity.limits.assert('link', browser.ip)
  const demo = await demoPerson(context)
  if (!demo) throw new Refusal('NOT_FOUND', LINK_DEAD)
  const stays = context.principal?.userId === demo.user.id
  if (!stays && !input.replace && (await identity.sessions.stands(browser.session)))
    throw new Refusal('CONFLICT', 'You are signed in here already. Opening the demo ends that session.')
  await spend(context, 'demo', input.token)
  await identity.limits.forgive('link', browser.ip)
  if (!stays) await enter(context, demo.user, demo.tenantId)
}
