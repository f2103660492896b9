import { expect, it } from 'vitest'
import { compareScenarios } from '../../api/scenarios/compare.ts'
import { moveSentence, noCostWords, scenarioSentence } from '../../api/scenarios/sentence.ts'
import type { DateMove } from '../../api/scenarios/why-moved.ts'
import { moneyText } from '../../text.ts'
import { changeWords } from '../../api/scenarios/asked-change.ts'
import { items, plan, SETTINGS, team, TODAY } from './plans.ts'

it('a scenario reads as one sentence', () => {
  const { scenarios, baseline } = compareScenarios(
    plan(),
    [
      {
        name: 'closed in March',
        changes: [{ type: 'capacity', team: 'shop', factor: 0, fromDay: TODAY + 1, untilDay: TODAY + 8 }],
      },
      { name: 'as is', changes: [] },
      { name: 'the moon', changes: [{ type: 'addScope', team: 'shop', size: 1e9 }] },
    ],
    SETTINGS,
  )
  const iso = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
  expect(scenarios.map((scenario) => scenarioSentence(scenario, null, 'USD'))).toEqual([
    `“closed in March” makes it 7 days later: ${iso(baseline.outcome.days[2]! + 7)} (90% sure). It costs $8,000 more.`,
    `“as is” does not move the date: ${iso(baseline.outcome.days[2]!)} (90% sure).`,
    'With “the moon”, there is no end in sight.',
  ])
})

it('a scenario with another target date says how likely that one is', () => {
  const { scenarios } = compareScenarios(
    plan({ targetDay: TODAY + 30 }),
    [{ name: 'next decade', changes: [{ type: 'targetDate', day: TODAY + 3_600 }] }],
    SETTINGS,
  )
  const date = new Date((TODAY + 3_600) * 86_400_000).toISOString().slice(0, 10)
  expect(scenarioSentence(scenarios[0]!, TODAY + 30, null)).toContain(`(90% sure). It is over 99% likely by ${date}.`)
})

it('a moved date names its causes, the largest first', () => {
  const move: DateMove = {
    percentiles: [0.5, 0.75, 0.9, 0.95],
    before: [0, 0, TODAY, 0],
    after: [0, 0, TODAY + 9, 0],
    shiftDays: [0, 0, 9, 0],
    parts: [
      { cause: 'progress', days: [0, 0, -3, 0], items: 4 },
      { cause: 'scopeAdded', days: [0, 0, 12, 0], items: 6 },
      { cause: 'pace', days: [0, 0, 0, 0], items: 0 },
    ],
  }
  expect(moveSentence(move)).toBe(
    'The date moved 9 days later, to 2026-03-10 (90% sure); added scope +12, time passed versus work finished −3 (days).',
  )
})

it('an amount has its currency, where one is set', () => {
  expect([moneyText(12_400.4, 'USD'), moneyText(12_400, 'EUR'), moneyText(-12_400, 'USD')]).toEqual([
    '$12,400',
    '12,400 EUR',
    '−$12,400',
  ])
  expect([moneyText(12_400, null), moneyText(-0.2, 'USD')]).toEqual(['12,400', '$0'])
})

it('no cost has its reason: a rate that is missing, or an end that is not in sight', () => {
  const teams = [team('shop', { costRateCents: null }), team('vault', { costRateCents: null })]
  expect(noCostWords(plan({ teams }))).toBe('No cost: shop has no number of members or no cost rate.')
  expect(noCostWords(plan({ items: items('shop', 40, { size: 1e6 }) }))).toBe(
    'No cost: at even odds, this work takes more than ten years.',
  )
})

it('one is one', () => {
  expect(changeWords({ type: 'addScope', team: 'Web', size: 1 }, 'items')).toBe('1 more item for Web')
  expect(changeWords({ type: 'removeScope', team: 'Web', size: 1 }, 'points')).toBe('1 fewer point for Web')
  expect(changeWords({ type: 'addScope', team: 'Web', size: 2.5 }, 'points')).toBe('2.5 more points for Web')
})
