import { clientAddress } from '../address.ts'
import { listen } from '../listen.ts'
import { createLog } from '../log.ts'
import { readAdapterConfig } from './config.ts'
import { createMcp } from './http.ts'
import { readViews } from './view.ts'

/** Milliseconds that the API has to say whether it is ready. */
const PATIENCE_MS = 3_000

/** What a load balancer asks an adapter of its own: `/healthz` is about this process, `/readyz` about the API behind it, too. */
async function health(pathname: string, apiUrl: string): Promise<Response | null> {
  if (pathname === '/healthz') return Response.json({ status: 'ok' })
  if (pathname !== '/readyz') return null
  const api = await fetch(new URL('/readyz', apiUrl), { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null)
  await api?.body?.cancel()
  return Response.json(
    { ready: api?.ok ?? false, checks: { api: api?.ok ? 'ok' : 'failed' } },
    { status: api?.ok ? 200 : 503 },
  )
}

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
    async (request, { incoming }) => {
      const probe = await health(new URL(request.url).pathname, config.apiUrl)
      if (probe) return probe
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
