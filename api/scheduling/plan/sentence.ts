/** A plan in one breath: how far it runs, how likely that is, how good it is, and what is late. */
import { figureText, oddsText } from '../../../text.ts'
import type { Objective, Status } from '../problem/solution.ts'

export interface SaidPlan {
  readonly bars: number
  readonly unplaced: number
  readonly finish: string | null
  readonly gap: number | null
  readonly status: Status
  readonly objective: Objective
  /** In the whole workspace. */
  readonly openWork: number
  readonly late: number
  /** How many of the late ones miss a deadline. */
  readonly deadlines: number
  /** Items inside of others that are due before those end. */
  readonly atRisk: number
  /** null where there is no forecast. */
  readonly finishProbability: number | null
  readonly finish85: string | null
}

const GAIN: Record<Objective, string> = {
  costOfDelay: 'lower its cost of delay',
  makespan: 'shorten it',
  tardiness: 'lower its lateness',
}

const nothingToPlan = (openWork: number) =>
  openWork > 0
    ? 'This plan has no open work that takes time: items with 0 points take none.'
    : 'No work is open, so there is nothing to plan.'

export function planSentence({
  bars,
  unplaced,
  finish,
  gap,
  status,
  objective,
  openWork,
  late,
  deadlines,
  atRisk,
  finishProbability,
  finish85,
}: SaidPlan): string {
  if (!bars)
    return unplaced
      ? `No item could be placed: ${figureText(unplaced)} ${unplaced === 1 ? 'does' : 'do'} not fit this plan.`
      : nothingToPlan(openWork)
  const quality =
    status === 'OPTIMAL' || gap === 0
      ? `The order ${unplaced ? 'of what is planned ' : ''}is proven optimal.`
      : gap === null
        ? 'How much better another order could be is unknown.'
        : // The gap is a share of the bound; what could be saved is a share of this plan's own value.
          `Another order could ${GAIN[objective]} by at most ${Math.ceil((100 * gap) / (1 + gap))}%.`
  const odds =
    finishProbability === null
      ? ''
      : `: ${oddsText(finishProbability)} likely by then, ${finish85 ? `85% by ${finish85}` : '85% only after more than ten years'}`
  return [
    `The plan has ${figureText(bars)} ${bars === 1 ? 'assignment' : 'assignments'} and ends on ${finish}${odds}.`,
    quality,
    ...(late ? [lateWords(late, deadlines)] : []),
    ...(atRisk
      ? [
          `${figureText(atRisk)} ${atRisk === 1 ? 'item inside an epic is' : 'items inside epics are'} due before the epic is planned to end.`,
        ]
      : []),
    ...(late || atRisk ? [] : ['No due date is missed.']),
    ...(unplaced ? [`${figureText(unplaced)} could not be placed.`] : []),
  ].join(' ')
}

function lateWords(late: number, deadlines: number): string {
  const [one, many] = deadlines ? ['due date or deadline', 'due dates or deadlines'] : ['due date', 'due dates']
  return `${figureText(late)} ${late === 1 ? `item ends after its ${one}` : `items end after their ${many}`}.`
}
