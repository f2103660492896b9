import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FakeJira } from '../sync/fakes/fake-jira.ts'
import { launch, lookAt, openWindow } from './browser.ts'
import { PASSWORD } from './server.ts'
import { startedByNpm } from './started.ts'

const DAY = 86_400_000

let browser: Browser
let server: { text: string; stop(): void }
let data: string
let jira: FakeJira

/** Sixteen weeks of work: two items finished on each working day, and forty that are open. */
function workedOn(fake: FakeJira): void {
  const today = Math.floor(Date.now() / DAY) * DAY
  const epic = fake.create({ type: 'Epic', summary: 'Checkout', created: today - 120 * DAY })
  for (let day = 112; day > 0; day--) {
    for (let n = 0; n < 2; n++) {
      fake.clock = today - day * DAY
      const { id } = fake.create({ parent: epic.id, points: 1 + (n % 3), summary: `Work of day ${day}` })
      fake.clock += 3_600_000
      fake.change(id, { status: '3' })
      fake.clock += 3_600_000
      fake.change(id, { status: '5' })
    }
  }
  fake.clock = today
  for (let n = 0; n < 40; n++) fake.create({ parent: epic.id, points: 2, summary: `Open work ${n}` })
}

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'pm33-trackers-'))
  jira = new FakeJira()
  workedOn(jira)
  const at = await jira.listen()
  const hosts = `acme.atlassian.net=${at},api.atlassian.com=${at}`
  ;[browser, server] = await Promise.all([launch(), startedByNpm(data, ['--no-demo'], { PM33_SYNC_HOSTS: hosts })])
})
afterAll(async () => {
  await browser?.close()
  server?.stop()
  await jira?.close()
  rmSync(data, { recursive: true, force: true })
})

test('from npm start to a synced Jira and its forecast, without the console', { timeout: 180_000 }, async () => {
  const link = /http\S+\/set-up#\S+/.exec(server.text)![0]
  const window = await openWindow(browser, new URL(link).origin)
  const { page } = window
  await page.goto(link)
  await page.getByLabel('Organization').fill('Halden Outdoor')
  await page.getByLabel('Your name').fill('Maja Lind')
  await page.getByLabel('Email').fill('maja@haldenoutdoor.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: /set up|create/i }).click()
  await page.getByRole('link', { name: 'Settings' }).waitFor()

  await page.goto('/settings/trackers')
  await page.getByText('No tracker is connected').waitFor()
  await lookAt(page, 'trackers-empty')
  await page.getByRole('button', { name: 'Connect a tracker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Connect a tracker' })
  await dialog.getByLabel('Site').fill('https://intranet.example')
  await dialog.getByLabel('Email address').fill(jira.account)
  await dialog.getByLabel('API token').fill('ATATT-wrong-token')
  await dialog.getByRole('button', { name: 'Test token' }).click()
  await dialog.getByText('Site must be the address of a Jira Cloud site').waitFor()
  await dialog.getByLabel('Site').fill('acme.atlassian.net')
  await dialog.getByRole('button', { name: 'Test token' }).click()
  await dialog.getByText('Jira refuses the email address and token').waitFor()
  await lookAt(page, 'trackers-refused')
  await dialog.getByLabel('API token').fill(jira.token)
  await dialog.getByRole('button', { name: 'Test token' }).click()
  await dialog.getByText('Kim Ode’s token can read all that PM33 needs.').waitFor()
  await dialog.getByLabel('App APP').check()
  await lookAt(page, 'trackers-choose')
  // What was refused before says nothing about what is sent next.
  await dialog.getByLabel('JQL filter').fill('labels = "roadmap')
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await dialog.locator('.error', { hasText: 'JQL filter' }).waitFor()
  await dialog.getByLabel('API token').fill('ATATT-wrong-token')
  expect(await dialog.locator('.error').count()).toBe(0)
  await dialog.getByRole('button', { name: 'Test token' }).click()
  await dialog.getByText('Jira refuses the email address and token').waitFor()
  await dialog.getByLabel('API token').fill(jira.token)
  await dialog.getByRole('button', { name: 'Test token' }).click()
  await dialog.getByLabel('JQL filter').fill('')
  await dialog.getByLabel('App APP').check()
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()

  await page.getByRole('heading', { name: 'Jira: acme.atlassian.net' }).waitFor()
  await page.getByText('Up to date.').waitFor()
  await page.getByText('265 items').waitFor()
  await page.getByText('less than a minute').waitFor()
  await lookAt(page, 'trackers')
  expect(await page.content()).not.toContain(jira.token)

  await page.getByRole('main').getByRole('link', { name: 'forecast' }).click()
  await page.getByText(/90%/).first().waitFor()
  await page.goto('/backlog')
  await page.getByText('Open work 1').first().waitFor()

  // A token that may read less than the one before.
  await page.goto('/settings/trackers')
  Object.assign(jira, { scopes: ['read:jira-work'], token: 'ATATT-scoped-token' })
  await page.getByRole('button', { name: 'Change token' }).click()
  expect(await page.getByRole('dialog').getByLabel('Email address').inputValue()).toBe(jira.account)
  await page.getByRole('dialog').getByLabel('Token', { exact: true }).fill(jira.token)
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('The token does not have permission to read boards. Give it the scope').waitFor()
  await page.getByText('Up to date.').waitFor()
  await lookAt(page, 'trackers-without-boards')

  // A project that is deleted takes the connection with it, until something else is chosen.
  jira.create({ project: 10_002, summary: 'Keep the lights on' })
  for (const { id, project } of jira.issues.values()) if (project === 10_001) jira.delete(id)
  jira.projects.delete(10_001)
  await page.getByRole('button', { name: 'Sync now' }).click()
  await page.getByText("The value '10001' does not exist for the field 'project'.").waitFor()
  await page.getByRole('button', { name: 'Change what is read' }).click()
  const choice = page.getByRole('dialog', { name: 'Change what is read' })
  await choice.getByText('The token can no longer see any of the chosen projects.').waitFor()
  // With nothing left, saving would read the whole site.
  const save = choice.getByRole('button', { name: 'Save' })
  expect(await save.getAttribute('aria-disabled')).toBe('true')
  expect(await choice.getByText('Choose none to read everything').count()).toBe(0)
  await choice.getByLabel('Operations OPS').check()
  await choice.getByText('The token can no longer see one of the chosen projects.').waitFor()
  await lookAt(page, 'trackers-change-choice')
  await save.click()
  await page.getByText('Up to date.').waitFor()
  await page.getByText('1 item', { exact: true }).waitFor()
  await page.getByText('1 project', { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('Paused by Maja Lind.').waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByText('Up to date.').waitFor()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByLabel(/Also delete the items it created/).check()
  await lookAt(page, 'trackers-remove')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No tracker is connected').waitFor()
  expect(window.trouble).toEqual([])
})
