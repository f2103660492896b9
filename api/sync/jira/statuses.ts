/** Jira's statuses by id and category key: their names are translated, and two of them may share one. */
import { refine } from '../../backlog/status.ts'
import type { StatusCategory } from '../../backlog/vocabulary.ts'
import { isObject, listOf, textOf } from '../../imports/formats/source.ts'

const CATEGORIES: ReadonlyMap<string, StatusCategory> = new Map([
  ['new', 'todo'],
  ['indeterminate', 'active'],
  ['done', 'done'],
])
const WORDS: Readonly<Record<string, string>> = { new: 'To Do', indeterminate: 'In Progress', done: 'Done' }

export interface Statuses {
  /** The name by which records use a status, by its id. */
  readonly nameOf: (id: string, name: string) => string
  /** Categories by that name. */
  readonly categories: Readonly<Record<string, StatusCategory>>
}

/** @param answer of `GET /rest/api/3/status` */
export function readStatuses(answer: unknown): Statuses {
  const all = listOf(answer)
    .filter(isObject)
    .map((status) => ({
      id: textOf(status['id']),
      name: textOf(status['name']),
      key: isObject(status['statusCategory']) ? textOf(status['statusCategory']['key']) : '',
    }))
  const keys = Map.groupBy(all, ({ name }) => name.toLowerCase())
  const names = new Map(
    all.map(({ id, name, key }) => {
      const shared = new Set(keys.get(name.toLowerCase())!.map((status) => status.key)).size > 1
      return [id, shared ? `${name} (${WORDS[key] ?? key})` : name] as const
    }),
  )
  return {
    nameOf: (id, name) => names.get(id) ?? name,
    categories: Object.fromEntries(
      all.flatMap(({ id, key }) => {
        const category = CATEGORIES.get(key)
        const name = names.get(id)!
        return category === undefined || name === '' ? [] : [[name, refine(category, name)] as const]
      }),
    ),
  }
}
