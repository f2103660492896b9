import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { readAdapterConfig } from './config.ts'
import { createMcp } from './http.ts'

/** `pm33 mcp`: the adapter on its own, in front of an API elsewhere. */
export async function serveMcp(env: NodeJS.ProcessEnv = process.env): Promise<{ url: string; close: () => Promise<void> }> {
  const config = readAdapterConfig(env)
  const log = pino({ level: config.logLevel })
  const mcp = createMcp(
    config,
    { url: config.apiUrl, fetch, serviceKey: config.serviceKey },
    { onError: (error, correlationId) => log.error({ err: error, correlationId }, 'a request failed') },
  )
  return new Promise((resolve) => {
    const server = serve(
      {
        port: config.port,
        hostname: config.host,
        overrideGlobalObjects: false,
        fetch: (request, { incoming }) => {
          const ip = incoming.socket.remoteAddress
          return mcp.fetch(request, ip ? { ip } : {})
        },
      },
      ({ port }) => {
        const url = `http://${config.host}:${port}/mcp`
        log.info({ url, api: config.apiUrl }, 'serving MCP')
        resolve({
          url,
          close: async () => {
            await mcp.close()
            await new Promise<void>((closed) => server.close(() => closed()))
          },
        })
      },
    )
  })
}

if (import.meta.main) {
  const { close } = await serveMcp()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close().then(() => process.exit(0)))
}
