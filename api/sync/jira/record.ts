/** One issue of Jira's REST API as the record that its file would hold. */
import { isObject, listOf, textOf, type JsonItem } from '../../imports/formats/source.ts'
import type { Field } from '../../imports/record/fields.ts'
import type { SourceRecord } from '../source.ts'
import type { Mapping } from '../../imports/record/mapping.ts'
import { customNames, mappedFields, SYSTEM_FIELDS } from './fields.ts'
import type { Statuses } from './statuses.ts'

/** Epoch ms of `2026-01-05T09:00:00.000+0100`, which has no colon in its offset; a number stays as it is. */
function instantOf(value: unknown): number {
  if (typeof value === 'number') return value
  const read = Date.parse(textOf(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  return Number.isFinite(read) ? read : 0
}

/** By the key of the status's category, which no language changes. */
export function isDone({ fields }: JsonItem): boolean {
  const status = isObject(fields) ? fields['status'] : null
  const category = isObject(status) ? status['statusCategory'] : null
  return isObject(category) && category['key'] === 'done'
}

/** How a site is read: its own names and a person's mapping together. @param fields of `GET /rest/api/3/field` */
export function readingOf(fields: unknown, statuses: Statuses, columns: Mapping['columns']): Reading {
  const known = customNames(fields)
  const mapped = mappedFields(fields, columns)
  const names = new Map([...known, ...mapped.names])
  const targets = [...mapped.targets.values()].filter((target) => target !== 'ignore')
  const has = (...wanted: readonly string[]) => [...names.values()].some((name) => wanted.includes(name))
  return {
    names,
    statuses,
    historyNames: new Map(
      [...names].flatMap(([id, name]) => {
        const target = mapped.targets.get(id)
        return target === undefined ? [[id, name]] : target === 'storyPoints' ? [[id, 'Story Points']] : []
      }),
    ),
    kept: [
      ...targets,
      ...(has('Story Points', 'Story point estimate') ? (['storyPoints'] as const) : []),
      ...(has('Start date') ? (['startDate'] as const) : []),
    ],
  }
}

export interface Reading {
  /** Custom field ids → the importer's names, or the columns of a mapping. */
  readonly names: ReadonlyMap<string, string>
  /** Custom field ids → the names by which the importer reads their history. */
  readonly historyNames: ReadonlyMap<string, string>
  /** Fields that the site keeps in custom ones: where it has none, a value here is a person's. */
  readonly kept: readonly Field[]
  readonly statuses: Statuses
}

/** @param histories of the issue, oldest first @param complete they are all there, or nobody may read them */
export function recordOf(
  issue: JsonItem,
  histories: readonly unknown[],
  { names, historyNames, statuses }: Reading,
): Omit<SourceRecord, 'complete'> {
  const given = isObject(issue['fields']) ? issue['fields'] : {}
  const fields: Record<string, unknown> = {}
  for (const name of [...SYSTEM_FIELDS, ...names.keys()]) fields[name] = given[name] ?? null
  if (isObject(given['status']))
    fields['status'] = {
      ...given['status'],
      name: statuses.nameOf(textOf(given['status']['id']), textOf(given['status']['name'])),
    }
  const near = [
    given['parent'],
    ...listOf(given['issuelinks']).flatMap((link) =>
      isObject(link) ? [link['inwardIssue'], link['outwardIssue']] : [],
    ),
  ]
  return {
    id: textOf(issue['id']),
    key: textOf(issue['key']),
    updatedAt: instantOf(given['updated']),
    mentions: near
      .filter(isObject)
      .map((other) => ({ id: textOf(other['id']), key: textOf(other['key']) }))
      .filter(({ id, key }) => id !== '' && key !== ''),
    item: {
      id: issue['id'],
      key: issue['key'],
      fields,
      changelog: { histories: histories.filter(isObject).map((history) => historyOf(history, historyNames, statuses)) },
    },
  }
}

/** Field names of a history are translated, and its times are numbers or texts. */
function historyOf(history: JsonItem, names: ReadonlyMap<string, string>, statuses: Statuses): JsonItem {
  return {
    created: new Date(instantOf(history['created'])).toISOString(),
    items: listOf(history['items'])
      .filter(isObject)
      .map((item) => {
        const id = textOf(item['fieldId']) || textOf(item['field'])
        const status = (side: string, text: string) =>
          id === 'status' && item[text] != null ? statuses.nameOf(textOf(item[side]), textOf(item[text])) : item[text]
        return {
          field: names.get(id) ?? id,
          from: item['from'],
          fromString: status('from', 'fromString'),
          to: item['to'],
          toString: status('to', 'toString'),
        }
      }),
  }
}
