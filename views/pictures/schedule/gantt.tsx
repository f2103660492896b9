/** The plan as a Gantt chart: weeks or the whole of it, lanes as far as they fit, and the bar that was chosen in words. */
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { oddsText } from '../../../text.ts'
import { Lane, laneHeight } from './lane.tsx'
import { mondayOf, remarkOn, streamsOf, type Bar, type SchedulePicture } from './schedule-picture.ts'
import { counted, figure, fullDay, isoOf, monthOf, movedWords, shortDay } from '../words.ts'

const WEEK = 7
/** Weeks of one screen when zoomed to weeks. */
const WINDOW = { wide: 12, narrow: 6 }
/** Pixels below which a picture counts as narrow, as in the style sheet. */
const NARROW = 608
/** Rows of bars that are drawn inline; the rest opens on request. */
const INLINE_ROWS = { wide: 8, narrow: 4 }

export interface ScheduleProps {
  picture: SchedulePicture
  locale: string
  fullscreen: boolean
  /** Part of a page that has its own main landmark. */
  page?: boolean
  /** The bar that the reader has chosen. */
  onBar?: (bar: Bar) => void
  /** The whole title of an item whose title did not travel; null where nobody can be asked. */
  titleOf?: ((key: string) => Promise<string | null>) | null
}

export function Gantt({ picture, locale, fullscreen, onBar, titleOf }: ScheduleProps) {
  const { bars, teams, load, firstWeek } = picture
  const at = useRef<HTMLDivElement>(null)
  // Nothing is drawn before it is known how wide: all bars would be laid out twice.
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    setWidth(at.current!.getBoundingClientRect().width)
    const observer = new ResizeObserver(([entry]) => setWidth(entry!.contentRect.width))
    observer.observe(at.current!)
    return () => observer.disconnect()
  }, [])
  const narrow = width < NARROW
  const first = mondayOf(Math.min(...bars.map(({ start }) => start)))
  const weeks = Math.ceil((Math.max(...bars.map(({ finish }) => finish)) + 1 - first) / WEEK)
  const size = narrow ? WINDOW.narrow : WINDOW.wide
  const [zoom, setZoom] = useState<'weeks' | 'months'>(weeks > 2 * WINDOW.wide ? 'months' : 'weeks')
  const [offset, setOffset] = useState(0)
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState<Bar | null>(null)
  const [title, setTitle] = useState<string | null>(null)
  /** An answer may come when another bar is chosen already. */
  const titled = useRef('')
  const span = zoom === 'months' ? weeks : Math.min(size, weeks)
  const from = first + (zoom === 'months' ? 0 : Math.min(offset, weeks - span)) * WEEK
  const to = from + span * WEEK
  const lanes = useMemo(
    () =>
      teams.flatMap((team, index) => {
        const streams = streamsOf(bars.filter((bar) => bar.team === index))
        return streams.length ? [{ team, index, streams, critical: streams.flat().some((bar) => bar.critical) }] : []
      }),
    [picture],
  )
  const most = fullscreen || open ? Infinity : narrow ? INLINE_ROWS.narrow : INLINE_ROWS.wide
  const shown = inlineLanes(lanes, most)
  const hidden = lanes.length - shown.length
  const choose = (bar: Bar) => {
    setChosen(bar)
    setTitle(bar.title)
    titled.current = bar.key
    onBar?.(bar)
    if (bar.title === null)
      titleOf?.(bar.key)
        .then((late) => titled.current === bar.key && setTitle(late))
        .catch(() => undefined)
  }
  return (
    <>
      <div class="plan" ref={at}>
        {width > 0 && (
          <>
            <Axis from={from} span={span} locale={locale} months={zoom === 'months'} />
            <div class="lanes">
              {shown.map((lane) => (
                <Lane
                  key={lane.team}
                  team={lane.team}
                  streams={lane.streams}
                  most={most}
                  load={load[lane.index] ?? []}
                  loadFrom={firstWeek}
                  from={from}
                  to={to}
                  pixels={(narrow ? width : width - 100) / (to - from)}
                  locale={locale}
                  chosen={chosen}
                  choose={choose}
                />
              ))}
              {!narrow && <Links lanes={shown} from={from} to={to} most={most} />}
            </div>
          </>
        )}
      </div>
      <div class="row between small dim gantt-foot">
        <span role="status">
          {chosen
            ? `${chosen.key} ${title ?? ''}: ${shortDay(chosen.start, locale)} to ${fullDay(chosen.finish, locale)}${remarkOn(chosen, locale) ? `, ${remarkOn(chosen, locale)}` : ''}${chosen.odds === null ? '' : `, ${oddsText(chosen.odds / 100)} likely by then`}${chosen.waitsFor.length ? `, waits for ${chosen.waitsFor.join(', ')}` : ''}${chosen.moved ? `, ${movedWords(chosen.moved, locale)} than in the saved plan` : ''}.`
            : `${picture.bars.length < picture.total ? `${figure(picture.bars.length, locale)} of ${figure(picture.total, locale)} assignments. ` : ''}${zoom === 'weeks' && span < weeks ? `${shortDay(from, locale)} to ${shortDay(to - 1, locale)}` : ''}`}
        </span>
        <span class="row">
          {hidden > 0 && (
            <button type="button" class="btn quiet small" onClick={() => setOpen(true)}>
              {counted(hidden, locale, 'more team', 'more teams')}
            </button>
          )}
          {zoom === 'weeks' && span < weeks && (
            <>
              <button
                type="button"
                class="btn quiet small"
                disabled={from === first}
                onClick={() => setOffset(Math.max(0, Math.min(offset, weeks - span) - span))}
              >
                Earlier
              </button>
              <button
                type="button"
                class="btn quiet small"
                disabled={to >= first + weeks * WEEK}
                onClick={() => setOffset(Math.min(weeks - span, offset + span))}
              >
                Later
              </button>
            </>
          )}
          {weeks > size && (
            <button
              type="button"
              class="btn quiet small"
              onClick={() => setZoom(zoom === 'weeks' ? 'months' : 'weeks')}
            >
              {zoom === 'weeks' ? 'Months' : 'Weeks'}
            </button>
          )}
        </span>
      </div>
    </>
  )
}

type LaneRow = { team: string; index: number; streams: Bar[][]; critical: boolean }

/** Lanes on the critical path stay; others as far as the rows last. The order is the plan's. */
function inlineLanes(lanes: readonly LaneRow[], most: number): readonly LaneRow[] {
  let rows = 0
  const kept = new Set<LaneRow>()
  for (const lane of [...lanes].sort((a, b) => Number(b.critical) - Number(a.critical))) {
    const taken = Math.min(lane.streams.length, most)
    if (kept.size > 0 && rows + taken > most) continue
    rows += taken
    kept.add(lane)
  }
  return lanes.filter((lane) => kept.has(lane))
}

function Axis({ from, span, locale, months }: { from: number; span: number; locale: string; months: boolean }) {
  const starts = Array.from({ length: span }, (_, week) => from + week * WEEK)
  const isNew = (day: number, week: number) => week === 0 || monthOf(day, locale) !== monthOf(day - WEEK, locale)
  const places = starts
    .flatMap((day, week) => (isNew(day, week) ? [week] : []))
    .filter((_, n) => n % Math.ceil(span / 60) === 0)
  return (
    <div class="grid" aria-hidden="true">
      <span />
      <div class="axis" style={{ gridTemplateColumns: `repeat(${span}, minmax(0, 1fr))` }}>
        {places.map((week, n) => (
          <b key={week} style={{ gridColumn: `${week + 1} / ${(places[n + 1] ?? span) + 1}` }}>
            {monthOf(starts[week]!, locale)}
            {(n === 0 || isoOf(starts[week]!).slice(5, 7) === '01') && (
              <span class="wide"> {isoOf(starts[week]!).slice(0, 4)}</span>
            )}
          </b>
        ))}
        {!months &&
          starts.map((day, week) => (
            <span key={day} class={week % 2 ? 'odd' : ''} style={{ gridColumn: week + 1, gridRow: 2 }}>
              {Number(isoOf(day).slice(8))}
            </span>
          ))}
      </div>
    </div>
  )
}

/** The critical path as one line behind the bars. */
function Links({ lanes, from, to, most }: { lanes: readonly LaneRow[]; from: number; to: number; most: number }) {
  const places: { bar: Bar; y: number }[] = []
  let top = 0
  for (const { streams } of lanes) {
    streams.slice(0, most).forEach((row, at) => {
      for (const bar of row) if (bar.critical) places.push({ bar, y: top + at * 24 + 11 })
    })
    top += laneHeight(Math.min(streams.length, most))
  }
  const path = places
    .flatMap(({ bar, y }) =>
      places
        .filter((other) => bar.waitsFor.includes(other.bar.key))
        .map((other) => `M${other.bar.finish + 1 - from} ${other.y}V${y}H${bar.start - from}`),
    )
    .join('')
  return path ? (
    <svg
      class="links"
      viewBox={`0 0 ${to - from} ${top}`}
      style={{ height: `${top}px` }}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  ) : null
}
