/** Column headers to fields: whatever the case, the language, the separators, and the generation of the export. */
import type { Field, FieldNames } from '../record/fields.ts'
import { CUSTOM_PREFIXES } from './jira/jira-names.ts'

/** Lower case, one kind of space, no mark. */
export function plainHeader(header: string): string {
  return header
    .replace(/^\ufeff/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .normalize('NFC')
}

// Real Russian exports hold a Latin o in a Cyrillic word.
const LATIN_TWIN = new Map([...'аеорсухкмтвні'].map((letter, at) => [letter, 'aeopcyxkmtbhi'[at]!] as const))

/**
 * What is compared: `Created At (UTC)`, `created_at`, `createdAt`, and `CREATED-AT` are one name. Accents and letters
 * that look alike do not count.
 */
export function foldHeader(header: string): string {
  return header
    .replace(/^\ufeff/, '')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[а-яі]/gu, (letter) => LATIN_TWIN.get(letter) ?? letter)
    .replace(/\((?:utc|gmt)\)\s*$|\?\s*$/, '')
    .replace(/[’']/g, "'")
    .replace(/[\s_./:*-]+/gu, ' ')
    .trim()
}

/** Added to the rank of a name that is only like a known one. */
const LOOSE = 1_000
const BRACKETED = /^([^(（]+?) ?[(（](.+)[)）]$/u
const KNOWN_PREFIXES: ReadonlySet<string> = new Set(CUSTOM_PREFIXES.map(foldHeader))

/** The two parts of `Custom field (Story Points)`, or null. */
export function bracketed(header: string): { prefix: string; inner: string } | null {
  const match = BRACKETED.exec(header.replace(/\s+/g, ' ').trim())
  return match === null ? null : { prefix: match[1]!.trim(), inner: match[2]!.trim() }
}

/** Texts before a bracket that stand for "custom field" in this header: the known ones, and any that two columns share. */
export function customPrefixes(header: readonly string[]): ReadonlySet<string> {
  const seen = new Map<string, Set<string>>()
  for (const name of header) {
    const parts = bracketed(name)
    if (parts === null) continue
    const prefix = foldHeader(parts.prefix)
    seen.set(prefix, (seen.get(prefix) ?? new Set()).add(parts.inner))
  }
  return new Set([...KNOWN_PREFIXES, ...[...seen].filter(([, inner]) => inner.size > 1).map(([prefix]) => prefix)])
}

/** Words as `foldHeader` leaves them: compared with a folded header, `часы`, `gün`, and `시간` as they are written match nothing. */
export const foldedWords = (words: string): ReadonlySet<string> => new Set(words.split('|').map(foldHeader))

/** The folded name inside `Custom field (…)`, or the folded header. */
export function fieldName(header: string, prefixes: ReadonlySet<string> = KNOWN_PREFIXES): string {
  const parts = bracketed(header)
  return parts !== null && prefixes.has(foldHeader(parts.prefix)) ? foldHeader(parts.inner) : foldHeader(header)
}

/** What a list calls the things in it, where every column repeats it: `Feature name`, `Card status`. */
const THINGS = new RegExp(
  `^(${[...foldedWords('feature|card|task|issue|ticket|bug|defect|story|user story|item|work item|backlog item|requirement|idea|request|deliverable|record|to do|todo|aufgabe|vorgang|tarea|tâche|ticket')].join('|')})s? (?=.)`,
  'u',
)

/** A unit behind a name: `Effort (days)`, `Aufwand in PT`, `工数(人日)`, `Time spent [h]`. */
const UNIT =
  /(?: ?[([（](?:in )?([^()[\]（）]{1,12})[)\]）]|, ([^ ,]{1,6})| in (pt|h|std|tagen|stunden|days|hours|points|sp|jours|heures))$/u
const HOURS = foldedWords(
  'h|hr|hrs|hour|hours|std|stunden|heure|heures|horas|hs|ore|uren|tim|timmar|godz|godziny|hod|saat|часы|часов|час|чч|ч|год|時間|小时|小時|시간',
)
const POINTS = foldedWords(
  'sp|pt|pts|point|points|punkte|story point|story points|pd|md|mt|d|day|days|tage|tagen|personentage|j|j h|jh|jour|jours|godz dni|dni|dní|gg|giorni|dias|días|dagar|dagen|gün|人天|일|дни|人日|工数',
)

/** Whether a size is stated in days, which no other size on a board is. */
export const isInDays = (header: string): boolean => {
  const unit = withoutUnit(foldHeader(header))
  return unit !== null && !unit.hours && !/^(sp|pts?|points?|punkte|story points?)$/u.test(unit.unit)
}

/** The name without its unit, and what the unit is: a size in days is a size, one in hours is an estimate. */
function withoutUnit(folded: string): { name: string; hours: boolean; unit: string } | null {
  const match = UNIT.exec(folded)
  const unit = (match?.[1] ?? match?.[2] ?? match?.[3])?.trim()
  if (unit === undefined || !(HOURS.has(unit) || POINTS.has(unit))) return null
  return { name: folded.slice(0, match!.index).trim(), hours: HOURS.has(unit), unit }
}

/** What stands around the name in a path: `fields.status.name`, `content.title`, `labels/0/name`. */
const AROUND = /^(fields|issue|node|content|attributes|properties|data|\d+)$/i
const NAMED_BY = /^(name|display_?name|value|login|title)$/i

/** The names that a path of a flattened JSON stands for; none for a header that is no path. */
function pathNames(header: string): string[] {
  if (!/^[\w$-]+([./][\w$-]+)+$/.test(header)) return []
  const parts = header.split(/[./]/).filter((part) => !AROUND.test(part))
  const bare = parts.length > 1 && NAMED_BY.test(parts.at(-1)!) ? parts.slice(0, -1) : parts
  return [parts, bare].filter(({ length }) => length > 0).map((path) => foldHeader(path.join(' ')))
}

/**
 * Other names of each column, for one whose own name says nothing: without a unit, without the path of a flattened JSON,
 * and without the word for the things that at least three columns share.
 */
export function looseNames(header: readonly string[]): string[][] {
  const folded = header.map(foldHeader)
  const counts = new Map<string, number>()
  for (const name of folded) {
    const thing = THINGS.exec(name)?.[0]
    if (thing !== undefined) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  }
  return folded.map((name, column) => {
    const thing = THINGS.exec(name)?.[0]
    const bare = thing !== undefined && counts.get(thing)! > 2 ? name.slice(thing.length) : null
    const unit = withoutUnit(bare ?? name)
    return [
      ...(bare === null ? [] : [bare]),
      ...(unit === null ? [] : [unit.name]),
      ...pathNames(header[column]!.trim()),
    ]
  })
}

const IN_HOURS: Partial<Record<Field, Field>> = { storyPoints: 'estimate' }

export interface ColumnMap {
  /** One entry a column. */
  readonly fields: readonly (Field | null)[]
  /** Columns of a field, in the order in which they are asked. */
  readonly columnsOf: ReadonlyMap<Field, readonly number[]>
}

/** A field, and how well a name of it fits. */
export interface NamedField {
  readonly field: Field
  readonly rank: number
}

/** Letters of a name that is known without its spaces. */
const SQUASHED = 6
// A format's names are the same for every file.
const KNOWN = new WeakMap<FieldNames, ReadonlyMap<string, NamedField>>()

/** The folded names of a format; of two fields with one name, the first has it. */
export function knownNames(names: FieldNames): ReadonlyMap<string, NamedField> {
  const before = KNOWN.get(names)
  if (before !== undefined) return before
  const known = new Map<string, NamedField>()
  for (const [field, spellings] of Object.entries(names) as [Field, readonly string[]][])
    spellings.forEach((name, rank) => {
      const folded = foldHeader(name)
      if (!known.has(folded)) known.set(folded, { field, rank })
    })
  // `blockedby` and `duedate`: without the spaces, behind all others. Names that are added here hold none.
  for (const [name, { field, rank }] of known) {
    const squashed = name.replaceAll(' ', '')
    if (squashed.length >= SQUASHED && !known.has(squashed)) known.set(squashed, { field, rank: rank + LOOSE })
  }
  KNOWN.set(names, known)
  return known
}

/** Maps every header; `said` (plain header → field or ignore) wins over the names of the format. */
export function mapHeaders(
  header: readonly string[],
  names: FieldNames,
  said: ReadonlyMap<string, Field | 'ignore'>,
): ColumnMap {
  const known = knownNames(names)
  const prefixes = customPrefixes(header)
  const loose = looseNames(header)
  const loosely = (column: number): NamedField | undefined => {
    for (const name of loose[column]!) {
      const match = known.get(name)
      if (match === undefined) continue
      const hours = withoutUnit(foldHeader(header[column]!))?.hours === true
      return { field: (hours ? IN_HOURS[match.field] : undefined) ?? match.field, rank: match.rank + LOOSE }
    }
    return undefined
  }
  const ranked = header.map((name, column): NamedField | undefined => {
    const inner = fieldName(name, prefixes)
    const decision = said.get(plainHeader(name)) ?? said.get(inner)
    if (decision === 'ignore') return undefined
    return decision !== undefined
      ? { field: decision, rank: -1 }
      : (known.get(foldHeader(name)) ?? known.get(inner) ?? loosely(column))
  })
  return columnMap(
    ranked.map((match) => match?.field ?? null),
    (column) => ranked[column]?.rank ?? 0,
  )
}

/** Columns by field; `rank` orders the columns of one field. */
export function columnMap(fields: readonly (Field | null)[], rank: (column: number) => number): ColumnMap {
  const columnsOf = new Map<Field, number[]>()
  fields.forEach((field, column) => {
    if (field !== null) columnsOf.set(field, [...(columnsOf.get(field) ?? []), column])
  })
  for (const columns of columnsOf.values()) columns.sort((a, b) => rank(a) - rank(b) || a - b)
  return { fields, columnsOf }
}
