import { SignJWT, UnsecuredJWT, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Membership, User } from '../../api/identity/entity.ts'
import { OauthClient, OauthGrant, OauthPayload } from '../../api/oauth/entity.ts'
import { testOn } from '../depth.ts'
import { ENGINES, type TenantInTest } from '../world.ts'
import type { Browser } from './browser.ts'
import { App, signedIn } from './client.ts'
import { site, type Site } from './server.ts'

describe.each(ENGINES)('tokens on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: Site
  let acme: TenantInTest
  let browser: Browser

  beforeAll(async () => {
    pm33 = await site(engine)
    acme = await pm33.world.tenant('Acme')
    await acme.workspace('Shop')
    browser = await signedIn(pm33, (await pm33.person(acme)).email)
  })
  afterAll(() => pm33.close())

  /** A moment later, and back. */
  const later = async <T>(milliseconds: number, work: () => Promise<T>): Promise<T> => {
    pm33.world.clock.move(milliseconds)
    try {
      return await work()
    } finally {
      pm33.world.clock.move(-milliseconds)
    }
  }

  const connected = async () => {
    const app = new App(pm33)
    return { app, tokens: await app.connect(browser) }
  }

  test('an app of a person whose data is restricted is told to connect again, and goes on once that is lifted', async () => {
    const { email, userId } = await pm33.person(acme, 'member')
    const app = new App(pm33)
    const tokens = await app.connect(await signedIn(pm33, email))
    const restricted = (restrictedAt: Date | null) =>
      acme.em().nativeUpdate(Membership, { user: userId }, { restrictedAt })
    await restricted(new Date())
    expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
    await restricted(null)
    expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 200 })
  })

  describe('an authorization code', () => {
    test('works once: used again it takes everything back that it gave', async () => {
      const app = new App(pm33)
      await app.register()
      const code = await app.code(browser)
      const first = await app.redeem(code)
      expect(await app.opens(first.access_token!)).toBe(200)
      expect(await app.redeem(code)).toMatchObject({ status: 400, error: 'invalid_grant' })
      expect(await app.opens(first.access_token!)).toBe(401)
      expect(await app.refresh(first.refresh_token!)).toMatchObject({ status: 400, error: 'invalid_grant' })
    })

    deep.each<[claim: string, change: Record<string, string>]>([
      ['with another verifier', { code_verifier: 'x'.repeat(43) }],
      ['for another address', { redirect_uri: 'http://127.0.0.1:43999/other' }],
    ])('is not redeemed %s', async (_claim, change) => {
      const app = new App(pm33)
      await app.register()
      expect(await app.redeem(await app.code(browser), change)).toMatchObject({ status: 400, error: 'invalid_grant' })
    })

    deep('is not redeemed by another app', async () => {
      const [app, thief] = [new App(pm33), new App(pm33)]
      await app.register()
      await thief.register({ client_name: 'Thief' })
      const code = await app.code(browser)
      expect(await thief.redeem(code, { code_verifier: app.verifier })).toMatchObject({
        status: 400,
        error: 'invalid_grant',
      })
    })

    deep('is not spent by a request for another resource', async () => {
      const app = new App(pm33)
      await app.register()
      const code = await app.code(browser)
      expect(await app.redeem(code, { resource: 'https://elsewhere.example/mcp' })).toMatchObject({
        status: 400,
        error: 'invalid_target',
      })
      expect(await app.redeem(code)).toMatchObject({ status: 200 })
    })

    test('is dead after its minute, and another one for clocks that differ', async () => {
      const app = new App(pm33)
      await app.register()
      const [early, late] = [await app.code(browser), await app.code(browser)]
      await later(90_000, async () => expect(await app.redeem(early)).toMatchObject({ status: 200 }))
      await later(130_000, async () =>
        expect(await app.redeem(late)).toMatchObject({ status: 400, error: 'invalid_grant' }),
      )
    })

    test('of two that redeem it at once, one gets tokens', async () => {
      const app = new App(pm33)
      await app.register()
      const code = await app.code(browser)
      const answers = await Promise.all([app.redeem(code), app.redeem(code), app.redeem(code)])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400])
    })
  })

  describe('a refresh token', () => {
    test('fifty requests at once get one new pair', async () => {
      const { app, tokens } = await connected()
      const answers = await Promise.all(Array.from({ length: 50 }, () => app.refresh(tokens.refresh_token)))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      expect(new Set(answers.map(({ refresh_token }) => refresh_token)).size).toBe(1)
      expect(answers[0]!.refresh_token).not.toBe(tokens.refresh_token)
      expect(await app.opens(answers[0]!.access_token!)).toBe(200)
    })

    test('spent more than ten seconds ago, it ends the connection: the thief and the app are both out', async () => {
      const { app, tokens } = await connected()
      const next = await app.refresh(tokens.refresh_token)
      await later(11_000, async () =>
        expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' }),
      )
      expect(await app.refresh(next.refresh_token!)).toMatchObject({ status: 400, error: 'invalid_grant' })
      expect(await app.opens(next.access_token!)).toBe(401)
      expect(await app.opens(tokens.access_token)).toBe(401)
    })

    test('spent a moment ago, it answers only the same request of the same app', async () => {
      const { app, tokens } = await connected()
      const thief = new App(pm33)
      await thief.register({ client_name: 'Thief' })
      await app.refresh(tokens.refresh_token)
      expect(await thief.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
      expect(await app.refresh(tokens.refresh_token, { scope: 'mcp:enabled' })).toMatchObject({
        status: 400,
        error: 'invalid_grant',
      })
    })

    deep('may ask for fewer scopes, and the token then opens no more', async () => {
      const { app, tokens } = await connected()
      const fewer = await app.refresh(tokens.refresh_token, { scope: 'mcp:enabled velocity:read' })
      expect(fewer.scope).toBe('mcp:enabled velocity:read')
      const answer = await pm33.api.credentials.byAccessToken(fewer.access_token!)
      expect('principal' in answer && [...answer.principal.scopes]).toEqual(['mcp:enabled', 'velocity:read'])
      expect('ref' in answer && (await pm33.api.credentials.resolve(answer.ref))).toMatchObject({
        principal: { scopes: new Set(['mcp:enabled', 'velocity:read']) },
      })
    })

    deep('cannot ask for more', async () => {
      const app = new App(pm33)
      const tokens = await app.connect(browser, { scope: 'mcp:enabled' })
      expect(await app.refresh(tokens.refresh_token, { scope: 'mcp:enabled prd:write' })).toMatchObject({
        status: 400,
        error: 'invalid_scope',
      })
    })

    deep.each<[request: string, error: string, change: (stranger: App) => Record<string, string>]>([
      ['for another resource', 'invalid_target', () => ({ resource: 'https://elsewhere.example/mcp' })],
      ['for a resource that is no URL', 'invalid_target', () => ({ resource: 'not a url' })],
      ['for more scopes', 'invalid_scope', () => ({ scope: 'mcp:enabled backlog:write' })],
      ['of another app', 'invalid_grant', ({ clientId }) => ({ client_id: clientId })],
      ['of an app that nobody knows', 'invalid_client', () => ({ client_id: 'nobody' })],
      ['without its app', 'invalid_request', () => ({ client_id: '' })],
      ['with another kind of grant', 'invalid_request', () => ({ grant_type: 'authorization_code' })],
    ])('is not spent by a request %s: the right one after it gets tokens', async (_request, error, change) => {
      const { app, tokens } = await connected()
      const stranger = new App(pm33)
      await stranger.register({ client_name: 'Stranger' })
      for (let i = 0; i < 3; i++)
        expect(await app.refresh(tokens.refresh_token, change(stranger))).toMatchObject({ error })
      const next = await app.refresh(tokens.refresh_token)
      expect(next).toMatchObject({ status: 200 })
      expect(await app.opens(next.access_token!)).toBe(200)
      // What was spent stays spent: a refused request in between does not bring it back.
      await app.refresh(tokens.refresh_token, change(stranger))
      await later(11_000, async () =>
        expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' }),
      )
      expect(await app.opens(next.access_token!)).toBe(401)
    })

    test('lives for thirty days', async () => {
      const { app, tokens } = await connected()
      const next = await later(29 * 86_400_000, () => app.refresh(tokens.refresh_token))
      expect(next.status).toBe(200)
      await later(60 * 86_400_000, async () =>
        expect(await app.refresh(next.refresh_token!)).toMatchObject({ status: 400, error: 'invalid_grant' }),
      )
    })
  })

  describe('revocation is in force at once', () => {
    test.each(['refresh_token', 'access_token'] as const)('by the %s', async (which) => {
      const { app, tokens } = await connected()
      expect(await app.opens(tokens.access_token)).toBe(200)
      expect((await app.revoke(tokens[which])).status).toBe(200)
      expect(await app.opens(tokens.access_token)).toBe(401)
      expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
    })

    test('but not for somebody else’s app', async () => {
      const { app, tokens } = await connected()
      const other = new App(pm33)
      await other.register({ client_name: 'Other' })
      await app.revoke(tokens.access_token, other.clientId)
      await app.revoke(tokens.refresh_token, other.clientId)
      expect(await app.opens(tokens.access_token)).toBe(200)
    })

    deep('of an unknown token says the same as of a known one', async () => {
      const { app } = await connected()
      expect([(await app.revoke('unknown')).status, (await app.revoke('a.b.c')).status]).toEqual([200, 200])
    })

    test('when the person disconnects the app in the settings', async () => {
      const { app, tokens } = await connected()
      const { data } = await browser.ask<{
        connections: { id: string; clientName: string; clientHost: null; isViewer: boolean; scopes: string[] }[]
      }>('{ connections { id clientName clientHost isViewer scopes } }')
      expect(data!.connections[0]).toMatchObject({ clientName: 'An app', clientHost: null, isViewer: true })
      expect(await app.opens(tokens.access_token)).toBe(200)
      expect(
        await browser.ask('mutation ($id: ID!) { disconnect(id: $id) }', {
          id: `Connection:${decodeJwt(tokens.access_token).gid}`,
        }),
      ).toMatchObject({ errors: [] })
      expect(await app.opens(tokens.access_token)).toBe(401)
      expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
    })

    test('when the person is no longer a member', async () => {
      const leaver = await pm33.person(acme, 'member')
      const theirs = await signedIn(pm33, leaver.email)
      const app = new App(pm33)
      const tokens = await app.connect(theirs)
      const { data } = await browser.ask<{ members: { id: string; email: string }[] }>('{ members { id email } }')
      const { id } = data!.members.find(({ email }) => email === leaver.email)!
      expect(await browser.ask('mutation ($id: ID!) { removeMember(id: $id) }', { id })).toMatchObject({ errors: [] })
      expect(await app.opens(tokens.access_token)).toBe(401)
      expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
      expect(await theirs.ask('{ viewer { name } }')).toMatchObject({
        errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
      })
    })

    test('when the person is disabled', async () => {
      const { email } = await pm33.person(acme, 'member')
      const app = new App(pm33)
      const tokens = await app.connect(await signedIn(pm33, email))
      expect(await pm33.operator('mutation ($email: String!) { disableUser(email: $email) }', { email })).toMatchObject(
        { errors: [] },
      )
      const refused = await app.mcp(tokens.access_token)
      expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('Tenant not found')])
      expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
    })
  })

  test('somebody removed between consent and token gets none', async () => {
    const { email, userId } = await pm33.person(acme, 'member')
    const app = new App(pm33)
    await app.register()
    const code = await app.code(await signedIn(pm33, email))
    await acme.em().nativeDelete(Membership, { user: userId })
    expect(await app.redeem(code)).toMatchObject({
      status: 400,
      error: 'invalid_grant',
      error_description: expect.stringMatching(/invalid/),
    })
  })

  test('a role that shrinks takes scopes along, without a new token', async () => {
    const { email, userId } = await pm33.person(acme, 'member')
    const app = new App(pm33)
    const tokens = await app.connect(await signedIn(pm33, email))
    const scopes = async () => {
      const answer = await pm33.api.credentials.byAccessToken(tokens.access_token)
      return 'principal' in answer && answer.principal.scopes.has('prd:write')
    }
    expect(await scopes()).toBe(true)
    const { data } = await browser.ask<{ members: { id: string; email: string }[] }>('{ members { id email } }')
    await browser.ask('mutation ($id: ID!) { changeMember(id: $id, role: viewer) { id } }', {
      id: data!.members.find((member) => member.email === email)!.id,
    })
    expect(await scopes()).toBe(false)
    expect(await acme.em().count(Membership, { user: userId, role: 'viewer' })).toBe(1)
  })

  describe('an access token', () => {
    deep('is believed for fifteen minutes, and one more for clocks that differ', async () => {
      const { app, tokens } = await connected()
      await later(15 * 60_000 + 50_000, async () => expect(await app.opens(tokens.access_token)).toBe(200))
      const expired = await later(16 * 60_000 + 10_000, () => app.mcp(tokens.access_token))
      expect(expired.status).toBe(401)
      expect(expired.headers.get('www-authenticate')).toContain('error="invalid_token"')
    })

    deep('of a node whose clock is a minute ahead is believed', async () => {
      const { app, tokens } = await connected()
      await later(-60_000, async () => expect(await app.opens(tokens.access_token)).toBe(200))
    })

    deep('that was forged opens nothing', async () => {
      const { app, tokens } = await connected()
      const claims = decodeJwt(tokens.access_token)
      const { kid } = decodeProtectedHeader(tokens.access_token)
      const jwks = (await (await fetch(`${pm33.url}/.well-known/jwks.json`)).json()) as {
        keys: { kid: string; x: string; d?: string }[]
      }
      const published = jwks.keys.find((key) => key.kid === kid)!
      const own = await generateKeyPair('ES256', { extractable: true })
      const header = { alg: 'ES256', typ: 'at+jwt', kid: kid! }
      const signed = (change: object, protectedHeader: object = header) =>
        new SignJWT({ ...claims, ...change })
          .setProtectedHeader(protectedHeader as { alg: string })
          .sign(own.privateKey)
      const [head, , signature] = tokens.access_token.split('.')
      const edited = [
        head,
        Buffer.from(JSON.stringify({ ...claims, tid: crypto.randomUUID() })).toString('base64url'),
        signature,
      ].join('.')
      const forged = {
        'without a signature': new UnsecuredJWT(claims).encode(),
        'with our public key as an HMAC secret': await new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: kid! })
          .sign(new TextEncoder().encode(JSON.stringify(published))),
        'with their own key under our key id': await signed({}),
        'with their own key in its header': await signed(
          {},
          { alg: 'ES256', typ: 'at+jwt', jwk: await exportJWK(own.publicKey) },
        ),
        'with another tenant written in': edited,
      }
      for (const [how, token] of Object.entries(forged)) expect([how, await app.opens(token)]).toEqual([how, 401])
      expect(published.d).toBeUndefined()
    })

    deep('that we signed for something else opens nothing', async () => {
      const { app, tokens } = await connected()
      const claims = decodeJwt(tokens.access_token)
      const [jwk] = await pm33.api.identity.authorization.keys.keys()
      const key = await importJWK(jwk!, 'ES256')
      const minted = (change: object, typ = 'at+jwt') =>
        new SignJWT({ ...claims, ...change }).setProtectedHeader({ alg: 'ES256', typ, kid: jwk!.kid! }).sign(key)
      expect(await app.opens(await minted({}))).toBe(200)
      expect(await app.opens(await minted({ aud: `${pm33.url}/graphql` }))).toBe(401)
      expect(await app.opens(await minted({ aud: pm33.url }))).toBe(401)
      expect(await app.opens(await minted({ iss: 'https://evil.test' }))).toBe(401)
      expect(await app.opens(await minted({}, 'JWT'))).toBe(401)
      expect(await app.opens(await minted({ gid: crypto.randomUUID() }))).toBe(401)
      expect(await app.opens(await minted({ tid: crypto.randomUUID() }))).toBe(401)
      expect(await app.opens(await minted({ exp: undefined }))).toBe(401)
    })

    test('is for /mcp alone: /graphql does not take it', async () => {
      const { tokens } = await connected()
      const response = await fetch(`${pm33.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.access_token}` },
        body: JSON.stringify({ query: '{ viewer { name } }' }),
      })
      expect(response.status).toBe(401)
    })
  })

  test('the tables hold no handle that anybody could use', async () => {
    const app = new App(pm33)
    await app.register()
    const code = await app.code(browser)
    const tokens = await app.redeem(code)
    const next = await app.refresh(tokens.refresh_token!)
    const em = pm33.world.orm.em.fork()
    const rows = JSON.stringify([
      await em.find(OauthPayload, {}),
      await em.find(OauthClient, {}),
      await acme.em().find(OauthGrant, {}),
      await em.find(User, {}),
    ])
    const handles = [
      code,
      tokens.refresh_token!,
      tokens.access_token!,
      next.refresh_token!,
      next.access_token!,
      ...browser.cookies.filter(({ name }) => name === 'pm33' || name === 'pm33_as').map(({ value }) => value),
    ]
    expect(handles.length).toBeGreaterThanOrEqual(6)
    for (const handle of handles) expect(rows).not.toContain(handle)
  })
})
