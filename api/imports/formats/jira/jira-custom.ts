/** Jira's custom fields where an export gives their ids instead of their names. */
import { isoDayOf } from '../../../files/dates.ts'
import { cut } from '../../../../text.ts'
import type { Field } from '../../record/fields.ts'
import type { Mapping } from '../../record/mapping.ts'
import type { Shared } from '../../record/plan.ts'
import { readNumber } from '../../record/words.ts'
import { plainHeader } from '../headers.ts'

/** Where a new Cloud site keeps them. */
const USUAL: ReadonlyMap<string, Field> = new Map(
  Object.entries<Field>({
    customfield_10014: 'epicLink',
    customfield_10015: 'startDate',
    customfield_10016: 'storyPoints',
    customfield_10020: 'sprint',
  }),
)

/** Whether a text can be what the field holds. */
const FITS: Partial<Record<Field, (text: string) => boolean>> = {
  epicLink: (text) => /^[A-Z][A-Z0-9_]*-\d+$/.test(text),
  startDate: (text) => isoDayOf(text) !== null,
  storyPoints: (text) => (readNumber(text) ?? -1) >= 0,
  sprint: (text) => readNumber(text) === null && isoDayOf(text) === null,
}

/** The id in a column's name: `customfield_10016`, `fields.customfield_10016`, `customfield_10016.name`; null for other names. */
export const customId = (column: string): string | null =>
  /(?:^|[./])(customfield_\d+)(?:[./](?:name|value|displayName))?$/.exec(column.trim())?.[1] ?? null

/** The field that a column of this id holds on most sites, if its cells can be that; null when nothing is known. */
export function usualField(column: string, cells: readonly string[]): Field | null {
  const field = USUAL.get(customId(column) ?? '') ?? null
  return field !== null && cells.every((cell) => FITS[field]!(cell.trim())) ? field : null
}

/** Whether cells could be story points: numbers of the size of estimates. */
export const lookLikePoints = (cells: readonly string[]): boolean =>
  cells.length > 0 &&
  cells.every((cell) => {
    const number = readNumber(cell)
    return number !== null && number >= 0 && number <= 100 && Number.isInteger(number * 2)
  })

/** What was assumed of fields that neither the file nor a person names. */
export function assumedFields(
  { header, fields, shared }: { header: readonly string[]; fields: readonly (Field | null)[]; shared: Shared },
  mapping: Mapping,
): string[] {
  const said = new Set(Object.keys(mapping.columns ?? {}).map(plainHeader))
  const assumed = header.flatMap((name, column) =>
    fields[column] && customId(name) !== null && !shared.names.has(name) && !said.has(plainHeader(name))
      ? [`"${cut(name, 60)}" is read as ${fields[column]}`]
      : [],
  )
  if (assumed.length === 0) return []
  const [these, them, columns] =
    assumed.length === 1 ? ['this field', 'it', 'column'] : ['these fields', 'them', 'columns']
  return [
    `${assumed.join(', ')}: the file does not name ${these}, and most Jira sites keep ${them} there. To change it, set the ${columns} in the mapping.`,
  ]
}
