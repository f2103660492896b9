/** What no API over this database can go below: the key check, one transaction behind the second wall, JSON. */
import { createServer, type Server } from 'node:http'
import type { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import type { AuditLog } from '../../../api/server/audit.ts'
import type { Orm } from '../../../api/data/database.ts'
import type { Credentials } from '../../../api/identity/credentials/credentials.ts'

interface Question {
  sql: string
  values: unknown[]
}

/** Runs a text in order on one connection: begin, set_config, the question, commit. */
type Asked = (tenantId: string, question: Question) => Promise<unknown[]>

function onPostgres(url: string): Asked {
  const pool = new pg.Pool({ connectionString: url, options: '-c role=pm33_app', max: 10 })
  return async (tenantId, { sql, values }) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query(`select set_config('app.tenant_id', $1, true)`, [tenantId])
      const { rows } = await client.query(sql, values)
      await client.query('commit')
      return rows as unknown[]
    } finally {
      client.release()
    }
  }
}

async function onEmbedded(orm: Orm): Promise<Asked> {
  const client = await (orm.em.getConnection() as unknown as { getNativeClient(): Promise<PGlite> }).getNativeClient()
  return (tenantId, { sql, values }) =>
    client.transaction(async (transaction) => {
      await transaction.query(`select set_config('app.tenant_id', $1, true)`, [tenantId])
      return (await transaction.query(sql, values)).rows
    })
}

/** @param database the PostgreSQL that is also served, or the embedded one */
export async function floorServer(
  orm: Orm,
  database: string | null,
  credentials: Credentials,
  audit: AuditLog,
): Promise<Server> {
  const ask = database ? onPostgres(database) : await onEmbedded(orm)
  return createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => void answer(Buffer.concat(chunks).toString()))

    async function answer(body: string) {
      const started = performance.now()
      const found = await credentials.byApiKey(String(request.headers['x-api-key']), 'graphql')
      if ('rejected' in found) return response.writeHead(401).end()
      const { principal } = found
      const rows = await ask(principal.tenantId, JSON.parse(body) as Question)
      const userAgent = request.headers['user-agent'] ?? null
      audit.record(principal, {
        at: new Date(),
        action: 'floor',
        correlationId: crypto.randomUUID(),
        sessionId: null,
        ip: null,
        userAgent,
        outcome: 'ok',
        milliseconds: Math.round(performance.now() - started),
      })
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: rows }))
    }
  })
}
