/** Two processes on one PostgreSQL behind a proxy that takes turns: nobody's request finds the same node twice. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { another, newDatabase } from '../servers/databases.ts'
import { takingTurns, type Proxy } from '../faults/proxy.ts'
import { ownerJoins } from './owner.ts'
import { command, folder, served, type Served } from './process.ts'

const SLOW = 180_000
const homes = [folder(), folder()] as const
const nodes: Served[] = []
let proxy: Proxy
let url: string
let database: string
let env: Record<string, string>

beforeAll(async () => {
  database = (await newDatabase('postgres')).url
  proxy = await takingTurns()
  url = proxy.url
  env = {
    DATABASE_URL: database,
    DATABASE_LISTEN_URL: database,
    PM33_SECRET: 'a secret that both nodes have, in full length',
    PM33_PUBLIC_URL: url,
    PM33_CALLS_PER_KEY: '40',
  }
  for (const home of homes) {
    const node = await served(
      ['start', '--no-demo'],
      { ...env, LOG_LEVEL: 'info', PM33_DATA: home.path },
      /"listening":"(http[^"]+)"/,
    )
    nodes.push(node)
    proxy.nodes.push(new URL(node.url))
  }
  env.PM33_DATA = homes[0].path
  const made = await command(['tenant', 'create', 'Acme', '--owner', 'ada@acme.example'], env)
  await ownerJoins(url, made.out)
}, SLOW)
afterAll(async () => {
  for (const node of nodes) await node.stop()
  proxy?.close()
  for (const home of homes) home.remove()
})

let keys = 0
const newKey = async () => {
  const name = `key ${++keys}`
  const { out, err } = await command(['key', 'create', name, '--json'], env)
  if (!out) throw new Error(err)
  return { name, key: (JSON.parse(out) as { key: string }).key }
}
const mcp = (key: string, message: object, headers: Record<string, string> = {}, at = url) =>
  fetch(`${at}/mcp`, {
    method: 'POST',
    headers: {
      'x-api-key': key,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
  })
const PING = { method: 'ping' }

test(
  'a session that began at one node goes on at the other, and its end holds at both',
  async () => {
    const { key } = await newKey()
    const before = proxy.turns.length
    const opened = await mcp(key, {
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'script', version: '1' } },
    })
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id')! }
    const statuses = []
    for (let at = 0; at < 6; at++) statuses.push((await mcp(key, PING, session)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200])
    expect(new Set(proxy.turns.slice(before))).toEqual(new Set([0, 1]))
    expect((await fetch(`${url}/mcp`, { method: 'DELETE', headers: { 'x-api-key': key, ...session } })).status).toBe(
      204,
    )
    // A node remembers for five seconds that a session lives.
    const both = async () => Promise.all(nodes.map(async (node) => (await mcp(key, PING, session, node.url)).status))
    await expect.poll(both, { timeout: 12_000, interval: 1_500 }).toEqual([404, 404])
  },
  SLOW,
)

test(
  'limits are shared: forty calls in all, not forty at each',
  async () => {
    const { key } = await newKey()
    const statuses: number[] = []
    for (let at = 0; at < 44; at++) statuses.push((await mcp(key, PING)).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(40)
    expect(statuses.slice(40)).toEqual([429, 429, 429, 429])
  },
  SLOW,
)

const untilRefused = async (key: string): Promise<number[]> => {
  const began = performance.now()
  return Promise.all(
    nodes.map(async (node) => {
      while ((await mcp(key, PING, {}, node.url)).status !== 401) {
        if (performance.now() - began > 20_000) return Infinity
        await new Promise((soon) => setTimeout(soon, 250))
      }
      return performance.now() - began
    }),
  )
}
const revoke = (name: string) =>
  another(database, async (client) => {
    // As a third node does it: the row, and the announcement.
    await client.query('update api_key set revoked_at = now() where name = $1', [name])
    await client.query('update credential_epoch set value = value + 1')
    await client.query(`select pg_notify('pm33_credentials', '')`)
  })

test(
  'a key that is revoked is refused at both within a second, because they are told',
  async () => {
    const { key, name } = await newKey()
    for (const node of nodes) expect((await mcp(key, PING, {}, node.url)).status).toBe(200)
    await revoke(name)
    for (const after of await untilRefused(key)) expect(after).toBeLessThan(1_000)
  },
  SLOW,
)

test(
  'a node whose listening connection was cut misses nothing, and listens again',
  async () => {
    const { key, name } = await newKey()
    const listening = `select pid from pg_stat_activity where datname = current_database() and query ilike 'listen %'`
    const listeners = async () => {
      let pids: number[] = []
      await another(database, async (client) => {
        pids = (await client.query<{ pid: number }>(listening)).rows.map(({ pid }) => pid)
      })
      return pids
    }
    const before = await listeners()
    expect(before).toHaveLength(2)
    for (const node of nodes) expect((await mcp(key, PING, {}, node.url)).status).toBe(200)
    await another(database, async (client) => {
      await client.query(`select pg_terminate_backend(pid) from (${listening}) as them`)
    })
    await revoke(name)
    // Without announcements a node asks every two seconds.
    for (const after of await untilRefused(key)) expect(after).toBeLessThan(4_000)
    await expect
      .poll(async () => (await listeners()).filter((pid) => !before.includes(pid)).length, { timeout: 15_000 })
      .toBe(2)
    const again = await newKey()
    for (const node of nodes) expect((await mcp(again.key, PING, {}, node.url)).status).toBe(200)
    await revoke(again.name)
    for (const after of await untilRefused(again.key)) expect(after).toBeLessThan(1_000)
  },
  SLOW,
)
