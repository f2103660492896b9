/** Azure DevOps: the CSV of a work item query, flat or as a tree (`Title 1,Title 2,…`). */
import { spellingsOf } from '../../backlog/item-fields.ts'
import type { CsvSource } from './source.ts'
import type { StatusCategory } from '../../backlog/vocabulary.ts'

export const azureDevopsCsv: CsvSource = {
  format: 'azure-devops-csv',
  family: 'azure-devops',
  list: /;\s*/,
  hours: 'hours',
  defaultType: 'task',
  dateOrder: 'mdy',
  byName: false,
  completionDecides: false,
  // Agile process: Resolved waits for verification. Scrum process: Committed is in the sprint. CMMI: Proposed is new.
  words: new Map(
    Object.entries<StatusCategory>({
      resolved: 'review',
      committed: 'active',
      new: 'backlog',
      proposed: 'backlog',
      approved: 'todo',
      design: 'todo',
    }),
  ),
  unestimated: 0,
  requires: [['id'], ['work item type', 'workitem type'], ['title', 'title 1']],
  typical: [
    ['state'],
    ['assigned to'],
    ['tags'],
    ['area path', 'created by', 'created date'],
    ['iteration path', 'changed date', 'closed date'],
  ],
  names: {
    key: ['id'],
    title: ['title', 'title 1', 'title 2', 'title 3', 'title 4', 'title 5', 'title 6'],
    description: ['description', 'repro steps', 'acceptance criteria'],
    type: ['work item type', 'workitem type'],
    status: ['state', 'last state'],
    priority: ['priority'],
    storyPoints: ['story points', 'effort', 'size', 'estimate'],
    ...spellingsOf('azure'),
    estimate: ['original estimate'],
    remaining: ['remaining work'],
    spent: ['completed work'],
    labels: ['tags'],
    assignee: ['assigned to'],
    team: ['area path', 'node name', 'team'],
    project: ['team project'],
    sprint: ['iteration path'],
    createdAt: ['created date'],
    updatedAt: ['changed date'],
    startedAt: ['activated date'],
    resolvedAt: ['closed date', 'resolved date'],
    statusChangedAt: ['state change date'],
    startDate: ['start date'],
    dueDate: ['due date', 'target date', 'finish date'],
    parentKey: ['parent'],
  },
}

/** The part of an area or iteration path below the project, which is its root. */
export function belowRoot(path: string): string | null {
  const [, ...rest] = path.split('\\').map((part) => part.trim())
  return rest.length === 0 ? null : rest.join('\\')
}
