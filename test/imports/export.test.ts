import { storable } from '../../text.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exportCsv, exportJson } from '../../api/imports/export/export.ts'
import { type ImportRecord } from '../../api/imports/record/record.ts'
import { ITEM_TYPES, PRIORITIES, STATUS_CATEGORIES } from '../../api/backlog/vocabulary.ts'
import { fixture, FIXTURES, read } from './read.ts'

async function text(pieces: AsyncIterable<string>): Promise<string> {
  let all = ''
  for await (const piece of pieces) all += piece
  return all
}

const EXPORTS = [
  ['CSV', exportCsv],
  ['JSON', exportJson],
] as const

const unset: ImportRecord = {
  row: 2,
  sourceKey: 'csv:A-1',
  key: 'A-1',
  title: 'Dig',
  description: null,
  type: 'task',
  status: 'Open',
  statusCategory: 'todo',
  priority: 'none',
  storyPoints: null,
  jobSize: null,
  businessValue: null,
  timeCriticality: null,
  riskReduction: null,
  delayCostCents: null,
  reach: null,
  impact: null,
  confidence: null,
  estimateHours: null,
  remainingHours: null,
  spentHours: null,
  createdAt: null,
  updatedAt: null,
  startedAt: null,
  resolvedAt: null,
  startDate: null,
  dueDate: null,
  deadline: null,
  releaseDate: null,
  labels: [],
  skills: [],
  teamName: null,
  assignee: null,
  url: null,
  rank: null,
  sprints: [],
  parentRef: null,
  parentExternal: false,
  links: [],
  statusChanges: [],
  fieldChanges: [],
}

/** A record wherever it stands in a file. */
const unplaced = (record: ImportRecord): ImportRecord => ({ ...record, row: 0 })

describe.each(EXPORTS)('%s export', (name, write) => {
  test.each(FIXTURES)('%s: export → import → export is byte-equal', async (source) => {
    const first = await read(fixture(source))
    const once = await text(write(first.records))
    const back = await read(once)
    expect(back.report.format).toBe(name === 'CSV' ? 'pm33-csv' : 'pm33-json')
    expect(back.report.rows).toMatchObject({ imported: first.records.length, repaired: 0, quarantined: 0, dropped: 0 })
    expect(await text(write(back.records))).toBe(once)
  })

  test('a record comes back as it was, to the character', async () => {
    const first = await read(fixture('jira-search.json'))
    const back = await read(await text(write(first.records)))
    expect(back.records.map(unplaced)).toEqual(first.records.map(unplaced))
  })

  test('any text survives: formulas, quotes, line ends, marks, spaces', async () => {
    const words = fc.oneof(
      // What is shown of a text: characters that hide are not written.
      fc.string({ unit: 'grapheme', maxLength: 12 }).map(storable),
      fc.constantFrom(
        '=1+1',
        "'=1",
        "''",
        "'",
        '+',
        '-5',
        '@x',
        '\t',
        ' a ',
        '"',
        '""',
        'a\r\nb',
        ';',
        '|',
        'null',
        '[]',
        '{}',
        '\u2028',
      ),
    )
    const instant = fc
      .date({ min: new Date(0), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString())
    const record = fc.record({
      title: words,
      description: fc.option(words.filter((word) => word !== '')),
      status: words,
      type: fc.constantFrom(...ITEM_TYPES),
      statusCategory: fc.constantFrom(...STATUS_CATEGORIES),
      priority: fc.constantFrom(...PRIORITIES),
      storyPoints: fc.option(
        fc.double({ noNaN: true, min: 0, max: 10_000 }).map((value) => (Object.is(value, -0) ? 0 : value)),
      ),
      createdAt: fc.option(instant),
      dueDate: fc.option(instant.map((date) => date.slice(0, 10))),
      labels: fc.array(words, { maxLength: 3 }),
      teamName: fc.option(words.filter((word) => word !== '')),
      sprints: fc.array(
        fc.record({
          name: words,
          startDate: fc.constant(null),
          endDate: fc.option(instant.map((date) => date.slice(0, 10))),
          state: fc.constantFrom('active' as const, null),
        }),
        { maxLength: 2 },
      ),
      statusChanges: fc.array(
        fc.record({ at: instant, from: fc.option(words), to: words, category: fc.constantFrom(...STATUS_CATEGORIES) }),
        { maxLength: 2 },
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 4 }), async (parts) => {
        const records = parts.map((part, at): ImportRecord => ({
          ...unset,
          ...part,
          row: at,
          sourceKey: `csv:A-${at}`,
          key: `A-${at}`,
        }))
        const once = await text(write(records))
        const back = await read(once)
        expect(back.records).toHaveLength(records.length)
        expect(await text(write(back.records))).toBe(once)
        expect(back.records.map(unplaced)).toEqual(records.map(unplaced))
      }),
      { numRuns: 60 },
    )
  })
})

test('no cell of a CSV export begins as a formula', async () => {
  const csv = await text(
    exportCsv(
      ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '＝1'].map((title, at) => ({
        ...unset,
        title,
        description: title,
        sourceKey: `csv:${at}`,
        key: title,
        teamName: title,
      })),
    ),
  )
  const cells = csv
    .split('\r\n')
    .slice(1)
    .flatMap((line) => line.split(','))
  expect(cells.filter((cell) => /^"?[=+\-@\t＝]/.test(cell))).toEqual([])
})

test('one row of a CSV export, written out', async () => {
  const csv = await text(
    exportCsv([
      {
        ...unset,
        title: '=Dig, "deep"',
        labels: ['a'],
        storyPoints: 2.5,
        parentRef: 'csv:B-1',
        links: [
          {
            type: 'blocks',
            name: 'Blocks',
            direction: 'outward',
            targetRef: 'csv:C-1',
            external: true,
            suggested: false,
          },
        ],
      },
    ]),
  )
  expect(csv.split('\r\n')[1]).toBe(
    `csv:A-1,A-1,"'=Dig, ""deep""",,task,Open,todo,none,2.5,,,,,,,,,,,,,,,,,,,,"[""a""]",,,,,,,csv:B-1,"[{""type"":""blocks"",""name"":""Blocks"",""direction"":""outward"",""targetRef"":""csv:C-1"",""suggested"":false}]",,`,
  )
})

test('an export whose row was damaged by hand sets that row aside', async () => {
  const csv = await text(exportCsv([unset, { ...unset, sourceKey: 'csv:A-2' }]))
  const { report } = await read(csv.replace('csv:A-2,A-1,Dig,,task', 'csv:A-2,A-1,Dig,,chore'))
  expect(report.rows).toMatchObject({ read: 2, imported: 1, quarantined: 1 })
})
