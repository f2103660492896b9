/** Lists whose rows are sprints, not work: their names and dates look like those of items, and would pass for finished work. */
import { foldedWords, foldHeader } from '../formats/headers.ts'
import type { Field } from '../record/fields.ts'

type Rows = readonly (readonly string[])[]

/** What only sprints are counted by or have. */
const FIGURES =
  /^((sprint )?(commit(ted|ment)|velocity|capacity|forecast(ed)?)( (story )?points| sp| items)?|(planned|completed|delivered|done) (story )?points|say do( ratio)?|say\/do( ratio)?|sprint goal|spill ?over|carry ?over|carried over)$/u
const FIGURES_ELSEWHERE = foldedWords(
  'zugesagt|geschwindigkeit|velocidad|velocidade|vélocité|engagement|comprometido|скорость|ベロシティ|速度',
)
const isFigure = (folded: string) => FIGURES.test(folded) || FIGURES_ELSEWHERE.has(folded)
/** `Sprint 12`, `Team A Sprint 2026.3`, `Iteration 4: payments`. */
const NAME =
  /(^|[^\p{L}])(sprint|iteration|cycle|iteración|itération|iteração|спринт|итерация|迭代|冲刺|スプリント|스프린트)[^\p{L}]{0,3}\d[\d./-]*($|\s*[-–—:(])/iu
/** Fields that a list of sprints never has, and one of work nearly always. */
const OF_WORK: readonly (Field | null)[] = ['type', 'priority', 'assignee', 'parent', 'sprint', 'storyPoints', 'labels']
const STARTS: readonly (Field | null)[] = ['startedAt', 'startDate', 'createdAt']
const ENDS: readonly (Field | null)[] = ['resolvedAt', 'dueDate']

/** Whether the rows have names, starts, and ends, and are called or counted as sprints are. */
export function isSprintList(header: readonly string[], fields: readonly (Field | null)[], rows: Rows): boolean {
  const has = (some: readonly (Field | null)[]) => fields.some((field) => field !== null && some.includes(field))
  const title = fields.indexOf('title')
  if (title < 0 || !has(STARTS) || !has(ENDS) || has(OF_WORK)) return false
  if (header.some((name, column) => fields[column] === null && isFigure(foldHeader(name)))) return true
  const names = rows.map((row) => row[title]?.trim() ?? '').filter((name) => name !== '')
  return names.length > 1 && names.filter((name) => NAME.test(name)).length >= 0.8 * names.length
}
