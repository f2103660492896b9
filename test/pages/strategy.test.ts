import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { givenItems, type TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { site, type Site } from './server.ts'

let pm33: Site
let browser: Browser
let acme: TenantInTest

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  acme = await pm33.world.tenant('Halden Outdoor')
  await givenItems(acme, await acme.workspace('Shop'), [
    { key: 'SHOP-1', title: 'Trail maps', type: 'epic', storyPoints: 5 },
    { key: 'SHOP-2', title: 'Pay with an invoice', type: 'story', storyPoints: 3 },
    { key: 'SHOP-3', title: 'Loyalty points', type: 'story', storyPoints: 5 },
  ])
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

test('a member writes the mission, a theme, and an objective, links items, and sees the coverage', async () => {
  const member = await pm33.person(acme, 'member', 'Per Holm')
  await inWindow(member.email, async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Strategy' }).click()
    await page.getByText('There are no objectives yet.').waitFor()
    await lookAt(page, 'strategy-empty')

    await page.getByRole('button', { name: 'Write mission' }).click()
    await page.getByRole('textbox', { name: 'Mission' }).fill('Outdoor gear that lasts.')
    await page.getByRole('button', { name: 'Save mission' }).click()
    await page.getByText('Outdoor gear that lasts.').waitFor()

    await page.getByRole('button', { name: 'Add theme' }).click()
    await page.getByLabel('Theme', { exact: true }).fill('Fewer steps to pay')
    await page.getByRole('dialog').getByRole('button', { name: 'Add theme' }).click()
    await page.getByRole('button', { name: 'Edit Fewer steps to pay' }).waitFor()

    await page.getByRole('button', { name: 'Add objective' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add objective' }).click()
    await page.getByText(/^Objective .*\.$/).waitFor()
    await page.getByLabel('Objective', { exact: true }).fill('Quick checkout')
    await page.getByLabel('Target').fill('80%')
    await page.getByLabel('Theme', { exact: true }).selectOption('Fewer steps to pay')
    await page.getByRole('dialog').getByRole('button', { name: 'Add objective' }).click()
    await page
      .getByRole('row', { name: /Quick checkout/ })
      .first()
      .waitFor()

    await page.getByRole('button', { name: '0 items of Quick checkout' }).click()
    await page.getByLabel('Find items and epics to link').fill('invoice')
    await page.getByRole('button', { name: 'Link SHOP-2' }).click()
    await page.getByRole('button', { name: 'Unlink SHOP-2' }).waitFor()
    await lookAt(page, 'strategy-links')
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: '1 item of Quick checkout' }).waitFor()

    const coverage = page.getByRole('table', { name: /Share of open work/ })
    // 3 of 13 points.
    expect(await coverage.getByRole('row', { name: /Quick checkout/ }).textContent()).toContain('23%')
    await lookAt(page, 'strategy')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV' }).click()
    expect((await saved).suggestedFilename()).toBe('strategy-coverage.csv')
    await page.getByRole('link', { name: /^SHOP-3/ }).click()
    await page.getByRole('dialog', { name: 'SHOP-3 Loyalty points' }).waitFor()
    await page.getByLabel('Serves another objective').selectOption('Quick checkout')
    await page.getByRole('button', { name: 'Link', exact: true }).click()
    await page.getByRole('button', { name: 'Unlink Quick checkout' }).waitFor()
    await page.goto('/strategy')
    await page.getByRole('button', { name: '2 items of Quick checkout' }).waitFor()
  })
})

test('what is linked already does not hide what else matches', async () => {
  const other = await pm33.world.tenant('Strandvei')
  const items = Array.from({ length: 23 }, (_, at) => ({ key: `PAY-${at + 1}`, title: `Checkout step ${at + 1}` }))
  await givenItems(other, await other.workspace('Pay'), items)
  const member = await pm33.person(other, 'member', 'Per Holm')
  await inWindow(member.email, async ({ page }) => {
    await page.goto('/strategy')
    await page.getByRole('button', { name: 'Add objective' }).first().click()
    await page.getByLabel('Objective', { exact: true }).fill('Quick checkout')
    await page.getByRole('dialog').getByRole('button', { name: 'Add objective' }).click()
    await page.getByRole('button', { name: '0 items of Quick checkout' }).click()
    await page.getByLabel('Find items and epics to link').fill('checkout')
    const link = page.getByRole('list', { name: 'Found' }).getByRole('button', { name: /^Link/ })
    for (let linked = 0; linked < 11; linked++) {
      await expect.poll(() => link.count(), { timeout: 15_000 }).toBe(Math.min(10, 23 - linked))
      await link.first().click()
      await expect
        .poll(() => page.getByRole('button', { name: /^Unlink/ }).count(), { timeout: 15_000 })
        .toBe(linked + 1)
    }
    await page.getByText('The first 10 of 12 are shown. Add a word to narrow the list.').waitFor()
  })
})

test('a viewer reads the strategy, and another organization has none of it', async () => {
  const viewer = await pm33.person(acme, 'viewer')
  await inWindow(viewer.email, async ({ page }) => {
    await page.goto('/strategy')
    await page.getByText('Outdoor gear that lasts.').waitFor()
    expect(await page.getByRole('button', { name: /^(Edit|Add|Delete|Write)/ }).count()).toBe(0)
  })
  const other = await pm33.world.tenant('Fjellpost')
  await other.workspace('Main')
  const stranger = await pm33.person(other, 'owner')
  await inWindow(stranger.email, async ({ page }) => {
    await page.goto('/strategy')
    await page.getByText('No objectives yet', { exact: true }).waitFor()
    expect(await page.locator('main').textContent()).not.toContain('Outdoor gear')
  })
})
