/** What the documents about the code point at is there. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(root + path, 'utf8')
const ROOM = String.raw`(?:api|bin|cli|deploy|docs|mcp|schema|test|views)/[\w./*-]*`
const missing = (paths: readonly string[]) =>
  paths.filter((path) => !existsSync(root + path) && globSync(`${path}.ts`, { cwd: root }).length === 0)

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'])('%s names files and folders that are there', (name) => {
  const named = [...read(name).matchAll(new RegExp(`\`(${ROOM})\``, 'g'))].map(([, path]) => path!)
  expect(missing(named)).toEqual([])
  expect(named.length).toBeGreaterThan(0)
})

test('the path of one call leads through files that are there', () => {
  const [, , call] = read('ARCHITECTURE.md')
    .split(/^## The path of one call$/m)[1]!
    .match(/^(`{3})\n([\s\S]*?)\n\1$/m)!
  const steps = [...call!.matchAll(new RegExp(String.raw`(?<=^|\s)${ROOM}(?=\s|$)`, 'gm'))].map(([path]) => path)
  expect(missing(steps)).toEqual([])
  expect(steps).toContain('mcp/graphql/graph')
})
