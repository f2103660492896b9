/** Figures in words: what an item states itself, and what it lacks. An assumed figure is never worded as the item's own. */
import { COST_OF_DELAY, eachOf, nameOf } from '../../backlog/item-fields.ts'
import type { Candidate } from '../score/candidate.ts'
import type { Assumption } from '../score/inputs.ts'
import type { ScorePart, ScoreUnit } from '../score/score.ts'

const PART_NAMES: Record<string, string> = {
  ...eachOf(COST_OF_DELAY, nameOf),
  costOfDelayPerWeek: 'cost of delay',
}

/** A part of the score as the item states it itself, in words, or null if it was assumed. */
export function ownFigure(
  candidate: Candidate,
  { name, value }: ScorePart,
  assumption: Assumption | undefined,
  unit: ScoreUnit,
): string | null {
  if (assumption === undefined)
    return `${PART_NAMES[name] ?? name} ${figure(value)}${unit === 'perWeek' && name === 'costOfDelayPerWeek' ? ' per week' : ''}`
  if (assumption.source === 'businessValue') return `${PART_NAMES.businessValue} ${figure(candidate.businessValue!)}`
  return assumption.source === 'jobSize' ? ownSize(candidate) : null
}

/** The size as the item states it itself, in words, or null. */
export function ownSize({ effort, jobSize, storyPoints, sizedByParts }: Candidate): string | null {
  if (effort !== null) return `effort ${figure(effort)}`
  if (jobSize !== null) return `size ${figure(jobSize)}`
  if (storyPoints === null) return null
  return `${figure(storyPoints)} story ${storyPoints === 1 ? 'point' : 'points'}${sizedByParts ? ' of open parts' : ''}`
}

const MISSING_NAMES: Record<string, string> = { ...PART_NAMES, jobSize: 'size', effort: 'size' }

/** `No business value yet; the median 8 is assumed`. */
export function missing({ field, value, source, of }: Assumption): string {
  const from =
    source === 'medianOfPriority'
      ? `the median of ${of}-priority items, ${figure(value)}, is assumed`
      : source === 'medianOfType' || source === 'medianOfList'
        ? `the median ${figure(value)} is assumed`
        : source === 'priority'
          ? of === 'none'
            ? 'it has no priority either'
            : 'its priority is used instead'
          : 'it counts as average'
  return `No ${MISSING_NAMES[field] ?? field} yet; ${from}`
}

/** At most two decimals, none that are zero. */
export function figure(value: number): string {
  return String(Math.round(value * 100) / 100)
}
