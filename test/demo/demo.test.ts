import { describe, expect, test } from 'vitest'
import { closedDays } from '../../api/demo/days.ts'
import { SEED } from '../../api/demo/service.ts'
import { tellStory } from '../../api/demo/story.ts'
import { finishedRows, openRows } from '../../api/demo/table.ts'
import { dayOf, isoOf, weekdayOf } from '../../api/math/calendar.ts'
import { median, quantileOf } from '../../api/math/percentile.ts'

const TODAY = dayOf('2026-11-21')
const story = tellStory(SEED, TODAY)
const work = story.items.filter(({ type }) => type !== 'epic')
const done = work.filter(({ category }) => category === 'done')
const open = story.items.filter(({ resolvedDay }) => resolvedDay === null)

describe('the demo is a shop that three teams have built for two years', () => {
  test('the same day and seed tell the same story, another seed another one', () => {
    expect(tellStory(SEED, TODAY)).toEqual(story)
    expect(tellStory('another', TODAY)).not.toEqual(story)
  })

  test('keys are unique, and the same work has the same key on every day', () => {
    const keys = story.items.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    for (const key of keys) expect(key).toMatch(/^SHOP-[1-9]\d*$/)
    const openKeys = (days: number) =>
      tellStory(SEED, TODAY + days)
        .items.filter(({ resolvedDay }) => resolvedDay === null)
        .map(({ key, title }) => `${key} ${title}`)
    expect(openKeys(97)).toEqual(openKeys(0))
  })

  test('each team finishes 4 to 7 items a week and 15 to 40 points a sprint', () => {
    for (const team of ['Checkout', 'Discovery', 'Mobile']) {
      const own = done.filter((item) => item.team === team)
      expect(own.length / 104, team).toBeGreaterThan(4)
      expect(own.length / 104, team).toBeLessThan(7)
      const sprints = story.sprints.filter((sprint) => sprint.team === team && sprint.state === 'closed')
      expect(sprints.length).toBe(52)
      const points = sprints.map(({ startDay }) =>
        own
          .filter(({ resolvedDay }) => resolvedDay! >= startDay && resolvedDay! < startDay + 14)
          .reduce((sum, item) => sum + (item.points ?? 3), 0),
      )
      expect(median(points), team).toBeGreaterThan(15)
      expect(median(points), team).toBeLessThan(40)
    }
  })

  test('work takes days, and some of it takes much longer', () => {
    const cycles = done
      .flatMap(({ startedDay, resolvedDay }) => (startedDay === null ? [] : [resolvedDay! - startedDay + 1]))
      .sort((a, b) => a - b)
    const middle = median(cycles)
    expect(middle).toBeGreaterThanOrEqual(4)
    expect(middle).toBeLessThanOrEqual(7)
    expect(quantileOf(cycles, 0.95)).toBeGreaterThan(2 * middle)
  })

  test('titles are there once and name what they are about', () => {
    const titles = story.items.map(({ title }) => title)
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([])
    expect(titles.filter((title) => /[{}|]/.test(title) || title !== title.trim() || title.length < 7)).toEqual([])
  })

  test('what was never started has neither bugs nor finished work', () => {
    const waiting = story.items.filter(({ type, startedDay }) => type === 'epic' && startedDay === null)
    expect(waiting.map(({ title }) => title)).toEqual([
      'Gift cards',
      'Subscription orders',
      'Faster product images',
      'Saved carts',
    ])
    const inside = work.filter(({ epic }) => epic !== null && waiting.includes(epic))
    expect(inside.filter(({ type, category }) => type === 'bug' || category !== 'backlog')).toEqual([])
  })

  test.each([0, 1, 2, 9, 35, 41, 100, 190, 300])('%i days later nothing lies in the future or on a holiday', (days) => {
    const today = TODAY + days
    const closed = new Set(closedDays(today).map(dayOf))
    for (const { key, createdDay, startedDay, resolvedDay, history, scopes } of tellStory(SEED, today).items) {
      const moments = history.map(({ day }) => day)
      expect(moments, key).toEqual([...moments].sort((a, b) => a - b))
      expect(Math.max(...moments, createdDay, startedDay ?? 0, resolvedDay ?? 0), key).toBeLessThan(today)
      expect(moments[0], key).toBe(createdDay)
      if (startedDay !== null) expect(startedDay, key).toBeGreaterThanOrEqual(createdDay)
      if (resolvedDay !== null) {
        expect(resolvedDay, key).toBeGreaterThanOrEqual(startedDay ?? createdDay)
        expect(closed.has(resolvedDay) || weekdayOf(resolvedDay) > 4, `${key} ${isoOf(resolvedDay)}`).toBe(false)
      }
      for (const { day, sprint, leftDay } of scopes) {
        expect(day, key).toBeGreaterThanOrEqual(createdDay)
        expect(day, key).toBeGreaterThanOrEqual(sprint.startDay)
        if (leftDay !== null) expect(leftDay, key).toBeGreaterThanOrEqual(day)
      }
    }
  })

  test('dependencies are between open items, and some of them between teams', () => {
    for (const { item, blocker } of story.dependencies) {
      expect(open).toContain(item)
      expect(open).toContain(blocker)
    }
    expect(story.dependencies.filter(({ item, blocker }) => item.team !== blocker.team).length).toBeGreaterThan(1)
  })

  test('one item was carried over twice', () => {
    const [item] = open.filter(({ title }) => title === 'Show the converted total in the order email')
    expect(item!.scopes.map(({ sprint }) => sprint.state)).toEqual(['closed', 'closed', 'active'])
  })
})

describe('tables', () => {
  test('finished: a size, and an item for each choice; a month stays', () => {
    expect(finishedRows('\nb2 Cart forgets {the coupon|the gift}\n3 Close {month}\n')).toEqual([
      { type: 'bug', points: 2, title: 'Cart forgets the coupon' },
      { type: 'bug', points: 2, title: 'Cart forgets the gift' },
      { type: 'story', points: 3, title: 'Close {month}' },
    ])
    expect(() => finishedRows('large Pay')).toThrow('No size of a demo item: "large"')
  })

  test('open: state, size, scores, title, and notes', () => {
    expect(openRows('active 5 | t? | 8 5 2 | Pay | new 9, due -3, high')).toEqual([
      {
        state: 'active',
        started: 5,
        type: 'task',
        points: null,
        scores: [8, 5, 2],
        title: 'Pay',
        notes: { new: 9, due: -3, priority: 'high' },
      },
    ])
  })
})
