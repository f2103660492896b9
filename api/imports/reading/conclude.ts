/** From the counts of the first reading to the decisions of the second, and to the report. */
import { closingEdges } from '../../math/graph.ts'
import { decideOrders, type DateOrder, unreadable } from '../../files/dates.ts'
import type { DateField } from '../record/fields.ts'
import { outcomesOf } from './gaps.ts'
import { findKey } from './normalize.ts'
import type { Mapping } from '../record/mapping.ts'
import type { ItemType, StatusCategory } from '../../backlog/vocabulary.ts'
import type { DateReport, StatusReport, TypeReport } from '../record/report.ts'
import type { Habits } from '../formats/source.ts'
import { decideStatus } from '../../backlog/status.ts'
import { NO_STATUS } from './item-values.ts'
import { newEvidence, repair, type Tally } from './tally.ts'
import { typeOfWord } from '../record/words.ts'

export interface Decisions {
  readonly implied: Map<string, number>
  readonly dateOrders: Map<DateField, DateOrder>
  readonly statuses: Map<string, StatusCategory>
  readonly parents: Map<string, string>
  readonly adopted: Map<string, string>
  readonly cutParents: Set<string>
  readonly cutDependencies: Set<string>
  readonly dates: DateReport[]
  readonly statusTable: StatusReport[]
  readonly types: TypeReport[]
  readonly externalParents: number
  readonly externalLinks: number
}

/** Decides dates, statuses and circles, and books what they repair. `places` puts unknown statuses on the board (0 first … 1 last). */
export function conclude(
  tally: Tally,
  habits: Habits,
  mapping: Mapping,
  places: ReadonlyMap<string, number>,
  headersOf: (field: DateField) => string[],
): Decisions {
  const implied = concludeImplied(tally)
  const { dateOrders, dates } = concludeDates(tally, habits, mapping, headersOf)
  const { statuses, statusTable } = concludeStatuses(tally, habits, mapping, places)
  const own = habits.family === 'pm33'
  const ref = (key: string) => (own ? key : `${habits.family}:${key}`)
  const { parents, adopted, cutParents, externalParents } = concludeParents(tally)
  const cutDependencies = concludeDependencies(tally, ref)
  let externalLinks = 0
  for (const [target, links] of tally.targets) if (findKey(target, tally.index) === null) externalLinks += links
  return {
    implied,
    dateOrders,
    dates,
    statuses,
    statusTable,
    parents,
    adopted,
    cutParents,
    cutDependencies,
    externalParents,
    externalLinks,
    types: concludeTypes(tally, habits, mapping),
  }
}

/** What rows name as the item above them, and no row is, becomes an item of its own. */
function concludeImplied(tally: Tally): Map<string, number> {
  const implied = new Map([...tally.implied].filter(([title]) => findKey(title, tally.index) === null))
  for (const [title, row] of implied) tally.index.rowOf.set(title, row)
  tally.made = implied.size
  if (implied.size === 0) return implied
  const evidence = tally.statuses.get(NO_STATUS) ?? newEvidence()
  evidence.rows += implied.size
  tally.statuses.set(NO_STATUS, evidence)
  return implied
}

function concludeDates(tally: Tally, habits: Habits, mapping: Mapping, headersOf: (field: DateField) => string[]) {
  const dateOrders = new Map<DateField, DateOrder>()
  const dates: DateReport[] = []
  // A tool's own order is that of its English; elsewhere it writes dates as the country does.
  const english = [...tally.dates.keys()].every((field) =>
    headersOf(field).every((name) => /\b(date|at|on)$/i.test(name)),
  )
  const habit = english ? habits.dateOrder : undefined
  for (const [field, { order, because }] of decideOrders(tally.dates, mapping.dateOrder, habit)) {
    if (order !== null) dateOrders.set(field, order)
    const votes = tally.dates.get(field)!
    const lost = unreadable(votes, order)
    tally.repairs.addAll(lost, `${field}: not a date in the format of the column, left empty`)
    for (const row of lost) tally.repaired.add(row)
    const cells = votes.plain + votes.dmy + votes.mdy + votes.either + votes.none
    dates.push({ field, headers: headersOf(field), order, because, read: cells - lost.length, unreadable: lost.length })
  }
  return { dateOrders, dates }
}

function concludeStatuses(tally: Tally, habits: Habits, mapping: Mapping, places: ReadonlyMap<string, number>) {
  const statuses = new Map<string, StatusCategory>()
  // Where no row has a status, that is a gap of the file, not a fault of its rows.
  if (tally.withoutStatus.length < tally.index.rowOf.size - tally.made) {
    tally.repairs.addAll(tally.withoutStatus, 'no status')
    for (const row of tally.withoutStatus) tally.repaired.add(row)
  }
  const statusTable: StatusReport[] = []
  const mapped = new Map(
    Object.entries(mapping.statuses ?? {}).map(([status, category]) => [status.toLowerCase(), category] as const),
  )
  for (const [status, evidence] of tally.statuses) {
    evidence.place = places.get(status) ?? null
    const decision = decideStatus(status, evidence, mapped.get(status.toLowerCase()), habits)
    statuses.set(status, decision.category)
    statusTable.push({ status, rows: evidence.rows, ...decision, outcomes: [] })
  }
  const outcomes = outcomesOf(tally.kinds.values(), statuses)
  // Items that other rows name stand under no status.
  const made = tally.made > 0 ? outcomes.get(NO_STATUS) : undefined
  if (tally.made > 0) {
    const category = statuses.get(NO_STATUS)!
    const same = made?.find(({ because }) => because === 'status')
    outcomes.set(NO_STATUS, [
      { category, rows: (same?.rows ?? 0) + tally.made, because: 'status' },
      ...(made ?? []).filter((other) => other !== same),
    ])
  }
  statusTable.forEach((status, at) => (statusTable[at] = { ...status, outcomes: outcomes.get(status.status) ?? [] }))
  return { statuses, statusTable: statusTable.sort((a, b) => b.rows - a.rows || (a.status < b.status ? -1 : 1)) }
}

function concludeTypes(tally: Tally, habits: Habits, mapping: Mapping): TypeReport[] {
  const said = new Map<string, ItemType>(
    Object.entries(mapping.types ?? {}).map(([word, as]) => [word.toLowerCase(), as] as const),
  )
  return [...tally.types].map(([type, rows]): TypeReport => {
    const mapped = said.get(type.toLowerCase())
    if (mapped !== undefined) return { type, rows, as: mapped, because: 'mapping' }
    const known = typeOfWord(type)
    return { type, rows, as: known ?? habits.defaultType, because: known === null ? 'default' : 'word' }
  })
}

/** Parents that no item of the file is, and those that would stand above themselves. */
function concludeParents(tally: Tally) {
  let externalParents = 0
  const above = new Map<string, string[]>()
  const parents = new Map<string, string>()
  for (const [key, names] of tally.parents) {
    const parent = names.map((name) => findKey(name, tally.index)).find((found) => found !== null)
    if (parent === undefined) externalParents++
    else above.set(key, [parent])
    parents.set(key, parent ?? names[0]!)
  }
  const adopted = new Map<string, string>()
  for (const [parent, names] of tally.children)
    for (const name of names) {
      const child = findKey(name.trim(), tally.index)
      if (child === null || child === parent || parents.has(child)) continue
      adopted.set(child, parent)
      parents.set(child, parent)
      above.set(child, [parent])
    }
  const cutParents = new Set<string>()
  for (const [key] of closingEdges(above)) {
    cutParents.add(key)
    parents.delete(key)
    repair(tally, tally.index.rowOf.get(key)!, 'its parents form a cycle: this parent left out')
  }
  return { parents, adopted, cutParents, externalParents }
}

function concludeDependencies(tally: Tally, ref: (key: string) => string) {
  const after = new Map<string, Set<string>>()
  for (const [from, to] of tally.before) {
    const [first, second] = [findKey(from, tally.index), findKey(to, tally.index)]
    if (first === null || second === null || first === second) continue
    after.set(first, (after.get(first) ?? new Set()).add(second))
  }
  const cut = new Set<string>()
  for (const [from, to] of closingEdges(new Map([...after].map(([from, targets]) => [from, [...targets]])))) {
    cut.add(`${ref(from)}>${ref(to)}`)
    repair(tally, tally.index.rowOf.get(from)!, 'its dependencies form a cycle: this one left out')
  }
  return cut
}
