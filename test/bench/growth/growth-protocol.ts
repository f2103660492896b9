/**
 * How much is added to an epic or release after today, asked on the first days on which a quarter, half, and three quarters of what is in it are finished, as seen on that day.
 * What is scored is the number of items added later that were not given up.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { dayOf } from '../../../api/math/calendar.ts'
import { addedItems, scopeEvidence } from '../../../api/velocity/forecast/scope-growth.ts'
import type { ScopedItem, ScopeEvidence } from '../../../api/velocity/forecast/scope-growth.ts'
import { average, TAUS } from '../forecast/forecast-protocol.ts'

export interface Group {
  readonly kind: string
  readonly name: string
  readonly items: readonly ScopedItem[]
}

export interface GrowthQuestion {
  readonly group: Group
  readonly progress: number
  readonly seen: ScopeEvidence
  /** Items of the group on that day, the finished ones included. */
  readonly size: number
  /** Items added after that day and not given up. */
  readonly actual: number
}

export const PROGRESS = [0.25, 0.5, 0.75] as const

interface Row {
  readonly source: string
  readonly group: string
  readonly created: string
  readonly started: string
  readonly resolved: string
  readonly cancelled: string
  readonly joined: string
}

/** Every group of `<folder>/epics/*.csv` or `<folder>/*.csv`. */
export function loadGroups(folder: string): Group[] {
  const root = existsSync(join(folder, 'epics')) ? join(folder, 'epics') : folder
  const files = readdirSync(root)
    .filter((file) => file.endsWith('.csv') && file !== 'groups.csv')
    .sort()
  return files.flatMap((file) => {
    const rows = parse<Row>(readFileSync(join(root, file)), { columns: true }).filter(
      (row) => row.group !== undefined && row.created !== undefined,
    )
    return [...Map.groupBy(rows, (row) => row.group)].map(([group, items]) => ({
      kind: file.slice(0, -4).split('_').at(-1)!,
      name: `${file.slice(0, -4)} ${group}`,
      items: items.map(itemOf),
    }))
  })
}

function itemOf(row: Row): ScopedItem {
  const day = (date: string) => (date ? dayOf(date) : null)
  return {
    created: day(row.created),
    started: day(row.started),
    finished: day(row.resolved),
    joined: day(row.joined),
    cancelled: day(row.cancelled),
  }
}

export function growthQuestions(group: Group): GrowthQuestion[] {
  const days = [...new Set(group.items.flatMap(({ finished }) => finished ?? []))].sort((a, b) => a - b)
  return PROGRESS.flatMap((progress) => {
    for (const today of days) {
      const here = group.items.filter(
        (item) =>
          enteredOn(item) !== null &&
          enteredOn(item)! <= today &&
          !(item.cancelled !== null && item.cancelled <= today),
      )
      const finished = here.filter((item) => item.finished !== null && item.finished <= today).length
      if (here.length === 0 || finished / here.length < progress) continue
      if (finished === here.length) return []
      const actual = group.items.filter(
        (item) => enteredOn(item) !== null && enteredOn(item)! > today && item.cancelled === null,
      ).length
      return [{ group, progress, seen: scopeEvidence(group.items, today), size: here.length, actual }]
    }
    return []
  })
}

const enteredOn = ({ created, joined }: ScopedItem) =>
  created === null || joined === null ? (created ?? joined) : Math.max(created, joined)

export interface GrowthScore {
  readonly groups: number
  readonly questions: number
  /** Share that nothing was added to, in percent. */
  readonly none: number
  /** Pinball loss in items over that of "nothing is added", and of "15 % are added" over the same. */
  readonly pinball: number
  readonly constant: number
  /** The same with each question weighing by its own size. */
  readonly relative: number
  readonly relativeConstant: number
  /** Probability integral transform: share of outcomes within P50 and P90, outcomes that tie with a quantile counted in part, in percent. */
  readonly within50: number
  readonly within90: number
}

export function scoreGrowth(questions: readonly GrowthQuestion[]): GrowthScore {
  const rows = questions.map(({ seen, size, actual }) => {
    const cumulative = addedItems(seen)
    const ours = TAUS.map((tau) => firstAtLeast(cumulative, tau))
    const below = actual > 0 ? (cumulative[Math.min(actual - 1, cumulative.length - 1)] ?? 1) : 0
    const upTo = cumulative[Math.min(actual, cumulative.length - 1)]!
    const within = (level: number) => Math.min(1, Math.max(0, (level - below) / Math.max(1e-12, upTo - below)))
    return {
      ours: pinball(actual, ours),
      none: pinball(
        actual,
        TAUS.map(() => 0),
      ),
      constant: pinball(
        actual,
        TAUS.map(() => 0.15 * seen.open),
      ),
      size,
      within50: within(0.5),
      within90: within(0.9),
    }
  })
  const sum = (value: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + value(row), 0)
  return {
    groups: new Set(questions.map(({ group }) => group.name)).size,
    questions: questions.length,
    none: 100 * average(questions.map(({ actual }) => (actual === 0 ? 1 : 0))),
    pinball: sum((row) => row.ours) / sum((row) => row.none),
    constant: sum((row) => row.constant) / sum((row) => row.none),
    relative: sum((row) => row.ours / row.size) / sum((row) => row.none / row.size),
    relativeConstant: sum((row) => row.constant / row.size) / sum((row) => row.none / row.size),
    within50: 100 * average(rows.map((row) => row.within50)),
    within90: 100 * average(rows.map((row) => row.within90)),
  }
}

function firstAtLeast(cumulative: Float64Array, p: number): number {
  const at = cumulative.findIndex((reached) => reached >= p - 1e-12)
  return at < 0 ? cumulative.length : at
}

function pinball(actual: number, quantiles: readonly number[]): number {
  return average(quantiles.map((q, i) => (actual >= q ? TAUS[i]! * (actual - q) : (1 - TAUS[i]!) * (q - actual))))
}
