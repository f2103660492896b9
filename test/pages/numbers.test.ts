/** What people type where a number is asked for. Null clears a setting, so only an empty field may become one. */
import { expect, test } from 'vitest'
import { changeOf } from '../../views/pages/backlog/change.ts'
import { Problem } from '../../views/pages/graphql.ts'
import { centsOrEmpty, wholeOrEmpty } from '../../views/pages/parts/numbers.ts'

const issuesOf = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return (error as Problem).issues
  }
}

test.each<[string, number | null]>([
  ['', null],
  ['  ', null],
  ['30', 30],
  [' 90 ', 90],
  ['0', 0],
  ['1,000', 1000],
])('a limit of %j is %j', (text, limit) => expect(wholeOrEmpty('keyDays', text)).toBe(limit))

test.each(['30 days', 'thirty', '1.5', '-1', '1e999', 'Infinity', 'NaN', '0x10', '9999999999'])(
  'a limit of %j is refused, and the limit that is set stays',
  (text) =>
    expect(issuesOf(() => wholeOrEmpty('keyDays', text))).toEqual([
      { path: ['keyDays'], message: 'must be a whole number, such as 30' },
    ]),
)

test.each<[string, number | null]>([
  ['', null],
  ['4500', 450_000],
  ['4,500', 450_000],
  ['4500.5', 450_050],
  ['1,234,567.89', 123_456_789],
])('a cost of %j is %j cents', (text, cents) => expect(centsOrEmpty('costRateCents', text)).toBe(cents))

test.each(['4500 €', '4,5', '4500.505', '-3', '1e999', 'about 4000'])('a cost of %j is refused', (text) =>
  expect(issuesOf(() => centsOrEmpty('costRateCents', text))).toEqual([
    { path: ['costRateCents'], message: 'must be an amount, such as 4500 or 4500.50' },
  ]),
)

test('points that JSON cannot hold are refused', () => {
  expect(changeOf('storyPoints', '0,5')).toEqual({ storyPoints: 0.5 })
  expect(changeOf('storyPoints', ' ')).toEqual({ storyPoints: null })
  for (const typed of ['many', '1e999', '-Infinity'])
    expect(() => changeOf('storyPoints', typed)).toThrow('Points are a number, such as 3 or 0.5.')
})
