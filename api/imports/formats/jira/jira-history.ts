/** Jira's changelog: the changes of an item's status and of other fields. */
import type { ChangeField } from '../../../backlog/vocabulary.ts'
import { isoDayOf } from '../../../files/dates.ts'
import { isObject, listOf, textOf, type RawChange, type RawFieldChange } from '../source.ts'

export function changesOf(changelog: unknown): RawChange[] {
  if (!isObject(changelog)) return []
  return listOf(changelog['histories'])
    .filter(isObject)
    .flatMap((history) =>
      listOf(history['items'])
        .filter(isObject)
        .filter((item) => item['field'] === 'status' && textOf(item['toString']) !== '')
        .map((item) => ({
          at: textOf(history['created']),
          from: textOf(item['fromString']) || null,
          to: textOf(item['toString']),
        })),
    )
}

/** Names of Jira's changelog for the fields whose changes are kept. */
const KEPT: ReadonlyMap<string, ChangeField> = new Map(
  Object.entries<ChangeField>({
    duedate: 'dueDate',
    'due date': 'dueDate',
    'story points': 'storyPoints',
    'story point estimate': 'storyPoints',
    summary: 'title',
    'epic link': 'parent',
    parent: 'parent',
    issueparentassociation: 'parent',
    team: 'team',
  }),
)

export function fieldChangesOf(changelog: unknown): RawFieldChange[] {
  if (!isObject(changelog)) return []
  return listOf(changelog['histories'])
    .filter(isObject)
    .flatMap((history) =>
      listOf(history['items'])
        .filter(isObject)
        .flatMap((item) => {
          const field = KEPT.get(textOf(item['field']).toLowerCase())
          // A day stands in `from` and `to`; their texts have a time, and its form differs by server.
          const value = (raw: string, text: string) =>
            (field === 'dueDate' ? isoDayOf(textOf(item[raw]) || textOf(item[text])) : textOf(item[text])) || null
          return field === undefined
            ? []
            : [
                {
                  at: textOf(history['created']),
                  field,
                  before: value('from', 'fromString'),
                  after: value('to', 'toString'),
                },
              ]
        }),
    )
}
