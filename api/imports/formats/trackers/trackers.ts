/** Trackers whose CSV needs no more than its names and a few habits. */
import { keyOfAddress } from '../addresses.ts'
import { SHEET_NAMES } from '../sheet.ts'
import type { Field } from '../../record/fields.ts'
import { type CsvSource, PLAIN, statusWords } from '../source.ts'

/** A project's issues, as GitLab mails them. */
export const gitlabCsv: CsvSource = {
  ...PLAIN,
  format: 'gitlab-csv',
  family: 'gitlab',
  hours: 'seconds',
  defaultType: 'story',
  labelled: true,
  keyOf: (own) => keyOfAddress(own('url')[0] ?? '') ?? own('key')[0] ?? null,
  requires: [['issue id', 'iid'], ['title'], ['state'], ['created at (utc)', 'created at']],
  typical: [
    ['url'],
    ['author username'],
    ['assignee username'],
    ['confidential'],
    ['locked'],
    ['milestone'],
    ['weight'],
  ],
  names: {
    // Newer exports have both; the number is what people know.
    key: ['iid', 'issue id'],
    id: ['id'],
    title: ['title'],
    description: ['description'],
    url: ['url'],
    startDate: ['start date'],
    status: ['state'],
    assignee: ['assignee', 'assignee username'],
    dueDate: ['due date'],
    createdAt: ['created at'],
    updatedAt: ['updated at'],
    resolvedAt: ['closed at'],
    sprint: ['iteration', 'milestone'],
    storyPoints: ['weight'],
    labels: ['labels'],
    estimate: ['time estimate'],
    spent: ['time spent'],
    type: ['issue type', 'type'],
    parentId: ['parent id', 'epic id'],
    parentName: ['parent title', 'epic title', 'epic'],
  },
}

/** A GitHub project, as its table view exports it. */
export const githubProjectCsv: CsvSource = {
  ...PLAIN,
  format: 'github-project-csv',
  family: 'github',
  labelled: true,
  ownColumns: true,
  keyOf: (own) => keyOfAddress(own('url')[0] ?? '') ?? own('key')[0] ?? null,
  dropOf: (own) => (/\/pull\/\d+$/.test(own('url')[0] ?? '') ? 'pull request' : null),
  // Issues above are named by their addresses.
  related: (cell) => cell.split(/,\s*/).map((name) => keyOfAddress(name) ?? name),
  requires: [
    ['title'],
    ['url'],
    ['repository', 'linked pull requests', 'sub-issues progress', 'reviewers', 'parent issue'],
  ],
  typical: [
    ['status'],
    ['assignees'],
    ['labels'],
    ['milestone'],
    ['linked pull requests'],
    ['reviewers'],
    ['iteration'],
  ],
  names: {
    ...SHEET_NAMES,
    key: ['number', 'issue number', 'id'],
    title: ['title'],
    project: ['repository'],
    url: ['url'],
    sprint: ['iteration', 'sprint', 'milestone'],
  },
}

/** States of Pivotal Tracker: finished and delivered work waits for its acceptance; rejected work is done again. */
export const pivotalCsv: CsvSource = {
  ...PLAIN,
  format: 'pivotal-csv',
  family: 'pivotal',
  defaultType: 'story',
  byName: true,
  words: statusWords({
    unscheduled: 'backlog',
    unstarted: 'todo',
    planned: 'todo',
    started: 'active',
    finished: 'review',
    delivered: 'review',
    rejected: 'active',
    accepted: 'done',
  }),
  requires: [['id'], ['title', 'story'], ['current state'], ['accepted at']],
  typical: [
    ['iteration'],
    ['iteration start'],
    ['estimate'],
    ['requested by'],
    ['owned by'],
    ['blocker'],
    ['deadline'],
  ],
  names: {
    key: ['id'],
    title: ['title', 'story'],
    labels: ['labels'],
    sprint: ['iteration'],
    sprintStart: ['iteration start'],
    sprintEnd: ['iteration end'],
    type: ['type'],
    storyPoints: ['estimate'],
    priority: ['priority'],
    status: ['current state'],
    createdAt: ['created at'],
    resolvedAt: ['accepted at'],
    startedAt: ['started at'],
    updatedAt: ['updated at'],
    dueDate: ['deadline', 'due date'],
    description: ['description'],
    url: ['url'],
    assignee: ['owned by'],
    blockedBy: ['blocker'],
    parentName: ['epic'],
  },
}

/** `Name (https://www.notion.so/…), Other (https://…)`: a name may hold a comma. */
function notionRelation(cell: string): string[] {
  if (!/\(https?:\/\/[^()]*\)/.test(cell)) return cell.split(/,\s*/)
  const names: string[] = []
  let begin = 0
  for (const address of cell.matchAll(/\(https?:\/\/[^()]*\)(?:,\s*|$)/g)) {
    names.push(cell.slice(begin, address.index).trim())
    begin = address.index + address[0].length
  }
  return names.filter((name) => name !== '')
}

const RELATIONS: ReadonlySet<Field> = new Set(['sprint', 'project', 'team', 'assignee', 'labels'])

export const notionCsv: CsvSource = {
  ...PLAIN,
  format: 'notion-csv',
  family: 'notion',
  byName: true,
  // Any column may be a relation to another database.
  texts: (field, own) =>
    RELATIONS.has(field) && own(field).some((cell) => cell.includes('(http'))
      ? own(field).flatMap(notionRelation)
      : undefined,
  related: notionRelation,
  sprintList: /,\s*/,
  ownColumns: true,
  requires: [
    ['name', 'task name', 'title'],
    ['last edited time', 'parent item', 'sub-item', 'sub-items', 'created time', 'sub-tasks', 'last edited by'],
    ['status', 'assign', 'assignee', 'due', 'sprint', 'priority', 'tags'],
  ],
  typical: [
    ['created time'],
    ['last edited time'],
    ['assign', 'assignee'],
    ['due', 'due date'],
    ['parent item', 'parent task', 'parent-task'],
    ['sub-item', 'sub-items', 'sub-tasks', 'sub-task'],
    ['created by', 'last edited by'],
    ['status'],
  ],
  names: {
    ...SHEET_NAMES,
    key: ['id', 'task id', 'key', 'unique id'],
    title: ['name', 'task name', 'title'],
    assignee: ['assign', ...SHEET_NAMES.assignee!],
    parent: ['parent item', 'parent task', 'parent-task', 'parent', 'epic'],
    children: ['sub-item', 'sub-items', 'sub-task', 'sub-tasks', 'subtasks'],
    resolvedAt: ['completed on', ...SHEET_NAMES.resolvedAt!],
  },
}

const YOUTRACK_LINKS =
  /(relates to|is required for|depends on|is duplicated by|duplicates|parent for|subtask of)\s*:?\s*([A-Z][A-Z0-9_]*-\d+(?:[\s,]+[A-Z][A-Z0-9_]*-\d+)*)/giu

/** `depends on SHOP-1, SHOP-2; subtask of SHOP-3`: what a cell says of other issues, a phrase and a key each. */
function youtrackLinks(cells: readonly string[]): { phrase: string; target: string }[] {
  return cells.flatMap((cell) =>
    // Keys alone are related.
    [...(/^[A-Z][A-Z0-9_]*-\d/.test(cell.trim()) ? `relates to ${cell}` : cell).matchAll(YOUTRACK_LINKS)].flatMap(
      ([, phrase, targets]) => targets!.split(/[\s,]+/).map((target) => ({ phrase: phrase!.toLowerCase(), target })),
    ),
  )
}
const HIERARCHY: Partial<Record<Field, string>> = { parentKey: 'subtask of', children: 'parent for' }

export const youtrackCsv: CsvSource = {
  ...PLAIN,
  format: 'youtrack-csv',
  family: 'youtrack',
  stated: (cell) =>
    youtrackLinks([cell])
      .filter(({ phrase }) => !Object.values(HIERARCHY).includes(phrase))
      .map(({ phrase, target }) =>
        phrase === 'is duplicated by'
          ? { name: 'duplicates', direction: 'inward', target, suggested: false }
          : { name: phrase, direction: 'outward', target, suggested: false },
      ),
  texts: (field, own) => {
    const named = HIERARCHY[field]
    if (named === undefined || own(field).length > 0) return undefined
    return youtrackLinks(own('link')).flatMap(({ phrase, target }) => (phrase === named ? [target] : []))
  },
  sprintList: /,\s*/,
  completionDecides: true,
  requires: [['issue id'], ['project'], ['summary'], ['state']],
  typical: [
    ['tags'],
    ['reporter'],
    ['resolved'],
    ['subsystem'],
    ['fix versions'],
    ['votes'],
    ['estimation'],
    ['subtask of'],
  ],
  names: {
    key: ['issue id'],
    title: ['summary'],
    description: ['description'],
    status: ['state', 'stage'],
    type: ['type'],
    priority: ['priority'],
    storyPoints: ['story points'],
    estimate: ['estimation'],
    spent: ['spent time'],
    createdAt: ['created'],
    updatedAt: ['updated'],
    resolvedAt: ['resolved'],
    startDate: ['start date'],
    dueDate: ['due date'],
    labels: ['tags'],
    assignee: ['assignee'],
    project: ['project'],
    sprint: ['sprints', 'sprint'],
    parentKey: ['subtask of', 'parent'],
    children: ['parent for'],
    blockedBy: ['depends on'],
    blocks: ['is required for'],
    relatesTo: ['relates to'],
    duplicateOf: ['duplicates'],
    link: ['links', 'issue links', 'linked issues'],
  },
}

/** A board of Monday: its name, then each group with the header again; subitems have a header of their own. */
export const mondayCsv: CsvSource = {
  ...PLAIN,
  format: 'monday-csv',
  family: 'monday',
  byName: true,
  grouped: true,
  ownColumns: true,
  words: statusWords({ 'working on it': 'active', stuck: 'active', 'not started': 'todo', done: 'done' }),
  requires: [
    ['name'],
    ['subitems', 'item id (auto generated)', 'item id', 'creation log'],
    ['status', 'person', 'owner', 'group'],
  ],
  typical: [
    ['subitems'],
    ['item id (auto generated)', 'item id'],
    ['last updated', 'creation log'],
    ['timeline - start', 'timeline'],
    ['person', 'people', 'owner'],
    ['group'],
  ],
  names: {
    ...SHEET_NAMES,
    key: ['item id (auto generated)', 'item id', 'pulse id', 'id'],
    title: ['name'],
    assignee: ['person', 'people', 'owner', ...SHEET_NAMES.assignee!],
    startDate: ['timeline - start', ...SHEET_NAMES.startDate!],
    dueDate: ['due date', 'timeline - end', 'date', 'deadline', ...SHEET_NAMES.dueDate!],
    storyPoints: ['story points', 'estimated sp', ...SHEET_NAMES.storyPoints!, 'numbers'],
    // A date by that name is planned.
    createdAt: ['creation log', ...SHEET_NAMES.createdAt!.filter((name) => name !== 'date')],
    updatedAt: ['last updated', ...SHEET_NAMES.updatedAt!],
    resolvedAt: ['completion date', ...SHEET_NAMES.resolvedAt!],
    blockedBy: ['dependency', 'dependent on', ...SHEET_NAMES.blockedBy!],
    children: [],
  },
}
