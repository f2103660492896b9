import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellStory } from '../../api/demo/story.ts'
import { writeDemo } from '../../api/demo/service.ts'
import { dayOf, isoOf } from '../../api/math/calendar.ts'
import { seeded } from '../../api/math/random.ts'
import { catalog } from '../../mcp/server.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { world, type World } from '../world.ts'

/** Tools that need to be told what is wanted. */
const ASKED_FOR = new Set(['analyze_scenario', 'generate_prd'])
const TODAY = dayOf('2026-11-21')
const told = (today = TODAY, seed = 'pm33 demo') => tellStory(seeded(seed), today)
const story = told()
const finished = new Set(['done', 'cancelled'])
const open = story.items.filter(({ category }) => !finished.has(category))

describe('the demo is a shop that three teams have built for two years', () => {
  test('the same day and seed tell the same story, another seed another one', () => {
    expect(told()).toEqual(story)
    expect(told(TODAY, 'another')).not.toEqual(story)
  })

  test('its size', () => {
    const count = (of: (item: (typeof story.items)[number]) => string) =>
      Object.fromEntries(Object.entries(Object.groupBy(story.items, of)).map(([name, items]) => [name, items!.length]))
    expect(story.items.length).toBe(583)
    expect(count(({ category }) => category)).toEqual({
      done: 395,
      cancelled: 14,
      active: 16,
      review: 6,
      todo: 12,
      backlog: 140,
    })
    expect(count(({ type }) => type)).toEqual({
      epic: 24,
      story: 312,
      task: 72,
      feature: 59,
      bug: 104,
      improvement: 4,
      idea: 8,
    })
    expect(count(({ team }) => team)).toEqual({ Checkout: 221, Discovery: 170, Mobile: 192 })
    expect(story.dependencies.length).toBe(176)
  })

  test.each([0, 10, 45, 100, 190, 300])(
    '%i days later it is still one: nothing lies in the future, and there is as much to ask about',
    (days) => {
      const { items } = told(TODAY + days)
      expect(items.length).toBeGreaterThan(560)
      for (const { key, createdDay, startedDay, resolvedDay, history } of items) {
        const moments = history.map(({ day }) => day)
        expect(moments, key).toEqual([...moments].sort((a, b) => a - b))
        expect(Math.max(...moments, createdDay, startedDay ?? 0, resolvedDay ?? 0), key).toBeLessThanOrEqual(
          TODAY + days,
        )
        if (resolvedDay !== null && startedDay !== null) expect(resolvedDay, key).toBeGreaterThanOrEqual(startedDay)
      }
      expect(items.filter(({ category }) => !finished.has(category)).length).toBeGreaterThan(100)
    },
  )

  test('keys are unique, and every reference leads to an item', () => {
    const keys = new Set(story.items.map(({ key }) => key))
    expect(keys.size).toBe(story.items.length)
    for (const { epic } of story.items) if (epic) expect(keys).toContain(epic)
    for (const { item, blocker } of story.dependencies)
      expect([keys.has(item), keys.has(blocker), item === blocker]).toEqual([true, true, false])
  })

  test('it has what a real backlog has: stuck work, passed dates, a late epic, missing estimates, teams that wait for each other', () => {
    const today = isoOf(TODAY)
    const age = ({ startedDay }: { startedDay: number | null }) => (startedDay === null ? 0 : TODAY - startedDay)
    expect(
      open
        .filter((item) => item.type !== 'epic' && age(item) > 40)
        .map(age)
        .sort((a, b) => a - b),
    ).toEqual([41, 64, 118])
    expect(open.filter(({ dueDate }) => dueDate !== null && dueDate < today).length).toBe(3)
    expect(
      open
        .filter(({ type, dueDate }) => type === 'epic' && dueDate !== null && dueDate < today)
        .map(({ title }) => title),
    ).toEqual(['Multi-currency prices'])
    expect(open.filter(({ type, points }) => type !== 'epic' && points === null).length).toBeGreaterThan(20)
    const teamOf = new Map(story.items.map(({ key, team }) => [key, team]))
    expect(
      story.dependencies.filter(({ item, blocker }) => teamOf.get(item) !== teamOf.get(blocker)).length,
    ).toBeGreaterThanOrEqual(3)
  })

  test('throughput comes in bursts: weeks differ more than chance alone would have them', () => {
    const weeks = Array.from({ length: 100 }, () => 0)
    for (const { resolvedDay, category, type } of story.items)
      if (category === 'done' && type !== 'epic' && TODAY - resolvedDay! < 700)
        weeks[Math.floor((TODAY - resolvedDay!) / 7)]!++
    const mean = weeks.reduce((sum, count) => sum + count, 0) / weeks.length
    const variance = weeks.reduce((sum, count) => sum + (count - mean) ** 2, 0) / weeks.length
    expect(mean).toBeGreaterThan(3)
    expect(variance / mean).toBeGreaterThan(1.2)
  })
})

describe('every tool answers on it with default arguments', () => {
  let pm33: World
  let mcp: AdapterInTest
  let client: Claude

  beforeAll(async () => {
    pm33 = await world()
    const demo = await pm33.tenant('Demo')
    await writeDemo(demo.db(), pm33.clock.now())
    mcp = await adapter(pm33)
    client = await claude(mcp, await demo.key())
  }, 60_000)
  afterAll(async () => {
    await client?.close()
    await mcp?.close()
    await pm33?.close()
  })

  test.each(catalog.tools.map(({ name }) => name).filter((name) => !ASKED_FOR.has(name)))(
    '%s',
    async (name) => {
      const { isError, text, data } = await client.call<{ summary: string }>(name)
      expect(isError, text).toBe(false)
      expect(data.summary.length).toBeGreaterThan(20)
    },
    60_000,
  )
})
