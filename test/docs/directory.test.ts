/** What registries and directories of MCP servers ask of an entry. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const entry = JSON.parse(read('server.json')) as Record<string, unknown>
const { tools } = JSON.parse(read('schema/tools.json')) as {
  tools: { name: string; title: string; description: string; annotations: object }[]
}
const { version } = JSON.parse(read('package.json')) as { version: string }

test('server.json is an entry of the MCP Registry, with the version of the package', () => {
  expect(entry).toEqual({
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: expect.stringMatching(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
    title: 'PM33',
    // The registry refuses more than 100 characters.
    description: expect.stringMatching(/^.{1,100}$/),
    version,
    websiteUrl: expect.stringMatching(/^https:\/\//),
    remotes: [{ type: 'streamable-http', url: `${entry.websiteUrl as string}/mcp` }],
  })
  expect((entry.name as string).split('/')[0]).toBe(
    new URL(entry.websiteUrl as string).hostname.split('.').reverse().join('.'),
  )
})

describe('the checklist of the connectors directory', () => {
  test.each(tools.map((tool) => [tool.name, tool] as const))('%s has a title and hints', (name, tool) => {
    expect(name).toMatch(/^[a-z_]{1,64}$/)
    expect(tool.title).toMatch(/^[A-Z][a-z A-Z]+$/)
    // Both can charge credits and send text to the AI provider of the organization.
    const writes = ['generate_prd', 'score_alignment'].includes(name)
    expect(tool.annotations).toMatchObject({
      readOnlyHint: !writes,
      ...(writes && { destructiveHint: false }),
      openWorldHint: writes,
    })
  })

  test('no description orders the model about', () => {
    for (const { description } of tools) expect(description).not.toMatch(/\b(always|must) (call|use)\b|\bIMPORTANT\b/i)
  })

  test('privacy policy, terms, and a support address are pages of every installation', () => {
    expect(read('docs/privacy.md')).toMatch(/^# Privacy/)
    expect(read('docs/terms.md')).toMatch(/^# Terms/)
    expect(read('docs/troubleshooting.md')).toMatch(/@/)
  })
})
