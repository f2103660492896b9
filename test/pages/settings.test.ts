import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SetAccessPolicyDocument } from '../../views/operations.generated.ts'
import type { TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { nameOfFocused, tabTo } from './keyboard.ts'
import { site, type Site } from './server.ts'

let pm33: Site
let browser: Browser
let acme: TenantInTest
let window: Window
let page: Page

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  acme = await pm33.world.tenant('Halden Outdoor')
  await acme.workspace('Storefront')
  window = await openWindow(browser, pm33.url)
  page = window.page
  await window.signIn((await pm33.person(acme, 'owner', 'Maja Lind')).email)
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
})

const status = async (key: string) =>
  (
    await fetch(`${pm33.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: '{"query":"{ viewer { name scopes } }"}',
    })
  ).status
test('a key is made, copied and revoked by keyboard alone', async () => {
  await page.goto('/settings/mcp')
  await page.getByText('No keys yet').waitFor()
  await page.keyboard.press('Tab')
  expect(await nameOfFocused(page)).toBe('Skip to content')
  await page.keyboard.press('Enter')
  await tabTo(page, 'Claude')
  await page.keyboard.press('ArrowRight')
  expect(await nameOfFocused(page)).toBe('Claude Code')
  await page.getByText(`claude mcp add --transport http pm33 ${pm33.url}/mcp`).waitFor()
  await tabTo(page, 'Create key')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Create an API key' }).waitFor()
  expect(await nameOfFocused(page)).toBe('Name')
  await tabTo(page, 'Create key')
  await page.keyboard.press('Enter')
  await page.getByText('Name must be 1 to 120 characters.').waitFor()
  // What is wrong has the focus.
  await expect.poll(() => nameOfFocused(page)).toBe('Name')
  await lookAt(page, 'key-dialog')
  await page.keyboard.type('Release dashboard')
  await tabTo(page, /^Write PRDs/)
  await page.keyboard.press('Space')
  await tabTo(page, /^GraphQL/)
  await page.keyboard.press('Space')
  await tabTo(page, 'Create key')
  await page.keyboard.press('Enter')
  await page.getByText('Key for “Release dashboard” is ready.').waitFor()
  await tabTo(page, 'Copy key')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Copied key' }).waitFor()
  const key = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(key).toMatch(/^pm33_live_\S{49}$/)
  expect(await status(key)).toBe(200)
  await lookAt(page, 'key-created')

  await tabTo(page, 'Revoke Release dashboard')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Revoke “Release dashboard”?' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await nameOfFocused(page)).toBe('Revoke Release dashboard')
  await page.keyboard.press('Enter')
  await lookAt(page, 'key-revoke')
  await tabTo(page, 'Revoke key')
  await page.keyboard.press('Enter')
  await page.getByText(/^Revoked /).waitFor()
  expect(await status(key)).toBe(401)
  await page.reload()
  await page.getByText('Release dashboard').waitFor()
  expect(await page.content()).not.toContain(key)
  expect(window.trouble).toEqual([])
})

test('a team gets its capacity, skills, calendar and absences', async () => {
  await page.goto('/settings/workspaces')
  await page.getByRole('button', { name: 'Add calendar' }).click()
  const calendar = page.getByRole('dialog', { name: 'Add a calendar' })
  await calendar.getByLabel('Name').fill('Norway')
  await calendar.getByLabel('Friday').uncheck()
  await calendar.getByLabel('Closed days').fill('2030-05-17\n2030-12-25')
  await calendar.getByRole('button', { name: 'Add calendar' }).click()
  await page.getByRole('cell', { name: 'Monday, Tuesday, Wednesday, and Thursday' }).waitFor()
  await page.getByRole('cell', { name: '2 days, next 17 May 2030' }).waitFor()

  await page.getByRole('button', { name: 'Add team' }).click()
  const team = page.getByRole('dialog', { name: 'Add a team' })
  await team.getByLabel('Name').fill('Checkout')
  await team.getByLabel('Members', { exact: true }).fill('4')
  await team.getByLabel('Skills').fill('web, payments')
  await team.getByLabel('Calendar').selectOption('Norway')
  await team.getByLabel('Cost of one member per week').fill('2500')
  await team.getByRole('button', { name: 'Add absence' }).click()
  await team.getByLabel('Absence 1, first day').fill('2030-07-01')
  await team.getByLabel('Absence 1, last day').fill('2030-07-14')
  await team.getByLabel('Absence 1, members away').fill('9')
  await team.getByRole('button', { name: 'Add team' }).click()
  await team.getByText('Absence: must be 1 to 4, the members of the team.').waitFor()
  await lookAt(page, 'team-dialog')
  await team.getByLabel('Absence 1, members away').fill('1')
  await team.getByRole('button', { name: 'Add team' }).click()
  const row = page.getByRole('row', { name: /^Checkout/ })
  await row.waitFor()
  for (const cell of ['4 members', '2,500 a week each', 'payments, web', 'Norway', '1 on 1 – 14 Jul 2030'])
    expect((await row.textContent())!.replaceAll(/\s/g, ' ')).toContain(cell)
  await lookAt(page, 'workspaces')

  await page.getByRole('button', { name: 'Edit Checkout' }).click()
  await page.getByRole('dialog').getByLabel('Members', { exact: true }).fill('6')
  await page.getByRole('button', { name: 'Save team' }).click()
  await page.getByRole('cell', { name: '6 members' }).waitFor()
  await page.getByRole('button', { name: 'Edit Checkout' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByLabel('Members', { exact: true }).fill('')
  await page.getByRole('button', { name: 'Save team' }).click()
  await page.getByRole('cell', { name: 'members unknown' }).waitFor()
  await page.getByRole('button', { name: 'Delete Checkout' }).click()
  await page.getByRole('button', { name: 'Delete team' }).click()
  await page.getByText('No teams yet').waitFor()
  expect(window.trouble).toEqual([])
})

test('a key is offered within what the organization allows, and what is refused is said', async () => {
  const set = (input: object) =>
    window.context.request.post('/graphql', {
      headers: { 'sec-fetch-site': 'same-origin' },
      data: { query: SetAccessPolicyDocument.toString(), variables: { input } },
    })
  await page.goto('/settings/mcp')
  await page.getByRole('button', { name: 'Create key' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create an API key' })
  await dialog.getByLabel('Name').fill('Nightly report')
  await expect.poll(() => dialog.getByLabel('Expires').inputValue()).toBe('90')
  // An owner limits keys while somebody else is making one.
  await set({ keyDays: 14, keySurfaces: ['graphql'] })
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await dialog.getByText('Expires must be at most 14, which is what this organization allows.').waitFor()
  await dialog.getByText('Where it works: must be among graphql, which is what this organization allows.').waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Create key' }).first().click()
  await dialog.getByText('This organization allows at most 14 days.').waitFor()
  expect(await dialog.getByLabel('Expires').locator('option').allTextContents()).toEqual(['after 14 days'])
  expect(await dialog.getByLabel(/^MCP/).isDisabled()).toBe(true)
  await lookAt(page, 'key-limited')
  await dialog.getByLabel('Name').fill('Nightly report')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  await page.getByText('Key for “Nightly report” is ready.').waitFor()
  await set({ keyDays: null, keySurfaces: [] })
  expect(window.trouble).toEqual([])
})
