/** JSON items whose properties are columns: the names of fields, and what a tool nests. */
import { cut } from '../../../text.ts'
import { DATE_FIELDS, type Field, type FieldNames } from '../record/fields.ts'
import { LINK_FIELDS, type RawLink } from '../record/links.ts'
import type { ImportedSprint } from '../record/record.ts'
import { pointsOfLabel, priorityOfLabel, typeOfLabel } from '../record/words.ts'
import { shortKey } from './addresses.ts'
import { foldHeader, knownNames, type NamedField } from './headers.ts'
import { customId, usualField } from './jira/jira-custom.ts'
import { isObject, type JsonItem, type JsonSource, listOf, textOf, textsOf } from './source.ts'

export interface JsonTable {
  readonly names: FieldNames
  /** The columns of an item, where an API nests them. */
  readonly columns?: (item: JsonItem) => JsonItem
  /** Properties that `values` or `sprints` use, whatever their name would mean. */
  readonly uses?: Readonly<Record<string, Field | null>>
  /** Labels stand in for type, priority, and points. */
  readonly labelled?: boolean
  readonly key?: (item: JsonItem) => string | null
  /** Texts of a field that no single property holds; undefined: ask the properties. */
  readonly values?: (field: Field, item: JsonItem) => readonly string[] | undefined
  readonly sprints?: (item: JsonItem) => readonly ImportedSprint[]
  readonly drop?: (item: JsonItem) => string | null
}

/** How a format reads its items. An item without a key goes by its title. */
export function jsonTable(table: JsonTable): Pick<JsonSource, 'columns' | 'reads' | 'read'> {
  const known = knownNames(table.names)
  const columnsOf = table.columns ?? ((item: JsonItem) => item)
  const places = new Map<string, NamedField | null>()
  const placeOf = (column: string) => {
    let place = places.get(column)
    if (place === undefined) {
      const used = table.uses?.[column]
      place = used === undefined ? (known.get(foldHeader(column)) ?? null) : used && { field: used, rank: -1 }
      if (places.size < 10_000) places.set(column, place)
    }
    return place
  }
  const reads = (column: string, value: unknown): Field | null => {
    const field = placeOf(column)?.field ?? (customId(column) === null ? null : usualField(column, textsOf(value)))
    // Booleans are no dates.
    if (typeof value !== 'boolean' || !(DATE_FIELDS as readonly (Field | null)[]).includes(field)) return field
    return field === 'resolvedAt' ? 'completed' : field === 'archivedAt' ? 'archived' : null
  }
  return {
    columns: columnsOf,
    reads,
    read: (nested, row) => {
      const item = columnsOf(nested)
      const byField = new Map<Field, { rank: number; texts: string[] }[]>()
      for (const [column, value] of Object.entries(item)) {
        const field = reads(column, value)
        const texts = field === null ? [] : textsOf(value)
        if (field !== null && texts.length > 0)
          byField.set(field, [...(byField.get(field) ?? []), { rank: placeOf(column)?.rank ?? 0, texts }])
      }
      const own = (field: Field): readonly string[] =>
        table.values?.(field, item)?.filter((text) => text.trim() !== '') ??
        (byField.get(field) ?? []).sort((a, b) => a.rank - b.rank).flatMap(({ texts }) => texts)
      const title = own('title')
      const given = table.key === undefined ? (own('key')[0] ?? null) : table.key(item)
      const key = given ?? cut(title[0]?.trim() ?? '', 150)
      return {
        row,
        values: (field) => {
          if (field === 'key') return key === '' ? [] : [key]
          const texts = own(field)
          return texts.length === 0 && table.labelled ? fromLabels(field, own('labels')) : texts
        },
        links: LINK_FIELDS.flatMap(([field, name]) =>
          own(field).map((target): RawLink => ({
            name,
            direction: 'outward',
            target: target.trim(),
            suggested: false,
          })),
        ),
        sprints: table.sprints?.(item) ?? [],
        changes: [],
        shownKey: given === null ? `ROW-${row}` : given.includes('#') ? shortKey(given) : null,
        drop: table.drop?.(item) ?? null,
      }
    },
  }
}

/** What labels say about a field that nothing else fills. */
export function fromLabels(field: Field, labels: readonly string[]): readonly string[] {
  for (const label of labels) {
    const value =
      field === 'type'
        ? typeOfLabel(label)
        : field === 'priority'
          ? priorityOfLabel(label)
          : field === 'storyPoints'
            ? (pointsOfLabel(label)?.toString() ?? null)
            : null
    if (value !== null) return [value]
  }
  return []
}

/** The texts of a property, of objects in a list by one of their own: `tags[].name`. */
export function inner(value: unknown, ...path: readonly string[]): string[] {
  const [name, ...rest] = path
  if (name === undefined) return textsOf(value)
  return (Array.isArray(value) ? listOf(value) : [value]).filter(isObject).flatMap((one) => inner(one[name], ...rest))
}

/** A sprint of a title and two days. */
export function sprintOf(value: unknown, start: string | null, end: string | null): ImportedSprint[] {
  const name = (isObject(value) ? textOf(value['title'] ?? value['name']) : textOf(value)).trim()
  return name === '' ? [] : [{ name, startDate: start, endDate: end, state: null }]
}
