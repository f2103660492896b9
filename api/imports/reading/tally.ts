/** What the first reading counts, item by item, in memory that grows by a few words a row. */
import { type DateVotes, evidenceOf, noVotes, vote } from '../../files/dates.ts'
import { DATE_FIELDS, type DateField, type Field } from '../record/fields.ts'
import { kindOfLink } from '../record/links.ts'
import { itemValues, labelsOf, statusOf } from './item-values.ts'
import { factsOf, parentNames, typeOf } from './normalize.ts'
import type { Mapping } from '../record/mapping.ts'
import type { ItemIndex, Limits } from '../record/plan.ts'
import type { ItemType, StatusCategory } from '../../backlog/vocabulary.ts'
import { ImportRefusal } from '../../files/refusal.ts'
import { type RowGroups, rowGroups } from '../record/row-groups.ts'
import type { Habits, RawItem } from '../formats/source.ts'
import { categoryOfWord, type RowFacts, type StatusEvidence } from '../../backlog/status.ts'
import { readHours } from '../record/words.ts'

/** Facts of items that the report needs once the statuses are decided. */
export interface TalliedRow {
  readonly status: string
  readonly facts: RowFacts
  readonly resolved: boolean
  readonly started: boolean
  readonly statusChanged: boolean
  /** Statuses they moved to, each once, where the source has a history. */
  readonly moves: readonly string[]
  count: number
}

export interface Tally {
  readonly index: ItemIndex
  readonly statuses: Map<string, StatusEvidence>
  readonly types: Map<string, number>
  /** Types that a person mapped, by lower-case word. */
  readonly mappedTypes: ReadonlyMap<string, ItemType>
  /** keys of the epics. */
  readonly epics: Set<string>
  readonly dates: Map<DateField, DateVotes>
  /** Rows alike in these facts, and how many; a big file has few kinds of them. */
  readonly kinds: Map<string, TalliedRow>
  /** key → what it calls its parent; only items that have one. */
  readonly parents: Map<string, string[]>
  /** key → names of its children, where a column lists them. */
  readonly children: Map<string, readonly string[]>
  /** Titles that rows name as the item above them → the first such row. */
  readonly implied: Map<string, number>
  /** key → keys or names it must come before, as stated. */
  readonly before: [from: string, to: string][]
  /** what links call their targets → how many links. */
  readonly targets: Map<string, number>
  readonly withField: Map<Field, number>
  readonly repairs: RowGroups
  readonly quarantine: RowGroups
  readonly drops: RowGroups
  readonly repaired: Set<number>
  read: number
  /** Items made of names in other rows. */
  made: number
  statusChanges: number
  /** Rows whose status is empty. */
  readonly withoutStatus: number[]
  /** Links found in prose. */
  suggested: number
}

export function newTally(mapping: Mapping): Tally {
  return {
    types: new Map(),
    mappedTypes: new Map(
      Object.entries(mapping.types ?? {}).map(([word, type]) => [word.toLowerCase(), type] as const),
    ),
    epics: new Set(),
    index: { rowOf: new Map(), keyOfId: new Map(), keyOfName: new Map() },
    statuses: new Map(),
    dates: new Map(),
    kinds: new Map(),
    parents: new Map(),
    children: new Map(),
    implied: new Map(),
    before: [],
    targets: new Map(),
    withField: new Map(),
    repairs: rowGroups(),
    quarantine: rowGroups(),
    drops: rowGroups(),
    repaired: new Set(),
    read: 0,
    made: 0,
    statusChanges: 0,
    withoutStatus: [],
    suggested: 0,
  }
}

export function repair(tally: Tally, row: number, reason: string): void {
  tally.repairs.add(row, reason)
  tally.repaired.add(row)
}

const HOURS = ['estimate', 'remaining', 'spent'] as const satisfies readonly Field[]
const COUNTED = ['priority', 'team', 'project', 'dueDate', 'createdAt'] as const satisfies readonly Field[]
const MAX_KEY = 200

/** Every row of the file, whatever becomes of it. @throws ImportRefusal TOO_MANY_ROWS. */
export function seeRow(tally: Tally, limits: Limits): void {
  if (++tally.read > limits.rows)
    throw new ImportRefusal(
      'TOO_MANY_ROWS',
      `The file has more than ${limits.rows.toLocaleString('en')} rows.`,
      'Export it in parts, such as one project or year at a time.',
    )
}

/** Counts one row that could be read; sets it aside or drops it when it is no item. `byName`: its title may be called upon. */
export function count(tally: Tally, raw: RawItem, habits: Habits, limits: Limits, byName: boolean): void {
  seeRow(tally, limits)
  if (raw.drop !== null) return tally.drops.add(raw.row, raw.drop)
  const key = raw.values('key')[0]?.trim() ?? ''
  if (key === '') return tally.quarantine.add(raw.row, 'no key: the next import could not match the row')
  if (key.length > MAX_KEY) return tally.quarantine.add(raw.row, `the key is longer than ${MAX_KEY} characters`)
  if (tally.index.rowOf.has(key)) return tally.quarantine.add(raw.row, 'an earlier row has the same key')
  tally.index.rowOf.set(key, raw.row)
  if (typeOf(raw, habits, tally.mappedTypes) === 'epic') tally.epics.add(key)
  countNames(tally, raw, key, byName)
  countStatus(tally, raw, habits)
  countCells(tally, raw, habits)
  countLinks(tally, raw, key)
}

function countNames(tally: Tally, raw: RawItem, key: string, byName: boolean): void {
  const title = raw.values('title')[0]?.trim() ?? ''
  if (title === '') repair(tally, raw.row, 'no title: the key is used as the title')
  for (const id of raw.values('id')) if (!tally.index.keyOfId.has(id.trim())) tally.index.keyOfId.set(id.trim(), key)
  if (byName)
    for (const name of new Set([title, ...raw.values('epicName')].map((text) => text.trim().toLowerCase())))
      if (name !== '' && name.length <= 500)
        tally.index.keyOfName.set(name, tally.index.keyOfName.has(name) ? null : key)
  const names = parentNames(raw)
  if (names.length > 0) tally.parents.set(key, names)
  const above = raw.implies?.title
  if (above !== undefined && !tally.implied.has(above)) tally.implied.set(above, raw.row)
  const children = raw.values('children')
  if (children.length > 0) tally.children.set(key, children)
}

function countStatus(tally: Tally, raw: RawItem, habits: Habits): void {
  const status = statusOf(raw)
  if (raw.values('status').length === 0) tally.withoutStatus.push(raw.row)
  const evidence = tally.statuses.get(status) ?? newEvidence()
  tally.statuses.set(status, evidence)
  evidence.rows++
  const facts = factsOf(raw, habits)
  const has = (field: Field) => raw.values(field).length > 0
  if (has('resolvedAt') && !facts.givenUp) evidence.withResolved++
  if (has('startedAt')) evidence.withStarted++
  const said = raw.values('statusCategory')[0]
  const category = said === undefined ? null : categoryOfWord(said)
  if (category !== null) evidence.said.set(category, (evidence.said.get(category) ?? 0) + 1)
  for (const change of raw.changes)
    for (const name of [change.from, change.to])
      if (name !== null && !tally.statuses.has(name)) tally.statuses.set(name, newEvidence())
  tally.statusChanges += raw.changes.length
  const row = {
    status,
    facts,
    resolved: has('resolvedAt'),
    started: has('startedAt'),
    statusChanged: has('statusChangedAt'),
    moves: [...new Set(raw.changes.map(({ to }) => to))],
    count: 0,
  }
  const kind = JSON.stringify(row)
  const known = tally.kinds.get(kind) ?? row
  known.count++
  tally.kinds.set(kind, known)
}

export function newEvidence(): StatusEvidence {
  return { rows: 0, withResolved: 0, withStarted: 0, said: new Map<StatusCategory, number>(), place: null }
}

function countCells(tally: Tally, raw: RawItem, habits: Habits): void {
  const type = raw.values('type')[0]?.trim() ?? ''
  tally.types.set(type, (tally.types.get(type) ?? 0) + 1)
  for (const field of COUNTED)
    if (raw.values(field).length > 0) tally.withField.set(field, (tally.withField.get(field) ?? 0) + 1)
  if (labelsOf(raw, habits).length > 0) tally.withField.set('labels', (tally.withField.get('labels') ?? 0) + 1)
  const { values, repairs } = itemValues(raw, habits)
  for (const reason of repairs) repair(tally, raw.row, reason)
  // Figures that are left empty are none.
  if (values.storyPoints !== null && values.storyPoints !== undefined)
    tally.withField.set('storyPoints', (tally.withField.get('storyPoints') ?? 0) + 1)
  for (const field of HOURS)
    if (raw.values(field).some((cell) => readHours(cell, habits.hours) === null))
      repair(tally, raw.row, `${field}: not a duration, left empty`)
  // Our own export writes dates in one way only, and has checked them.
  if (raw.record === undefined) for (const field of DATE_FIELDS) countDate(tally, field, raw)
  if (raw.sprints.length > 0 || raw.values('sprint').length > 0 || raw.values('sprintNumber').length > 0)
    tally.withField.set('sprint', (tally.withField.get('sprint') ?? 0) + 1)
}

/** The cell that is read: the first of a row that is a date. Damaged cells with a readable twin lose nothing. */
function countDate(tally: Tally, field: DateField, raw: RawItem): void {
  const cells = raw.values(field)
  if (cells.length === 0) return
  let votes = tally.dates.get(field)
  if (votes === undefined) tally.dates.set(field, (votes = noVotes()))
  vote(votes, (cells.length === 1 ? undefined : cells.find((cell) => evidenceOf(cell) !== null)) ?? cells[0]!, raw.row)
}

function countLinks(tally: Tally, raw: RawItem, key: string): void {
  for (const link of raw.links) {
    if (link.target === key) {
      repair(tally, raw.row, 'a link to itself: left out')
      continue
    }
    tally.targets.set(link.target, (tally.targets.get(link.target) ?? 0) + 1)
    if (link.suggested) tally.suggested++
    const kind = kindOfLink(link)
    if (kind.type !== 'blocks' || link.suggested) continue
    tally.before.push(kind.direction === 'outward' ? [key, link.target] : [link.target, key])
  }
}
