/** Single items: how long one takes from its start, and how long one of a certain age still takes, on the series that know when items began. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { dayOf } from '../../../api/math/calendar.ts'
import { cycleCurve, cycleDays, daysLeftAtAge } from '../../../api/velocity/forecast/item-clock.ts'
import { average } from '../forecast/forecast-protocol.ts'

export interface ItemScore {
  readonly series: number
  readonly items: number
  /** Share of items done by their P50 and P90, series with equal weight, in percent; ties counted in part as for growth. */
  readonly within50: number
  readonly within90: number
}

interface Dated {
  readonly started: number
  readonly finished: number
}

/** Series of `flow/<name>/items.csv`, or of `starts/<name>.csv`, whose rows say when an item began (`started`, else `created`) for at least half of them. */
function startedSeries(folder: string): { name: string; items: Dated[] }[] {
  const flow = join(folder, 'flow')
  const own = join(folder, 'starts')
  const files = existsSync(flow)
    ? readdirSync(flow)
        .sort()
        .map((name) => ({ name, path: join(flow, name, 'items.csv') }))
    : existsSync(own)
      ? readdirSync(own)
          .filter((file) => file.endsWith('.csv'))
          .sort()
          .map((file) => ({ name: file.slice(0, -4), path: join(own, file) }))
      : []
  return files.flatMap(({ name, path }) => {
    const rows = parse<{ started?: string; created?: string; resolved: string; bulk?: string; items?: string }>(
      readFileSync(path),
      { columns: true },
    )
    const dated = rows.flatMap((row) => {
      const start = row.started || row.created
      return start && row.resolved && row.bulk !== '1'
        ? Array.from({ length: Number(row.items ?? 1) }, () => ({
            started: dayOf(start),
            finished: dayOf(row.resolved),
          }))
        : []
    })
    const items = dated.filter(({ started, finished }) => finished >= started)
    return items.length >= 100 && items.length >= rows.length / 2 ? [{ name, items }] : []
  })
}

/** At most 41 origins a series; at each, items that begin in the following week, and items in progress. */
export function itemScores(folder: string): { unstarted: ItemScore; started: ItemScore } {
  const unstarted: Share[][] = []
  const started: Share[][] = []
  for (const { items } of startedSeries(folder)) {
    const [fresh, aged]: Share[][] = [[], []]
    const first = items.reduce((least, { started: day }) => Math.min(least, day), Infinity)
    const last = items.reduce((most, { finished }) => Math.max(most, finished), 0)
    // What began in the last quarter (at most a year) is finished in the file only if it was quick.
    const stop = last - Math.trunc(Math.min(365, 0.25 * (last - first)))
    const step = Math.max(7, Math.floor((stop - first - 120) / 40))
    for (let origin = first + 120; origin < stop; origin += step) {
      const curve = cycleCurve(items, origin)
      if (!curve) continue
      for (const { started: day, finished } of items) {
        if (day > origin && day <= origin + 7) fresh!.push(shareOf(finished - day + 1, (p) => cycleDays(curve, p)))
        else if (day <= origin && finished > origin)
          aged!.push(shareOf(finished - origin, (p) => daysLeftAtAge(curve, origin - day + 1, p)))
      }
    }
    if (fresh!.length >= 5) unstarted.push(fresh!)
    if (aged!.length >= 5) started.push(aged!)
  }
  return { unstarted: scoreOf(unstarted), started: scoreOf(started) }
}

interface Share {
  readonly within50: number
  readonly within90: number
}

const LEVELS = Array.from({ length: 199 }, (_, i) => (i + 1) / 200)

/** Where the outcome lies in its own forecast: a run of levels that all say this day counts as if spread over them. */
function shareOf(actual: number, quantile: (p: number) => number): Share {
  const below = LEVELS.filter((p) => quantile(p) < actual).length / 200
  const upTo = LEVELS.filter((p) => quantile(p) <= actual).length / 200
  const within = (level: number) =>
    upTo <= below ? Number(below < level) : Math.min(1, Math.max(0, (level - below) / (upTo - below)))
  return { within50: within(0.5), within90: within(0.9) }
}

function scoreOf(bySeries: readonly (readonly Share[])[]): ItemScore {
  const mean = (value: (share: Share) => number) =>
    bySeries.length ? 100 * average(bySeries.map((shares) => average(shares.map(value)))) : 0
  return {
    series: bySeries.length,
    items: bySeries.reduce((sum, shares) => sum + shares.length, 0),
    within50: mean((share) => share.within50),
    within90: mean((share) => share.within90),
  }
}
