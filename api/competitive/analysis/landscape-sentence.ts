/** The landscape in one sentence that can be repeated in a meeting. */
import { cut, figureText } from '../../../text.ts'
import type { Landscape } from './landscape.ts'

/** Rows of an answer by default. */
export const PAGE = 25

const share = (value: number) => value.toFixed(2)
const quoted = (name: string) => `“${name.length > 80 ? `${cut(name, 79)}…` : name}”`
const competitors = (n: number) => `${figureText(n)} ${n === 1 ? 'competitor is' : 'competitors are'}`

export function landscapeSentence(seen: Landscape, sinceDays: number, onlyClosed = false): string {
  const { focus, competitors: rows, threats, gaps, matrix, battlecards, total } = seen
  if (seen.warnings.some(({ code }) => code === 'NO_COMPETITORS')) return 'No competitors have been recorded yet.'
  const [gap] = gaps
  const worst = gap
    ? `The widest gap is ${quoted(gap.name)}: ${competitors(gap.competitorsAhead)} ahead (severity ${share(gap.severity)}).`
    : 'No gaps are known.'
  switch (focus) {
    case 'landscape': {
      const [first] = rows
      return first
        ? `${quoted(first.name)} is the biggest threat (${share(first.threat.score)}, ${first.threat.trend}). ${worst}`
        : worst
    }
    case 'threats': {
      const rising = threats.filter(({ trend }) => trend === 'rising').length
      const [first] = threats
      return first
        ? `${quoted(first.competitorId)} is the biggest threat (${share(first.score)}); ${rising} of ${threats.length} on this page ${rising === 1 ? 'is' : 'are'} rising over ${sinceDays} days.`
        : 'No competitors have been recorded yet.'
    }
    case 'gaps':
      return total === 0
        ? onlyClosed
          ? 'These items close no known gap.'
          : worst
        : `${figureText(total)} ${total === 1 ? 'gap' : 'gaps'}${onlyClosed ? ' would be closed by these items' : ''}. ${worst}`
    case 'matrix':
      return `${figureText(total)} ${total === 1 ? 'capability' : 'capabilities'}. We can be compared in ${matrix.filter(({ own, them }) => own !== null && them.length > 0).length} of the ${matrix.length} on this page.`
    case 'battlecard': {
      const [card] = battlecards
      return card
        ? `${quoted(card.competitorId)} leads us in ${card.theyLead.length} ${card.theyLead.length === 1 ? 'capability' : 'capabilities'}, trails in ${card.weLead.length}, and is even in ${card.even.length}.`
        : 'No competitors have been recorded yet.'
    }
  }
}
