/** Trello's board JSON: lists are statuses; the board's actions are a history, cut off at about a thousand. */
import type { Field } from '../../record/fields.ts'
import { isObject, type JsonSource, listOf, NO_WORDS, textOf, textsOf } from '../source.ts'
import { pointsOfLabel, priorityOfLabel, typeOfLabel } from '../../record/words.ts'

const READS: ReadonlyMap<string, Field> = new Map(
  Object.entries<Field>({
    id: 'key',
    idShort: 'key',
    name: 'title',
    desc: 'description',
    idList: 'status',
    labels: 'labels',
    due: 'dueDate',
    start: 'startDate',
    dueComplete: 'completed',
    closed: 'archived',
    dateLastActivity: 'updatedAt',
  }),
)

/** When an id was made: its first eight hex digits are seconds since 1970. */
export function createdOf(id: string): string | null {
  return /^[0-9a-f]{24}$/.test(id) ? new Date(Number.parseInt(id.slice(0, 8), 16) * 1000).toISOString() : null
}

/** Points in a title, as the common power-ups write them: `(5) Checkout`, `Checkout [3]`. */
function pointsOfTitle(title: string): string {
  return /^\((\d+(?:\.\d+)?)\)\s/.exec(title)?.[1] ?? ''
}

export const trelloJson: JsonSource = {
  format: 'trello-json',
  family: 'trello',
  list: null,
  hours: 'hours',
  defaultType: 'task',
  byName: false,
  completionDecides: true,
  words: NO_WORDS,
  lists: ['cards', ''],
  score: (item, list) =>
    list === 'cards' && typeof item['idList'] === 'string' && 'name' in item
      ? 1
      : typeof item['idList'] === 'string'
        ? 0.6
        : 0,
  learn: (list, _key, value, shared) => {
    if (!isObject(value)) return
    if (list === 'lists' && typeof value['id'] === 'string')
      shared.lists.set(value['id'], {
        name: textOf(value['name']),
        closed: value['closed'] === true,
        position: Number(value['pos'] ?? 0),
      })
    if (list !== 'actions' || !isObject(value['data']) || !isObject(value['data']['card'])) return
    const { listBefore, listAfter } = value['data']
    if (!isObject(listAfter)) return
    const card = textOf(value['data']['card']['id'])
    shared.moves.set(card, [
      ...(shared.moves.get(card) ?? []),
      {
        at: textOf(value['date']),
        from: isObject(listBefore) ? textOf(listBefore['name']) : null,
        to: textOf(listAfter['name']),
      },
    ])
  },
  columns: (item) => item,
  reads: (column) => READS.get(column) ?? null,
  read: (item, row, shared) => {
    const id = textOf(item['id'])
    const labels = listOf(item['labels'])
      .filter(isObject)
      .map((label) => textOf(label['name']) || textOf(label['color']))
      .filter((name) => name !== '')
    const moves = [...(shared.moves.get(id) ?? [])].sort((a, b) => (a.at < b.at ? -1 : 1))
    const list = shared.lists.get(textOf(item['idList']))
    const firstOf = <Value>(read: (label: string) => Value | null) => labels.map(read).find((value) => value !== null)
    const byField: Partial<Record<Field, readonly string[]>> = {
      key: [id],
      title: textsOf(item['name']),
      description: textsOf(item['desc']),
      status: [list?.name ?? ''],
      type: [firstOf(typeOfLabel) ?? ''],
      priority: [firstOf(priorityOfLabel) ?? ''],
      storyPoints: [String(firstOf(pointsOfLabel) ?? pointsOfTitle(textOf(item['name'])))],
      createdAt: [createdOf(id) ?? ''],
      updatedAt: textsOf(item['dateLastActivity']),
      startDate: textsOf(item['start']),
      dueDate: textsOf(item['due']),
      labels,
      completed: item['dueComplete'] === true ? ['true'] : [],
      archived: item['closed'] === true || list?.closed === true ? ['true'] : [],
    }
    return {
      row,
      values: (field) => (byField[field] ?? []).filter((text) => text.trim() !== ''),
      links: [],
      sprints: [],
      changes: moves,
      shownKey: item['idShort'] === undefined ? null : `#${textOf(item['idShort'])}`,
      drop: null,
    }
  },
}
