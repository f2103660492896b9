/** What strategy, competition, and scenarios say of one piece of work. */
import type { EngineOutput } from '../document.ts'

export interface AlignedWork {
  /** Leaves that were scored. */
  readonly of: number
  /** How many of them serve an objective, and of how many that is known in which way, the strongest first; most items first. */
  readonly served: readonly {
    readonly objective: string
    readonly items: number
    readonly by: readonly { readonly basis: string; readonly items: number }[]
  }[]
  readonly noObjectives: boolean
}

const BASIS_WORDS: Readonly<Record<string, string>> = {
  explicit_link: 'by a link',
  inherited_link: 'by the link of their epic',
  lexical: 'by matching words only',
}

/** ", by a link"; ": 1 by a link, 4 by matching words only" */
function howKnown(by: AlignedWork['served'][number]['by']): string {
  const words = (basis: string) => BASIS_WORDS[basis] ?? basis
  return by.length === 1
    ? `, ${words(by[0]!.basis)}`
    : `: ${by.map(({ basis, items }) => `${items} ${words(basis)}`).join(', ')}`
}

export function alignmentLines({ of, served, noObjectives }: AlignedWork): EngineOutput['lines'] {
  const words = served.map(
    ({ objective, items, by }) =>
      `${items} of ${of} ${of === 1 ? 'item serves' : 'items serve'} “${objective}”${howKnown(by)}.`,
  )
  return {
    summary: words.slice(0, 1),
    goal: noObjectives
      ? ['The workspace has no active objectives.']
      : words.length
        ? words.slice(0, 3)
        : [of === 1 ? 'The item serves no objective.' : `None of the ${of} items serves an objective.`],
  }
}

export interface Gap {
  readonly name: string
  readonly own: string
  readonly ahead: number
  readonly names: readonly string[]
  readonly claims: readonly string[]
  readonly band: string
}

const OWN_WORDS: Readonly<Record<string, string>> = {
  none: 'we do not have it',
  partial: 'we have part of it',
  full: 'we have it',
}

export function competitionLines(gaps: readonly Gap[], competitors: number): EngineOutput['lines'] {
  const words = gaps
    .slice(0, 3)
    .map(
      ({ name, own, ahead, names, claims, band }) =>
        `${ahead} of ${competitors} ${competitors === 1 ? 'competitor is' : 'competitors are'} ahead on “${name}” (${names.slice(0, 4).join(', ')}), and ${OWN_WORDS[own] ?? own}: a ${band} gap${claims.length ? ` (${claims.slice(0, 4).join(', ')})` : ''}.`,
    )
  return { evidence: words, risks: words.slice(0, 1) }
}

export const scenarioLines = (sentences: readonly string[], costNote: string | null): EngineOutput['lines'] => ({
  alternatives: [...sentences, ...(sentences.length && costNote ? [costNote] : [])],
})
