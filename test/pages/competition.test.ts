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

const NAMES = 'Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey Xray Yankee Zulu'.split(' ') // prettier-ignore
const SLOW = { timeout: 15_000 }

test('of many claims and competitors, each that was changed shows it, wherever it is in the list', async () => {
  const rivals = await pm33.world.tenant('Fjellpost')
  await rivals.workspace('Main')
  const member = await pm33.person(rivals, 'member', 'Per Holm')
  const csv = (lines: readonly string[]) => ({ name: 'market.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) }) // prettier-ignore
  const claims = Array.from({ length: 60 }, (_, at) => `${NAMES[at % 26]},Claim number ${at + 1},Their site,2026-01-02`)
  await inWindow(member.email, async ({ page }) => {
    await page.goto('/competition')
    const choose = page.getByLabel('Choose CSV file')
    await choose.setInputFiles(csv(['competitor,claim,source,date', ...claims]))
    await page.getByText('60 rows of claims:').waitFor()
    // The analysis names 25 at a time; the 26th is ranked, too.
    const competitors = page.getByRole('table', { name: 'Competitors', exact: true })
    await page.getByRole('button', { name: 'Show all 26 competitors' }).click()
    await expect.poll(() => competitors.locator('tbody tr').count(), SLOW).toBe(26)
    await expect.poll(() => competitors.locator('td[data-l=Threat]', { hasText: /^[\d.]+/ }).count(), SLOW).toBe(26)
    expect(await competitors.getByText('not ranked').count()).toBe(0)

    const shown = page.getByRole('table', { name: 'Claims about competitors' }).locator('tbody tr')
    for (const count of [50, 60]) {
      await page.getByRole('button', { name: 'Show more', exact: true }).click()
      await expect.poll(() => shown.count(), SLOW).toBe(count)
    }
    const row = shown.filter({ hasText: 'Claim number 51' })
    await row.getByRole('button', { name: /^Edit/ }).click()
    await page.getByLabel('Claim', { exact: true }).fill('Claim number 51, put right')
    await page.getByRole('button', { name: 'Save claim' }).click()
    await shown.filter({ hasText: 'Claim number 51, put right' }).waitFor()
    expect(await shown.count()).toBe(60)
    await shown
      .filter({ hasText: 'Claim number 51' })
      .getByRole('button', { name: /^Delete/ })
      .focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Delete claim' }).click()
    await expect.poll(() => shown.count(), SLOW).toBe(59)
    expect(await shown.filter({ hasText: 'Claim number 51' }).count()).toBe(0)
    // The button that opened the question went with the claim.
    await expect.poll(() => page.evaluate('document.activeElement.id'), SLOW).toBe('main')

    await choose.setInputFiles({
      ...csv([]),
      buffer: Buffer.from('competitor,category\nM\u00fcller,direct\n', 'latin1'),
    })
    await page.getByText('This file is not UTF-8').waitFor()
    expect(await page.getByText('M\uFFFDller').count()).toBe(0)
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
