/** The server whose import is measured, in a process of its own: its memory and its event loop are nobody else's. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { serve } from '@hono/node-server'
import { pino } from 'pino'
import { createApi } from '../../../api/server/app.ts'
import { openDatabase, serveAs, type DatabaseLocation, type Orm } from '../../../api/data/database.ts'
import { createHttp } from '../../../api/server/http.ts'
import { Tenant } from '../../../api/identity/entity.ts'
import { deriveSecrets } from '../../../api/identity/credentials/secrets.ts'
import { ITEM_COLUMNS } from '../../../api/imports/writing/item-columns.ts'
import { migrate } from '../../../api/data/migrate.ts'
import { readOperatorHosts } from '../../../api/sync/http/hosts.ts'

export interface Ready {
  url: string
  operatorKey: string
  caller: string
}

export interface LoopAndMemory {
  longestStopMs: number
  /** The most processor time of the serving thread in which nothing else had a turn: a busy machine makes no difference. */
  longestStopCpuMs: number
  /** Processor time of this process since `watch`. */
  cpuMs: number
  idleMb: number
  mostMb: number
}

export interface Bare {
  ms: number
  cpuMs: number
}

export type Question =
  | { location: DatabaseLocation; folder: string; syncHosts?: readonly string[] }
  | { assert: true }
  | { watch: true }
  | { figures: true }
  | { bare: string; twin: string }
  | 'end'

const tenantId = randomUUID()
const loop = monitorEventLoopDelay({ resolution: 5 })
const mb = () => process.memoryUsage().rss / 1_048_576
let idleMb = 0
let cpu = process.cpuUsage()
const cpuMs = (since: NodeJS.CpuUsage) => (process.cpuUsage(since).user + process.cpuUsage(since).system) / 1_000
let mostMb = 0
let longestStopCpuMs = 0
let orm: Orm
let assertion: () => Promise<string>

process.once('SIGINT', () => process.exit(0))
process.once('disconnect', () => process.exit(0))
process.on('message', (question: Question) => void answer(question).then((value) => process.send!(value ?? null)))

async function answer(question: Question): Promise<unknown> {
  if (question === 'end') process.exit(0)
  if ('location' in question) return open(question)
  if ('assert' in question) return assertion()
  if ('watch' in question) {
    globalThis.gc?.()
    idleMb = mostMb = mb()
    cpu = process.cpuUsage()
    loop.enable()
    loop.reset()
    longestStopCpuMs = 0
    sinceTurn = process.threadCpuUsage()
    measureStops ??= setTimeout(turn, 1).unref()
    setInterval(() => (mostMb = Math.max(mostMb, mb())), 20).unref()
    return null
  }
  if ('figures' in question)
    return {
      longestStopMs: loop.max / 1e6,
      longestStopCpuMs,
      cpuMs: cpuMs(cpu),
      idleMb,
      mostMb,
    } satisfies LoopAndMemory
  return bare(question.bare, question.twin)
}

let measureStops: NodeJS.Timeout | undefined
let sinceTurn = process.threadCpuUsage()
function turn(): void {
  const { user, system } = process.threadCpuUsage(sinceTurn)
  longestStopCpuMs = Math.max(longestStopCpuMs, (user + system) / 1_000)
  sinceTurn = process.threadCpuUsage()
  setTimeout(turn, 1).unref()
}

async function open({
  location,
  folder,
  syncHosts = [],
}: Extract<Question, { location: DatabaseLocation }>): Promise<Ready> {
  const owner = await openDatabase(location)
  await migrate(owner)
  orm = await serveAs(owner, location)
  const em = orm.em.fork()
  em.setFilterParams('tenant', { id: tenantId })
  em.create(Tenant, { tenantId, name: 'Bench' })
  await em.flush()
  const secrets = deriveSecrets('a master secret for measuring only')
  const doors = { serviceKey: randomUUID(), operatorKey: randomUUID() }
  const log = pino({ level: 'error' })
  const api = createApi({
    orm,
    secrets,
    doors,
    log,
    spool: join(folder, 'spool'),
    syncs: { hosts: readOperatorHosts(syncHosts) },
  })
  api.sync.start()
  assertion = () => api.credentials.assertionFor({ kind: 'operator', id: 'operator', tenantId })
  const http = createHttp({
    api,
    orm,
    secrets,
    log,
    config: { publicUrl: 'http://localhost:3033', database: location },
  })
  const port = await new Promise<number>((listening) =>
    serve({ fetch: http.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, ({ port }) =>
      listening(port),
    ),
  )
  return { url: `http://127.0.0.1:${port}`, operatorKey: doors.operatorKey, caller: await assertion() }
}

const CHILDREN = {
  item_label: 'tenant_id, id, workspace_id, item_id, name',
  sprint_scope: 'tenant_id, id, workspace_id, item_id, sprint_id, added_at, removed_at, points_at_add, import_id',
  dependency:
    'tenant_id, id, workspace_id, item_id, blocker_id, external_ref, outward, kind, label, lag_days, source, import_id, started_at, ended_at',
}

/** The same rows once more, by `insert … select` within the database: nothing is read, sent, checked or told apart. */
async function bare(workspaceId: string, twin: string): Promise<Bare> {
  const em = orm.em.fork()
  em.setFilterParams('tenant', { id: tenantId })
  const turned = (column: string) =>
    /^(id|item_id|parent_id|epic_id|blocker_id)$/.test(column)
      ? `md5(${column}::text)::uuid`
      : column === 'workspace_id'
        ? `'${twin}'::uuid`
        : column
  const started = performance.now()
  const cpuStarted = process.cpuUsage()
  await em.transactional(async (inside) => {
    for (const [table, columns] of Object.entries({ backlog_item: ITEM_COLUMNS.join(', '), ...CHILDREN })) {
      // As the import does: foreign keys whose check was planned for an empty table read the whole tenant for each row.
      await inside.execute('discard plans')
      await inside.execute(
        `insert into ${table} (${columns}) select ${columns.split(', ').map(turned).join(', ')} from ${table} where tenant_id = ? and workspace_id = ?`,
        [tenantId, workspaceId],
      )
    }
    await inside.execute('discard plans')
  })
  return { ms: performance.now() - started, cpuMs: cpuMs(cpuStarted) }
}
