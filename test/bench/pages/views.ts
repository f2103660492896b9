/** MCP Apps in a host of a few lines: how long after its result a picture stands, and after a slider has moved. */
import { readFileSync } from 'node:fs'
import type { Browser, Frame, Page } from 'playwright-core'
import { rankingBulk } from '../../../mcp/tools/ranking-bulk.ts'
import { scheduleBulk } from '../../../mcp/tools/schedule-bulk.ts'
import { sum, traced } from './trace.ts'

const TEAMS = 12
const ORIGIN = 'http://host.test'
const built = (view: string) => readFileSync(new URL(`../../../dist/views/${view}.html`, import.meta.url), 'utf8')
const day = (at: number) => new Date(Date.UTC(2026, 10, 23) + at * 86_400_000).toISOString().slice(0, 10)
const stamp = { asOf: day(0), dataVersion: 1 }

/** Answers the view's greeting, and sends it one result. */
const HOST = `<!doctype html><title>Host</title><iframe src="/view" width="1200" height="4000"></iframe><script>
  const view = () => document.querySelector('iframe').contentWindow
  const tell = (message) => view().postMessage({ jsonrpc: '2.0', ...message }, '*')
  addEventListener('message', ({ data }) => {
    if (data.method === 'ui/initialize')
      tell({ id: data.id, result: { protocolVersion: data.params.protocolVersion, hostCapabilities: {}, hostContext: { displayMode: 'fullscreen', theme: 'light' } } })
    if (data.method === 'ui/notifications/initialized') {
      tell({ method: 'ui/notifications/tool-input', params: { arguments: {} } })
      setTimeout(() => tell({ method: 'ui/notifications/tool-result', params: window.result }), 300)
    }
  })
</script>`

/** Runs in every frame: from the result's arrival until the frame after the picture stands. */
function watch(): void {
  addEventListener('message', ({ data }: MessageEvent<{ method?: string }>) => {
    if (data.method !== 'ui/notifications/tool-result') return
    const arrived = performance.now()
    performance.mark('arrived')
    const look = () => {
      if (!document.querySelector('.foot')) return void requestAnimationFrame(look)
      requestAnimationFrame(() => {
        performance.mark('drawn')
        Object.assign(window, { drawnIn: performance.now() - arrived })
      })
    }
    requestAnimationFrame(look)
  })
}

export interface Took {
  /** Milliseconds by the clock, and those of the main thread's processor time. */
  clock: number
  work: number
}

/** A page with the view in its host. */
async function opened<T>(browser: Browser, name: string, result: object, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(watch)
    await page.addInitScript((given) => Object.assign(window, { result: given }), result)
    await page.route(`${ORIGIN}/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: route.request().url().endsWith('/view') ? built(name) : HOST }),
    )
    return await work(page)
  } finally {
    await context.close()
  }
}

/** @returns the view once its picture stands, and how long that took */
async function drawn(page: Page): Promise<{ view: Frame; clock: number }> {
  await page.goto(`${ORIGIN}/`)
  const view = page.frames().find((frame) => frame.url().endsWith('/view'))!
  await view.waitForSelector('.foot')
  await view.waitForFunction(() => 'drawnIn' in window)
  return { view, clock: await view.evaluate(() => (window as unknown as { drawnIn: number }).drawnIn) }
}

/** @returns milliseconds until so many bars in twelve lanes stand */
export function drawPlan(browser: Browser, bars: number): Promise<Took> {
  const plan = Array.from({ length: bars }, (_, at) => ({
    key: `SHOP-${1_000 + at}`,
    title: `Title of the bar number ${at}`,
    team: `Team ${at % TEAMS}`,
    start: day(Math.floor(at / TEAMS) * 8),
    finish: day(Math.floor(at / TEAMS) * 8 + 7 + (at % 5)),
    critical: at % 9 === 0,
    dueDate: at % 4 ? null : day(Math.floor(at / TEAMS) * 8 + 5),
    waitedFor: at < TEAMS ? [] : [`SHOP-${1_000 + at - TEAMS}`],
    probability: 0.5,
  }))
  const utilization = Array.from({ length: TEAMS * 52 }, (_, at) => ({
    team: `Team ${at % TEAMS}`,
    week: day(7 * Math.floor(at / TEAMS)),
    used: at % 11,
    offered: at % 50 ? 10 : 0,
  }))
  const bulk = scheduleBulk({
    sentence: `The plan has ${bars} bars.`,
    from: day(0),
    plan,
    utilization,
    unplaced: [],
  } as never)
  const structuredContent = { status: 'FEASIBLE', gap: 0.1, finish: day(400), criticalPath: ['SHOP-1000'], stamp }
  const result = { content: [], structuredContent, _meta: { 'pm33/view': bulk } }
  return opened(browser, 'schedule-portfolio', result, async (page) => {
    const { value, tasks } = await traced(browser, page, () => drawn(page), ['arrived', 'drawn'])
    const seen = await value.view.locator('.lane .b').count()
    if (seen !== bars) throw new Error(`${seen} of ${bars} bars were drawn`)
    return { clock: value.clock, work: sum(tasks) }
  })
}

/** @returns milliseconds from a moved weight until so many items stand in their new order */
export function rankAgain(browser: Browser, items: number): Promise<Took> {
  const each = <T>(make: (at: number) => T) => Array.from({ length: items }, (_, at) => make(at))
  const figures = ['businessValue', 'timeCriticality', 'riskReduction', 'jobSize'].map((field, part) => ({
    field,
    values: each((at) => 1 + ((at * (7 + 4 * part)) % 20)),
  }))
  const rows = each((at) => ({ node: { size: 3, parts: [{ name: 'businessValue', value: 1 + (at % 20) }] } }))
  const bulk = rankingBulk({
    rows,
    inputs: {
      keys: each((at) => `SHOP-${at}`),
      titles: each((at) => `A title of about forty characters, ${at}`),
      types: each(() => 'story'),
      priorities: each((at) => ['high', 'medium', 'low'][at % 3]!),
      blockedBy: each((at) => (at % 10 === 9 ? `SHOP-${at - 1}` : '')),
      figures,
      factors: [],
    },
  } as never)
  const structuredContent = {
    sentence: 'Start with SHOP-1.',
    method: 'wsjf',
    totalCount: items,
    items: each((at) => ({
      rank: at + 1,
      key: `SHOP-${at}`,
      title: `A title, ${at}`,
      tier: 'P2',
      score: 1,
      reason: 'value',
    })),
    stamp,
  }
  const result = { content: [], structuredContent, _meta: { 'pm33/view': bulk } }
  return opened(browser, 'optimize-priorities', result, async (page) => {
    const { view } = await drawn(page)
    await view.locator('details.w summary').click()
    const before = await view.locator('.pr-table').innerText()
    const { value: clock, tasks } = await traced(browser, page, () => view.evaluate(moveWeight), ['moved', 'ranked'])
    if ((await view.locator('.pr-table').innerText()) === before) throw new Error('the order did not change')
    return { clock, work: sum(tasks) }
  })
}

/** Runs in the view. */
async function moveWeight(): Promise<number> {
  const slider = document.querySelector<HTMLInputElement>('details.w input[type=range]')!
  performance.mark('moved')
  const started = performance.now()
  slider.value = '0'
  slider.dispatchEvent(new Event('input', { bubbles: true }))
  while (!document.querySelector('.mv')) await new Promise((next) => requestAnimationFrame(next))
  await new Promise((next) => requestAnimationFrame(next))
  performance.mark('ranked')
  return performance.now() - started
}
