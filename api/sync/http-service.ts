import { createHash, randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { dbForTenant } from '../data/context.ts'
import type { Db, Orm } from '../data/database.ts'
import { isUuid } from '../math/uuid.ts'
import { unseal } from '../oauth/seal.ts'
import { SyncConnection } from './entity.ts'
import { SOURCES } from './sources-service.ts'
import { lookAt } from './write-service.ts'

const MOST_BYTES = 5 * 1_048_576

export interface WebhookParts {
  readonly orm: Orm
  readonly seal: Uint8Array
  readonly now: () => Date
}

/** Connections that are being made due. */
const waking = new Map<string, Promise<void>>()

/**
 * Makes a connection due, once what to look at is saved. A run that is writing has it locked: it sees the list when it ends,
 * so nobody waits for it, and of several webhooks that come meanwhile one tries for all.
 */
function wake(db: Db, id: string, now: () => Date): Promise<void> {
  const begun = waking.get(id)
  if (begun) return begun
  const woken = db
    // A source in trouble has said, or shown, how long to leave it alone.
    .unlessLocked(() => db.em.nativeUpdate(SyncConnection, { id, trouble: null }, { dueAt: now() }))
    .then(() => undefined)
    .finally(() => waking.delete(id))
  waking.set(id, woken)
  return woken
}

/**
 * Where sources report changes. The signature is the credential. A webhook only says which items to look at: what they
 * are is asked of the source, so that the order and the age of webhooks do not matter.
 */
export function syncRoutes({ orm, seal, now }: WebhookParts): Hono {
  const routes = new Hono()
  routes.post(
    '/sync/webhooks/:place',
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: ({ json }) => json({ error: 'The webhook is larger than 5 MB.' }, 413, { connection: 'close' }),
    }),
    async ({ req, json }) => {
      const [tenantId = '', id = '', ...more] = req.param('place').split('.')
      const unknown = () => json({ error: 'There is no such webhook.' }, 404)
      if (!isUuid(tenantId) || !isUuid(id) || more.length > 0) return unknown()
      const db = dbForTenant(orm, tenantId)
      const row = await db.em.findOne(SyncConnection, { id }, { disableIdentityMap: true })
      const kind = row && SOURCES[row.kind]
      const secret = row?.sealedWebhookSecret ? unseal(seal, row.sealedWebhookSecret) : null
      if (!row || !kind || secret === null) return unknown()
      const body = new Uint8Array(await req.arrayBuffer())
      const said = kind.webhook(req.raw.headers, body, secret, now())
      if (!said.verified) return json({ error: said.why }, 401)
      const delivery = (said.delivery || createHash('sha256').update(body).digest('hex')).slice(0, 200)
      const connection = { id, workspaceId: row.workspace.id }
      const fresh = await db.transaction(async () => {
        const [taken] = await db.em.execute<{ id: string }[]>(
          'insert into sync_delivery (tenant_id, id, workspace_id, connection_id, delivery, created_at) values (?, ?, ?, ?, ?, ?) on conflict do nothing returning id',
          [tenantId, randomUUID(), connection.workspaceId, id, delivery, now()],
        )
        if (!taken) return false
        await lookAt(db, connection, [...said.look, ...said.deleted], now())
        return true
      })
      // Also where it was seen: its source delivers again what failed here, and waking may be what failed.
      if (said.look.length + said.deleted.length > 0) await wake(db, id, now)
      return json({ outcome: fresh ? 'accepted' : 'seen' }, 202)
    },
  )
  return routes
}
