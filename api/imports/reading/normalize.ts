/** One item of any source to one record. */
import { cut } from '../../../text.ts'
import { DAYS, eachOf, ITEM_FIELDS } from '../../backlog/item-fields.ts'
import { belowRoot } from '../formats/trackers/azure-devops.ts'
import { cycleName, teamKeyOf } from '../formats/trackers/linear.ts'
import { splitList } from './csv-item.ts'
import { readDate } from '../../files/dates.ts'
import type { DateField, Field } from '../record/fields.ts'
import { itemValues, statusOf } from './item-values.ts'
import { jiraSprint } from '../formats/jira/jira.ts'
import { kindOfLink } from '../record/links.ts'
import type { ItemIndex, Plan } from '../record/plan.ts'
import type {
  ImportedLink,
  ImportedSprint,
  ImportedFieldChange,
  ImportedStatusChange,
  ImportRecord,
} from '../record/record.ts'
import type { ItemType, StatusCategory } from '../../backlog/vocabulary.ts'
import type { Habits, RawItem } from '../formats/source.ts'
import { givenUp, rowCategory, type RowFacts } from '../../backlog/status.ts'
import { readHours, saysNo, saysYes, typeOfWord } from '../record/words.ts'

export type Reading = Pick<
  Plan,
  'dateOrders' | 'statuses' | 'types' | 'fields' | 'mapping' | 'index' | 'adopted' | 'cutParents' | 'cutDependencies'
>

const PARENTS = ['parent', 'parentId', 'epicLink', 'parentName'] as const satisfies readonly Field[]

/** What a row calls its parent, best first. */
export function parentNames(raw: RawItem): string[] {
  // A key names one item; other names are asked only where there is none.
  const keys = raw.values('parentKey')
  return (keys.length > 0 ? [...keys] : PARENTS.flatMap((field) => raw.values(field))).map((text) => text.trim())
}

/** The key that a name of any kind stands for: a key, the source's id, a title or epic name that only one item has. */
export function findKey(name: string, index: ItemIndex): string | null {
  if (index.rowOf.has(name)) return name
  return index.keyOfId.get(name) ?? index.keyOfName.get(name.toLowerCase()) ?? null
}

/** The parent of a row: one in the file if any name finds it, else the first name that could be a key. */
function findParent(raw: RawItem, index: ItemIndex, byName: boolean): { key: string; external: boolean } | null {
  const names = parentNames(raw)
  for (const name of names) {
    const key = findKey(name, index)
    if (key !== null) return { key, external: false }
  }
  // A sheet knows its parents by nothing but their names.
  const outside = (
    ['parentKey', 'parent', 'parentId', 'epicLink', ...(byName ? (['parentName'] as const) : [])] as const
  )
    .flatMap((field) => raw.values(field))[0]
    ?.trim()
  return outside === undefined || outside.length > 200 ? null : { key: outside, external: true }
}

export function factsOf(raw: RawItem, habits: Habits): RowFacts {
  const resolution = raw.values('resolution')[0]
  const completed = raw.values('completed')[0]
  return {
    givenUp: resolution !== undefined && givenUp(resolution),
    completed:
      (habits.completionDecides || raw.values('status').length === 0) &&
      (completed === undefined ? raw.values('resolvedAt').length > 0 : saysYes(completed)),
    ...(habits.completionDecides && completed !== undefined && saysNo(completed) ? { incomplete: true } : {}),
    archived: raw.values('archivedAt').length > 0 || saysYes(raw.values('archived')[0] ?? ''),
  }
}

export function recordOf(raw: RawItem, reading: Reading, habits: Habits): ImportRecord {
  const { index, mapping } = reading
  const key = raw.values('key')[0]!.trim()
  const sourceKey = `${habits.family}:${key}`
  const offset = minutesEast(raw.values('utcOffset')[0]) ?? mapping.utcOffsetMinutes ?? 0
  const hours = (field: Field) =>
    raw
      .values(field)
      .map((cell) => readHours(cell, habits.hours))
      .find((value) => value !== null) ?? null
  const date = (field: DateField) => {
    for (const cell of raw.values(field)) {
      const read = readDate(cell, reading.dateOrders.get(field) ?? 'dmy', offset)
      if (read !== null) return new Date(read.ms).toISOString()
    }
    return null
  }
  // A day is what the cell shows, not what it is in UTC.
  const day = (field: DateField) => {
    for (const cell of raw.values(field)) {
      const read = readDate(cell, reading.dateOrders.get(field) ?? 'dmy', 0)
      if (read !== null) return read.day
    }
    return null
  }
  const categoryOf = (status: string): StatusCategory => reading.statuses.get(status) ?? 'todo'
  const status = statusOf(raw)
  const statusCategory = rowCategory(categoryOf(status), factsOf(raw, habits))
  const statusChanges = changesOf(raw, categoryOf, offset)
  const changedAt = date('statusChangedAt')
  const ended = (category: StatusCategory) =>
    statusChanges.findLast((change) => change.category === category)?.at ?? null
  const begun = statusChanges.find((change) => change.category === 'active' || change.category === 'review')?.at ?? null
  const underWay = statusCategory === 'active' || statusCategory === 'review'
  const adopted = reading.adopted.get(key)
  const parent = reading.cutParents.has(key)
    ? null
    : (findParent(raw, index, habits.family === 'csv') ??
      (adopted === undefined ? null : { key: adopted, external: false }))

  return {
    row: raw.row,
    sourceKey,
    key: raw.shownKey ?? key,
    ...itemValues(raw, habits).values,
    type: typeOf(raw, habits, reading.types),
    statusCategory,
    estimateHours: hours('estimate'),
    remainingHours: hours('remaining'),
    spentHours: hours('spent'),
    createdAt: date('createdAt'),
    updatedAt: date('updatedAt'),
    startedAt: date('startedAt') ?? begun ?? (underWay ? changedAt : null),
    resolvedAt:
      statusCategory === 'done'
        ? (date('resolvedAt') ?? ended('done') ?? changedAt)
        : statusCategory === 'cancelled'
          ? (date('cancelledAt') ?? date('resolvedAt') ?? ended('cancelled') ?? date('archivedAt') ?? changedAt)
          : null,
    startDate: day('startDate'),
    ...eachOf(DAYS, day),
    teamName: teamOf(raw, habits, reading.fields.includes('project')),
    sprints: sprintsOf(raw, habits, day),
    parentRef: parent === null ? null : `${habits.family}:${parent.key}`,
    parentExternal: parent?.external ?? false,
    links: linksOf(raw, sourceKey, reading, habits.family),
    statusChanges,
    fieldChanges: fieldChangesOf(raw, offset),
  }
}

/** Type of an item: what a person decided for its word, what the word or a label means, else the source's default. */
export function typeOf(raw: RawItem, habits: Habits, mapped: ReadonlyMap<string, ItemType>): ItemType {
  if (raw.record !== undefined) return raw.record.type
  const word = raw.values('type')[0]?.trim() ?? ''
  return mapped.get(word.toLowerCase()) ?? typeOfWord(word) ?? typeFromLabels(raw) ?? habits.defaultType
}

/** Linear says bug or feature by label. */
function typeFromLabels(raw: RawItem) {
  if (raw.values('type').length > 0) return null
  for (const cell of raw.values('labels'))
    for (const label of splitList(cell, /[,;]\s*/)) {
      const type = typeOfWord(label)
      if (type !== null) return type
    }
  return null
}

function teamOf(raw: RawItem, habits: Habits, projects: boolean): string | null {
  const cell = raw.values('team')[0]?.trim()
  if (cell === undefined) return projects ? (raw.values('project')[0]?.trim() ?? null) : null
  return habits.family === 'azure-devops' ? (belowRoot(cell) ?? cell) : cell
}

function minutesEast(cell: string | undefined): number | null {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(cell?.trim() ?? '')
  return match === null ? null : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

function sprintsOf(raw: RawItem, habits: Habits, day: (field: DateField) => string | null): ImportedSprint[] {
  const number = raw.values('sprintNumber')[0]?.trim()
  const team = () =>
    habits.family === 'linear' ? teamKeyOf(raw.values('key')[0] ?? '') || (raw.values('team')[0]?.trim() ?? '') : ''
  const names =
    raw.values('sprint').length > 0 ? raw.values('sprint') : number === undefined ? [] : [cycleName(number, team())]
  const read = names.flatMap((cell): ImportedSprint[] => {
    const name = habits.family === 'azure-devops' ? belowRoot(cell) : cell
    const sprint = name === null ? null : jiraSprint(name)
    return sprint === null
      ? []
      : [
          sprint.startDate !== null || names.length > 1
            ? sprint
            : { ...sprint, startDate: day('sprintStart'), endDate: sprint.endDate ?? day('sprintEnd') },
        ]
  })
  const all = [...raw.sprints, ...read]
  return all.filter((sprint, at) => all.findIndex((other) => other.name === sprint.name) === at)
}

function changesOf(
  raw: RawItem,
  categoryOf: (status: string) => StatusCategory,
  offset: number,
): ImportedStatusChange[] {
  return raw.changes
    .flatMap((change) => {
      const read = readDate(change.at, 'dmy', offset)
      return read === null
        ? []
        : [{ at: new Date(read.ms).toISOString(), from: change.from, to: change.to, category: categoryOf(change.to) }]
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

function fieldChangesOf(raw: RawItem, offset: number): ImportedFieldChange[] {
  return (raw.fieldChanges ?? [])
    .flatMap(({ at, field, before, after }) => {
      const read = readDate(at, 'dmy', offset)
      return read === null || before === after
        ? []
        : [
            {
              at: new Date(read.ms).toISOString(),
              field,
              before: before && cut(before, LONG),
              after: after && cut(after, LONG),
            },
          ]
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** Characters of a value that are kept of a change: those of a title. */
const LONG = ITEM_FIELDS.title.longest

function linksOf(raw: RawItem, sourceKey: string, reading: Reading, family: string): ImportedLink[] {
  const links: ImportedLink[] = []
  const seen = new Set<string>()
  for (const link of raw.links) {
    const found = findKey(link.target, reading.index)
    const targetRef = `${family}:${found ?? link.target}`
    const kind = kindOfLink(link)
    const identity = `${kind.direction} ${link.name} ${targetRef}`
    if (targetRef === sourceKey || seen.has(identity)) continue
    seen.add(identity)
    const pair = kind.direction === 'outward' ? `${sourceKey}>${targetRef}` : `${targetRef}>${sourceKey}`
    if (kind.type === 'blocks' && !link.suggested && reading.cutDependencies.has(pair)) continue
    links.push({ ...kind, name: link.name, targetRef, external: found === null, suggested: link.suggested })
  }
  return links
}
