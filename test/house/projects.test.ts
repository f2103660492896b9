import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { importsOf, projectOf, reader, testFiles, testsReaching } from './projects.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

describe('a test file shows its project by what it imports', () => {
  const files: Record<string, string> = {
    'test/world.ts': `import { PGlite } from '@electric-sql/pglite'`,
    'test/window.ts': `import { chromium } from 'playwright-core'\nimport './world.ts'`,
    'test/pure.test.ts': `import { mean } from '../api/math/mean.ts'`,
    'test/types.test.ts': `import type { World } from './world.ts'\nexport type { Page } from 'playwright-core'`,
    'test/quotes.test.ts': `const planted = \`\nimport pg from 'pg'\n\``,
    'test/rows.test.ts': `import { world } from './world.ts'`,
    'test/again.test.ts': `export * from './world.ts'`,
    'test/later.test.ts': `const { world } = await import('./world.ts')`,
    'test/driver.test.ts': `import pg from 'pg'`,
    'test/process.test.ts': `import { spawn } from 'node:child_process'`,
    'test/page.test.ts': `import { open } from './window.ts'`,
    'test/circle.test.ts': `import './circle-b.ts'`,
    'test/circle-b.ts': `import './circle.test.ts'\nimport './world.ts'`,
  }
  const project = projectOf((path) => files[path])

  test.each([
    ['test/pure.test.ts', 'unit'],
    ['test/types.test.ts', 'unit'],
    ['test/quotes.test.ts', 'unit'],
    ['test/rows.test.ts', 'database'],
    ['test/again.test.ts', 'database'],
    ['test/later.test.ts', 'database'],
    ['test/driver.test.ts', 'database'],
    ['test/process.test.ts', 'database'],
    ['test/circle.test.ts', 'database'],
    ['test/page.test.ts', 'browser'],
  ])('%s is %s', (path, expected) => {
    expect(project(path)).toBe(expected)
  })

  test('every test file is in one project, and no file in `unit` reaches a database by any path', () => {
    const { unit, database, browser } = testFiles(root)
    expect([...unit, ...database, ...browser].sort()).toEqual(globSync('test/**/*.test.ts', { cwd: root }).sort())
    for (const list of [unit, database, browser]) expect(list.length).toBeGreaterThan(3)
    const deep = projectOf(reader(root), /^(test|api|mcp|views|cli)\/|^pm33\.ts$/)
    expect(unit.filter((path) => deep(path) !== 'unit')).toEqual([])
  })

  test('what the suite runs a sample of, `npm run proof -- full` runs whole, whatever it reads FULL through', () => {
    const full = testsReaching(root, 'test/full.ts')
    for (const path of ['test/imports/again.test.ts', 'test/isolation/graphql.test.ts', 'test/prd/injection.test.ts'])
      expect(full).toContain(path)
    expect(full).not.toContain('test/house/projects.test.ts')
    const samples = globSync('test/**/*.ts', { cwd: root }).filter((path) =>
      reader(root)(path)!.includes('env.PM33_TESTS'),
    )
    expect(samples.sort()).toEqual(['test/full.ts', 'test/house/projects.test.ts'])
  })

  test('reads static, dynamic and re-exporting imports, not types', () => {
    expect(
      importsOf(
        'test/a/b.ts',
        `import x, { y } from '../x.ts'\nimport type { T } from '../t.ts'\nimport 'side'\nexport { z } from './z.ts'\nexport const w = () => import('node:fs')`,
      ),
    ).toEqual(['test/x.ts', 'side', 'test/a/z.ts', 'node:fs'])
  })
})
