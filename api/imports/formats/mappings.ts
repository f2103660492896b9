/** Mappings for tools whose CSV needs no code of its own, and the words by which any other CSV is understood. */
import { type CsvSource, isObject, listOf, NO_WORDS, textOf } from './source.ts'
import type { StatusCategory } from '../record/record.ts'

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
  typical: [['name'], ['completed at'], ['created at'], ['last modified'], ['assignee email'], ['parent task'], ['projects'], ['notes']],
  names: {
    key: ['task id'], title: ['name'], description: ['notes'], status: ['section/column'], type: ['type', 'task type'], priority: ['priority'],
    storyPoints: ['story points', 'points', 'estimate', 'effort'], estimate: ['estimated time', 'estimated hours'], spent: ['actual time'],
    createdAt: ['created at'], updatedAt: ['last modified'], resolvedAt: ['completed at'], startDate: ['start date'], dueDate: ['due date'],
    labels: ['tags'], project: ['projects'], team: ['team'], sprint: ['sprint'], parent: ['parent task'],
    blockedBy: ['blocked by (dependencies)', 'blocked by', 'dependencies'], blocks: ['blocking (dependencies)', 'blocking'],
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
  typical: [['is_completed'], ['moved_at'], ['completed_at'], ['external_tickets', 'external_ticket_count'], ['is_blocked'], ['epic_id'], ['iteration_id'], ['utc_offset']],
  names: {
    key: ['id'], title: ['name'], description: ['description'], type: ['type'], status: ['state'], priority: ['priority'], storyPoints: ['estimate'],
    createdAt: ['created_at'], updatedAt: ['updated_at'], startedAt: ['started_at'], resolvedAt: ['completed_at'], statusChangedAt: ['moved_at'],
    dueDate: ['due_date'], labels: ['labels'], team: ['team'], project: ['project'], sprint: ['iteration'], parentId: ['epic_id'], parentName: ['epic'],
    utcOffset: ['utc_offset'], completed: ['is_completed'], archived: ['is_archived'],
  },
}

/** ClickUp writes a description as JSON: a list of pieces, each with its text. */
function clickupProse(cell: string): string {
  if (!cell.startsWith('[{')) return cell
  try {
    return listOf(JSON.parse(cell)).map((piece) => (isObject(piece) ? textOf(piece['text']) : '')).join('')
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
  requires: [['task id'], ['task name']],
  typical: [['task content'], ['status'], ['date created'], ['parent id'], ['list name'], ['space name'], ['time estimated'], ['folder name', 'folder name/path']],
  names: {
    key: ['task id'], title: ['task name'], description: ['task content'], status: ['status'], type: ['task type'], priority: ['priority'],
    storyPoints: ['sprint points', 'points estimate', 'points'], estimate: ['time estimated', 'time estimate'], spent: ['time spent', 'time logged'],
    createdAt: ['date created'], updatedAt: ['date updated'], resolvedAt: ['date done', 'date closed'], startedAt: ['date started'],
    startDate: ['start date'], dueDate: ['due date'], labels: ['tags'], team: ['space name', 'space'], project: ['list name', 'list'],
    sprint: ['sprint'], parentKey: ['parent id'],
  },
}

/** Any other CSV: the words that people use for these columns in sheets of their own. */
export const anyCsv: CsvSource = {
  format: 'csv',
  family: 'csv',
  list: /[;,]\s*/,
  hours: 'hours',
  defaultType: 'task',
  byName: true,
  completionDecides: false,
  words: NO_WORDS,
  requires: [['title', 'name', 'summary', 'subject', 'item', 'task', 'story', 'issue', 'feature', 'titel', 'titre', 'título', 'titulo', 'nombre', 'task name', 'work item', 'user story']],
  typical: [['id', 'key', 'nr', 'no', 'number', '#', 'ticket', 'reference'], ['status', 'state', 'stage', 'column'], ['created', 'created at', 'created date'], ['done', 'completed', 'closed', 'resolved', 'finished'], ['points', 'story points', 'estimate', 'size', 'effort']],
  names: {
    key: ['key', 'id', 'issue key', 'task id', 'ticket', 'reference', 'ref', 'number', 'nr', 'no', '#', 'schlüssel', 'clé', 'clave', 'chave'],
    title: ['title', 'name', 'summary', 'subject', 'item', 'task name', 'work item', 'user story', 'task', 'story', 'issue', 'feature', 'titel', 'titre', 'título', 'titulo', 'nombre'],
    description: ['description', 'details', 'notes', 'body', 'beschreibung', 'descripción', 'descrição'],
    type: ['type', 'issue type', 'item type', 'work item type', 'kind', 'typ', 'tipo'],
    status: ['status', 'state', 'stage', 'column', 'list', 'estado', 'statut', 'état', 'stato'],
    resolution: ['resolution'],
    priority: ['priority', 'prio', 'priorität', 'priorité', 'prioridad', 'prioridade', 'severity'],
    storyPoints: ['story points', 'points', 'sp', 'estimate', 'story point estimate', 'size', 'effort'],
    jobSize: ['job size'], businessValue: ['business value', 'value'], timeCriticality: ['time criticality'], riskReduction: ['risk reduction', 'rr/oe'],
    reach: ['reach'], impact: ['impact'], confidence: ['confidence'], delayCost: ['cost of delay', 'cost of delay per week'],
    estimate: ['hours', 'estimated hours', 'original estimate', 'estimate (hours)'], remaining: ['remaining', 'remaining hours'], spent: ['time spent', 'hours spent'],
    createdAt: ['created', 'created at', 'created date', 'date created', 'created on', 'opened', 'erstellt', 'creado', 'criado'],
    updatedAt: ['updated', 'updated at', 'last modified', 'changed date', 'modified', 'date updated'],
    startedAt: ['started', 'started at', 'in progress', 'start', 'actual start', 'date started'],
    resolvedAt: ['done', 'completed', 'completed at', 'closed', 'closed at', 'closed date', 'resolved', 'finished', 'done date', 'completion date', 'date closed', 'end', 'actual end'],
    startDate: ['start date', 'planned start'],
    dueDate: ['due', 'due date', 'deadline', 'target date', 'fällig'],
    releaseDate: ['release date'],
    labels: ['labels', 'label', 'tags', 'tag'],
    skills: ['skills'], url: ['url', 'link'],
    team: ['team', 'squad', 'area path'],
    project: ['project', 'projects'],
    sprint: ['sprint', 'iteration', 'cycle', 'iteration path'],
    parent: ['parent', 'parent key', 'parent id', 'epic', 'epic link', 'parent issue', 'parent task'],
    blockedBy: ['blocked by', 'depends on', 'dependencies', 'predecessors'],
    blocks: ['blocks', 'blocking', 'successors'],
    relatesTo: ['related to', 'relates to'],
    duplicateOf: ['duplicate of'],
  },
}
