import { readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
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
