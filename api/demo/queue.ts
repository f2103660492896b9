/** In which order a team finished its work over two years. Nothing here knows the day, so that the order stays the same. */
import type { Random } from '../math/random.ts'
import { CHECKOUT } from './finished/checkout.ts'
import { DISCOVERY } from './finished/discovery.ts'
import { FIRST } from './finished/first.ts'
import { MOBILE } from './finished/mobile.ts'
import { MONTHLY, UPKEEP } from './finished/upkeep.ts'
import { PAST } from './days.ts'
import { OPEN_EPICS } from './open/epics.ts'
import type { FinishedEpic, OpenEpic, TeamName } from './plan.ts'
import { finishedRows, openRows, type FinishedRow } from './table.ts'

export interface QueuedRow extends FinishedRow {
  /** When it was finished, 0 (two years ago) to 1 (today). */
  readonly at: number
  readonly epic: FinishedEpic | OpenEpic | null
  /** Months ago, where the title names a month. */
  readonly month: number | null
  /** Days ago on which it was created, where its table says so. */
  readonly created: number | null
}

const EPICS: Readonly<Record<TeamName, readonly FinishedEpic[]>> = {
  Checkout: [FIRST.Checkout, ...CHECKOUT],
  Discovery: [FIRST.Discovery, ...DISCOVERY],
  Mobile: [FIRST.Mobile, ...MOBILE],
}
const MONTHS = 24
/** The last of the finished epics was finished about three weeks ago. */
const LAST_EPIC = 0.97
/** Open epics have been worked on since about two weeks after they were created, until a few days ago. */
const [BEGAN_AFTER, FINISHED_BEFORE] = [14, 3]

export function queueOf(team: TeamName, random: Random): QueuedRow[] {
  const epics = EPICS[team].map((epic) => ({ epic, rows: finishedRows(epic.items) }))
  const size = epics.reduce((sum, { rows }) => sum + rows.length, 0)
  let before = 0
  const inEpics = epics.flatMap(({ epic, rows }) =>
    rows.map((row): QueuedRow => {
      const at = (LAST_EPIC * before++) / size
      // The order of a plan is not quite the order of the work, and bugs turn up later.
      const shift = row.type === 'bug' ? -0.06 + 0.075 * random() : 0.016 * (random() - 0.5)
      return { ...row, at: Math.max(0, at + shift), epic, month: null, created: null }
    }),
  )
  const monthly = finishedRows(MONTHLY[team]).flatMap((row) =>
    Array.from({ length: MONTHS }, (_, at): QueuedRow => ({
      ...row,
      at: (at + 0.3 + 0.4 * random()) / MONTHS,
      epic: null,
      month: MONTHS - 1 - at,
      created: null,
    })),
  )
  const loose = shuffled(finishedRows(UPKEEP[team]), random)
  return [
    ...inEpics,
    ...monthly,
    ...loose.map((row, at): QueuedRow => ({
      ...row,
      at: (at + random()) / loose.length,
      epic: null,
      month: null,
      created: null,
    })),
    ...OPEN_EPICS.filter((epic) => epic.team === team).flatMap(finishedInside),
  ].sort((a, b) => a.at - b.at)
}

/** What is finished of an epic under way. */
function finishedInside(epic: OpenEpic): QueuedRow[] {
  const rows = openRows(epic.items).filter(({ state }) => state === 'done')
  const began = epic.opened - BEGAN_AFTER
  return rows.map(({ type, points, title, notes }, at) => ({
    type,
    points: points!,
    title,
    at: 1 - (began - ((began - FINISHED_BEFORE) * at) / Math.max(1, rows.length - 1)) / PAST,
    epic,
    month: null,
    created: notes.new ?? null,
  }))
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const mixed = [...list]
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!]
  }
  return mixed
}
