/** What the pictures are made of, without a browser. */
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { BULK_LIMIT, columnsOf } from '../../mcp/answers/columns.ts'
import { rankingBulk } from '../../mcp/tools/ranking-bulk.ts'
import { scheduleBulk } from '../../mcp/tools/schedule-bulk.ts'
import { troubleIn } from '../../views/apps/trouble.ts'
import { rowsOf } from '../../views/pictures/columns.ts'
import * as forecast from '../../views/pictures/forecast/forecast-picture.ts'
import * as prd from '../../views/pictures/prd/prd-picture.ts'
import * as priorities from '../../views/pictures/priorities/priorities-picture.ts'
import * as schedule from '../../views/pictures/schedule/schedule-picture.ts'
import { dayOf } from '../../views/pictures/words.ts'

const sampleOf = (view: string) =>
  JSON.parse(readFileSync(new URL(`../../views/apps/${view}/sample.json`, import.meta.url), 'utf8')) as {
    structuredContent: Record<string, any>
    _meta: { 'pm33/view': Record<string, any> }
  }
const bytes = (value: object) => Buffer.byteLength(JSON.stringify(value))

describe('what travels as columns', () => {
  const row = fc.record({ key: fc.string(), from: fc.option(fc.integer()), odds: fc.double({ noNaN: true }) })
  test('comes back as the rows it was', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const back = rowsOf<{ key: string; from: number | null; odds: number }>(columnsOf(rows) as never)
        expect(back.map((one) => ({ ...one, from: one.from ?? null }))).toEqual(rows)
      }),
    )
  })

  const days = (start: number) => new Date(Date.UTC(2026, 10, 23) + start * 86_400_000).toISOString().slice(0, 10)
  const bar = (at: number, title: string) => ({
    key: `SHOP-${1_000 + at}`,
    title,
    team: `Team ${at % 12}`,
    start: days(at),
    finish: days(at + 20),
    critical: at % 9 === 0,
    dueDate: days(at + 10),
    waitedFor: at % 3 ? [] : [`SHOP-${999 + at}`],
    probability: 0.5,
  })
  const utilization = Array.from({ length: 12 * 104 }, (_, at) => ({
    team: `Team ${at % 12}`,
    week: days(7 * Math.floor(at / 12)),
    used: 9,
    offered: at % 50 ? 10 : 0,
  }))

  test('500 bars of 12 teams over 104 weeks fit, and a plan of 1,000 leaves its titles out', () => {
    const bulk = (count: number) =>
      scheduleBulk({
        sentence: 'The plan has bars.',
        from: days(0),
        plan: Array.from({ length: count }, (_, at) => bar(at, `Title of the bar number ${at}`)),
        utilization,
        unplaced: [],
      } as never) as { bars: { title?: string[]; key: string[] }; load: (number | null)[][]; teams: string[] }
    const [some, many] = [bulk(500), bulk(1_000)]
    expect(some.bars.title).toHaveLength(500)
    expect(some.load).toHaveLength(12)
    expect(some.load[0]!.slice(0, 3)).toEqual([null, 90, 90])
    expect(many.bars.key).toHaveLength(1_000)
    expect(many.bars.title).toBeUndefined()
    for (const made of [some, many]) expect(bytes(made)).toBeLessThanOrEqual(BULK_LIMIT)
  })

  test('inputs of a ranking drop reasons, then titles, then themselves, before they are too large', () => {
    const bulk = (count: number, title: string) => {
      const of = <T>(value: T) => Array.from({ length: count }, () => value)
      return rankingBulk({
        rows: [],
        inputs: {
          keys: Array.from({ length: count }, (_, at) => `SHOP-${at}`),
          titles: of(title),
          types: of('story'),
          priorities: of('high'),
          blockedBy: of(''),
          figures: [{ field: 'businessValue', values: of(8) }],
          factors: [{ name: 'alignment', weight: 0.3, values: of(0.5), reasons: of('serves “Repeat purchase”') }],
        },
      } as never) as { keys?: string[]; titles?: string[]; factors?: { reasons?: string[] }[] }
    }
    const title = 'A title of about forty characters here'
    expect(bulk(300, title).factors![0]!.reasons).toHaveLength(300)
    expect(bulk(800, title).factors![0]!.reasons).toBeUndefined()
    expect(bulk(800, title).titles).toHaveLength(800)
    expect(bulk(2_000, title).titles).toBeUndefined()
    expect(bulk(2_000, title).keys).toHaveLength(2_000)
    for (const count of [300, 800, 2_000, 5_000]) expect(bytes(bulk(count, title))).toBeLessThanOrEqual(BULK_LIMIT)
  })
})

test('a schedule counts what the answer beside it is too long to list', () => {
  const { structuredContent, _meta } = sampleOf('schedule-portfolio')
  const [left] = structuredContent.unplaced
  const { key, team, start, finish } = structuredContent.items[0]
  const bulk = scheduleBulk({
    sentence: '340 could not be placed.',
    from: start,
    plan: [
      { key, title: 'One', team, start, finish, critical: false, dueDate: null, waitedFor: [], probability: null },
    ],
    utilization: [],
    unplaced: Array.from({ length: 340 }, () => left),
    variance: { items: [{ key, change: 'later', finishDays: 3 }] },
  } as never)
  // The answer lists one of the 340, and no item of the comparison.
  const variance = { finishDays: 3, later: 1, earlier: 0, added: 0, removed: 0, items: [] }
  const cut = { ...structuredContent, unplaced: [left], variance }
  const picture = schedule.fromTool({ structuredContent: cut, _meta: { 'pm33/view': bulk } })!
  expect([picture.unplacedCount, picture.unplaced.length]).toEqual([340, 1])
  expect(picture.bars.map(({ moved }) => moved)).toEqual([3])
  // An answer from before.
  expect(
    schedule.fromTool({ structuredContent, _meta: { 'pm33/view': { ..._meta['pm33/view'], unplaced: undefined } } })!
      .unplacedCount,
  ).toBe(1)
})

test('an epic that ends late in two parts is named once', () => {
  const { structuredContent, _meta } = sampleOf('schedule-portfolio')
  const { bars } = schedule.fromTool({ structuredContent, _meta } as never)!
  const [bar] = bars
  const late = { ...bar!, key: 'A-1', due: bar!.finish - 3 }
  const onTime = { ...bar!, key: 'A-2', due: bar!.finish }
  expect(schedule.lateKeys([late, onTime, { ...late, finish: late.finish + 9 }])).toEqual(['A-1'])
})

test('a refusal promises another try only where another argument would help', () => {
  const refused = (more: object) =>
    troubleIn({
      isError: true,
      _meta: { 'pm33/error': { code: 'NOT_FOUND', message: 'Not found.', next: 'Look.', ...more } },
    })
  expect(refused({})).toBe('Not found. Your assistant can try again.')
  expect(refused({ mendable: false })).toBe('Not found.')
})

describe('a forecast', () => {
  const { structuredContent, _meta } = sampleOf('forecast-delivery')
  const fromTool = forecast.fromTool({ structuredContent, _meta })!

  test('is one picture, whether a tool or the API answered', () => {
    const { summary: _, ...answer } = structuredContent
    const { sentence, histogram } = _meta['pm33/view']
    const graph = forecast.fromGraph({ ...answer, sentence, histogram: rowsOf(histogram) } as never)
    expect(graph).toEqual(fromTool)
    expect(forecast.fromTool({ structuredContent })).toBeNull()
  })

  test('is as sure on each date as the answer says, and never less sure later', () => {
    const odds = forecast.oddsOf(fromTool)
    for (const { percentile, date } of fromTool.dates)
      expect(forecast.sureBy(odds, dayOf(date!))).toBeCloseTo(percentile / 100, 10)
    expect(forecast.sureBy(odds, dayOf(fromTool.target!.date))).toBe(fromTool.target!.probability)
    const first = dayOf(fromTool.bins[0]!.from)
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 400 }), fc.integer({ min: 0, max: 60 }), (day, later) => {
        expect(forecast.sureBy(odds, first + day)).toBeLessThanOrEqual(forecast.sureBy(odds, first + day + later))
      }),
    )
    expect(forecast.sureBy(odds, first - 2)).toBe(0)
  })
})

test('rows of a lane hold every bar once, and none over another', () => {
  const bar = fc.record({ start: fc.integer({ min: 0, max: 60 }), days: fc.integer({ min: 0, max: 20 }) })
  fc.assert(
    fc.property(fc.array(bar, { maxLength: 40 }), (spans) => {
      const bars = spans.map(({ start, days }, at) => ({ key: `A-${at}`, start, finish: start + days }) as schedule.Bar)
      const rows = schedule.streamsOf(bars)
      expect(
        rows
          .flat()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(bars.map(({ key }) => key).sort())
      for (const row of rows) row.slice(1).forEach((next, at) => expect(next.start).toBeGreaterThan(row[at]!.finish))
    }),
  )
})

test('weeks begin on Monday', () => {
  expect(schedule.mondayOf(dayOf('2026-11-22'))).toBe(dayOf('2026-11-16'))
  expect(schedule.mondayOf(dayOf('2026-11-23'))).toBe(dayOf('2026-11-23'))
})

describe('priorities', () => {
  const { structuredContent, _meta } = sampleOf('optimize-priorities')
  const picture = priorities.fromTool({ structuredContent, _meta })!
  const usual = priorities.weightsOf(picture)
  const keys = (rows: readonly priorities.Row[]) => rows.map(({ key }) => key)

  test('ranked again under the answer’s own weights are the answer: ranks, tiers, scores, and reasons', () => {
    const again = priorities.rankAgain(picture, usual)
    expect(again).toHaveLength(picture.total)
    for (const [at, row] of picture.rows.entries()) {
      expect([again[at]!.key, again[at]!.rank, again[at]!.tier]).toEqual([row.key, row.rank, row.tier])
      expect(again[at]!.score).toBeCloseTo(row.score!, 3)
      expect(again[at]!.reason).toBe(row.reason)
    }
  })

  test('do not move when every part counts twice, and do when one counts nothing', () => {
    const twice = { ...usual, parts: { businessValue: 2, timeCriticality: 2, riskReduction: 2 } }
    expect(keys(priorities.rankAgain(picture, twice))).toEqual(keys(priorities.rankAgain(picture, usual)))
    const without = { ...usual, parts: { ...usual.parts, businessValue: 0 } }
    expect(keys(priorities.rankAgain(picture, without))).not.toEqual(keys(priorities.rankAgain(picture, usual)))
    const nothing = { parts: { businessValue: 0, timeCriticality: 0, riskReduction: 0 }, factors: {} }
    expect(priorities.rankAgain(picture, nothing)).toHaveLength(picture.total)
  })

  test('without inputs stay as they were listed', () => {
    expect(priorities.rankAgain({ ...picture, inputs: null }, usual)).toBe(picture.rows)
  })
})

describe('a document', () => {
  const picture = prd.fromTool(sampleOf('generate-prd'))!

  test('says what changed since the version before', () => {
    const [now] = picture.versions
    const scope = now!.sections.find(({ key }) => key === 'plan')!
    const [first, ...rest] = scope.sentences
    const before = { ...scope, sentences: [...rest, { ...first!, text: 'It was to be done in May.' }] }
    const at = (section: prd.Section | undefined, key: string) => ({
      section,
      sources: [{ alias: 'E2', key, title: key, note: 'analysis' }],
    })
    const changes = prd.against({ ...at(scope, 'now'), section: scope }, at(before, 'earlier'))
    expect(changes.map(({ change }) => change)).toEqual(['added', ...rest.map(() => 'same'), 'removed'])
    // An alias names another record in another version: each sentence has the sources of its own.
    expect([changes[0]!.sources[0]!.key, changes.at(-1)!.sources[0]!.key]).toEqual(['now', 'earlier'])
    expect(
      prd.against({ ...at(scope, 'now'), section: scope }, at(undefined, 'earlier')).map(({ change }) => change),
    ).toEqual(scope.sentences.map(() => 'added'))
  })

  test('is Markdown in which nobody’s text is markup', () => {
    const title = '[click](javascript:alert(1)) <b>*now*</b>'
    expect(prd.prdMarkdown({ ...picture, title })).toContain(
      String.raw`# \[click\](javascript:alert(1)) \<b\>\*now\*\</b\>`,
    )
    const markdown = prd.prdMarkdown(picture)
    expect(markdown).toContain('- “The most requested feature before every holiday.”[^R1]')
    expect(markdown).toContain('- **Question:** What will this deliberately not do?[^E4]')
    const [version] = picture.versions
    const guess = { text: 'Most buy elsewhere.', basis: 'assumption' as const, evidence: [] }
    const assumed = { ...version!, sections: [{ ...version!.sections[0]!, sentences: [guess] }] }
    expect(prd.prdMarkdown({ ...picture, versions: [assumed] })).toContain('Most buy elsewhere. *(assumption)*')
    const stated = { ...assumed, sections: [{ ...assumed.sections[0]!, sentences: [{ ...guess, author: 'Lin Moe' }] }] }
    const warnings = ['No model wrote this, because there are not enough credits.']
    const told = prd.prdMarkdown({ ...picture, versions: [stated], warnings })
    expect(told).toContain('Most buy elsewhere. *(stated by Lin Moe)*')
    expect(told).toContain('## Notes\n\n- No model wrote this, because there are not enough credits.')
  })
})
