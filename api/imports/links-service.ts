import { setImmediate as breathe } from 'node:timers/promises'
import type { ImportedLink } from './record.ts'
import { sourceOf, type Writing } from './write-service.ts'

const CHUNK = 250

interface Edge {
  kind: string
  item: string
  blocker: string | null
  externalRef: string | null
  outward: boolean
  label: string
}

const nameOf = ({ kind, item, blocker, externalRef, outward }: Edge) => `${kind} ${item} ${blocker ?? ''} ${externalRef ?? ''} ${outward}`

/**
 * The links of a file as dependencies. Both ends of a link may state it: it is written once. What this source stated
 * before and states no more is ended, not deleted; links that people made here are left alone.
 */
export async function writeLinks(writing: Writing & { tenantId: string; idOf: (ref: string | null) => string | null; inFile: ReadonlyMap<string, string>; stated: ReadonlyMap<string, readonly ImportedLink[]> }): Promise<{ started: number; ended: number }> {
  const { db, tenantId, workspaceId, importId, now, idOf, inFile, stated } = writing
  const { em } = db
  const edges = new Map<string, Edge>()
  const family = sourceOf(inFile.keys().next().value ?? '')
  for (const [sourceKey, links] of stated) for (const edge of edgesOf(sourceKey, links, idOf)) if (!edges.has(nameOf(edge))) edges.set(nameOf(edge), edge)
  const live = await em.execute<{ id: string; kind: string; item_id: string; blocker_id: string | null; external_ref: string | null; outward: boolean }[]>(
    'select id, kind, item_id, blocker_id, external_ref, outward from dependency where tenant_id = ? and workspace_id = ? and source = ? and ended_at is null',
    [tenantId, workspaceId, family],
  )
  const mine = new Set(inFile.values())
  const known = new Map(live.map((row) => [nameOf({ kind: row.kind, item: row.item_id, blocker: row.blocker_id, externalRef: row.external_ref, outward: row.outward, label: '' }), row]))
  // Only an end that the file speaks of can say that the link is gone.
  const gone = [...known].filter(([name, row]) => !edges.has(name) && mine.has(row.item_id) && (row.blocker_id === null || mine.has(row.blocker_id))).map(([, row]) => row.id)
  for (let at = 0; at < gone.length; at += CHUNK) {
    const part = gone.slice(at, at + CHUNK)
    await em.execute(`update dependency set ended_at = ?, ended_by_import_id = ? where tenant_id = ? and id in (${part.map(() => '?').join(', ')})`, [now, importId, tenantId, ...part])
    await breathe()
  }
  const fresh = [...edges].filter(([name]) => !known.has(name)).map(([, edge]) => ({
    tenant_id: tenantId, id: crypto.randomUUID(), workspace_id: workspaceId, item_id: edge.item, blocker_id: edge.blocker, external_ref: edge.externalRef, outward: edge.outward,
    kind: edge.kind, label: edge.label.slice(0, 120), lag_days: 0, source: family, import_id: importId, started_at: now.toISOString(), ended_at: null,
  }))
  const columns = 'tenant_id, id, workspace_id, item_id, blocker_id, external_ref, outward, kind, label, lag_days, source, import_id, started_at, ended_at'
  for (let at = 0; at < fresh.length; at += CHUNK) {
    await em.execute(`insert into dependency (${columns}) select ${columns} from json_populate_recordset(null::dependency, ?::json)`, [JSON.stringify(fresh.slice(at, at + CHUNK))])
    await breathe()
  }
  return { started: fresh.length, ended: gone.length }
}

function edgesOf(sourceKey: string, links: readonly ImportedLink[], idOf: (ref: string | null) => string | null): Edge[] {
  const own = idOf(sourceKey)
  if (!own) return []
  return links.flatMap((link): Edge[] => {
    const kind = link.suggested && link.type === 'blocks' ? 'suggested' : link.type
    const other = idOf(link.targetRef)
    const outward = link.direction === 'outward'
    if (!other) return [{ kind, item: own, blocker: null, externalRef: link.targetRef.slice(0, 300), outward, label: link.name }]
    if (other === own) return []
    // "own blocks other" and "other is blocked by own" are one edge: other waits for own.
    return [outward ? { kind, item: other, blocker: own, externalRef: null, outward: false, label: link.name } : { kind, item: own, blocker: other, externalRef: null, outward: false, label: link.name }]
  })
}
