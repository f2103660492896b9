import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { ConfigError, readAdapterConfig } from './config.ts'
import { createMcp } from './http.ts'

/** Milliseconds that requests under way have to end before their connections are cut. */
const GRACE = 5_000

/** `pm33 mcp`: the adapter on its own, in front of an API elsewhere. @throws ConfigError */
export async function serveMcp(env: NodeJS.ProcessEnv = process.env): Promise<{ url: string; close: () => Promise<void> }> {
  const config = readAdapterConfig(env)
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }))
  const mcp = createMcp(
    config,
    { url: config.apiUrl, fetch, serviceKey: config.serviceKey },
    { onError: (error, correlationId) => log.error({ err: error, correlationId }, 'a request failed') },
  )
  return new Promise((resolve, fail) => {
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
        resolve({ url, close })
      },
    )
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${config.port} on ${config.host} is taken by another program. Choose another one with --port ${config.port + 1} or PORT=${config.port + 1}.`
      fail(new ConfigError(error.code === 'EADDRINUSE' ? taken : error.message))
    })

    async function close(): Promise<void> {
      log.info('stopping')
      await mcp.close()
      await new Promise<void>((closed) => {
        const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), GRACE)
        server.close(() => {
          clearTimeout(cut)
          closed()
        })
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      })
    }
  })
}
