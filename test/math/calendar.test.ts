import { describe, expect, test } from 'vitest'
import { dayOf, isoOf } from '../../api/math/calendar.ts'

describe('a day number as a date', () => {
  test.each([
    ['1970-01-01', 0],
    ['2000-02-29', 11_016],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
  ])('%s is day %i and back', (iso, day) => {
    expect(dayOf(iso)).toBe(day)
    expect(isoOf(day)).toBe(iso)
  })

  test('outside of the years that a date can name it is the nearest that has a name', () => {
    expect(isoOf(dayOf('9999-12-31') + 3_652)).toBe('9999-12-31')
    expect(isoOf(dayOf('0001-01-01') - 1)).toBe('0001-01-01')
  })

  test.each([Infinity, -Infinity, NaN])('%d is no day', (day) => {
    expect(() => isoOf(day)).toThrow(RangeError)
  })
})
