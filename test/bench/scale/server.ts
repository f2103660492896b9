/** The process that is measured: the product over HTTP on one database, with backlogs of several sizes, each of a tenant of its own. */
import { UNLIMITED } from '../../servers/unlimited.ts'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { randomUUID } from 'node:crypto'
import { raw } from '@mikro-orm/core'
import { pino } from 'pino'
import { openDatabase, serveAs, type DatabaseLocation } from '../../../api/data/database.ts'
import { migrate } from '../../../api/data/migrate.ts'
import { deriveSecrets } from '../../../api/identity/credentials/secrets.ts'
import { BacklogItem } from '../../../api/backlog/entity.ts'
import { Workspace } from '../../../api/identity/entity.ts'
import { apiKeyHint, hashApiKey, mintApiKey } from '../../../api/identity/keys/api-key.ts'
import { SCOPES } from '../../../api/identity/scope.ts'
import { createApi, type Api } from '../../../api/server/app.ts'
import { createHttp } from '../../../api/server/http.ts'
import { listen } from '../../../listen.ts'
import { SCALE_TODAY, scaledBacklog, type ScaledBacklog } from './backlog.ts'

export type Asked =
  | { kind: 'serve'; location: DatabaseLocation; sizes: number[] }
  /** A change of some items: whatever was kept of the data is out of date. */
  | { kind: 'change'; tenantId: string; workspaceId: string }
  | { kind: 'watch' }
  | { kind: 'watched' }
  | { kind: 'end' }

export interface Serving {
  origin: string
  /** The adapter's credential: the operations of the tools are the adapter's. */
  serviceKey: string
  backlogs: ScaledBacklog[]
}

export interface Watched {
  /** Longest stop of the event loop in milliseconds. */
  stop: number
  /** Most memory that the process had, in MB. */
  rss: number
}

const secrets = deriveSecrets('a master secret for the bench only')
const doors = { serviceKey: 'service key of the bench', operatorKey: 'operator key of the bench' }
const log = pino({ level: 'error' })
let api: Api | undefined
let delay: ReturnType<typeof monitorEventLoopDelay> | undefined
let rss = 0
let changes = 0
/** Numbers of the items that a change is about. */
const CHANGED = Array.from({ length: 20 }, (_, at) => 41 * at + 5)
setInterval(() => (rss = Math.max(rss, process.memoryUsage.rss())), 20).unref()

async function serveAll(location: DatabaseLocation, sizes: readonly number[]): Promise<Serving> {
  const owner = await openDatabase(location)
  await migrate(owner)
  const sql = (text: string, bound: unknown[] = []) => owner.em.getConnection().execute(text, bound)
  const backlogs: ScaledBacklog[] = []
  for (const items of sizes) {
    const ids = { tenantId: randomUUID(), workspaceId: randomUUID(), userId: randomUUID() }
    const { open } = await scaledBacklog(sql, { ...ids, name: `scale-${items}`, items })
    const [id, key] = [randomUUID(), mintApiKey()]
    await sql(
      `insert into api_key (tenant_id, id, hash, hint, name, user_id, scopes, surfaces, created_at) values (?, ?, ?, ?, 'bench', ?, ?::jsonb, '["mcp", "graphql"]'::jsonb, now())`,
      [ids.tenantId, id, hashApiKey(secrets.pepper, key), apiKeyHint(key), ids.userId, JSON.stringify(SCOPES)],
    )
    backlogs.push({ ...ids, keyId: id, caller: '', items, open })
  }
  await sql('analyze')
  const orm = await serveAs(owner, location)
  const now = () => new Date(`${SCALE_TODAY}T12:00:00Z`)
  api = createApi({ limits: UNLIMITED, orm, secrets, doors, log, now })
  for (const backlog of backlogs)
    backlog.caller = await api.credentials.assertionFor({
      kind: 'api_key',
      id: backlog.keyId,
      tenantId: backlog.tenantId,
    })
  const publicUrl = 'http://localhost:3033'
  const http = createHttp({ api, orm, secrets, log, config: { publicUrl, database: location } })
  api.start()
  const { port } = await listen(http.fetch as Parameters<typeof listen>[0], { port: 0, host: '127.0.0.1' })
  return { origin: `http://127.0.0.1:${port}`, serviceKey: doors.serviceKey, backlogs }
}

async function answer(asked: Asked): Promise<unknown> {
  if (asked.kind === 'end') process.exit(0)
  if (asked.kind === 'serve') return serveAll(asked.location, asked.sizes)
  if (asked.kind === 'change') {
    const em = api!.credentials.standingIn(asked.tenantId)
    const points = (changes++ % 2) + 2
    await em.nativeUpdate(BacklogItem, { workspace: { id: asked.workspaceId }, number: { $in: CHANGED } } as never, {
      storyPoints: points,
    })
    await em.nativeUpdate(Workspace, { id: asked.workspaceId }, { dataVersion: raw<number>('data_version + 1') })
    return null
  }
  if (asked.kind === 'watch') {
    delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    rss = process.memoryUsage.rss()
    return null
  }
  delay!.disable()
  return { stop: delay!.max / 1e6, rss: rss / 1_048_576 } satisfies Watched
}

process.on('message', (said) => {
  const { number, asked } = said as { number: number; asked: Asked }
  answer(asked).then(
    (answered) => process.send!({ number, answered }),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
// Ends also when whoever asked has been stopped.
process.once('disconnect', () => process.exit())
