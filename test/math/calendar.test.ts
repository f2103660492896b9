import { describe, expect, test } from 'vitest'
import { afterWorkdays, beforeWorkdays, dayOf, isoOf, weekdayOf } from '../../api/math/calendar.ts'

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

test('days from Monday to Friday are counted on, and back', () => {
  for (let day = 20_000; day < 20_014; day++)
    for (let count = 0; count < 12; count++) {
      let end = day
      for (let left = count; left > 0; end++) if (weekdayOf(end + 1) < 5) left--
      expect(afterWorkdays(day, count)).toBe(end)
      const latest = beforeWorkdays(day, count)
      expect([afterWorkdays(latest, count) <= day, afterWorkdays(latest + 1, count) <= day]).toEqual([true, false])
    }
})
