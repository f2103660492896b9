/** The landscape in one sentence that can be repeated in a meeting. */
import { counted, cut, figureText } from '../../../text.ts'
import type { Landscape } from './landscape.ts'

/** Rows of an answer by default. */
export const PAGE = 25

const share = (value: number) => value.toFixed(2)
const quoted = (name: string) => `“${name.length > 80 ? `${cut(name, 79)}…` : name}”`

/** @returns the same for every page of an answer; of battlecards, about the first one shown */
export function landscapeSentence(seen: Landscape, sinceDays: number, onlyClosed = false): string {
  const { focus, battlecards, total } = seen
  const { first, rising, worst: gap, comparable } = seen.headline
  if (!first) return 'No competitors have been recorded yet.'
  const threat = `${quoted(first.name)} is the biggest threat (${share(first.threat.score)} of 1`
  const worst = gap
    ? `The widest gap is ${quoted(gap.name)}: ${counted(gap.competitorsAhead, 'competitor is', 'competitors are')} ahead (severity ${share(gap.severity)} of 1).`
    : 'No gaps are known.'
  switch (focus) {
    case 'landscape':
      return `${threat}, ${first.threat.trend === 'unknown' ? 'trend unknown' : first.threat.trend}). ${worst}`
    case 'threats':
      return `${threat}); ${figureText(rising)} of ${counted(total, 'competitor')} ${rising === 1 ? 'is' : 'are'} rising over ${counted(sinceDays, 'day')}.`
    case 'gaps':
      return total === 0
        ? onlyClosed
          ? 'None of these items closes a known gap.'
          : worst
        : `${counted(total, 'gap')}${onlyClosed ? ' would be closed by these items' : ''}. ${worst}`
    case 'matrix':
      return total === 0
        ? 'No capabilities have been recorded yet. Add what buyers compare, and rate your own product.'
        : `${counted(total, 'capability', 'capabilities')}. We can be compared in ${figureText(comparable)} of them.`
    case 'battlecard': {
      const [card] = battlecards
      return card
        ? `${quoted(card.competitorId)} leads us in ${counted(card.counts.theyLead, 'capability', 'capabilities')}, trails in ${figureText(card.counts.weLead)}, and is even in ${figureText(card.counts.even)}.`
        : 'There are no more battlecards.'
    }
  }
}
