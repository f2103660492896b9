/** The master secret of an embedded installation. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig, SETTINGS } from '../../api/server/config.ts'
import { readAdapterConfig } from '../../mcp/config.ts'
import { folder as newFolder } from './process.ts'

let home: ReturnType<typeof newFolder>
let folder: string
beforeEach(() => {
  home = newFolder()
  folder = home.path
})
afterEach(() => home.remove())

test('is made once, whole, and read again', () => {
  const made = readConfig({ PM33_DATA: folder }).secret
  expect(made).toMatch(/^[\w-]{64}$/)
  expect(readConfig({ PM33_DATA: folder }).secret).toBe(made)
  expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe(made)
  expect(readdirSync(folder)).toEqual(['secret'])
})

test.each(['', 'too short'])('that was cut off, to "%s", is not served with', (left) => {
  writeFileSync(join(folder, 'secret'), left)
  expect(() => readConfig({ PM33_DATA: folder })).toThrow(/secret is damaged: it holds \d characters instead of 64/)
})

test('one environment serves the API and the adapter', () => {
  const others = Object.fromEntries(SETTINGS.map((name) => [name, '']))
  const own = { PM33_API_URL: 'http://api.example/graphql', PM33_SERVICE_KEY: 's'.repeat(32) }
  expect(readAdapterConfig({ ...others, ...own }).apiUrl).toBe(own.PM33_API_URL)
})
