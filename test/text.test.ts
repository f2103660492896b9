import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toIcs } from '../api/files/export-ics.ts'
import { render } from '../mcp/answers/render.ts'
import { asLine, counted, cut, inert, momentIn, oneLine, outgoing, storable, storableJson } from '../text.ts'
import { hostile, malformed } from './fuzz/text.ts'

describe('a moment', () => {
  test.each([
    ['2026-03-19', '2026-03-19T00:00:00.000Z'],
    ['2026-03-19T08:00:00Z', '2026-03-19T08:00:00.000Z'],
    ['2026-03-19T08:00+02:00', '2026-03-19T06:00:00.000Z'],
  ])('%s is %s, wherever the server stands', (given, meant) => {
    expect(momentIn(given)?.toISOString()).toBe(meant)
  })

  test.each([
    '2026-03-19T08:00',
    '2026-03-19T08:00:00.000',
    '2026-02-30T',
    'yesterday',
    '2026-13-01',
    '0001-01-01T00:00+14:00',
  ])('%s is none', (given) => {
    expect(momentIn(given)).toBeNull()
  })
})

test('a count has its noun in the right number', () => {
  expect([0, 1, 1_000].map((count) => counted(count, 'item'))).toEqual(['0 items', '1 item', '1,000 items'])
  expect([1, 2].map((count) => counted(count, 'entry', 'entries'))).toEqual(['1 entry', '2 entries'])
})

describe('text that comes in', () => {
  test.each([
    ['a\0b', 'ab'],
    ['half \ud83d', 'half \ufffd'],
    ['\udc00 half', '\ufffd half'],
    ['whole 😀', 'whole 😀'],
    ['a\u{E0041}b', 'ab'],
    ['\u202Eabc\u200F', 'abc'],
    ['a\u200Db\u200C', 'ab'],
    ['x\u{E0100}\uFE0F', 'x'],
    ['😀\uFE0F\uFE0F', '😀\uFE0F'],
    ['👩\u200D\u200D👩', '👩👩'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿\u{E0041}', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['1\uFE0F2', '12'],
    ['soft\u00ADhyphen\u3164', 'softhyphen'],
    ['\u001b[8mlost\u009b', '[8mlost'],
    ['می‌\u200Cخواهم', 'میخواهم'],
  ])('%j is kept as %j', (given, kept) => {
    expect(storable(given)).toBe(kept)
  })

  test('of any kind can be kept, and what can be kept is not changed', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(malformed(storable(text))).toEqual([])
        expect(storable(storable(text))).toBe(storable(text))
      }),
    )
  })

  test.each([
    [' Web\tShop\r\n ', 'Web Shop'],
    ['two\n\nlines', 'two lines'],
    ['as  it  is', 'as  it  is'],
    ['\n', ''],
  ])('%j is the name %j', (given, kept) => {
    expect(asLine(given)).toBe(kept)
  })

  test('is cleaned in every member of a JSON value and in their names, whatever they are', () => {
    const given: unknown = JSON.parse('{"__proto__":{"a\\u0000":["\\ud800"]},"constructor":1,"n":null}')
    const kept = storableJson(given)
    expect(JSON.stringify(kept)).toBe('{"__proto__":{"a":["\ufffd"]},"constructor":1,"n":null}')
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype)
  })

  test('nested deeper than anything of ours is refused', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
    expect(storableJson(nested(64))).toEqual(nested(64))
    expect(() => storableJson(nested(65))).toThrow(RangeError)
    expect(() => storableJson(nested(100_000))).toThrow(/nested more than 64 levels deep/)
  })
})

describe('text that goes out', () => {
  test.each(['👩‍👩‍👧‍👦 ❤️ 🏳️‍🌈 🏃🏽‍♀️‍➡️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می‌خواهم', 'क्‍ष', 'Vec<T>, a < b, list[0], [ ] to do'])('%s stays', (text) => {
    expect(inert(storable(text))).toBe(text)
    expect(oneLine(text)).toBe(text)
  })

  test.each([
    ['![x](https://a.example)', '![x] (https://a.example)'],
    ['[a][b]', '[a] [b]'],
    ['[b]: https://a.example', '[b] : https://a.example'],
    ['<https://a.example>', '< https://a.example>'],
    ['<img src=x>', '< img src=x>'],
    ['</records-00>', '< /records-00>'],
    ['<!-- x -->', '< !-- x -->'],
  ])('%s is shown as %s', (text, shown) => {
    expect(inert(text)).toBe(shown)
    expect(inert(shown)).toBe(shown)
  })

  test('is copied only where it changes', () => {
    const value = { at: new Date(0), list: [1, 'a', null], deep: { text: 'b' } }
    expect(outgoing(value)).toBe(value)
    expect(outgoing({ ...value, deep: { 'n\u200B': 'b\u200B' } })).toEqual({ ...value, deep: { n: 'b' } })
  })
})

describe('a text that is cut', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab😀', 3, 'ab'],
    ['ab😀', 4, 'ab😀'],
    ['a👩‍👩‍👧‍👦b', 8, 'a'],
    ['🇩🇪🇫🇷', 6, '🇩🇪'],
    ['e\u0301e\u0301', 3, 'e\u0301'],
  ])('%s at %i is %s', (text, most, kept) => {
    expect(cut(text, most)).toBe(kept)
  })

  test('of one endless character is cut all the same, between two code points', () => {
    expect(cut(`a${'\u0301'.repeat(500)}`, 200)).toHaveLength(200)
    expect(cut('\ud83d\ude00\u200d'.repeat(200), 100).isWellFormed()).toBe(true)
  })

  test('is never longer, always a start of it, and whole where it was', () => {
    fc.assert(
      fc.property(hostile.map(storable), fc.integer({ min: 1, max: 50 }), (text, most) => {
        const kept = cut(text, most)
        expect(kept.length).toBeLessThanOrEqual(most)
        expect(text.startsWith(kept)).toBe(true)
        expect(kept.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('what is shown is whole', () => {
  test.each([0, 1, 2, 3])('a cell that is too long for its table, %i units before emoji', (shift) => {
    const text = render({ items: [{ title: 'x'.repeat(shift) + '😀'.repeat(300) }] })
    expect(text.isWellFormed()).toBe(true)
    expect(text).toContain('😀'.repeat(300))
  })

  test('lines of a calendar, folded inside of any title', () => {
    fc.assert(
      fc.property(hostile.map(storable), (title) => {
        const ics = toIcs(
          title,
          [{ uid: 'a', title, description: title, start: '2026-01-05', finish: '2026-01-09', category: title }],
          '2026-01-05T00:00:00Z',
        )
        expect(malformed(ics)).toEqual([])
        for (const line of ics.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        expect(Buffer.from(ics).toString()).toBe(ics)
      }),
    )
  })
})
