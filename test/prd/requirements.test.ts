import { describe, expect, test } from 'vitest'
import { acceptanceIn, sentencesIn } from '../../api/prd/compose/prose.ts'

describe('acceptance criteria of a record', () => {
  test.each([
    [
      'Markdown',
      '## Acceptance criteria\n- The total shows the currency\n- [ ] Refunds use the rate of the order\n\n## Notes\n- Ask legal first',
    ],
    [
      'bold',
      'Some words before it.\n**Acceptance Criteria:**\n* The total shows the currency\n* Refunds use the rate of the order\n*Notes*\nAsk legal first',
    ],
    [
      'wiki markup',
      'h3. Acceptance criteria\n* The total shows the currency\n* Refunds use the rate of the order\nh3. Notes\n* Ask legal first',
    ],
    [
      'a colon',
      'Acceptance criteria:\n1. The total shows the currency\n2. Refunds use the rate of the order\nNotes:\nAsk legal first',
    ],
  ])('under a heading in %s, up to the next heading', (_form, text) => {
    expect(acceptanceIn(text)).toEqual(['The total shows the currency', 'Refunds use the rate of the order'])
  })

  test('steps of a scenario are among them', () => {
    const text = 'Acceptance tests\nGiven a cart in euros\nWhen the visitor is in Norway\nThen the total is in kroner'
    expect(acceptanceIn(text)).toEqual([
      'Given a cart in euros',
      'When the visitor is in Norway',
      'Then the total is in kroner',
    ])
  })

  test('end where prose goes on', () => {
    const text = 'Acceptance criteria\n\nThe total shows the currency\n\nWe talked about this in May.'
    expect(acceptanceIn(text)).toEqual(['The total shows the currency'])
  })

  test('words about them are none, and nothing that brings in an address', () => {
    expect(acceptanceIn('The acceptance criteria are still open.\n- Write them down soon')).toEqual([])
    expect(acceptanceIn('Acceptance criteria:\n- See https://example.test/criteria for all')).toEqual([])
  })

  test('a box to tick is no part of a sentence', () => {
    expect(sentencesIn('- [x] The rate must be shown.')).toEqual(['The rate must be shown.'])
  })
})
