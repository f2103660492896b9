/** Dates and figures as the reader of a page or a picture writes them. */
import { expect, test } from 'vitest'
import { figureText } from '../../text.ts'
import { summarySentence } from '../../api/backlog/summary/summary.ts'
import {
  counted,
  dayOf,
  figure,
  fullDay,
  monthsBetween,
  shortDay,
  signed,
  tenths,
  withDates,
} from '../../views/pictures/words.ts'

test.each([
  ['en-US', 'Jan 14, 2027', 'Jan 14', '12,400 items', '1,234.0'],
  ['en-GB', '14 Jan 2027', '14 Jan', '12,400 items', '1,234.0'],
  ['de-DE', '14. Jan. 2027', '14. Jan.', '12.400 items', '1.234,0'],
])('in %s, a day is %s or %s, a count is %s, and a score is %s', (locale, full, short, count, score) => {
  const day = dayOf('2027-01-14')
  expect(fullDay(day, locale)).toBe(full)
  expect(shortDay(day, locale)).toBe(short)
  expect(counted(12_400, locale, 'item')).toBe(count)
  expect(tenths(1234, locale)).toBe(score)
})

test('a figure has the decimals it needs, and a shift its sign', () => {
  expect([figure(3, 'en-US'), figure(3.14, 'en-US'), figure(1_000_000, 'en-US')]).toEqual(['3', '3.1', '1,000,000'])
  expect([signed(-1900, 'en-US'), signed(7, 'en-US')]).toEqual(['−1,900', '+7'])
  expect([counted(1, 'en-US', 'story', 'stories'), counted(2, 'en-US', 'story', 'stories')]).toEqual([
    '1 story',
    '2 stories',
  ])
})

test('dates of a sentence are the reader’s, those in quotes are left alone, and no day has no months', () => {
  expect(withDates('Even odds by 2027-03-30: “Freeze 2026-11-01”, 2027-13-40.', 'en-US')).toBe(
    'Even odds by Mar 30, 2027: “Freeze 2026-11-01”, 2027-13-40.',
  )
  expect(monthsBetween(Infinity, -Infinity)).toEqual([])
})

test('a sentence of the API separates thousands for the page and for the assistant', () => {
  expect([figureText(480), figureText(5000), figureText(12_400.5)]).toEqual(['480', '5,000', '12,400.5'])
  const row = { type: 'story', priority: 'high', points: 0 }
  expect(
    summarySentence(
      'Shop',
      [
        { ...row, status: 'todo', items: 4000, unestimated: 1200 },
        { ...row, status: 'done', items: 8000, unestimated: 0 },
      ],
      1500,
    ),
  ).toBe(
    'Shop has 12,000 items: 4,000 open (0 in progress), 8,000 done, 0 canceled. 1,200 of the open items have no estimate. The oldest open item is 1,500 days old.',
  )
})
