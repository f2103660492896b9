import { counted } from '../../../text.ts'
import { massCloses } from './mass-close.ts'

/** What the findings need to know about an item. */
export interface RecordedItem {
  readonly key: string
  readonly created: number | null
  readonly started: number | null
  readonly done: number | null
  /** Done on a day that nobody knows. */
  readonly undated?: boolean
  readonly size: number | null
}

export type FindingCode =
  | 'no_end'
  | 'no_start'
  | 'no_size'
  | 'done_before_start'
  | 'started_before_created'
  | 'done_in_future'
  | 'done_on_start_day'
  | 'mass_close'
  | 'quiet_end'

/** One thing that is odd about the data, with how much of it there is. */
export interface Finding {
  readonly code: FindingCode
  readonly items: number
  readonly of: number
  /** At most ten keys, sorted: where to look. */
  readonly keys: readonly string[]
  /** One sentence a product manager can repeat. */
  readonly sentence: string
}

/** A finding is worth saying from this share on; impossible dates always are. */
const WORTH_SAYING = 0.1

/**
 * Oddities in the records, in the order of the codes above.
 * @param usual what work without points counts as in points
 */
export function dataQuality(items: readonly RecordedItem[], asOf: number, usual: number): Finding[] {
  const done = items.filter((item) => item.done !== null)
  const findings: Finding[] = []
  const say = (
    code: FindingCode,
    found: readonly RecordedItem[],
    of: number,
    least: number,
    sentence: (share: string) => string,
  ) => {
    if (found.length === 0 || found.length < least * of) return
    findings.push({
      code,
      items: found.length,
      of,
      keys: found
        .map((item) => item.key)
        .sort()
        .slice(0, 10),
      sentence: sentence(`${Math.round((100 * found.length) / of)}%`),
    })
  }
  const undated = items.filter((item) => item.undated)
  const finished = done.length + undated.length
  say(
    'no_end',
    undated,
    finished,
    WORTH_SAYING,
    () =>
      `${undated.length} of ${finished} done items ${undated.length === 1 ? 'has no end date and counts' : 'have no end date and count'} neither in the pace nor in cycle times.`,
  )
  const unstarted = done.filter((item) => item.started === null)
  say(
    'no_start',
    unstarted,
    done.length,
    WORTH_SAYING,
    (share) => `${share} of done items have no start date, so their cycle time is unknown.`,
  )
  const unsized = done.filter((item) => item.size === null)
  say(
    'no_size',
    unsized,
    done.length,
    WORTH_SAYING,
    (share) =>
      `${share} of done items have no points. In points, each counts as ${Math.round(usual * 100) / 100} in the weekly pace and as 0 in sprint velocity.`,
  )
  const backwards = done.filter((item) => item.started !== null && item.done! < item.started)
  say(
    'done_before_start',
    backwards,
    done.length,
    0,
    () => `${count(backwards)} done before being started; their cycle time is not counted.`,
  )
  const early = items.filter((item) => item.created !== null && item.started !== null && item.started < item.created)
  say(
    'started_before_created',
    early,
    items.length,
    0,
    () => `${count(early)} started before being created; check the imported dates.`,
  )
  const future = done.filter((item) => item.done! > asOf)
  say(
    'done_in_future',
    future,
    done.length,
    0,
    () => `${count(future)} done after the date of this analysis and not counted.`,
  )
  const instant = done.filter((item) => item.started !== null && item.started === item.done)
  say(
    'done_on_start_day',
    instant,
    done.length,
    0.5,
    (share) =>
      `${share} of done items were started on the day they were done. Statuses are probably updated afterwards, so cycle times are too short.`,
  )
  const closes = massCloses(done.filter((item) => item.done! <= asOf).map((item) => item.done!))
  const closeDays = new Set(closes.map((close) => close.day))
  const closed = done.filter((item) => closeDays.has(item.done!))
  say(
    'mass_close',
    closed,
    done.length,
    0,
    (share) =>
      `${share} of done items were closed in bulk on ${closes.length === 1 ? 'one day' : `${closes.length} days`} and are left out of the pace.`,
  )
  const last = done.reduce((latest, item) => (item.done! <= asOf ? Math.max(latest, item.done!) : latest), -Infinity)
  if (Number.isFinite(last) && asOf - last > 28) {
    findings.push({
      code: 'quiet_end',
      items: 0,
      of: done.length,
      keys: [],
      sentence: `No work was finished in the last ${asOf - last} days. Is the import up to date?`,
    })
  }
  return findings
}

function count(items: readonly RecordedItem[]): string {
  return counted(items.length, 'item was', 'items were')
}
