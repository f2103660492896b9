/** Reads the tables of the demo. */
import type { ItemType, Priority } from '../backlog/vocabulary.ts'

export interface FinishedRow {
  readonly type: ItemType
  readonly points: number
  readonly title: string
}

export interface OpenRow {
  readonly state: 'done' | 'review' | 'active' | 'ready' | 'open'
  /** Days ago on which work began, where it has. */
  readonly started: number
  readonly type: ItemType
  readonly points: number | null
  /** Business value, time criticality, risk reduction. */
  readonly scores: readonly number[] | null
  readonly title: string
  readonly notes: OpenNotes
}

export interface OpenNotes {
  /** Created so many days ago; otherwise with its epic. */
  readonly new?: number
  /** Due in so many days. */
  readonly due?: number
  /** Untouched for so many days. */
  readonly quiet?: number
  /** Carried over from so many sprints. */
  readonly sprints?: number
  /** Due date put off so many times, by a sprint each time. */
  readonly moved?: number
  readonly priority?: Priority
}

const TYPES: Readonly<Record<string, ItemType>> = { '': 'story', t: 'task', b: 'bug', i: 'idea' }
const SIZE = /^([tbi]?)(\d+|\?)$/

const lines = (table: string) => table.split('\n').filter((line) => line.trim() !== '')

function sizeOf(text: string): { type: ItemType; points: number | null } {
  const [, letter, points] = SIZE.exec(text) ?? []
  if (letter === undefined || points === undefined) throw new Error(`No size of a demo item: "${text}"`)
  return { type: TYPES[letter]!, points: points === '?' ? null : Number(points) }
}

/** Lines such as `b2 Cart forgets {the coupon|the gift message}`: a size, and an item for each of the choices. */
export function finishedRows(table: string): FinishedRow[] {
  return lines(table).flatMap((line) => {
    const gap = line.indexOf(' ')
    const { type, points } = sizeOf(line.slice(0, gap))
    return choices(line.slice(gap + 1)).map((title) => ({ type, points: points!, title }))
  })
}

/** One title for each choice; `{month}` has no choices and stays. */
function choices(title: string): string[] {
  const [whole, inside] = /\{([^}]*\|[^}]*)\}/.exec(title) ?? []
  return whole ? inside!.split('|').map((choice) => title.replace(whole, choice)) : [title]
}

/** Lines such as `active 5 | 3 | 8 5 2 | Title | due 9`: state, size, scores, title, and notes. */
export function openRows(table: string): OpenRow[] {
  return lines(table).map((line) => {
    const [state, size, scores, title, notes = ''] = line.split('|').map((cell) => cell.trim())
    const [name, started = '0'] = state!.split(' ')
    return {
      state: name as OpenRow['state'],
      started: Number(started),
      ...sizeOf(size!),
      scores: scores ? scores.split(' ').map(Number) : null,
      title: title!,
      notes: Object.fromEntries(
        notes
          .split(',')
          .filter(Boolean)
          .map((note) => note.trim().split(' '))
          .map(([word, days]) => (days === undefined ? ['priority', word] : [word, Number(days)])),
      ) as OpenNotes,
    }
  })
}
