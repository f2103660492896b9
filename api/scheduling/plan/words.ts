import type { Effort } from '../solver/solve.ts'
import type { PortfolioPlan, UnplacedItem } from './plan.ts'

/** Why something has no place in a plan, and what would give it one. */
const WORDS: Record<UnplacedItem['reason'], string> = {
  NO_TEAM: 'no team with people and pace can do it: give it a team, or the team members',
  NO_SKILL: 'no team has all the skills it asks for',
  TOO_LONG: 'it would take more than ten years: check its size',
  PREDECESSOR: 'what it waits for has no place',
  HORIZON: 'it would finish after the horizon',
  DEADLINE: 'it cannot finish by its deadline',
  NO_CAPACITY: 'the team never has enough people at once',
}

export function unplacedWords(reason: UnplacedItem['reason']): string {
  return WORDS[reason]
}

/** The plan in one sentence that can be read out. @param bars shown, @param late how many of them miss their due date */
export function planSentence(
  { items, unplaced, finish, gap, status }: PortfolioPlan,
  bars: number,
  late: number,
  effort: Effort,
): string {
  if (!bars)
    return unplaced.length
      ? `Nothing could be placed: ${unplaced.length} ${unplaced.length === 1 ? 'item has' : 'items have'} no place in this plan.`
      : 'Nothing is open, so there is nothing to plan.'
  const quality =
    status === 'OPTIMAL' || gap === 0
      ? 'proven best possible'
      : gap === null
        ? 'no bound on how much better it could be'
        : `at most ${Math.ceil(gap * 100)} % from the best possible`
  return [
    `${items.length} bars run until ${finish}; ${quality} (${effort} search).`,
    late ? `${late} ${late === 1 ? 'is' : 'are'} later than the due date.` : 'No due date is missed.',
    ...(unplaced.length ? [`${unplaced.length} could not be placed.`] : []),
  ].join(' ')
}
