/** How much of an answer is shown: both halves of it are made of what fits here, so neither has what the other lacks. */
import { cut, figureText } from '../../text.ts'
import type { Page } from './answer.ts'
import { tokensAtMost, type Json } from './render.ts'

/** Most tokens an answer may have, whatever was asked. */
const HARD_STOP = 20_000
/** Tokens for the summary, the notes, and the names of columns. */
const ROOM_FOR_THE_REST = 2_000
/** Part of the room that belongs to the rows of a page, whatever stands beside them. */
const ROOM_FOR_ROWS = 9_000
/** Tokens of a text that stay whatever has to go: keys, dates, and figures are never cut. */
const SHORT_TEXT = 80

type Facts = { [key: string]: Json }

export interface Fitted {
  readonly facts: Facts
  /** Where the next page begins. */
  readonly nextCursor: string | undefined
  /** What was left out, in sentences. */
  readonly notes: string[]
}

/**
 * What of an answer fits. A page stops at a row, and its cursor goes on from there; other lists stop at an entry, the longest
 * first; and where one entry alone is too long, its texts are cut.
 * @param others how to see entries that were left out, as a sentence
 */
export function fitted(
  facts: Facts,
  page: Page | undefined,
  others = 'Narrow the question to see the others.',
): Fitted {
  const room = HARD_STOP - ROOM_FOR_THE_REST
  if (!page) return beforeCursor(within(facts, room, others))
  const beside = within(facts, room - ROOM_FOR_ROWS, others)
  const left = room - tokensOf(beside.facts)
  const { items, nextCursor, cut: short } = fitting(page, left)
  const rows = shortTexts({ items }, left)
  return {
    facts: { ...beside.facts, ...rows.facts },
    nextCursor,
    notes: [
      ...(short
        ? [
            `The answer was too long, so only ${items.length} ${items.length === 1 ? 'row is' : 'rows are'} shown. Continue with cursor, or request fewer columns.`,
          ]
        : []),
      ...beside.notes,
      ...rows.notes,
    ],
  }
}

/** A cursor among the facts stands behind all that was asked for, so it would skip the entries that were left out. */
function beforeCursor({ facts, shorter, notes }: ReturnType<typeof within>): Fitted {
  if (!shorter || facts.nextCursor === undefined) return { facts, nextCursor: undefined, notes }
  const { nextCursor: _, ...rest } = facts
  const why = 'There is no nextCursor, because it would skip the entries that are not shown. Use a smaller limit.'
  return { facts: rest, nextCursor: undefined, notes: [...notes, why] }
}

const tokensOf = (value: Json) => tokensAtMost(JSON.stringify(value))
/** With the comma behind it. */
const entryTokens = (value: Json) => tokensOf(value) + 1

/** As many rows as fit, and the cursor to go on from. The first row always stays. */
function fitting({ rows, cursors, next }: Page, room: number) {
  let left = room
  const items: Json[] = []
  for (const row of rows) {
    left -= entryTokens(row)
    if (left < 0 && items.length > 0) break
    items.push(row)
  }
  const short = items.length < rows.length
  return { items, nextCursor: short ? cursors[items.length - 1] : next, cut: short }
}

/** Facts without a cursor: lists are shortened before texts are. */
function within(facts: Facts, room: number, others: string): { facts: Facts; shorter: boolean; notes: string[] } {
  const lists = shortLists(facts, room, others)
  const texts = shortTexts(lists.facts, room)
  return { facts: texts.facts, shorter: lists.notes.length > 0, notes: [...lists.notes, ...texts.notes] }
}

/**
 * How large each may be so that all of them fit: those below it stay whole, the others share what is left.
 * @param sizes in one unit with `room`
 */
export function levelOf(sizes: readonly number[], room: number): number {
  let left = room
  const ascending = [...sizes].sort((a, b) => a - b)
  for (const [at, size] of ascending.entries()) {
    const share = left / (ascending.length - at)
    if (size > share) return Math.max(0, share)
    left -= size
  }
  return Infinity
}

function shortLists(facts: Facts, room: number, others: string): { facts: Facts; notes: string[] } {
  const whole = tokensOf(facts)
  if (whole <= room) return { facts, notes: [] }
  const sizes: number[] = []
  eachList(facts, (list) => (sizes.push(tokensOf(list)), list))
  const level = levelOf(sizes, room - (whole - sizes.reduce((sum, size) => sum + size, 0)))
  const notes: string[] = []
  const shorter = eachList(facts, (list, name) => {
    if (tokensOf(list) <= level) return list
    let left = level
    const some = list.filter((entry, at) => (left -= entryTokens(entry)) >= 0 || at === 0)
    if (some.length < list.length)
      notes.push(
        `The answer was too long: ${figureText(some.length)} of ${figureText(list.length)} entries of ${name} are shown. ${others}`,
      )
    return some
  })
  return { facts: shorter, notes }
}

/** The same facts with every list that is no part of a list changed. */
function eachList(facts: Facts, change: (list: Json[], name: string) => Json[], prefix = ''): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      if (Array.isArray(value)) return [name, change(value, prefix + name)]
      return [name, typeof value === 'object' ? eachList(value, change, `${prefix}${name}.`) : value]
    }),
  )
}

function shortTexts(facts: Facts, room: number): { facts: Facts; notes: string[] } {
  const whole = tokensOf(facts)
  if (whole <= room) return { facts, notes: [] }
  const sizes: number[] = []
  eachText(facts, (text) => (sizes.push(tokensAtMost(text)), text))
  const level = Math.max(SHORT_TEXT, levelOf(sizes, room - (whole - sizes.reduce((sum, size) => sum + size, 0))))
  // Figures and short texts alone: nothing to cut.
  if (sizes.every((size) => size <= level)) return { facts, notes: [] }
  const shorter = eachText(facts, (text) => {
    const size = tokensAtMost(text)
    return size > level ? `${cut(text, Math.floor((text.length * level) / size))}…` : text
  }) as Facts
  return { facts: shorter, notes: ['The answer was too long, so its longest texts are cut; they end in “…”.'] }
}

function eachText(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((entry) => eachText(entry, change))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, eachText(member, change)]))
}
