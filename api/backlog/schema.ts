import { OPEN_WORK } from '../planning/work.ts'
import { openWorkIn } from '../planning/planning-service.ts'
import type { GraphQLResolveInfo } from 'graphql'
import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { pageInfoOf } from '../graphql/page.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { selectedFields } from '../graphql/selection.ts'
import { NamedSprint, NamedTeam, SprintRef, TeamRef } from '../teams/schema.ts'
import { BacklogSortRef, GroupingRef, ItemTypeRef, SortDirectionRef } from './enums-schema.ts'
import { itemOutputs } from './fields-schema.ts'
import { assigneesIn } from './filter-service.ts'
import { wsjfOf } from './item-fields.ts'
import { BacklogFilterRef } from './filter-schema.ts'
import type { BacklogGroup, Grouping } from './summary/groups.ts'
import { GroupRef } from './summary/groups-schema.ts'
import { backlogGroups, firstGroups } from './summary/groups-service.ts'
import { DEFAULT_PAGE, LARGEST_PAGE, type Page } from './list.ts'
import { columnsFor, RELATED, type ItemRow, type Related } from './row.ts'
import { backlogSummary, type BacklogSummary } from './summary/summary-service.ts'
import { completeKeys, descriptionsOf, labelsOf } from './parts-service.ts'
import { itemFor, itemsById, listBacklog } from './service.ts'

export const BacklogItemRef = builder.loadableNodeRef('BacklogItem', {
  id: { resolve: (item: ItemRow) => item.id },
  load: async (ids: string[], context) => (await itemsById(context, ids)) as ItemRow[],
})

/** An item by the key that a list has read of it, else to be loaded. */
const keyed = (id: string | null, key: string | null | undefined, workspaceId: string) =>
  id && key ? ({ id, key, workspaceId } as ItemRow) : id
/** The same for what has a name. */
const named = <T>(
  type: new (id: string, name: string) => unknown,
  id: string | null,
  name: string | null | undefined,
) => (id && name ? (new type(id, name) as T) : id)

/** Relations of which a query asks no more than a list reads beside its own columns. */
const relatedIn = (info: GraphQLResolveInfo): Related[] =>
  (Object.keys(RELATED) as Related[]).filter((relation) => {
    const fields = selectedFields(info, ['nodes', relation], ['edges', 'node', relation])
    return fields.size > 0 && [...fields].every((name) => ['id', '__typename', RELATED[relation].field].includes(name))
  })

BacklogItemRef.implement({
  description: 'A product backlog item: an epic, feature, story, task, bug, improvement, or idea.',
  authScopes: { scope: 'backlog:read' },
  isTypeOf: (value) => typeof value === 'object' && value !== null && 'workspaceId' in value,
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Human-readable key, such as SHOP-12.' }),
    ...itemOutputs(t),
    description: t.loadable({
      type: 'String',
      load: (ids: string[], context) => descriptionsOf(context, ids),
      resolve: ({ id }) => id,
    }),
    wsjf: t.float({
      nullable: true,
      description:
        'Weighted Shortest Job First: cost of delay ÷ job size (SAFe). null until all four inputs are scored.',
      resolve: wsjfOf,
    }),
    rank: t.exposeFloat('rank', { description: 'Manual order, ascending.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    updatedOn: t.field({
      type: 'Date',
      description: 'Day of updatedAt in UTC.',
      complexity: 0,
      resolve: ({ updatedAt }) => updatedAt.toISOString().slice(0, 10),
    }),
    resolvedOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'Day of resolvedAt in UTC.',
      complexity: 0,
      resolve: ({ resolvedAt }) => resolvedAt?.toISOString().slice(0, 10) ?? null,
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true }),
    parent: t.field({
      type: BacklogItemRef,
      nullable: true,
      resolve: ({ parentId, parentKey, workspaceId }) => keyed(parentId, parentKey, workspaceId),
    }),
    epic: t.field({
      type: BacklogItemRef,
      nullable: true,
      resolve: ({ epicId, epicKey, workspaceId }) => keyed(epicId, epicKey, workspaceId),
    }),
    team: t.field({
      type: TeamRef,
      nullable: true,
      resolve: ({ teamId, teamName }) => named(NamedTeam, teamId, teamName),
    }),
    sprint: t.field({
      type: SprintRef,
      nullable: true,
      resolve: ({ sprintId, sprintName }) => named(NamedSprint, sprintId, sprintName),
    }),
    labels: t.loadableList({
      type: 'String',
      load: (ids: string[], context) => labelsOf(context, ids),
      resolve: ({ id }) => id,
    }),
  }),
})

const BacklogEdge = builder.objectRef<{ node: ItemRow; cursor: string }>('BacklogEdge').implement({
  fields: (t) => ({
    cursor: t.exposeString('cursor'),
    node: t.field({ type: BacklogItemRef, resolve: ({ node }) => node }),
  }),
})

const PageInfo = builder.pageInfoRef()

interface Listed extends Page {
  openWork: () => Promise<number>
  assignedTo: () => Promise<string[] | null>
  groupsBy: (by: Grouping) => Promise<BacklogGroup[]>
}

const BacklogConnection = builder.objectRef<Listed>('BacklogConnection').implement({
  description: 'One page of a backlog.',
  fields: (t) => ({
    edges: t.field({
      type: [BacklogEdge],
      resolve: ({ rows, cursors }) => rows.map((node, at) => ({ node, cursor: cursors[at]! })),
    }),
    nodes: t.field({ type: [BacklogItemRef], resolve: ({ rows }) => rows }),
    pageInfo: t.field({
      type: PageInfo,
      resolve: pageInfoOf,
    }),
    totalCount: t.int({ resolve: ({ totalCount }) => totalCount() }),
    openWork: t.int({
      description: OPEN_WORK,
      resolve: ({ openWork }) => openWork(),
    }),
    groups: t.field({
      type: [GroupRef],
      nullable: true,
      description:
        'Open and finished items of the filter, whatever its mode, by what they have in common: largest first, months and sprints newest first, and last what is in none. Epics count only by type or if types are given, and canceled items only if a status is. null without `by`.',
      // Counted once, whatever the page: it stands below the field that pages count for.
      complexity: { field: 1, multiplier: 0 },
      args: {
        by: t.arg({ type: GroupingRef, required: false }),
        first: t.arg.int({ required: false, validate: z.int().min(1).max(LARGEST_PAGE) }),
      },
      resolve: async ({ groupsBy }, { by, first }) => by && firstGroups(await groupsBy(by), by, first ?? DEFAULT_PAGE),
    }),
    groupCount: t.int({
      nullable: true,
      description: 'All groups, listed or not.',
      args: { by: t.arg({ type: GroupingRef, required: false }) },
      resolve: async ({ groupsBy }, { by }) => by && (await groupsBy(by)).length,
    }),
    searchedFor: t.exposeString('searchedFor', {
      nullable: true,
      description: 'The search with its spelling corrected, if nothing matches it as typed. The items match this one.',
    }),
    closestWords: t.exposeStringList('closestWords', {
      nullable: true,
      description: 'If nothing matches the search: the most similar words in titles, at most five.',
    }),
    assignedTo: t.stringList({
      nullable: true,
      description: 'Whose items these are, by name as in the items. null unless the filter names an assignee.',
      resolve: ({ assignedTo }) => assignedTo(),
    }),
    dataVersion: t.exposeInt('dataVersion'),
    cursorDataVersion: t.exposeInt('cursorDataVersion', {
      nullable: true,
      description:
        'Set if the data has changed since the cursor was issued. The page still continues from the same position.',
    }),
  }),
})

const BacklogGroupByRef = builder.enumType('BacklogGroupBy', {
  values: ['status', 'type', 'priority', 'team', 'epic', 'sprint', 'label'] as const,
})

const CountRef = builder.objectRef<{ name: string; items: number; points: number }>('BacklogCount').implement({
  fields: (t) => ({ name: t.exposeString('name'), items: t.exposeInt('items'), points: t.exposeFloat('points') }),
})

const SummaryRef = builder.objectRef<BacklogSummary>('BacklogSummary').implement({
  description: 'Counts, without the items.',
  fields: (t) => ({
    sentence: t.exposeString('sentence', { description: 'The summary in words.' }),
    total: t.exposeInt('total'),
    open: t.exposeInt('open'),
    inProgress: t.exposeInt('inProgress', { nullable: true }),
    done: t.exposeInt('done'),
    cancelled: t.exposeInt('cancelled'),
    points: t.exposeFloat('points', { description: 'Story points of the open items.' }),
    unestimated: t.exposeInt('unestimated', { description: 'Open items without an estimate.' }),
    oldestOpenDays: t.exposeInt('oldestOpenDays', { nullable: true }),
    byStatus: t.field({ type: [CountRef], resolve: ({ byStatus }) => byStatus }),
    byType: t.field({ type: [CountRef], resolve: ({ byType }) => byType }),
    byPriority: t.field({ type: [CountRef], resolve: ({ byPriority }) => byPriority }),
    groups: t.field({
      type: [CountRef],
      description: 'Counts grouped by another attribute, largest first, at most 200.',
      args: { by: t.arg({ type: BacklogGroupByRef, required: true }) },
      resolve: ({ groups }, { by }) => groups(by),
    }),
    dataVersion: t.exposeInt('dataVersion'),
    asOf: t.expose('asOf', { type: 'DateTime' }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  backlog: t.field({
    type: BacklogConnection,
    description: 'The items, paginated. To count only, request just totalCount.',
    authScopes: { scope: 'backlog:read' },
    args: {
      filter: t.arg({ type: BacklogFilterRef, required: false }),
      sort: t.arg({
        type: BacklogSortRef,
        required: false,
        description:
          'Default: what `find` puts first; with finishedFrom or finishedUntil the day finished, newest first; with dueFrom or dueUntil the due date; else rank.',
      }),
      direction: t.arg({ type: SortDirectionRef, required: false }),
      first: t.arg.int({
        required: false,
        description: `1 to ${LARGEST_PAGE}, default ${DEFAULT_PAGE}.`,
        extensions: { constraint: { min: 1, max: LARGEST_PAGE } },
      }),
      after: t.arg.string({ required: false }),
      last: t.arg.int({
        required: false,
        description: `1 to ${LARGEST_PAGE}, to read backwards.`,
        extensions: { constraint: { min: 1, max: LARGEST_PAGE } },
      }),
      before: t.arg.string({ required: false }),
    },
    complexity: ({ first, last }) => ({ field: 5, multiplier: Math.max(1, (first ?? last ?? DEFAULT_PAGE) / 5) }),
    resolve: async (workspace, args, context, info) => {
      const fields = selectedFields(info, ['nodes'], ['edges', 'node'])
      const page = await listBacklog(context, workspace, args, columnsFor(fields), relatedIn(info))
      const groups = new Map<Grouping, Promise<BacklogGroup[]>>()
      return {
        ...page,
        openWork: () => openWorkIn(context, workspace),
        assignedTo: () => context.db.snapshot(() => assigneesIn(context, workspace.id, args.filter ?? {})),
        groupsBy: (by) => {
          const known = groups.get(by) ?? backlogGroups(context, workspace, args.filter ?? {}, by)
          groups.set(by, known)
          return known
        },
      }
    },
  }),
  backlogSummary: t.field({
    type: SummaryRef,
    authScopes: { scope: 'backlog:read' },
    args: { filter: t.arg({ type: BacklogFilterRef, required: false }) },
    resolve: (workspace, { filter }, context) => backlogSummary(context, workspace, filter ?? {}),
  }),
  item: t.field({
    type: BacklogItemRef,
    authScopes: { scope: 'backlog:read' },
    args: { id: t.arg.id({ required: true, description: 'Global ID, UUID, or key.' }) },
    resolve: (workspace, { id }, context) => itemFor(context, workspace.id, id),
  }),
  completeKeys: t.stringList({
    description: 'Keys that start with a prefix, for autocompletion.',
    authScopes: { scope: 'backlog:read' },
    args: {
      prefix: t.arg.string({ required: true, validate: z.string().max(60) }),
      types: t.arg({ type: [ItemTypeRef], required: false }),
      limit: t.arg.int({ required: false, defaultValue: 20, validate: z.int().min(1).max(100) }),
    },
    resolve: (workspace, { prefix, types, limit }, context) =>
      completeKeys(context, workspace.id, prefix, types, limit ?? 20),
  }),
}))
