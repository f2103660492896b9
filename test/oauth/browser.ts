/** A person's browser: keeps cookies by path, follows redirects by hand, and asks GraphQL as the pages do. */
import { answerOf, PASSWORD, type Answer } from './server.ts'

interface Cookie {
  name: string
  value: string
  path: string
  attributes: string
}

export class Browser {
  readonly origin: string
  readonly cookies: Cookie[] = []

  constructor(origin: string) {
    this.origin = origin
  }

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(url)
    const sent = this.cookies
      .filter(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...(sent.length ? { cookie: sent.join('; ') } : {}) },
    })
    for (const header of response.headers.getSetCookie()) this.#keep(header)
    return response
  }

  #keep(header: string): void {
    const [pair = '', ...attributes] = header.split(/;\s*/)
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? '/'
    const known = this.cookies.findIndex((cookie) => cookie.name === name && cookie.path === path)
    if (known >= 0) this.cookies.splice(known, 1)
    const dead = attributes.some((part) => /^max-age=0$/i.test(part) || /^expires=Thu, 01 Jan 1970/i.test(part))
    if (!dead) this.cookies.push({ name, value, path, attributes: attributes.join('; ') })
  }

  async ask<T = Record<string, never>>(
    query: string,
    variables?: object,
    headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
  ): Promise<Answer<T>> {
    return answerOf<T>(
      await this.go(`${this.origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    )
  }

  async signIn(email: string, password = PASSWORD): Promise<Answer<{ signIn: { name: string } }>> {
    return this.ask(
      'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { name email } }',
      { email, password },
    )
  }
}

export interface Choice {
  allow?: boolean
  scopes?: string[]
  tenantId?: string
  workspaceIds?: string[]
}

export interface Asked {
  clientName: string
  clientHost: string | null
  redirectHost: string
  loopback: boolean
  elsewhere: boolean
  scopes: { scope: string; title: string; detail: string; required: boolean; consumesCredits: boolean }[]
  tenants:
    | {
        id: string
        name: string
        role: string
        workspaces: { id: string; key: string }[]
        grantable: string[]
        standing: 'allowed' | 'used' | 'new'
      }[]
    | null
}

export const INTERACTION =
  'query ($uid: String!) { interaction(uid: $uid) { clientName clientHost redirectHost loopback elsewhere scopes { scope title detail required consumesCredits } tenants { id name role workspaces { id key } grantable standing } } }'
export const DECIDE =
  'mutation ($uid: String!, $allow: Boolean!, $tenantId: ID, $workspaceIds: [ID!], $scopes: [String!]) { decideInteraction(uid: $uid, allow: $allow, tenantId: $tenantId, workspaceIds: $workspaceIds, scopes: $scopes) }'

/** Opens what a client wants opened, as far as the consent page. @returns its uid, or where the browser was sent instead */
export async function arrive(
  browser: Browser,
  authorize: string,
): Promise<{ uid: string } | { elsewhere: URL } | { page: Response }> {
  let url = authorize
  for (let hop = 0; hop < 6; hop++) {
    const response = await browser.go(url)
    const location = response.headers.get('location')
    if (!location) return { page: response }
    const next = new URL(location, url)
    if (next.origin !== new URL(browser.origin).origin) return { elsewhere: next }
    const uid = /^\/oauth\/interaction\/([\w-]+)$/.exec(next.pathname)?.[1]
    if (uid) return { uid }
    url = next.href
  }
  throw new Error('redirected in circles')
}

/** The whole way: authorize, decide as a signed-in person, and back to the client. @returns the address the client receives */
export async function consent(
  browser: Browser,
  authorize: string,
  { allow = true, ...choice }: Choice = {},
): Promise<URL> {
  const arrived = await arrive(browser, authorize)
  if ('elsewhere' in arrived) return arrived.elsewhere
  if ('page' in arrived)
    throw new Error(`no consent page: ${arrived.page.status} ${(await arrived.page.text()).slice(0, 300)}`)
  const asked = await browser.ask<{ interaction: Asked }>(INTERACTION, arrived)
  if (!asked.data) throw new Error(`no interaction: ${JSON.stringify(asked.errors)}`)
  const { scopes, tenants } = asked.data.interaction
  const decided = await browser.ask<{ decideInteraction: string }>(DECIDE, {
    ...arrived,
    allow,
    tenantId: tenants?.[0]?.id,
    scopes: scopes.map(({ scope }) => scope),
    ...choice,
  })
  if (!decided.data) throw new Error(`not decided: ${JSON.stringify(decided.errors)}`)
  const back = await arrive(browser, decided.data.decideInteraction)
  if (!('elsewhere' in back))
    throw new Error(`not sent back: ${JSON.stringify(back)} ${'page' in back ? await back.page.text() : ''}`)
  return back.elsewhere
}
