import fc from 'fast-check'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { toCsv } from '../../api/files/export-csv.ts'
import { toIcs } from '../../api/files/export-ics.ts'

const event = {
  uid: '1@shop',
  title: 'Cart; fast, please',
  description: 'line one\nline two',
  start: '2026-01-05',
  finish: '2026-01-09',
  category: 'Web',
}

describe('iCalendar', () => {
  test('an item is an all-day event whose end is exclusive', () => {
    expect(toIcs('Plan', [event], '2026-01-02T08:00:00.000Z')).toBe(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//PM33//Schedule//EN',
        'CALSCALE:GREGORIAN',
        'X-WR-CALNAME:Plan',
        'BEGIN:VEVENT',
        'UID:1@shop',
        'DTSTAMP:20260102T080000Z',
        'DTSTART;VALUE=DATE:20260105',
        'DTEND;VALUE=DATE:20260110',
        'SUMMARY:Cart\\; fast\\, please',
        'DESCRIPTION:line one\\nline two',
        'CATEGORIES:Web',
        'TRANSP:TRANSPARENT',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    )
  })

  test('no title can end its line or begin a property of its own', () => {
    expect(toIcs('Plan', [{ ...event, title: 'x\r\nATTENDEE:mailto:a@b.c' }], '2026-01-02T08:00:00Z')).not.toMatch(
      /^ATTENDEE/m,
    )
  })

  test('every line is at most 75 octets and unfolds to the text that went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (title) => {
        const ics = toIcs('Plan', [{ ...event, title }], '2026-01-02T08:00:00Z')
        for (const line of ics.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        const summary = ics
          .replaceAll('\r\n ', '')
          .split('\r\n')
          .find((line) => line.startsWith('SUMMARY:'))!
          .slice(8)
        // oxlint-disable-next-line no-control-regex -- what the export leaves out
        expect(summary.replace(/\\([\\;,n])/g, (_, c: string) => (c === 'n' ? '\n' : c))).toBe(
          title.replace(/\r\n|\r/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ''),
        )
      }),
    )
  })
})

describe('CSV', () => {
  test('quotes what needs it and leaves numbers alone', () => {
    expect(
      toCsv(
        ['key', 'title', 'late'],
        [
          ['SHOP-1', 'Cart, "fast"', -3],
          ['SHOP-2', 'two\nlines', null],
        ],
      ),
    ).toBe('key,title,late\r\nSHOP-1,"Cart, ""fast""",-3\r\nSHOP-2,"two\nlines",\r\n')
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '=HYPERLINK("http://x")', '＝1+1'])(
    '%j cannot run as a formula',
    (title) => {
      const cell = (
        parse(toCsv([], [[title]]), { relax_column_count: true, skip_empty_lines: true }) as string[][]
      )[0]?.[0]
      expect(cell).toBe(`'${title}`)
    },
  )

  test('a reader gets back every text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string().map((s) => `x${s}`),
          { minLength: 2, maxLength: 4 },
        ),
        (row) => {
          expect(parse(toCsv(row, [row]))).toEqual([row, row])
        },
      ),
    )
  })
})
