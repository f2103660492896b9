/** Settings as the README, `.env.example`, and `compose.yaml` name them. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SETTINGS } from '../../api/server/config.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
/** Two that only the bridge to a desktop client reads. */
const all = [...SETTINGS, 'PM33_URL', 'PM33_API_KEY'].sort()

test('the table in the README has every setting', () => {
  const rows = [...read('README.md').matchAll(/^\| (`[A-Z][A-Z0-9_]+`(?:, `[A-Z][A-Z0-9_]+`)*) \|/gm)]
  expect(rows.flatMap(([, names]) => names!.replaceAll('`', '').split(', ')).sort()).toEqual(all)
})

test('.env.example has every setting, none of them set', () => {
  const lines = read('.env.example').trim().split('\n')
  expect(lines.flatMap((line) => /^#([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []).sort()).toEqual(all)
  expect(lines.filter((line) => !line.startsWith('#'))).toEqual([])
})

test('the .env of compose.yaml works for commands in the same folder, too', () => {
  const names = [...read('compose.yaml').matchAll(/\$\{(PM33_\w+)/g)].map(([, name]) => name!)
  expect(names).toContain('PM33_SECRET')
  for (const name of names) expect(all).toContain(name)
})
