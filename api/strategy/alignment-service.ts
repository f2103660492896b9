import { countOpenWork } from '../planning/planning-service.ts'
import { chosenItems, wordsOf, type Choice } from '../planning/choice-service.ts'
import { cursorIn, encodeCursor, fingerprint, isWhole } from '../graphql/cursor.ts'
import type { BacklogFilter } from '../backlog/list.ts'
import type { ItemRow } from '../backlog/row.ts'
import type { AnalysisContext, Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import type { Workspace } from '../identity/entity.ts'
import { analysis, released } from '../workers/analysis.ts'
import { namedFor } from '../identity/workspaces/named-service.ts'
import { rounded } from '../math/rounded.ts'
import { stampOf, type Stamp } from '../graphql/stamp.ts'
import {
  scoreAlignment,
  type Alignment,
  type AlignmentMethod,
  type AlignmentProblem,
  type ItemAlignment,
} from './alignment.ts'
import type { AlignmentObjective, Readings } from './support.ts'
import { alignmentWords, isOrphan } from './alignment-sentences.ts'
import { unsizedOf } from './coverage.ts'
import { Objective, Theme } from './entity.ts'
import { linksOf, type ObjectiveLink } from './links.ts'
import { MOST_READ, MOST_SERVED, type Readable } from './reading/question.ts'

const ENGINE = 'alignment/1'

/** Orphans and objectives that one answer names at most. */
export const MOST_LISTED = 500

export interface AlignmentArguments {
  filter?: BacklogFilter | null | undefined
  objectiveIds?: readonly string[] | null | undefined
  method?: AlignmentMethod | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  /** What a model read in items, by their keys. */
  readings?: Readings
  /** Objectives that the model was asked about, by name. */
  readObjectives?: ReadonlySet<string>
}

/** What alignment is computed from. Objectives and items are known by name and key, so that an answer does not depend on ids. */
export interface AlignmentInputs {
  items: readonly ItemRow[]
  parents: Choice['parents']
  words: Awaited<ReturnType<typeof wordsOf>>
  objectives: readonly (AlignmentObjective & { uuid: string })[]
  /** Of the workspace, active or not. */
  objectiveCount: number
  links: readonly ObjectiveLink[]
}

export interface AlignedItem extends ItemAlignment {
  row: ItemRow
}

export interface AlignmentReport {
  sentence: string
  /** `none_active`: there are objectives, and none that was asked about is active. */
  status: Alignment['status'] | 'none_active'
  method: AlignmentMethod
  rows: AlignedItem[]
  cursors: string[]
  hasNextPage: boolean
  hasPreviousPage: boolean
  total: number
  openWork: number
  objectives: ReadonlyMap<string, { id: string; name: string }>
  coverage: Alignment['coverage']
  /** The first in manual order, and how many there are. */
  orphans: ItemRow[]
  orphanCount: number
  warnings: string[]
  /** Charged for this answer. */
  credits: number
  stamp: Stamp
}

/** Objectives that are pursued, the links to any, and what is written about the items. Call it inside `db.snapshot`. */
export async function loadAlignment(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  items: readonly ItemRow[],
  parents: Choice['parents'],
): Promise<AlignmentInputs> {
  const { em } = context.db
  const here = { workspace: { id: workspace.id } }
  const plain = { disableIdentityMap: true } as const
  const themes = new Map((await em.find(Theme, here, plain)).map(({ id, name }) => [id, name]))
  const all = await em.find(Objective, here, { ...plain, orderBy: { position: 'asc', name: 'asc' } })
  const names = new Map(all.map(({ id, name }) => [id, name]))
  const keys = new Map([...parents.values(), ...items].map(({ id, key }) => [id, key]))
  const linked = await em.execute<{ item_id: string; objective_id: string }[]>(
    'select item_id, objective_id from item_objective where tenant_id = ? and workspace_id = ?',
    [tenantOf(em), workspace.id],
  )
  const links = linked.flatMap(({ item_id, objective_id }) => {
    const key = keys.get(item_id)
    return key === undefined ? [] : [{ itemId: key, objectiveId: names.get(objective_id)! }]
  })
  return {
    items,
    parents,
    words: await wordsOf(context, workspace, new Set(items.map(({ id }) => id))),
    objectives: all
      .filter(({ state }) => state === 'active')
      .map(({ id, name, description, measure, theme }) => ({
        uuid: id,
        id: name,
        title: name,
        description,
        measure: measure ?? null,
        theme: theme ? (themes.get(theme.id) ?? null) : null,
      })),
    objectiveCount: all.length,
    links: links.sort((a, b) =>
      a.itemId < b.itemId ? -1 : a.itemId > b.itemId ? 1 : a.objectiveId < b.objectiveId ? -1 : 1,
    ),
  }
}

export function align(
  inputs: AlignmentInputs,
  method: AlignmentMethod,
  { objectivesPerItem = 5, ...read }: Pick<AlignmentProblem, 'objectivesPerItem' | 'readings' | 'readObjectives'> = {},
): Alignment {
  return scoreAlignment({ ...problemOf(inputs), method, objectivesPerItem, ...read })
}

function problemOf({
  items,
  parents,
  words,
  objectives,
  links,
}: AlignmentInputs): Pick<AlignmentProblem, 'items' | 'ancestors' | 'objectives' | 'links'> {
  const keyOf = (id: string | null) => (id === null ? null : (parents.get(id)?.key ?? null))
  return {
    items: items.map(({ id, key, title, parentId, storyPoints }) => ({
      id: key,
      key,
      title,
      description: words.get(id)?.description ?? '',
      labels: words.get(id)?.labels ?? [],
      parentId: keyOf(parentId),
      points: storyPoints,
    })),
    ancestors: [...parents.values()].map(({ key, title, parentId }) => ({ id: key, title, parentId: keyOf(parentId) })),
    objectives,
    links,
  }
}

/** Items that no link explains, in manual order, and the objectives that were asked about: what a model may read. */
export const readableBacklog = analysis('strategy.readable', backlogReadable)

async function backlogReadable(
  context: AnalysisContext,
  workspace: Workspace,
  { filter, objectiveIds }: Pick<AlignmentArguments, 'filter' | 'objectiveIds'>,
): Promise<Readable & { readonly left: number; readonly objectivesLeft: number }> {
  const asked = await askedAbout(context, workspace, objectiveIds)
  const inputs = await context.db.snapshot(async () => {
    const choice = await chosenItems(context, workspace, filter ?? {})
    return loadAlignment(context, workspace, choice.items, choice.parents)
  })
  const { items, ancestors, objectives, links } = problemOf(only(inputs, asked))
  const known = new Set(objectives.map(({ id }) => id))
  const linked = linksOf(
    items,
    ancestors,
    links.filter(({ objectiveId }) => known.has(objectiveId)),
  )
  const unlinked = items.filter(({ id }) => !linked.get(id)?.length)
  return {
    items: unlinked
      .slice(0, MOST_READ)
      .map(({ key, title, labels, description }) => ({ key, title, labels, description })),
    objectives: objectives
      .slice(0, MOST_SERVED)
      .map(({ id, title, description, measure, theme }) => ({ id, title, description, measure, theme })),
    left: Math.max(0, unlinked.length - MOST_READ),
    objectivesLeft: Math.max(0, objectives.length - MOST_SERVED),
  }
}

/** Names of the objectives that a question is limited to; null: all. @throws NOT_FOUND */
async function askedAbout(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  refs: readonly string[] | null | undefined,
): Promise<ReadonlySet<string> | null> {
  if (!refs) return null
  const named = refs.map((ref) => namedFor(context, Objective, 'Objective', workspace.id, ref))
  return new Set((await Promise.all(named)).map(({ name }) => name))
}

const only = (inputs: AlignmentInputs, asked: ReadonlySet<string> | null): AlignmentInputs =>
  asked
    ? {
        ...inputs,
        objectives: inputs.objectives.filter(({ id }) => asked.has(id)),
        links: inputs.links.filter(({ objectiveId }) => asked.has(objectiveId)),
      }
    : inputs

/**
 * How far items serve what the workspace wants to reach, and which objectives nothing serves.
 * @throws NOT_FOUND, BAD_CURSOR
 */
export const alignBacklog = analysis('strategy.alignment', backlogAligned)

async function backlogAligned(
  context: AnalysisContext,
  workspace: Workspace,
  args: AlignmentArguments,
): Promise<AlignmentReport> {
  const method = args.method ?? 'hybrid'
  const filter = args.filter ?? {}
  const size = args.first ?? 50
  const asked = await askedAbout(context, workspace, args.objectiveIds)
  const question = { workspace: workspace.key, filter, method, objectives: asked ? [...asked].sort() : null }
  const list = fingerprint([workspace.id, question])
  const cursor = args.after ? cursorIn(args.after, list, isWhole) : null

  const { inputs, leftOut, openWork } = await context.db.snapshot(async () => {
    const choice = await chosenItems(context, workspace, filter)
    return {
      inputs: await loadAlignment(context, workspace, choice.items, choice.parents),
      leftOut: choice.leftOut,
      openWork: await countOpenWork(context, workspace),
    }
  })
  await released(context)
  const scored = only(inputs, asked)
  const { objectives } = scored
  const alignment = align(scored, method, {
    ...(args.readings && { readings: args.readings }),
    ...(args.readObjectives && { readObjectives: args.readObjectives }),
  })
  const noneActive = objectives.length === 0 && inputs.objectiveCount > 0
  const rowOf = new Map(inputs.items.map((row) => [row.key, row]))
  // Strongest first; the manual order decides between equals, because sorting keeps it.
  const sorted = alignment.items
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map((item): AlignedItem => ({ ...item, row: rowOf.get(item.itemId)! }))
  const from = cursor === null ? 0 : Math.min(sorted.length, cursor.value)
  const rows = sorted.slice(from, from + size)
  const orphans = alignment.items.filter(isOrphan)
  const { sentence, warnings } = alignmentWords(alignment, {
    leftOut,
    method,
    asked: asked?.size ?? null,
    noneActive,
    unsized: unsizedOf(scored.items.map(({ storyPoints }) => ({ points: storyPoints }))),
  })
  return {
    coverage: rounded(alignment.coverage.toSorted((a, b) => b.share - a.share)),
    rows: rows.map(({ row, ...item }) => ({ ...rounded(item), row })),
    sentence,
    status: noneActive ? 'none_active' : alignment.status,
    method,
    cursors: rows.map((item, at) =>
      encodeCursor({ value: from + at + 1, id: item.row.id, list, dataVersion: workspace.dataVersion }),
    ),
    hasNextPage: from + size < sorted.length,
    hasPreviousPage: from > 0,
    total: sorted.length,
    openWork,
    objectives: new Map(objectives.map(({ uuid, id }) => [id, { id: uuid, name: id }])),
    orphans: orphans.slice(0, MOST_LISTED).map(({ itemId }) => rowOf.get(itemId)!),
    orphanCount: orphans.length,
    warnings:
      cursor && cursor.dataVersion !== workspace.dataVersion
        ? [...warnings, 'The backlog changed since the previous page: items may have moved between pages.']
        : warnings,
    credits: 0,
    stamp: stampOf(
      ENGINE,
      { asOf: workspace.dataChangedAt.toISOString().slice(0, 10), dataVersion: workspace.dataVersion },
      question,
    ),
  }
}
