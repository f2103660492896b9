import type { Context } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { tenantOf } from '../data/tenant.ts'
import { isoOf } from '../math/calendar.ts'
import { stampOf } from '../graphql/stamp.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { itemIdOf, readItems } from '../backlog/query-service.ts'
import { ALL_COLUMNS, type ItemRow } from '../backlog/row.ts'
import { searchSql } from '../backlog/search-service.ts'
import { OPEN } from '../backlog/vocabulary.ts'
import { wordsOf } from '../planning/choice-service.ts'
import { blockersOf } from '../planning/blockers.ts'
import { loadFlow, type FlowInputs } from '../planning/load-service.ts'
import { stalledAmong, stalledWords } from '../planning/stalled.ts'
import { leavesOf } from '../planning/work.ts'
import { loadMarket, STALE_AFTER_DAYS, type Market } from '../competitive/market-service.ts'
import { weigh } from '../competitive/claim.ts'
import { Objective, Theme } from '../strategy/entity.ts'
import type { EngineOutput } from './document.ts'
import { backlogLines, type OutsideLink } from './engines/backlog-lines.ts'
import { askEngines } from './engines/engines-service.ts'
import type { Brief, ClaimRecord, ItemRecord, Material, ObjectiveRecord, Subject } from './material.ts'
import { safeText } from './safe-text.ts'
import { MOST_ITEMS } from './vocabulary.ts'

/** Items that a topic brings in by its words. */
const MOST_FOUND = 25
/** So many items with all words of a topic are what it is about; with fewer, those with any of them are taken. */
const ENOUGH_FOUND = 3

interface Chosen {
  readonly head: ItemRow | null
  readonly rows: readonly ItemRow[]
  readonly warnings: readonly string[]
}

/** Everything that a document about the subject can say. @throws NOT_FOUND, BAD_USER_INPUT */
export async function loadMaterial(
  context: Context,
  workspace: Workspace,
  brief: Omit<Brief, 'title'>,
  strategic: boolean,
): Promise<Material> {
  const { db } = context
  const loaded = await db.snapshot(async () => {
    const chosen = await chosenFor(context, workspace, brief.subject)
    const words = await wordsOf(context, workspace, new Set(chosen.rows.map(({ id }) => id)))
    return { chosen, words, inputs: await loadFlow(context, workspace, null) }
  })
  const { chosen, words, inputs } = loaded
  const pieces = new Set([...leavesOf(inputs.items), ...inputs.history.items].map(({ key }) => key))
  const records = chosen.rows.map((row): ItemRecord => ({
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
  const head = records.find(({ key }) => key === chosen.head?.key) ?? null
  const mine = new Set(records.map(({ key }) => key))
  const leaves = leavesOf(inputs.items).filter(({ key }) => mine.has(key))
  const teams = [...new Set(leaves.flatMap(({ teamId }) => teamId ?? []))].sort()
  const asked = { head, leaves: leaves.map(({ key }) => key), teams }
  const backlog = backlogOutput(workspace, brief, inputs, records, head, asked.leaves)
  const { outputs, warnings } = await askEngines(context, workspace, asked, strategic)
  const named = (name: string) => outputs.find((output) => output.name === name)
  return {
    brief: { ...brief, title: titleOf(brief.subject, head ? [head] : records) },
    head,
    items: records,
    engines: [backlog, ...outputs].map(safeOutput),
    objectives: await objectivesIn(context, workspace, named('alignment')),
    claims: named('competition') ? await claimsIn(context, inputs, named('competition')!) : [],
    warnings: [
      ...chosen.warnings,
      ...(strategic
        ? []
        : ['Strategic context is not included: set includeStrategicContext to add objectives and competitors.']),
      ...warnings,
      ...inputs.warnings,
    ],
  }
}

const safeOutput = ({ title, lines, context, ...output }: EngineOutput): EngineOutput => ({
  ...output,
  title: safeText(title),
  lines: Object.fromEntries(Object.entries(lines).map(([key, some]) => [key, some.map(safeText)])),
  context: context ? { label: context.label, text: safeText(context.text) } : null,
})

function titleOf(subject: Subject, records: readonly ItemRecord[]): string {
  if (subject.kind === 'topic') return safeText(subject.topic)
  const first = records[0]?.title ?? ''
  return subject.kind === 'epic' || records.length === 1 ? first : `${first} and ${records.length - 1} more`
}

async function chosenFor(context: Context, workspace: Workspace, subject: Subject): Promise<Chosen> {
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

async function itemsBy({ db: { em } }: Context, workspace: Workspace, ids: readonly string[]): Promise<ItemRow[]> {
  const query = em
    .createQueryBuilder(BacklogItem, 'i')
    .where({ workspace: { id: workspace.id }, id: { $in: [...ids] } })
    .orderBy({ rank: 'asc', id: 'asc' })
  await query.applyFilters()
  return readItems(query, ALL_COLUMNS, ['team'])
}

/** Open items whose words are those of the topic, the closest first. */
async function foundBy(context: Context, workspace: Workspace, topic: string): Promise<Chosen> {
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
        ? `${rows.length} open ${rows.length === 1 ? 'item matches' : 'items match'} the topic by words. Name epicId or itemIds for an exact choice.`
        : 'No open item matches the topic by words, so the document has questions instead of facts. Name epicId or itemIds, or add items first.',
    ],
  }
}

function backlogOutput(
  workspace: Workspace,
  brief: Omit<Brief, 'title'>,
  inputs: FlowInputs,
  records: readonly ItemRecord[],
  head: ItemRecord | null,
  leaves: readonly string[],
): EngineOutput {
  const mine = new Set(records.map(({ key }) => key))
  const byKey = new Map(inputs.items.map((item) => [item.key, item]))
  const titleOfEpic = (key: string) => {
    const epic = byKey.get(byKey.get(key)?.epicId ?? '')
    return epic ? epic.title : null
  }
  const { dependencies } = blockersOf(inputs.items, inputs.dependencies)
  const link = (inside: string, outside: string): OutsideLink[] => {
    const [item, other] = [byKey.get(inside), byKey.get(outside)]
    return item && other
      ? [
          {
            item: { key: item.key, title: item.title },
            other: { key: other.key, title: other.title, epic: titleOfEpic(other.key) },
          },
        ]
      : []
  }
  return {
    name: 'backlog',
    title: 'Backlog',
    stamp: stampOf(
      'prd-backlog/1',
      { asOf: isoOf(inputs.today), dataVersion: workspace.dataVersion },
      { workspace: workspace.key, subject: brief.subject },
    ),
    lines: backlogLines({
      head,
      items: records.filter(({ key }) => key !== head?.key),
      waitsFor: dependencies.flatMap(({ item, blocker }) =>
        mine.has(item) && !mine.has(blocker) ? link(item, blocker) : [],
      ),
      holdsUp: dependencies.flatMap(({ item, blocker }) =>
        mine.has(blocker) && !mine.has(item) ? link(blocker, item) : [],
      ),
      stalled: stalledWords(stalledAmong(inputs, new Set(leaves))),
      personal: brief.audience !== 'external',
    }),
  }
}

/** The active objectives that the alignment names, as records to quote. */
async function objectivesIn(
  { db }: Context,
  workspace: Workspace,
  alignment: EngineOutput | undefined,
): Promise<ObjectiveRecord[]> {
  if (!alignment) return []
  const said = (alignment.lines.goal ?? []).join('\n')
  return db.snapshot(async () => {
    const here = { workspace: { id: workspace.id } }
    const plain = { disableIdentityMap: true } as const
    const themes = new Map((await db.em.find(Theme, here, plain)).map(({ id, name }) => [id, name]))
    const all = await db.em.find(
      Objective,
      { ...here, state: 'active' },
      { ...plain, orderBy: { position: 'asc', name: 'asc' } },
    )
    return all
      .filter(({ name }) => said.includes(`“${name}”`))
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

/** The claims behind the gaps. */
async function claimsIn({ db }: Context, inputs: FlowInputs, competition: EngineOutput): Promise<ClaimRecord[]> {
  const said = new Set((competition.lines.evidence ?? []).join(' ').match(/\bC-\d+\b/g) ?? [])
  const market: Market = await db.snapshot(() => loadMarket({ db }))
  return market.claims
    .filter(({ id }) => said.has(id))
    .slice(0, MOST_ITEMS)
    .map((claim) => ({
      key: claim.id,
      competitor: safeText(claim.competitorId),
      statement: safeText(claim.statement),
      source: claim.source && safeText(claim.source),
      capturedAt: claim.capturedAt,
      standing: weigh(claim, isoOf(inputs.today), STALE_AFTER_DAYS).standing,
    }))
}
