/** One team: its bars in rows that do not overlap, and the load of each week under them. */
import { useRef } from 'preact/hooks'
import { daysLate, type Bar } from './schedule-picture.ts'
import { counted, fullDay, shortDay } from '../words.ts'

const WEEK = 7
const ROW = 24
const STRIP = 16
const GAP = 7
/** Pixels from which a bar can be pressed, and beyond which there is room for its key, its title, and how late it is. */
const TARGET = 24
const ROOM = { key: 62, title: 96, late: 150 }

export const laneHeight = (rows: number) => rows * ROW + STRIP + GAP

export interface LaneProps {
  team: string
  streams: readonly (readonly Bar[])[]
  /** Rows that are drawn. */
  most: number
  load: readonly (number | null)[]
  loadFrom: number
  /** Days shown, the last excluded. */
  from: number
  to: number
  /** Width of a day. */
  pixels: number
  locale: string
  chosen: Bar | null
  choose(bar: Bar): void
}

export function Lane({ team, streams, most, load, loadFrom, from, to, pixels, locale, chosen, choose }: LaneProps) {
  const at = useRef<HTMLDivElement>(null)
  const rows = streams.slice(0, most)
  const days = to - from
  // One tab stop for each lane; arrows walk among its bars.
  const walk = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step) return
    const all = [...at.current!.querySelectorAll<HTMLButtonElement>('button.b')]
    const next = all[all.indexOf(event.target as HTMLButtonElement) + step]
    if (!next) return
    event.preventDefault()
    next.focus()
  }
  let stop = true
  const weeks = Array.from({ length: Math.ceil(days / WEEK) }, (_, week) => load[(from - loadFrom) / WEEK + week])
  return (
    <section class="lane" aria-label={team}>
      <h2>
        <bdi class="clip" title={team}>
          {team}
        </bdi>
        <small>
          {streams.length > 1 && counted(streams.length, locale, 'row')}
          {rows.length < streams.length && `, ${rows.length} shown`}
        </small>
        <small class="ld">load, %</small>
      </h2>
      <div class="rows" ref={at} onKeyDown={walk}>
        {rows.map((row, line) => (
          <div key={line} class="r" style={{ gridTemplateColumns: tracksOf(row, from, to) }}>
            {spansOf(row, from, to).map(({ bar, start, end }, place) => {
              const late = daysLate(bar)
              const lateDays = Math.min(late, end - start)
              const words = `, ${shortDay(bar.start, locale)} to ${fullDay(bar.finish, locale)}${bar.critical ? ', on the critical path' : ''}${late ? `, ${counted(late, locale, 'day')} late` : ''}`
              const name = `${bar.title ? `${bar.key} ${bar.title}` : bar.key}${words}`
              // Known here, so that no bar has to be a container that is laid out before its style is.
              const wide = (end - start) * pixels - 1
              const named = wide > ROOM.key
              const look = {
                class: `b${bar.critical ? ' crit' : ''}${bar.key === chosen?.key ? ' on' : ''}`,
                style: { gridColumn: 2 * place + 2 },
                title: name,
                'data-fill': true,
                // Where its key does not fit, a bar has no text that could name it.
                ...(!named && { 'aria-label': name }),
              }
              const inside = (
                <>
                  {named && (
                    <span class={`t${wide > ROOM.title ? '' : ' cut'}`}>
                      <span class="k">{bar.key}</span>
                      {wide > ROOM.title && <span class="nm"> {bar.title}</span>}
                    </span>
                  )}
                  {lateDays > 0 && (
                    <i class="late" style={{ width: `${(lateDays / (end - start)) * 100}%` }}>
                      {wide > ROOM.late && `+${counted(late, locale, 'day')}`}
                    </i>
                  )}
                </>
              )
              if (wide + 1 < TARGET)
                return (
                  <span key={bar.key} role="img" {...look}>
                    {inside}
                  </span>
                )
              const tabIndex = stop ? 0 : -1
              stop = false
              return (
                <button key={bar.key} type="button" tabIndex={tabIndex} onClick={() => choose(bar)} {...look}>
                  {inside}
                  {named && <span class="sr">{words}</span>}
                </button>
              )
            })}
          </div>
        ))}
        <div class="h" style={{ gridTemplateColumns: `repeat(${weeks.length}, minmax(0, 1fr))` }} aria-hidden="true">
          {weeks.map((value, week) => (
            <span key={week} class={heat(value)} data-fill>
              {pixels * WEEK >= 26 && (value === null ? 'shut' : value)}
            </span>
          ))}
        </div>
      </div>
    </section>
  )
}

/** The part of each bar that is shown, from its first day until the day after its last. */
const spansOf = (row: readonly Bar[], from: number, to: number) =>
  row
    .map((bar) => ({ bar, start: Math.max(bar.start, from), end: Math.min(bar.finish + 1, to) }))
    .filter(({ start, end }) => start < end)

/** Each bar is one column, and so is the time before it: a column for each day of years would be laid out for every row. */
function tracksOf(row: readonly Bar[], from: number, to: number): string {
  const edges = [from, ...spansOf(row, from, to).flatMap(({ start, end }) => [start, end]), to]
  return edges
    .slice(1)
    .map((edge, at) => `minmax(0, ${edge - edges[at]!}fr)`)
    .join(' ')
}

const STEPS = [0, 25, 50, 75, 90, 100]
function heat(value: number | null | undefined): string {
  if (value === null) return 'shut'
  if (value === undefined) return 'none'
  const step = STEPS.findIndex((most) => value <= most)
  return step < 0 ? 'over' : `h${step}`
}
