import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { importsOf } from './projects.ts'
import { keyOf } from './templates.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const copy = mkdtempSync(join(tmpdir(), 'pm33-key-'))
for (const path of ['test', 'api', 'schema', 'package-lock.json'])
  cpSync(join(root, path), join(copy, path), { recursive: true })
afterAll(() => rmSync(copy, { recursive: true }))

test('templates that are kept between runs are made again after a change of anything they are made of', () => {
  const migrate = importsOf(
    'test/house/templates.ts',
    readFileSync(join(root, 'test/house/templates.ts'), 'utf8'),
  ).find((path) => path.endsWith('/migrate.ts'))!
  const keys = [keyOf(copy)]
  expect(keys[0]).toBe(keyOf(root))
  const changes = [
    () => writeFileSync(join(copy, 'schema/migrations/Migration29990101000000.ts'), 'export {}\n'),
    () => appendFileSync(join(copy, 'schema/migrations/Migration00000000000000_initial.ts'), '// changed\n'),
    () => appendFileSync(join(copy, migrate), '// changed\n'),
    () => appendFileSync(join(copy, 'test/house/templates.ts'), '// changed\n'),
    () => appendFileSync(join(copy, 'package-lock.json'), '\n'),
  ]
  for (const change of changes) {
    change()
    keys.push(keyOf(copy))
  }
  keys.push(keyOf(copy, 'another PostgreSQL'))
  expect(new Set(keys).size).toBe(keys.length)
})
