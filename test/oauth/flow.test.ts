import { decodeJwt, decodeProtectedHeader } from 'jose'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, type TenantInTest } from '../world.ts'
import { Browser, consent } from './browser.ts'
import { site, type Site } from './server.ts'

const insecure = { [oauth.allowInsecureRequests]: true } as const

describe.each(ENGINES)('connecting an app on %s, with a client that knows only the RFCs', (engine) => {
  let pm33: Site
  let acme: TenantInTest
  let browser: Browser

  beforeAll(async () => {
    pm33 = await site(engine)
    acme = await pm33.world.tenant('Acme')
    await acme.workspace('Shop')
    const { email } = await pm33.person(acme)
    browser = new Browser(pm33.url)
    expect((await browser.signIn(email)).errors).toEqual([])
  })
  afterAll(() => pm33.close())

  test('discovery, registration, consent, code, token, refresh, revocation', async () => {
    const resource = new URL(`${pm33.url}/mcp`)
    const prm = await oauth.processResourceDiscoveryResponse(
      resource,
      await oauth.resourceDiscoveryRequest(resource, insecure),
    )
    expect(prm.authorization_servers).toEqual([pm33.url])
    const issuer = new URL(pm33.url)
    const as = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
    )
    const client = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(
        as,
        { redirect_uris: ['http://127.0.0.1/callback'], client_name: 'RFC reader', token_endpoint_auth_method: 'none' },
        insecure,
      ),
    )
    const verifier = oauth.generateRandomCodeVerifier()
    const redirect = 'http://127.0.0.1:49152/callback'
    const authorize = new URL(as.authorization_endpoint!)
    authorize.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'mcp:enabled backlog:read',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: 'x',
      resource: resource.href,
    }).toString()
    const back = await consent(browser, authorize.href)
    const parameters = oauth.validateAuthResponse(as, client, back, 'x')
    const tokens = await oauth.processAuthorizationCodeResponse(
      as,
      client,
      await oauth.authorizationCodeGrantRequest(as, client, oauth.None(), parameters, redirect, verifier, {
        additionalParameters: { resource: resource.href },
        ...insecure,
      }),
    )
    expect(tokens).toMatchObject({ expires_in: 900, scope: 'mcp:enabled backlog:read', token_type: 'bearer' })
    const claims = await oauth.validateJwtAccessToken(
      as,
      new Request(resource, { headers: { authorization: `Bearer ${tokens.access_token}` } }),
      resource.href,
      insecure,
    )
    expect(claims).toMatchObject({ tid: acme.id, ws: 'all', client_id: client.client_id })
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(decodeJwt(tokens.access_token).gid).toEqual(expect.any(String))
    const refreshed = await oauth.processRefreshTokenResponse(
      as,
      client,
      await oauth.refreshTokenGrantRequest(as, client, oauth.None(), tokens.refresh_token!, insecure),
    )
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(as, client, oauth.None(), refreshed.refresh_token!, insecure),
    )
    await expect(
      oauth.processRefreshTokenResponse(
        as,
        client,
        await oauth.refreshTokenGrantRequest(as, client, oauth.None(), refreshed.refresh_token!, insecure),
      ),
    ).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})
