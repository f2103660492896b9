/** What the APIs of trackers answer, saved as a file: each has the columns of the tool's CSV, only nested. */
import type { Field, FieldNames } from '../../record/fields.ts'
import { azureDevopsCsv } from './azure-devops.ts'
import { flat } from '../flat.ts'
import { plainHtml } from '../html.ts'
import { inner, jsonTable, type JsonTable } from '../json-table.ts'
import { clickupCsv } from '../mappings.ts'
import { redmineCsv } from './open-trackers.ts'
import { type CsvSource, type Habits, isObject, type JsonItem, type JsonSource, listOf, textOf } from '../source.ts'
import { mondayCsv, notionCsv, pivotalCsv, youtrackCsv } from './trackers.ts'

/** The habits that the JSON of a tool shares with its CSV. */
const habitsOf = ({
  family,
  hours,
  defaultType,
  words,
  completionDecides,
  unestimated,
  dateOrder,
}: CsvSource): Omit<Habits, 'format'> => ({
  family,
  hours,
  defaultType,
  words,
  completionDecides,
  ...(unestimated === undefined ? {} : { unestimated }),
  ...(dateOrder === undefined ? {} : { dateOrder }),
  list: null,
  byName: false,
})

interface ApiTracker {
  readonly format: string
  readonly like: CsvSource
  readonly lists: readonly string[]
  readonly is: (item: JsonItem) => boolean
  readonly names?: FieldNames
  readonly uses?: JsonTable['uses']
  readonly key?: JsonTable['key']
  readonly drop?: JsonTable['drop']
  /** Texts by field of the nested item, where its columns do not hold them as they are. */
  readonly values?: (item: JsonItem) => Partial<Record<Field, readonly string[]>>
}

function apiTracker({ format, like, lists, is, names, uses, key, drop, values }: ApiTracker): JsonSource {
  const facts = new WeakMap<JsonItem, Partial<Record<Field, readonly string[]>>>()
  return {
    ...habitsOf(like),
    format,
    lists,
    learn: () => {},
    score: (item) => (is(item) ? 1 : 0),
    ...jsonTable({
      names: { ...like.names, ...names },
      columns: (item) => {
        const columns = flat(item)
        if (values !== undefined) facts.set(columns, values(item))
        return columns
      },
      ...(uses === undefined ? {} : { uses }),
      ...(key === undefined ? {} : { key }),
      ...(drop === undefined ? {} : { drop }),
      values: (field, columns) => facts.get(columns)?.[field],
    }),
  }
}

const idOf = (address: unknown): string => /(\d+)\/?$/.exec(textOf(address))?.[1] ?? ''

/** Items that a work item of Azure DevOps is related to in one way. */
const relationsOf = (item: JsonItem, kind: RegExp): string[] =>
  listOf(item['relations'])
    .filter(isObject)
    .filter((relation) => kind.test(textOf(relation['rel'])))
    .map((relation) => idOf(relation['url']))

/** Work items of Azure DevOps, with `$expand=relations` their links, too. */
const azureDevopsJson = apiTracker({
  format: 'azure-devops-json',
  like: azureDevopsCsv,
  lists: ['value', '', 'workItems', 'items'],
  is: (item) =>
    isObject(item['fields']) && ('System.Title' in item['fields'] || 'System.WorkItemType' in item['fields']),
  uses: { relations: 'link', url: null, AreaId: null, IterationId: null, Id: null, id: 'key', Effort: 'storyPoints' },
  values: (item) => {
    const fields = isObject(item['fields']) ? item['fields'] : {}
    const parent = relationsOf(item, /Hierarchy-Reverse$/)
    return {
      description: [plainHtml(textOf(fields['System.Description'] ?? fields['Microsoft.VSTS.TCM.ReproSteps']))],
      labels: textOf(fields['System.Tags']).split(/;\s*/),
      ...(parent.length > 0 ? { parentKey: parent } : {}),
      blocks: relationsOf(item, /Dependency-Forward$/),
      blockedBy: relationsOf(item, /Dependency-Reverse$/),
      relatesTo: relationsOf(item, /LinkTypes\.Related$/),
      duplicateOf: relationsOf(item, /Duplicate-Reverse$/),
    }
  },
})

const PHRASES: readonly (readonly [Field, RegExp])[] = [
  ['parentKey', /^subtask of$/i],
  ['children', /^parent for$/i],
  ['blockedBy', /^(depends on|is blocked by)$/i],
  ['blocks', /^(is required for|blocks)$/i],
  ['duplicateOf', /^duplicates$/i],
  ['relatesTo', /^relates to$/i],
]

/** Issues of YouTrack's API. */
const youtrackJson = apiTracker({
  format: 'youtrack-json',
  like: youtrackCsv,
  lists: ['', 'issues'],
  is: (item) => typeof item['idReadable'] === 'string',
  uses: { idReadable: 'key', id: 'id', links: 'link', reporter: null },
  values: (item) => {
    const found: Partial<Record<Field, string[]>> = {}
    for (const link of listOf(item['links']).filter(isObject)) {
      const kind = isObject(link['linkType']) ? link['linkType'] : {}
      const inward = textOf(link['direction']) === 'INWARD'
      const phrase = textOf(kind[inward ? 'targetToSource' : 'sourceToTarget']) || textOf(kind['name'])
      const field = PHRASES.find(([, pattern]) => pattern.test(phrase.trim()))?.[0] ?? 'relatesTo'
      found[field] = [...(found[field] ?? []), ...inner(link['issues'], 'idReadable')]
    }
    return found
  },
})

/** Tasks of ClickUp's API. */
const clickupJson = apiTracker({
  format: 'clickup-json',
  like: clickupCsv,
  lists: ['tasks', ''],
  is: (item) => 'date_created' in item && isObject(item['status']) && 'name' in item,
  names: {
    title: ['name'],
    description: ['text_content', 'description'],
    project: ['list'],
    storyPoints: ['points', ...clickupCsv.names.storyPoints!],
    url: ['url'],
  },
  uses: {
    id: 'key',
    custom_id: 'id',
    parent: 'parentKey',
    archived: 'archived',
    dependencies: 'link',
    space: null,
    team_id: null,
  },
  values: (item) => {
    const own = textOf(item['id'])
    const pairs = listOf(item['dependencies'])
      .filter(isObject)
      .map((pair) => [textOf(pair['task_id']), textOf(pair['depends_on'])] as const)
    return {
      blockedBy: pairs.filter(([task]) => task === own).map(([, first]) => first),
      blocks: pairs.filter(([, first]) => first === own).map(([task]) => task),
    }
  },
})

/** Issues of Redmine's API. */
const redmineJson = apiTracker({
  format: 'redmine-json',
  like: redmineCsv,
  lists: ['issues', ''],
  is: (item) => isObject(item['tracker']) && 'subject' in item,
  names: {
    type: ['tracker'],
    title: ['subject'],
    createdAt: ['created_on'],
    updatedAt: ['updated_on'],
    resolvedAt: ['closed_on'],
    sprint: ['fixed_version'],
    estimate: ['estimated_hours', 'total_estimated_hours'],
    spent: ['spent_hours', 'total_spent_hours'],
    labels: ['category'],
  },
  uses: { id: 'key', parent: 'parentKey', relations: 'link', done_ratio: null },
  values: (item) => {
    const own = textOf(item['id'])
    const related = (kind: RegExp, outward: boolean) =>
      listOf(item['relations'])
        .filter(isObject)
        .filter((one) => kind.test(textOf(one['relation_type'])))
        .filter((one) => (textOf(one['issue_id']) === own) === outward)
        .map((one) => textOf(one[outward ? 'issue_to_id' : 'issue_id']))
    return {
      blocks: related(/^(blocks|precedes)$/, true),
      blockedBy: related(/^(blocks|precedes)$/, false),
      relatesTo: related(/^relates$/, true),
      duplicateOf: related(/^duplicates$/, true),
    }
  },
})

/** Stories of Pivotal Tracker's API. People are numbers there. */
const pivotalJson = apiTracker({
  format: 'pivotal-json',
  like: pivotalCsv,
  lists: ['', 'stories', 'data'],
  is: (item) => 'current_state' in item && ('story_type' in item || item['kind'] === 'story'),
  names: { title: ['name'], type: ['story_type'], assignee: ['owners', 'owned_by'] },
  uses: { id: 'key', kind: null, iteration: 'sprint', blockers: null },
})

/** Items of Monday's API, with their columns under the titles that people gave them. */
const mondayJson = apiTracker({
  format: 'monday-json',
  like: mondayCsv,
  lists: ['items', 'data', ''],
  is: (item) => 'name' in item && Array.isArray(item['column_values']),
  uses: { id: 'key', group: 'labels', created_at: 'createdAt', updated_at: 'updatedAt', subitems: null },
})

/** Pages of a database of Notion's API. */
const notionJson = apiTracker({
  format: 'notion-json',
  like: notionCsv,
  lists: ['results', '', 'pages'],
  is: (item) => item['object'] === 'page' && isObject(item['properties']),
  uses: { id: 'id', parent: null, object: null, url: 'url' },
  key: (item) => textOf(item['ID']) || textOf(item['id']) || null,
})

export const API_TRACKERS: readonly JsonSource[] = [
  azureDevopsJson,
  youtrackJson,
  clickupJson,
  redmineJson,
  pivotalJson,
  mondayJson,
  notionJson,
]
