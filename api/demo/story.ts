/** The demo as plain records, for a service to write: a shop that three teams have built for two years. */
import { seeded } from '../math/random.ts'
import { sprintsOf } from './days.ts'
import { closeEpics, finishedBy } from './finished.ts'
import { numbered, type DemoItem, type DemoSprint } from './item.ts'
import { OPEN_EPICS } from './open/epics.ts'
import { TEAMS } from './plan.ts'
import { looseItems, openEpic, openItems } from './under-way.ts'

export interface DemoStory {
  /** In the manual order, epics before what is in them. */
  items: DemoItem[]
  sprints: DemoSprint[]
  dependencies: { item: DemoItem; blocker: DemoItem }[]
  /** Names of objectives by the epic that is linked to them. */
  objectives: Map<DemoItem, string>
}

/** Two years that end on `today`. The same seed and day give the same story; keys depend on the seed alone. */
export function tellStory(seed: string, today: number): DemoStory {
  const sprints = sprintsOf(today)
  const own = (team: string) => sprints.filter((sprint) => sprint.team === team)
  const finished = TEAMS.map((team) => finishedBy(team, own(team), seeded(`${seed} ${team}`), today))
  const random = seeded(`${seed} open`)
  const known = new Map(finished.flatMap(({ epics }) => [...epics]))
  const heads = OPEN_EPICS.map((epic) => ({ epic, head: openEpic(epic, known.get(epic), today) }))
  const open = heads.map(({ epic, head }) => openItems(epic, head, own(epic.team), random, today))
  const loose = TEAMS.flatMap((team) => looseItems(team, own(team), random, today))
  const done = finished.flatMap(({ items }) => items)
  const closed = [...known].filter(([epic]) => !('opened' in epic)).map(([, item]) => item)
  const parts = [...done, ...open.flat()]
  closeEpics([...closed, ...heads.map(({ head }) => head)], parts)
  const items = [
    ...closed,
    ...done.sort((a, b) => a.resolvedDay! - b.resolvedDay!),
    ...heads.flatMap(({ head }, at) => [head, ...open[at]!]),
    ...loose,
  ]
  numbered(items)
  const linked = [...known, ...heads.map(({ epic, head }) => [epic, head] as const)]
  return {
    items,
    sprints,
    dependencies: dependenciesOf(items),
    objectives: new Map(linked.flatMap(([{ objective }, item]) => (objective ? [[item, objective] as const] : []))),
  }
}

/** As the tables say. @throws Error for a title that no open item has */
function dependenciesOf(items: readonly DemoItem[]): DemoStory['dependencies'] {
  const byTitle = new Map(items.map((item) => [item.title, item]))
  const called = (title: string): DemoItem => {
    const item = byTitle.get(title)
    if (!item || item.resolvedDay !== null) throw new Error(`No open item of the demo is called "${title}"`)
    return item
  }
  return OPEN_EPICS.flatMap(({ needs }) =>
    Object.entries(needs).flatMap(([title, blockers]) =>
      blockers.map((blocker) => ({ item: called(title), blocker: called(blocker) })),
    ),
  )
}
