/** The checker on prose by somebody who had not read it: two workspaces, 110 true sentences and 50 wrong ones. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { check } from '../../api/prd/checker/check.ts'
import { poolOf } from '../../api/prd/compose/sources.ts'
import type { ItemRecord } from '../../api/prd/material.ts'

interface Prose {
  workspaces: { items: Omit<ItemRecord, 'labels' | 'piece'>[] }[]
  sentences: { workspace: number; item: string; quote: string; text: string; true: boolean; kind: string }[]
}
const prose = JSON.parse(readFileSync(new URL('prose.json', import.meta.url), 'utf8')) as Prose
const pools = prose.workspaces.map(({ items }) =>
  poolOf({
    brief: { subject: { kind: 'items', keys: [] }, title: 'x', template: 'standard', audience: 'team', sections: null },
    head: null,
    items: items.map((item) => ({ labels: [], piece: true, ...item })),
    objectives: [],
    claims: [],
    engines: [],
    warnings: [],
  }),
)
const passes = ({ workspace, item, quote, text }: Prose['sentences'][number]) => {
  const pool = pools[workspace]!
  const { source } = [...pool.values()].find((one) => one.source.key === item)!
  return check({ text, basis: 'summarized', evidence: [{ source: source.alias, quote }] }, pool).length === 0
}

/** Percent. A false alarm marks a true sentence as an assumption and loses nothing. */
const MOST_FALSE_ALARMS = 12
const LEAST_CAUGHT = 78

test('true sentences stand, and wrong ones are caught', () => {
  const wrong = prose.sentences.filter((one) => !one.true)
  const alarms = prose.sentences.filter((one) => one.true && !passes(one))
  const missed = wrong.filter(passes)
  expect((100 * alarms.length) / (prose.sentences.length - wrong.length)).toBeLessThanOrEqual(MOST_FALSE_ALARMS)
  expect(100 - (100 * missed.length) / wrong.length).toBeGreaterThanOrEqual(LEAST_CAUGHT)
})
