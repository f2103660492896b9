import { Readable } from 'node:stream'
import { Hono, type Context } from 'hono'
import type { Db, Orm } from '../data/database.ts'
import { Refusal } from '../graphql/errors.ts'
import { refused } from '../graphql/status.ts'
import { isUuid } from '../math/uuid.ts'
import { dbForTenant } from '../data/context.ts'
import { tooLarge } from './room-service.ts'
import type { ImportSpool } from './spool-service.ts'
import { exportFile } from './export/export-service.ts'
import { claimTicket, receiveUpload, unknownTicket } from './upload-service.ts'
import { readExportTicket } from './ticket-service.ts'

const FRESH = { 'cache-control': 'no-store' }

/**
 * The routes that carry files. A ticket in the path is the credential: made for one person, one tenant and one file, used
 * once, by whoever has it within the networks of its organization. GraphQL would buffer the whole body.
 */
export function importRoutes({
  orm,
  desk,
  linkKey,
  now,
  refusal,
  opened,
  from,
}: {
  orm: Orm
  desk: ImportSpool
  linkKey: Uint8Array
  now: () => Date
  /** Why an organization refuses a request from where it comes; null when it does not. */
  refusal: (db: Db, asked: { ip: string; authorization: string | null }) => Promise<string | null>
  /** Writes into the organization's audit log what became of a link. */
  opened: (db: Db, event: { action: string; outcome: string; ip: string; userAgent: string | null }) => void
  /** The address of whoever sent a request. */
  from: (request: Context) => string
}): Hono {
  const routes = new Hono()

  const open = (ticket: string): Db => {
    const tenantId = ticket.split('.')[0] ?? ''
    if (!isUuid(tenantId)) throw unknownTicket()
    return dbForTenant(orm, tenantId)
  }

  const noted = (db: Db, c: Context, action: string, outcome: string) =>
    opened(db, { action, outcome, ip: from(c), userAgent: c.req.header('user-agent') ?? null })

  const elsewhere = async (db: Db, c: Context, action: string) => {
    const why = await refusal(db, { ip: from(c), authorization: c.req.header('authorization') ?? null })
    if (why) noted(db, c, action, 'FORBIDDEN')
    return why
  }

  routes.post('/import/:ticket', async (c) => {
    const { req, json } = c
    try {
      // Said before anything is read: the ticket stays good for the right file.
      if (Number(req.header('content-length') ?? 0) > desk.room.upload) throw tooLarge(desk.room.upload)
      if (!req.raw.body) throw new Refusal('BAD_USER_INPUT', 'The request has no body. Send the file as the body.')
      const db = open(req.param('ticket'))
      const row = await claimTicket(db, req.param('ticket'), now(), () => elsewhere(db, c, 'uploadImport'))
      const { row: planned, question } = await receiveUpload(db, desk, row, req.raw.body, req.raw.signal)
      const { id, state, report = null, refusal = null } = planned
      return json(
        { id, state, report, refusal, ...(question ? { question } : {}) },
        state === 'refused' ? 422 : 200,
        FRESH,
      )
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return refused(error)
    }
  })

  // From memory alone: on the embedded database a query would wait for the import to end.
  routes.get('/import/:id/progress', ({ req, json }) => {
    const progress = desk.progress(req.param('id'))
    return progress
      ? json(progress, 200, FRESH)
      : refused(new Refusal('NOT_FOUND', 'There is no such import in progress here.'))
  })

  routes.get('/export/:ticket', async (c) => {
    const { req, body } = c
    const ticket = await readExportTicket(linkKey, req.param('ticket'), now())
    if (!ticket)
      return refused(new Refusal('NOT_FOUND', 'This download link is unknown or has expired. Request a new one.'))
    const db = dbForTenant(orm, ticket.tenantId)
    const why = await elsewhere(db, c, 'downloadExport')
    if (why) return refused(new Refusal('FORBIDDEN', why, { policy: true }))
    const { tenantId, workspaceId, format } = ticket
    const headers = {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      'content-disposition': `attachment; filename="pm33-backlog.${format}"`,
      'x-content-type-options': 'nosniff',
      ...FRESH,
    }
    // Hono answers HEAD by the route of GET and drops the body unread: a file that nobody reads is not made.
    if (req.method === 'HEAD') return body(null, 200, headers)
    const { signal } = req.raw
    try {
      const file = await desk.exports.take(tenantId, () =>
        exportFile(db, desk.folder, workspaceId, format, new Set(ticket.scopes), signal),
      )
      noted(db, c, 'downloadExport', 'ok')
      return body(Readable.toWeb(file) as ReadableStream, 200, headers)
    } catch (error) {
      if (!signal.aborted) throw error
      const words = 'The download was interrupted. Open the link again, or request a new one.'
      return refused(new Refusal('BAD_USER_INPUT', words))
    }
  })

  return routes
}
