import type { RefObject } from 'preact'
import type { BacklogRowFragment, BacklogSort, SortDirection } from '../../operations.generated.ts'
import { counted, day, figure } from '../parts/format.ts'
import type { Choice } from '../parts/field.tsx'
import { unlessChanged } from '../parts/unless-changed.tsx'
import { Cell } from './cell.tsx'
import { CATEGORIES, PRIORITIES } from './asked.ts'
import type { Changeable } from './change.ts'

/** Pixels of a row; the style sheet has the same. */
export const ROW = 36

export interface GroupHead {
  id: string
  title: string
  open: number
  points: number
  percentDone: number | null
  expanded: boolean
  /** Opens or closes it; null where its items cannot be listed. */
  toggle: (() => void) | null
}

/** One line of the table: the head of a group, an item, or an item that is still being read. */
export type Line = { group: GroupHead } | { row: BacklogRowFragment } | { row: null }

interface Sorting {
  sort: BacklogSort | null
  direction: SortDirection | null
  by: (sort: BacklogSort | null, direction: SortDirection) => void
}

export interface TableProps {
  body: RefObject<HTMLTableSectionElement | null>
  count: number
  from: number
  lines: readonly Line[]
  sorting: Sorting
  statuses: readonly Choice[]
  teams: readonly Choice[]
  /** The same function each time: rows are drawn again when it is another one. */
  save: ((row: BacklogRowFragment, field: Changeable, typed: string) => Promise<void>) | null
  open: (key: string) => void
}

const HEADS: readonly { title: string; sort?: BacklogSort; class: string }[] = [
  { title: 'Key', sort: 'key', class: 'b-key' },
  { title: 'Title', class: 'b-title' },
  { title: 'Type', class: 'b-type' },
  { title: 'Status', class: 'b-status' },
  { title: 'Priority', sort: 'priority', class: 'b-priority' },
  { title: 'Points', class: 'b-points n' },
  { title: 'Team', class: 'b-team' },
  { title: 'Due', sort: 'due', class: 'b-due' },
]

/** Arrow keys go up and down in a column. */
function arrows(event: KeyboardEvent) {
  const at = event.target as HTMLElement
  if ((event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || at.tagName !== 'BUTTON') return
  const row = at.closest('tr')
  const next = event.key === 'ArrowUp' ? row?.previousElementSibling : row?.nextElementSibling
  const column = at.dataset.column
  const target = next?.querySelector<HTMLElement>(column ? `[data-column="${column}"], .group` : 'button')
  if (!target) return
  event.preventDefault()
  target.focus()
}

/** The rows in sight, with room for all others above and below. */
export function BacklogTable({ body, count, from, lines, sorting, statuses, teams, save, open }: TableProps) {
  const { sort, direction, by } = sorting
  const room = (rows: number) =>
    rows > 0 && (
      <tr aria-hidden="true" class="room" style={{ height: `${rows * ROW}px` }}>
        <td colSpan={HEADS.length} />
      </tr>
    )
  return (
    <table class="backlog" role="table" aria-rowcount={count + 1}>
      <caption class="sr">Backlog items</caption>
      <thead role="rowgroup">
        <tr role="row">
          {HEADS.map((head) => {
            const sorted = head.sort && head.sort === sort
            return (
              <th
                key={head.title}
                role="columnheader"
                scope="col"
                class={head.class}
                {...(sorted && { 'aria-sort': direction === 'desc' ? 'descending' : 'ascending' })}
              >
                {head.sort ? (
                  <button type="button" onClick={() => by(head.sort!, sorted && direction === 'asc' ? 'desc' : 'asc')}>
                    {head.title}
                    {sorted && <span aria-hidden="true"> {direction === 'desc' ? '↓' : '↑'}</span>}
                  </button>
                ) : (
                  head.title
                )}
              </th>
            )
          })}
        </tr>
      </thead>
      <tbody role="rowgroup" ref={body} onKeyDown={arrows}>
        {room(from)}
        {lines.map((line, at) =>
          'group' in line ? (
            <Group key={`group ${line.group.id}`} {...line.group} at={from + at} />
          ) : line.row ? (
            <Item
              key={line.row.id}
              row={line.row}
              at={from + at}
              statuses={statuses}
              teams={teams}
              save={save}
              open={open}
            />
          ) : (
            <tr role="row" key={`unread ${from + at}`} aria-rowindex={from + at + 2}>
              <td role="cell" class="faint" colSpan={HEADS.length}>
                …
              </td>
            </tr>
          ),
        )}
        {room(count - from - lines.length)}
      </tbody>
    </table>
  )
}

const Group = ({ title, open, points, percentDone, expanded, toggle, at }: GroupHead & { at: number }) => (
  <tr role="row" class="group-row" aria-rowindex={at + 2}>
    <th role="rowheader" scope="rowgroup" colSpan={HEADS.length}>
      {toggle ? (
        <button type="button" class="group" data-column="key" aria-expanded={expanded} onClick={toggle}>
          <span aria-hidden="true">{expanded ? '▾' : '▸'}</span> <b>{title}</b>
        </button>
      ) : (
        <b>{title}</b>
      )}
      <span class="dim small">
        {' '}
        {figure(open)} open{points > 0 && `, ${counted(points, 'point')}`}
        {percentDone !== null && `, ${percentDone}% done`}
      </span>
    </th>
  </tr>
)

interface ItemProps extends Pick<TableProps, 'statuses' | 'teams' | 'save' | 'open'> {
  row: BacklogRowFragment
  at: number
}

const PRIORITY_CHOICES = PRIORITIES.map((one) => ({ value: one, text: one }))

const Item = unlessChanged(({ row, at, statuses, teams, save, open }: ItemProps) => {
  const { key } = row
  const saver = (field: Changeable) => save && ((typed: string) => save(row, field, typed))
  const late = row.dueDate !== null && row.dueDate !== undefined && isOpen(row) && row.dueDate < today()
  return (
    <tr role="row" aria-rowindex={at + 2} class={isOpen(row) ? undefined : 'off'}>
      <th role="rowheader" scope="row" class="b-key">
        <button type="button" class="cell key" data-column="key" onClick={() => open(key)}>
          {key}
        </button>
      </th>
      <td role="cell" class="b-title">
        <Cell
          label={`Title of ${key}`}
          column="title"
          text={row.title}
          value={row.title}
          kind="text"
          save={saver('title')}
        />
      </td>
      <td role="cell" class="b-type dim">
        {row.type}
      </td>
      <td role="cell" class="b-status">
        <Cell
          label={`Status of ${key}`}
          column="status"
          text={row.status}
          value={row.status}
          kind={statuses}
          save={saver('status')}
        />
        <span class="sr">({CATEGORIES[row.statusCategory]})</span>
      </td>
      <td role="cell" class="b-priority">
        <Cell
          label={`Priority of ${key}`}
          column="priority"
          text={row.priority === 'none' ? '' : row.priority}
          value={row.priority}
          kind={PRIORITY_CHOICES}
          save={saver('priority')}
        />
      </td>
      <td role="cell" class="b-points n">
        <Cell
          label={`Points of ${key}`}
          column="points"
          text={row.storyPoints == null ? '' : figure(row.storyPoints)}
          value={row.storyPoints == null ? '' : String(row.storyPoints)}
          kind="number"
          save={saver('storyPoints')}
        />
      </td>
      <td role="cell" class="b-team">
        <Cell
          label={`Team of ${key}`}
          column="team"
          text={row.team?.name ?? ''}
          value={row.team?.id ?? ''}
          kind={teams}
          save={saver('teamId')}
        />
      </td>
      <td role="cell" class={late ? 'b-due late' : 'b-due'}>
        <Cell
          label={`Due date of ${key}`}
          column="due"
          text={row.dueDate ? `${day(row.dueDate)}${late ? ', overdue' : ''}` : ''}
          value={row.dueDate ?? ''}
          kind="date"
          save={saver('dueDate')}
        />
      </td>
    </tr>
  )
})

const isOpen = ({ statusCategory }: BacklogRowFragment) => statusCategory !== 'done' && statusCategory !== 'cancelled'
const today = () => new Date().toISOString().slice(0, 10)
