import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Logger } from 'pino'
import { clientsOf } from './servers.ts'

/** How long an attempt may take, and how long after an interruption the next one follows. */
const ATTEMPT_MS = 5_000
const AGAIN_MS = 5_000

/**
 * Hears what other nodes announce on a channel (LISTEN), over a connection of its own: a pooler between would not carry
 * it. An interruption is logged and mended; who listens must not depend on hearing everything.
 * @param heard also called after each connect, because announcements may have been missed before it
 * @returns how to stop
 */
export function listen(
  url: string,
  channel: string,
  heard: () => void,
  log: Pick<Logger, 'warn'>,
): () => Promise<void> {
  const Connection = clientsOf(url)
  let client: Client | undefined
  let again: NodeJS.Timeout | undefined
  let stopped = false

  const interrupted = (error: unknown) => {
    if (stopped || again) return
    log.warn({ err: error }, 'lost the LISTEN connection; changes on other nodes arrive with the next poll')
    client?.end().catch(() => undefined)
    again = setTimeout(start, AGAIN_MS).unref()
  }
  const connect = async () => {
    again = undefined
    const next = (client = new Connection({
      connectionString: url,
      keepAlive: true,
      keepAliveInitialDelayMillis: ATTEMPT_MS,
      connectionTimeoutMillis: ATTEMPT_MS,
    }))
    next.on('error', interrupted)
    next.on('notification', heard)
    try {
      await next.connect()
      await next.query(`listen ${next.escapeIdentifier(channel)}`)
      heard()
    } catch (error) {
      interrupted(error)
    }
  }
  const start = () => {
    connect().catch(interrupted)
  }
  start()

  return async () => {
    stopped = true
    clearTimeout(again)
    await client?.end().catch(() => undefined)
  }
}

/** Milliseconds in which an announcement arrives where one can. */
const HEARD_MS = 2_000

/** Whether announcements arrive by way of a URL: a pooler that shares connections between transactions takes LISTEN, and carries nothing. */
export async function hears(url: string): Promise<boolean> {
  const Connection = clientsOf(url)
  const [ear, mouth] = [0, 1].map(
    () => new Connection({ connectionString: url, connectionTimeoutMillis: ATTEMPT_MS }),
  ) as [Client, Client]
  const channel = `pm33_${randomUUID()}`
  try {
    for (const client of [ear, mouth]) {
      client.on('error', () => undefined)
      await client.connect()
    }
    await ear.query(`listen ${ear.escapeIdentifier(channel)}`)
    const heard = new AbortController()
    ear.on('notification', () => heard.abort())
    // A busy machine may miss one.
    for (let attempt = 0; attempt < 2 && !heard.signal.aborted; attempt++) {
      await mouth.query('select pg_notify($1, $2)', [channel, ''])
      await pause(HEARD_MS, undefined, { signal: heard.signal }).catch(() => undefined)
    }
    return heard.signal.aborted
  } finally {
    for (const client of [ear, mouth]) client.end().catch(() => undefined)
  }
}
