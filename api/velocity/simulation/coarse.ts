import type { CoupledItem } from './coupling.ts'
import { afterLag } from './lag.ts'

/** Items up to which each is played by itself, in all trials. */
export const FULL_ITEMS = 5_000

/**
 * The last part of a team's work, in which something that waits can hold up the end. What waits before it changes places with
 * what is ready, and the team ends when it would have ended.
 */
const LAST = 0.25

/** What is waited for is taken to come as late as it does in three trials of ten, and the end of those who wait as early. */
const SOONEST = 0.3

/** Of a team's work in one piece at most: what waits for its turn waits no more than this share of the whole longer. */
const PIECE = 1 / 400
/** The same as long as nothing waits yet. */
const EARLY_PIECE = 1 / 50

/**
 * A large plan with fewer pieces: items of a team that follow each other, wait for nothing, and hold up nothing, are worked on as one.
 * Each team keeps its total. A dependency counts where it may hold up the last part of a team's work, or something that does.
 * @param endOf day on which a team has done so much by its pace alone, at a probability
 * @param today day number that days count from
 */
export function coarse(
  items: readonly CoupledItem[],
  endOf: (team: string, size: number, p: number) => number,
  today: number,
): CoupledItem[] {
  const sorted = items.toSorted((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
  const total = new Map<string, number>()
  for (const { team, size } of items) total.set(team, (total.get(team) ?? 0) + size)
  const ends = new Map(
    [...total].map(([team, size]) => [
      team,
      { early: endOf(team, size, SOONEST), late: endOf(team, size, 1 - SOONEST) },
    ]),
  )
  const share = sharesDone(sorted, total)
  const waits = waitingFor(sorted, share, ends, today)
  const holdsUp = new Set(sorted.flatMap((item) => (waits.has(item.key) ? item.blockedBy.map(({ key }) => key) : [])))
  const fineFrom = new Map<string, number>()
  for (const { key, team } of sorted)
    if (!fineFrom.has(team) && (waits.has(key) || share.get(key)! > 1 - LAST)) fineFrom.set(team, share.get(key)!)
  const open = new Map<string, CoupledItem>()
  const pieces: CoupledItem[] = []
  const close = (team: string) => {
    const piece = open.get(team)
    if (piece) pieces.push(piece)
    open.delete(team)
  }
  for (const item of sorted) {
    const { key, team, size } = item
    const free = !waits.has(key) && !item.clock && !holdsUp.has(key)
    const most = total.get(team)! * (share.get(key)! < fineFrom.get(team)! ? EARLY_PIECE : PIECE)
    const before = open.get(team)
    if (free && before && before.size + size <= most) open.set(team, { ...before, size: before.size + size })
    else {
      close(team)
      if (free) open.set(team, { ...item, blockedBy: [], earliest: 0 })
      else pieces.push(waits.has(key) ? item : { ...item, blockedBy: [], earliest: 0 })
    }
  }
  return [...pieces, ...open.values()]
}

/** How much of its team's work is done with each item, in rank order. */
function sharesDone(sorted: readonly CoupledItem[], total: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const done = new Map<string, number>()
  return new Map(
    sorted.map(({ key, team, size }) => {
      const now = (done.get(team) ?? 0) + size
      done.set(team, now)
      return [key, total.get(team)! > 0 ? now / total.get(team)! : 1]
    }),
  )
}

/** Keys of the items whose waiting may hold up the last part of their team's work, and of those that these wait for. */
function waitingFor(
  sorted: readonly CoupledItem[],
  share: ReadonlyMap<string, number>,
  ends: ReadonlyMap<string, { readonly early: number; readonly late: number }>,
  today: number,
): ReadonlySet<string> {
  const byKey = new Map(sorted.map((item) => [item.key, item]))
  const blockers = ({ blockedBy }: CoupledItem) => blockedBy.flatMap(({ key }) => byKey.get(key) ?? [])
  const order = blockersFirst(sorted, blockers)
  const day = new Map<string, number>()
  const waits = new Set<string>()
  for (const item of order) {
    const { key, team, earliest = 0 } = item
    const turn = share.get(key)! * ends.get(team)!.late
    const ready = item.blockedBy.reduce(
      (latest, { key: blocker, lagDays }) => Math.max(latest, afterLag(today, day.get(blocker) ?? Infinity, lagDays)),
      earliest,
    )
    day.set(key, Math.max(turn, ready))
    const isHeld = item.blockedBy.length > 0 || earliest > 0
    // Not "is greater", because the end of a team may be nowhere in sight.
    if (isHeld && !(day.get(key)! <= (1 - LAST) * ends.get(team)!.early)) waits.add(key)
  }
  for (const item of order.toReversed())
    if (waits.has(item.key))
      for (const blocker of blockers(item))
        if (blocker.blockedBy.length > 0 || (blocker.earliest ?? 0) > 0) waits.add(blocker.key)
  return waits
}

/** What blocks others comes before them. Items that wait for each other are left where they are, for those who refuse them. */
function blockersFirst(
  items: readonly CoupledItem[],
  blockersOf: (item: CoupledItem) => readonly CoupledItem[],
): CoupledItem[] {
  const order: CoupledItem[] = []
  const state = new Map<CoupledItem, 'entered' | 'placed'>()
  for (const first of items) {
    const stack = [first]
    for (let item = stack.at(-1); item; item = stack.at(-1)) {
      if (!state.has(item)) {
        state.set(item, 'entered')
        stack.push(...blockersOf(item).filter((blocker) => !state.has(blocker)))
        continue
      }
      stack.pop()
      if (state.get(item) === 'placed') continue
      state.set(item, 'placed')
      order.push(item)
    }
  }
  return order
}
