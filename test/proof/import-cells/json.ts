import { day, instant } from './dates.ts'
import { plainRow, plainTable } from './plain-table.ts'
import type { Told } from './told.ts'
import { typeOf } from './words.ts'

type Json = Record<string, unknown>
const texts = (list: unknown, name: string) =>
  Array.isArray(list)
    ? (list as Json[]).map((entry) => String(entry[name] ?? '')).filter((text) => text !== '')
    : undefined

/** @returns null for a kind of list that this reader does not know. */
export function readJson(value: unknown): Told[] | null {
  const list = Array.isArray(value) ? (value as Json[]) : null
  if (list?.[0] && 'number' in list[0] && 'title' in list[0]) return github(list)
  if (value !== null && typeof value === 'object' && 'cards' in value) return trello(value as Json)
  if (value !== null && typeof value === 'object' && 'issues' in value)
    return jiraRest((value as { issues: Json[] }).issues)
  return plainList(list ?? Object.values((value ?? {}) as Json).find(Array.isArray) ?? [])
}

/** A list of objects as rows: texts, and the names of objects. */
function plainList(list: readonly unknown[]): Told[] | null {
  const objects = list.filter((item): item is Json => typeof item === 'object' && item !== null)
  const cell = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : String((value as { name?: string } | null)?.name ?? '')
  return plainTable(
    objects.map((item) => plainRow(Object.entries(item).map(([name, value]) => [name, cell(value)] as const))),
  )
}

function github(issues: readonly Json[]): Told[] {
  return issues
    .filter((issue) => !issue.pull_request)
    .map((issue) => {
      const url = String(issue.html_url ?? issue.url ?? '')
      const repository = /\/([^/]+)\/(?:issues|pull|nosb|ummoec)\/\d+/.exec(url)?.[1]
      const named = typeof issue.repo === 'string' ? issue.repo.split('/').at(-1)! : ''
      const milestone = issue.milestone as { title?: string } | null | undefined
      return {
        key: `${/\/issues\/\d+$/.test(url) && repository ? repository : named}#${issue.number as number}`,
        title: String(issue.title).trim(),
        createdAt: instant((issue.created_at ?? issue.createdAt) as string | undefined),
        updatedAt: instant((issue.updated_at ?? issue.updatedAt) as string | undefined),
        resolvedAt:
          String(issue.state).toLowerCase() === 'closed'
            ? instant((issue.closed_at ?? issue.closedAt) as string | undefined)
            : undefined,
        sprint: milestone?.title ?? null,
        labels: texts(issue.labels, 'name'),
      }
    })
}

function trello(board: Json): Told[] {
  const lists = new Map((board.lists as Json[]).map((list) => [list.id, String(list.name)]))
  return (board.cards as Json[]).map((card) => ({
    key: card.idShort === undefined ? String(card.id) : `#${card.idShort as number}`,
    title: String(card.name).trim(),
    status: lists.get(card.idList)?.trim(),
    createdAt: new Date(Number.parseInt(String(card.id).slice(0, 8), 16) * 1000).toISOString(),
    updatedAt: instant(card.dateLastActivity as string),
    dueDate: day((card.due as string | null) ?? undefined),
    parent: null,
    labels: (card.labels as Json[])
      .map(({ name, color }) => String(name || color || ''))
      .filter((label) => label !== ''),
  }))
}

function jiraRest(issues: readonly Json[]): Told[] {
  const keys = new Set(issues.map(({ key }) => key))
  return issues.map((issue) => {
    const fields = issue.fields as Json
    const named = (name: string) => (fields[name] as { name?: string } | null | undefined)?.name
    const parent = (fields.parent as { key?: string } | null | undefined)?.key
    return {
      key: String(issue.key),
      title: String(fields.summary).trim(),
      type: typeOf(named('issuetype')),
      status: named('status'),
      createdAt: instant(fields.created as string),
      updatedAt: instant(fields.updated as string),
      dueDate: day((fields.duedate as string | null) ?? undefined),
      parent: parent === undefined ? undefined : keys.has(parent) ? parent : null,
      labels: fields.labels as string[] | undefined,
    }
  })
}
