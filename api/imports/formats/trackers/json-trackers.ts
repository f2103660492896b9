/** Trackers whose JSON is a list of items with properties: GitLab, GitHub projects, Asana, and any list with titles. */
import { DAY_MS } from '../../../math/calendar.ts'
import { isoDayOf } from '../../../files/dates.ts'
import type { Field } from '../../record/fields.ts'
import type { ImportedSprint } from '../../record/record.ts'
import { sizeOf } from '../../record/words.ts'
import { keyOfAddress } from '../addresses.ts'
import { foldHeader } from '../headers.ts'
import { flat } from '../flat.ts'
import { inner, jsonTable, sprintOf } from '../json-table.ts'
import { SHEET_NAMES } from '../sheet.ts'
import { isObject, type JsonItem, type JsonSource, NO_WORDS, textOf } from '../source.ts'

const PLAIN = {
  list: null,
  hours: 'hours',
  defaultType: 'task',
  byName: false,
  completionDecides: false,
  words: NO_WORDS,
  learn: () => {},
} as const

const has = (item: JsonItem, ...names: readonly string[]) => names.filter((name) => name in item).length

function gitlabSprints(item: JsonItem): ImportedSprint[] {
  const value = isObject(item['iteration']) ? item['iteration'] : item['milestone']
  if (!isObject(value)) return []
  const [start, end] = [isoDayOf(textOf(value['start_date'])), isoDayOf(textOf(value['due_date']))]
  const name = textOf(value['title']) || [start, end].filter((day) => day !== null).join(' – ')
  return sprintOf(name, start, end)
}

/** Issues of GitLab's REST API. */
export const gitlabJson: JsonSource = {
  ...PLAIN,
  format: 'gitlab-json',
  family: 'gitlab',
  hours: 'seconds',
  defaultType: 'story',
  lists: ['', 'issues'],
  score: (item) =>
    typeof item['iid'] === 'number' || typeof item['iid'] === 'string'
      ? Math.min(1, 0.6 + 0.1 * has(item, 'project_id', 'web_url', 'references', 'state', 'labels'))
      : 0,
  ...jsonTable({
    names: {
      title: ['title'],
      description: ['description'],
      status: ['state'],
      createdAt: ['created_at'],
      updatedAt: ['updated_at'],
      resolvedAt: ['closed_at'],
      dueDate: ['due_date'],
      startDate: ['start_date'],
      labels: ['labels'],
      storyPoints: ['weight'],
      url: ['web_url'],
      blocks: ['blocks'],
      blockedBy: ['blocked_by'],
    },
    uses: {
      iid: 'key',
      references: 'key',
      project_id: null,
      milestone: 'sprint',
      iteration: 'sprint',
      assignee: 'assignee',
      assignees: 'assignee',
      type: 'type',
      issue_type: 'type',
      time_stats: 'estimate',
      epic: 'parentName',
    },
    labelled: true,
    key: (item) =>
      inner(item['references'], 'full')[0] ??
      keyOfAddress(textOf(item['web_url'])) ??
      `${textOf(item['project_id'])}#${textOf(item['iid'])}`,
    sprints: gitlabSprints,
    values: (field, item) => {
      if (field === 'assignee') return [...inner(item['assignees'], 'name'), ...inner(item['assignee'], 'name')]
      if (field === 'estimate') return inner(item['time_stats'], 'time_estimate')
      if (field === 'spent') return inner(item['time_stats'], 'total_time_spent')
      if (field === 'parentName') return inner(item['epic'], 'title')
      // An ordinary issue says nothing; its labels may.
      if (field === 'type') {
        const type = (textOf(item['issue_type']) || textOf(item['type'])).toLowerCase().replaceAll('_', ' ')
        return type === '' || type === 'issue' ? [] : [type]
      }
      return undefined
    },
    drop: (item) => ('merge_status' in item || 'source_branch' in item ? 'merge request' : null),
  }),
}

function projectSprints(item: JsonItem): ImportedSprint[] {
  for (const [name, value] of Object.entries(item)) {
    if (!isObject(value) || !('startDate' in value || 'duration' in value || /^(iteration|sprint)$/i.test(name)))
      continue
    const start = isoDayOf(textOf(value['startDate']))
    const days = Number(value['duration'])
    const end =
      start === null || !(days > 0 && days < 1_000)
        ? null
        : new Date(Date.parse(start) + (days - 1) * DAY_MS).toISOString().slice(0, 10)
    return sprintOf(value, start, end)
  }
  const milestone = item['milestone']
  return sprintOf(milestone, null, isObject(milestone) ? isoDayOf(textOf(milestone['dueOn'])) : null)
}

const POINTS = ['estimate', 'story points', 'points', 'storypoints', 'sp', 'effort'].map(foldHeader)

/** Points of a project's item: its number field, else its size in T-shirts. */
function projectPoints(item: JsonItem): string[] {
  for (const wanted of POINTS)
    for (const [name, value] of Object.entries(item))
      if (foldHeader(name) === wanted && typeof value === 'number') return [String(value)]
  const size = textOf(item['size'])
  const points = /^\d+(\.\d+)?$/.test(size) ? size : sizeOf(size)
  return points === null ? [] : [String(points)]
}

const contentOf = (item: JsonItem): JsonItem => (isObject(item['content']) ? item['content'] : {})

/** An item of GraphQL as `gh` would write it: the fields of the project beside the issue. */
function projectColumns(item: JsonItem): JsonItem {
  const content = contentOf(item)
  if (content['__typename'] === undefined) return item
  const { repository, title, labels, assignees, milestone, createdAt, updatedAt, closedAt, ...about } = content
  return {
    title,
    labels,
    assignees,
    milestone,
    createdAt,
    updatedAt,
    closedAt,
    ...flat(item),
    // What the item of the board is, not the issue.
    type: undefined,
    content: {
      ...about,
      type: content['__typename'],
      repository: isObject(repository) ? (repository['nameWithOwner'] ?? repository['name']) : repository,
    },
  }
}

/** `gh project item-list --format json`: issues, drafts, and pull requests with the fields of the project. */
export const githubProjectJson: JsonSource = {
  ...PLAIN,
  format: 'github-project-json',
  family: 'github',
  lists: ['items', 'nodes', ''],
  score: (item) =>
    /^(Issue|PullRequest|DraftIssue)$/.test(textOf(contentOf(item)['type'] ?? contentOf(item)['__typename'])) ? 1 : 0,
  ...jsonTable({
    columns: projectColumns,
    names: { ...SHEET_NAMES, startedAt: ['started', 'started at'], createdAt: ['created', 'created at'] },
    uses: {
      content: 'description',
      id: 'key',
      size: 'storyPoints',
      estimate: 'storyPoints',
      iteration: 'sprint',
      sprint: 'sprint',
      milestone: 'sprint',
      repository: 'project',
      parent: 'parent',
    },
    labelled: true,
    key: (item) => {
      const content = contentOf(item)
      if (content['number'] === undefined) return textOf(item['id']) || null
      return keyOfAddress(textOf(content['url'])) ?? `${textOf(content['repository'])}#${textOf(content['number'])}`
    },
    sprints: projectSprints,
    values: (field, item) => {
      const content = contentOf(item)
      const own = new Map<Field, readonly string[]>([
        ['title', inner([item['title'] ?? content['title']])],
        ['description', inner(content['body'])],
        ['url', inner(content['url'])],
        ['project', [textOf(content['repository']) || textOf(item['repository'])]],
        ['storyPoints', projectPoints(item)],
        ['sprint', []],
      ])
      const parent = item['parent'] ?? item['parent issue']
      if (field === 'parent')
        return isObject(parent) ? [keyOfAddress(textOf(parent['url'])) ?? textOf(parent)] : undefined
      return own.get(field)
    },
    drop: (item) => (textOf(contentOf(item)['type']) === 'PullRequest' ? 'pull request' : null),
  }),
}

/** Custom fields of Asana's API by their names. */
function customOf(item: JsonItem, ...names: readonly string[]): string[] {
  return (Array.isArray(item['custom_fields']) ? item['custom_fields'] : [])
    .filter(isObject)
    .filter((field) => names.includes(textOf(field['name']).trim().toLowerCase()))
    .map((field) => textOf(field['display_value'] ?? field['number_value'] ?? field['enum_value']))
}

/** Tasks of Asana's REST API: `completed` alone says that a task is done. */
export const asanaJson: JsonSource = {
  ...PLAIN,
  format: 'asana-json',
  family: 'asana',
  byName: false,
  completionDecides: true,
  lists: ['data', '', 'tasks'],
  score: (item) =>
    typeof item['gid'] === 'string' && 'name' in item
      ? Math.min(1, 0.6 + 0.1 * has(item, 'completed', 'memberships', 'created_at', 'due_on', 'resource_type'))
      : 0,
  ...jsonTable({
    names: {
      key: ['gid'],
      title: ['name'],
      description: ['notes'],
      completed: ['completed'],
      resolvedAt: ['completed_at'],
      createdAt: ['created_at'],
      updatedAt: ['modified_at'],
      startDate: ['start_on', 'start_at'],
      dueDate: ['due_on', 'due_at'],
      assignee: ['assignee'],
      labels: ['tags'],
      url: ['permalink_url'],
    },
    uses: {
      parent: 'parentKey',
      memberships: 'status',
      projects: 'project',
      custom_fields: 'storyPoints',
      dependencies: 'blockedBy',
      dependents: 'blocks',
      resource_subtype: null,
    },
    values: (field, item) => {
      if (field === 'status') return inner(item['memberships'], 'section', 'name').slice(0, 1)
      if (field === 'project')
        return [...inner(item['memberships'], 'project', 'name'), ...inner(item['projects'], 'name')]
      if (field === 'parentKey') return inner(item['parent'], 'gid')
      if (field === 'blockedBy') return inner(item['dependencies'], 'gid')
      if (field === 'blocks') return inner(item['dependents'], 'gid')
      if (field === 'storyPoints') return customOf(item, 'story points', 'points', 'estimate', 'effort')
      if (field === 'priority') return customOf(item, 'priority')
      if (field === 'sprint') return customOf(item, 'sprint', 'iteration')
      if (field === 'type') return customOf(item, 'type', 'task type')
      return undefined
    },
  }),
}

const anyTable = jsonTable({ names: SHEET_NAMES, columns: flat, labelled: true })

/** Any other list of objects with titles. */
export const anyJson: JsonSource = {
  ...PLAIN,
  format: 'list-json',
  family: 'csv',
  byName: true,
  lists: [
    '',
    'items',
    'issues',
    'data',
    'tasks',
    'records',
    'results',
    'rows',
    'nodes',
    'values',
    'value',
    'stories',
    'tickets',
    'workItems',
    'work_items',
    'backlog',
    'cards',
  ],
  score: (item) => {
    const fields = new Set(Object.entries(flat(item)).map(([name, value]) => anyTable.reads(name, value, NOTHING)))
    fields.delete(null)
    return fields.has('title') && fields.size > 1 ? Math.min(0.45, 0.1 + 0.05 * fields.size) : 0
  },
  ...anyTable,
}

const NOTHING = { names: new Map(), lists: new Map(), moves: new Map() }
