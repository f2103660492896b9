/**
 * `npm run bench -- pages [--items 5000] [--rounds 5]`: how smoothly the backlog scrolls, and how soon pictures stand.
 * Frames of a page without a script, scrolled alike, say what the machine itself drops.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { buildPages } from '../../views/build.ts'
import { findBrowser } from '../servers/chromium.ts'
import { DROPPED, scrollBacklog } from './pages/scroll.ts'
import { drawPlan, rankAgain, type Took } from './pages/views.ts'

const BARS = 500
const RANKED = 200

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { items: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '5' } },
  })
  const [items, rounds] = [Number(values.items), Number(values.rounds)]
  await buildPages()
  const browser = await chromium.launch({
    ...(await findBrowser()),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic'],
  })
  try {
    console.log(`load ${loadavg()[0]!.toFixed(1)}`)
    for (const { what, rounds: all } of await scrollBacklog(browser, items, rounds))
      console.log(
        `${what}: longest frame ${listed(all.map(({ longest }) => longest))} ms; over ${DROPPED} ms ${all.map(({ dropped, frames }) => `${dropped} of ${frames}`).join(', ')}; longest task ${listed(all.map(({ task }) => task))} ms of processor time`,
      )
    const times = async (work: () => Promise<Took>) => {
      const took: Took[] = []
      for (let round = 0; round < rounds; round++) took.push(await work())
      return `${listed(took.map(({ clock }) => clock))} ms; processor time ${listed(took.map(({ work: own }) => own))} ms`
    }
    console.log(`${BARS} bars in 12 lanes, drawn after the result: ${await times(() => drawPlan(browser, BARS))}`)
    console.log(`${RANKED} items, ranked again and drawn: ${await times(() => rankAgain(browser, RANKED))}`)
    console.log(`load ${loadavg()[0]!.toFixed(1)}`)
  } finally {
    await browser.close()
  }
}

const listed = (values: readonly number[]) => values.map((value) => Math.round(value)).join(', ')
