/** A backlog that is scrolled by wheel, frame by frame, beside a page without a script that is scrolled alike. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { SignInDocument } from '../../../views/operations.generated.ts'
import { PASSWORD, site } from '../../pages/server.ts'
import { givenItems, world } from '../../world.ts'
import { traced } from './trace.ts'

/** Pixels of a pass, and of a second of it: faster than anybody reads. */
const PASS = 36_000
const SPEED = 4_000
/** Milliseconds after which a frame counts as dropped by the reader. */
export const DROPPED = 50

export interface Frames {
  frames: number
  longest: number
  dropped: number
  /** Milliseconds of processor time of the longest task of the main thread. */
  task: number
}

/** Scrolls a page and takes the time between its frames. */
async function scrolled(browser: Browser, page: Page, pixels: number): Promise<Frames> {
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { times })
    const frame = (at: number) => {
      times.push(at)
      if (Object.hasOwn(window, 'times')) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  const session = await page.context().newCDPSession(page)
  const { tasks } = await traced(browser, page, () =>
    session.send('Input.synthesizeScrollGesture', {
      x: 600,
      y: 600,
      yDistance: -pixels,
      speed: SPEED,
      gestureSourceType: 'mouse',
      preventFling: true,
    }),
  )
  await session.detach()
  const times = await page.evaluate(() => {
    const { times: all } = window as unknown as { times: number[] }
    delete (window as Partial<{ times: unknown }>).times
    return all
  })
  const gaps = times.slice(1).map((at, index) => at - times[index]!)
  return {
    frames: gaps.length,
    longest: Math.max(...gaps),
    dropped: gaps.filter((gap) => gap > DROPPED).length,
    task: Math.max(...tasks),
  }
}

export interface Scroll {
  what: string
  rounds: Frames[]
}

export async function scrollBacklog(browser: Browser, items: number, rounds: number): Promise<Scroll[]> {
  const within = await world('embedded', { embedded: 'memory://' })
  const pm33 = await site({ within })
  const context = await browser.newContext({ baseURL: pm33.url, viewport: { width: 1280, height: 900 } })
  try {
    const tenant = await within.tenant('Bench')
    const shop = await tenant.workspace('Shop')
    await givenItems(
      tenant,
      shop,
      Array.from({ length: items }, (_, at) => ({
        key: `SHOP-${at + 1}`,
        title: `Item number ${at + 1}, with a title of about the usual length`,
        status: ['To Do', 'Doing', 'In review'][at % 3]!,
        statusCategory: (['todo', 'active', 'review'] as const)[at % 3]!,
        assignee: `Person ${at % 30}`,
        storyPoints: at % 8,
        dueDate: at % 5 ? null : '2030-02-03',
      })),
    )
    const { email } = await pm33.person(tenant)
    await context.request.post('/graphql', {
      headers: { 'sec-fetch-site': 'same-origin' },
      data: { query: SignInDocument.toString(), variables: { email, password: PASSWORD } },
    })
    return await measured(browser, context, rounds)
  } finally {
    await context.close()
    await pm33.close()
  }
}

async function measured(browser: Browser, context: BrowserContext, rounds: number): Promise<Scroll[]> {
  const plain: Scroll = { what: 'a page of the same height without a script', rounds: [] }
  const first: Scroll = { what: 'the backlog, its rows still being read', rounds: [] }
  const again: Scroll = { what: 'the backlog, its rows read', rounds: [] }
  for (let round = 0; round < rounds; round++) {
    const page = await context.newPage()
    await page.setContent(`<!doctype html><title>Plain</title><div style="height: ${5 * PASS}px"></div>`)
    plain.rounds.push(await scrolled(browser, page, PASS))
    await page.goto('/backlog')
    await page.locator('table.backlog tbody tr').nth(20).waitFor()
    first.rounds.push(await scrolled(browser, page, PASS))
    again.rounds.push(await scrolled(browser, page, -PASS))
    await page.close()
  }
  return [plain, first, again]
}
