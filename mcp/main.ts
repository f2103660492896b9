import { clientAddress } from '../address.ts'
import { listen } from '../listen.ts'
import { createLog } from '../log.ts'
import { readAdapterConfig } from './config.ts'
import { createMcp } from './http.ts'
import { readViews } from './view.ts'

/** `pm33 mcp`: the adapter on its own, in front of an API elsewhere. @throws ConfigError, NoPort */
export async function serveMcp(env: NodeJS.ProcessEnv): Promise<{ url: string; close: () => Promise<void> }> {
  const config = readAdapterConfig(env)
  const log = createLog(config.logLevel)
  const mcp = createMcp(
    config,
    { url: config.apiUrl, fetch, serviceKey: config.serviceKey },
    {
      views: readViews(),
      onError: (error, correlationId) => log.error({ err: error, correlationId }, 'a request failed'),
    },
  )
  const { port, close } = await listen(
    (request, { incoming }) => {
      const forwardedFor = request.headers.get('x-forwarded-for')
      return mcp.fetch(request, {
        ip: clientAddress({ ...config, remote: incoming.socket.remoteAddress, forwardedFor }),
      })
    },
    config,
    { say: (words) => log.warn(words), last: mcp.close },
  )
  const url = `http://${config.host}:${port}/mcp`
  log.info({ url, api: config.apiUrl }, 'serving MCP')
  return {
    url,
    async close() {
      log.info('stopping')
      await close()
    },
  }
}
