/** How complete a document is: what is answered, what is assumed, what is missing. */
import type { PrdDocument, Section } from './document.ts'

export const SECTION_STATES = ['answered', 'assumed', 'missing'] as const
export type SectionState = (typeof SECTION_STATES)[number]

export interface Meter {
  /** Sections that rest on records or analyses and leave no question to people. */
  readonly answered: number
  /** Sections in which something is assumed. */
  readonly assumed: number
  /** Sections that wait for an answer of people. */
  readonly missing: number
  /** Answered sections as a share of all, 0 to 1. */
  readonly share: number
}

export function stateOf({ sentences, questions }: Section): SectionState {
  if (questions.length > 0 || sentences.length === 0) return 'missing'
  return sentences.some(({ basis, author }) => basis === 'assumption' && !author) ? 'assumed' : 'answered'
}

export function meterOf({ sections }: Pick<PrdDocument, 'sections'>): Meter {
  const count = (state: SectionState) => sections.filter((section) => stateOf(section) === state).length
  return {
    answered: count('answered'),
    assumed: count('assumed'),
    missing: count('missing'),
    share: sections.length ? count('answered') / sections.length : 0,
  }
}
