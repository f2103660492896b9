import { expect, test } from 'vitest'
import { claudeLink, cursorLink, vsCodeLink } from '../../views/pages/settings/mcp-server/install-links.ts'

const PUBLIC = 'https://pm33.example.com/mcp'

test('Claude opens with the connector filled in, where it can reach the server', () => {
  const link = new URL(claudeLink(PUBLIC)!)
  expect(link.origin + link.pathname).toBe('https://claude.ai/customize/connectors')
  expect(Object.fromEntries(link.searchParams)).toEqual({
    modal: 'add-custom-connector',
    connectorName: 'PM33',
    connectorUrl: PUBLIC,
  })
  expect(claudeLink('http://localhost:3033/mcp')).toBeNull()
  expect(claudeLink('https://localhost/mcp')).toBeNull()
})

test('VS Code and Cursor read the server from their links', () => {
  const [scheme, config] = vsCodeLink(PUBLIC).split('?') as [string, string]
  expect(scheme).toBe('vscode:mcp/install')
  expect(JSON.parse(decodeURIComponent(config))).toEqual({ name: 'pm33', type: 'http', url: PUBLIC })
  const cursor = new URL(cursorLink(PUBLIC))
  expect(cursor.protocol).toBe('cursor:')
  expect(cursor.searchParams.get('name')).toBe('pm33')
  expect(JSON.parse(atob(cursor.searchParams.get('config')!))).toEqual({ url: PUBLIC })
})
