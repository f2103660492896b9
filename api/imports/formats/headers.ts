/** Column headers to fields: whatever the case, the language and the generation of the export. */
import type { Field } from '../record/fields.ts'

/** Lower case, one kind of space, no mark. */
export function plainHeader(header: string): string {
  return header
    .replace(/^\ufeff/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .normalize('NFC')
}

const CUSTOM =
  /^(?:custom fields?|benutzerdefinierte[s]? feld(?:er)?|champs? personnalisés?|campos? personalizados?|camp[oi] personalizzat[oi]|aangepast veld|пользовательское поле|カスタム ?フィールド|사용자 지정 필드|自定义字段|自訂欄位) ?[(（](.+)[)）]$/

/** The name inside `Custom field (…)`, or the plain header. */
export function fieldName(header: string): string {
  const plain = plainHeader(header)
  return CUSTOM.exec(plain)?.[1]?.trim() ?? plain
}

/** Names of one field, best first: when several columns hold it, the first that is filled in a row counts. */
export type FieldNames = Partial<Record<Field, readonly string[]>>

export interface ColumnMap {
  /** One entry a column. */
  readonly fields: readonly (Field | null)[]
  /** Columns of a field, in the order in which they are asked. */
  readonly columnsOf: ReadonlyMap<Field, readonly number[]>
}

/** Maps every header; `said` (plain header → field or ignore) wins over the names of the format. */
export function mapHeaders(
  header: readonly string[],
  names: FieldNames,
  said: ReadonlyMap<string, Field | 'ignore'>,
): ColumnMap {
  const known = new Map<string, { field: Field; rank: number }>()
  for (const [field, spellings] of Object.entries(names) as [Field, readonly string[]][])
    spellings.forEach((name, rank) => {
      if (!known.has(name)) known.set(name, { field, rank })
    })
  const fields: (Field | null)[] = []
  const ranked = new Map<Field, { column: number; rank: number }[]>()
  header.forEach((name, column) => {
    const decision = said.get(plainHeader(name)) ?? said.get(fieldName(name))
    const match =
      decision === 'ignore'
        ? undefined
        : decision !== undefined
          ? { field: decision, rank: -1 }
          : (known.get(plainHeader(name)) ?? known.get(fieldName(name)))
    fields.push(match?.field ?? null)
    if (match !== undefined) ranked.set(match.field, [...(ranked.get(match.field) ?? []), { column, rank: match.rank }])
  })
  const columnsOf = new Map(
    [...ranked].map(
      ([field, columns]) =>
        [field, columns.sort((a, b) => a.rank - b.rank || a.column - b.column).map(({ column }) => column)] as const,
    ),
  )
  return { fields, columnsOf }
}
