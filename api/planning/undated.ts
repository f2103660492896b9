/** Finished work of which nobody knows the day: it is no history, and an answer says so. */
import { figureText } from '../../text.ts'
import type { FlowItem } from './planning.ts'

/** From this share of all finished work on it makes a team look slower than it is. */
const WORTH_SAYING = 0.1

type Finished = Pick<FlowItem, 'statusCategory' | 'resolvedDay'>

export const isUndated = ({ statusCategory, resolvedDay }: Finished): boolean =>
  statusCategory === 'done' && resolvedDay === null

export const undatedIn = (items: readonly Finished[]): number => items.filter(isUndated).length

/** Says so where it is worth saying beside dates. */
export function undatedWarnings(items: readonly Finished[]): string[] {
  const undated = undatedIn(items)
  const finished = items.filter(({ statusCategory }) => statusCategory === 'done').length
  return undated > 0 && undated >= WORTH_SAYING * finished ? [undatedWords(undated)] : []
}

export const undatedWords = (count: number): string =>
  count === 1
    ? '1 finished item has no end date and does not count as history.'
    : `${figureText(count)} finished items have no end date and do not count as history.`
