/** Figures in the summaries of several tools. */
import { figureText } from '../../text.ts'

/** "12.4 days", "1 item": one decimal at most. @param what in the plural, which ends in s */
export function sizeText(value: number, what: string): string {
  const shown = Math.round(value * 10) / 10
  return `${figureText(shown)} ${shown === 1 ? what.slice(0, -1) : what}`
}

interface DateRecord {
  of: number
  held: number
  teams: number
}

/** How often past dates held. @param kind " for four weeks of work", or nothing */
export function recordText({ of, held, teams }: DateRecord, kind: string): string {
  if (of === 1) return `The last P90 date${kind} was ${held === 1 ? 'met' : 'missed'}.`
  return `${held} of the last ${of} P90 dates${kind}${teams > 1 ? ` (each for one of ${teams} teams)` : ''} ${held === 1 ? 'was' : 'were'} met.`
}
