/** Trackers of larger companies and older ones whose columns have names of their own. */
import { SHEET_NAMES } from '../sheet.ts'
import { type CsvSource, PLAIN, statusWords } from '../source.ts'

/** What a key of Rally begins with. */
const RALLY_TYPES: readonly (readonly [prefix: RegExp, type: string])[] = [
  [/^(US|S)\d/i, 'story'],
  [/^DE\d/i, 'bug'],
  [/^TA\d/i, 'task'],
  [/^F\d/i, 'feature'],
  [/^(E|I|T)\d/i, 'epic'],
]

/** Rally calls an item above by its key and its name: `F12: Checkout`. */
export const rallyCsv: CsvSource = {
  ...PLAIN,
  format: 'rally-csv',
  family: 'rally',
  defaultType: 'story',
  ownColumns: true,
  related: (cell) =>
    cell.split(/[,;]\s*(?=[A-Z]+\d+)/).map((name) => /^[A-Z]+\d+(?=:|$)/.exec(name.trim())?.[0] ?? name.trim()),
  texts: (field, own) => {
    if (field !== 'type' || own('type').length > 0) return undefined
    const key = own('key')[0]?.trim() ?? ''
    return RALLY_TYPES.filter(([prefix]) => prefix.test(key)).map(([, type]) => type)
  },
  words: statusWords({
    defined: 'todo',
    'in-progress': 'active',
    completed: 'review',
    accepted: 'done',
    released: 'done',
  }),
  requires: [['formatted id'], ['name'], ['schedule state', 'flow state', 'state']],
  typical: [
    ['plan estimate'],
    ['iteration'],
    ['release'],
    ['accepted date'],
    ['creation date'],
    ['owner'],
    ['project'],
  ],
  names: {
    ...SHEET_NAMES,
    key: ['formatted id'],
    title: ['name'],
    status: ['schedule state', 'flow state', 'state'],
    storyPoints: ['plan estimate'],
    estimate: ['task estimate total', 'estimate'],
    remaining: ['task remaining total', 'to do'],
    spent: ['task actual total', 'actuals'],
    createdAt: ['creation date'],
    updatedAt: ['last update date'],
    startedAt: ['in progress date', 'actual start date'],
    resolvedAt: ['accepted date', 'closed date', 'actual end date'],
    startDate: ['planned start date'],
    dueDate: ['planned end date', 'due date', 'target date'],
    sprint: ['iteration'],
    parent: ['parent', 'feature', 'work product', 'portfolio item', 'user story'],
    blockedBy: ['predecessors'],
    blocks: ['successors'],
  },
}

/** The query results of Trac: `accepted` is being worked on. */
export const tracCsv: CsvSource = {
  ...PLAIN,
  format: 'trac-csv',
  family: 'trac',
  list: /[,\s]+/,
  words: statusWords({ new: 'backlog', assigned: 'todo', accepted: 'active', reopened: 'todo' }),
  requires: [['id', 'ticket'], ['summary'], ['status'], ['component'], ['milestone', 'changetime', 'version']],
  typical: [['owner'], ['type'], ['priority'], ['milestone'], ['reporter'], ['changetime', 'modified'], ['keywords']],
  names: {
    key: ['id', 'ticket'],
    title: ['summary'],
    description: ['description'],
    status: ['status'],
    resolution: ['resolution'],
    type: ['type'],
    priority: ['priority'],
    assignee: ['owner'],
    sprint: ['milestone'],
    labels: ['keywords', 'component'],
    createdAt: ['time', 'created'],
    updatedAt: ['changetime', 'modified'],
    dueDate: ['due_date', 'due'],
    estimate: ['estimatedhours'],
    spent: ['totalhours'],
    parent: ['parent', 'parents'],
    blockedBy: ['blockedby'],
    blocks: ['blocking'],
  },
}
