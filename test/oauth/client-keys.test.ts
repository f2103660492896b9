/** Apps that sign with a key of their own, which PM33 reads at their host: never while a transaction waits for it. */
import { setTimeout as pause } from 'node:timers/promises'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientDocument } from '../../api/oauth/client-document.ts'
import { App, REDIRECT, signedIn } from './client.ts'
import { site, type Site } from './server.ts'

const KEYS = 'https://app.example/keys.json'
const DOCUMENT = 'https://app.example/client.json'
const document = {
  client_id: DOCUMENT,
  client_name: 'An app',
  redirect_uris: [REDIRECT],
  token_endpoint_auth_method: 'private_key_jwt',
  jwks_uri: KEYS,
}
const SLOW = 'https://slow.example/keys.json'
let pm33: Site
let signing: CryptoKey
let asked = 0

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  signing = privateKey
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'ES256' }] }
  pm33 = await site('embedded', {
    fetchDocument: async (url) => {
      asked++
      if (String(url) === SLOW) {
        await pause(2_000)
        throw new Error('slow')
      }
      const headers = { 'content-type': 'application/json' }
      const said = String(url) === DOCUMENT ? document : keys
      return clientDocument(String(url), new Response(JSON.stringify(said), { headers }))
    },
  })
})
afterAll(() => pm33.close())

const assertion = (app: App) =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(app.clientId)
    .setSubject(app.clientId)
    .setAudience(pm33.api.identity.publicUrl)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(signing)

const signed = async (app: App) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: await assertion(app),
})

describe('an app that signs what it says', () => {
  test('is read at its host, and connects', async () => {
    const app = new App(pm33)
    await app.register({ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: KEYS })
    const code = await app.code(await signedIn(pm33, (await pm33.person(await pm33.world.tenant('Acme'))).email))
    expect(await app.redeem(code, await signed(app))).toMatchObject({ status: 200, access_token: expect.any(String) })
    expect(asked).toBe(1)
  })

  test('and is known by its document, too', async () => {
    const app = new App(pm33, DOCUMENT)
    const code = await app.code(await signedIn(pm33, (await pm33.person(await pm33.world.tenant('Bolt'))).email))
    const answer = await app.redeem(code, await signed(app))
    expect(answer).toMatchObject({ status: 200, access_token: expect.any(String) })
    const again = await app.refresh(answer.refresh_token!, await signed(app))
    expect(again).toMatchObject({ status: 200, access_token: expect.any(String) })
  })

  test('gives a token back by what it signs, and nobody does it for the app', async () => {
    const app = new App(pm33, DOCUMENT)
    const browser = await signedIn(pm33, (await pm33.person(await pm33.world.tenant('Cord'))).email)
    const { access_token: token } = await app.redeem(await app.code(browser), await signed(app))
    const revoke = (form: Record<string, string>) =>
      fetch(`${pm33.url}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token: token!, ...form }) })
    const unsigned = await revoke({ client_id: DOCUMENT })
    expect([unsigned.status, await unsigned.json()]).toEqual([
      401,
      expect.objectContaining({ error: 'invalid_client' }),
    ])
    expect(await app.opens(token!)).toBe(200)
    // The client ID is in what it has signed (RFC 7521 §4.2).
    expect((await revoke(await signed(app))).status).toBe(200)
    expect(await app.opens(token!)).toBe(401)
  })

  test('whose host says nothing is refused, and nobody else waits for it', async () => {
    const app = new App(pm33)
    await app.register({ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: SLOW })
    const started = performance.now()
    const refused = app.redeem('no code', await signed(app))
    await pause(300)
    // The embedded database has one transaction at a time.
    await pm33.world.orm.em.fork().transactional((em) => em.execute('select 1'))
    expect(performance.now() - started).toBeLessThan(1_900)
    expect(await refused).toMatchObject({ status: 401, error: 'invalid_client' })
  })
})
