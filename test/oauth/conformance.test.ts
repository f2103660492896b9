import { spawn } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consent, type Browser } from './browser.ts'
import { App, signedIn } from './client.ts'
import { site, type Site } from './server.ts'

const bin = fileURLToPath(new URL('../../node_modules/.bin/conformance', import.meta.url))

let pm33: Site
let browser: Browser

beforeAll(async () => {
  pm33 = await site()
  const acme = await pm33.world.tenant('Acme')
  await acme.workspace('Shop')
  browser = await signedIn(pm33, (await pm33.person(acme)).email)
})
afterAll(() => pm33.close())

const freePort = () =>
  new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => done(port))
    })
  })

test('the conformance suite’s checks of an authorization server all pass, with a person at the browser', async () => {
  const port = await freePort()
  const app = new App(pm33)
  await app.register({ client_name: 'Conformance', redirect_uris: [`http://127.0.0.1:${port}/callback`] })
  const suite = spawn(
    process.execPath,
    [
      bin,
      'authorization',
      '--url',
      pm33.url,
      '--client-id',
      app.clientId,
      '--port',
      String(port),
      '--resource',
      `${pm33.url}/mcp`,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const opened = new Set<string>()
  const troubles: unknown[] = []
  const read = (chunk: Buffer) => {
    output += chunk.toString()
    for (const [url] of output.matchAll(/http:\/\/localhost:\d+\/oauth\/authorize\?[^\s"'\u001b]+(?=[\s"'\u001b])/g)) {
      if (opened.has(url)) continue
      opened.add(url)
      consent(browser, url)
        .then((back) => fetch(back))
        .catch((error: unknown) => troubles.push(error))
    }
  }
  suite.stdout.on('data', read)
  suite.stderr.on('data', read)
  const code = await new Promise((done) => suite.on('exit', done))
  expect([code, output]).toEqual([0, expect.stringMatching(/passed/i)])
  expect(output).toMatch(/0 failed/)
  expect(troubles).toEqual([])
}, 60_000)
