/** Open work: what the tables of `open/` say, on the days that follow from today. */
import type { Random } from '../math/random.ts'
import { SPRINT_DAYS, workedBy } from './days.ts'
import { birthOf, inSprints, labelsOf } from './finished.ts'
import { enterSprint, move, newItem, type DemoItem, type DemoSprint } from './item.ts'
import { LOOSE_WORK } from './open/loose-work.ts'
import type { OpenEpic, TeamName } from './plan.ts'
import { openRows, type OpenRow } from './table.ts'

/** The epic as its table has it; `known` where some of it is finished already. */
export function openEpic(epic: OpenEpic, known: DemoItem | undefined, today: number): DemoItem {
  const createdDay = known?.createdDay ?? workedBy(today - epic.opened)
  const item =
    known ?? newItem({ ...plain(epic), createdDay, birth: 0, type: 'epic', team: epic.team, priority: epic.priority })
  Object.assign(item, {
    createdDay,
    birth: birthOf(epic.opened),
    priority: epic.priority,
    scores: epic.scores,
    dueDay: epic.dueIn === undefined ? null : workedBy(today + epic.dueIn),
  })
  item.history[0]!.day = createdDay
  return item
}

const plain = ({ title, why }: OpenEpic) => ({ title, description: why })

export function openItems(
  epic: OpenEpic,
  head: DemoItem,
  sprints: readonly DemoSprint[],
  random: Random,
  today: number,
): DemoItem[] {
  return openRows(epic.items)
    .filter(({ state }) => state !== 'done')
    .map((row) =>
      openItem(row, { team: epic.team, epic: head, opened: today - head.createdDay, sprints, random, today }),
    )
}

export function looseItems(team: TeamName, sprints: readonly DemoSprint[], random: Random, today: number): DemoItem[] {
  return openRows(LOOSE_WORK[team]).map((row) =>
    openItem(row, { team, epic: null, opened: 30, sprints, random, today }),
  )
}

interface Place {
  team: TeamName
  epic: DemoItem | null
  opened: number
  sprints: readonly DemoSprint[]
  random: Random
  today: number
}

function openItem(row: OpenRow, { team, epic, opened, sprints, random, today }: Place): DemoItem {
  const { state, notes } = row
  const age = notes.new ?? opened
  const startedDay = state === 'active' || state === 'review' ? workedBy(today - row.started) : null
  const createdDay = Math.min(workedBy(today - age + (notes.new ? 0 : Math.floor(6 * random()))), today - 1)
  const item = newItem({
    title: row.title,
    description: epic ? `Part of “${epic.title}”. ${epic.description}` : '',
    type: row.type,
    team,
    epic,
    priority: notes.priority ?? priorityOf(row),
    points: row.points,
    scores: row.scores,
    createdDay,
    birth: notes.new === undefined && epic ? epic.birth + 0.0001 : birthOf(age),
    startedDay,
    dueDay: notes.due === undefined ? null : workedBy(today + notes.due),
    dueBefore: Array.from({ length: notes.moved ?? 0 }, (_, at) =>
      workedBy(today + notes.due! - SPRINT_DAYS * (notes.moved! - at)),
    ),
    labels: [...labelsOf(row, random), ...(row.type === 'idea' ? ['idea'] : [])],
  })
  const running = sprints.find(({ state: is }) => is === 'active')!
  if (state === 'open') return item
  if (state === 'ready') {
    const ready = Math.max(createdDay, running.startDay - SPRINT_DAYS * (notes.sprints ?? 0))
    inSprints(item, { from: ready, to: running.startDay }, sprints)
    move(item, workedBy(Math.min(ready, today - 1)), 'todo')
    return item
  }
  if (notes.quiet !== undefined) return gone(item, startedDay!, today - notes.quiet, sprints)
  inSprints(item, { from: startedDay!, to: Math.max(startedDay!, running.startDay) }, sprints)
  move(item, Math.max(createdDay, Math.min(startedDay!, item.scopes[0]?.day ?? startedDay!)), 'todo')
  move(item, startedDay!, 'active')
  if (state === 'review') move(item, workedBy(Math.min(today - 1, startedDay! + 2)), 'review')
  return item
}

/** Begun, taken out of its sprint, and forgotten. */
function gone(item: DemoItem, started: number, touched: number, sprints: readonly DemoSprint[]): DemoItem {
  const sprint = sprints.find(({ startDay }) => startDay + SPRINT_DAYS > started)
  move(item, started, 'todo')
  move(item, started, 'active')
  if (sprint) {
    enterSprint(item, sprint, Math.max(sprint.startDay, item.createdDay))
    item.scopes[0]!.leftDay = touched
    item.sprint = null
  }
  return item
}

function priorityOf({ type, scores }: OpenRow): DemoItem['priority'] {
  const value = scores?.[0] ?? 0
  if (type === 'idea') return 'none'
  if (value >= 13 || (type === 'bug' && value >= 8)) return 'high'
  return value >= 5 ? 'medium' : 'low'
}
