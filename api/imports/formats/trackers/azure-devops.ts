/** Azure DevOps: the CSV of a work item query, flat or as a tree (`Title 1,Title 2,…`). */
import { AZURE_NAMES } from './azure-names.ts'
import { spellingsOf } from '../../../backlog/item-fields.ts'
import type { CsvSource } from '../source.ts'
import type { StatusCategory } from '../../../backlog/vocabulary.ts'

/** A tree has a title for each of its levels. */
const TITLES = AZURE_NAMES.title.flatMap((name) => [name, ...[1, 2, 3, 4, 5, 6].map((level) => `${name} ${level}`)])

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
      gelöst: 'review',
      behoben: 'review',
      résolu: 'review',
      resuelto: 'review',
      resolvido: 'review',
      risolto: 'review',
      разрешено: 'review',
      解決済み: 'review',
      해결됨: 'review',
      已解决: 'review',
      已解決: 'review',
      rozwiązano: 'review',
      vyřešeno: 'review',
    }),
  ),
  unestimated: 0,
  requires: [['id'], ['work item type', 'workitem type', ...AZURE_NAMES.type], ['title', 'title 1', ...TITLES]],
  typical: [
    ['state'],
    ['assigned to'],
    ['tags'],
    ['area path', 'created by', 'created date'],
    ['iteration path', 'changed date', 'closed date'],
  ],
  names: {
    key: ['id'],
    title: ['title', 'title 1', 'title 2', 'title 3', 'title 4', 'title 5', 'title 6', ...TITLES],
    description: ['description', 'repro steps', 'acceptance criteria', ...AZURE_NAMES.description],
    type: ['work item type', 'workitem type', ...AZURE_NAMES.type],
    status: ['state', 'last state', ...AZURE_NAMES.status],
    priority: ['priority', ...AZURE_NAMES.priority],
    storyPoints: ['story points', 'effort', 'size', 'estimate', ...AZURE_NAMES.storyPoints],
    ...spellingsOf('azure'),
    estimate: ['original estimate', ...AZURE_NAMES.estimate],
    remaining: ['remaining work', ...AZURE_NAMES.remaining],
    spent: ['completed work', ...AZURE_NAMES.spent],
    labels: ['tags', ...AZURE_NAMES.labels],
    assignee: ['assigned to', ...AZURE_NAMES.assignee],
    team: ['area path', 'node name', 'team', ...AZURE_NAMES.team],
    project: ['team project', ...AZURE_NAMES.project],
    sprint: ['iteration path', ...AZURE_NAMES.sprint],
    createdAt: ['created date', ...AZURE_NAMES.createdAt],
    updatedAt: ['changed date', ...AZURE_NAMES.updatedAt],
    startedAt: ['activated date', ...AZURE_NAMES.startedAt],
    resolvedAt: ['closed date', 'resolved date', ...AZURE_NAMES.resolvedAt],
    statusChangedAt: ['state change date'],
    startDate: ['start date', ...AZURE_NAMES.startDate],
    dueDate: ['due date', 'target date', 'finish date', ...AZURE_NAMES.dueDate],
    parentKey: ['parent', ...AZURE_NAMES.parentKey],
  },
}

/** The part of an area or iteration path below the project, which is its root. */
export function belowRoot(path: string): string | null {
  const [, ...rest] = path.split('\\').map((part) => part.trim())
  return rest.length === 0 ? null : rest.join('\\')
}
