import { cut } from '../../../text.ts'
import { newCircles } from '../../math/graph.ts'
import { sourceOf } from './item-columns.ts'
import { LENGTHS } from '../record/lengths.ts'
import type { ImportedLink } from '../record/record.ts'
import type { Live } from './items-service.ts'
import type { RowWriter } from './rows-service.ts'
import { inPieces, type Session } from './statement-service.ts'

const PAGE = 2_000
const COLUMNS = [
  'tenant_id',
  'id',
  'workspace_id',
  'item_id',
  'blocker_id',
  'external_ref',
  'outward',
  'kind',
  'label',
  'lag_days',
  'source',
  'import_id',
  'started_at',
  'ended_at',
]

interface Edge {
  kind: string
  item: string
  blocker: string | null
  externalRef: string | null
  outward: boolean
  label: string | null
  lagDays: number
  source: string
}

interface LiveEdge {
  id: string
  kind: string
  item_id: string
  blocker_id: string | null
  external_ref: string | null
  outward: boolean
  label: string | null
  source: string | null
}

export interface Links {
  session: Session
  writer: RowWriter
  workspaceId: string
  importId: string
  now: Date
  /** Item ids by source key: of the file and of the workspace. */
  idOf: (ref: string) => string | null
  /** Known items that the file brings too. */
  again: ReadonlySet<string>
  /** Items that the rows bring for the first time. */
  fresh?: readonly string[]
  /** What the file states, by source key. */
  stated: ReadonlyMap<string, readonly ImportedLink[]>
  /** The file speaks of links, so that one it does not state is gone. */
  speaks: boolean
  /** With it, the source keys of the rows. */
  live?: Live & { readonly refs: Iterable<string> }
}

/**
 * The links of a file as dependencies. Both ends of a link may state it: it is written once. What the source stated
 * before and states no more is ended, not deleted; links that people made here are left alone.
 */
export async function writeLinks({
  session,
  writer,
  workspaceId,
  importId,
  now,
  idOf,
  again,
  fresh = [],
  stated,
  speaks,
  live: source,
}: Links): Promise<{ started: number; ended: number; leftOut: number; standing: number; outside: number }> {
  const brought = new Set(source ? [...again, ...fresh] : again)
  const live = source
    ? await edgesAround(session, workspaceId, brought, [...source.refs])
    : await liveEdges(session, workspaceId)
  const known = new Map(live.map((row) => [nameOf(row), row]))
  const edges = new Map<string, Edge>()
  for (const [sourceKey, links] of stated)
    for (const edge of edgesOf(sourceKey, links, idOf)) {
      const name = nameOf(columnsOf(edge))
      // Both ends state a plain relation as their own.
      if (!edges.has(name) && !edges.has(nameOf(turned(columnsOf(edge)))))
        edges.set(known.has(nameOf(turned(columnsOf(edge)))) ? nameOf(turned(columnsOf(edge))) : name, edge)
    }
  // What was outside when it was stated, and is here now. An end that the rows bring again has said itself what it has.
  const found = source
    ? live.filter(
        ({ item_id, external_ref }) => external_ref !== null && !brought.has(item_id) && idOf(external_ref) !== null,
      )
    : []
  for (const row of found) {
    const other = idOf(row.external_ref!)!
    const edge = foundEdge(row, other)
    const name = nameOf(columnsOf(edge))
    if (source!.links === 'both' && brought.has(other)) continue
    if (!edges.has(name) && !edges.has(nameOf(turned(columnsOf(edge))))) edges.set(name, edge)
  }
  // Only an end that the file speaks of can say that the link is gone; of a live source, one of them is enough.
  const says = ({ item_id, blocker_id }: LiveEdge) =>
    source
      ? (source.links !== 'none' && brought.has(item_id)) ||
        (source.links === 'both' && blocker_id !== null && brought.has(blocker_id))
      : brought.has(item_id) && (blocker_id === null || brought.has(blocker_id))
  const gone = [
    ...new Set([
      ...(speaks
        ? [...known]
            .filter(([name, row]) => row.source !== null && !edges.has(name) && says(row))
            .map(([, row]) => row.id)
        : []),
      ...found.map(({ id }) => id),
    ]),
  ]
  await inPieces(
    session,
    'update dependency set ended_at = ?, ended_by_import_id = ? where tenant_id = ? and id in (…)',
    [now, importId, session.tenant],
    gone,
  )
  const ended = new Set(gone)
  const begun = [...edges].filter(([name]) => !known.has(name)).map(([, edge]) => edge)
  const coming = begun
    .filter(({ kind, blocker }) => kind === 'blocks' && blocker !== null)
    .map(({ blocker, item }) => [blocker!, item] as const)
  const standing = source
    ? await waitsBehind(
        session,
        coming.map(([, item]) => item),
      )
    : live
        .filter(({ id, kind, blocker_id }) => kind === 'blocks' && blocker_id !== null && !ended.has(id))
        .map(({ blocker_id, item_id }) => [blocker_id!, item_id] as const)
  const circles = newCircles(standing, coming)
  const taken = begun.filter(({ kind, blocker, item }) => kind !== 'blocks' || !circles.has(`${blocker} ${item}`))
  await writer.insert(
    'dependency',
    COLUMNS,
    taken.map((edge) => ({
      ...columnsOf(edge),
      tenant_id: session.tenant,
      id: crypto.randomUUID(),
      workspace_id: workspaceId,
      lag_days: edge.lagDays,
      source: edge.source,
      import_id: importId,
      started_at: now.toISOString(),
      ended_at: null,
    })),
  )
  const held = [...[...edges].filter(([name]) => known.has(name)).map(([, edge]) => edge), ...taken]
  return {
    started: taken.length,
    ended: gone.length,
    leftOut: begun.length - taken.length,
    standing: held.length,
    outside: held.filter(({ blocker }) => blocker === null).length,
  }
}

const EDGE = 'id, kind, item_id, blocker_id, external_ref, outward, label, source'

async function liveEdges(session: Session, workspaceId: string): Promise<LiveEdge[]> {
  const live: LiveEdge[] = []
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const page = await session.query<LiveEdge>(
      `select ${EDGE} from dependency where tenant_id = ? and workspace_id = ? and ended_at is null and id > ? order by id limit ${PAGE}`,
      [session.tenant, workspaceId, after],
    )
    for (const edge of page) live.push(edge)
    if (page.length < PAGE) return live
    after = page.at(-1)!.id
  }
}

/** Edges that the rows of a live source can touch: at either end of what they bring, and those that wait for one of it. */
async function edgesAround(
  session: Session,
  workspaceId: string,
  brought: ReadonlySet<string>,
  refs: readonly string[],
): Promise<LiveEdge[]> {
  const found = new Map<string, LiveEdge>()
  for (const [end, names] of [
    ['item_id', [...brought]],
    ['blocker_id', [...brought]],
    ['external_ref', refs],
  ] as const)
    for (const edge of await inPieces<LiveEdge>(
      session,
      `select ${EDGE} from dependency where tenant_id = ? and workspace_id = ? and ended_at is null and ${end} in (…)`,
      [session.tenant, workspaceId],
      names,
    ))
      found.set(edge.id, edge)
  // One order, whatever found them: which of two edges closes a circle must not depend on it.
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** All that waits for these items, and for what waits for them: only there can an edge to one of them close a circle. */
async function waitsBehind(session: Session, items: readonly string[]): Promise<(readonly [string, string])[]> {
  const found = new Map<string, readonly [string, string]>()
  for (const { from, to } of await inPieces<{ from: string; to: string }>(
    session,
    `with recursive behind (blocker_id, item_id) as (
       select blocker_id, item_id from dependency where tenant_id = ? and ended_at is null and kind = 'blocks' and blocker_id in (…)
       union
       select d.blocker_id, d.item_id from behind b
       join dependency d on d.tenant_id = ? and d.blocker_id = b.item_id and d.ended_at is null and d.kind = 'blocks')
     select blocker_id as "from", item_id as "to" from behind`,
    [session.tenant],
    [...new Set(items)],
    [session.tenant],
  ))
    found.set(`${from} ${to}`, [from, to])
  return [...found.values()]
}

type Named = Pick<LiveEdge, 'kind' | 'item_id' | 'blocker_id' | 'external_ref' | 'outward' | 'label'>

/** A link's identity. Words tell apart only links whose kind says nothing: the two ends of a dependency use different ones. */
const nameOf = ({ kind, item_id, blocker_id, external_ref, outward, label }: Named) =>
  `${kind} ${item_id} ${blocker_id ?? ''} ${outward} ${kind === 'other' || kind === 'suggested' ? (label ?? '').toLowerCase() : ''} ${external_ref ?? ''}`

/** A relation read from its other end; other kinds have a direction. */
const turned = (edge: Named): Named =>
  edge.kind === 'relates' && edge.blocker_id ? { ...edge, item_id: edge.blocker_id, blocker_id: edge.item_id } : edge

/** A link to what was not there, now that it is. */
const foundEdge = ({ kind, item_id, outward, label, source }: LiveEdge, other: string): Edge => ({
  kind,
  item: outward ? other : item_id,
  blocker: outward ? item_id : other,
  externalRef: null,
  outward: false,
  label,
  lagDays: 0,
  source: source ?? '',
})

const columnsOf = ({ kind, item, blocker, externalRef, outward, label }: Edge): Named => ({
  kind,
  item_id: item,
  blocker_id: blocker,
  external_ref: externalRef,
  outward,
  label,
})

function edgesOf(sourceKey: string, links: readonly ImportedLink[], idOf: (ref: string) => string | null): Edge[] {
  const own = idOf(sourceKey)
  if (!own) return []
  return links.flatMap((link): Edge[] => {
    const plain = {
      kind: link.suggested ? 'suggested' : link.type,
      label: cut(link.name, LENGTHS.linkName),
      lagDays: link.lagDays ?? 0,
      source: sourceOf(sourceKey),
    }
    const other = idOf(link.targetRef)
    const outward = link.direction === 'outward'
    if (!other)
      return [{ ...plain, item: own, blocker: null, externalRef: cut(link.targetRef, LENGTHS.linkTarget), outward }]
    if (other === own) return []
    // "own blocks other" and "other is blocked by own" are one edge: other waits for own.
    return [
      outward
        ? { ...plain, item: other, blocker: own, externalRef: null, outward: false }
        : { ...plain, item: own, blocker: other, externalRef: null, outward: false },
    ]
  })
}
