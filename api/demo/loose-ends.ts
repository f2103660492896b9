import { isoOf } from '../math/calendar.ts'
import type { Random } from '../math/random.ts'
import { move, STATUS, type DemoItem } from './item.ts'
import { EPICS, IDEAS } from './words.ts'

/** Ages in days of work that somebody began and nobody finished. */
const STUCK = [41, 64, 118]
/** Days from today on which work under way is due. */
const DUE_SOON = [-9, -4, 2, 6]

const isOpen = ({ category }: DemoItem) => category !== 'done' && category !== 'cancelled'

/** What makes a backlog looked after by people: work that got stuck, dates that have passed, ideas that belong to nothing yet. */
export function looseEnds(items: DemoItem[], random: Random, today: number): void {
  const waiting = items.filter((item) => item.type !== 'epic' && item.category === 'backlog')
  STUCK.forEach((age) => {
    const item = waiting.find(({ createdDay, startedDay }) => startedDay === null && createdDay < today - age - 5)
    if (!item) return
    item.startedDay = today - age
    item.labels.push('stuck')
    move(item, item.startedDay, 'active')
  })
  const underWay = items.filter((item) => item.type !== 'epic' && item.category === 'active')
  DUE_SOON.forEach((days, at) => {
    const item = underWay[at * 3]
    if (item) item.dueDate = isoOf(today + days)
  })
  for (const { title, dueIn } of EPICS) {
    const epic = items.find((item) => item.type === 'epic' && item.title === title)
    if (dueIn !== undefined && epic && isOpen(epic)) epic.dueDate = isoOf(today + dueIn)
  }
  IDEAS.forEach(({ title, team, why }, at) => {
    const createdDay = today - Math.round((IDEAS.length - at) * (12 + 6 * random()))
    items.push({
      key: `SHOP-${items.length + 1}`,
      title,
      description: why,
      type: at % 3 === 0 ? 'improvement' : 'idea',
      team,
      epic: null,
      priority: 'none',
      status: STATUS.backlog,
      category: 'backlog',
      points: null,
      scores: null,
      createdDay,
      startedDay: null,
      resolvedDay: null,
      dueDate: null,
      sprint: null,
      sprints: [],
      history: [{ day: createdDay, status: STATUS.backlog, category: 'backlog' }],
      labels: ['idea'],
    })
  })
}
