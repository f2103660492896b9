/** The API on a port of its own, the way `pm33 api` serves it. */
import { serve } from '@hono/node-server'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createHttp } from '../api/http.ts'
import type { World } from './world.ts'

export async function listening({ api }: Pick<World, 'api'>): Promise<{ url: string; close(): Promise<void> }> {
  const http = await createHttp({ api } as Parameters<typeof createHttp>[0])
  const server = serve({ fetch: http.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false })
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
