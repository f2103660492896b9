/** The ranked rows: rank, item, tier, score with its parts, size, range of ranks, and why. */
import type { Method, Row } from './priorities-picture.ts'
import { figure, tenths } from '../words.ts'

export interface Sorting {
  readonly by: 'rank' | 'score' | 'size'
  readonly down: boolean
}

export interface RankedProps {
  rows: readonly Row[]
  locale: string
  total: number
  /** The last rank. */
  most: number
  method: Method
  sorting: Sorting
  sort(sorting: Sorting): void
  chosen: string | null
  choose(key: string): void
  /** Ranks that a row has risen under the reader's weights. */
  moved(row: Row): number
}

const METHODS: Record<Method, string> = { wsjf: 'WSJF', rice: 'RICE', ice: 'ICE', withoutScores: 'Score' }
const PARTS = ['--tier-0', '--tier-2', '--tier-3']

export function Ranked({ rows, locale, total, most, method, sorting, sort, chosen, choose, moved }: RankedProps) {
  const said = (value: number) => figure(value, locale)
  const scored = method !== 'withoutScores'
  const highest = Math.max(1e-9, ...rows.map(({ score }) => score ?? 0))
  const head = (by: Sorting['by'], words: string, short?: string) => (
    <button type="button" onClick={() => sort({ by, down: sorting.by === by ? !sorting.down : by !== 'rank' })}>
      {short ? (
        <>
          <span class="sr">{words}</span>
          <span aria-hidden="true">{short}</span>
        </>
      ) : (
        words
      )}
      {sorting.by === by && <span aria-hidden="true"> {sorting.down ? '↓' : '↑'}</span>}
    </button>
  )
  const sorted = (by: Sorting['by']) =>
    sorting.by === by ? ({ 'aria-sort': sorting.down ? 'descending' : 'ascending' } as const) : {}
  return (
    <table class={`pr-table${scored ? '' : ' plain'}`}>
      <caption class="sr">Items in the order to build them, of {said(total)}</caption>
      <thead>
        <tr>
          <th scope="col" class="rk" {...sorted('rank')}>
            {head('rank', 'Rank', '#')}
          </th>
          <th scope="col">Item</th>
          {scored && (
            <>
              <th scope="col" class="c-t">
                Tier
              </th>
              <th scope="col" class="c-s" {...sorted('score')}>
                {head('score', METHODS[method])}
              </th>
              <th scope="col" class="c-z n" {...sorted('size')}>
                {head('size', 'Size')}
              </th>
              <th scope="col" class="c-r">
                Range
              </th>
            </>
          )}
          <th scope="col" class="c-w">
            Why here
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const by = moved(row)
          return (
            <tr key={row.key} class={row.key === chosen ? 'on' : ''}>
              <td class="rk nowrap">
                <span class="no">{said(row.rank)}</span>
                {by !== 0 && (
                  <span class={`mv ${by > 0 ? 'up' : 'dn'}`}>
                    <span aria-hidden="true">
                      {by > 0 ? '↑' : '↓'}
                      {said(Math.abs(by))}
                    </span>
                    <span class="sr">
                      {by > 0 ? 'up' : 'down'} {said(Math.abs(by))}
                    </span>
                  </span>
                )}
              </td>
              <th scope="row">
                <button type="button" class="it" aria-pressed={row.key === chosen} onClick={() => choose(row.key)}>
                  <bdi class="key">{row.key}</bdi> {row.title}
                </button>
                {row.key === chosen && <span class="sub">{row.reason}</span>}
              </th>
              {scored && (
                <>
                  <td class="c-t">
                    {row.tier && (
                      <span class="tier" data-t={row.tier.slice(1)} data-fill>
                        {row.tier}
                      </span>
                    )}
                  </td>
                  <td class="c-s sc nowrap">
                    <Parts row={row} highest={highest} />
                    <b>{row.score !== null && tenths(row.score, locale)}</b>
                  </td>
                  <td class="c-z n">
                    {row.size === null ? '' : said(row.size)}
                    {row.guessed && <abbr title="estimated">?</abbr>}
                  </td>
                  <td class="c-r nowrap">
                    {row.low !== null && row.high !== null && (
                      <>
                        <span class="rg" aria-hidden="true">
                          <i
                            style={{ insetInlineStart: place(row.low, most), width: width(row.high - row.low, most) }}
                          />
                          <b style={{ insetInlineStart: place(row.rank, most) }} />
                        </span>
                        {said(row.low)}–{said(row.high)}
                      </>
                    )}
                  </td>
                </>
              )}
              <td class="c-w why" title={row.reason}>
                {row.reason}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** On a square root, so that the first ranks are told apart in a long list. */
const at = (rank: number, most: number) => Math.sqrt((Math.max(1, rank) - 1) / Math.max(1, most - 1)) * 100
const place = (rank: number, most: number) => `${at(rank, most)}%`
const width = (ranks: number, most: number) => `${Math.max(2, at(ranks + 1, most))}%`

/** What the score is made of, each part divided by the size; factors raise them alike. */
function Parts({ row, highest }: { row: Row; highest: number }) {
  const sum = row.parts.reduce((total, [, value]) => total + value, 0)
  const share = (value: number) => (sum > 0 ? (value / sum) * ((row.score ?? 0) / highest) * 100 : 0)
  return (
    <span class="pb" aria-hidden="true">
      {row.parts.slice(0, 3).map(([name, value], part) => (
        <i key={name} data-fill style={{ width: `${share(value)}%`, background: `var(${PARTS[part]})` }} />
      ))}
    </span>
  )
}
