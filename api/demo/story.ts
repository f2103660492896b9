import type { Random } from '../math/random.ts'
import { isoOf, weekdayOf } from '../math/calendar.ts'
import type { ItemType, StatusCategory } from '../backlog/vocabulary.ts'
import { enterSprint, move, STATUS, type DemoItem } from './item.ts'
import { looseEnds } from './loose-ends.ts'
import { BUGS, EPICS, FEATURES, STORIES, type DemoEpic } from './words.ts'

/** Plain records of a shop's two years, for a service to write. */
export interface DemoSprint {
  name: string
  team: DemoEpic['team']
  startDay: number
  endDay: number
  state: 'closed' | 'active' | 'future'
}

export interface DemoStory {
  items: DemoItem[]
  sprints: DemoSprint[]
  dependencies: { item: string; blocker: string }[]
}

export const TEAMS = ['Checkout', 'Discovery', 'Mobile'] as const
const WEEKS = 104
const SPRINT_DAYS = 14
/** Items a week that a team finishes, at the start and at the end of the two years. */
const PACE: Record<DemoEpic['team'], [number, number]> = {
  Checkout: [0.95, 1.4],
  Discovery: [1.3, 1.2],
  Mobile: [0.95, 1.35],
}
/** Place of “Roll out … to everyone” among the stories of an epic. */
const ROLL_OUT = STORIES.indexOf('Roll out {} to everyone')
const RELATIVE = [1, 2, 3, 5, 8, 13, 20]

/** Two years that end on `today`. The same seed and day give the same story. */
export function tellStory(random: Random, today: number): DemoStory {
  const start = today - WEEKS * 7 - weekdayOf(today)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const items = plan(random, pick, start)
  const sprints = TEAMS.flatMap((team) => sprintsOf(team, start, today))
  for (const team of TEAMS) deliver(team, items, sprints, { random, pick, start, today })
  looseEnds(items, random, today)
  const dependencies = dependenciesOf(items)
  return { items: items.filter(({ createdDay }) => createdDay <= today), sprints, dependencies }
}

type Pick = <T>(list: readonly T[]) => T

/** Every item, in the order in which its team would take it; nothing is done yet. */
function plan(random: Random, pick: Pick, start: number): DemoItem[] {
  let number = 0
  const items: DemoItem[] = []
  const add = (epic: DemoEpic, epicKey: string | null, type: ItemType, title: string, createdDay: number): DemoItem => {
    const points = type === 'epic' || random() < 0.12 ? null : pick([1, 2, 2, 3, 3, 5, 5, 8, 13])
    const scored = random() < 0.78
    const item: DemoItem = {
      key: `SHOP-${++number}`,
      title: title.replace(
        '{}',
        type === 'epic' ? epic.title : title.startsWith('{}') ? epic.title : epic.title.toLowerCase(),
      ),
      description: type === 'epic' ? epic.why : `Part of “${epic.title}”. ${epic.why}`,
      type,
      team: epic.team,
      epic: epicKey,
      priority:
        type === 'bug'
          ? pick(['critical', 'high', 'medium', 'low'])
          : pick(['high', 'medium', 'medium', 'low', 'none']),
      status: STATUS.backlog,
      category: 'backlog',
      points,
      scores: scored
        ? {
            businessValue: pick(RELATIVE),
            timeCriticality: pick(RELATIVE.slice(0, 5)),
            riskReduction: pick(RELATIVE.slice(0, 4)),
            jobSize: points && points <= 20 ? points : pick(RELATIVE),
          }
        : null,
      createdDay,
      startedDay: null,
      resolvedDay: null,
      dueDate: null,
      sprint: null,
      sprints: [],
      history: [{ day: createdDay, status: STATUS.backlog, category: 'backlog' }],
      labels: [
        ...(type === 'bug' && random() < 0.4 ? ['customer-reported'] : []),
        ...(random() < 0.1 ? ['quick-win'] : []),
        ...(title.includes('keyboard') ? ['accessibility'] : []),
      ],
    }
    items.push(item)
    return item
  }
  EPICS.forEach((epic, at) => {
    const opened = start + Math.floor((at / EPICS.length) * WEEKS * 7 * 0.97) - 28
    const head = add(epic, null, 'epic', epic.title, opened)
    for (const title of STORIES)
      add(
        epic,
        head.key,
        title.startsWith('Load test') || title.startsWith('Metrics') || title.startsWith('Data model')
          ? 'task'
          : 'story',
        title,
        opened + 2 + Math.floor(random() * 30),
      )
    for (const title of FEATURES)
      if (random() < 0.55) add(epic, head.key, 'feature', title, opened + 20 + Math.floor(random() * 90))
    for (const title of BUGS)
      if (random() < 0.75) add(epic, head.key, 'bug', title, opened + 30 + Math.floor(random() * 140))
  })
  return items
}

function sprintsOf(team: DemoEpic['team'], start: number, today: number): DemoSprint[] {
  const sprints: DemoSprint[] = []
  for (let startDay = start, n = 1; startDay <= today + SPRINT_DAYS; startDay += SPRINT_DAYS, n++) {
    const endDay = startDay + SPRINT_DAYS - 3
    sprints.push({
      name: `${team} ${n}`,
      team,
      startDay,
      endDay,
      state: startDay + SPRINT_DAYS <= today ? 'closed' : startDay <= today ? 'active' : 'future',
    })
  }
  return sprints
}

/** Lets a team work: each week it finishes about its pace, slower around the turn of the year, in bursts as teams do. */
function deliver(
  team: DemoEpic['team'],
  all: DemoItem[],
  sprints: DemoSprint[],
  { random, pick, start, today }: { random: Random; pick: Pick; start: number; today: number },
): void {
  const queue = all.filter((item) => item.team === team && item.type !== 'epic')
  const own = sprints.filter((sprint) => sprint.team === team)
  const [from, to] = PACE[team]
  let mood = 0
  for (let week = 0; week < WEEKS; week++) {
    // Weeks hang together and come in bursts: an autoregressive mood, and a Poisson count around it.
    mood = 0.45 * mood + 0.8 * (random() + random() + random() - 1.5)
    const monday = start + week * 7
    const shut = isoOf(monday).slice(5) >= '12-21' || isoOf(monday).slice(5) <= '01-02'
    const pace = (from + ((to - from) * week) / WEEKS) * (shut ? 0.26 : 1) * Math.exp(mood)
    let count = poisson(random, pace)
    while (count-- > 0) {
      const ready = queue.findIndex((item) => item.createdDay < monday - 3)
      if (ready === -1) break
      // Mostly in order, sometimes an item jumps ahead: bugs more often.
      const jump = Math.min(queue.length - 1, ready + Math.floor(random() * 4))
      const item = queue.splice(queue[jump]!.createdDay < monday - 3 ? jump : ready, 1)[0]!
      finish(item, Math.min(today, monday + Math.floor(random() * 5)), own, random)
    }
  }
  const current = own.find(({ state }) => state === 'active')
  queue
    .filter(({ createdDay }) => createdDay < today - 10)
    .slice(0, 9)
    .forEach((item, at) => {
      const category: StatusCategory = at < 2 ? 'review' : at < 5 ? 'active' : 'todo'
      if (current) enterSprint(item, current, Math.max(current.startDay, item.createdDay))
      if (category === 'todo') return move(item, today - 6, 'todo')
      item.startedDay = Math.max(item.createdDay + 1, today - 3 - Math.floor(random() * 17))
      move(item, item.startedDay, 'active')
      if (category === 'review') move(item, today - 1, 'review')
    })
  for (const item of queue.filter(({ scores }) => scores).slice(6, 30))
    if (random() < 0.2) item.dueDate = isoOf(today + 20 + Math.floor(random() * 120))
  for (const epic of all.filter((item) => item.team === team && item.type === 'epic')) closeEpic(epic, all, pick, today)
}

/** Knuth's method: fine for small means. */
function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

/** A finished item: when it started follows from how long such things take (log-normal, median five days). */
function finish(item: DemoItem, day: number, sprints: DemoSprint[], random: Random): void {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const cycle = Math.max(1, Math.round(5 * Math.exp(0.75 * normal) * (item.points && item.points > 5 ? 1.6 : 1)))
  item.resolvedDay = day
  const cancelled = random() < 0.05
  const started = Math.max(item.createdDay, day - cycle)
  // Some boards are closed without ever having been moved: no start, as in real exports.
  if (!cancelled && random() > 0.08) {
    item.startedDay = started
    move(item, Math.max(item.createdDay, started - 4), 'todo')
    move(item, started, 'active')
    if (day > started + 1) move(item, day - 1, 'review')
  }
  const planned = sprints.find(({ startDay }) => startDay + SPRINT_DAYS > started)
  const final = sprints.find(({ startDay }) => startDay + SPRINT_DAYS > day)
  if (planned && !cancelled) enterSprint(item, planned, Math.max(planned.startDay, item.createdDay))
  if (final && planned && final !== planned && !cancelled) enterSprint(item, final, final.startDay)
  move(item, day, cancelled ? 'cancelled' : 'done')
}

function closeEpic(epic: DemoItem, all: DemoItem[], pick: Pick, today: number): void {
  const parts = all.filter((item) => item.epic === epic.key && item.createdDay <= today)
  const starts = parts.flatMap(({ startedDay }) => startedDay ?? [])
  if (starts.length) {
    epic.startedDay = Math.min(...starts)
    move(epic, epic.startedDay, 'active')
  }
  if (parts.length && parts.every(({ resolvedDay }) => resolvedDay !== null)) {
    epic.resolvedDay = Math.max(...parts.map(({ resolvedDay }) => resolvedDay!))
    move(epic, epic.resolvedDay, 'done')
  } else {
    epic.scores = {
      businessValue: pick(RELATIVE.slice(2)),
      timeCriticality: pick(RELATIVE.slice(1, 6)),
      riskReduction: pick(RELATIVE.slice(0, 5)),
      jobSize: pick([8, 13, 20]),
    }
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}

/** What each story of an epic needs first, by place: the screen needs the interface, the roll-out everything before it. */
const NEEDS: readonly (readonly number[])[] = STORIES.map((_title, at) =>
  at === 0 ? [] : at <= 3 ? [at - 1] : at === ROLL_OUT ? range(3, ROLL_OUT) : at > ROLL_OUT ? [ROLL_OUT] : [2],
)

/** Within an epic as its stories follow from each other, between epics as the words say. */
function dependenciesOf(items: readonly DemoItem[]): DemoStory['dependencies'] {
  const open = (item: DemoItem | undefined) =>
    item !== undefined && item.category !== 'done' && item.category !== 'cancelled'
  const epicByTitle = new Map(items.filter(({ type }) => type === 'epic').map((item) => [item.title, item]))
  const chains = [...epicByTitle.values()].flatMap((epic) => {
    const parts = items.filter((item) => item.epic === epic.key && item.type !== 'bug')
    const stories = parts.filter(({ type }) => type !== 'feature')
    const needs = (item: DemoItem, places: readonly number[]) =>
      places.flatMap((at) => (open(stories[at]) ? [{ item: item.key, blocker: stories[at]!.key }] : []))
    return [
      ...stories.flatMap((item, at) => (open(item) ? needs(item, NEEDS[at] ?? []) : [])),
      ...parts.filter((item) => item.type === 'feature' && open(item)).flatMap((item) => needs(item, [ROLL_OUT])),
    ]
  })
  const between = EPICS.flatMap(({ title, after }) => {
    const item = epicByTitle.get(title)
    const blocker = after ? epicByTitle.get(after) : undefined
    return item && blocker && open(item) ? [{ item: item.key, blocker: blocker.key }] : []
  })
  return [...chains, ...between]
}
