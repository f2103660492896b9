/** Mappings for tools whose CSV needs no code of its own. */
import { type CsvSource, isObject, listOf, NO_WORDS, textOf } from './source.ts'
import type { StatusCategory } from '../../backlog/vocabulary.ts'

export const asanaCsv: CsvSource = {
  format: 'asana-csv',
  family: 'asana',
  list: /,\s*/,
  hours: 'hours',
  defaultType: 'task',
  // A task stays in its section when it is ticked off.
  byName: true,
  completionDecides: true,
  words: NO_WORDS,
  requires: [['task id'], ['section/column']],
  typical: [
    ['name'],
    ['completed at'],
    ['created at'],
    ['last modified'],
    ['assignee email'],
    ['parent task'],
    ['projects'],
    ['notes'],
  ],
  names: {
    key: ['task id'],
    title: ['name'],
    description: ['notes'],
    status: ['section/column'],
    type: ['type', 'task type'],
    priority: ['priority'],
    storyPoints: ['story points', 'points', 'estimate', 'effort'],
    estimate: ['estimated time', 'estimated hours'],
    spent: ['actual time'],
    createdAt: ['created at'],
    updatedAt: ['last modified'],
    resolvedAt: ['completed at'],
    startDate: ['start date'],
    dueDate: ['due date'],
    labels: ['tags'],
    project: ['projects'],
    team: ['team'],
    assignee: ['assignee'],
    sprint: ['sprint'],
    parent: ['parent task'],
    blockedBy: ['blocked by (dependencies)', 'blocked by', 'dependencies'],
    blocks: ['blocking (dependencies)', 'blocking'],
  },
}

export const shortcutCsv: CsvSource = {
  format: 'shortcut-csv',
  family: 'shortcut',
  list: /;\s*/,
  hours: 'hours',
  defaultType: 'story',
  byName: false,
  completionDecides: true,
  words: NO_WORDS,
  requires: [['id'], ['name'], ['type'], ['requestor', 'requester'], ['state']],
  typical: [
    ['is_completed'],
    ['moved_at'],
    ['completed_at'],
    ['external_tickets', 'external_ticket_count'],
    ['is_blocked'],
    ['epic_id'],
    ['iteration_id'],
    ['utc_offset'],
  ],
  names: {
    key: ['id'],
    title: ['name'],
    description: ['description'],
    type: ['type'],
    status: ['state'],
    priority: ['priority'],
    storyPoints: ['estimate'],
    createdAt: ['created_at'],
    updatedAt: ['updated_at'],
    startedAt: ['started_at'],
    resolvedAt: ['completed_at'],
    statusChangedAt: ['moved_at'],
    dueDate: ['due_date'],
    labels: ['labels'],
    team: ['team'],
    assignee: ['owners', 'owner'],
    project: ['project'],
    sprint: ['iteration'],
    parentId: ['epic_id'],
    parentName: ['epic'],
    utcOffset: ['utc_offset'],
    completed: ['is_completed'],
    archived: ['is_archived'],
  },
}

/** ClickUp writes a description as JSON: a list of pieces, each with its text. */
function clickupProse(cell: string): string {
  if (!cell.startsWith('[{')) return cell
  try {
    return listOf(JSON.parse(cell))
      .map((piece) => (isObject(piece) ? textOf(piece['text']) : ''))
      .join('')
  } catch {
    return cell
  }
}

export const clickupCsv: CsvSource = {
  format: 'clickup-csv',
  family: 'clickup',
  list: /,\s*/,
  hours: 'milliseconds',
  defaultType: 'task',
  byName: false,
  completionDecides: true,
  words: new Map(Object.entries<StatusCategory>({ open: 'todo' })),
  blank: 'null',
  prose: clickupProse,
  // A sprint of ClickUp is a list: `Sprint 3 (1/5 - 1/18)`.
  texts: (field, own) =>
    field === 'sprint' && own('sprint').length === 0
      ? own('project').filter((list) => /^(sprint|iteration|cycle)\b/i.test(list.trim()))
      : undefined,
  requires: [
    ['task id'],
    ['task name'],
    ['task content', 'date created', 'list name', 'space name', 'parent id', 'time estimated', 'folder name'],
  ],
  typical: [
    ['task content'],
    ['status'],
    ['date created'],
    ['parent id'],
    ['list name'],
    ['space name'],
    ['time estimated'],
    ['folder name', 'folder name/path'],
  ],
  names: {
    key: ['task id'],
    title: ['task name'],
    description: ['task content'],
    status: ['status'],
    type: ['task type'],
    priority: ['priority'],
    storyPoints: ['sprint points', 'points estimate', 'points'],
    estimate: ['time estimated', 'time estimate'],
    spent: ['time spent', 'time logged'],
    createdAt: ['date created', 'date created text'],
    updatedAt: ['date updated', 'date updated text'],
    resolvedAt: ['date done', 'date done text', 'date closed', 'date closed text'],
    startedAt: ['date started', 'date started text'],
    startDate: ['start date', 'start date text'],
    dueDate: ['due date', 'due date text'],
    labels: ['tags'],
    team: ['space name', 'space'],
    assignee: ['assignee', 'assignees'],
    blockedBy: ['dependencies', 'waiting on'],
    blocks: ['blocking'],
    project: ['list name', 'list'],
    sprint: ['sprint'],
    parentKey: ['parent id'],
  },
}
