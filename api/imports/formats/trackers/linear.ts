/** Linear: its CSV of 16 to 34 columns, over the years, and the issues of its GraphQL API with relations and history. */
import { categoryOfWord, refine } from '../../../backlog/status.ts'
import type { StatusCategory } from '../../../backlog/vocabulary.ts'
import { isoDayOf } from '../../../files/dates.ts'
import type { RawLink } from '../../record/links.ts'
import type { ImportedSprint } from '../../record/record.ts'
import { inner, jsonTable } from '../json-table.ts'
import {
  type CsvSource,
  type Habits,
  isObject,
  type JsonItem,
  type JsonSource,
  listOf,
  NO_WORDS,
  type RawChange,
  type RawFieldChange,
  type RawItem,
  textOf,
} from '../source.ts'

const HABITS: Omit<Habits, 'format' | 'list'> = {
  family: 'linear',
  hours: 'hours',
  defaultType: 'story',
  byName: false,
  completionDecides: false,
  words: NO_WORDS,
}

export const linearCsv: CsvSource = {
  ...HABITS,
  format: 'linear-csv',
  list: /,\s*/,
  requires: [
    ['id'],
    ['title'],
    ['status'],
    ['team', 'cycle number', 'project milestone', 'initiatives', 'roadmaps', 'triaged'],
  ],
  typical: [
    ['team'],
    ['cycle number'],
    ['cycle name'],
    ['completed'],
    ['canceled'],
    ['started'],
    ['creator'],
    ['parent issue'],
    ['roadmaps', 'initiatives', 'uuid'],
    ['estimate'],
    ['archived'],
  ],
  names: {
    key: ['id'],
    id: ['uuid'],
    title: ['title'],
    description: ['description'],
    status: ['status'],
    storyPoints: ['estimate'],
    priority: ['priority'],
    labels: ['labels'],
    team: ['team'],
    project: ['project'],
    assignee: ['assignee'],
    sprint: ['cycle name'],
    sprintNumber: ['cycle number'],
    sprintStart: ['cycle start'],
    sprintEnd: ['cycle end'],
    createdAt: ['created'],
    updatedAt: ['updated'],
    startedAt: ['started'],
    resolvedAt: ['completed'],
    cancelledAt: ['canceled', 'cancelled'],
    archivedAt: ['archived'],
    dueDate: ['due date'],
    parent: ['parent issue', 'parent'],
    blocks: ['blocks', 'blocking'],
    blockedBy: ['blocked by'],
    relatesTo: ['related to'],
    duplicateOf: ['duplicate of'],
  },
}

/** Linear's own types of states. */
const STATE_TYPES: Readonly<Record<string, StatusCategory>> = {
  triage: 'backlog',
  backlog: 'backlog',
  unstarted: 'todo',
  started: 'active',
  completed: 'done',
  canceled: 'cancelled',
  duplicate: 'cancelled',
}

/** Category of a state by its type, refined by its name: a review is started work. */
export const categoryOfState = (type: string, name: string): StatusCategory =>
  refine(STATE_TYPES[type] ?? categoryOfWord(name) ?? 'todo', name)

/** What the API nests in a list: `{ nodes: […] }`, or the list itself. */
const nodesOf = (value: unknown): JsonItem[] => listOf(isObject(value) ? value['nodes'] : value).filter(isObject)

const related = (value: unknown, type: string, end: 'issue' | 'relatedIssue'): string[] =>
  nodesOf(value)
    .filter((relation) => textOf(relation['type']) === type)
    .flatMap((relation) => inner(relation[end], 'identifier'))

/** Each team counts its own cycles, so the name of one without a name says the team, too. @param team its key, or '' */
export const cycleName = (number: string, team: string): string => `Cycle ${number}${team && ` (${team})`}`

/** What earlier versions called a cycle without a name of its own: they left its team out. null: it has a name. */
export const cycleWithoutTeam = (name: string): string | null => /^(Cycle \d+) \(.+\)$/.exec(name)?.[1] ?? null

/** Key of a team: what the keys of its issues begin with. */
export const teamKeyOf = (key: string): string => /^(.+)-\d+$/.exec(key.trim())?.[1] ?? ''

/** @param cycle as the API answers it @param team key of its team */
export function cycleOf(cycle: JsonItem, team: string): ImportedSprint {
  const done = isoDayOf(textOf(cycle['completedAt']))
  return {
    name: textOf(cycle['name']).trim() || cycleName(textOf(cycle['number']), team),
    startDate: isoDayOf(textOf(cycle['startsAt'])),
    endDate: done ?? isoDayOf(textOf(cycle['endsAt'])),
    state: done === null ? null : 'closed',
  }
}

/** A step of the history names states as `fromState { name }`. */
const changesOf = (item: JsonItem): RawChange[] =>
  nodesOf(item['history']).flatMap((step) => {
    const to = textOf(step['toState'])
    return to === '' ? [] : [{ at: textOf(step['createdAt']), from: textOf(step['fromState']) || null, to }]
  })

const KEPT = [
  ['storyPoints', 'fromEstimate', 'toEstimate'],
  ['dueDate', 'fromDueDate', 'toDueDate'],
  ['team', 'fromTeam', 'toTeam'],
] as const

const fieldChangesOf = (item: JsonItem): RawFieldChange[] =>
  nodesOf(item['history']).flatMap((step) =>
    KEPT.flatMap(([field, from, to]) => {
      const [before, after] = [textOf(step[from]) || null, textOf(step[to]) || null]
      return before === after ? [] : [{ at: textOf(step['createdAt']), field, before, after }]
    }),
  )

const table = jsonTable({
  names: {
    id: ['id'],
    key: ['identifier'],
    title: ['title'],
    description: ['description'],
    url: ['url'],
    priority: ['priority'],
    storyPoints: ['estimate'],
    createdAt: ['createdAt'],
    updatedAt: ['updatedAt'],
    startedAt: ['startedAt'],
    resolvedAt: ['completedAt'],
    cancelledAt: ['canceledAt'],
    archivedAt: ['archivedAt'],
    dueDate: ['dueDate'],
    assignee: ['assignee'],
    team: ['team'],
    project: ['project'],
  },
  uses: {
    state: 'status',
    cycle: 'sprint',
    parent: 'parent',
    labels: 'labels',
    relations: 'blocks',
    inverseRelations: 'blockedBy',
    history: 'history',
  },
  sprints: ({ cycle, identifier }) => (isObject(cycle) ? [cycleOf(cycle, teamKeyOf(textOf(identifier)))] : []),
  values: (field, item) => {
    if (field === 'status') return inner(item['state'], 'name')
    if (field === 'statusCategory') return inner(STATE_TYPES[inner(item['state'], 'type')[0] ?? ''])
    if (field === 'parent') return inner(item['parent'], 'identifier')
    if (field === 'labels') return nodesOf(item['labels']).flatMap((label) => inner(label, 'name'))
    if (field === 'blocks') return related(item['relations'], 'blocks', 'relatedIssue')
    if (field === 'blockedBy') return related(item['inverseRelations'], 'blocks', 'issue')
    if (field === 'relatesTo')
      return [
        ...related(item['relations'], 'related', 'relatedIssue'),
        ...related(item['inverseRelations'], 'related', 'issue'),
      ]
    if (field === 'duplicateOf') return related(item['relations'], 'duplicate', 'relatedIssue')
    if (field === 'sprint' || field === 'history') return []
    return undefined
  },
})

/** An original names its duplicates, too: read alone, it must not look as if it had none. */
function withBothEnds(raw: RawItem, item: JsonItem): RawItem {
  const duplicates = related(item['inverseRelations'], 'duplicate', 'issue').map((target): RawLink => ({
    name: 'duplicate of',
    direction: 'inward',
    target,
    suggested: false,
  }))
  return { ...raw, links: [...raw.links, ...duplicates] }
}

/** Issues as the API answers them, under the names of its schema. */
export const linearJson: JsonSource = {
  ...HABITS,
  format: 'linear-json',
  list: null,
  lists: ['', 'issues', 'nodes'],
  score: (item) =>
    typeof item['identifier'] === 'string' && typeof item['title'] === 'string' && isObject(item['state']) ? 1 : 0,
  learn: () => {},
  ...table,
  read: (item, row, shared) => ({
    ...withBothEnds(table.read(item, row, shared), item),
    shownKey: null,
    changes: changesOf(item),
    fieldChanges: fieldChangesOf(item),
  }),
}
