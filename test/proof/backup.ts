/**
 * `npm run proof -- backup [--rounds 3] [--engine embedded]`: a backup is taken while people write, and restored elsewhere.
 * Every write that was acknowledged before it began must be there.
 */
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect, startPostgres, urlOf } from '../servers/postgres-server.ts'
import { ownerJoins } from '../start/owner.ts'
import { command, folder, served } from '../start/process.ts'

/** Writers at a time, and milliseconds of writing before and after the backup begins. */
const WRITERS = 8
const BEFORE = 5_000
const AFTER = 2_000
const SECRET = { PM33_SECRET: 'a secret that goes with the backup' }

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { rounds: { type: 'string', default: '3' }, engine: { type: 'string' } },
  })
  const rounds = Number(values.rounds)
  console.log('| database | round | acknowledged before | missing | MB | seconds to back up | seconds to restore |')
  console.log('|---|---|---|---|---|---|---|')
  if (values.engine !== 'postgres') for (let at = 1; at <= rounds; at++) await round('embedded', at, async () => ({}))
  if (values.engine === 'embedded') return
  const postgres = await startPostgres()
  try {
    const empty = async () => {
      const name = `pm33_${randomUUID().replaceAll('-', '')}`
      await connect(postgres.folder, 'postgres', (client) => client.query(`create database ${name}`))
      return { DATABASE_URL: urlOf(postgres.folder, name) }
    }
    for (let at = 1; at <= rounds; at++) await round('PostgreSQL', at, empty)
  } finally {
    await postgres.stop()
  }
}

async function round(engine: string, at: number, database: () => Promise<Record<string, string>>): Promise<void> {
  const homes = [folder(), folder()] as const
  const from = { ...SECRET, PM33_DATA: homes[0].path, ...(await database()) }
  const to = { ...SECRET, PM33_DATA: homes[1].path, ...(await database()) }
  const file = join(homes[0].path, 'backup')
  const server = await served(['--no-demo'], from)
  try {
    const said = await command(['tenant', 'create', 'Acme', '--owner', 'ada@acme.example'], from)
    await ownerJoins(server.url, said.out)
    const { out } = await command(
      ['key', 'create', 'W', '--surfaces', 'graphql', '--scopes', 'mcp:enabled,backlog:read,backlog:write', '--json'],
      from,
    )
    const { key } = JSON.parse(out) as { key: string }
    await imported(from, homes[0].path)

    const acknowledged: string[] = []
    const stop = new AbortController()
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let number = 0; !stop.signal.aborted; number++) {
        const title = `write ${writer}-${number}`
        const answer = await asked(
          server.url,
          key,
          'mutation($title: String!) { createItem(input: { title: $title }) { id } }',
          { title },
        ).catch(() => null)
        if (answer) acknowledged.push(title)
      }
    })
    await new Promise((resolve) => setTimeout(resolve, BEFORE))
    const before = acknowledged.length
    const began = performance.now()
    const taken = await command(['backup', file], from)
    const backedUp = performance.now() - began
    await new Promise((resolve) => setTimeout(resolve, AFTER))
    stop.abort()
    await Promise.all(writers)
    if (taken.code) throw new Error(taken.err)
    const restoring = performance.now()
    const back = await command(['restore', file], to)
    const restored = performance.now() - restoring
    if (back.code) throw new Error(back.err)
    const there = await titlesIn(to, key)
    const missing = acknowledged.slice(0, before).filter((title) => !there.has(title))
    const megabytes = /\(([\d.]+) MB\)/.exec(taken.out)?.[1]
    console.log(
      `| ${engine} | ${at} | ${before} | ${missing.length} | ${megabytes} | ${(backedUp / 1_000).toFixed(1)} | ${(restored / 1_000).toFixed(1)} |`,
    )
    if (missing.length || before === 0) process.exitCode = 1
  } finally {
    await server.stop()
    for (const home of homes) home.remove()
  }
}

/** A workspace, made as a person would without the pages. */
async function imported(env: Record<string, string>, path: string): Promise<void> {
  const csv = join(path, 'first.csv')
  writeFileSync(csv, 'Key,Title,Status\nLOAD-1,First,Open\n')
  const { code, err } = await command(['import', csv, '--workspace', 'Load'], env)
  if (code) throw new Error(err)
}

async function asked<T>(url: string, key: string, query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string }[] }
  if (errors?.length || !data) throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`)
  return data
}

async function titlesIn(env: Record<string, string>, key: string): Promise<Set<string>> {
  const server = await served(['--no-demo'], env)
  try {
    const titles = new Set<string>()
    for (let after: string | null = null; ;) {
      const page: {
        workspace: { backlog: { nodes: { title: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }
      } = await asked(
        server.url,
        key,
        'query($after: String) { workspace { backlog(first: 200, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } } }',
        { after },
      )
      const { nodes, pageInfo } = page.workspace.backlog
      for (const { title } of nodes) titles.add(title)
      if (!pageInfo.hasNextPage) return titles
      after = pageInfo.endCursor
    }
  } finally {
    await server.stop()
  }
}
