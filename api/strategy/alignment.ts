/**
 * Strategic alignment: how far each item serves each objective, on what basis, and what the whole list leaves without support.
 * An explicit link outranks a link inherited from an epic above, which outranks what a model
 * reads or the words say.
 */
import { coverageOf } from './coverage.ts'
import type { ObjectiveCoverage } from './coverage.ts'
import { indexOf, matchesOf } from './lexical.ts'
import type { Field, LexicalIndex } from './lexical.ts'
import { linksOf } from './links.ts'
import type { ObjectiveLink } from './links.ts'
import { excerpt, quoteOf } from './quote.ts'
import { SUPPORT } from './support.ts'
import type { AlignmentItem, AlignmentObjective, Evidence, ObjectiveScore, Reading, Readings } from './support.ts'

/** `linked`: links only. `lexical`: words only. `hybrid`: link > inherited > words. `ai`: link > inherited > model > words. */
export const ALIGNMENT_METHODS = ['linked', 'lexical', 'hybrid', 'ai'] as const
export type AlignmentMethod = (typeof ALIGNMENT_METHODS)[number]

/** What a score is worth by its basis; words alone never reach a link. */
const EXPLICIT_SCORE = 1
const INHERITED_SCORE = 0.8
const LEXICAL_CEILING = 0.6
/** What a model’s reading is worth: no more than words, because nobody has stated it. */
const READ_CLEARLY = LEXICAL_CEILING
const READ_PARTLY = 0.4

export type AlignmentBand = 'strong' | 'partial' | 'weak' | 'none'

export interface AlignmentProblem {
  readonly items: readonly AlignmentItem[]
  /** Items above the scored ones that are not scored themselves; only their links and place are read. */
  readonly ancestors: readonly { readonly id: string; readonly title: string; readonly parentId: string | null }[]
  readonly objectives: readonly AlignmentObjective[]
  readonly links: readonly ObjectiveLink[]
  readonly method: AlignmentMethod
  /** What a model read in items, by their ids. Items that are not in it are scored by words. */
  readonly readings?: Readings
  /** Objectives that the model was asked about. For others, words decide. */
  readonly readObjectives?: ReadonlySet<string>
  /** Most objectives named for one item. */
  readonly objectivesPerItem?: number
  /** Most quotes for one objective of one item. */
  readonly evidencePerObjective?: number
}

export interface ItemAlignment {
  readonly itemId: string
  /** The best of its objectives; 0 when it serves none; null when there is no objective to serve. */
  readonly score: number | null
  readonly band: AlignmentBand
  /** `high` = stated by a link, `medium` = inherited, clear words, or clear to a model, `low` = a resemblance. */
  readonly confidence: 'high' | 'medium' | 'low' | null
  readonly byObjective: readonly ObjectiveScore[]
}

export interface Alignment {
  readonly status: 'ok' | 'no_objectives'
  readonly items: readonly ItemAlignment[]
  readonly coverage: readonly ObjectiveCoverage[]
  /** Items that serve no objective; empty when there are no objectives. */
  readonly orphans: readonly string[]
  /** Links that point to objectives which no longer exist: they count for nothing. */
  readonly deadLinks: number
}

export function scoreAlignment(problem: AlignmentProblem): Alignment {
  const { items, objectives, method } = problem
  const known = new Set(objectives.map(({ id }) => id))
  const deadLinks = problem.links.filter(({ objectiveId }) => !known.has(objectiveId)).length
  if (objectives.length === 0) {
    const aligned = items.map(({ id }): ItemAlignment => ({
      itemId: id,
      score: null,
      band: 'none',
      confidence: null,
      byObjective: [],
    }))
    return { status: 'no_objectives', items: aligned, coverage: [], orphans: [], deadLinks }
  }
  const titles = new Map(objectives.map(({ id, title }) => [id, title]))
  const links =
    method === 'lexical'
      ? null
      : linksOf(
          problem.items,
          problem.ancestors,
          problem.links.filter(({ objectiveId }) => known.has(objectiveId)),
        )
  const index =
    method === 'linked'
      ? null
      : indexOf(objectives.map((objective) => ({ id: objective.id, fields: fieldsOfObjective(objective) })))
  const scored = items.map((item) => {
    const byObjective = new Map<string, Unquoted>()
    for (const { objectiveId, from, fromTitle } of links?.get(item.id) ?? []) {
      const own = from === item.id
      const evidence = () => [
        { recordId: from, field: 'link', quote: excerpt(own ? titles.get(objectiveId)! : fromTitle, 0) },
      ]
      byObjective.set(objectiveId, {
        objectiveId,
        score: own ? EXPLICIT_SCORE : INHERITED_SCORE,
        basis: own ? 'explicit_link' : 'inherited_link',
        evidence,
      })
    }
    const read = problem.readings?.get(item.id)
    for (const score of read?.map((one) => readScore(item, one)) ?? [])
      if (!byObjective.has(score.objectiveId)) byObjective.set(score.objectiveId, score)
    if (index)
      for (const score of lexicalScores(index, item, problem.evidencePerObjective ?? 2))
        if (!byObjective.has(score.objectiveId) && !(read && (problem.readObjectives?.has(score.objectiveId) ?? true)))
          byObjective.set(score.objectiveId, score)
    return {
      item,
      scores: [...byObjective.values()].sort((a, b) => b.score - a.score || (a.objectiveId < b.objectiveId ? -1 : 1)),
    }
  })
  const aligned = scored.map(({ item, scores }): ItemAlignment => {
    const score = scores[0]?.score ?? 0
    const shown = scores.slice(0, problem.objectivesPerItem ?? 5)
    return {
      itemId: item.id,
      score,
      band: bandOf(score),
      confidence: confidenceOf(scores[0]),
      byObjective: shown.map(quotedWhenRead),
    }
  })
  return {
    status: 'ok',
    items: aligned,
    coverage: coverageOf(
      items,
      objectives,
      scored.map(({ scores }) => scores),
    ),
    orphans: aligned.filter(({ band }) => band === 'none').map(({ itemId }) => itemId),
    deadLinks,
  }
}

function fieldsOfObjective({ title, description, measure, theme }: AlignmentObjective): readonly Field[] {
  return [
    { name: 'title', text: title, weight: 3 },
    { name: 'description', text: description ?? '', weight: 2 },
    { name: 'measure', text: measure ?? '', weight: 1 },
    { name: 'theme', text: theme ?? '', weight: 1 },
  ]
}

/** A score whose quotes are looked up only when it is shown. */
type Unquoted = Omit<ObjectiveScore, 'evidence'> & { readonly evidence: () => readonly Evidence[] }

/** Most scores are never shown. A copy, also to another thread, has the quotes in it. */
function quotedWhenRead({ objectiveId, score, basis, evidence }: Unquoted): ObjectiveScore {
  return {
    objectiveId,
    score,
    basis,
    get evidence() {
      return evidence()
    },
  }
}

function lexicalScores(index: LexicalIndex, item: AlignmentItem, quotes: number): readonly Unquoted[] {
  const fields: readonly Field[] = [
    { name: 'title', text: item.title, weight: 3 },
    { name: 'labels', text: item.labels.join(', '), weight: 2 },
    { name: 'description', text: item.description ?? '', weight: 1 },
  ]
  return matchesOf(index, fields).map(({ id, similarity, shared, families }) => ({
    objectiveId: id,
    score: Math.round(LEXICAL_CEILING * similarity * 1_000) / 1_000,
    basis: 'lexical',
    evidence: () =>
      fields.flatMap(({ name, text }) => quoteOf(item.id, name, text, shared, families) ?? []).slice(0, quotes),
  }))
}

const readScore = ({ id }: AlignmentItem, { objectiveId, clear, field, quote }: Reading): Unquoted => ({
  objectiveId,
  score: clear ? READ_CLEARLY : READ_PARTLY,
  basis: 'model',
  evidence: () => [{ recordId: id, field, quote: excerpt(quote, 0) }],
})

function bandOf(score: number): AlignmentBand {
  return score >= INHERITED_SCORE ? 'strong' : score >= SUPPORT ? 'partial' : score > 0 ? 'weak' : 'none'
}

function confidenceOf(best: Unquoted | undefined): ItemAlignment['confidence'] {
  if (!best) return null
  if (best.basis === 'explicit_link') return 'high'
  if (best.basis === 'model') return best.score >= READ_CLEARLY ? 'medium' : 'low'
  return best.basis === 'inherited_link' || best.score >= SUPPORT ? 'medium' : 'low'
}
