import { describe, expect, it } from 'vitest'
import { dayOf } from '../../api/math/calendar.ts'
import { earlyWarnings } from '../../api/velocity/flow/early-work.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'
import { weeklyThroughput } from '../../api/velocity/flow/throughput.ts'
import { daysUntil } from '../../api/velocity/forecast/forecast.ts'
import { forecasterFor, MONDAY, steadyTeam } from './histories.ts'

/** Five a week since Monday 6 January 2025. */
const team = steadyTeam(5, 60)
const on = (date: string, items = 1) => Array.from({ length: items }, () => ({ day: dayOf(date), size: 1 }))
const days = (completions: typeof team) => [0.5, 0.9].map((p) => daysUntil(forecasterFor(completions), 20, p))
const said = (completions: typeof team) => earlyWarnings([flowHistory(completions, MONDAY - 1)])

describe('a ticket that was closed years before all others', () => {
  it.each(['2000-01-03', '2023-01-02', '2024-07-01'])('on %s moves no date', (date) => {
    expect(days([...on(date), ...team])).toEqual(days(team))
  })

  it('is named', () => {
    expect(said([...on('2023-01-02'), ...team])).toEqual([
      '1 item was finished on 2023-01-02, 735 days before the next one. It is excluded from the pace.',
    ])
    expect(said([...on('2020-01-06', 2), ...on('2023-01-02'), ...team])).toEqual([
      '3 items were finished by 2023-01-02, 735 days before the next one. They are excluded from the pace.',
    ])
    expect(said(team)).toEqual([])
  })

  it('is no first week of the throughput', () => {
    expect(weeklyThroughput([...on('2023-01-02'), ...team], MONDAY - 1, 260).weeks).toEqual(
      weeklyThroughput(team, MONDAY - 1, 260).weeks,
    )
  })

  it('stays where a short history needs it, where twelve lie before the gap, and where the gap is half a year', () => {
    expect(said([...on('2023-01-02'), ...steadyTeam(5, 11)])).toEqual([])
    expect(said([...on('2023-01-02', 12), ...team])).toEqual([])
    expect(said([...on('2024-07-08'), ...team])).toEqual([])
  })
})
