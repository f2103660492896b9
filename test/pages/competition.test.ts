import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { site, type Site } from './server.ts'

let pm33: Site
let browser: Browser
let acme: TenantInTest

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  acme = await pm33.world.tenant('Halden Outdoor')
  await acme.workspace('Shop')
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
})

async function inWindow(email: string, work: (window: Window) => Promise<void>): Promise<void> {
  const window = await openWindow(browser, pm33.url)
  await window.signIn(email)
  await work(window)
  expect(window.trouble).toEqual([])
  await window.close()
}

test('a member adds a competitor, a capability, and a claim, and reads the battlecard', async () => {
  const member = await pm33.person(acme, 'member', 'Per Holm')
  await inWindow(member.email, async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Competition' }).click()
    await page.getByText('No competitors yet').waitFor()
    await lookAt(page, 'competition-empty')
    const dialog = page.getByRole('dialog')

    await page.getByRole('button', { name: 'Add competitor' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Nordvik')
    await page.getByLabel('Website').fill('nordvik')
    await dialog.getByRole('button', { name: 'Add competitor' }).click()
    await page.getByText('Website must begin with https:// or http://.').waitFor()
    await page.getByLabel('Website').fill('https://nordvik.example')
    await dialog.getByRole('button', { name: 'Add competitor' }).click()
    await page.getByRole('button', { name: 'Edit Nordvik' }).waitFor()

    await page.getByRole('button', { name: 'Add capability' }).click()
    await page.getByLabel('Name', { exact: true }).fill('One-click returns')
    await page.getByLabel('Importance').fill('2')
    await page.getByLabel('Our own product has it').selectOption('No')
    await dialog.getByRole('button', { name: 'Add capability' }).click()
    await page.getByRole('button', { name: 'Edit One-click returns' }).waitFor()

    await page.getByRole('button', { name: 'Record claim' }).click()
    await page.getByLabel('Claim', { exact: true }).fill('Returns are booked with one click.')
    await page.getByLabel('About the capability').selectOption('One-click returns')
    await page.getByLabel('They have it').selectOption('Fully')
    await page.getByLabel('Source').fill('Their help center')
    await page.getByLabel('Date').fill(new Date(Date.now() - 86_400_000).toISOString().slice(0, 10))
    await page.getByLabel('Confidence, %').fill('90')
    await dialog.getByRole('button', { name: 'Record claim' }).click()
    const claim = page.getByRole('row', { name: /Returns are booked with one click/ })
    await claim.waitFor()
    expect(await claim.textContent()).toContain('90%')
    await lookAt(page, 'competition')

    await page.getByRole('button', { name: 'Nordvik battlecard' }).click()
    await dialog.getByText('They lead').waitFor()
    expect(await dialog.textContent()).toContain('One-click returns')
    await lookAt(page, 'battlecard')
    await dialog.getByRole('button', { name: 'Close' }).click()
  })
})

test('a CSV file adds competitors, and a viewer reads all and changes nothing', async () => {
  const member = await pm33.person(acme, 'member', 'Per Holm')
  const file = { name: 'rivals.csv', mimeType: 'text/csv' }
  await inWindow(member.email, async ({ page }) => {
    await page.goto('/competition')
    const choose = page.getByLabel('Choose CSV file')
    await choose.setInputFiles({ ...file, buffer: Buffer.from('shoe size\n42\n') })
    await page.getByRole('alert').waitFor()
    await choose.setInputFiles({
      ...file,
      buffer: Buffer.from('competitor,category,positioning\nStrand,disruptor,Cheaper boots\nKyst,direct,Sails\n'),
    })
    await page.getByText('2 rows of competitors:').waitFor()
    await page.getByRole('button', { name: 'Edit Strand' }).waitFor()
    await page.getByRole('button', { name: 'Edit Kyst' }).waitFor()
    await page.getByRole('button', { name: 'Delete Kyst' }).click()
    await page.getByRole('button', { name: 'Delete competitor' }).click()
    await page.getByRole('button', { name: 'Edit Kyst' }).waitFor({ state: 'detached' })
  })
  const viewer = await pm33.person(acme, 'viewer')
  await inWindow(viewer.email, async ({ page }) => {
    await page.goto('/competition')
    await page.getByRole('button', { name: 'Strand battlecard' }).waitFor()
    expect(await page.getByRole('button', { name: /^(Edit|Add|Delete|Record)/ }).count()).toBe(0)
  })
})
