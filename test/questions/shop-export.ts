/** The demo's export, read by code that knows nothing of the product: what an answer must say is worked out here. */

export interface Item {
  key: string
  title: string
  type: string
  status: string
  statusCategory: string
  priority: string
  storyPoints: number | null
  jobSize: number | null
  businessValue: number | null
  timeCriticality: number | null
  riskReduction: number | null
  dueDate: string | null
  assignee: string | null
  teamName: string | null
  parentRef: string | null
  labels: string[]
  createdAt: string
  updatedAt: string
  startedAt: string | null
  resolvedAt: string | null
  sprints: { name: string; state: string; startDate: string; endDate: string; stays: Stay[]; current?: true }[]
  links: { type: string; direction: string; targetRef: string }[]
  fieldChanges: { field: string; before: string | null; after: string | null }[]
}
interface Stay {
  from: string
  to: string | null
}

export const isOpen = ({ statusCategory }: Item) => statusCategory !== 'done' && statusCategory !== 'cancelled'
export const isDone = ({ statusCategory }: Item) => statusCategory === 'done'
export const isWork = ({ type }: Item) => type !== 'epic'
export const inProgress = ({ statusCategory }: Item) => statusCategory === 'active' || statusCategory === 'review'
export const points = (items: readonly Item[]) => items.reduce((sum, item) => sum + (item.storyPoints ?? 0), 0)
/** As the weekly pace counts them: what has no points counts as the median of the finished work that has some. */
export function countedPoints(shop: Pick<Shop, 'items'>, items: readonly Item[]): number {
  const sized = shop.items
    .filter((item) => isWork(item) && isDone(item))
    .flatMap(({ storyPoints }) => storyPoints ?? [])
    .sort((a, b) => a - b)
  const middle = sized.length / 2
  const usual = (sized[Math.ceil(middle) - 1]! + sized[Math.floor(middle)]!) / 2
  return items.reduce((sum, item) => sum + (item.storyPoints ?? usual), 0)
}
export const doneBetween = (from: string, until: string) => (item: Item) =>
  isDone(item) && item.resolvedAt!.slice(0, 10) >= from && item.resolvedAt!.slice(0, 10) <= until
export const day = (text: string, more: number) =>
  new Date(Date.parse(text) + more * 86_400_000).toISOString().slice(0, 10)
const percent = (part: number, whole: number) => (whole ? Math.round((100 * part) / whole) : '')

export class Shop {
  readonly items: readonly Item[]
  readonly today: string

  constructor(json: string, today: string) {
    this.items = (JSON.parse(json) as { items: Item[] }).items
    this.today = today
  }

  get open() {
    return this.items.filter(isOpen)
  }

  called(title: string): Item {
    return this.items.find((item) => item.title === title)!
  }

  in(epic: string): Item[] {
    const ref = `pm33:${this.called(epic).key}`
    return this.items.filter(({ parentRef }) => parentRef === ref)
  }

  /** A line of counts: `open | points | in progress | unestimated | done | points | percent | percent of points`. */
  line(items: readonly Item[]): string {
    const kept = items.filter((item) => isWork(item) && item.statusCategory !== 'cancelled')
    const [open, done] = [kept.filter(isOpen), kept.filter(isDone)]
    return [
      open.length,
      points(open),
      open.filter(inProgress).length,
      open.filter(({ storyPoints, jobSize }) => storyPoints === null && jobSize === null).length,
      done.length,
      points(done),
      percent(done.length, kept.length),
      percent(points(done), points(kept)),
    ].join(' | ')
  }

  /** Open items that wait for one, through chains. */
  waitingFor(key: string): number {
    const blocks = new Map<string, string[]>()
    const openKeys = new Set(this.open.map((item) => item.key))
    const edge = (blocker: string, blocked: string) => {
      if (openKeys.has(blocker) && openKeys.has(blocked)) blocks.set(blocker, [...(blocks.get(blocker) ?? []), blocked])
    }
    for (const item of this.items)
      for (const { type, direction, targetRef } of item.links) {
        const other = targetRef.replace('pm33:', '')
        if (type !== 'blocks') continue
        if (direction === 'outward') edge(item.key, other)
        else edge(other, item.key)
      }
    const seen = new Set<string>()
    const walk = (at: string) => {
      for (const next of blocks.get(at) ?? [])
        if (!seen.has(next)) {
          seen.add(next)
          walk(next)
        }
    }
    walk(key)
    seen.delete(key)
    return seen.size
  }

  /** Closed sprints that it was in at their end. */
  carriedOver({ sprints, resolvedAt }: Item): number {
    return sprints.filter(
      ({ state, endDate, stays }) =>
        state === 'closed' &&
        stays.some(({ to }) => to === null || to >= endDate) &&
        (resolvedAt === null || resolvedAt >= day(endDate, 3)),
    ).length
  }

  /** Of a team, oldest first. */
  closedSprints(team: string) {
    const all = this.items.flatMap(({ sprints }) => sprints).filter(({ name }) => name.startsWith(`${team} `))
    return [...new Map(all.map((sprint) => [sprint.name, sprint])).values()]
      .filter(({ state }) => state === 'closed')
      .sort((a, b) => (a.startDate < b.startDate ? -1 : 1))
  }

  /** What was in a closed sprint at its end, unfinished, and is in another or none now. */
  leftOpen(sprint: string): Item[] {
    return this.items.filter(({ sprints, resolvedAt }) =>
      sprints.some(
        ({ name, endDate, stays, current }) =>
          name === sprint &&
          !current &&
          stays.some(({ to }) => to === null || to >= endDate) &&
          (resolvedAt === null || resolvedAt >= day(endDate, 3)),
      ),
    )
  }

  /** Median of days from start to finish, both counted, as the 50th percentile by linear interpolation. */
  cycleP50(items: readonly Item[]): number {
    const days = items
      .filter(
        ({ startedAt, resolvedAt }) => startedAt && resolvedAt && startedAt.slice(0, 10) <= resolvedAt.slice(0, 10),
      )
      .map(
        ({ startedAt, resolvedAt }) =>
          (Date.parse(resolvedAt!.slice(0, 10)) - Date.parse(startedAt!.slice(0, 10))) / 86_400_000 + 1,
      )
      .sort((a, b) => a - b)
    const place = (days.length - 1) / 2
    return (days[Math.floor(place)]! + days[Math.ceil(place)]!) / 2
  }
}
