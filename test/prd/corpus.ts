/** Prose by people who had not read the checker: two workspaces for each set, 110 true sentences and 50 wrong ones; of the fifth, 138 and 62. */
import { readFileSync } from 'node:fs'
import { check } from '../../api/prd/checker/check.ts'
import { poolOf, type Pool } from '../../api/prd/compose/sources.ts'
import type { Sentence } from '../../api/prd/document.ts'
import type { ItemRecord } from '../../api/prd/material.ts'

interface Prose {
  workspaces: { items: Omit<ItemRecord, 'labels' | 'piece'>[] }[]
  sentences: { workspace: number; item: string; quote: string; text: string; true: boolean; kind: string }[]
}

export interface Case {
  readonly pool: Pool
  readonly sentence: Sentence
  readonly isTrue: boolean
  /** Whether the rules accept it. */
  readonly passes: boolean
}

export const SETS = ['prose.json', 'prose-2.json', 'prose-3.json', 'prose-4.json', 'prose-5.json'] as const

/** @param set one of the sets, or another file of that form */
export function casesOf(set: string): Case[] {
  const { workspaces, sentences } = JSON.parse(readFileSync(new URL(set, import.meta.url), 'utf8')) as Prose
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
  return sentences.map(({ workspace, item, quote, text, true: isTrue }) => {
    const pool = pools[workspace]!
    const { source } = [...pool.values()].find((one) => one.source.key === item)!
    const sentence: Sentence = { text, basis: 'summarized', evidence: [{ source: source.alias, quote }] }
    return { pool, sentence, isTrue, passes: check(sentence, pool).length === 0 }
  })
}

/** Percent of some cases. */
export const shareOf = (cases: readonly Case[], holds: (one: Case) => boolean): number =>
  (100 * cases.filter(holds).length) / cases.length
