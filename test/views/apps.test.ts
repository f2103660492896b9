/** The views in a host made of the official AppBridge, against a live server, as a person sees and uses them. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SEED, writeDemo } from '../../api/demo/service.ts'
import { tellStory } from '../../api/demo/story.ts'
import { dayOf } from '../../api/math/calendar.ts'
import { FULL } from '../depth.ts'
import { launch, settled, violations } from '../pages/browser.ts'
import { site, type Site } from '../pages/server.ts'
import { withDates } from '../../views/pictures/words.ts'
import { openHost, type Host } from './host.ts'

const TODAY = '2026-11-21'
const keyOf = (title: string) => tellStory(SEED, dayOf(TODAY)).items.find((item) => item.title === title)!.key
const APPS = [
  { view: 'forecast-delivery', tool: 'forecast_delivery', args: { asOf: TODAY, targetDate: '2027-06-05' } },
  { view: 'schedule-portfolio', tool: 'schedule_portfolio', args: { asOf: TODAY, horizonWeeks: 16 } },
  { view: 'optimize-priorities', tool: 'optimize_priorities', args: { asOf: TODAY } },
  {
    view: 'generate-prd',
    tool: 'generate_prd',
    args: { epicId: keyOf('Gift cards'), includeStrategicContext: true, requestId: 'view' },
  },
] as const
const [FORECAST, SCHEDULE, PRIORITIES, PRD] = APPS
const FILE_LIMIT = 300_000
const BULK_LIMIT = 64_000
const built = (view: string) => new URL(`../../dist/views/${view}.html`, import.meta.url)

interface Result {
  structuredContent: {
    summary: string
    sentence?: string
    nextCursor?: string
    items: { key: string; title: string; rank: number }[]
  }
  _meta: { 'pm33/view': Record<string, any> }
}

let browser: Browser
let pm33: Site
let host: Host
/** What each tool answered, for tests that change it. */
const answers = new Map<string, Result>()

beforeAll(async () => {
  browser = await launch()
  pm33 = await site()
  // A document has no date but that of the day on which it is written.
  pm33.world.clock.move(Date.parse(`${TODAY}T12:00:00Z`) - Date.now())
  const demo = await pm33.world.tenant('Demo')
  await writeDemo(demo.db(), new Date(`${TODAY}T12:00:00Z`))
  host = await openHost(browser, `${pm33.url}/mcp`, { key: await demo.key() })
})
afterAll(async () => {
  await host?.close()
  await pm33?.close()
  await browser?.close()
})
beforeEach(() => void (host.trouble.length = 0))

/** What a width changes is layout, and what a theme changes is contrast: the suite sees each once, the proof every pair. */
const LOOKS = FULL
  ? ([
      [736, ['light', 'dark']],
      [320, ['light', 'dark']],
    ] as const)
  : ([
      [736, ['light']],
      [320, ['dark']],
    ] as const)

async function wear(theme: 'light' | 'dark'): Promise<void> {
  await host.page.evaluate((chosen) => (globalThis as any).host.themed(chosen), theme)
  await host.view().waitForFunction((chosen) => document.documentElement.dataset.theme === chosen, theme)
  await settled(host.view())
}

const drawn = () => host.view().waitForSelector('.foot')
const words = (selector: string) => host.view().locator(selector).first().innerText()
const button = (name: string) => host.view().getByRole('button', { name, exact: true })
/** Runs with the answer that the tool gave before. */
async function shown(app: (typeof APPS)[number], change: (result: Result) => void = () => undefined, more = {}) {
  const result = structuredClone(answers.get(app.tool)!)
  change(result)
  await host.run({ tool: app.tool, args: app.args, result: result as never, ...more })
}
const sideways = () =>
  host.view().evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

describe.each(['modern', 'legacy'] as const)('in a host of the %s era', (era) => {
  test.each(APPS)('$view is read, greeted, fed, and drawn', async ({ tool, view, args }) => {
    await host.run({ tool, args, era, partial: true })
    await drawn()
    const [result] = await host.seen<Result>('result')
    answers.set(tool, result!)
    const bulk = result!._meta['pm33/view']
    expect(await words('h1')).toBe(withDates(bulk.sentence ?? result!.structuredContent.sentence, 'en-US'))
    expect(JSON.stringify(bulk).length).toBeLessThanOrEqual(BULK_LIMIT)
    expect(await host.seen('resource')).toMatchObject([
      {
        uri: `ui://pm33/${view}`,
        mimeType: 'text/html;profile=mcp-app',
        _meta: { ui: { csp: {}, prefersBorder: false } },
      },
    ])
    expect(await host.seen('app')).toEqual([
      [{ name: `pm33-${tool}`, version: '1' }, { availableDisplayModes: ['inline', 'fullscreen'] }],
    ])
    expect((await host.seen<number>('size')).at(-1)).toBeLessThanOrEqual(560)
    expect(host.trouble).toEqual([])
  })
})

test.each(APPS)('$view is one file, small enough, without evaluated text', ({ view }) => {
  const html = readFileSync(built(view), 'utf8')
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(FILE_LIMIT)
  expect(html).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=(?!"data:,")/)
  expect(html).not.toMatch(/\bnew Function\(|[^\w.$]eval\(|light-dark\(|[{;]color-scheme:/)
})

test.each(APPS)('$view draws its sample when it is opened from disk', async ({ view, tool }) => {
  const { structuredContent: told, _meta } = answers.get(tool)!
  // A cursor names a row by an id of this database.
  const { nextCursor: _, ...structuredContent } = told
  const sample = { structuredContent, _meta: { 'pm33/view': _meta['pm33/view'] } }
  await expect(`${JSON.stringify(sample, null, 1)}\n`).toMatchFileSnapshot(`../../views/apps/${view}/sample.json`)
  const page = await browser.newPage()
  const trouble: string[] = []
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(error.message))
  await page.goto(built(`${view}.sample`).href)
  await page.waitForSelector('.foot')
  expect(await page.locator('h1').innerText()).toBe(
    withDates(_meta['pm33/view'].sentence ?? structuredContent.sentence, 'en-US'),
  )
  expect(await page.locator('.foot button').count()).toBe(0)
  await page.goto(built(view).href)
  await page.getByText('This page is shown by an assistant that asks PM33.').waitFor()
  expect(trouble).toEqual([])
  await page.close()
})

test('a PRD shows what a sentence rests on, its questions, and what changed between two versions', async () => {
  await shown(PRD, ({ structuredContent, _meta }) => {
    const told = structuredContent as any
    const [first, ...rest] = told.sections
    const [, ...later] = first.sentences
    const before = {
      ...first,
      sentences: [
        { text: 'It was to be done in May.', basis: 'summarized', evidence: [{ source: 'R1', quote: 'in May' }] },
        ...later,
      ],
    }
    Object.assign(told, { version: 2 })
    Object.assign(_meta['pm33/view'], {
      previous: {
        version: 1,
        createdOn: '2026-11-12',
        sections: [before, ...rest],
        sources: [{ alias: 'R1', key: 'SHOP-77', title: 'Another record then', note: 'story, Done' }],
      },
    })
  })
  await drawn()
  expect(await host.view().locator('.toc button').count()).toBe(14)
  await host
    .view()
    .getByRole('button', { name: /^E2: forecast/ })
    .first()
    .click()
  expect(await words('.src .on')).toMatch(/Delivery forecast.*even odds by/s)
  await button('Compare with version 1').click()
  expect(await words('del')).toContain('It was to be done in May.')
  await host.view().getByRole('button', { name: 'R1: SHOP-77 Another record then' }).click()
  expect(await words('.src .on')).toMatch(/SHOP-77 Another record then.*in version 1.*in May/s)
  await button('Next: Problem').click()
  await host.view().getByText('Is this the problem to solve').waitFor()
  expect(await violations(host.view())).toEqual([])
})

test('a view never writes: what a reload lost is drawn again and not saved again', async () => {
  await host.run({ tool: PRD.tool, args: PRD.args, result: { content: [], structuredContent: {} } as never })
  await drawn()
  expect(await words('.prd-facts')).toContain('Not saved')
  await host.run({ tool: PRD.tool, args: PRD.args, lost: 'all' })
  await host.view().getByText('Ask again in the conversation to see it.').waitFor()
})

test.each(APPS.map(({ view }) => view))('%s runs under a policy of its hashes alone', async (view) => {
  const html = readFileSync(built(`${view}.sample`), 'utf8')
  const hash = (pattern: RegExp) => `'sha256-${createHash('sha256').update(pattern.exec(html)![1]!).digest('base64')}'`
  const policy = `default-src 'none'; script-src ${hash(/<script type="module">([^]*)<\/script>/)}; style-src ${hash(/<style>([^]*?)<\/style>/)}; img-src data:`
  const page = await browser.newPage()
  const trouble: string[] = []
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()))
  await page.route('http://view.test/', (route) =>
    route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': policy }, body: html }),
  )
  await page.goto('http://view.test/')
  await page.waitForSelector('.foot')
  expect(trouble).toEqual([])
  await page.close()
})

describe.each(APPS)('$view', (app) => {
  test('shuts nobody out in either theme, inline, at 320 px, and in full screen', async () => {
    for (const [width, themes] of LOOKS) {
      await shown(app, undefined, { width })
      await drawn()
      expect(await sideways(), `${width} px`).toBe(0)
      for (const theme of themes) {
        await wear(theme)
        expect(await violations(host.view()), `${theme} ${width}`).toEqual([])
      }
    }
    await button('Full screen').click()
    await button('Close').waitFor()
    expect(await violations(host.view())).toEqual([])
    expect(host.trouble).toEqual([])
  })

  test('a change of theme repaints what is on a canvas', async () => {
    await shown(app)
    await drawn()
    const look = () =>
      host.view().evaluate(() => ({
        theme: document.documentElement.dataset.theme,
        scheme: getComputedStyle(document.documentElement).colorScheme,
        ink: getComputedStyle(document.querySelector('h1')!).color,
        canvas: [...document.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()).join(),
      }))
    const light = await look()
    await wear('dark')
    if (light.canvas) await expect.poll(async () => (await look()).canvas).not.toBe(light.canvas)
    const dark = await look()
    expect([light.theme, dark.theme, dark.scheme]).toEqual(['light', 'dark', 'normal'])
    expect(dark.ink).not.toBe(light.ink)
  })

  test('a host that can do nothing loses the buttons and nothing else', async () => {
    await shown(app, undefined, {
      without: ['message', 'downloadFile', 'openLinks', 'serverTools', 'updateModelContext', 'fullscreen'],
    })
    await drawn()
    expect(await host.view().locator('.foot button').count()).toBe(0)
    expect(await words('.foot')).toContain('As of Nov 21, 2026')
    expect(host.trouble).toEqual([])
  })

  test('full screen and back, a file, and a link', async () => {
    await shown(app)
    await drawn()
    await button('Full screen').click()
    await button('Close').waitFor()
    expect(await host.view().evaluate(() => document.body.dataset.display)).toBe('fullscreen')
    await button('Open PM33').click()
    await button('Download').click()
    await button('Close').click()
    await button('Full screen').waitFor()
    expect(await host.seen('mode')).toEqual(['fullscreen', 'inline'])
    expect(await host.seen('link')).toEqual([pm33.url])
    const [file] = await host.seen<{ resource: { uri: string; mimeType: string; text: string } }>('download')
    const [name, type] = app === PRD ? ['prd.md', 'text/markdown'] : [`${app.tool}.csv`, 'text/csv']
    expect(file!.resource).toMatchObject({ uri: `file:///${name}`, mimeType: type })
    expect(file!.resource.text.split(/\r?\n/).length).toBeGreaterThan(10)
  })

  test('a result that lost its picture in a reload is asked again, with the same question', async () => {
    // A document is drawn from what the model reads, and says what it came without.
    if (app === PRD) {
      await shown(app, undefined, { lost: 'meta' })
      await drawn()
      await host.view().getByText('The strategic context and the earlier version did not come').waitFor()
      await shown(app)
      await drawn()
      expect(await host.view().locator('.note').getByText('did not come').count()).toBe(0)
      return
    }
    await shown(app, undefined, { lost: 'meta' })
    await drawn()
    const whole = answers.get(app.tool)!
    expect(await words('h1')).toBe(
      withDates(whole._meta['pm33/view'].sentence ?? whole.structuredContent.sentence, 'en-US'),
    )
    await host.run({ tool: app.tool, args: app.args, lost: 'meta', without: ['serverTools'] })
    await host.view().getByText('Ask again in the conversation to see it.').waitFor()
  })

  test('says what it waits for, that it was canceled, and why a call failed', async () => {
    await host.run({ tool: app.tool, args: app.args, instead: 'nothing' })
    await host.view().getByText('Computing the answer').waitFor()
    await host.run({ tool: app.tool, args: app.args, instead: 'cancel' })
    const left =
      app === PRD
        ? 'The document may have been saved. Check Documents in PM33 before you ask again.'
        : 'Nothing was changed.'
    await host.view().getByText(`Canceled: the user stopped it. ${left}`).waitFor()
    if (app === PRD) {
      await host.run({ tool: app.tool, args: { ...app.args, dryRun: true }, instead: 'cancel' })
      await host.view().getByText('Canceled: the user stopped it. Nothing was saved.').waitFor()
      const whole = answers.get(app.tool)!
      const warnings = ['The answer was too long: 10 of 14 entries of sections are shown.']
      const result = { ...whole, structuredContent: { ...whole.structuredContent, warnings } }
      await host.run({ tool: app.tool, args: app.args, result: result as never })
      await host.view().getByText('This document is longer than an answer can be.').waitFor()
    }
    const content = [{ type: 'text', text: 'There is no team Chekout. Next: pass Checkout.' }]
    await host.run({ tool: app.tool, args: app.args, result: { isError: true, content } as never })
    await host.view().getByText('There is no team Chekout. Next: pass Checkout.').waitFor()
    // The tool's own answer to a name that does not exist: its code, markers, and next step are the model's.
    await host.run({ tool: app.tool, args: { ...app.args, workspaceId: 'No such place' } })
    await host.view().getByText('Workspace "No such place" was not found.').waitFor()
    expect(await words('.note span')).toBe('Workspace "No such place" was not found. Your assistant can try again.')
    expect(await violations(host.view())).toEqual([])
    expect(host.trouble).toEqual([])
  })

  test('is gone after its host has torn it down', async () => {
    await shown(app)
    await drawn()
    expect(await host.page.evaluate(() => (globalThis as any).host.teardown())).toEqual({})
    expect(await host.view().locator('body > *:not(script)').count()).toBe(0)
  })

  test('what people wrote is text, whatever it says', async () => {
    const hostile = [
      '<img src=x onerror="parent.postMessage(1)">',
      '</script><script>document.title="taken"</script>',
      '"><svg onload=alert(1)>',
      '\u202Egnitset\u202C',
      'javascript:alert(1)',
      'A'.repeat(400),
      '{{constructor.constructor("alert(1)")()}}',
      '&lt;b&gt;',
    ]
    const spoil = (value: unknown, name = ''): unknown => {
      if (typeof value === 'string')
        return /^(key|date|from|until|week|first|tier|method|unit|status|dueDate|start|finish\d*|asOf|keys|kinds|priorities|blockedBy|waitsFor|criticalPath|field|name)$/.test(
          name,
        )
          ? value
          : hostile[(value.length + name.length) % hostile.length]
      if (Array.isArray(value)) return value.map((member) => spoil(member, name))
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([member, of]) => [member, spoil(of, member)]))
      return value
    }
    const whole = answers.get(app.tool)!
    const result = spoil({ structuredContent: whole.structuredContent, _meta: whole._meta })
    await host.run({
      tool: app.tool,
      args: app.args,
      width: 320,
      result: { content: [], ...(result as object) } as never,
    })
    await drawn()
    expect(hostile).toContain(await host.view().locator('h1').textContent())
    expect(await host.view().locator('img, body script:not([type=module]), a[href], [onerror], [onload]').count()).toBe(
      0,
    )
    expect(await sideways()).toBe(0)
    expect(host.trouble).toEqual([])
  })
})

test('a forecast says how sure each date is, and hands the chosen one to the model', async () => {
  await shown(FORECAST)
  await drawn()
  const { dates, target } = answers.get(FORECAST.tool)!.structuredContent as any
  const slider = host.view().getByRole('slider', { name: 'Target date' })
  const sure = async () => Number.parseInt(await words('output'), 10)
  expect(await sure()).toBe(Math.round(target.probability * 100))
  for (const { percentile, date } of dates) {
    await slider.fill(String(Date.parse(date) / 86_400_000))
    expect(await sure(), date).toBe(percentile)
  }
  const p90 = dates.find((entry: any) => entry.percentile === 90).date
  await slider.fill(String(Date.parse(p90) / 86_400_000))
  await button('Send to chat').click()
  await expect.poll(() => host.seen('message')).toHaveLength(1)
  expect(await host.seen<any>('context')).toMatchObject([{ structuredContent: { targetDate: p90, probability: 0.9 } }])
  expect(JSON.stringify(await host.seen('message'))).toMatch(
    /Plan with .+ 2027: the forecast is 90% sure of that date\./,
  )
})

test('a plan is walked with the keyboard, zoomed, and asks a public tool for a title that did not travel', async () => {
  await shown(SCHEDULE, ({ _meta }) => void delete _meta['pm33/view'].bars.title)
  await drawn()
  const bars = host.view().locator('.lane').first().locator('button.b')
  await bars.first().focus()
  await host.page.keyboard.press('ArrowRight')
  expect(await bars.nth(1).evaluate((bar) => bar === document.activeElement)).toBe(true)
  await host.page.keyboard.press('Enter')
  const key = (await bars.nth(1).getAttribute('title'))!.split(/[ ,]/)[0]!
  const titles = answers.get(SCHEDULE.tool)!._meta['pm33/view'].bars
  await host
    .view()
    .getByRole('status')
    .getByText(`${key} ${titles.title[titles.key.indexOf(key)].slice(0, 20)}`)
    .waitFor()
  await button('Send to chat').click()
  await expect.poll(() => host.seen('message')).toHaveLength(1)
  await button('Months').click()
  await button('Weeks').waitFor()
  expect(await host.view().locator('.b').count()).toBe(titles.key.length)
})

test('a title that comes late is not shown for the bar that was chosen since', async () => {
  await shown(SCHEDULE, ({ _meta }) => void delete _meta['pm33/view'].bars.title, { hold: true })
  await drawn()
  const bars = host.view().locator('.lane').first().locator('button.b')
  const keyOfBar = async (at: number) => (await bars.nth(at).getAttribute('title'))!.split(/[ ,]/)[0]!
  const { title, key } = answers.get(SCHEDULE.tool)!._meta['pm33/view'].bars
  const titleOf = (one: string) => title[key.indexOf(one)] as string
  await bars.nth(0).click()
  await expect.poll(() => host.seen('call')).toHaveLength(1)
  await bars.nth(1).click()
  await expect.poll(() => host.seen('call')).toHaveLength(2)
  // The later question is answered first.
  await host.page.evaluate(() => (globalThis as any).host.release(1))
  const line = host.view().getByRole('status')
  await line.getByText(titleOf(await keyOfBar(1)).slice(0, 20)).waitFor()
  await host.page.evaluate(() => (globalThis as any).host.release(0))
  await expect.poll(() => host.seen('called')).toHaveLength(2)
  await settled(host.view())
  expect(await line.innerText()).toContain(titleOf(await keyOfBar(1)).slice(0, 20))
})

test('full screen goes on from the rows that were in sight', async () => {
  await shown(PRIORITIES)
  await drawn()
  // 9 pages of 8 rows: the first row is then the 73rd, in either size.
  for (let at = 0; at < 9; at++) await button('Next').click()
  await host.view().getByText('73–80 of').waitFor()
  const first = () => host.view().locator('.pr-table tbody .key').first().innerText()
  const before = await first()
  await button('Full screen').click()
  await button('Close').waitFor()
  expect(await first()).toBe(before)
  await button('Back').click()
  await host.view().getByText('48–72 of').waitFor()
})

test('doubt is drawn inline, before what is usual', async () => {
  const warnings = ['The history is thin: 5 weeks.', 'Items without a size count as 3 points.']
  for (const width of [736, 320]) {
    await shown(FORECAST, ({ structuredContent }) => Object.assign(structuredContent, { warnings }), { width })
    await drawn()
    for (const warning of warnings) expect(await host.view().getByText(warning).isVisible(), `${width}`).toBe(true)
    await expect.poll(async () => (await host.seen<number>('size')).at(-1)).toBeLessThanOrEqual(560)
  }
})

test('priorities are the tool’s ranks, and move at once under other weights', async () => {
  await shown(PRIORITIES)
  await drawn()
  await button('Full screen').click()
  await button('Close').waitFor()
  const keys = () => host.view().locator('.pr-table tbody .key').allInnerTexts()
  const told = answers.get(PRIORITIES.tool)!.structuredContent.items
  await expect.poll(keys).toEqual(told.map(({ key }) => key))
  await host.view().getByText('Weights').click()
  const took = await host.view().evaluate(async () => {
    const slider = [...document.querySelectorAll('details.w label')]
      .find((label) => label.textContent?.startsWith('Value'))!
      .querySelector('input')!
    const started = performance.now()
    slider.value = '0'
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return performance.now() - started
  })
  console.log(`137 items ranked again and drawn in ${Math.round(took)} ms`)
  await host.view().getByText('moved under these weights').waitFor()
  expect(await keys()).not.toEqual(told.map(({ key }) => key))
  await button('Send to chat').click()
  await expect.poll(() => host.seen('message')).toHaveLength(1)
  expect(await host.seen<any>('context')).toMatchObject([
    { structuredContent: { weights: { businessValue: 0, timeCriticality: 1 }, order: (await keys()).slice(0, 10) } },
  ])
  await button('Download').click()
  await expect.poll(() => host.seen('download')).toHaveLength(1)
  const [file] = await host.seen<{ resource: { text: string } }>('download')
  const lines = file!.resource.text.trim().split('\r\n')
  expect(lines[0]).toContain('weight of Value,weight of Time')
  expect(lines.slice(1, 11).map((line) => line.split(',')[1])).toEqual((await keys()).slice(0, 10))
  await button('As answered').click()
  await expect.poll(keys).toEqual(told.map(({ key }) => key))
  await host.view().getByRole('button', { name: /P0/ }).click()
  expect(new Set(await host.view().locator('.pr-table .tier').allInnerTexts())).toEqual(new Set(['P0']))
  await host.view().getByRole('searchbox').fill('no such item')
  await host.view().getByText('No items match.').waitFor()
})

test('a list that is too long to rank again says so in place of the weights', async () => {
  const long = 'This list is too long to rank again here.'
  await shown(PRIORITIES)
  await drawn()
  expect(await host.view().getByText(long).count()).toBe(0)
  await shown(PRIORITIES, ({ _meta }) => {
    const { parts } = _meta['pm33/view']
    _meta['pm33/view'] = { parts }
  })
  await drawn()
  await host.view().getByText(long).waitFor()
  expect(await host.view().locator('details.w').count()).toBe(0)
})

test('after a reload without question and result, the whole workspace is answered, and the view says so', async () => {
  await host.run({ tool: FORECAST.tool, args: FORECAST.args, lost: 'all' })
  await host.view().getByText('this answer covers the whole workspace').waitFor()
  await drawn()
  // It is about the picture, so what works afterwards does not take it away.
  await button('Download').click()
  await expect.poll(() => host.seen('download')).toHaveLength(1)
  expect(await words('.note')).toContain('this answer covers the whole workspace')
})

const sentenceOf = (app: (typeof APPS)[number]) => {
  const { structuredContent, _meta } = answers.get(app.tool)!
  return withDates(_meta['pm33/view'].sentence ?? structuredContent.sentence, 'en-US')
}

test('a question that takes long to write is waited for, and nothing else is asked', async () => {
  // Two arguments at 1.2 s each: longer than a lost answer is given.
  await shown(FORECAST, undefined, { partial: 1_200 })
  await drawn()
  expect(await words('h1')).toBe(sentenceOf(FORECAST))
  expect(await host.seen('call')).toEqual([])
  expect(await host.view().locator('.note').count()).toBe(0)
})

test('an answer that comes after all is not replaced by the one that was asked for meanwhile', async () => {
  await host.run({ tool: FORECAST.tool, args: FORECAST.args, lost: 'all', hold: true })
  await expect.poll(() => host.seen('call'), { timeout: 10_000 }).toHaveLength(1)
  await host.page.evaluate(([args, result]) => (globalThis as any).host.answer(args, result), [
    FORECAST.args,
    answers.get(FORECAST.tool),
  ] as const)
  await drawn()
  await host.page.evaluate(() => (globalThis as any).host.release())
  await expect.poll(() => host.seen('called'), { timeout: 20_000 }).toHaveLength(1)
  await settled(host.view())
  expect(await words('h1')).toBe(sentenceOf(FORECAST))
  expect(await host.view().locator('.note').count()).toBe(0)
})

test('a note of what went wrong goes when it works', async () => {
  await shown(FORECAST)
  await drawn()
  await host.page.evaluate(() => (globalThis as any).host.refuse(true))
  await button('Download').click()
  await host.view().getByText('The file was not saved.').waitFor()
  await host.page.evaluate(() => (globalThis as any).host.refuse(false))
  await button('Download').click()
  await host.view().locator('.note').waitFor({ state: 'detached' })
})

test('a host that refuses in its result is believed', async () => {
  await shown(PRIORITIES)
  await drawn()
  await host.page.evaluate(() => (globalThis as any).host.refuse('result'))
  await button('Download').click()
  await host.view().getByText('The file was not saved.').waitFor()
  await button('Full screen').click()
  await button('Open PM33').click()
  await host.view().getByText('Your assistant did not open the link.').waitFor()
  await host.view().getByText('Weights').click()
  await host.view().evaluate(() => {
    const slider = document.querySelector('details.w input[type=range]') as HTMLInputElement
    slider.value = '0'
    slider.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await button('Send to chat').click()
  await host.view().getByText('Your assistant did not accept the values.').waitFor()
})
