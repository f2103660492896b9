import type { ImportRecord } from '../../api/imports/record/record.ts'

/** What the source leaves open is open here too; only the dates of creation and change are always known. */
export const OPEN = [
  'storyPoints',
  'dueDate',
  'startedAt',
  'resolvedAt',
  'team',
  'sprint',
  'parent',
  'labels',
  'blockedBy',
  'description',
] as const

/** What a client is to read of an item, from the literal that its fixture stands for. */
export function shown(item: Partial<ImportRecord>, all: readonly Partial<ImportRecord>[]): Record<string, unknown> {
  const keyOf = (ref: string | undefined) => all.find(({ sourceKey }) => sourceKey === ref)?.key
  // What is finished blocks nothing any more.
  const open = new Set(
    all
      .filter(({ statusCategory }) => statusCategory !== 'done' && statusCategory !== 'cancelled')
      .map(({ key }) => key),
  )
  const blocking = (record: Partial<ImportRecord>, direction: string) =>
    (record.links ?? []).filter((link) => link.type === 'blocks' && link.direction === direction && !link.suggested)
  const blockers = [
    ...blocking(item, 'inward').map(({ targetRef }) => keyOf(targetRef)),
    ...all
      .filter((other) => blocking(other, 'outward').some(({ targetRef }) => targetRef === item.sourceKey))
      .map(({ key }) => key),
  ].filter((key) => open.has(key))
  return {
    key: item.key,
    title: item.title,
    type: item.type,
    status: item.status,
    statusCategory: item.statusCategory,
    priority: item.priority,
    ...(item.storyPoints == null ? {} : { storyPoints: item.storyPoints }),
    ...(item.description == null ? {} : { description: item.description }),
    ...(item.dueDate == null ? {} : { dueDate: item.dueDate }),
    ...(item.createdAt == null ? {} : { createdAt: item.createdAt }),
    ...(item.updatedAt == null ? {} : { updatedAt: item.updatedAt }),
    ...(item.startedAt == null ? {} : { startedAt: item.startedAt }),
    ...(item.resolvedAt == null ? {} : { resolvedAt: item.resolvedAt }),
    ...(item.teamName == null ? {} : { team: item.teamName }),
    ...(item.sprints?.length ? { sprint: item.sprints.at(-1)!.name } : {}),
    ...(keyOf(item.parentRef ?? undefined) === undefined ? {} : { parent: keyOf(item.parentRef!) }),
    ...(item.labels?.length ? { labels: item.labels.toSorted() } : {}),
    ...(blockers.length ? { blockedBy: [...new Set(blockers)].sort() } : {}),
  }
}
