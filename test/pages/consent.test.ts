import { createHash, randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Membership, Workspace } from '../../api/identity/entity.ts'
import type { TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { tabTo } from './keyboard.ts'
import { PASSWORD, site, PUBLISHED, type Site } from './server.ts'
import { waitingApp } from './waiting-app.ts'

const SCOPES =
  'mcp:enabled backlog:read optimize:read velocity:read competitive:read strategy:read scheduling:read scenarios:read prd:write'

let pm33: Site
let browser: Browser
let acme: TenantInTest
let maja: { email: string; userId: string }
let waiting: Awaited<ReturnType<typeof waitingApp>>
let loopback: string

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  acme = await pm33.world.tenant('Halden Outdoor')
  await acme.workspace('Storefront')
  await acme.workspace('Warehouse')
  maja = await pm33.person(acme)
  waiting = await waitingApp()
  loopback = waiting.host
})
afterAll(async () => {
  await browser?.close()
  waiting?.close()
  await pm33?.close()
})

interface App {
  clientId: string
  redirect: string
  verifier: string
}

/** An app that says its name itself. */
async function unverified(name = 'Claude Code'): Promise<App> {
  const response = await fetch(`${pm33.url}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: name,
      redirect_uris: [`http://${loopback}/callback`],
      token_endpoint_auth_method: 'none',
    }),
  })
  const { client_id: clientId } = (await response.json()) as { client_id: string }
  return { clientId, redirect: `http://${loopback}/callback`, verifier: randomBytes(32).toString('base64url') }
}

const published = (): App => ({
  clientId: PUBLISHED,
  redirect: 'https://assistant.example/back',
  verifier: randomBytes(32).toString('base64url'),
})

function authorizePath({ clientId, redirect, verifier }: App): string {
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return `/oauth/authorize?${new URLSearchParams({ response_type: 'code', client_id: clientId, redirect_uri: redirect, code_challenge: challenge, code_challenge_method: 'S256', state: 'opaque', scope: SCOPES, resource: `${pm33.url}/mcp` })}`
}

/** What is sent to the client's own address, which is the one place besides ours that the browser may go. */
async function sentBack(window: Window, { redirect }: App, decide: () => Promise<void>): Promise<URL> {
  const [request] = await Promise.all([
    window.page.waitForRequest((request) => request.url().startsWith(redirect)),
    decide(),
  ])
  if (redirect.includes(loopback)) await window.page.waitForURL(`${redirect}**`)
  await expect.poll(() => window.trouble.splice(0)).toEqual([`off origin: ${request.url()}`])
  return new URL(request.url())
}

async function tokenFor(
  { clientId, redirect, verifier }: App,
  back: URL,
): Promise<{ status: number; scope: string; access_token: string }> {
  const response = await fetch(`${pm33.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirect,
      code: back.searchParams.get('code') ?? '',
      code_verifier: verifier,
      resource: `${pm33.url}/mcp`,
    }),
  })
  return { status: response.status, ...((await response.json()) as { scope: string; access_token: string }) }
}

async function inWindow(work: (window: Window) => Promise<void>): Promise<void> {
  const window = await openWindow(browser, pm33.url)
  await work(window)
  expect(window.trouble).toEqual([])
  await window.close()
}

test('an unverified app is let in by keyboard alone: sign in, untick, allow; and is disconnected in Settings', async () => {
  const app = await unverified()
  await inWindow(async (window) => {
    const { page } = window
    await page.goto(authorizePath(app))
    await page.getByText('To let “Claude Code” use PM33.').waitFor()
    await lookAt(page, 'consent-sign-in')
    await page.getByLabel('Email').focus()
    await page.keyboard.type(maja.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Allow “Claude Code” to use PM33?' }).waitFor()
    await page.getByText('PM33 cannot verify who made this app.').waitFor()
    await page.getByText(loopback).waitFor()
    await page.getByText(maja.email).waitFor()
    // It could be any app, so it may not spend money unless a person ticks that; what will not work without is said.
    expect(await page.getByRole('checkbox', { name: /Write PRDs/ }).isChecked()).toBe(false)
    await page.getByText('Not selected: generate_prd will not work in this app.').waitFor()
    expect(await page.getByRole('checkbox', { name: /Connect to PM33/ }).isDisabled()).toBe(true)
    await page.getByText('“Claude Code” gets 8 of 9 permissions in all your workspaces.').waitFor()
    await lookAt(page, 'consent-unverified')
    await tabTo(page, 'All your workspaces, including future ones')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'Storefront')
    await page.keyboard.press('Space')
    await tabTo(page, /^Read competitive intelligence/)
    await page.keyboard.press('Space')
    await page.getByText('“Claude Code” gets 7 of 9 permissions in 1 workspace.').waitFor()
    await tabTo(page, 'Allow')
    const token = await tokenFor(app, await sentBack(window, app, () => page.keyboard.press('Enter')))
    expect(token.status).toBe(200)
    expect(token.scope.split(' ')).toEqual(
      SCOPES.split(' ').filter((scope) => !['competitive:read', 'prd:write'].includes(scope)),
    )

    await page.goto('/settings/mcp')
    await page.getByText('7 of 9 scopes, without competitive:read and prd:write').waitFor()
    await page.getByRole('cell', { name: 'Storefront' }).waitFor()
    await page.getByRole('button', { name: /^Disconnect Claude Code/ }).click()
    await page.getByRole('button', { name: 'Disconnect app' }).click()
    await page.getByText('No apps connected').waitFor()
    const refused = await fetch(`${pm33.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token.access_token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}',
    })
    expect(refused.status).toBe(401)
  })
})

test('an app with a document is known by the host that publishes it, and may not spend credits where nobody uses it yet', async () => {
  const app = published()
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(maja.email)
    await page.goto(authorizePath(app))
    await page.getByRole('heading', { name: 'Allow “Assistant” from assistant.example to use PM33?' }).waitFor()
    await page.getByText('published at assistant.example').waitFor()
    await page.getByText('Nobody else in Halden Outdoor uses an app from assistant.example.').waitFor()
    expect(await page.getByText('verified').count()).toBe(0)
    expect(await page.getByRole('checkbox', { name: /Write PRDs/ }).isChecked()).toBe(false)
    await page.getByText('“Assistant” gets 8 of 9 permissions in all your workspaces.').waitFor()
    await lookAt(page, 'consent-new')
    await page.getByRole('checkbox', { name: /Write PRDs/ }).check()
    const back = await sentBack(window, app, () => page.getByRole('button', { name: 'Allow' }).click())
    expect((await tokenFor(app, back)).scope).toBe(SCOPES)
  })
})

test('an app that others in the organization use may spend credits unless that is unticked', async () => {
  const app = published()
  const colleague = await pm33.person(acme, 'member', 'Jonas Berg')
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(colleague.email)
    await page.goto(authorizePath(app))
    await page.getByText('published at assistant.example, used by others in Halden Outdoor').waitFor()
    expect(await page.getByText('Nobody else in').count()).toBe(0)
    await page.getByText(/Consumes AI credits/).waitFor()
    await page
      .getByText('“Assistant” gets 9 of 9 permissions in all your workspaces and may spend AI credits.')
      .waitFor()
    await lookAt(page, 'consent-used')
    const refused = await sentBack(window, app, () => page.getByRole('button', { name: 'Cancel' }).click())
    expect(refused.searchParams.get('error')).toBe('access_denied')
  })
})

test('a viewer cannot give what they may not do themselves', async () => {
  const viewer = await pm33.person(acme, 'viewer', 'Ada Nwosu')
  await inWindow(async (window) => {
    await window.signIn(viewer.email)
    await window.page.goto(authorizePath(published()))
    const prd = window.page.getByRole('checkbox', { name: /Write PRDs/ })
    await window.page.getByText('Your role in Halden Outdoor (viewer) does not include this.').waitFor()
    expect([await prd.isChecked(), await prd.isDisabled()]).toEqual([false, true])
  })
})

test('600 workspaces are searched, not scrolled through', async () => {
  const full = await pm33.world.tenant('Many')
  const em = full.em()
  await em.insertMany(
    Workspace,
    Array.from({ length: 600 }, (_, at) => ({
      tenantId: full.id,
      id: crypto.randomUUID(),
      key: `space-${at}`,
      name: `Space ${at}`,
      dataVersion: 1,
      dataChangedAt: new Date(),
      createdAt: new Date(),
    })) as never,
  )
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn((await pm33.person(full)).email)
    await page.goto(authorizePath(published()))
    await page.getByLabel('Only these').check()
    await page.getByText('Choose at least one workspace.').waitFor()
    expect(await page.getByRole('button', { name: 'Allow' }).isDisabled()).toBe(true)
    await page.getByLabel(/^Find in \d+ workspaces$/).fill('space 42')
    await page.getByRole('checkbox', { name: 'Space 42', exact: true }).check()
    await page.getByText('“Assistant” gets 8 of 9 permissions in 1 workspace.').waitFor()
    await lookAt(page, 'consent-600')
  })
})

test('somebody who belongs nowhere is told so, and can use another account', async () => {
  const gone = await pm33.world.tenant('Left')
  const person = await pm33.person(gone)
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(person.email)
    await page.goto(authorizePath(published()))
    await page.getByRole('button', { name: 'Allow' }).waitFor()
    await gone.em().nativeDelete(Membership, {})
    await page.reload()
    await page.getByRole('heading', { name: /^(Tenant not found|Sign in)$/ }).waitFor()
    await lookAt(page, 'consent-nowhere')
  })
})

test('a request that has ended, is late or fails says so', async () => {
  const app = published()
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(maja.email)
    await page.goto('/oauth/interaction/unknown-request')
    await page.getByRole('heading', { name: 'This request is no longer valid' }).waitFor()
    await lookAt(page, 'consent-ended')
    await page.route('**/graphql', () => undefined)
    await page.goto(authorizePath(app))
    await page.getByText('Loading the request…').waitFor()
    await lookAt(page, 'consent-loading')
    await page.unroute('**/graphql')
    await page.route('**/graphql', (route) =>
      route.fulfill({
        json: {
          errors: [
            {
              message: 'Too many attempts. Try again in 20 seconds.',
              extensions: { code: 'RATE_LIMITED', retryAfter: 20 },
            },
          ],
        },
      }),
    )
    await page.reload()
    await page.getByText('Too many attempts. Try again in 20 seconds.').waitFor()
    await page.getByRole('button', { name: /^Try again in \d+ s$/ }).waitFor()
    await lookAt(page, 'consent-error')
  })
})

test('nothing runs that was not built with the pages, and nobody frames them', async () => {
  for (const path of ['/', '/sign-in', '/settings/mcp', '/oauth/interaction/some-uid']) {
    const { headers } = await fetch(`${pm33.url}${path}`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self';")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
  }
})
