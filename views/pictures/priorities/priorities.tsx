/** What next, and why this order? The ranked list, its tiers, one item in full, and weights that rank it again. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import './priorities.css'
import {
  rankAgain,
  weightsOf,
  type Order,
  type PrioritiesPicture,
  type Ranker,
  type Row,
  type Weights,
} from './priorities-picture.ts'
import { Ranked, type Sorting } from './ranked.tsx'
import { Radar } from './radar.tsx'
import { Tiers } from './tiers.tsx'
import { counted, figure, percent, withDates } from '../words.ts'
import { WeightSliders } from './weights.tsx'

const PAGE = { narrow: 5, inline: 8, full: 25 }
const NARROW = 608

export interface PrioritiesProps {
  picture: PrioritiesPicture
  locale: string
  theme: string
  fullscreen: boolean
  /** Part of a page that has its own main landmark. */
  page?: boolean
  /** Ranks long lists, so that they do not hold up the page. Default: here and at once. */
  ranker?: Ranker | null
  /** The order under the reader's own weights; null while they are the answer's. */
  onOrder?: (changed: Order | null) => void
}

export function Priorities({
  picture,
  locale,
  theme,
  fullscreen,
  page: inPage = false,
  ranker = null,
  onOrder,
}: PrioritiesProps) {
  const Root = inPage ? 'div' : 'main'
  const usual = useMemo(() => weightsOf(picture), [picture])
  const [weights, setWeights] = useState(usual)
  const base = useRanked(picture, usual, ranker)
  const again = useRanked(picture, weights, ranker)
  const same = (one: Weights) => JSON.stringify(one) === JSON.stringify(usual)
  // Rows and the weights they stand in travel together: a ranker elsewhere answers later than the sliders move.
  const ranked = same(weights) ? { ...base, weights: usual } : again
  const { rows } = ranked
  const before = useMemo(() => new Map(base.rows.map(({ key, rank }) => [key, rank])), [base])
  const moved = (row: Row) => (before.get(row.key) ?? row.rank) - row.rank
  const changed = !same(ranked.weights)
  useEffect(() => setWeights(usual), [usual])
  useEffect(() => onOrder?.(changed ? ranked : null), [rows, changed])

  const [search, setSearch] = useState('')
  const [tier, setTier] = useState<string | null>(null)
  const [sorting, setSorting] = useState<Sorting>({ by: 'rank', down: false })
  /** The first row in sight; pages differ in size, and stay where they are when they do. */
  const [start, setStart] = useState(0)
  const [chosen, setChosen] = useState<string | null>(null)
  const at = useRef<HTMLDivElement>(null)
  const [narrow, setNarrow] = useState(false)
  const empty = rows.length === 0
  useEffect(() => {
    // There is nothing to measure while nothing is listed.
    if (!at.current) return
    const observer = new ResizeObserver(([entry]) => setNarrow(entry!.contentRect.width < NARROW))
    observer.observe(at.current)
    return () => observer.disconnect()
  }, [empty])
  useEffect(() => setStart(0), [search, tier, sorting, picture])

  const size = fullscreen ? PAGE.full : narrow ? PAGE.narrow : PAGE.inline
  const words = search.trim().toLowerCase()
  const found = rows
    .filter((row) => (tier === null || row.tier === tier) && `${row.key} ${row.title}`.toLowerCase().includes(words))
    .sort((a, b) => {
      const by = (a[sorting.by] ?? -1) - (b[sorting.by] ?? -1) || a.rank - b.rank
      return sorting.down ? -by : by
    })
  const first = Math.min(start, Math.max(0, found.length - 1))
  const shown = found.slice(first, first + size)
  const said = (value: number) => figure(value, locale)
  const one = rows.find(({ key }) => key === chosen) ?? rows[0]
  return (
    <Root class={inPage ? 'view page' : undefined}>
      <Heading picture={picture} locale={locale} rows={rows} moved={moved} changed={changed} />
      {rows.length > 0 && (
        <div class="pr" ref={at}>
          <section class="pr-list" aria-label="Ranked items">
            <div class="pr-bar">
              <input
                type="search"
                aria-label="Filter by key or title"
                placeholder="Filter"
                value={search}
                onInput={({ currentTarget }) => setSearch(currentTarget.value)}
              />
              {picture.inputs && picture.method !== 'withoutScores' && (
                <WeightSliders
                  picture={picture}
                  weights={weights}
                  usual={usual}
                  set={setWeights}
                  changed={!same(weights)}
                />
              )}
            </div>
            <Ranked
              rows={shown}
              locale={locale}
              total={picture.total}
              most={rows.length}
              method={picture.method}
              sorting={sorting}
              sort={setSorting}
              chosen={one?.key ?? null}
              choose={setChosen}
              moved={moved}
            />
            <div class="row between small dim">
              <span role="status">
                {found.length
                  ? `${said(first + 1)}–${said(first + shown.length)} of ${said(found.length)}${rows.length < picture.total ? ` (${said(rows.length)} of ${said(picture.total)} are listed)` : ''}`
                  : 'No items match.'}
              </span>
              <span class="row pr-pages">
                <button
                  type="button"
                  class="btn quiet small"
                  disabled={first === 0}
                  onClick={() => setStart(Math.max(0, first - size))}
                >
                  Back
                </button>
                <button
                  type="button"
                  class="btn quiet small"
                  disabled={first + size >= found.length}
                  onClick={() => setStart(first + size)}
                >
                  Next
                </button>
              </span>
            </div>
            {!inPage && !picture.inputs && picture.method !== 'withoutScores' && (
              <p class="small dim">
                This list is too long to rank again here. Ask for other weights in the conversation, or open PM33.
              </p>
            )}
          </section>
          {picture.method !== 'withoutScores' && one && (
            <div class="pr-side stack">
              <Tiers rows={rows} chosen={tier} choose={setTier} theme={theme} locale={locale} />
              <Radar row={one} rows={rows} />
            </div>
          )}
        </div>
      )}
    </Root>
  )
}

/** While it is ranked somewhere else, the list is as it was before. */
function useRanked(picture: PrioritiesPicture, weights: Weights, ranker: Ranker | null): Order {
  const here = useMemo(
    () => (ranker ? null : { weights, rows: rankAgain(picture, weights) }),
    [picture, weights, ranker],
  )
  const [there, setThere] = useState<Order>({ weights: weightsOf(picture), rows: picture.rows })
  useEffect(() => {
    ranker?.(weights)
      .then((rows) => rows && setThere({ weights, rows }))
      .catch(() => undefined)
  }, [weights, ranker])
  return here ?? there
}

function Heading({
  picture,
  locale,
  rows,
  moved,
  changed,
}: {
  picture: PrioritiesPicture
  locale: string
  rows: readonly Row[]
  moved: (row: Row) => number
  changed: boolean
}) {
  const { upper, stability, total } = picture
  const said = (value: number) => figure(value, locale)
  const most = rows.reduce<Row | null>((best, row) => (moved(row) > (best ? moved(best) : 0) ? row : best), null)
  const count = rows.filter((row) => moved(row) !== 0).length
  return (
    <header class="stack tight">
      <h1 class="answer">{withDates(picture.sentence, locale)}</h1>
      <p class="facts" role="status">
        {changed ? (
          <span>
            <b>{said(count)}</b> of {said(rows.length)} moved under these weights
            {most && (
              <>
                ; <b>{most.key}</b> rose {said(moved(most))} to rank {said(most.rank)}
              </>
            )}
          </span>
        ) : (
          upper &&
          upper.count < total && (
            <span>
              First {said(upper.count)} of {said(total)}: <b>{percent(upper.value)}</b> of the{' '}
              {upper.effort == null ? (
                'score'
              ) : (
                <>
                  value, <b>{percent(upper.effort)}</b> of the effort
                </>
              )}
            </span>
          )
        )}
        {!changed && stability && (
          <span class="wide">
            <b>{said(Math.round(stability.stay))}</b> of the first {counted(stability.topK, locale, 'item')} stay there
            if estimates are one step off
          </span>
        )}
      </p>
    </header>
  )
}
