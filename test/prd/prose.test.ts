/** The checker on prose by people who had not read it: each time two workspaces, 110 true sentences and 50 wrong ones. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { check } from '../../api/prd/checker/check.ts'
import { poolOf } from '../../api/prd/compose/sources.ts'
import type { ItemRecord } from '../../api/prd/material.ts'

interface Prose {
  workspaces: { items: Omit<ItemRecord, 'labels' | 'piece'>[] }[]
  sentences: { workspace: number; item: string; quote: string; text: string; true: boolean; kind: string }[]
}

/** Percent. A false alarm marks a true sentence as an assumption and loses nothing. */
const BARS = {
  'prose.json': { falseAlarms: 8, caught: 84 },
  'prose-2.json': { falseAlarms: 15, caught: 72 },
  'prose-3.json': { falseAlarms: 14, caught: 64 },
}

test.each(Object.entries(BARS))('of %s, true sentences stand, and wrong ones are caught', (file, bars) => {
  const { workspaces, sentences } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Prose
  const pools = workspaces.map(({ items }) =>
    poolOf({
      brief: {
        subject: { kind: 'items', keys: [] },
        title: 'x',
        template: 'standard',
        audience: 'team',
        sections: null,
      },
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
  const right = sentences.filter((one) => one.true)
  const wrong = sentences.filter((one) => !one.true)
  expect((100 * right.filter((one) => !passes(one)).length) / right.length).toBeLessThanOrEqual(bars.falseAlarms)
  expect((100 * wrong.filter((one) => !passes(one)).length) / wrong.length).toBeGreaterThanOrEqual(bars.caught)
})
