import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeDemo } from '../../api/demo/service.ts'
import { FULL } from '../depth.ts'
import { withDates } from '../../views/pictures/words.ts'
import { claude, PUBLIC_URL, type Claude } from '../claude.ts'
import { givenItems, type TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { site, type Site } from './server.ts'

const TODAY = '2026-11-21'
/** Items of a ranking that takes longer than a frame. */
const LONG = 600
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
/** With its year when it is not this one. */
const short = (iso: string) =>
  iso.startsWith(String(new Date().getFullYear())) ? said(iso).replace(/ \d{4}$/, '') : said(iso)
const said = (iso: string) => day.format(new Date(iso))

let pm33: Site
let browser: Browser
let demo: TenantInTest
let assistant: Claude
let member: string

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  pm33.world.clock.move(Date.parse(`${TODAY}T12:00:00Z`) - Date.now())
  demo = await pm33.world.tenant('Demo')
  await writeDemo(demo.db(), new Date(`${TODAY}T12:00:00Z`))
  const served = (request: Request) => fetch(new Request(request.url.replace(PUBLIC_URL, pm33.url), request))
  assistant = await claude({ fetch: served }, await demo.key())
  member = (await pm33.person(demo, 'member', 'Per Holm')).email
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
})

async function inWindow(work: (window: Window) => Promise<void>): Promise<void> {
  const window = await openWindow(browser, pm33.url)
  await window.signIn(member)
  await work(window)
  expect(window.trouble).toEqual([])
  await window.close()
}

/** What a tool answers, with what only its view is given. */
async function told<Data>(tool: string, args: Record<string, unknown> = {}): Promise<{ data: Data; view: any }> {
  const { data, meta } = await assistant.call<Data & Record<string, unknown>>(tool, args)
  return { data, view: meta?.['pm33/view'] }
}

/** The odds of the target date in the words of the tool. */
const oddsIn = ({ summary }: { summary: string }) => /done by \S+: ([^.]+)\./.exec(summary)![1]!

/** Every picture can be kept: as figures and as it is drawn. */
async function files({ page }: Window, name: string): Promise<string> {
  const csv = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download CSV' }).click()
  const file = await csv
  expect(file.suggestedFilename()).toBe(`${name}.csv`)
  const png = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download PNG' }).click()
  const picture = await png
  expect(picture.suggestedFilename()).toBe(`${name}.png`)
  if (FULL) await picture.saveAs(`artefacts/pages/${name}-saved.png`)
  const bytes = Buffer.concat(await (await picture.createReadStream()).toArray())
  expect(bytes.subarray(1, 4).toString()).toBe('PNG')
  // Wider than the page, because it is drawn twice as fine; and not one blank surface.
  expect(bytes.readUInt32BE(16)).toBeGreaterThan(1_280)
  expect(bytes.length).toBeGreaterThan(30_000)
  return Buffer.concat(await (await file.createReadStream()).toArray()).toString('utf8')
}

test('the forecast on the page is the tool’s, sentence and figures', async () => {
  const { data, view } = await told<any>('forecast_delivery', { targetDate: '2027-06-05' })
  await inWindow(async (window) => {
    const { page } = window
    await page.goto('/')
    await page.getByRole('link', { name: 'Forecast' }).click()
    await page.getByLabel('Target date', { exact: true }).first().fill('2027-06-05')
    // The forecast without a date has the same sentence; its odds come with the one that knows the date.
    await page.locator('.fc-slide output').getByText(oddsIn(data), { exact: true }).waitFor()
    expect(await page.locator('h1').textContent()).toBe(withDates(view.sentence, 'en-GB'))
    const chart = await page.getByRole('img', { name: /Chance of finishing/ }).getAttribute('aria-label')
    expect(data.dates).toHaveLength(4)
    for (const { percentile, date } of data.dates) expect(chart).toContain(`P${percentile} ${said(date)}`)
    expect(await page.locator('.fc-slide output').textContent()).toBe(oddsIn(data))
    const record = data.trackRecord.find(({ percentile }: any) => percentile === 90)
    await page.getByText(`${record.held} of the last ${record.of} P90 dates were met`).waitFor()
    await lookAt(page, 'forecast')
    const csv = await files(window, 'forecast')
    expect(csv.trim().split('\r\n')).toHaveLength(view.histogram.from.length + 1)
    await page.reload()
    await page.getByText(withDates(view.sentence, 'en-GB')).waitFor()
    // Doubt is drawn at every width.
    await page.setViewportSize({ width: 390, height: 844 })
    expect(data.warnings.length).toBeGreaterThan(0)
    for (const words of [...data.warnings, ...data.assumptions])
      expect(await page.getByText(withDates(words, 'en-GB')).first().isVisible(), words).toBe(true)
  })
})

test('Home answers what a morning asks, with the figures of the tools', async () => {
  const { data: ranking } = await told<any>('optimize_priorities')
  const { data: flow } = await told<any>('analyze_velocity')
  const { data: epics } = await told<any>('query_backlog', {
    filterTypes: ['epic'],
    sort: 'due',
    limit: 4,
    columns: 'scheduling',
  })
  await inWindow(async (window) => {
    const { page } = window
    await page.goto('/')
    const block = (question: string) => page.getByRole('region', { name: question })
    const next = block('What should we build next?')
    await next.getByText(withDates(ranking.sentence, 'en-GB')).waitFor()
    const rows = await next.locator('tbody tr').allTextContents()
    expect(rows).toHaveLength(5)
    for (const [at, { key, title, tier, score }] of ranking.items.slice(0, 5).entries()) {
      expect(rows[at]).toContain(`${key} ${title}`)
      expect(rows[at]).toContain(`${tier}${score.toFixed(1)}`)
    }
    const ships = block('When will it ship?').locator('tbody tr')
    for (const { key, title, dueDate } of epics.items) {
      const { data } = await told<any>('forecast_delivery', { epicId: key, ...(dueDate && { targetDate: dueDate }) })
      const row = ships.filter({ hasText: title })
      await expect.poll(() => row.textContent(), { timeout: 30_000 }).not.toContain('Forecasting')
      const range = await row.getByRole('img').getAttribute('aria-label')
      for (const { percentile, date } of data.dates) expect(range).toContain(`P${percentile} ${short(date)}`)
      if (dueDate) expect(await row.textContent()).toContain(oddsIn(data))
    }
    const stuck = block('What is stuck?')
    await stuck.getByText(`${flow.wip.olderThanUsual} of ${flow.wip.items} items in progress`).waitFor()
    const old = flow.wip.ages.filter((one: { olderThanUsual: boolean }) => one.olderThanUsual)
    for (const { key, age } of old) await stuck.getByRole('row', { name: new RegExp(`${key}.*${age}$`) }).waitFor()
    await block('What changed since')
      .getByText(/Nothing changed|item/)
      .first()
      .waitFor()
    await lookAt(page, 'home')
  })
})

test('the plan on the page is the tool’s, bar by bar', async () => {
  const { data, view } = await told<any>('schedule_portfolio')
  await inWindow(async (window) => {
    const { page } = window
    await page.goto('/')
    await page.getByRole('link', { name: 'Plan' }).click()
    await page.getByText(withDates(view.sentence, 'en-GB')).waitFor()
    const rows = await page.getByRole('table', { name: 'Schedule as a table' }).getByRole('row').allTextContents()
    expect(rows).toHaveLength(view.total + 1)
    for (const { key, team, start, finish } of data.items) {
      // An epic of which a part has begun, or waits, has several bars.
      const row = rows.find((text) => text.includes(`${key} `) && text.includes(said(start)))
      expect([key, row]).toEqual([key, expect.stringContaining(team)])
      expect(row).toContain(said(finish))
    }
    await lookAt(page, 'plan')
    expect((await files(window, 'plan')).trim().split('\r\n')).toHaveLength(view.total + 1)
    await page.getByRole('button', { name: 'Save plan' }).click()
    await page.getByLabel('Name').fill('Before the holidays')
    await page.getByRole('dialog').getByRole('button', { name: 'Save plan' }).click()
    await page.getByLabel('Compare with').selectOption({ index: 1 })
    await page.getByText('Compared with the saved plan:').waitFor()
    expect(new URL(page.url()).searchParams.get('baseline')).toMatch(/^ScheduleBaseline:/)
  })
})

test('the ranking on the page is the tool’s, and weights rank it again', async () => {
  const { data } = await told<any>('optimize_priorities')
  await inWindow(async (window) => {
    const { page } = window
    await page.goto('/')
    await page.getByRole('link', { name: 'Priorities' }).click()
    await page.getByText(withDates(data.sentence, 'en-GB')).waitFor()
    const table = page.getByRole('table', { name: /Items in the order to build them/ })
    const rows = await table.locator('tbody tr').all()
    expect(rows).toHaveLength(25)
    for (const [at, row] of rows.entries()) {
      const { rank, key, title, tier, score } = data.items[at]
      const text = await row.textContent()
      expect(text).toContain(String(rank))
      expect(text).toContain(`${key} ${title}`)
      expect(text).toContain(tier)
      expect(text).toContain(score.toFixed(1))
    }
    await lookAt(page, 'priorities')
    expect((await files(window, 'priorities')).trim().split('\r\n')).toHaveLength(data.totalCount + 1)
    await page.getByText('Weights').click()
    await page.getByLabel(/Time/).first().fill('2')
    await page.getByText('moved under these weights').waitFor()
    const again = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV' }).click()
    const parts = await (await (await again).createReadStream()).toArray()
    const lines = Buffer.concat(parts).toString('utf8').split('\r\n')
    expect(lines[0]).toContain('weight of Time')
    const keys = await table.locator('tbody .key').allTextContents()
    expect(lines.slice(1, 26).map((line) => line.split(',')[1])).toEqual(keys)
    await page.getByLabel('Ranked by').selectOption('RICE')
    await page.waitForURL(/method=rice/)
  })
})

test('a long ranking is ranked again in a thread of its own, and the page answers meanwhile', async () => {
  const large = await pm33.world.tenant('Strandvei')
  await givenItems(
    large,
    await large.workspace('Main'),
    Array.from({ length: LONG }, (_, at) => ({
      key: `BIG-${at + 1}`,
      businessValue: 1 + ((at * 7) % 13),
      timeCriticality: 1 + ((at * 11) % 13),
      riskReduction: 1 + ((at * 5) % 8),
      jobSize: 1 + ((at * 3) % 8),
    })),
  )
  const { email } = await pm33.person(large, 'member')
  const window = await openWindow(browser, pm33.url)
  await window.signIn(email)
  const { page } = window
  const worker = page.waitForEvent('worker')
  await page.goto('/priorities')
  await worker
  await page.getByText(`1–25 of ${LONG}`).waitFor()
  const first = await page
    .getByRole('table', { name: /Items in the order/ })
    .locator('tbody tr')
    .first()
    .textContent()
  await page.getByText('Weights').click()
  await page.getByLabel(/Time/).first().fill('2')
  await page.getByText(`of ${LONG} moved under these weights`).waitFor()
  await page.getByLabel(/Value/).first().fill('0')
  await page.getByRole('button', { name: 'As answered' }).click()
  await page.getByText('moved under these weights').waitFor({ state: 'detached' })
  expect(
    await page
      .getByRole('table', { name: /Items in the order/ })
      .locator('tbody tr')
      .first()
      .textContent(),
  ).toBe(first)
  expect(window.trouble).toEqual([])
  await window.close()
})

test('a backlog without history says what is missing', async () => {
  const fresh = await pm33.world.tenant('Fjellpost')
  await fresh.workspace('Main')
  const { email } = await pm33.person(fresh, 'member')
  const window = await openWindow(browser, pm33.url)
  await window.signIn(email)
  const { page } = window
  for (const path of ['/forecast', '/plan', '/priorities']) {
    await page.goto(path)
    await page.locator('main h1').waitFor()
    await page.locator('.waiting').waitFor({ state: 'detached' })
    await lookAt(page, `${path.slice(1)}-empty`)
  }
  expect(window.trouble).toEqual([])
  await window.close()
})
