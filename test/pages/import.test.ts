import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BacklogItem } from '../../api/backlog/entity.ts'
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

const heading = (name: string | RegExp) => page.getByRole('heading', { name }).first().waitFor()

/** 600 items as Jira gives them, three of them broken, with sixty columns that nobody knows. */
function jiraCsv(): Buffer {
  const unknown = Array.from({ length: 60 }, (_, at) => `Custom field (Unknown ${at})`)
  const statuses = ['To Do', 'In Progress', 'Parking lot', 'Done']
  const rows = Array.from({ length: 600 }, (_, at) => {
    const done = at % 4 === 3
    const day = 1 + (at % 28)
    return [
      at % 200 === 7 ? '' : `SHOP-${at + 1}`,
      at % 200 === 7 ? '' : `Item ${at + 1}`,
      'Story',
      statuses[at % 4],
      'High',
      `${day}/Sep/26 9:00 AM`,
      done ? `${day}/Oct/26 3:26 PM` : '',
      at % 3 ? 5 : '',
      ...unknown.map((_, column) => (column < 40 && at % 2 ? 'x' : '')),
    ]
  })
  return Buffer.from(
    [
      [
        'Issue key',
        'Summary',
        'Issue Type',
        'Status',
        'Priority',
        'Created',
        'Resolved',
        'Custom field (Story Points)',
        ...unknown,
      ],
      ...rows,
    ]
      .map((row) => row.join(','))
      .join('\r\n'),
  )
}

async function chooses(file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await tabTo(page, /^Drop an export here/)
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(file)
}

test('a file is planned, mapped, imported and undone by keyboard alone', async () => {
  await page.goto('/settings/import')
  await page.getByText('Nothing imported yet').waitFor()
  await chooses({ name: 'halden-jira.csv', mimeType: 'text/csv', buffer: jiraCsv() })
  await heading('Preview: halden-jira.csv')
  await page.getByText('Nothing has been written yet').waitFor()
  await heading('60 columns ignored')
  await lookAt(page, 'import-600')
  await tabTo(page, 'Parking lot means')
  await page.keyboard.type('cancelled')
  await tabTo(page, 'Preview with this mapping', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Import \d+ items$/ }).waitFor()
  expect(await page.getByLabel('Parking lot means').inputValue()).toBe('cancelled')
  await tabTo(page, /^Import \d+ items$/)
  await page.keyboard.press('Enter')
  await heading(/^597 new items and 0 changes in Storefront$/)
  await lookAt(page, 'import-applied')
  await tabTo(page, 'Go to Home')
  await page.keyboard.press('Enter')
  await heading('Storefront: 300 open items, 147 done')
  await lookAt(page, 'home-imported')

  await page.goto('/settings/import')
  await tabTo(page, 'Undo import of halden-jira.csv')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Undo this import?' }).waitFor()
  await tabTo(page, 'Undo import')
  await page.keyboard.press('Enter')
  await page.getByRole('cell', { name: 'undone' }).waitFor()
  expect(await page.getByLabel('Workspace', { exact: true }).textContent()).toBe('Halden Outdoor · Storefront')
  expect(window.trouble).toEqual([])
})

test('news of an import that was refused comes too late to hide the refusal', async () => {
  await page.goto('/settings/import')
  await chooses({ name: 'late.csv', mimeType: 'text/csv', buffer: Buffer.from('Issue key,Summary\nLATE-1,One\n') })
  await heading('Preview: late.csv')
  let news = () => undefined as unknown
  let asked = () => undefined as unknown
  const [held, seen] = [new Promise((go) => (news = () => go(0))), new Promise((go) => (asked = () => go(0)))]
  await page.route('**/import/*/progress', async (route) => {
    asked()
    await held
    await route.fulfill({ json: { done: 0, total: 1 } })
  })
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()!.includes('mutation ApplyImport')) return route.fallback()
    await seen
    await route.fulfill({
      json: { errors: [{ message: 'The plan is out of date.', extensions: { code: 'CONFLICT' } }] },
    })
  })
  await page.getByRole('button', { name: /^Import 1 item$/ }).click()
  await page.getByText('The plan is out of date.').waitFor()
  const answered = page.waitForResponse('**/import/*/progress')
  news()
  await answered
  await page.evaluate('new Promise(requestAnimationFrame)')
  await page.getByText('The plan is out of date.').waitFor()
  expect(await page.getByRole('heading', { name: 'Importing late.csv' }).count()).toBe(0)
  await page.unrouteAll()
  expect(window.trouble).toEqual([])
})

/** A list whose names say nothing: only its values do. */
const nameless = (rows: readonly string[]) => ({
  name: 'werkstatt.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(['Betrifft,Lage,Seit wann,Wieviel,Wer so,Kram', ...rows, ''].join('\n')),
})
const NAMELESS = [
  'Build the form,In Arbeit,2026-01-04,3,Ada,x',
  'Check the password,Erledigt,2026-01-09,5,Bo,y',
  'Show the basket,Offen,2026-02-01,2,Ada,',
  'Pay by card,Offen,2026-02-03,8,,',
]

test('an unknown list is asked about, mapped by keyboard alone, and read right the second time', async () => {
  await page.goto('/settings/import')
  await chooses(nameless(NAMELESS))
  await heading('What is in werkstatt.csv?')
  await page.getByText('Check the password').waitFor()
  expect(await page.getByLabel('Use Lage as').inputValue()).toBe('status')
  await lookAt(page, 'import-asked')
  // Without a title there is nothing to import.
  await tabTo(page, 'Use Betrifft as')
  await page.keyboard.type('ignore')
  await page.getByText('Choose the column that holds the title.').waitFor()
  // After a second, a list takes the next letters as a new word.
  await page.waitForTimeout(1_200)
  await page.keyboard.type('title')
  await tabTo(page, 'Use Wer so as')
  await page.keyboard.type('assignee')
  await tabTo(page, 'Preview import')
  await page.keyboard.press('Enter')
  await heading('Preview: werkstatt.csv')
  await tabTo(page, 'Import 4 items')
  await page.keyboard.press('Enter')
  await heading(/^4 new items and 0 changes in Storefront$/)

  await page.goto('/settings/import')
  await tabTo(page, 'Into')
  await page.keyboard.type('Storefront')
  await chooses(nameless([...NAMELESS, 'Send a receipt,Offen,2026-02-05,1,Bo,']))
  await heading('Preview: werkstatt.csv')
  await page.getByText('The mapping of the last import of this kind').waitFor()
  await tabTo(page, 'Import 5 items')
  await page.keyboard.press('Enter')
  await heading(/^1 new item and 0 changes in Storefront$/)
  // The first answer to the upload was a question, and Chromium reports its status.
  expect(window.trouble.splice(0)).toEqual([expect.stringContaining('422')])
  const items = await acme
    .em()
    .find(BacklogItem, { title: { $in: ['Check the password', 'Send a receipt'] } }, { orderBy: { title: 'asc' } })
  expect(items.map(({ statusCategory, assignee, storyPoints }) => [statusCategory, assignee, storyPoints])).toEqual([
    ['done', 'Bo', 5],
    ['todo', 'Bo', 1],
  ])
})

test('a file whose encoding is in doubt is shown in its readings, and the answer is remembered', async () => {
  // Hebrew in windows-1255, in which no reading is sure.
  const hebrew = (title: string) => Buffer.from([...title].map((letter) => letter.charCodeAt(0) - 0x5d0 + 0xe0))
  const unsure = (...titles: string[]) => ({
    name: 'ivrit.csv',
    mimeType: 'text/csv',
    buffer: Buffer.concat([
      Buffer.from('Key,Title\n'),
      ...titles.flatMap((title, at) => [Buffer.from(`A-${at + 1},`), hebrew(title), Buffer.from('\n')]),
    ]),
  })
  await page.goto('/settings/import')
  await tabTo(page, 'Into')
  await page.keyboard.type('Storefront')
  await chooses(unsure('תשלום'))
  await heading('Which reading of ivrit.csv looks right?')
  expect(await page.getByRole('radio').count()).toBeGreaterThanOrEqual(2)
  expect(await page.getByRole('radio').first().isChecked()).toBe(true)
  await lookAt(page, 'import-encoding')
  await tabTo(page, /^(windows|koi8|iso|mac|shift|euc|big5|gb)/i)
  await page.keyboard.press('ArrowDown')
  const chosen = (await nameOfFocused(page)).split(/\s/)[0]!
  await tabTo(page, 'Preview import')
  await page.keyboard.press('Enter')
  await heading('Preview: ivrit.csv')
  await tabTo(page, 'Import 1 item')
  await page.keyboard.press('Enter')
  await heading(/^1 new item and 0 changes in Storefront$/)

  await page.goto('/settings/import')
  await tabTo(page, 'Into')
  await page.keyboard.type('Storefront')
  await chooses(unsure('תשלום', 'החזר'))
  await heading('Preview: ivrit.csv')
  await tabTo(page, 'Import 2 items')
  await page.keyboard.press('Enter')
  await heading(/^1 new item and 0 changes in Storefront$/)
  expect(chosen).not.toBe('')
  expect(window.trouble.splice(0)).toEqual([expect.stringContaining('422')])
})

test('a file that is no export is refused with what to do, and nothing is written', async () => {
  await page.goto('/settings/import')
  await chooses({
    name: 'photo.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0, 0]),
  })
  await page.getByRole('alert').getByText('Nothing was written.').waitFor()
  await lookAt(page, 'import-refused')
  expect(await page.getByRole('alert').locator('p').count()).toBe(2)
  // The refusal is the upload's answer, and Chromium reports its status.
  expect(window.trouble.splice(0)).toEqual([expect.stringContaining('422')])
})
