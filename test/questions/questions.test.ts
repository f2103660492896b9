import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { countTokens } from 'gpt-tokenizer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeDemo } from '../../api/demo/service.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { exportFile } from '../../api/imports/export/export-service.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { world, type World } from '../world.ts'
import { QUESTIONS } from './asked.ts'
import { Shop } from './shop-export.ts'

const DAY = '2026-11-27'
const MEDIAN = 900

let pm33: World
let mcp: AdapterInTest
let client: Claude
let shop: Shop
const sizes: number[] = []

beforeAll(async () => {
  pm33 = await world()
  pm33.clock.move(Date.parse(`${DAY}T09:00:00Z`) - Date.now())
  const demo = await pm33.tenant('Demo')
  await writeDemo(demo.db(), pm33.clock.now())
  const { id } = await demo.db().em.findOneOrFail(Workspace, { name: 'Shop' })
  const folder = mkdtempSync(join(tmpdir(), 'questions-'))
  shop = new Shop(
    await text(await exportFile(demo.db(), folder, id, 'json', new Set(), new AbortController().signal)),
    DAY,
  )
  rmSync(folder, { recursive: true })
  mcp = await adapter(pm33)
  client = await claude(mcp, await demo.key())
}, 120_000)
afterAll(async () => {
  await client?.close()
  await mcp?.close()
  await pm33?.close()
})

describe('what product managers ask', () => {
  test('is asked in sixty ways', () => {
    expect(QUESTIONS.length).toBeGreaterThanOrEqual(60)
    expect(new Set(QUESTIONS.map(({ asked }) => asked)).size).toBe(QUESTIONS.length)
  })

  test.each(QUESTIONS)(
    '$asked',
    async ({ tool, args, facts }) => {
      const answer = await client.call(tool, args?.(shop) ?? {})
      expect(answer.isError, answer.text).toBe(false)
      const expected = facts(shop)
      expect(expected.length).toBeGreaterThan(0)
      sizes.push(countTokens(answer.text))
      for (const fact of expected) expect(answer.text).toContain(fact)
    },
    60_000,
  )

  test(`and half of the answers take at most ${MEDIAN} tokens`, () => {
    const sorted = sizes.toSorted((a, b) => a - b)
    console.log(`tokens: median ${sorted[Math.floor(sorted.length / 2)]}, largest ${sorted.at(-1)}`)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(MEDIAN)
  })
})

describe('what is asked in the wrong words', () => {
  test.each([
    ['query_backlog', { teamId: 'Chekout' }, ['Checkout', 'Discovery', 'Mobile']],
    ['query_backlog', { labels: ['quick win'] }, ['quick-win', 'customer-reported', 'idea']],
    ['query_backlog', { assignee: 'Anna Ruis' }, ['Ana Ruiz']],
    ['query_backlog', { sprint: 'Mobile53' }, ['Mobile 53']],
    ['analyze_velocity', { teamId: 'mobil' }, ['Mobile', 'Checkout', 'Discovery']],
    ['score_alignment', { objectiveIds: ['five currencies'] }, ['Sell in five currencies']],
  ])('%s with %o gets the names that exist, nearest first', async (tool, args, names) => {
    const { text: answer, isError, meta } = await client.call(tool, args)
    expect(isError).toBe(true)
    expect((meta!['pm33/error'] as { names: string[] }).names.slice(0, names.length)).toEqual(names)
    for (const name of names) expect(answer).toContain(name)
  })

  test('a wrong day gets the form that is wanted and the present day', async () => {
    const { text: answer } = await client.call('query_backlog', { dueUntil: 'next Friday' })
    expect(answer).toContain('dueUntil: must be a date such as 2026-03-19, not "next Friday"')
    expect(answer).toContain(`Today is ${DAY}.`)
  })

  test('an unknown argument inside of another gets those that are known there', async () => {
    const change = { type: 'hire', teem: 'Checkout', members: 2 }
    const { text: answer } = await client.call('analyze_scenario', { scenarios: [{ name: 'x', changes: [change] }] })
    expect(answer).toMatch(/scenarios\[0\]\.changes\[0\]\.teem: .*allowed: .*\bteam\b/)
  })
})
