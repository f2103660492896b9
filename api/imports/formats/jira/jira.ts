/** Jira: the CSV of "Export CSV (all fields)" in all generations, and the REST search result with its changelog. */
import { spellingsOf } from '../../../backlog/item-fields.ts'
import { isoDayOf } from '../../../files/dates.ts'
import type { Field } from '../../record/fields.ts'
import { fieldName, foldHeader } from '../headers.ts'
import { usualField } from './jira-custom.ts'
import { changesOf, fieldChangesOf } from './jira-history.ts'
import { JIRA_NAMES, REPORTER } from './jira-names.ts'
import type { RawLink } from '../../record/links.ts'
import type { Shared } from '../../record/plan.ts'
import type { ImportedSprint } from '../../record/record.ts'
import { type CsvSource, type Habits, isObject, type JsonSource, listOf, NO_WORDS, textOf, textsOf } from '../source.ts'

const HABITS: Omit<Habits, 'format'> = {
  family: 'jira',
  // A Jira label holds no spaces.
  list: /\s+/,
  hours: 'seconds',
  defaultType: 'task',
  byName: true,
  completionDecides: false,
  words: NO_WORDS,
}

export const jiraCsv: CsvSource = {
  ...HABITS,
  format: 'jira-csv',
  names: JIRA_NAMES,
  // An export without the summary has its description to go by.
  requires: [JIRA_NAMES.key!, [...JIRA_NAMES.title!, ...JIRA_NAMES.description!]],
  typical: [
    JIRA_NAMES.id!,
    JIRA_NAMES.type!,
    JIRA_NAMES.status!,
    JIRA_NAMES.priority!,
    JIRA_NAMES.createdAt!,
    JIRA_NAMES.resolution!,
    REPORTER,
    JIRA_NAMES.assignee!,
  ],
}

/** A sprint cell: its name, or the server's own `…Sprint@1f[id=1,state=CLOSED,name=…,startDate=…]`. */
export function jiraSprint(cell: string): ImportedSprint | null {
  const text = cell.trim()
  if (text === '') return null
  const legacy = /^com\.atlassian\.greenhopper\.service\.sprint\.Sprint@[^[]*\[(.*)\]$/s.exec(text)
  if (legacy === null) return { name: text, startDate: null, endDate: null, state: null }
  const part = (name: string) => {
    // A name may hold commas: a part ends where the next `word=` begins.
    const value = new RegExp(`(?:^|,)${name}=(.*?)(?=,[A-Za-z]+=|$)`, 's').exec(legacy[1]!)?.[1]
    return value === undefined || value === '<null>' || value === '' ? null : value
  }
  return sprintOf(part('name'), part('startDate'), part('completeDate') ?? part('endDate'), part('state'))
}

function sprintOf(
  name: string | null,
  start: string | null,
  end: string | null,
  state: string | null,
  goal?: string,
): ImportedSprint | null {
  if (name === null || name.trim() === '') return null
  const known = state?.toLowerCase()
  return {
    name: name.trim(),
    startDate: isoDayOf(start),
    endDate: isoDayOf(end),
    state: known === 'closed' || known === 'active' || known === 'future' ? known : null,
    ...(goal === undefined ? {} : { goal: goal || null }),
  }
}

// Field ids that every Jira site has under the same name; custom ones are known by the export's `names`.
const SYSTEM: ReadonlyMap<string, Field> = new Map(
  Object.entries<Field>({
    summary: 'title',
    description: 'description',
    issuetype: 'type',
    status: 'status',
    statuscategorychangedate: 'statusChangedAt',
    resolution: 'resolution',
    resolutiondate: 'resolvedAt',
    priority: 'priority',
    created: 'createdAt',
    updated: 'updatedAt',
    duedate: 'dueDate',
    labels: 'labels',
    assignee: 'assignee',
    project: 'project',
    parent: 'parent',
    issuelinks: 'link',
    sprint: 'sprint',
    timeoriginalestimate: 'estimate',
    timeestimate: 'remaining',
    timespent: 'spent',
    statusCategory: 'statusCategory',
  }),
)
const CUSTOM = new Map<string, Field>(
  (
    [
      'storyPoints',
      'epicLink',
      'epicName',
      'sprint',
      'team',
      'startDate',
      'startedAt',
      ...(Object.keys(spellingsOf('jira')) as Field[]),
    ] as const
  ).flatMap((field) => JIRA_NAMES[field]!.map((name) => [foldHeader(name), field] as const)),
)

function fieldOf(column: string, value: unknown, shared: Shared): Field | null {
  if (column === 'key' || column === 'id') return column
  if (column === 'changelog') return 'history'
  const system = SYSTEM.get(column)
  if (system !== undefined) return system
  if (!column.startsWith('customfield_')) return null
  const name = shared.names.get(column)
  if (name !== undefined) return CUSTOM.get(fieldName(name)) ?? null
  const first = listOf(value)[0]
  if (isObject(first) && 'boardId' in first && 'state' in first) return 'sprint'
  if (typeof first === 'string' && first.startsWith('com.atlassian.greenhopper')) return 'sprint'
  return usualField(column, textsOf(value))
}

/** Text of Atlassian's rich text (ADF), one paragraph a line; strings pass unchanged. */
function plainText(value: unknown): string {
  if (typeof value === 'string') return value
  if (!isObject(value)) return ''
  if (typeof value['text'] === 'string') return value['text']
  if (value['type'] === 'hardBreak') return '\n'
  const parts = listOf(value['content']).map(plainText)
  const inline = ['paragraph', 'heading', 'codeBlock'].includes(String(value['type']))
  return parts.filter((part) => part !== '').join(inline ? '' : '\n')
}

function linksOf(value: unknown): RawLink[] {
  return listOf(value)
    .filter(isObject)
    .flatMap((link) =>
      (['outward', 'inward'] as const).flatMap((direction) => {
        const target = link[`${direction}Issue`]
        return isObject(target) && typeof target['key'] === 'string'
          ? [{ name: textOf(link['type']), direction, target: target['key'], suggested: false }]
          : []
      }),
    )
}

const CATEGORY: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({ new: 'To Do', indeterminate: 'In Progress', done: 'Done' }),
)

/** Sprints as the API and its exports write them. */
export function jiraSprints(value: unknown): ImportedSprint[] {
  return (Array.isArray(value) ? value : [value]).flatMap((sprint) => {
    const read =
      typeof sprint === 'string'
        ? jiraSprint(sprint)
        : isObject(sprint)
          ? sprintOf(
              textOf(sprint['name']),
              textOf(sprint['startDate']) || null,
              textOf(sprint['completeDate'] ?? sprint['endDate']) || null,
              textOf(sprint['state']) || null,
              typeof sprint['goal'] === 'string' ? sprint['goal'].trim() : undefined,
            )
          : null
    return read === null ? [] : [read]
  })
}

function textsOfField(field: Field, value: unknown): string[] {
  if (field === 'assignee' && isObject(value))
    return [textOf(value['displayName'] ?? value['name'])].filter((text) => text !== '')
  if (field === 'description') return [plainText(value)].filter((text) => text !== '')
  if (field === 'parent' || field === 'epicLink')
    return [isObject(value) ? textOf(value['key'] ?? value['id']) : textOf(value)].filter((text) => text !== '')
  return textsOf(value)
}

export const jiraJson: JsonSource = {
  ...HABITS,
  format: 'jira-json',
  byName: false,
  lists: ['', 'issues', 'values'],
  score: (item) =>
    typeof item['key'] === 'string' && isObject(item['fields'])
      ? isObject(item['fields']['issuetype']) || isObject(item['fields']['status'])
        ? 1
        : 0.7
      : 0,
  learn: (list, key, value, shared) => {
    if (list === null && key === 'names' && isObject(value))
      for (const [id, name] of Object.entries(value)) shared.names.set(id, textOf(name))
  },
  columns: (item) => {
    const { fields, ...rest } = item
    return { ...rest, ...(isObject(fields) ? fields : {}) }
  },
  reads: fieldOf,
  read: (item, row, shared) => {
    const byField = new Map<Field, string[]>()
    const sprints: ImportedSprint[] = []
    const columns = jiraJson.columns(item)
    for (const [column, value] of Object.entries(columns)) {
      const field = value === null ? null : fieldOf(column, value, shared)
      if (field === null || field === 'history' || field === 'link') continue
      if (field === 'sprint') sprints.push(...jiraSprints(value))
      else byField.set(field, [...(byField.get(field) ?? []), ...textsOfField(field, value)])
    }
    const status = columns['status']
    if (isObject(status) && isObject(status['statusCategory'])) {
      const said = CATEGORY.get(textOf(status['statusCategory']['key']))
      if (said !== undefined) byField.set('statusCategory', [said])
    }
    return {
      row,
      values: (field) => byField.get(field) ?? [],
      links: linksOf(columns['issuelinks']),
      sprints,
      changes: changesOf(item['changelog']),
      fieldChanges: fieldChangesOf(item['changelog']),
      shownKey: null,
      drop: null,
    }
  },
}
