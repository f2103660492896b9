/** What an alignment says in a sentence, and what its reader should know. */
import { counted, figureText } from '../../text.ts'
import { SUPPORT } from './support.ts'
import type { Unsized } from './coverage.ts'
import type { Alignment, AlignmentMethod, ItemAlignment } from './alignment.ts'

/** Serves no objective as far as we can tell: no link, and at most a faint resemblance. */
export const isOrphan = ({ score }: Pick<ItemAlignment, 'score'>) => score !== null && score < SUPPORT

interface Around {
  readonly leftOut: readonly string[]
  readonly method: AlignmentMethod
  /** Objectives that were asked about; null is all. */
  readonly asked: number | null
  /** There are objectives, and none that was asked about is active. */
  readonly noneActive: boolean
  readonly unsized: Unsized
}

const percent = (share: number) => `${Math.round(share * 100)}%`

export function alignmentWords(
  { status, items, coverage, deadLinks }: Alignment,
  { leftOut, method, asked, noneActive, unsized }: Around,
): { sentence: string; warnings: string[] } {
  const warnings = [
    ...leftOut,
    ...(deadLinks
      ? [
          `${counted(deadLinks, 'link points', 'links point')} to an objective that is not active and ${deadLinks === 1 ? 'is' : 'are'} ignored.`,
        ]
      : []),
  ]
  if (noneActive) return { sentence: `${noneActiveWords(asked)} Make one active, or ask about others.`, warnings }
  if (status === 'no_objectives') {
    return {
      sentence: 'There are no objectives yet. Add one, link items to it, then ask again.',
      warnings,
    }
  }
  if (items.length === 0) return { sentence: 'There are no items to score.', warnings }
  const linked = items.filter(
    ({ byObjective: [best] }) => best?.basis === 'explicit_link' || best?.basis === 'inherited_link',
  ).length
  const orphans = items.filter(isOrphan)
  const more = items.length - linked - orphans.length
  const read = items.filter((item) => item.byObjective[0]?.basis === 'model' && !isOrphan(item)).length
  const starved = coverage.filter((objective) => objective.starved).length
  const [most] = coverage.toSorted((a, b) => b.share - a.share)
  const sentence = [
    `${figureText(linked)} of ${counted(items.length, 'item serves', 'items serve')} an objective by a link${foundBy(method, read, more - read)}; ${figureText(orphans.length)} ${orphans.length === 1 ? 'serves' : 'serve'} none.`,
    ...(most && most.share > 0
      ? [
          `“${most.objectiveId}” gets the most, ${percent(most.share)} of the ${unsized.countsAs === null ? 'items' : 'points'}.`,
        ]
      : []),
    ...(starved ? [`${counted(starved, 'objective is', 'objectives are')} starved.`] : []),
  ].join(' ')
  if (unsized.countsAs !== null && unsized.count > 0)
    warnings.push(
      `${counted(unsized.count, 'item has no points and counts', 'items have no points and count')} as ${figureText(unsized.countsAs)}, the median of the others.`,
    )
  if (more > 0 && linked < more)
    warnings.push(
      `${figureText(more)} of ${figureText(items.length)} scores ${more === 1 ? 'is' : 'are'} based on ${read ? (read < more ? 'a model’s reading or on words' : 'a model’s reading') : 'words'} alone, so treat ${more === 1 ? 'it as a hint' : 'them as hints'}. Link the items (or their epics) to the objectives they serve.`,
    )
  return { sentence, warnings }
}

const noneActiveWords = (asked: number | null) =>
  asked === null
    ? 'No objective is active.'
    : asked === 1
      ? 'This objective is not active.'
      : 'None of these objectives is active.'

function foundBy(method: AlignmentMethod, read: number, worded: number): string {
  if (method === 'linked') return ''
  if (method !== 'ai' || read === 0) return `, ${figureText(worded)} more by matching words`
  return `, ${figureText(read)} more as a model reads ${read === 1 ? 'it' : 'them'}${worded ? `, ${figureText(worded)} by matching words` : ''}`
}
