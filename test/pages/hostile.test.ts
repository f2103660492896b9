/** Whatever stands in a workspace, pages show it as text: nothing runs, loads, leads away, or pushes the page apart. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BacklogItem } from '../../api/backlog/entity.ts'
import { PAYLOADS } from '../hostile/payloads.ts'
import { FULL } from '../depth.ts'
import { poison, type Poison } from '../hostile/poisoned.ts'
import { storable } from '../../text.ts'
import { givenItems, world } from '../world.ts'
import { launch, openWindow, type Window } from './browser.ts'
import { site, type Site } from './server.ts'

/** What breaks out of markup, attributes, addresses, templates, and boxes. */
const BREAKING = [
  `"><img src=x onerror="document.title='taken'">`,
  `'><svg/onload=document.title='taken'>`,
  `</title></textarea></script><script>document.title='taken'</script>`,
  `javascript:document.title='taken'`,
  `data:text/html,<script>parent.document.title='taken'</script>`,
  `{{constructor.constructor("document.title='taken'")()}}`,
  `<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>`,
  `<iframe srcdoc="<script>top.document.title='taken'</script>"></iframe>`,
  `<form action=https://evil.example/><button autofocus onfocus=this.form.submit()>`,
]
/** Longer than any field is wide, without a place to break. */
const WIDE = ['W'.repeat(480), '\u202E' + 'ﷺ'.repeat(60), '👩‍👩‍👧‍👦'.repeat(40), 'Z' + '\u0301'.repeat(300), '_'.repeat(480)]

const NARROW = 320
/** The page without a word that could be written so: no model is set up. */
const WORDLESS = ['/settings/ai']
/** Who looks. */
const NAME = `Maja <img src=x onerror="document.title='taken'">`

let pm33: Site
let given: Poison
let browser: Browser
let window: Window
let paths: string[]
/** Requests that are not answered yet. */
let open = 0

beforeAll(async () => {
  const within = await world('embedded')
  ;[given, browser] = await Promise.all([poison(within), launch()])
  pm33 = await site({ within })
  const { tenant, workspace } = given.side
  const item = await tenant.em().findOneOrFail(BacklogItem, {})
  await givenItems(
    tenant,
    workspace,
    PAYLOADS.map((title, at) => ({ key: `EACH-${at + 1}`, title, assignee: title.slice(0, 80) })),
  )
  paths = [
    '/',
    '/backlog?show=all',
    `/backlog?show=all&item=${encodeURIComponent(item.key)}`,
    '/backlog?show=all&group=team',
    '/backlog?show=all&group=assignee',
    '/priorities',
    '/plan',
    '/forecast',
    '/strategy',
    '/competition',
    '/documents',
    `/documents/${given.side.id('Prd')}`,
    ...['mcp', 'workspaces', 'import', 'members', 'billing', 'trackers', 'ai', 'audit', 'account'].map(
      (one) => `/settings/${one}`,
    ),
  ]
  window = await openWindow(browser, pm33.url)
  const { page } = window
  page.on('dialog', (dialog) => {
    window.trouble.push(`dialog: ${dialog.message()}`)
    dialog.dismiss().catch(() => undefined)
  })
  page.on('popup', (popup) => window.trouble.push(`popup: ${popup.url()}`))
  page.on('request', () => open++)
  page.on('requestfinished', () => open--)
  page.on('requestfailed', () => open--)
  await window.signIn((await pm33.person(tenant, 'owner', NAME)).email)
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
})

/** Everything has been asked and answered, and drawn. */
async function still(): Promise<void> {
  const { page } = window
  for (let quiet = 0; quiet < 3; quiet = open > 0 || (await page.locator('.waiting').count()) > 0 ? 0 : quiet + 1)
    await page.waitForTimeout(40)
}

/** What is on a page besides text. */
const acting = () =>
  window.page.evaluate(() => {
    const found = [
      ...document.querySelectorAll(
        'img, iframe, object, embed, base, meta[http-equiv], main style, main script, main link, form[action], [srcdoc]',
      ),
    ].map((at) => at.outerHTML)
    const leads = (value: string) =>
      !/^(https:\/\/claude\.ai|cursor:|vscode:)/.test(value) && new URL(value, location.href).origin !== location.origin
    for (const at of document.querySelectorAll('*'))
      for (const { name, value } of at.attributes)
        if (/^on/i.test(name) || (/^(href|src|action|formaction|xlink:href)$/i.test(name) && leads(value)))
          found.push(`${name}=${value}`)
    const { scrollWidth, clientWidth } = document.documentElement
    return { found, taken: document.title.startsWith('taken'), sideways: scrollWidth - clientWidth }
  })

/** Opens each page. @returns those on which none of the texts was seen */
async function without(texts: readonly string[]): Promise<string[]> {
  const { page } = window
  await given.fill(...texts)
  const starts = [NAME, ...texts.map((text) => storable(text).slice(0, 12))]
  const missing: string[] = []
  for (const path of paths) {
    await page.goto(path)
    await still()
    for (const width of [NARROW, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      expect({ path, width, ...(await acting()) }).toEqual({ path, width, found: [], taken: false, sideways: 0 })
    }
    expect(new URL(page.url()).pathname).toBe(path.split('?')[0])
    const shown = await page.evaluate(() => {
      const fields = [...document.querySelectorAll<HTMLInputElement>('main :is(input, textarea)')]
      return [document.querySelector('main')!.innerText, ...fields.map(({ value }) => value)].join('\n')
    })
    if (!starts.some((start) => shown.includes(start))) missing.push(path)
  }
  expect(window.trouble).toEqual([])
  return missing
}

const all = [...BREAKING, ...PAYLOADS]
/** The suite begins at a few of them in each field and packs on what fits; the proof begins at ever other ones. */
const rounds = FULL ? Array.from({ length: 8 }, (_, at) => [...all.slice(at * 39), ...all.slice(0, at * 39)]) : [all]

test.each(rounds.map((texts, at) => [at, texts] as const))(
  'with hostile texts in every field, round %i, pages show text and nothing else',
  async (_at, texts) => expect(await without(texts)).toEqual(WORDLESS),
)

test('texts without a place to break push no page apart', async () => {
  expect(await without(WIDE)).toEqual(WORDLESS)
})

test('each of the 300 is a title to the letter', async () => {
  const { page } = window
  await page.goto('/backlog?show=all&q=')
  await still()
  await page.evaluate('window.print = () => {}')
  await page.getByRole('button', { name: 'Print' }).click()
  await still()
  await page.evaluate('dispatchEvent(new Event("beforeprint"))')
  const titles = () =>
    page.evaluate<string[]>('[...document.querySelectorAll("td.b-title")].map((at) => at.textContent)')
  await expect.poll(titles, { timeout: 20_000 }).toEqual(expect.arrayContaining(PAYLOADS.map(storable)))
  expect(window.trouble).toEqual([])
})
