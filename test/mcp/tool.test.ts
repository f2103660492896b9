import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fitted, levelOf } from '../../mcp/answers/fit.ts'
import { answerOf, outputSchemaOf, selectionAt, type Selection } from '../../mcp/answers/answer.ts'
import { inputOf } from '../../mcp/input.ts'
import { BacklogSummaryDocument, QueryBacklogDocument } from '../../mcp/operations.generated.ts'
import { render, tokensAtMost, type Json } from '../../mcp/answers/render.ts'
import { defineTool } from '../../mcp/tool.ts'
import { storable } from '../../text.ts'
import { hostile } from '../fuzz/text.ts'
import { missingIn } from '../halves.ts'

const words = { title: 'T', description: 'D', scope: 'backlog:read', summary: () => '' } as const

describe('a declaration', () => {
  test('the compiler refuses an argument that the operation never uses', () => {
    const tool = () =>
      defineTool({
        ...words,
        name: 'summary',
        // @ts-expect-error -- argument the operation never uses
        input: { workspaceId: z.string(), colour: z.string() },
        operation: BacklogSummaryDocument,
        answer: 'workspace',
      })
    expect(tool).toBeTypeOf('function')
  })

  test('the compiler refuses an input that leaves a variable without a value', () => {
    const tool = () =>
      defineTool({
        ...words,
        name: 'backlog',
        // @ts-expect-error -- triage, scoring, scheduling and full are required variables
        input: { workspaceId: z.string().optional() },
        operation: QueryBacklogDocument,
        answer: 'workspace.backlog',
      })
    expect(tool).toBeTypeOf('function')
  })

  test('an answer where the operation selects nothing is refused when the tool is defined', () => {
    expect(() =>
      defineTool({
        ...words,
        name: 'x',
        input: { workspaceId: z.string() },
        operation: BacklogSummaryDocument,
        answer: 'workspace.nowhere' as 'workspace',
      }),
    ).toThrow('selects nothing at workspace.nowhere')
  })
})

describe('an answer', () => {
  const selection = {
    workspace: {
      forecast: {
        count: 'integer',
        team: { name: 'string' },
        dates: [{ percentile: 'string', on: 'string' }],
        blockers: [{ key: 'string' }],
        note: 'string',
      },
    },
  } as const satisfies Selection
  const tree = selectionAt(selection, 'workspace.forecast')

  test('is what was asked, without nulls, and a lone field stands for its object', () => {
    const value = {
      count: 3,
      team: { name: 'Payments' },
      dates: [{ percentile: 'P50', on: '2027-01-01' }],
      blockers: [{ key: 'A-1' }],
      note: null,
    }
    expect(answerOf(tree)(value)).toEqual({
      facts: { count: 3, team: 'Payments', dates: [{ percentile: 'P50', on: '2027-01-01' }], blockers: ['A-1'] },
      page: undefined,
    })
  })

  test('has a schema that follows from the same selection', () => {
    expect(outputSchemaOf(tree)).toEqual({
      type: 'object',
      properties: {
        summary: { type: 'string' },
        count: { type: 'integer' },
        team: { type: 'string' },
        dates: {
          type: 'array',
          items: { type: 'object', properties: { percentile: { type: 'string' }, on: { type: 'string' } } },
        },
        blockers: { type: 'array', items: { type: 'string' } },
        note: { type: 'string' },
        warnings: { type: 'array', items: { type: 'string' } },
      },
      required: ['summary'],
    })
  })

  test('of a very wide selection has a schema that leaves the innermost open', () => {
    const wide = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`field${at}`, 'string']))
    expect(outputSchemaOf({ rows: [wide] })).toMatchObject({
      properties: { rows: { type: 'array', items: { type: 'object' } } },
    })
  })

  test('reads as text: single values, then one line a record', () => {
    expect(
      render({
        total: 2,
        stamp: { seed: 7, asOf: '2026-11-21' },
        rows: [
          { key: 'A-1', title: 'Pipes | and\nlines' },
          { key: 'A-2', labels: ['x', 'y'] },
        ],
        none: [],
      }),
    ).toBe(
      [
        'total: 2',
        'stamp: seed 7, asOf 2026-11-21',
        'none: none',
        'rows:',
        'key | title | labels',
        'A-1 | Pipes ¦ and lines | ',
        'A-2 |  | x, y',
      ].join('\n'),
    )
  })

  test('goes on below the table where a cell is long: records as a table of their own, text as a line', () => {
    const changes = Array.from({ length: 8 }, (_, at) => ({
      change: `Hire ${at} in Checkout`,
      shift: { p50: 0, p90: -10 - at },
    }))
    const prose = `${'Long | text. '.repeat(40)}The end.`
    expect(
      render({
        scenarios: [
          { name: 'none', contributions: [] },
          { name: 'two more', contributions: changes, about: prose },
        ],
      }),
    ).toBe(
      [
        'scenarios:',
        'name | contributions | about',
        'none |  | ',
        'two more | (below) | (below)',
        'scenarios, row 2 (two more), contributions:',
        'change | shift',
        ...Array.from({ length: 8 }, (_, at) => `Hire ${at} in Checkout | p50 0, p90 -${10 + at}`),
        `scenarios, row 2 (two more), about: ${prose}`,
      ].join('\n'),
    )
  })

  test('has every fact in its text, whatever its shape', () => {
    const texts = fc.oneof(
      fc.string({ maxLength: 40 }),
      hostile.map((text) => storable(text)),
      fc.string({ minLength: 200, maxLength: 400 }),
    )
    const leaf = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.boolean(), texts)
    const rowOf = (member: fc.Arbitrary<unknown>) =>
      fc.dictionary(fc.constantFrom('key', 'title', 'changes', 'evidence', 'n'), member, { maxKeys: 4 })
    const several = (one: fc.Arbitrary<unknown>) => fc.array(one, { maxLength: 8 })
    const inner = fc.oneof(leaf, several(leaf), several(rowOf(leaf)), rowOf(leaf))
    fc.assert(
      fc.property(rowOf(fc.oneof(inner, several(rowOf(inner)), rowOf(inner))), (answer) => {
        expect(missingIn(render(answer as { [name: string]: Json }), answer)).toEqual([])
      }),
    )
  })

  test('has its tokens estimated from above', () => {
    expect(tokensAtMost('abcde'.repeat(10))).toBe(20)
    expect(tokensAtMost('日本')).toBe(3)
  })
})

describe('an answer that is too long', () => {
  test('the longest give way first', () => {
    // 10 and 20 stay whole, which leaves 30 for the third.
    expect(levelOf([100, 10, 20], 60)).toBe(30)
    expect(levelOf([40, 10, 50], 60)).toBe(25)
    expect(levelOf([30, 30], 60)).toBe(Infinity)
  })

  test('stops a list that is no page at an entry, and says how many there are', () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ key: `SHOP-${at}`, why: 'it would finish after the horizon' }))
    const { facts, notes } = fitted({ bars: 3, unplaced: rows(3_000), late: { items: rows(5) } }, undefined)
    const shown = facts.unplaced as object[]
    expect(tokensAtMost(JSON.stringify(facts))).toBeLessThanOrEqual(18_000)
    expect(shown.length).toBeGreaterThan(500)
    expect(shown).toEqual(rows(shown.length))
    expect(facts.late).toEqual({ items: rows(5) })
    expect(notes).toEqual([
      `The answer was too long: ${shown.length} of 3,000 entries of unplaced are shown. Narrow the question to see the others.`,
    ])
    expect(fitted({ unplaced: rows(3_000) }, undefined, 'Open the plan.').notes[0]).toMatch(
      /are shown\. Open the plan\.$/,
    )
  })

  test('gives no cursor that goes on behind entries that it left out', () => {
    const competitors = Array.from({ length: 30 }, (_, at) => ({
      name: `Rival ${at}`,
      positioning: 'word '.repeat(800),
    }))
    const { facts, nextCursor, notes } = fitted({ competitors, nextCursor: 'after-30' }, undefined)
    expect((facts.competitors as object[]).length).toBeLessThan(30)
    expect([facts.nextCursor, nextCursor]).toEqual([undefined, undefined])
    expect(notes.at(-1)).toBe(
      'There is no nextCursor, because it would skip the entries that are not shown. Use a smaller limit.',
    )
    const few = { competitors: competitors.slice(0, 3), nextCursor: 'after-3' }
    expect(fitted(few, undefined).facts).toEqual(few)
  })

  test('says that texts are cut only where one is', () => {
    const figures = Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`figure${at}`, at]))
    expect(fitted({ rows: [{ ...figures, name: 'Short' }] }, undefined).notes).toEqual([])
  })

  test('leaves room for its rows whatever stands beside them, and goes on behind them', () => {
    const text = 'word '.repeat(100)
    const rows = Array.from({ length: 200 }, (_, at) => ({ key: `SHOP-${at}`, text }))
    const { facts, nextCursor } = fitted(
      { orphans: rows },
      { rows, cursors: rows.map(({ key }) => key), next: 'later' },
    )
    const [items, orphans] = [facts.items as object[], facts.orphans as object[]]
    // Each is 212 tokens by the estimate, with its comma: 42 fit into 9,000, and one more where the others leave something.
    expect([items.length, orphans.length]).toEqual([43, 42])
    expect(nextCursor).toBe('SHOP-42')
  })

  test('that fits is not touched', () => {
    const facts = { total: 1, rows: [{ key: 'SHOP-1' }] }
    expect(fitted(facts, undefined)).toEqual({ facts, nextCursor: undefined, notes: [] })
  })
})

describe('arguments', () => {
  const input = inputOf({
    ids: z.array(z.string()).max(3).optional(),
    size: z.enum(['small', 'very_large']).default('small'),
    count: z.int().min(1).optional(),
    deep: z.boolean().optional(),
    changes: z.array(z.strictObject({ type: z.enum(['add', 'remove']), points: z.number() })).optional(),
  })

  test.each<[string, unknown, unknown]>([
    ['nothing', undefined, { size: 'small' }],
    ['a list as JSON text', { ids: '["A-1","A-2"]' }, { size: 'small', ids: ['A-1', 'A-2'] }],
    ['a list with commas', { ids: 'A-1, A-2' }, { size: 'small', ids: ['A-1', 'A-2'] }],
    ['one instead of a list', { ids: 'A-1' }, { size: 'small', ids: ['A-1'] }],
    ['numbers and booleans as text', { count: '12', deep: 'true' }, { size: 'small', count: 12, deep: true }],
    ['an enum in another spelling', { size: 'Very large' }, { size: 'very_large' }],
    ['empty and null', { ids: '', count: null }, { size: 'small' }],
    ['all of it as JSON text', '{"count":2}', { size: 'small', count: 2 }],
    [
      'objects in a list as JSON text',
      { changes: '[{"type":"ADD","points":"3"}]' },
      { size: 'small', changes: [{ type: 'add', points: 3 }] },
    ],
  ])('%s is read as it was meant', (_, given, read) => {
    expect(input.parse(given)).toEqual(read)
  })

  test('what cannot be read is named with its place and what is allowed', () => {
    const issues = (given: unknown) => {
      try {
        return input.parse(given)
      } catch (error) {
        return (error as { issues: unknown }).issues
      }
    }
    expect(issues({ ids: ['a', 'b', 'c', 'd'] })).toEqual([
      { field: 'ids', message: 'has 4 entries; at most 3 are allowed' },
    ])
    expect(issues({ changes: [{ type: 'add', points: 1, extra: true }] })).toEqual([
      { field: 'changes[0].extra', message: 'is not an argument here', allowed: ['type', 'points'] },
    ])
    expect(issues({ changes: [{ type: 'grow', points: 1 }] })).toEqual([
      { field: 'changes[0].type', message: '"grow" is not allowed', allowed: ['add', 'remove'] },
    ])
    expect(issues([])).toEqual([{ field: '', message: 'must be an object, not a list' }])
  })
})
