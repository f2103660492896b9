import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../api/data/database.ts'
import { spoken, type Claude } from '../claude.ts'
import { command, folder, served, type Served } from './process.ts'

/** Milliseconds: processes start in a second or two, unless the machine is busy with other tests. */
const SLOW = 120_000
const KEY = /pm33_live_\w{49}/
const ALL = { mode: 'full', limit: 1 }

interface Remote {
  type: string
  url: string
  headers: Record<string, string>
}

/** The JSON blocks of the start message, in their order: `.mcp.json`, then Claude Desktop. */
const jsonIn = (message: string) =>
  [...message.matchAll(/^ {4}\{\n[\s\S]*?^ {4}\}/gm)].map(
    ([block]) => JSON.parse(block) as { mcpServers: Record<string, never> },
  )

async function modern(url: string, headers: Record<string, string>): Promise<Claude> {
  const client = new Client({ name: 'claude-in-test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } })
  await client.connect(transport)
  return spoken(client, transport, 'modern')
}

const home = folder()
const env = { PM33_DATA: home.path }
let first: Served
let key: string
let total: number

const countWith = async (url: string, credential: string): Promise<number> => {
  const client = await modern(`${url}/mcp`, { 'x-api-key': credential })
  const { data } = await client.call<{ totalCount: number }>('query_backlog', ALL)
  await client.close()
  return data.totalCount
}

beforeAll(async () => {
  first = await served(['start'], env)
  key = KEY.exec(first.out())?.[0] ?? ''
  total = await countWith(first.url, key)
}, SLOW)
afterAll(async () => {
  if (first?.child.exitCode === null) await first.stop()
  home.remove()
})

describe('the first start prints how to get in', { timeout: SLOW }, () => {
  test('where it runs, a key, and a link for the first person', () => {
    expect(first.url).toMatch(/^http:\/\/localhost:\d+$/)
    expect(key).toMatch(KEY)
    expect(first.out()).toMatch(new RegExp(`^ {4}${first.url}/set-up#[\\w-]{40,}$`, 'm'))
    expect(total).toBeGreaterThan(400)
  })

  test('the secrets it keeps are its owner’s alone', () => {
    for (const file of ['secret', 'demo-key', 'server.json'])
      expect(statSync(join(home.path, file)).mode & 0o077, file).toBe(0)
  })

  test('the line for Claude Code connects a client', async () => {
    const line = /^ {4}(claude mcp add .*)$/m.exec(first.out())![1]!
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
    expect(words.slice(0, 7)).toEqual(['claude', 'mcp', 'add', '--transport', 'http', 'pm33', `${first.url}/mcp`])
    expect(words[7]).toBe('--header')
    const [name, value] = words[8]!.split(': ') as [string, string]
    const client = await modern(words[6]!, { [name]: value })
    expect((await client.tools()).map((tool) => tool.name)).toContain('query_backlog')
    await client.close()
  })

  test('the block for .mcp.json connects a client of the older revision', async () => {
    const { type, url, headers } = jsonIn(first.out())[0]!.mcpServers.pm33 as unknown as Remote
    expect(type).toBe('http')
    const client = new OldClient({ name: 'claude-in-test', version: '1' })
    const transport = new OldTransport(new URL(url), { requestInit: { headers } })
    await client.connect(transport as never)
    const { data } = await spoken(client as never, transport, 'sdk').call<{ totalCount: number }>('query_backlog', ALL)
    expect(data.totalCount).toBe(total)
    await client.close()
  })

  test('the block for Claude Desktop starts a bridge that answers', async () => {
    const {
      command: program,
      args,
      env: given,
    } = jsonIn(first.out())[1]!.mcpServers.pm33 as unknown as {
      command: string
      args: string[]
      env: Record<string, string>
    }
    const client = new OldClient({ name: 'desktop-in-test', version: '1' })
    await client.connect(
      new StdioClientTransport({
        command: program,
        args,
        env: { PATH: process.env.PATH ?? '', ...given },
        stderr: 'pipe',
      }),
    )
    const desktop = spoken(client as never, {}, 'sdk')
    expect((await desktop.call<{ totalCount: number }>('query_backlog', ALL)).data.totalCount).toBe(total)
    const { data } = await desktop.read<{ workspaces: { name: string }[] }>('pm33://workspaces')
    expect(data.workspaces.map(({ name }) => name)).toEqual(['Shop'])
    await client.close()
  })

  test('the address for the web connector asks for sign-in, and says where', async () => {
    const url = /add custom connector[^\n]*\n {4}(\S+)/i.exec(first.out())![1]!
    const bare = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    })
    expect(bare.status).toBe(401)
    const at = /resource_metadata="([^"]+)"/.exec(bare.headers.get('www-authenticate') ?? '')![1]!
    const resource = (await (await fetch(at)).json()) as {
      resource: string
      authorization_servers: string[]
      resource_documentation: string
    }
    expect(resource.resource).toBe(url)
    const server = (await (
      await fetch(`${resource.authorization_servers[0]}/.well-known/oauth-authorization-server`)
    ).json()) as { registration_endpoint: string }
    expect(server.registration_endpoint).toBe(`${first.url}/oauth/register`)
    expect((await fetch(resource.resource_documentation)).status).toBe(200)
  })
})

describe('while it runs', { timeout: SLOW }, () => {
  test('a second server on the folder is told who holds it', async () => {
    const { code, err, out } = await command(['start'], { ...env, PORT: '0' })
    expect(err).toMatch(
      new RegExp(
        `^${home.path} is in use by process ${first.child.pid} \\(PM33 at http://127\\.0\\.0\\.1:\\d+\\) since .*\\. Stop it, or set PM33_DATA to another folder\\.\\n$`,
      ),
    )
    expect(out).toBe('')
    expect(code).toBe(1)
  })

  test('commands go through it: a key is made, used, listed and revoked', async () => {
    const made = await command(['key', 'create', 'Reporting', '--days', '30', '--json'], env)
    const fresh = (JSON.parse(made.out) as { key: string }).key
    expect(await countWith(first.url, fresh)).toBe(total)
    const { out } = await command(['key', 'list', '--json'], env)
    const row = (JSON.parse(out) as { id: string; name: string; revokedAt: string | null }[]).find(
      ({ name }) => name === 'Reporting',
    )!
    expect(row.revokedAt).toBeNull()
    expect((await command(['key', 'revoke', row.id, '--yes'], env)).out).toContain('Revoked')
    await expect(countWith(first.url, fresh)).rejects.toThrow()
  })

  test('the doctor finds it well', async () => {
    const { code, out } = await command(['doctor', first.url], env)
    expect(out).toMatch(/✓ .*\/mcp is reachable and asks for credentials/)
    expect(out).toContain('✓ Ready: database, migrations, queue, disk')
    expect(out).toContain('✓ The clocks agree')
    expect(out).not.toContain('×')
    expect(code).toBe(0)
  })

  test('the doctor says what refuses, and what is no PM33', async () => {
    const closed = await command(['doctor', 'http://localhost:20999'], env)
    expect(closed.out).toContain('connection refused. Verify that the address is accessible')
    expect(closed.code).toBe(1)
    const other: Server = createServer((_, response) => response.end('<h1>It works!</h1>'))
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
    const wrong = await command(['doctor', `http://127.0.0.1:${(other.address() as AddressInfo).port}`], env)
    other.close()
    expect(wrong.out).toMatch(
      /× .*responded with 200 instead of 401 with a sign-in challenge\. Check that this address is PM33 and not a proxy that answers for it\./,
    )
    expect(wrong.code).toBe(1)
  })
})

describe('afterwards', { timeout: SLOW }, () => {
  test('SIGTERM ends it in order: the last call is in the audit log, and nothing of it is left behind', async () => {
    await countWith(first.url, key)
    expect(await first.stop()).toBe(0)
    expect(existsSync(join(home.path, 'server.json'))).toBe(false)
    const orm = await openDatabase({ embedded: join(home.path, 'database') })
    const [row] = await orm.em
      .getConnection()
      .execute<{ calls: number }[]>(`select count(*)::int as calls from audit_event where action = 'query_backlog'`)
    await orm.close()
    expect(row!.calls).toBeGreaterThanOrEqual(5)
  })

  test('commands open the folder themselves', async () => {
    const { out, code } = await command(['key', 'list'], env)
    expect(out).toMatch(/^Demo key +pm33_live_.* active/m)
    expect(code).toBe(0)
  })

  test('a second start keeps everything, and a killed one leaves a folder that starts', async () => {
    const second = await served(['start'], env)
    expect(second.out()).toContain(key)
    const client = await modern(`${second.url}/mcp`, { 'x-api-key': key })
    expect((await client.call<{ totalCount: number }>('query_backlog', ALL)).data.totalCount).toBe(total)
    await client.close()
    const made = JSON.parse((await command(['key', 'create', 'Before the end', '--json'], env)).out) as { key: string }
    second.child.kill('SIGKILL')
    await second.ended
    expect(JSON.parse(readFileSync(join(home.path, 'server.json'), 'utf8'))).toMatchObject({ pid: second.child.pid })
    first = await served(['start'], env)
    expect(first.out()).toContain(key)
    expect(await countWith(first.url, made.key)).toBe(total)
  })
})
