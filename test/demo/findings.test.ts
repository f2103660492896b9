/** What is hidden in the demo, asked as docs/demo.md says, through a real client. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SEED } from '../../api/demo/service.ts'
import { tellStory } from '../../api/demo/story.ts'
import { dayOf } from '../../api/math/calendar.ts'
import { catalog } from '../../mcp/server.ts'
import { world, type World } from '../world.ts'
import { askedShop, missedBars, type AskedShop } from './shop.ts'

/** Tools that need to be told what is wanted. */
const ASKED_FOR = new Set(['analyze_scenario', 'generate_prd'])
/** Every kind of line that an answer gives for an item has its key first, or after its rank. */
const rowOf = (text: string, key: string) =>
  text.split('\n').find((line) => line.split(' | ').slice(0, 2).includes(key))

/** One of the days of `npm run proof -- demo`. */
const DAY = '2026-11-27'
const keys = new Map(tellStory(SEED, dayOf(DAY)).items.map(({ title, key }) => [title, key]))
const keyOf = (title: string) => keys.get(title)!

let pm33: World
let shop: AskedShop

beforeAll(async () => {
  pm33 = await world()
  pm33.clock.move(Date.parse(`${DAY}T09:00:00Z`) - Date.now())
  shop = await askedShop(pm33)
}, 60_000)
afterAll(async () => {
  await shop?.close()
  await pm33?.close()
})

test('its size, its dates, and its track record are those of a shop worth asking about', async () => {
  expect(await missedBars(shop.ask, pm33.clock.now())).toEqual([])
}, 60_000)

test.each(catalog.tools.map(({ name }) => name).filter((name) => !ASKED_FOR.has(name)))(
  '%s answers with default arguments',
  async (name) => {
    const { data } = await shop.ask<{ summary: string }>(name)
    expect(data.summary.length).toBeGreaterThan(20)
  },
  60_000,
)

describe('findings', () => {
  test('a stalled ticket is the oldest work in progress', async () => {
    const stalled = keyOf('Move saved searches to the new index')
    const { data } = await shop.ask<{ wip: { ages: { key: string; age: number; olderThanUsual: boolean }[] } }>(
      'analyze_velocity',
    )
    expect(data.wip.ages[0]).toMatchObject({ key: stalled, olderThanUsual: true })
    expect(data.wip.ages[0]!.age).toBeGreaterThan(60)
    const plan = await shop.ask<{ warnings: string[] }>('schedule_portfolio')
    expect(plan.data.warnings.join(' ')).toContain(`${stalled} is in progress, but has not been updated`)
  })

  test('an epic will miss its due date, by weeks', async () => {
    const { data } = await shop.ask<{ items: { key: string; daysLate?: number | null }[] }>('schedule_portfolio')
    const late = data.items.filter(({ daysLate }) => (daysLate ?? 0) > 0)
    // What has begun and what still waits are two bars of the epic.
    expect([...new Set(late.map(({ key }) => key))]).toEqual([keyOf('Loyalty points')])
    expect(Math.max(...late.map(({ daysLate }) => daysLate!))).toBeGreaterThan(7)
  })

  test('an objective is starved', async () => {
    const { data } = await shop.ask<{ coverage: { objective: string; starved: boolean }[] }>('score_alignment')
    expect(data.coverage.filter(({ starved }) => starved).map(({ objective }) => objective)).toEqual([
      'Answer before they ask',
    ])
  })

  test("a competitor's gap has open work", async () => {
    const { data } = await shop.ask<{
      gaps: { capability: string; us: string; competitorsHaving: string[]; linkedItems: string[] }[]
    }>('competitive_analysis')
    expect(data.gaps[0]).toMatchObject({
      capability: 'Gift cards',
      us: 'none',
      competitorsHaving: ['Norda Market', 'Handwerk24'],
      linkedItems: [keyOf('Gift cards')],
    })
  })

  test('a small task holds up much', async () => {
    const ledger = keyOf('Record the order currency in the ledger')
    const { text } = await shop.ask('optimize_priorities')
    expect(rowOf(text, ledger)).toMatch(/ \| task \| P[01] \| [^|]*\| *\| [^|]*SHOP-\d+/)
    const { text: blocked } = await shop.ask('query_backlog', { columns: 'scheduling', limit: 200 })
    expect(blocked.split('\n').filter((line) => line.split(' | ').at(-1)!.includes(ledger)).length).toBe(9)
  })

  test('the scope of an epic grew after the start', async () => {
    const { data } = await shop.ask<{ growth: { rate: number } }>('forecast_delivery', {
      epicId: keyOf('Maker self-service'),
    })
    expect(data.growth.rate).toBeGreaterThan(0.3)
  })

  test('a team is short of people, and its plan takes longer for it', async () => {
    const { data } = await shop.ask<{ items: { key: string; start: string; finish: string }[] }>('schedule_portfolio')
    const days = (title: string) => {
      const bars = data.items.filter(({ key }) => key === keyOf(title))
      return Math.max(...bars.map(({ finish }) => dayOf(finish))) - Math.min(...bars.map(({ start }) => dayOf(start)))
    }
    // About as many points as Multi-currency prices, which a whole team does.
    expect(days('Loyalty points')).toBeGreaterThan(days('Multi-currency prices'))
  })

  test('two items say the same', async () => {
    const { data } = await shop.ask<{ items: { key: string; similarTo: { key: string }[] }[] }>('query_backlog', {
      find: 'duplicates',
    })
    const [one, other] = [
      keyOf('Remember the last payment method'),
      keyOf('Preselect the payment method a customer used last'),
    ]
    expect(data.items.find(({ key }) => key === one)!.similarTo.map(({ key }) => key)).toEqual([other])
    expect(data.items.find(({ key }) => key === other)!.similarTo.map(({ key }) => key)).toEqual([one])
  })

  test('a favorite has no size', async () => {
    const { text } = await shop.ask('optimize_priorities')
    expect(rowOf(text, keyOf('Show delivery cost before the cart'))).toMatch(/ \| P[01] \| .* \| job size \|/)
  })

  test('an item that slipped twice is the first that slips, with both moves of its due date', async () => {
    const { data } = await shop.ask<{ items: { key: string; slips: object }[] }>('query_backlog', { find: 'slipped' })
    expect(data.items[0]).toMatchObject({
      key: keyOf('Show the converted total in the order email'),
      slips: { carriedOver: 2, dueMoves: 2 },
    })
  })
})

test('docs/demo.md names items by the keys that they have', () => {
  const named = [...readFileSync('docs/demo.md', 'utf8').matchAll(/(SHOP-\d+) \*([^*]+)\*/g)]
  expect(named.length).toBe(9)
  for (const [, key, title] of named) expect(key, title).toBe(keyOf(title!))
})
