import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { OpenApi } from './main.ts'
import type { ApiConfig } from './config.ts'

/** Everything the API answers over HTTP. */
export async function createHttp({ api }: OpenApi & { config: ApiConfig }): Promise<Hono<{ Bindings: HttpBindings }>> {
  const http = new Hono<{ Bindings: HttpBindings }>()
  http.get('/healthz', (context) => context.json({ status: 'ok' }))
  http.all('/graphql', ({ req }) => api.fetch(req.raw))
  return http
}
