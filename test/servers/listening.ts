/** The API on a port of its own, the way `pm33 api` serves it. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { pino } from 'pino'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createHttp } from '../../api/server/http.ts'
import type { World } from '../world.ts'

export async function listening({
  api,
  orm,
  secrets,
  engine,
}: World): Promise<{ url: string; close(): Promise<void> }> {
  const root = new Hono()
  const server = serve({ fetch: root.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false })
  await once(server, 'listening')
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const database = engine === 'postgres' ? { url: 'postgres://shared' } : { embedded: 'memory://' }
  root.route('/', createHttp({ api, orm, secrets, log: pino({ level: 'silent' }), config: { publicUrl, database } }))
  return {
    url: publicUrl,
    async close() {
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
