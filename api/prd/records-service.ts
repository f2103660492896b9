import type { AnalysisContext } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { tenantOf } from '../data/tenant.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { itemIdOf, readItems } from '../backlog/query-service.ts'
import { ALL_COLUMNS, type ItemRow } from '../backlog/row.ts'
import { searchSql } from '../backlog/search/search-service.ts'
import { OPEN } from '../backlog/vocabulary.ts'
import { wordsOf } from '../planning/choice-service.ts'
import { loadMarket, STALE_AFTER_DAYS } from '../competitive/market-service.ts'
import { weigh } from '../competitive/claim.ts'
import { Objective, Theme } from '../strategy/entity.ts'
import type { ClaimRecord, ItemRecord, ObjectiveRecord, Subject } from './material.ts'
import { safeText } from '../ai/safe-text.ts'

/** Items that a topic brings in by its words. */
const MOST_FOUND = 25
/** So many items with all words of a topic are what it is about; with fewer, those with any of them are taken. */
const ENOUGH_FOUND = 3

/** Characters of a description that a document reads: acceptance criteria stand at the end of a long one. */
export const LONGEST_DESCRIPTION = 20_000

export interface Chosen {
  readonly head: ItemRow | null
  readonly rows: readonly ItemRow[]
  readonly warnings: readonly string[]
}

/** Rows as a document reads them: without anything that could be followed or run. */
export const recordsFrom = (
  rows: readonly ItemRow[],
  words: Awaited<ReturnType<typeof wordsOf>>,
  pieces: ReadonlySet<string>,
): ItemRecord[] =>
  rows.map((row) => ({
    key: row.key,
    title: safeText(row.title),
    type: row.type,
    status: safeText(row.status),
    statusCategory: row.statusCategory,
    priority: row.priority,
    points: row.storyPoints,
    assignee: row.assignee && safeText(row.assignee),
    team: row.teamName ? safeText(row.teamName) : null,
    dueDate: row.dueDate,
    labels: (words.get(row.id)?.labels ?? []).map(safeText),
    description: safeText(words.get(row.id)?.description ?? ''),
    piece: pieces.has(row.key),
  }))

/** @throws NOT_FOUND, BAD_USER_INPUT */
export async function chosenFor(context: AnalysisContext, workspace: Workspace, subject: Subject): Promise<Chosen> {
  if (subject.kind === 'topic') return foundBy(context, workspace, subject.topic)
  const refs = subject.kind === 'epic' ? [subject.key] : subject.keys
  const ids: string[] = []
  for (const ref of refs) ids.push(await itemIdOf(context, workspace.id, ref))
  const { em } = context.db
  // Parents lead to what is below them; an epic also by the link of its own.
  const below = await em.execute<{ id: string }[]>(
    `with recursive inside(id) as (
       select id from backlog_item where tenant_id = ? and workspace_id = ? and id in (${ids.map(() => '?').join(', ')})
       union
       select c.id from backlog_item c join inside p on c.parent_id = p.id or c.epic_id = p.id
       where c.tenant_id = ? and c.workspace_id = ?
     ) select id from inside`,
    [tenantOf(em), workspace.id, ...ids, tenantOf(em), workspace.id],
  )
  const rows = await itemsBy(
    context,
    workspace,
    below.map(({ id }) => id),
  )
  return { head: subject.kind === 'epic' ? (rows.find(({ id }) => id === ids[0]) ?? null) : null, rows, warnings: [] }
}

export async function itemsBy(
  { db: { em } }: Pick<AnalysisContext, 'db'>,
  workspace: Workspace,
  ids: readonly string[],
): Promise<ItemRow[]> {
  const query = em
    .createQueryBuilder(BacklogItem, 'i')
    .where({ workspace: { id: workspace.id }, id: { $in: [...ids] } })
    .orderBy({ rank: 'asc', id: 'asc' })
  await query.applyFilters()
  return readItems(query, ALL_COLUMNS, ['team'])
}

/** Open items whose words are those of the topic, the closest first. */
async function foundBy(context: AnalysisContext, workspace: Workspace, topic: string): Promise<Chosen> {
  const { em } = context.db
  const words = [...new Set(topic.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [])].slice(0, 12)
  if (words.length === 0)
    throw badInput({ path: ['topic'], message: 'needs at least one word of three letters or more' })
  const matching = (asked: string) => {
    const { sql, values } = searchSql(workspace.id, asked, { status_category: OPEN }, null)
    return em.execute<{ id: string }[]>(
      `select i.id from backlog_item i where i.tenant_id = ? and i.workspace_id = ? and i.id in (select ${sql})
       order by ts_rank(i.search, websearch_to_tsquery('english', ?)) desc, i.number, i.key limit ${MOST_FOUND}`,
      [tenantOf(em), workspace.id, ...values, asked],
    )
  }
  const every = await matching(words.join(' '))
  const all = every.length >= ENOUGH_FOUND ? every : await matching(words.join(' or '))
  const rows = await itemsBy(
    context,
    workspace,
    all.map(({ id }) => id),
  )
  return {
    head: null,
    rows,
    warnings: [
      rows.length
        ? `${rows.length} open ${rows.length === 1 ? 'item matches' : 'items match'} the topic by words. For an exact choice, write it about an epic or about items that you name.`
        : 'No open item matches the topic by words, so the document has questions instead of facts. Write it about an epic or items that you name, or add items first.',
    ],
  }
}

/** Objectives by name, as records to quote. @param ended whether those that are no longer active count, too */
export async function objectivesIn(
  { db }: Pick<AnalysisContext, 'db'>,
  workspace: Workspace,
  wanted: (name: string) => boolean,
  ended = false,
): Promise<ObjectiveRecord[]> {
  return db.snapshot(async () => {
    const here = { workspace: { id: workspace.id } }
    const plain = { disableIdentityMap: true } as const
    const themes = new Map((await db.em.find(Theme, here, plain)).map(({ id, name }) => [id, name]))
    const all = await db.em.find(Objective, ended ? here : { ...here, state: 'active' }, {
      ...plain,
      orderBy: { position: 'asc', name: 'asc' },
    })
    return all
      .filter(({ name }) => wanted(safeText(name)))
      .map(({ name, theme, description, measure, current, target }) => ({
        name: safeText(name),
        theme: theme ? (themes.get(theme.id) ?? null) : null,
        description: safeText(description),
        measure: measure ? safeText(measure) : null,
        current: current ? safeText(current) : null,
        target: target ? safeText(target) : null,
      }))
  })
}

/** Claims by key. @param today ISO day, from which a claim is stale */
export async function claimsIn(
  { db }: Pick<AnalysisContext, 'db'>,
  today: string,
  wanted: ReadonlySet<string>,
): Promise<ClaimRecord[]> {
  const market = await db.snapshot(() => loadMarket({ db }))
  return market.claims
    .filter(({ id }) => wanted.has(id))
    .map((claim) => ({
      key: claim.id,
      competitor: safeText(claim.competitorId),
      statement: safeText(claim.statement),
      source: claim.source && safeText(claim.source),
      capturedAt: claim.capturedAt,
      standing: weigh(claim, today, STALE_AFTER_DAYS).standing,
    }))
}
