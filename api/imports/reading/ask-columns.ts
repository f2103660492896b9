/** The question that an unknown list raises: what it lacks, what each column holds, and the mapping that would make it work. */
import { cut } from '../../../text.ts'
import { type Field, FIELDS } from '../record/fields.ts'
import { Unanswered } from '../record/question.ts'
import type { AskedColumn } from '../record/report.ts'
import { guessColumns } from './guess.ts'
import { isSprintList } from './sprint-list.ts'

type Rows = readonly (readonly string[])[]

const SAMPLES = 3
const LONGEST = 60
/** Columns asked about; a list of more is no list of work. */
const MOST = 200

/** What a title, a description, and a number beside them cannot decide: a list with nothing else is asked about. */
const TELLING: readonly (Field | null)[] = ['status', 'type', 'priority', 'createdAt', 'resolvedAt', 'dueDate']

/** Whether the names of a list say so little that its cells say more. */
export function saysLittle(fields: readonly (Field | null)[], rows: Rows): boolean {
  if (fields.some((field) => field !== null && field !== 'title' && field !== 'description')) return false
  return guessColumns(fields, rows).some((guess, column) => fields[column] === null && TELLING.includes(guess))
}

/** Whether the keys are all that a list calls its items by: nobody could name a column of titles. */
export function hasOnlyKeys(fields: readonly (Field | null)[], rows: Rows): boolean {
  return fields.includes('key') && !guessColumns(fields, rows).includes('title')
}

/** Each column once, as a person would be asked about it. */
function askedColumns(header: readonly string[], fields: readonly (Field | null)[], rows: Rows): AskedColumn[] {
  const guessed = guessColumns(fields, rows)
  const columns = new Map<string, AskedColumn>()
  header.forEach((name, column) => {
    if (name === '' || columns.has(name) || columns.size >= MOST) return
    const samples = new Set<string>()
    for (const row of rows) {
      const cell = cut((row[column] ?? '').replace(/\s+/g, ' ').trim(), LONGEST)
      if (cell !== '') samples.add(cell)
      if (samples.size >= SAMPLES) break
    }
    const guess = guessed[column] ?? null
    columns.set(name, {
      header: name,
      samples: [...samples],
      guess,
      because: guess === null ? null : fields[column] === guess ? 'name' : 'values',
    })
  })
  return [...columns.values()]
}

/** @returns the refusal of a list whose columns a person has to name */
export function askAboutColumns(header: readonly string[], fields: readonly (Field | null)[], rows: Rows): Unanswered {
  const columns = askedColumns(header, fields, rows)
  const known = columns.filter(({ because }) => because === 'name')
  const rest = columns.filter(({ because }) => because !== 'name').map(({ header: name }) => `"${cut(name, 60)}"`)
  const sprints = isSprintList(header, fields, rows)
  const mapping = Object.fromEntries(
    columns.flatMap(({ header: name, guess, because }) =>
      guess === null || (because === 'name' && !sprints) ? [] : [[name, guess]],
    ),
  )
  const titled = columns.some(({ guess }) => guess === 'title')
  const columnsText = JSON.stringify({ columns: titled ? mapping : { ...mapping, 'Your title column': 'title' } })
  const why = sprints
    ? 'The rows look like sprints, not work items'
    : fields.includes('title')
      ? 'Only the title was recognized'
      : 'No column for the title was recognized'
  return new Unanswered(
    'NEEDS_MAPPING',
    `${why}. ${known
      .slice(0, 12)
      .map(({ header: name, guess }) => `"${cut(name, 60)}" is the ${guess}`)
      .join(
        ', ',
      )}${known.length > 0 ? '. ' : ''}${rest.length > 0 ? `Other columns: ${rest.slice(0, 30).join(', ')}.` : ''}`.trimEnd(),
    sprints
      ? `Export the items of these sprints, with their sprint in a column. If each row is an item after all, import again with this mapping: ${columnsText}.`
      : `Check this mapping, correct it, and import again with it: ${columnsText}.`,
    { about: 'columns', columns, fields: FIELDS, ...(sprints ? { sprints } : {}) },
  )
}
