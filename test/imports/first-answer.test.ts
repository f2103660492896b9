import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spoken } from '../claude.ts'
import { STRICT } from '../start/process.ts'
import { ownerJoins } from '../start/owner.ts'

const PM33 = fileURLToPath(new URL('../../bin/pm33.mjs', import.meta.url))
const JIRA = fileURLToPath(new URL('./fixtures/jira-cloud.csv', import.meta.url))

let data: string
let server: ChildProcess | undefined
const env = () => ({
  ...STRICT,
  PATH: process.env.PATH!,
  HOME: process.env.HOME ?? data,
  PM33_DATA: data,
  PORT: '0',
  LOG_LEVEL: 'error',
})

beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'pm33-first-'))
})
afterAll(async () => {
  if (server && server.exitCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  rmSync(data, { recursive: true, force: true })
})

/** What a command says when it has ended. */
async function said(...args: string[]): Promise<{ code: number; text: string }> {
  const child = spawn(process.execPath, [PM33, ...args], { env: env(), stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, text }
}

test(
  'from an empty folder to the first true answer about one’s own backlog takes less than a minute',
  { timeout: 120_000 },
  async () => {
    const started = performance.now()
    server = spawn(process.execPath, [PM33, 'start', '--no-demo'], { env: env(), stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise<void>((ready) =>
      server!.stdout!.on('data', (chunk: Buffer) => chunk.toString().includes('PM33 is running') && ready()),
    )
    const { url } = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { url: string }
    const made = await said('tenant', 'create', 'Acme', '--owner', 'ada@example.test')
    expect(made).toMatchObject({ code: 0 })
    await ownerJoins(url, made.text)
    expect(await said('import', JIRA)).toMatchObject({
      code: 0,
      text: expect.stringContaining('detected format jira-csv'),
    })
    const { key } = JSON.parse((await said('key', 'create', 'Desktop', '--json')).text) as { key: string }
    const client = new Client({ name: 'desktop-in-test', version: '1' })
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [PM33, 'stdio', '--url', url, '--key', key],
        env: env(),
        stderr: 'pipe',
      }),
    )
    const desktop = spoken(client as never, {}, 'sdk')
    const { data: answer } = await desktop.call<{ items: { key: string }[] }>('query_backlog', { mode: 'full' })
    expect(performance.now() - started).toBeLessThan(60_000)
    const expected = (
      JSON.parse(readFileSync(new URL('./fixtures/expected.json', import.meta.url), 'utf8')) as Record<
        string,
        { key: string }[]
      >
    )['jira-cloud.csv']!
    expect(answer.items.map((item) => item.key).sort()).toEqual(expected.map((item) => item.key).sort())
    await desktop.close()

    // The other verbs go through the same server.
    const again = JSON.parse((await said('import', JIRA, JIRA, '--json')).text) as {
      written: { created: number; unchanged: number }
    }[]
    expect(again.map(({ written }) => [written.created, written.unchanged])).toEqual([
      [0, expected.length],
      [0, expected.length],
    ])
    expect((await said('import', JIRA, join(data, 'missing.csv'))).text).toContain('missing.csv does not exist')
    expect((await said('import', JIRA, '--workspace', 'Elsewhere', '--dry-run')).text).toContain(
      'Dry run: nothing was written',
    )
    expect((await said('workspace', 'list')).text).toMatch(/jira-cloud\s+jira-cloud\s+\d+/)
    expect((await said('workspace', 'list')).text).not.toContain('Elsewhere')
    expect((await said('export', 'jira-cloud', '--format', 'csv')).text).toMatch(/^PM33 source key,Key,Title/)
    expect((await said('workspace', 'delete', 'jira-cloud', '--yes')).text).toContain(`and its ${expected.length} item`)
    expect((await said('workspace', 'list')).text).toContain('No workspaces yet')
  },
)
