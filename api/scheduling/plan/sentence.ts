/** A plan in one breath: how far it runs, how likely that is, how good it is, and what is late. */
import { figureText, oddsText } from '../../../text.ts'
import type { Status } from '../problem/solution.ts'

export interface SaidPlan {
  readonly bars: number
  readonly unplaced: number
  readonly finish: string | null
  readonly gap: number | null
  readonly status: Status
  /** In the whole workspace. */
  readonly openWork: number
  readonly late: number
  /** null where there is no forecast. */
  readonly finishProbability: number | null
  readonly finish85: string | null
}

const nothingToPlan = (openWork: number) =>
  openWork > 0
    ? 'Nothing in this plan is open and takes time. Items with 0 points take none.'
    : 'No work is open, so there is nothing to plan.'

export function planSentence({
  bars,
  unplaced,
  finish,
  gap,
  status,
  openWork,
  late,
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
        : `Another order could be at most ${Math.ceil(gap * 100)}% better.`
  const odds =
    finishProbability === null
      ? ''
      : `: ${oddsText(finishProbability)} likely by then, ${finish85 ? `85% by ${finish85}` : '85% only after more than ten years'}`
  return [
    `The plan has ${figureText(bars)} ${bars === 1 ? 'assignment' : 'assignments'} and ends on ${finish}${odds}.`,
    quality,
    late
      ? `${figureText(late)} ${late === 1 ? 'item ends after its due date' : 'items end after their due dates'}.`
      : 'No due date is missed.',
    ...(unplaced ? [`${figureText(unplaced)} could not be placed.`] : []),
  ].join(' ')
}
