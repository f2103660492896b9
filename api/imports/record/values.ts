/** How long the values are that the readings are handed: no pattern looks at a megabyte of digits. */
import { importedAs, ITEM_FIELDS, LISTS, TEXTS } from '../../backlog/item-fields.ts'
import type { Field } from './fields.ts'
import { LIMITS } from './plan.ts'

/** Texts, and cells that hold several values: only the cell itself is bounded, and each value where the list is split. */
const WHOLE: ReadonlySet<Field> = new Set<Field>([
  'title',
  'description',
  ...LISTS.map(importedAs),
  'sprint',
  'children',
  'blocks',
  'blockedBy',
  'relatesTo',
  'duplicateOf',
  'link',
  'history',
  'fieldHistory',
])

/** A text of the backlog is told to be too long by its own bound, where that is the longer one. */
const MOST: ReadonlyMap<Field, number> = new Map(
  TEXTS.map((member) => [importedAs(member), Math.max(LIMITS.value, ITEM_FIELDS[member].longest)] as const),
)

/** One value; of a longer one its beginning, with a mark that no reading of a figure, a day, or a name takes. */
export const boundedValue = (text: string, most = LIMITS.value): string =>
  text.length <= most ? text : `${text.slice(0, most)}…`

/** The values of a field as the readings are handed them. */
export function boundedValues(field: Field, texts: readonly string[]): readonly string[] {
  if (WHOLE.has(field)) return texts
  const most = MOST.get(field) ?? LIMITS.value
  return texts.some((text) => text.length > most) ? texts.map((text) => boundedValue(text, most)) : texts
}
