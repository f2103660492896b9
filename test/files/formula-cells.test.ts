/** Titles come from anyone who can write to a tracker; a spreadsheet runs a cell that looks like a formula. */
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { toCsv } from '../../api/files/export-csv.ts'
import { ownText } from '../../api/files/formula.ts'
import { ownCell } from '../../api/imports/formats/own/own-format.ts'
import { backlogCsv } from '../../views/pages/backlog/backlog-csv.ts'
import { prioritiesCsv, type PrioritiesPicture } from '../../views/pictures/priorities/priorities-picture.ts'
import { scheduleCsv, type Bar, type SchedulePicture } from '../../views/pictures/schedule/schedule-picture.ts'

const FORMULAS = [
  '=1+1',
  '+1',
  '-1',
  '-4 days',
  '@SUM(A1)',
  '=HYPERLINK("http://x","y")',
  '\t=1',
  '\r=1',
  '\n=1',
  '\nplain',
  ' =1',
  '\u00A0=1',
  '\u3000@x',
  '＝1+1',
  '＋1',
  '－1',
  '＠x',
]

const cellOf = (csv: string, row: number, column: number) =>
  (parse(csv, { relax_column_count: true, skip_empty_lines: true }) as string[][])[row]?.[column]

const bar = (title: string) => ({ title, team: 0, key: 'A-1', start: 0, finish: 1, due: null, waitsFor: [] })
const row = (title: string) => ({ rank: 1, key: 'A-1', title, reason: title })
const item = (title: string) => ({ key: 'A-1', title, status: title, team: { id: '1', name: title } })

/** Each door through which text of records leaves as CSV: its cell with the text. */
const DOORS: readonly (readonly [door: string, cell: (text: string) => string | undefined])[] = [
  ['the audit log, the ledger, and plans', (text) => cellOf(toCsv(['title'], [[text]]), 1, 0)],
  ['a header', (text) => cellOf(toCsv([text], []), 0, 0)],
  ['an export of a workspace', (text) => ownCell(text, 'text')],
  [
    'the backlog page',
    (text) => cellOf(backlogCsv([item(text) as unknown as Parameters<typeof backlogCsv>[0][0]]), 1, 1),
  ],
  [
    'the teams of the backlog page',
    (text) => cellOf(backlogCsv([item(text) as unknown as Parameters<typeof backlogCsv>[0][0]]), 1, 6),
  ],
  [
    'a picture of priorities',
    (text) => cellOf(prioritiesCsv({ rows: [row(text)] } as unknown as PrioritiesPicture, null), 1, 2),
  ],
  [
    'a picture of a plan',
    (text) =>
      cellOf(scheduleCsv({ teams: ['T'], bars: [bar(text) as unknown as Bar] } as unknown as SchedulePicture), 1, 2),
  ],
]

describe.each(DOORS)('%s', (_door, cell) => {
  test.each(FORMULAS)('%j cannot run', (text) => {
    expect(cell(text)).toBe(`'${text}`)
  })

  test.each(['plain', ' two words', 'a = b', "it's", 'a - b'])('%j is as it was', (text) => {
    expect(cell(text)).toBe(text)
  })
})

test('numbers of a download stay numbers', () => {
  expect(
    toCsv(
      ['late', 'note'],
      [
        [-3, 'a "b", c'],
        [null, '-4 days'],
      ],
    ),
  ).toBe(`late,note\r\n-3,"a ""b"", c"\r\n,'-4 days\r\n`)
})

test.each([...FORMULAS, "'=1", "'", "''", "' =1"])('%j comes back from our own export to the character', (text) => {
  expect(ownText(ownCell(text, 'text'))).toBe(text)
})
