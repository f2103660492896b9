/** Style sheets have no rule that nothing wears, and no token that nothing uses. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (pattern: string) =>
  globSync(pattern, { cwd: root })
    .map((path) => readFileSync(root + path, 'utf8'))
    .join('\n')
const styles = textOf('views/**/*.css').replaceAll(/\/\*[\s\S]*?\*\//g, '')
const code = textOf('views/**/*.{ts,tsx,html}')

/** Steps of a heat map, written as `h${step}`. */
const COUNTED = /^h\d$/

test('every class is worn', () => {
  const classes = new Set([...styles.matchAll(/\.([a-z][\w-]*)(?=[^{};]*\{)/gi)].map(([, name]) => name!))
  const words = new Set(code.match(/[\w-]+/g))
  expect(classes.size).toBeGreaterThan(100)
  expect([...classes].filter((name) => !words.has(name) && !COUNTED.test(name))).toEqual([])
})

test('every token is used', () => {
  const tokens = new Set([...styles.matchAll(/(?<![\w-])(--[\w-]+)\s*:/g)].map(([, name]) => name!))
  const used = new Set(`${styles}\n${code}`.match(/(?<=var\(\s*|['"`])--[\w-]+/g))
  expect(tokens.size).toBeGreaterThan(50)
  expect([...tokens].filter((name) => !used.has(name))).toEqual([])
})
