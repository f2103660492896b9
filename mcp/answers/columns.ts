/** What a view draws from, in the `_meta` of a result: it costs the model nothing, and a host has to carry it. */

/** Bytes of JSON. */
export const BULK_LIMIT = 64_000

/** Like rows as one list for each field: names are sent once. A field that no row has is left out. */
export function columnsOf<Row extends object>(rows: readonly Row[]): { [Field in keyof Row]?: Row[Field][] } {
  const fields = new Set(rows.flatMap((row) => Object.keys(row) as (keyof Row)[]))
  return Object.fromEntries(
    [...fields].flatMap((field) => {
      const values = rows.map((row) => row[field] ?? null)
      return values.every((value) => value === null) ? [] : [[field, values]]
    }),
  ) as { [Field in keyof Row]?: Row[Field][] }
}

/** The first of the variants, fullest first, that fits. The last is taken as it is. */
export function fittingBulk(...variants: readonly (() => object)[]): object {
  let made: object = {}
  for (const variant of variants) {
    made = variant()
    if (Buffer.byteLength(JSON.stringify(made)) <= BULK_LIMIT) break
  }
  return made
}

const DAY = 86_400_000
/** Days from one date to another. */
export const daysFrom = (from: string, date: string) => Math.round((Date.parse(date) - Date.parse(from)) / DAY)
