import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const page = readFileSync(new URL('../../docs/connect.md', import.meta.url), 'utf8')
const blocks = (language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, as]) => as === language).map(([, , code]) => code!)

interface Entry {
  url?: string
  type?: string
  transport?: string
  headers?: Record<string, string>
  command?: string
  args?: string[]
  env?: Record<string, string>
}

const ADDRESS = 'https://pm33.example.com/mcp'
const KEY = { 'x-api-key': 'pm33_live_xxxxxxxxxxxx' }
const configurations = blocks('json').map(
  (block) => JSON.parse(block) as { mcpServers?: Record<string, Entry>; servers?: Record<string, Entry> },
)

describe('the snippets to connect a client', () => {
  test('include both configurations of the public page as it writes them', () => {
    expect(configurations).toContainEqual({ mcpServers: { pm33: { url: ADDRESS, transport: 'streamable-http' } } })
    expect(configurations).toContainEqual({
      mcpServers: { pm33: { url: ADDRESS, transport: 'streamable-http', headers: KEY } },
    })
  })

  test('include the forms that Claude Code, Claude Desktop, VS Code, and Cursor read today', () => {
    expect(configurations).toContainEqual({ mcpServers: { pm33: { type: 'http', url: ADDRESS, headers: KEY } } })
    expect(configurations).toContainEqual({ servers: { pm33: { type: 'http', url: ADDRESS } } })
    expect(configurations).toContainEqual({ mcpServers: { pm33: { url: ADDRESS } } })
    expect(configurations).toContainEqual({
      mcpServers: {
        pm33: {
          command: 'node',
          args: ['/path/to/pm33/bin/pm33.mjs', 'stdio'],
          env: { PM33_URL: 'https://pm33.example.com', PM33_API_KEY: KEY['x-api-key'] },
        },
      },
    })
  })

  test('each name one server, either by its address or by a program', () => {
    for (const { mcpServers, servers } of configurations) {
      const entries = Object.entries((mcpServers ?? servers)!)
      expect(entries.map(([name]) => name)).toEqual(['pm33'])
      for (const [, { url, command }] of entries) expect([url === ADDRESS, command === 'node']).toContain(true)
    }
  })

  test('include the command of the public page and the one that every Claude Code accepts', () => {
    const commands = blocks('sh').map((block) => block.trim())
    expect(commands).toEqual([
      `claude mcp add --transport http pm33 ${ADDRESS}`,
      `claude mcp add pm33 --transport streamable-http ${ADDRESS}`,
      `claude mcp add --transport http pm33 ${ADDRESS} --header "x-api-key: pm33_live_xxxxxxxxxxxx"`,
    ])
    for (const command of commands) {
      const [, url] = /\s(https?:\S+)/.exec(command)!
      expect(new URL(url!).pathname).toBe('/mcp')
    }
  })

  test('say what clients without a snippet need: claude.ai, Claude Desktop, and ChatGPT', () => {
    const section = (title: string) => page.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!
    expect(section('claude.ai, Claude Desktop, and Claude mobile')).toContain(`paste \`${ADDRESS}\``)
    expect(section('ChatGPT')).toContain(`enter \`${ADDRESS}\` with OAuth`)
    expect(page).toContain('Settings › Integrations › MCP Server')
  })
})
