import type { Logger } from 'pino'
import type { Provider } from 'oidc-provider'
import { unavailability } from '../data/unavailable.ts'
import type { Refusal } from '../graphql/errors.ts'

interface OauthTrouble {
  status: 500 | 503
  headers: Record<string, string>
  body: { error: string; error_description: string }
}

/** A database in trouble, as OAuth says it: `temporarily_unavailable` where asking again is safe, with when. */
export function oauthTrouble({ message, extensions }: Refusal): OauthTrouble {
  const { code, retryAfterSeconds } = extensions
  if (code !== 'UNAVAILABLE')
    return { status: 500, headers: {}, body: { error: 'server_error', error_description: message } }
  return {
    status: 503,
    headers: { 'retry-after': String(retryAfterSeconds) },
    body: { error: 'temporarily_unavailable', error_description: message },
  }
}

/** The library answers a failed store with a bare 500. What it failed for is kept, and said by the outermost step. */
export function sayTrouble(provider: Provider, log: Pick<Logger, 'error' | 'warn'>): void {
  const failures = new WeakMap<object, unknown>()
  provider.on('server_error', (ctx, error) => {
    failures.set(ctx, error)
    if (unavailability(error)) log.warn({ err: error }, 'the database could not be used')
    else log.error({ err: error }, 'authorization server error')
  })
  provider.use(async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      if (!unavailability(error)) throw error
      failures.set(ctx, error)
      log.warn({ err: error }, 'the database could not be used')
    }
    const trouble = unavailability(failures.get(ctx))
    // A browser that is being sent back to its app carries the error with it.
    if (!trouble || (ctx.status >= 300 && ctx.status < 400)) return
    const { status, headers, body } = oauthTrouble(trouble)
    ctx.status = status
    ctx.set({ 'cache-control': 'no-store', ...headers })
    if (ctx.type !== 'text/html') ctx.body = body
  })
}
