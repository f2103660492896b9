/** A plan in one breath: how far it runs, how likely that is, how good it is, and what is late. */
import type { Status } from '../problem/solution.ts'

export interface SaidPlan {
  readonly bars: number
  readonly unplaced: number
  readonly finish: string | null
  readonly gap: number | null
  readonly status: Status
  readonly late: number
  /** null where there is no forecast. */
  readonly finishProbability: number | null
  readonly finish85: string | null
}

export function planSentence({
  bars,
  unplaced,
  finish,
  gap,
  status,
  late,
  finishProbability,
  finish85,
}: SaidPlan): string {
  if (!bars)
    return unplaced
      ? `Nothing could be placed: ${unplaced} ${unplaced === 1 ? 'item has' : 'items have'} no place in this plan.`
      : 'Nothing is open, so there is nothing to plan.'
  const quality =
    status === 'OPTIMAL' || gap === 0
      ? 'proven best possible'
      : gap === null
        ? 'no bound on how much better it could be'
        : `at most ${Math.ceil(gap * 100)} % from the best possible`
  return [
    `${bars} ${bars === 1 ? 'bar runs' : 'bars run'} until ${finish}; ${quality}.`,
    ...(finishProbability === null
      ? []
      : [
          `All of it is done by then with ${Math.round(finishProbability * 100)}% probability${finish85 ? `, by ${finish85} with 85%` : '; 85% is not within ten years'}.`,
        ]),
    late ? `${late} ${late === 1 ? 'is' : 'are'} later than the due date.` : 'No due date is missed.',
    ...(unplaced ? [`${unplaced} could not be placed.`] : []),
  ].join(' ')
}
