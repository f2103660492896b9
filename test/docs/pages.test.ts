import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../../api/graphql/errors.ts'
import { SCOPES } from '../../mcp/scope.ts'
import { catalog } from '../../mcp/server.ts'
import { COMMANDS } from '../../cli/commands.ts'
import { site, type Site } from '../oauth/server.ts'

const folder = new URL('../../docs/', import.meta.url)
const written = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const files = readdirSync(folder).filter((name) => name.endsWith('.md'))
const addressOf = (name: string) => (name === 'index.md' ? '/docs' : `/docs/${name.slice(0, -3)}`)

let pm33: Site
const html = new Map<string, string>()

beforeAll(async () => {
  pm33 = await site()
  for (const name of files) html.set(name, await (await fetch(`${pm33.url}${addressOf(name)}`)).text())
})
afterAll(() => pm33.close())

describe.each(files.filter((name) => !['proof.md', 'promises.md'].includes(name)))('%s', (name) => {
  test('is a page of this installation, whole without a script or another host', async () => {
    const response = await fetch(`${pm33.url}${addressOf(name)}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    const policy = response.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe-inline')
    const text = html.get(name)!
    expect(text).not.toMatch(/<script|style="|pm33\.example\.com|\{\{/)
    expect(
      [...text.matchAll(/(?:src|rel="stylesheet" href)="([^"]+)"/g)].every(([, to]) => to!.startsWith('/docs/')),
    ).toBe(true)
    expect(text).toMatch(/<html lang="en">[\s\S]*<title>[^<]+<\/title>[\s\S]*<main id="page">\n<h1>/)
    expect(text.match(/aria-current="page"/g)).toHaveLength(1)
  })

  test('leads nowhere that is not there', async () => {
    const targets = [...html.get(name)!.matchAll(/href="(\/[^"#]*)/g)].map(([, to]) => to!)
    for (const target of new Set(targets)) expect((await fetch(`${pm33.url}${target}`)).status, target).toBe(200)
  })

  test('speaks of no tool, scope or command that there is not', () => {
    const text = written(name)
    const verbs = new Set(Object.keys(COMMANDS).map((command) => command.split(' ')[0]))
    for (const [, verb] of text.matchAll(/npx pm33 ([a-z]+)/g)) expect([...verbs], `npx pm33 ${verb}`).toContain(verb)
    const scopes = [...SCOPES, 'backlog:write', 'strategy:write', 'competitive:write', 'audit:read']
    for (const [, scope] of text.matchAll(/`([a-z]+:(?:read|write|enabled))`/g)) expect(scopes).toContain(scope)
    if (name === 'tools.md') return
    const tools = catalog.tools.map((tool) => tool.name)
    for (const [, tool] of text.matchAll(
      /`([a-z]+_(?:backlog|priorities|portfolio|delivery|velocity|scenario|alignment|analysis|prd))`/g,
    ))
      expect(tools).toContain(tool)
  })
})

describe('the pages keep what they promise', () => {
  test('the partner guide names every error code once', () => {
    const rows = [...written('partners.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code)
    expect(rows.sort()).toEqual([...ERROR_CODES].sort())
  })

  test('every address of the endpoint table answers there', async () => {
    const addresses = [...html.get('endpoints.md')!.matchAll(/<td><code>(http[^<]+)<\/code><\/td>/g)].map(
      ([, address]) => address!,
    )
    expect(addresses.length).toBe(13)
    const asked = async (address: string, method: string) =>
      (await fetch(address, { method, redirect: 'manual' })).status
    for (const address of addresses)
      expect([await asked(address, 'GET'), await asked(address, 'POST')], address).not.toEqual([404, 404])
  })

  test('the metadata documents lead to them', async () => {
    const resource = (await (await fetch(`${pm33.url}/.well-known/oauth-protected-resource`)).json()) as Record<
      string,
      string
    >
    const server = (await (await fetch(`${pm33.url}/.well-known/oauth-authorization-server`)).json()) as Record<
      string,
      string
    >
    for (const at of [
      resource.resource_documentation,
      resource.resource_policy_uri,
      resource.resource_tos_uri,
      server.service_documentation,
      server.op_policy_uri,
      server.op_tos_uri,
    ])
      expect((await fetch(at!)).status, at).toBe(200)
  })

  test('every tool, resource and scope is in them, as it is now', () => {
    const [tools, resources, scopes] = [written('tools.md'), written('resources.md'), written('scopes.md')]
    for (const { name, listing } of catalog.tools) {
      const section = tools.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? ''
      for (const argument of Object.keys(listing.inputSchema.properties as object))
        if (argument !== 'workspaceId') expect(section, name).toContain(`| \`${argument}\` |`)
    }
    for (const { uri, ttl } of catalog.resources)
      expect(resources).toMatch(new RegExp(`\`${uri.replaceAll(/[{}]/g, '.')}\` \\| .* \\| ${ttl} s \\|`))
    for (const scope of SCOPES) expect(scopes).toContain(`| \`${scope}\` |`)
  })

  test('the schema that partners download is a schema', async () => {
    const response = await fetch(`${pm33.url}/docs/public.graphql`)
    expect(response.headers.get('content-type')).toContain('application/graphql')
    expect(parse(await response.text()).definitions.length).toBeGreaterThan(50)
  })

  test('every block of JSON is JSON, and speaks of this installation', () => {
    const blocks = [...written('connect.md').matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, block]) => JSON.parse(block!) as object,
    )
    expect(blocks.length).toBe(6)
    expect(html.get('connect.md')).toContain(`claude mcp add --transport http pm33 ${pm33.url}/mcp`)
  })

  test('an address that is none says so and shows the way back', async () => {
    const response = await fetch(`${pm33.url}/docs/nowhere`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('There is no such page.')
    expect((await fetch(`${pm33.url}/docs/../package.json`)).status).toBe(404)
  })
})
