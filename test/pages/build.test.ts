import { readFileSync, statSync } from 'node:fs'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { PAGES } from '../../api/server/pages.ts'
import { buildPages } from '../../views/build.ts'

const dist = new URL('../../dist/pages/', import.meta.url)

test('the pages are built once, and again only when something they are made of has changed', async () => {
  await buildPages()
  const before = statSync(new URL('index.html', dist)).mtimeMs
  expect(await buildPages()).toBe(false)
  expect(statSync(new URL('index.html', dist)).mtimeMs).toBe(before)
})

test('the shell has no script, style or event of its own, and nothing from elsewhere', () => {
  const shell = readFileSync(new URL('index.html', dist), 'utf8')
  expect(shell).not.toMatch(/<script(?![^>]*\bsrc="\/assets\/)|<style|\son\w+=|style=|https?:/)
})

test('every page that a link leads to is there after a reload', async () => {
  const source = readFileSync(new URL('../../views/pages/app.tsx', import.meta.url), 'utf8')
  const paths = [...source.matchAll(/^ {2}'(\/[^']*)': \w+,$/gm)].map(([, path]) => path!)
  expect(paths.length).toBe(source.match(/: \w+Page,$/gm)!.length)
  const server = new Hono()
  for (const path of PAGES) server.get(path, ({ text }) => text('the shell'))
  const there = await Promise.all(paths.map(async (path) => [path, (await server.request(path)).status]))
  expect(there).toEqual(paths.map((path) => [path, 200]))
})
