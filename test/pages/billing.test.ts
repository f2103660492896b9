import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { release, settle } from '../../api/billing/ledger-service.ts'
import { fakeProvider, type FakeProvider } from '../ai/provider.ts'
import { caller, given, ledgerOf, reserved } from '../billing/ledger.ts'
import type { TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { site, type Site } from './server.ts'

let fake: FakeProvider
let pm33: Site
let browser: Browser
let acme: TenantInTest
let window: Window
let page: Page

beforeAll(async () => {
  fake = await fakeProvider('anthropic', () => ({ ok: true }))
  const offered = {
    provider: 'anthropic',
    model: 'house-model',
    apiKey: 'sk-of-the-house',
    baseUrl: fake.url('ok'),
  } as const
  ;[pm33, browser] = await Promise.all([site({ aiHosts: [fake.host], aiOffered: offered }), launch()])
  acme = await pm33.world.tenant('Halden Outdoor')
  const { id: workspaceId } = await acme.workspace('Storefront')
  const { world } = pm33
  await given(world, acme, 100, { expiresAt: new Date('2040-05-17T12:00:00Z') })
  const who = caller(world, acme, (await pm33.person(acme, 'member', 'Jonas Berg')).userId)
  for (let at = 0; at < 30; at++)
    await settle(
      ledgerOf(world, acme),
      await reserved(who, { workspaceId, amount: 10 }),
      2 + (at % 2),
      crypto.randomUUID(),
    )
  await release(ledgerOf(world, acme), await reserved(who, { workspaceId, amount: 10 }), '=the provider refused')
  await reserved(who, { workspaceId, amount: 10 })
  window = await openWindow(browser, pm33.url)
  page = window.page
  await window.signIn((await pm33.person(acme, 'owner', 'Maja Lind')).email)
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
  await fake?.close()
})

const cell = (name: string) => page.getByRole('cell', { name })

test('a page says what is left, what is reserved, and what expires, and shows each change with who and why', async () => {
  await page.goto('/settings/billing')
  await page.getByRole('definition').getByText('15 credits', { exact: true }).waitFor()
  await page.getByText('10 for work in progress').waitFor()
  await page.getByText(/15 credits on 17 May 2040/).waitFor()
  await page.getByText('Few credits are left.').waitFor()
  const latest = page.getByRole('row').filter({ hasText: 'the provider refused' })
  for (const text of ['Returned', 'of 10 reserved', 'Jonas Berg', 'PRD', 'Storefront'])
    expect(await latest.textContent()).toContain(text)
  await page.getByText('25 of 32 entries').waitFor()
  await page.getByRole('button', { name: 'Show more' }).click()
  await page.getByText('Granted', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' })
  await page.getByText('half cost at most 3, 90% at most 3 (30 in total)').waitFor()
  await lookAt(page, 'billing')
  expect(window.trouble).toEqual([])
})

test('the ledger downloads as a file that a spreadsheet does not run', async () => {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const rows = readFileSync(await (await download).path(), 'utf8')
    .trim()
    .split('\r\n')
  expect(rows).toHaveLength(33)
  expect(rows[0]).toBe('date,kind,change,reserved,who,workspace,purpose,document,reason,id,payment,grant,expires')
  expect(rows[1]).toMatch(/,void,0,10,Jonas Berg,Storefront,generate_prd,,'=the provider refused,/)
  expect(rows.at(-1)).toMatch(/,grant,100,,Operator,,,,test,/)
})

test('caps and the alert are set where they are shown, and refused in words', async () => {
  await page.getByRole('button', { name: 'Set cap' }).click()
  const dialog = page.getByRole('dialog', { name: 'Set a monthly cap' })
  await dialog.getByLabel('For').selectOption('Storefront')
  await dialog.getByLabel('Credits a month').fill('many')
  await dialog.getByRole('button', { name: 'Set cap' }).click()
  await dialog.getByText('Credits a month must be a whole number.').waitFor()
  await lookAt(page, 'billing-cap')
  await dialog.getByLabel('Credits a month').fill('9999999')
  await dialog.getByRole('button', { name: 'Set cap' }).click()
  await dialog.getByText(/Credits a month .*1000000/).waitFor()
  await dialog.getByLabel('Credits a month').fill('80')
  await dialog.getByRole('button', { name: 'Set cap' }).click()
  await cell('80 credits').waitFor()
  await page.getByText('Nearly used up').waitFor()
  await page.getByRole('button', { name: 'Remove cap of Storefront' }).click()
  await page.getByRole('button', { name: 'Remove cap', exact: true }).click()
  await page.getByText('No caps').waitFor()
  await page.getByRole('button', { name: 'Change alert' }).click()
  await page.getByLabel('Alert below').fill('5')
  await page.getByRole('button', { name: 'Save alert' }).click()
  await page.getByText('5 credits', { exact: true }).waitFor()
  await page.getByText('Few credits are left.').waitFor({ state: 'detached' })
  expect(window.trouble).toEqual([])
})

test('a member is told whom to ask', async () => {
  const other = await openWindow(browser, pm33.url)
  await other.signIn((await pm33.person(acme, 'member', 'Ola Nordmann')).email)
  await other.page.goto('/settings/billing')
  await other.page.getByText('Only admins of this organization can see its AI credits.').waitFor()
  await other.close()
})

test('an owner agrees to the model that is offered, sets one of their own, tries it, and stops', async () => {
  await page.goto('/settings/ai')
  await page.getByText('This installation offers Anthropic (house-model).').waitFor()
  await page.getByText('descriptions of the items that a document is about').waitFor()
  await page.getByRole('button', { name: 'Use Anthropic' }).click()
  await page.getByRole('button', { name: 'Agree' }).click()
  await page.getByText('offered by this installation').waitFor()
  await page.getByText(/Maja Lind, /).waitFor()
  await page.getByRole('button', { name: 'Change' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Model').fill('own-model')
  await dialog.getByLabel('Address').fill('http://169.254.169.254')
  await dialog.getByLabel('API key').fill('sk-own-secret-1234')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Address must start with https://').waitFor()
  await dialog.getByLabel('Address').fill(fake.url('401'))
  await lookAt(page, 'ai-provider')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('No owner has agreed, so nothing is sent.').waitFor()
  await page.getByText('…1234').waitFor()
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText('The provider rejected the key or the model. Check both.').waitFor()
  await page.getByRole('button', { name: 'Change' }).click()
  await dialog.getByLabel('Address').fill(fake.url('ok'))
  await dialog.getByLabel('API key').fill('sk-own-secret-5678')
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await page.getByText('…5678').waitFor()
  await page.getByRole('button', { name: 'Test' }).click()
  await page.getByText('The provider answered. AI is ready to use.').waitFor()
  await page.getByRole('button', { name: 'Turn judge off' }).click()
  await page.getByText('Off: rules alone check the sentences, and miss some errors.').waitFor()
  await lookAt(page, 'ai')
  await page.getByRole('button', { name: 'Turn judge on' }).click()
  await page.getByText('On: one more request for each document').waitFor()
  expect(await page.content()).not.toContain('sk-own-secret')
  await page.getByRole('button', { name: 'Stop using AI' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop using AI' }).click()
  await page.getByText('No model is used').waitFor()
  expect(window.trouble).toEqual([])
})
