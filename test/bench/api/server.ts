/** The process that is measured: the product as `npm start` serves it, and the floor beside it, on one database. */
import { UNLIMITED } from '../../servers/unlimited.ts'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { pino } from 'pino'
import { createApi } from '../../../api/server/app.ts'
import { AuditLog } from '../../../api/server/audit.ts'
import { openDatabase, serveAs, type DatabaseLocation } from '../../../api/data/database.ts'
import { createHttp } from '../../../api/server/http.ts'
import { deriveSecrets } from '../../../api/identity/credentials/secrets.ts'
import { listen } from '../../../listen.ts'
import { migrate } from '../../../api/data/migrate.ts'
import { createMcp } from '../../../mcp/http.ts'
import { largeBacklog, type LargeBacklog } from './backlog.ts'
import { floorServer } from './floor.ts'

export interface Job {
  location: DatabaseLocation
  items: number
}

export interface Ready extends LargeBacklog {
  /** Origin of /graphql and /mcp. */
  product: string
  floor: string
  seededSeconds: number
}

const secrets = deriveSecrets('a master secret for the bench only')
const doors = { serviceKey: 'service key of the bench', operatorKey: 'operator key of the bench' }
const log = pino({ level: 'error' })

async function serveAll({ location, items }: Job): Promise<Ready> {
  const owner = await openDatabase(location)
  await migrate(owner)
  const started = performance.now()
  const backlog = await largeBacklog(owner, secrets, items)
  const seededSeconds = (performance.now() - started) / 1_000
  const orm = await serveAs(owner, location)
  const api = createApi({ limits: UNLIMITED, orm, secrets, doors, log })
  const publicUrl = 'http://localhost:3033'
  const mcp = createMcp(
    { publicUrl },
    {
      run: api.run,
      serviceKey: doors.serviceKey,
      onInvalidate: (listener) => api.credentials.onForget(listener),
    },
  )
  const root = new Hono<{ Bindings: HttpBindings }>()
  root.all('/mcp', ({ req, env }) => mcp.fetch(req.raw, { ip: env.incoming.socket.remoteAddress ?? 'unknown' }))
  const database: DatabaseLocation = location
  root.route('/', createHttp({ api, orm, secrets, log, config: { publicUrl, database } }))
  api.start()
  const { port } = await listen(root.fetch as Parameters<typeof listen>[0], { port: 0, host: '127.0.0.1' })
  const floor = (
    await floorServer(
      orm,
      'url' in location ? location.url : null,
      api.credentials,
      new AuditLog(orm, secrets.audit, log),
    )
  ).listen(0, '127.0.0.1')
  await once(floor, 'listening')
  return {
    ...backlog,
    product: `http://127.0.0.1:${port}`,
    floor: `http://127.0.0.1:${(floor.address() as AddressInfo).port}`,
    seededSeconds,
  }
}

process.on('message', (message: Job | 'cpu' | 'end') => {
  if (message === 'end') process.exit(0)
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage()
    return process.send!(user + system)
  }
  serveAll(message).then(
    (ready) => process.send!(ready),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
// Ends also when whoever asked has been stopped.
process.once('disconnect', () => process.exit())
