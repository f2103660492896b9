/** Scenario answers in one plain sentence each. Percentiles read as odds, dates as ISO dates. */
import { figureText, moneyText, oddsText } from '../../text.ts'
import { isoOf } from '../math/calendar.ts'
import { dateOf } from '../velocity/forecast/horizon.ts'
import type { Plan } from './change.ts'
import type { Comparison, ScenarioResult } from './compare.ts'
import { PERCENTILES } from './outcome.ts'
import type { Cause, DateMove } from './why-moved.ts'

/** The percentile that sentences quote: 90% sure. */
const SPOKEN = PERCENTILES.indexOf(0.9)

export const CAUSE_WORDS: Record<Cause, string> = {
  progress: 'time passed versus work finished',
  scopeAdded: 'added scope',
  scopeRemoved: 'removed scope',
  resized: 'new estimates',
  pace: 'the team’s pace',
  growth: 'expected new scope',
  capacity: 'calendar and capacity',
  dependencies: 'order and dependencies',
}

/** "$12,400 more", at the percentile that sentences quote. */
const costShift = (cents: number, currency: string | null) =>
  Math.round(cents / 100) === 0
    ? 'the same'
    : `${moneyText(Math.abs(cents) / 100, currency)} ${cents > 0 ? 'more' : 'less'}`

/** @param asked the target day of the plan as it is */
export function scenarioSentence(
  { name, outcome, shiftDays, costShiftCents, targetDay }: ScenarioResult,
  asked: number | null,
  currency: string | null,
): string {
  const [day, shift] = [outcome.days[SPOKEN]!, shiftDays[SPOKEN]!]
  const date = dateOf(day)
  if (date === null) return `With “${name}”, there is no end in sight.`
  if (shift === null) return `With “${name}”, it is done by ${date} (90% sure); without it, there is no end in sight.`
  const dearer = costShiftCents[SPOKEN]
  const cost = dearer ? ` It costs ${costShift(dearer, currency)}.` : ''
  const effect = shift === 0 ? 'does not move the date' : `makes it ${days(shift)} ${shift > 0 ? 'later' : 'earlier'}`
  const odds = oddsOf(outcome.onTime, targetDay, asked)
  return `“${name}” ${effect}: ${date} (90% sure).${odds ? ` It is ${odds}.` : ''}${cost}`
}

/** "12% likely by 2027-03-31", of a target day that is another than the plan's. */
function oddsOf(onTime: number | null, targetDay: number | null, asked: number | null): string | null {
  return onTime === null || targetDay === null || targetDay === asked
    ? null
    : `${oddsText(onTime)} likely by ${isoOf(targetDay)}`
}

/** Names at most the three largest causes. */
export function moveSentence({ after, shiftDays, parts }: DateMove): string {
  const [day, shift] = [after[SPOKEN]!, shiftDays[SPOKEN]!]
  const date = dateOf(day)
  if (date === null) return 'There is no longer an end in sight.'
  if (shift === null) return `There is now an end in sight: ${date} (90% sure).`
  const causes = parts
    .map(({ cause, days: shifts }) => ({ cause, shift: shifts[SPOKEN]! }))
    .filter((part) => part.shift !== 0)
    .sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift))
    .slice(0, 3)
    .map((part) => `${CAUSE_WORDS[part.cause]} ${part.shift > 0 ? '+' : '−'}${Math.abs(part.shift)}`)
  const moved =
    shift === 0 ? 'The date has not moved' : `The date moved ${days(shift)} ${shift > 0 ? 'later' : 'earlier'}`
  return `${moved}${shift === 0 ? ':' : ', to'} ${date} (90% sure)${causes.length > 0 ? `; ${causes.join(', ')} (days)` : ''}.`
}

function days(count: number): string {
  return `${Math.abs(count)} ${Math.abs(count) === 1 ? 'day' : 'days'}`
}

/** That the baseline's order was kept, and what would have overtaken what where that is known. */
export function keptOrderWords({ name, keptOrder }: Pick<ScenarioResult, 'name' | 'keptOrder'>): string[] {
  if (!keptOrder) return []
  const { item, overtakenBy } = keptOrder
  const who = item === null ? '' : `: ${overtakenBy.join(', ')} would overtake ${item}`
  return [
    `With “${name}”, teams free to take work as it becomes ready would end later${who}. The answer keeps today's order instead.`,
  ]
}

/** Why the plan as it is has no cost at even odds. */
export function noCostWords({ teams, items }: Pick<Plan, 'teams' | 'items'>): string {
  const unpaid = teams.filter(
    ({ key, costRateCents }) => costRateCents === null && items.some(({ team, size }) => team === key && size > 0),
  )
  return unpaid.length > 0
    ? `No cost: ${unpaid.map(({ name }) => name).join(', ')} ${unpaid.length === 1 && unpaid[0]!.name !== 'all teams' ? 'has' : 'have'} no number of members or no cost rate.`
    : 'No cost: at even odds, this work takes more than ten years.'
}

/** Scenarios under their names. */
export function comparisonSentence(
  { baseline, scenarios }: Comparison,
  {
    remaining,
    sizedZero,
    asked,
  }: { readonly remaining: number; readonly sizedZero: number; readonly asked: number | null },
  currency: string | null,
): string {
  if (remaining <= 0 && scenarios.every(({ shiftDays }) => shiftDays[SPOKEN] === 0))
    return sizedZero > 0
      ? `${sizedZero === 1 ? 'The open item has' : `All ${figureText(sizedZero)} open items have`} 0 points, so there is no date, with or without the changes. Count items instead.`
      : 'No work is left, with or without the changes.'
  const by = (day: number) => (dateOf(day) === null ? 'no end in sight' : `90% sure by ${dateOf(day)}`)
  const moved = (shift: number | null) =>
    shift === null ? '' : shift === 0 ? ', the same date' : `, ${days(shift)} ${shift > 0 ? 'later' : 'earlier'}`
  const whole = baseline.outcome.costCents[SPOKEN]
  const dearer = scenarios.flatMap(({ name, costShiftCents }) => {
    const cents = costShiftCents[SPOKEN]
    return cents == null ? [] : [`, “${name}” ${costShift(cents, currency)}`]
  })
  return [
    `Current plan: ${sizedZero > 0 ? 'no date, because its items have 0 points' : by(baseline.outcome.days[SPOKEN]!)}.`,
    // Where the plan has no date, nothing is later than it; a change that adds nothing has none either.
    ...scenarios.map(({ name, outcome, shiftDays, targetDay }) => {
      if (sizedZero > 0) return `“${name}”: ${shiftDays[SPOKEN] === 0 ? 'no date either' : by(outcome.days[SPOKEN]!)}.`
      const odds = oddsOf(outcome.onTime, targetDay, asked)
      return `“${name}”: ${by(outcome.days[SPOKEN]!)}${moved(shiftDays[SPOKEN]!)}${odds ? `, ${odds}` : ''}.`
    }),
    ...(whole == null ? [] : [`Cost by then: current plan ${moneyText(whole / 100, currency)}${dearer.join('')}.`]),
  ].join(' ')
}
