/** An app, without a client library's help: what it sends is what the test says. */
import { createHash, randomBytes } from 'node:crypto'
import { Browser, consent, type Choice } from './browser.ts'
import type { Site } from './server.ts'

export interface Tokens {
  access_token: string
  refresh_token: string
  scope: string
  expires_in: number
}

export interface TokenAnswer extends Partial<Tokens> {
  status: number
  error?: string
  error_description?: string
}

export const ALL_SCOPES =
  'mcp:enabled backlog:read optimize:read velocity:read competitive:read strategy:read scheduling:read scenarios:read prd:write'
export const REDIRECT = 'http://127.0.0.1:43999/callback'

export class App {
  readonly site: Site
  clientId = ''
  readonly verifier = randomBytes(32).toString('base64url')

  constructor(site: Site, clientId = '') {
    this.site = site
    this.clientId = clientId
  }

  async register(metadata: object = {}): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${this.site.url}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'An app', redirect_uris: [REDIRECT], ...metadata }),
    })
    const body = (await response.json()) as Record<string, unknown>
    if (response.status === 201) this.clientId = String(body.client_id)
    return { status: response.status, body }
  }

  /** @param change parameters that differ from a good request; undefined leaves one out. */
  authorizeUrl(change: Record<string, string | undefined> = {}): string {
    const parameters: Record<string, string | undefined> = {
      response_type: 'code',
      client_id: this.clientId,
      redirect_uri: REDIRECT,
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'opaque',
      scope: ALL_SCOPES,
      resource: `${this.site.api.identity.publicUrl}/mcp`,
      ...change,
    }
    const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return `${this.site.url}/oauth/authorize?${new URLSearchParams(given)}`
  }

  async code(browser: Browser, change: Record<string, string | undefined> = {}, choice: Choice = {}): Promise<string> {
    const back = await consent(browser, this.authorizeUrl(change), choice)
    const code = back.searchParams.get('code')
    if (!code) throw new Error(`no code: ${back}`)
    return code
  }

  async token(form: Record<string, string>): Promise<TokenAnswer> {
    const response = await fetch(`${this.site.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: this.clientId, ...form }),
    })
    return { status: response.status, ...((await response.json()) as object) }
  }

  redeem = (code: string, change: Record<string, string> = {}) =>
    this.token({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: this.verifier,
      ...change,
    })

  refresh = (refreshToken: string, change: Record<string, string> = {}) =>
    this.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...change })

  async connect(
    browser: Browser,
    change: Record<string, string | undefined> = {},
    choice: Choice = {},
  ): Promise<Tokens> {
    if (!this.clientId) await this.register()
    const answer = await this.redeem(
      await this.code(browser, change, choice),
      change.redirect_uri ? { redirect_uri: change.redirect_uri } : {},
    )
    if (answer.status !== 200) throw new Error(`no tokens: ${JSON.stringify(answer)}`)
    return answer as Tokens
  }

  revoke = (token: string, clientId = this.clientId) =>
    fetch(`${this.site.url}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: clientId }),
    })

  /** What the MCP endpoint says to an access token. */
  mcp = (accessToken: string, message: object = { jsonrpc: '2.0', id: 1, method: 'tools/list' }) =>
    fetch(`${this.site.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${accessToken}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-06-18',
      },
      body: JSON.stringify(message),
    })

  opens = async (accessToken: string) => (await this.mcp(accessToken)).status
}

/** A browser in which somebody has signed in. */
export async function signedIn(site: Site, email: string): Promise<Browser> {
  const browser = new Browser(site.url)
  const { errors } = await browser.signIn(email)
  if (errors.length) throw new Error(JSON.stringify(errors))
  return browser
}
