/** A list of like rows as one array for each field: the names are sent once. */
export type Columns<Row> = { readonly [Field in keyof Row]: readonly Row[Field][] }

export function rowsOf<Row extends object>(columns: Columns<Row>): Row[] {
  const fields = Object.entries(columns) as [keyof Row, readonly unknown[]][]
  const length = Math.max(0, ...fields.map(([, values]) => values.length))
  return Array.from(
    { length },
    (_, at) => Object.fromEntries(fields.map(([field, values]) => [field, values[at] ?? null])) as Row,
  )
}
