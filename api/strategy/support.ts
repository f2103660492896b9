/** What an item and an objective are to the alignment, and what one has to score to support the other. */

export interface AlignmentItem {
  readonly id: string
  readonly key: string
  readonly title: string
  readonly description: string | null
  readonly labels: readonly string[]
  /** The epic or feature above, whose links it inherits. */
  readonly parentId: string | null
  readonly points: number | null
}

export interface AlignmentObjective {
  readonly id: string
  readonly title: string
  readonly description: string | null
  readonly measure: string | null
  readonly theme: string | null
}

export type AlignmentBasis = 'explicit_link' | 'inherited_link' | 'lexical' | 'model' | 'none'

/** From this score on an item counts as support for the objective. */
export const SUPPORT = 0.3

export interface Evidence {
  readonly recordId: string
  /** `link`, `title`, `description` or `labels`. */
  readonly field: string
  readonly quote: string
}

export interface ObjectiveScore {
  readonly objectiveId: string
  readonly score: number
  readonly basis: AlignmentBasis
  readonly evidence: readonly Evidence[]
}

/** An objective that a language model says an item serves, with words of the item that it quotes. */
export interface Reading {
  readonly objectiveId: string
  /** Clearly, or only partly. */
  readonly clear: boolean
  readonly field: 'title' | 'labels' | 'description'
  readonly quote: string
}

/** By the keys of items. An item with an empty list serves none, as a model reads it. */
export type Readings = ReadonlyMap<string, readonly Reading[]>
