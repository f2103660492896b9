import { expect, it } from 'vitest'
import { stem, termsOf } from '../../api/strategy/stems.ts'

it.each([
  ['translate', 'translation', 'translating'],
  ['notify', 'notification', 'notified'],
  ['deliver', 'delivery', 'deliveries'],
  ['pay', 'payment', 'payments'],
  ['price', 'pricing', 'prices'],
  ['perform', 'performance', 'performing'],
  ['ship', 'shipping', 'ships'],
  ['localise', 'localisation', 'localised'],
])('%s, %s and %s are one word', (...words) => {
  expect(new Set(words.map(stem)).size).toBe(1)
})

it.each([
  ['access', 'accept'],
  ['status', 'state'],
  ['search', 'serve'],
])('%s and %s stay two words', (a, b) => {
  expect(stem(a)).not.toBe(stem(b))
})

it('reads hyphenated words both ways, drops accents and words without meaning', () => {
  expect(termsOf('The sign-up for a café').map((term) => term.stem)).toEqual(['sign', 'signup', 'caf'])
})

it('reads the start of a very long text only', () => {
  expect(termsOf('word '.repeat(100_000)).length).toBeLessThan(2_000)
})
