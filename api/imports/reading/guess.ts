/** What each column of an unknown file probably is, for a person to confirm: nothing is imported by these guesses alone. */
import { evidenceOf } from '../../files/dates.ts'
import { categoryOfWord } from '../../backlog/status.ts'
import type { Field } from '../record/fields.ts'
import { priorityOfWord, readNumber, typeOfWord } from '../record/words.ts'

type Rows = readonly (readonly string[])[]

const KEY = /^([A-Z][A-Z0-9_]+-\d+|[\w./-]*#\d+)$/
/** A first and a last name, or an address. */
const PERSON = /^(\p{Lu}[\p{Ll}'’.-]+( \p{Lu}[\p{Ll}'’.-]*){1,2}|[^\s@]+@[^\s@]+\.[a-z]+)$/u
const DATES: readonly Field[] = ['createdAt', 'resolvedAt', 'dueDate', 'updatedAt']

interface Shape {
  readonly cells: readonly string[]
  readonly distinct: number
}

/** One guess a column, null where there is none; `known` fields stand and are not guessed again. */
export function guessColumns(known: readonly (Field | null)[], rows: Rows): (Field | null)[] {
  const guessed = [...known]
  const shapes = known.map((_, column): Shape => {
    const cells = rows.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '')
    return { cells, distinct: new Set(cells).size }
  })
  const take = (field: Field, fits: (shape: Shape, column: number) => number) => {
    if (guessed.includes(field)) return
    const scores = shapes.map((shape, column) =>
      guessed[column] !== null || shape.cells.length === 0 ? 0 : fits(shape, column),
    )
    const best = Math.max(0, ...scores)
    if (best > 0) guessed[scores.indexOf(best)] = field
  }
  const share = ({ cells }: Shape, test: (cell: string) => boolean) => cells.filter(test).length / cells.length
  const mostly = (shape: Shape, test: (cell: string) => boolean) => (share(shape, test) >= 0.6 ? share(shape, test) : 0)
  const repeated = ({ cells, distinct }: Shape) => cells.length < 6 || distinct < cells.length

  take('key', (shape, column) => {
    if (shape.distinct < shape.cells.length) return 0
    return isCounted(shape) && (column === 0 || shape.cells.length >= 5) ? 0.9 : mostly(shape, (cell) => KEY.test(cell))
  })
  take('status', (shape) => (repeated(shape) ? mostly(shape, (cell) => categoryOfWord(cell) !== null) : 0))
  take('priority', (shape) =>
    repeated(shape) ? mostly(shape, (cell) => !/^\d/.test(cell) && priorityOfWord(cell) !== null) : 0,
  )
  take('type', (shape) => (repeated(shape) ? mostly(shape, (cell) => typeOfWord(cell) !== null) : 0))
  for (const field of DATES)
    take(field, (shape, column) =>
      readNumberColumn(shape) ? 0 : mostly(shape, (cell) => evidenceOf(cell) !== null) / (1 + column / 1_000),
    )
  take('assignee', (shape) => (repeated(shape) ? mostly(shape, (cell) => PERSON.test(cell)) : 0))
  take('title', ({ cells, distinct }) => {
    const length = cells.reduce((sum, cell) => sum + Math.min(cell.length, 120), 0) / cells.length
    const texts = cells.filter((cell) => /\p{L}/u.test(cell) && evidenceOf(cell) === null).length / cells.length
    return texts < 0.8 || length > 119 ? 0 : (distinct / cells.length) * texts * length
  })
  take('storyPoints', (shape) => (readNumberColumn(shape) ? mostly(shape, (cell) => readNumber(cell)! <= 100) : 0))
  return guessed
}

/** Numbers that only rise or only fall: sizes and amounts do neither. */
function isCounted({ cells }: Shape): boolean {
  if (cells.length < 2 || !cells.every((cell) => /^\d{1,15}$/.test(cell))) return false
  const steps = cells.slice(1).map((cell, at) => Number(cell) - Number(cells[at]!))
  return steps.every((step) => step > 0) || steps.every((step) => step < 0)
}

const readNumberColumn = ({ cells }: Shape) => cells.length > 0 && cells.every((cell) => readNumber(cell) !== null)
