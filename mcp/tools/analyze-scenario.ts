import { z } from 'zod'
import { cut, figureText, moneyText, oddsText } from '../../text.ts'
import { ARGUMENTS } from '../arguments.generated.ts'
import { AnalyzeScenarioDocument } from '../operations.generated.ts'
import { defineTool } from '../tool.ts'
import { worded } from './arguments.ts'

const asked = worded(ARGUMENTS.AnalyzeScenario)

const change = asked.scenarios.unwrap().element.shape.changes.element.shape
const WORDS = {
  team: 'Team name; optional if only one',
  size: 'Items or points',
  first: 'Before all other work',
  factor: 'Share of the usual pace: 0.8 = 80%',
  rampUpDays: 'Days until fully productive. Default: 60 for hire, 30 for moveMembers',
  until: 'First day back to normal',
  costRate: 'Per member-week, not cents',
} as const satisfies Partial<Record<keyof typeof change, string>>
for (const [name, description] of Object.entries(WORDS) as [keyof typeof WORDS, string][])
  z.globalRegistry.add(change[name], { description })

export const analyzeScenario = defineTool({
  name: 'analyze_scenario',
  title: 'Analyze scenario',
  description: `What if? Compares up to six scenarios with the current plan, using the same random draws in each: P50/P75/P90/P95 dates, shift, cost, risk of missing targetDate, and how much each change contributes (the parts sum to the shift).

Use it for "what if we hire two", "drop SHOP-12", "lose a fifth of Checkout in August", "start in May", "move this to Mobile". Not for a plain date (forecast_delivery) or who does what when (schedule_portfolio).
Select the work as in forecast_delivery: itemIds, epicId, count, or points; default is the whole open backlog. Works well after forecast_delivery.
Required by type: size (addScope, removeScope); itemIds (removeItems); itemIds, toTeam (moveItems); date and itemIds or team (startNotBefore); factor (capacity); members (hire, leave); team, toTeam, members (moveMembers); costRate; date (targetDate).
Example: {"scenarios":[{"name":"two more","changes":[{"type":"hire","team":"Checkout","members":2,"from":"2027-02-01"}]}]}`,
  scope: 'scenarios:read',
  calls: 5,
  input: { ...asked, saved: asked.saved.describe('Names of saved scenarios') },
  operation: AnalyzeScenarioDocument,
  answer: 'workspace.scenarioAnalysis',
  summary: ({ remaining, sizedZero, baseline, scenarios, rough, currency }, given) => {
    if (remaining <= 0 && scenarios.every(({ shift }) => shift.p90 === 0))
      return sizedZero > 0
        ? `${sizedZero === 1 ? 'The open item has' : `All ${figureText(sizedZero)} open items have`} 0 points, so there is no date, with or without the changes. Count items instead.`
        : 'No work is left, with or without the changes.'
    const sure = (date: string | null | undefined) => (date ? `90% sure by ${date}` : 'not within ten years')
    const moved = (days: number | null | undefined) =>
      days == null
        ? ''
        : days === 0
          ? ', the same date'
          : `, ${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'} ${days > 0 ? 'later' : 'earlier'}`
    // Names that the caller gives here are its own words; those of saved scenarios stay in their fields.
    const named = (at: number) => {
      const name = given.scenarios?.[at]?.name.replaceAll(/[^\p{L}\p{N}\p{P}\p{Zs}+<>=%$€£]/gu, '').trim()
      return name ? `“${cut(name, 60)}”` : `Scenario ${at + 1}`
    }
    const each = scenarios.map(({ dates, shift }, at) =>
      sizedZero === 0
        ? `${named(at)}: ${sure(dates.p90)}${moved(shift.p90)}.`
        : `${named(at)}: ${shift.p90 === 0 ? 'no date either' : sure(dates.p90)}.`,
    )
    // A scenario may have a target date of its own.
    const chances = scenarios.flatMap(({ onTime, targetDate }, at) =>
      onTime == null
        ? []
        : [`${named(at)} ${oddsText(onTime)}${targetDate === given.targetDate ? '' : ` by ${targetDate}`}`],
    )
    const odds =
      given.targetDate && baseline.onTime != null
        ? [
            `Odds of being done by ${given.targetDate}: ${[`current plan ${oddsText(baseline.onTime)}`, ...chances].join(', ')}.`,
          ]
        : chances.length > 0
          ? [`Odds of being done by its target date: ${chances.join(', ')}.`]
          : []
    const dearer = scenarios.flatMap(({ costShift: { p90: cost } }, at) =>
      cost == null
        ? []
        : [
            `, ${named(at)} ${cost === 0 ? 'the same' : `${moneyText(Math.abs(cost), currency)} ${cost > 0 ? 'more' : 'less'}`}`,
          ],
    )
    const costs =
      baseline.cost.p90 == null
        ? []
        : [`Cost by then: current plan ${moneyText(baseline.cost.p90, currency)}${dearer.join('')}.`]
    return [
      `Current plan: ${sizedZero > 0 ? 'no date, because its items have 0 points' : sure(baseline.dates.p90)}.`,
      ...each,
      ...odds,
      ...costs,
      ...(rough ? [`Rough: ${rough}.`] : []),
    ].join(' ')
  },
})
