import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OpenDemoDocument } from '../../views/operations.generated.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { PASSWORD } from './server.ts'
import { started } from './started.ts'

let browser: Browser
let server: { text: string; stop(): void }
let data: string
/** As the console shows them. */
let links: { demo: string; setUp: string }
let origin: string

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'pm33-demo-'))
  ;[browser, server] = await Promise.all([launch(), started(data)])
  const shown = (page: string) => new RegExp(`http\\S+/${page}#\\S+`).exec(server.text)![0]
  links = { demo: shown('demo'), setUp: shown('set-up') }
  origin = new URL(links.demo).origin
})
afterAll(async () => {
  await browser?.close()
  server?.stop()
  rmSync(data, { recursive: true, force: true })
})

async function inWindow(work: (window: Window) => Promise<void>): Promise<void> {
  const window = await openWindow(browser, origin)
  await work(window)
  expect(window.trouble).toEqual([])
  await window.close()
}

/** The operation itself, sent by something other than a page on this computer. */
async function opened(headers: Record<string, string>, token = links.demo.split('#')[1]!) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: OpenDemoDocument.toString(), variables: { token, replace: true } }),
  })
  const text = await response.text()
  return { status: response.status, text, cookie: response.headers.get('set-cookie') }
}

test('a stranger who opens the address reads what is here and where the setup link stands', () =>
  inWindow(async ({ page }) => {
    await page.goto('/')
    await page.getByText('answers a product manager’s questions').waitFor()
    await page.getByText('Nobody has an account on this server yet.').waitFor()
    expect(await page.getByRole('link', { name: 'Read the docs' }).getAttribute('href')).toBe('/docs')
    await lookAt(page, 'sign-in-fresh')
  }))

test.each([
  ['a reverse proxy', { 'x-forwarded-for': '203.0.113.7' }],
  ['a tunnel', { forwarded: 'for=203.0.113.7' }],
  ['a gateway', { via: '1.1 gateway' }],
])('the demo link is refused behind %s, and stays good', async (_who, headers) => {
  const { text, cookie } = await opened(headers)
  expect(text).toContain('FORBIDDEN')
  expect(text).toContain('works only in a browser on the computer that runs PM33')
  expect(cookie).toBeNull()
})

test('a page from another origin cannot open the demo', async () => {
  const { status, cookie } = await opened({ 'sec-fetch-site': 'cross-site' })
  expect(status).toBe(403)
  expect(cookie).toBeNull()
})

test('a person who is signed in is asked first, and keeps the demo in the list of organizations', () =>
  inWindow(async ({ page }) => {
    await page.goto(links.setUp)
    await page.getByLabel('Organization').fill('Halden Outdoor')
    await page.getByLabel('Your name').fill('Maja Lind')
    await page.getByLabel('Email').fill('maja@haldenoutdoor.com')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Create organization' }).click()
    await page.getByRole('heading', { name: 'Main is empty' }).waitFor()
    await page.goto(links.demo)
    await page.getByRole('heading', { name: 'Open the demo?' }).waitFor()
    await lookAt(page, 'demo-ask')
    await page.getByRole('link', { name: 'Stay signed in' }).click()
    await page.getByRole('heading', { name: 'Main is empty' }).waitFor()
    await page.getByLabel('Workspace').selectOption({ label: 'Demo' })
    await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Main' }).waitFor()
    expect(await page.getByLabel('Workspace').locator('option:checked').textContent()).toContain('Shop')
  }))

test('one click on the link shows the demo, once', () =>
  inWindow(async ({ page }) => {
    await page.goto(links.demo)
    await page.getByLabel('Workspace').waitFor()
    expect(await page.getByLabel('Workspace').locator('option:checked').textContent()).toContain('Shop')
    expect(page.url()).toBe(`${origin}/`)
    const weeks = page.getByRole('img', { name: /^Points finished per week over 26 weeks: .* median \d+\.$/ })
    const top = async (what: Locator) => (await what.boundingBox())!.y
    expect(await top(weeks.locator('.med'))).toBeGreaterThan(await top(weeks))
    await lookAt(page, 'demo-home')
    const { text, cookie } = await opened({})
    expect(text).toContain('NOT_FOUND')
    expect(cookie).toBeNull()
  }))

/** Two years of a small team, as a tracker exports them. */
function backlogCsv(): string {
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const done = Array.from({ length: 80 }, (_, at) => {
    const ago = 3 + Math.floor((at * 365) / 80)
    return `HLD-${at + 1},Finished work ${at + 1},Story,Done,${day(ago + 9)},${day(ago)}`
  })
  const open = Array.from({ length: 12 }, (_, at) => `HLD-${at + 81},Trail map ${at + 1},Story,To Do,${day(20)},`)
  return ['Issue key,Summary,Issue Type,Status,Created,Resolved', ...done, ...open].join('\n')
}

test('the person who set it up imports a backlog, adds an objective, and reads the first forecast', () =>
  inWindow(async ({ page }) => {
    await page.goto('/')
    await page.getByLabel('Email').fill('maja@haldenoutdoor.com')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Main is empty' }).waitFor()
    await page.getByRole('link', { name: 'Import' }).click()
    await page.getByLabel('Into').selectOption({ label: 'Main' })
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'halden.csv', mimeType: 'text/csv', buffer: Buffer.from(backlogCsv()) })
    await page.getByRole('button', { name: 'Import 92 items' }).click()
    await page.getByRole('heading', { name: /^92 new items/ }).waitFor()

    await page.getByRole('link', { name: 'Backlog', exact: true }).click()
    await page.getByText('12 items', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'Strategy' }).click()
    await page.getByRole('button', { name: 'Add objective' }).click()
    await page.getByLabel('Objective', { exact: true }).fill('Hikers find their way')
    await page.getByRole('dialog').getByRole('button', { name: 'Add objective' }).click()
    await page.getByRole('button', { name: '0 items of Hikers find their way' }).click()
    await page.getByLabel('Find items and epics to link').fill('trail map 7')
    await page.getByRole('button', { name: 'Link HLD-87' }).click()
    await page.getByRole('button', { name: 'Unlink HLD-87' }).waitFor()
    await page.getByRole('button', { name: 'Close' }).click()

    await page.getByRole('link', { name: 'Forecast' }).click()
    await page.getByRole('img', { name: /Chance of finishing in each period/ }).waitFor()
    expect(await page.locator('h1').textContent()).toMatch(/12 (open )?items/)
    await lookAt(page, 'newcomer-forecast')
  }))
