/** Two years of finished work: each item of a team's queue on one of the days on which the team finished something. */
import { isoOf } from '../math/calendar.ts'
import type { Random } from '../math/random.ts'
import { finishDays, PAST, SPRINT_DAYS, workedBy } from './days.ts'
import { enterSprint, move, newItem, type DemoItem, type DemoSprint } from './item.ts'
import type { FinishedEpic, OpenEpic, TeamName } from './plan.ts'
import { queueOf, type QueuedRow } from './queue.ts'

/** Cycle times in days are log-normal: their median, and the standard deviation of the log. */
const CYCLE = { median: 4, deviation: 0.7 } as const
/** Shares of items that nobody sized, that were dropped, and that were closed without having been moved before. */
const [UNSIZED, DROPPED, UNMOVED] = [0.05, 0.03, 0.03]
/** An epic is written down so many days before work on it begins. */
const PLANNED = 14
/** Share of items that were promised a sprint too early. */
const EARLY = 0.1
const MONTH = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' })

export interface Finished {
  /** Items of the queue, epics not among them. */
  items: DemoItem[]
  /** The epics that they belong to, finished and under way. */
  epics: Map<FinishedEpic, DemoItem>
}

export function finishedBy(team: TeamName, sprints: readonly DemoSprint[], random: Random, today: number): Finished {
  const queue = queueOf(team, random)
  const days = finishDays(queue.length, random, today)
  const epics = new Map<FinishedEpic, DemoItem>()
  const items = queue.map((row, at) => {
    const day = days[at]!
    const cycle = cycleOf(row.points, random)
    const started = workedBy(day - cycle)
    const epic = row.epic && epicOf(row.epic, epics, { team, at: row.at, started, today })
    const createdDay = createdOn(row, { started, epic, today }, random)
    const item = newItem({
      title: row.month === null ? row.title : row.title.replace('{month}', monthName(today, row.month)),
      description: described(row),
      type: row.type,
      team,
      epic,
      priority: priorityOf(row, random),
      points: random() < UNSIZED ? null : row.points,
      createdDay,
      birth: row.type === 'bug' || !epic ? row.at - 0.004 : Math.min(row.at - 0.004, epic.birth + 0.0001 + at * 1e-9),
      labels: labelsOf(row, random),
    })
    finish(item, { day, started, ...fateOf(row, random) }, sprints, random)
    return item
  })
  return { items, epics }
}

function epicOf(
  epic: FinishedEpic | OpenEpic,
  known: Map<FinishedEpic, DemoItem>,
  { team, at, started, today }: { team: TeamName; at: number; started: number; today: number },
): DemoItem {
  const item =
    known.get(epic) ??
    newItem({
      title: epic.title,
      description: epic.why,
      type: 'epic',
      team,
      createdDay: 'opened' in epic ? Math.min(today - epic.opened, started - PLANNED) : started - PLANNED,
      birth: at - 0.03,
      priority: 'high',
    })
  known.set(epic, item)
  item.createdDay = Math.min(item.createdDay, started - PLANNED)
  item.history[0]!.day = item.createdDay
  return item
}

function cycleOf(points: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Math.round(CYCLE.median * Math.exp(CYCLE.deviation * normal) * (0.7 + 0.12 * points))
}

/** Stories are written with their epic, some of them later; bugs are found days before somebody takes them. */
function createdOn(
  row: QueuedRow,
  { started, epic, today }: { started: number; epic: DemoItem | null; today: number },
  random: Random,
): number {
  const latest = started - 1
  if (row.created !== null) return Math.min(latest, today - row.created)
  if (row.epic && 'opened' in row.epic) return Math.min(latest, epic!.createdDay + Math.floor(3 * random()))
  if (row.type === 'bug') return latest - Math.floor(9 * random() ** 2)
  if (row.month !== null) return latest - Math.floor(6 * random())
  if (!epic || random() < 0.12) return latest - Math.floor(50 * random() ** 2)
  return Math.min(latest, epic.createdDay + Math.floor(20 * random()))
}

const monthName = (today: number, ago: number): string => {
  const now = new Date(isoOf(today - 12))
  return MONTH.format(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)))
}

function described({ epic, type, month }: QueuedRow): string {
  if (month !== null) return 'Comes back every month.'
  if (type === 'bug') return epic ? `Found in “${epic.title}”.` : 'Reported by customers or found in testing.'
  return epic ? `Part of “${epic.title}”. ${epic.why}` : ''
}

function priorityOf({ type }: QueuedRow, random: Random): DemoItem['priority'] {
  const luck = random()
  if (type === 'bug') return luck < 0.1 ? 'critical' : luck < 0.45 ? 'high' : luck < 0.85 ? 'medium' : 'low'
  return luck < 0.25 ? 'high' : luck < 0.75 ? 'medium' : 'low'
}

export function labelsOf({ type, points }: Pick<QueuedRow, 'type'> & { points: number | null }, random: Random) {
  const luck = random()
  if (type === 'bug') return luck < 0.4 ? ['customer-reported'] : []
  return type !== 'epic' && points === 1 && luck < 0.4 ? ['quick-win'] : []
}

function fateOf({ epic, month, type }: QueuedRow, random: Random): { dropped: boolean; unmoved: boolean } {
  const luck = random()
  const dropped = luck < DROPPED && month === null && type !== 'bug' && epic !== null && !('opened' in epic)
  return { dropped, unmoved: luck > 1 - UNMOVED }
}

function finish(
  item: DemoItem,
  { day, started, dropped, unmoved }: { day: number; started: number; dropped: boolean; unmoved: boolean },
  sprints: readonly DemoSprint[],
  random: Random,
): void {
  item.resolvedDay = day
  if (dropped) return move(item, day, 'cancelled')
  inSprints(item, { from: started, to: day }, sprints, random() < EARLY)
  if (!unmoved) {
    item.startedDay = started
    const planned = item.scopes[0]?.day ?? started
    if (planned < started - 3) move(item, planned, 'todo')
    move(item, started, 'active')
    if (day > started + 3) move(item, workedBy(day - 1), 'review')
  }
  move(item, day, 'done')
}

/** Puts an item into the sprints of its days: planned at the start where it was known then, carried over after that. */
export function inSprints(
  item: DemoItem,
  { from, to }: { from: number; to: number },
  sprints: readonly DemoSprint[],
  early = false,
): void {
  const first = sprints.findIndex(({ startDay }) => startDay + SPRINT_DAYS > from)
  const last = sprints.findIndex(({ startDay }) => startDay + SPRINT_DAYS > to)
  if (first === -1 || last === -1) return
  const planned = early && first > 0 && item.createdDay <= sprints[first - 1]!.startDay ? first - 1 : first
  for (let at = planned; at <= last; at++) {
    const { startDay } = sprints[at]!
    enterSprint(item, sprints[at]!, item.createdDay <= startDay ? startDay : Math.max(startDay, item.createdDay))
  }
}

/** Begins and ends the epics of finished work, where nothing in them is open. */
export function closeEpics(epics: Iterable<DemoItem>, items: readonly DemoItem[]): void {
  const inside = Map.groupBy(
    items.filter(({ epic }) => epic !== null),
    ({ epic }) => epic!,
  )
  for (const epic of epics) {
    const parts = inside.get(epic) ?? []
    const starts = parts.flatMap(({ startedDay }) => startedDay ?? [])
    if (starts.length === 0) continue
    epic.startedDay = Math.min(...starts)
    move(epic, epic.startedDay, 'active')
    if (parts.some(({ resolvedDay }) => resolvedDay === null)) continue
    epic.resolvedDay = Math.max(...parts.map(({ resolvedDay }) => resolvedDay!))
    move(epic, epic.resolvedDay, 'done')
  }
}

export const birthOf = (daysAgo: number) => 1 - daysAgo / PAST
