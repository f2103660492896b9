import { describe, expect, test } from 'vitest'
import type { Field } from '../../api/imports/record/fields.ts'
import { file, fixture, read, refusal } from './read.ts'

const HEADER = 'Summary,Issue key,Status,Created'
const bytes = (...values: number[]) => Uint8Array.from(values)
const noise = Uint8Array.from({ length: 5_000 }, (_, at) => (at * 7_919 + (at >> 3) * 104_729) % 256)

describe('a file that cannot be read is refused with what to do next, and nothing is read of it', () => {
  test.each([
    ['an empty file', bytes(), 'EMPTY'],
    ['blank lines only', '\n \n\r\n', 'EMPTY'],
    ['noise', noise, 'BINARY'],
    ['an image', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), 'BINARY'],
    ['an old workbook', bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1), 'BINARY'],
    ['a zip or a new workbook', bytes(0x50, 0x4b, 3, 4, 20, 0), 'ZIP'],
    ['a gzip', bytes(0x1f, 0x8b, 8, 0), 'ZIP'],
    ['a web page', '<!DOCTYPE html><html><table><tr><td>Summary</td></tr></table></html>', 'WEB_PAGE'],
    ['one column', 'Title\nDig\nPlant\n', 'ONE_COLUMN'],
    ['rows without a header', 'S-1,Dig,Done,01/Jan/25 9:00 AM\nS-2,Plant,Open,02/Jan/25 9:00 AM\n', 'NO_HEADER'],
    ['a header that says nothing', 'Colour,Weight,Price\nred,3,4\n', 'NEEDS_MAPPING'],
    ['a header without rows', `${HEADER}\n`, 'NO_ROWS'],
    [
      '5,000 columns',
      `${Array.from({ length: 5_000 }, (_, at) => `Column ${at}`).join(',')}\n1,2\n`,
      'TOO_MANY_COLUMNS',
    ],
    ['a quote that never closes', `${HEADER}\nDig,S-1,Done,\n"Plant,S-2,Done,\nWater,S-3,Done,\n`, 'UNCLOSED_QUOTE'],
    ['JSON of something else', '{"weather": [{"rain": 3}]}', 'UNKNOWN_FORMAT'],
    ['JSON cut off in the middle', new TextDecoder().decode(fixture('github-gh.json')).slice(0, -20), 'BROKEN_JSON'],
    ['JSON with a fault in an item', '[{"number": 1, "title": "x"}, {"number": oops}]', 'BROKEN_JSON'],
    ['an empty list', '{"issues": []}', 'UNKNOWN_FORMAT'],
  ])('%s', async (_, content, code) => {
    const refused = await refusal(content)
    expect(refused.code).toBe(code)
    expect(refused.message).toMatch(/\.$/)
    expect(refused.next).toMatch(/^[A-Z].*\.$/)
  })

  test('the columns are named when a mapping is needed', async () => {
    const refused = await refusal('Colour,Weight,Price\nred,3,4\n')
    expect(refused.message).toBe(
      'No column for the title was recognized. "Weight" is the storyPoints. Other columns: "Colour", "Price".',
    )
  })

  test.each([
    [
      'counted as sprints are',
      'name,start,end,committed\nAlpha,2026-01-05,2026-01-16,21\nBeta,2026-01-19,2026-01-30,25\n',
    ],
    [
      'called sprints',
      'id,name,state,startDate,endDate\n1,Sprint 1,closed,2026-01-05,2026-01-16\n2,Sprint 2,active,2026-01-19,2026-01-30\n',
    ],
    [
      'in JSON',
      '[{"name":"Iteration 1","start":"2026-01-05","end":"2026-01-16"},{"name":"Iteration 2","start":"2026-01-19","end":"2026-01-30"}]',
    ],
  ])('a list of sprints, %s, is asked about and not imported as finished work', async (_, content) => {
    const refused = await refusal(content)
    expect(refused.code).toBe('NEEDS_MAPPING')
    expect(refused.message).toMatch(/^The rows look like sprints, not work items\. /)
    const { columns } = JSON.parse(/\{.*\}/.exec(refused.next)![0]) as { columns: Record<string, Field> }
    expect((await read(content, { columns })).report.rows.imported).toBe(2)
  })

  test('a plan of tasks with starts and ends is no list of sprints', async () => {
    const { report } = await read(
      'Task,Start,End,Effort\nPlan sprint 12,2026-01-05,2026-01-16,3\nDig,2026-01-19,2026-01-30,2\n',
    )
    expect(report.rows.imported).toBe(2)
  })

  test('a quote that never closes names the row after which it opens', async () => {
    const refused = await refusal(`${HEADER}\nDig,S-1,Done,\n"Plant,S-2,Done,\nWater,S-3,Done,\n`)
    expect(refused.message).toBe('A quote opened after row 2 is never closed.')
  })

  test.each([
    ['an unknown word', { colums: {} }],
    ['an unknown field', { columns: { A: 'titel' } }],
    ['an unknown category', { statuses: { A: 'finished' } }],
    ['a format of the other kind', { format: 'trello-json' }],
    ['a zone beyond the world', { utcOffsetMinutes: 900 }],
  ])('a mapping with %s is refused', async (_, mapping) => {
    const refused = await refusal(`${HEADER}\nDig,S-1,Done,\n`, mapping as never)
    expect(refused.code).toBe('BAD_MAPPING')
  })

  test('a file that changes between the two readings is not applied', async () => {
    const { survey } = await import('../../api/imports/reading/survey.ts')
    const { rows } = await import('../../api/imports/reading/rows.ts')
    const plan = await survey(file(`${HEADER}\nDig,S-1,Done,\n`))
    await expect(rows(file(`Key,${HEADER}\n1,Dig,S-1,Done,\n`), plan).next()).rejects.toMatchObject({ code: 'CHANGED' })
  })
})

describe('a file of any size costs bounded memory and time', () => {
  /** `pieces` pieces of the same bytes, and how many of them were asked for. */
  function endless(start: string, piece: Uint8Array, pieces: number) {
    const asked = { pieces: 0 }
    const source = async function* () {
      yield new TextEncoder().encode(start)
      for (let at = 0; at < pieces; at++) {
        asked.pieces++
        yield piece
      }
    }
    return { source, asked }
  }
  const MEGABYTE = 1_000_000

  test('a gigabyte of newlines is refused after a few megabytes of them', async () => {
    const { source, asked } = endless(`${HEADER}\nDig,S-1,Done,\n`, new Uint8Array(MEGABYTE).fill(10), 1_000)
    expect((await refusal(source)).code).toBe('BLANK_STRETCH')
    expect(asked.pieces).toBeLessThan(20)
  })

  test('a gigabyte of newlines from the first byte is empty', async () => {
    const { source, asked } = endless('\n', new Uint8Array(MEGABYTE).fill(10), 1_000)
    expect((await refusal(source)).code).toBe('EMPTY')
    expect(asked.pieces).toBeLessThan(20)
  })

  test('a row without an end is refused at the limit', async () => {
    const { source, asked } = endless(`${HEADER}\n"`, new Uint8Array(MEGABYTE).fill(120), 1_000)
    expect((await refusal(source, {}, { row: 3_000_000 })).code).toBe('ROW_TOO_LARGE')
    expect(asked.pieces).toBeLessThan(20)
  })

  test('a header without an end is refused', async () => {
    const { source } = endless('Title,', new TextEncoder().encode('Column,'.repeat(10_000)), 1_000)
    expect((await refusal(source)).code).toBe('TOO_MANY_COLUMNS')
  })

  test('more rows than the limit are refused as such', async () => {
    const { source } = endless(`${HEADER}\n`, new TextEncoder().encode('Dig,S-1,Done,\n'.repeat(1_000)), 1_000_000)
    expect((await refusal(source, {}, { rows: 5_000 })).message).toBe('The file has more than 5,000 rows.')
  })

  test('a cell of ten megabytes sets its own row aside, the rest is imported', async () => {
    const { report, records } = await read(
      new TextEncoder().encode(`${HEADER}\nDig,S-1,Done,\n${'x'.repeat(10_000_000)},S-2,Done,\nWater,S-3,Done,\n`),
    )
    expect(records.map(({ key }) => key)).toEqual(['S-1', 'S-3'])
    expect(report.quarantine).toEqual([{ reason: 'a cell is longer than 2,000,000 characters', count: 1, rows: [3] }])
  })

  test('an item of ten megabytes in JSON is set aside, the rest is imported', async () => {
    const issue = (number: number, title: string) =>
      `{"number": ${number}, "title": "${title}", "state": "open", "labels": []}`
    const { report, records } = await read(
      `[${issue(1, 'Dig')}, ${issue(2, 'x'.repeat(10_000_000))}, ${issue(3, 'Water')}]`,
    )
    expect(records.map(({ key }) => key)).toEqual(['#1', '#3'])
    expect(report.quarantine).toEqual([{ reason: 'larger than 2,000,000 characters', count: 1, rows: [2] }])
  })

  test('brackets ten thousand deep are no danger', async () => {
    const { report } = await read(
      `[{"number": 1, "title": "Dig", "state": "open", "labels": [], "x": ${'['.repeat(10_000)}${']'.repeat(10_000)}}]`,
    )
    expect(report.rows.imported).toBe(1)
  })

  test('blank rows at the end of a sheet are dropped with that reason', async () => {
    const { report } = await read(`${HEADER}\nDig,S-1,Done,\n${',,,\n'.repeat(1_000)}`)
    expect(report.rows).toMatchObject({ read: 1_001, imported: 1, dropped: 1_000 })
    expect(report.drops[0]).toMatchObject({ reason: 'blank row', count: 1_000 })
  })
})
