import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { counted } from './format.ts'

const SHOWN = 25

interface RowsProps<Row> {
  caption: string
  head: readonly string[]
  rows: readonly Row[]
  /** What one row is called: "key", and by what it is found. */
  kind: [one: string, many: string]
  text: (row: Row) => string
  /** A row has several actions. */
  actions?: 'one' | 'several'
  children: (row: Row) => ComponentChildren
}

/** A table of any length: the first rows, a search once there are more, and a button for all of them. */
export function Rows<Row>({ caption, head, rows, kind, text, actions = 'one', children }: RowsProps<Row>) {
  const [search, setSearch] = useState('')
  const [all, setAll] = useState(false)
  const wanted = search.trim().toLowerCase()
  const found = wanted ? rows.filter((row) => text(row).toLowerCase().includes(wanted)) : rows
  const shown = all ? found : found.slice(0, SHOWN)
  return (
    <>
      {rows.length > SHOWN && (
        <div class="find">
          <input
            type="search"
            aria-label={`Find in ${counted(rows.length, ...kind)}`}
            placeholder={`Find in ${counted(rows.length, ...kind)}`}
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
          <span class="hint" role="status">
            {wanted ? (found.length ? counted(found.length, ...kind) : '') : ''}
          </span>
        </div>
      )}
      {found.length > 0 ? (
        <table class={`flow ${actions}`}>
          <caption class="sr">{caption}</caption>
          <thead>
            <tr>
              {head.map((title) => (
                <th scope="col">{title}</th>
              ))}
              <th scope="col" class="act">
                <span class="sr">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>{shown.map(children)}</tbody>
        </table>
      ) : (
        <p>
          <b>
            No {kind[1]} match “{search.trim()}”.
          </b>{' '}
          <button class="btn quiet small" type="button" onClick={() => setSearch('')}>
            Clear search
          </button>
        </p>
      )}
      {shown.length < found.length && (
        <div>
          <button class="btn quiet" type="button" onClick={() => setAll(true)}>
            Show all {counted(found.length, ...kind)}
          </button>
        </div>
      )}
    </>
  )
}
