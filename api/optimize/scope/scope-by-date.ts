/** The best set of a ranked list that ships by a date, in points where the history and the list have them, else in items. */
import type { History, OpenWork } from '../../planning/planning.ts'
import type { ItemRow } from '../../backlog/row.ts'
import { dayOf } from '../../math/calendar.ts'
import { canForecast, forecasterOf, probabilityBy } from '../../velocity/forecast/forecast.ts'
import { flowHistory, roughBecause } from '../../velocity/flow/history.ts'
import { completionsOf, sizesOf, sizeWords, usualUnit, type Unit } from '../../planning/work.ts'
import type { Candidate } from '../score/candidate.ts'
import type { Ranking } from '../rank/rank.ts'
import { bestScope } from './scope.ts'

export interface ScopeByDate {
  readonly date: string
  readonly confidence: number
  readonly unit: Unit
  /** Keys in the order to build. */
  readonly keys: readonly string[]
  readonly amount: number
  readonly probability: number
  /** Share of the list's value that ships. */
  readonly valueShare: number
  /** The next item with what it waits for, and what adding it does to the probability. */
  readonly next: { readonly keys: readonly string[]; readonly probability: number } | null
  readonly optimal: boolean
  readonly assumptions: readonly string[]
}

const CONFIDENCE = 0.85
/** Longer lists are cut to what ranks highest: nothing beyond fits a date anyway. */
const CONSIDERED = 400

export function scopeBy(
  date: string,
  asOf: string,
  ranking: Ranking,
  candidates: readonly Candidate[],
  rows: ReadonlyMap<string, ItemRow>,
  work: OpenWork,
  history: History,
): ScopeByDate | { readonly refusal: string } {
  const today = dayOf(asOf)
  const days = dayOf(date) - today
  if (days <= 0) return { refusal: `${date} is not after ${asOf}: nothing more ships by then.` }
  const end = history.newestDay !== null && today - history.newestDay > 14 ? history.newestDay : today
  const pace = (unit: Unit) =>
    forecasterOf(
      flowHistory(
        completionsOf(history.items, unit, () => true),
        end,
      ),
      {},
    )
  const unit: Unit = usualUnit(history, end)
  const forecaster = pace(unit)
  if (!canForecast(forecaster))
    return {
      refusal: `What ships by ${date} cannot be said yet: ${forecaster.have.completions} of ${forecaster.need.completions} finished items, ${forecaster.have.activeWeeks} of ${forecaster.need.activeWeeks} active weeks.`,
    }
  const considered = ranking.items.slice(0, CONSIDERED)
  const chosen = new Set(considered.map(({ key }) => rows.get(key)!.id))
  const sized = sizesOf(
    work.items.filter(({ id }) => chosen.has(id)),
    { items: work.items, history },
    unit,
  )
  const { sizes } = sized
  const blockedBy = new Map(candidates.map((candidate) => [candidate.key, candidate.blockedBy]))
  const scope = bestScope({
    items: considered.map(({ key, costOfDelay }) => ({
      id: key,
      key,
      value: costOfDelay,
      amount: sizes.get(rows.get(key)!.id)!,
      blockedBy: blockedBy.get(key)!,
    })),
    confidence: CONFIDENCE,
    probabilityByDate: (amount) => probabilityBy(forecaster, amount, days),
  })
  const rough = roughBecause(forecaster.model.regime)
  const total = ranking.items.reduce((sum, { costOfDelay }) => sum + costOfDelay, 0)
  return {
    date,
    confidence: CONFIDENCE,
    unit,
    keys: scope.itemIds,
    amount: scope.amount,
    probability: scope.probability,
    valueShare: total > 0 ? scope.value / total : 0,
    next: scope.next && { keys: scope.next.itemIds, probability: scope.next.probability },
    optimal: scope.status === 'optimal',
    assumptions: [
      `What ships by ${date}: the set of most value that is done with a probability of at least 85 %, at the pace of all teams together in ${unit}, if nothing else is worked on.`,
      ...sizeWords(sized),
      ...(rough ? [`The pace is rough: ${rough}.`] : []),
    ],
  }
}
