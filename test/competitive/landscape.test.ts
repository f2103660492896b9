import { describe, expect, it } from 'vitest'
import type { Capability, Claim, Competitor } from '../../api/competitive/claim.ts'
import { closingItems } from '../../api/competitive/analysis/gaps.ts'
import { landscape } from '../../api/competitive/analysis/landscape.ts'
import { landscapeSentence } from '../../api/competitive/analysis/landscape-sentence.ts'
import type { Focus, LandscapeProblem } from '../../api/competitive/analysis/landscape.ts'
import { resolveNames } from '../../api/competitive/names.ts'
import { pressureFactor } from '../../api/competitive/analysis/pressure.ts'

const competitor = (
  id: string,
  name: string,
  category: Competitor['category'] = 'direct',
  aliases: string[] = [],
): Competitor => ({ id, name, aliases, category, positioning: null })
const capability = (id: string, name: string, own: Capability['own'], importance = 1): Capability => ({
  id,
  name,
  own,
  importance,
})
const claim = (
  id: string,
  competitorId: string,
  capabilityId: string,
  level: Claim['level'],
  more: Partial<Claim> = {},
): Claim => ({
  id,
  competitorId,
  capabilityId,
  level,
  statement: `${competitorId} on ${capabilityId}`,
  source: 'release notes',
  url: null,
  capturedAt: '2026-10-01',
  confidence: 1,
  ...more,
})

const competitors = [competitor('norda', 'Norda Commerce GmbH'), competitor('pico', 'PicoShop', 'indirect')]
const capabilities = [
  capability('collect', 'Click and collect', 'none', 3),
  capability('gift', 'Gift cards', 'partial', 1),
  capability('size', 'Size guide', 'full', 1),
]
const claims = [
  claim('c1', 'norda', 'collect', 'full'),
  claim('c2', 'pico', 'collect', 'full', { confidence: 0.5 }),
  claim('c3', 'norda', 'gift', 'full', { capturedAt: '2025-01-01' }),
  claim('c4', 'pico', 'gift', 'full', { source: null }),
  claim('c5', 'norda', 'size', 'none'),
]
const look = (focus: Focus, more: Partial<LandscapeProblem> = {}) =>
  landscape({
    competitors,
    capabilities,
    claims,
    closes: [],
    focus,
    competitorIds: [],
    asOf: '2026-11-20',
    sinceDays: 180,
    minConfidence: 0,
    limit: 25,
    ...more,
  })

describe('gaps', () => {
  it('weigh importance, how many of the market have it, how much more, and how sure that is', () => {
    // Market 1 + 0.6. Collect: (1 × 1 × 1 + 0.6 × 1 × 0.5) ÷ 1.6 × 3/3. Gift: 1 × 0.5 × ½ (stale) ÷ 1.6 × 1/3; the unsupported claim adds nothing.
    expect(
      look('gaps').gaps.map(({ capabilityId, severity, band, competitorsHaving }) => [
        capabilityId,
        severity,
        band,
        competitorsHaving,
      ]),
    ).toEqual([
      ['collect', 0.813, 'critical', ['norda', 'pico']],
      ['gift', 0.052, 'minor', ['norda', 'pico']],
    ])
  })

  it('known from unsupported claims alone are shown as that, with severity 0', () => {
    expect(look('gaps', { claims: [claims[3]!] }).gaps).toMatchObject([
      { capabilityId: 'gift', severity: 0, band: 'unsupported', suggestedPriorityEffect: 'none', evidenceIds: ['c4'] },
    ])
  })

  it('change when their evidence is deleted', () => {
    expect(look('gaps', { claims: claims.slice(1) }).gaps[0]!.competitorsHaving).toEqual(['pico'])
    expect(look('gaps', { claims: [] }).gaps).toEqual([])
  })

  it('name the items that close them, stated links before words', () => {
    const items = [
      { id: 'i1', title: 'Collect in store', description: null },
      { id: 'i2', title: 'Gift cards by mail', description: null },
      { id: 'i3', title: 'Unrelated', description: null },
    ]
    const closes = closingItems(items, capabilities, [
      { itemId: 'i1', capabilityId: 'collect' },
      { itemId: 'i3', capabilityId: 'deleted' },
    ])
    expect(look('gaps', { closes }).gaps.map(({ linkedItemIds }) => linkedItemIds)).toEqual([['i1'], ['i2']])
  })
})

describe('threats', () => {
  it('add up from their parts', () => {
    const [first, second] = look('threats').threats
    // Ahead: (3 × 1 + 1 × 0.5 × ½) ÷ 5; momentum: two claims of five in the window. 0.5 × 0.65 + 0.3 × 0.4
    expect(first).toEqual({
      competitorId: 'norda',
      score: 0.445,
      components: { category: 1, ahead: 0.65, parity: 0, momentum: 0.4 },
      trend: 'rising',
      recentClaims: 2,
      earlierClaims: 0,
    })
    expect(second).toMatchObject({
      competitorId: 'pico',
      components: { category: 0.6, ahead: 0.3, parity: 0, momentum: 0.2 },
      trend: 'steady',
    })
  })

  it('fall when nothing new is captured, and are unknown without any claim', () => {
    const old = ['2026-02-01', '2026-02-02', '2026-02-03'].map((capturedAt, i) =>
      claim(`o${i}`, 'norda', 'gift', 'full', { capturedAt }),
    )
    expect(look('threats', { claims: old }).threats.map(({ competitorId, trend }) => [competitorId, trend])).toEqual([
      ['norda', 'falling'],
      ['pico', 'unknown'],
    ])
  })
})

describe('claims', () => {
  it('older than the limit are stale, without source or date unsupported, and both are said', () => {
    const { evidence, warnings } = look('matrix')
    expect(Object.fromEntries(evidence.map(({ id, standing }) => [id, standing]))).toEqual({
      c1: 'supported',
      c2: 'supported',
      c3: 'stale',
      c4: 'unsupported',
      c5: 'supported',
    })
    expect(warnings.map(({ text }) => text)).toEqual([
      '1 claim is older than 180 days and counts half.',
      '1 claim has no source or no date: shown as unsupported and not counted.',
    ])
  })

  it('that disagree are contested, and the newest supported one decides', () => {
    const row = look('matrix', {
      claims: [
        claim('a', 'norda', 'gift', 'full'),
        claim('b', 'norda', 'gift', 'none', { capturedAt: '2026-11-01' }),
        claim('c', 'norda', 'gift', 'partial', { source: null, capturedAt: '2026-11-19' }),
      ],
    }).matrix.find(({ capabilityId }) => capabilityId === 'gift')!
    expect(row.them).toEqual([
      {
        competitorId: 'norda',
        level: 'none',
        standing: 'supported',
        confidence: 1,
        contested: true,
        evidenceIds: ['b', 'a', 'c'],
      },
    ])
  })

  it('below the confidence asked for are left out and counted', () => {
    const { gaps, warnings } = look('gaps', { minConfidence: 0.6 })
    expect(gaps[0]!.competitorsHaving).toEqual(['norda'])
    expect(warnings.map(({ code }) => code)).toContain('LOW_CONFIDENCE_LEFT_OUT')
  })

  it('by the ten thousand give a bounded answer, the same in any order', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      claim(`m${i}`, `k${i % 40}`, `f${i % 90}`, (['none', 'partial', 'full'] as const)[i % 3]!, {
        capturedAt: `2026-0${1 + (i % 9)}-11`,
        statement: 'x'.repeat(2_000),
        confidence: (i % 10) / 10,
      }),
    )
    const world = {
      competitors: Array.from({ length: 40 }, (_, i) => competitor(`k${i}`, `Rival ${i}`)),
      capabilities: Array.from({ length: 90 }, (_, i) => capability(`f${i}`, `Capability ${i}`, 'partial')),
    }
    for (const focus of ['landscape', 'threats', 'gaps', 'matrix', 'battlecard'] as const) {
      const answer = JSON.stringify(look(focus, { ...world, claims: many }))
      expect(answer.length).toBeLessThan(120_000)
      expect(
        JSON.stringify(
          look(focus, {
            ...world,
            claims: many.toReversed(),
            competitors: world.competitors.toReversed(),
            capabilities: world.capabilities.toReversed(),
          }),
        ),
      ).toBe(answer)
    }
  })
})

describe('the landscape', () => {
  it('lists competitors by threat with their last evidence, and the three worst gaps', () => {
    const { competitors: rows, gaps } = look('landscape')
    expect(
      rows.map(({ name, claims: count, lastEvidenceDays, stale }) => [name, count, lastEvidenceDays, stale]),
    ).toEqual([
      ['Norda Commerce GmbH', 3, 50, false],
      ['PicoShop', 2, 50, false],
    ])
    expect(gaps.map(({ name }) => name)).toEqual(['Click and collect', 'Gift cards'])
  })

  it('of one competitor is a battlecard: where they lead, where we lead, what nobody knows', () => {
    const [card] = look('battlecard', { competitorIds: ['pico'] }).battlecards
    expect(card).toMatchObject({
      competitorId: 'pico',
      theyLead: [{ capabilityId: 'collect' }, { capabilityId: 'gift', standing: 'unsupported' }],
      weLead: [],
      unknown: ['size'],
    })
  })

  it('comes in pages that meet', () => {
    const first = look('matrix', { limit: 2 })
    const second = look('matrix', { limit: 2, offset: first.nextOffset! })
    expect([...first.matrix, ...second.matrix].map(({ capabilityId }) => capabilityId)).toEqual([
      'collect',
      'gift',
      'size',
    ])
    expect(second.nextOffset).toBeNull()
  })

  it('without competitors says what to do next', () => {
    expect(look('landscape', { competitors: [] })).toMatchObject({
      competitors: [],
      gaps: [],
      evidence: [],
      total: 0,
      warnings: [{ code: 'NO_COMPETITORS' }],
    })
  })
})

describe('the sentence', () => {
  const sentence = (focus: Focus, more: Partial<LandscapeProblem> = {}) => landscapeSentence(look(focus, more), 180)
  const widest = 'The widest gap is “Click and collect”: 2 competitors are ahead (severity 0.81 of 1).'

  it.each<[Focus, string]>([
    ['landscape', `“Norda Commerce GmbH” is the biggest threat (0.45 of 1, rising). ${widest}`],
    ['threats', '“Norda Commerce GmbH” is the biggest threat (0.45 of 1); 1 of 2 competitors is rising over 180 days.'],
    ['gaps', `2 gaps. ${widest}`],
    ['matrix', '3 capabilities. We can be compared in 3 of them.'],
  ])('of %s is about all rows, whichever page it comes with', (focus, expected) => {
    expect(sentence(focus)).toBe(expected)
    expect(sentence(focus, { limit: 1, offset: 1 })).toBe(expected)
  })

  it('of a battlecard counts more capabilities than the card lists', () => {
    const nine = Array.from({ length: 9 }, (_, at) => capability(`n${at}`, `Capability ${at}`, 'none'))
    const problem = {
      capabilities: nine,
      claims: nine.map(({ id }) => claim(`on-${id}`, 'norda', id, 'full')),
      competitorIds: ['norda'],
    }
    expect(look('battlecard', problem).battlecards[0]!.theyLead).toHaveLength(5)
    expect(sentence('battlecard', problem)).toBe('“norda” leads us in 9 capabilities, trails in 0, and is even in 0.')
  })

  it('without rows says what is missing, and finds no gap where there is none', () => {
    expect(sentence('matrix', { capabilities: [], claims: [] })).toBe(
      'No capabilities have been recorded yet. Add what buyers compare, and rate your own product.',
    )
    expect(sentence('landscape', { claims: [] })).toMatch(/ \(0\.\d\d of 1, trend unknown\)\. No gaps are known\.$/)
    expect(landscapeSentence({ ...look('gaps'), gaps: [], total: 0 }, 180, true)).toBe(
      'None of these items closes a known gap.',
    )
    expect(sentence('gaps', { competitors: [] })).toBe('No competitors have been recorded yet.')
  })
})

describe('names', () => {
  const market = [...competitors, competitor('n2', 'Norda Retail', 'direct', ['NR'])]
  it('are found by name or alias, whatever their case, accents and legal form', () => {
    expect(resolveNames(['norda commerce', 'nr', 'PICOSHOP'], market)).toEqual({
      ids: ['norda', 'n2', 'pico'],
      unresolved: [],
    })
  })

  it('that fit several, or are misspelt, return candidates and are never merged', () => {
    expect(resolveNames(['Norda', 'Picoshp', 'Zebra'], market)).toEqual({
      ids: [],
      unresolved: [
        {
          name: 'Norda',
          candidates: [
            { id: 'n2', name: 'Norda Retail' },
            { id: 'norda', name: 'Norda Commerce GmbH' },
          ],
        },
        { name: 'Picoshp', candidates: [{ id: 'pico', name: 'PicoShop' }] },
        { name: 'Zebra', candidates: [] },
      ],
    })
  })

  it('that two competitors share are ambiguous', () => {
    expect(resolveNames(['Acme'], [competitor('a', 'Acme'), competitor('b', 'ACME Ltd')]).unresolved).toEqual([
      {
        name: 'Acme',
        candidates: [
          { id: 'a', name: 'Acme' },
          { id: 'b', name: 'ACME Ltd' },
        ],
      },
    ])
  })
})

describe('pressure on the ranking', () => {
  it('is the severity of the worst gap that an item closes, with its reason', () => {
    const closes = [
      { itemId: 'i1', capabilityId: 'collect', certainty: 1 },
      { itemId: 'i2', capabilityId: 'gift', certainty: 0.5 },
      { itemId: 'i3', capabilityId: 'size', certainty: 1 },
    ]
    const { value, reason } = pressureFactor(look('gaps').gaps, closes, 0.5)
    expect([...value]).toEqual([
      ['i1', 0.813],
      ['i2', 0.026],
    ])
    expect([...reason.values()]).toEqual([
      '2 competitors have “Click and collect”',
      '2 competitors have “Gift cards” (by matching words)',
    ])
  })
})
