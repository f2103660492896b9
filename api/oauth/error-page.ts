import type { KoaContextWithOIDC } from 'oidc-provider'
import { isLoopback } from '../../address.ts'

const text = (value: string) => value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const page = (paragraphs: readonly string[]) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>PM33 could not connect this app</title><h1>PM33 could not connect this app</h1>${paragraphs.map((one) => `<p>${one}</p>`).join('')}</html>`

/** Shown where the browser cannot be sent back: an unknown client, a foreign address. @param clientId as it was asked for */
export function errorPage(error: string, description: string, clientId: string): string {
  // A client that registered keeps its ID, and sends it again however often somebody tries.
  const unknown = error === 'invalid_client' && !URL.canParse(clientId)
  return page([
    `${text(error)}: ${text(description)}`,
    unknown
      ? 'PM33 does not know this app, or no longer does. Remove PM33 from the app and add it again, so that the app registers again.'
      : 'Go back to the app and start again. If this keeps happening, the app is requesting something that PM33 does not support.',
  ])
}

/**
 * Anybody can register an app, and a link that begins with PM33's own address must not take people elsewhere unasked (RFC 9700
 * §4.11.2). Until somebody has decided, only an error leads away, so it is shown with a link to where it would have gone.
 * A program on the person's own computer gets it as ever.
 */
export async function stayUntilDecided(ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> {
  await next()
  const location = ctx.response.get('location')
  if (ctx.oidc?.route !== 'authorization' || !URL.canParse(location)) return
  const to = new URL(location)
  if (!/^https?:$/.test(to.protocol) || isLoopback(to.hostname) || to.origin === ctx.oidc.provider.issuer) return
  const said = to.searchParams.has('error') ? to.searchParams : new URLSearchParams(to.hash.slice(1))
  ctx.remove('location')
  ctx.status = 400
  ctx.type = 'html'
  ctx.body = page([
    `${text(said.get('error') ?? '')}: ${text(said.get('error_description') ?? '')}`,
    `The app that sent you here belongs to another site. If you started it, <a href="${text(to.href)}" rel="noreferrer">return to ${text(to.host)}</a>. Otherwise, close this page.`,
  ])
}
