import { describe, expect, test } from 'vitest'
import { fixture, FIXTURES, read, said } from './read.ts'

// One line an item, written out in full; what an item does not say is left out.
const expected = JSON.parse(new TextDecoder().decode(fixture('expected.json'))) as Record<string, unknown[]>

describe('every format arrives cell by cell', () => {
  test.each(FIXTURES)('%s', async (name) => {
    const { records } = await read(fixture(name))
    expect(records.map(said)).toEqual(expected[name])
  })

  test('an export without history and its REST answer with history name the same items', async () => {
    const csv = await read('Summary,Issue key,Status\nCarve the oars,BOAT-2,Finished\n')
    const json = await read(fixture('jira-search.json'))
    expect(json.records.map(({ sourceKey }) => sourceKey)).toContain(csv.records[0]!.sourceKey)
  })
})

test("Jira's changelog brings the history of due dates, points, and titles", async () => {
  const item = (
    field: string,
    from: string | null,
    fromString: string | null,
    to: string | null,
    toString: string | null,
  ) => ({
    field,
    from,
    fromString,
    to,
    toString,
  })
  const { records } = await read(
    JSON.stringify({
      issues: [
        {
          key: 'BOAT-7',
          fields: { summary: 'Carve', status: { name: 'Open' }, issuetype: { name: 'Story' } },
          changelog: {
            histories: [
              {
                created: '2026-03-02T10:00:00.000+0000',
                items: [
                  item('duedate', '2026-03-05', '2026-03-05 00:00:00.0', '2026-03-19', '2026-03-19 00:00:00.0'),
                  item('Story Points', null, '3', null, '5'),
                  item('assignee', 'x', 'X', 'y', 'Y'),
                ],
              },
              { created: '2026-03-01T10:00:00.000+0000', items: [item('summary', null, 'Cut', null, 'Carve')] },
            ],
          },
        },
      ],
    }),
  )
  expect(records[0]!.fieldChanges).toEqual([
    { at: '2026-03-01T10:00:00.000Z', field: 'title', before: 'Cut', after: 'Carve' },
    { at: '2026-03-02T10:00:00.000Z', field: 'dueDate', before: '2026-03-05', after: '2026-03-19' },
    { at: '2026-03-02T10:00:00.000Z', field: 'storyPoints', before: '3', after: '5' },
  ])
})

test('dependencies and the timeline of GitHub stand in an issue as the API answers them', async () => {
  const issue = (number: number, more: object) => ({
    number,
    title: `Verse ${number}`,
    html_url: `https://github.com/octo/choir/issues/${number}`,
    state: 'open',
    ...more,
  })
  const { records } = await read(
    JSON.stringify([
      issue(1, {
        blocked_by: [issue(2, {}), { number: 7, repository_url: 'https://api.github.com/repos/octo/hall' }],
        timeline: [
          { event: 'closed', created_at: '2026-03-01T10:00:00Z', state_reason: 'not_planned' },
          { event: 'labeled', created_at: '2026-03-01T11:00:00Z' },
          { event: 'reopened', created_at: '2026-03-02T10:00:00Z' },
        ],
      }),
      issue(2, {}),
    ]),
  )
  expect(records[0]!.links.map(({ type, direction, targetRef }) => [type, direction, targetRef])).toEqual([
    ['blocks', 'inward', 'github:octo/choir#2'],
    ['blocks', 'inward', 'github:octo/hall#7'],
  ])
  expect(records[0]!.statusChanges).toEqual([
    { at: '2026-03-01T10:00:00.000Z', from: 'open', to: 'closed as not planned', category: 'cancelled' },
    { at: '2026-03-02T10:00:00.000Z', from: 'closed as not planned', to: 'open', category: 'todo' },
  ])
})

test('Linear counts the cycles of each team: one without a name says whose it is, in both of its formats', async () => {
  const cycle = { number: 12, name: null, startsAt: '2026-11-02T00:00:00Z', endsAt: '2026-11-16T00:00:00Z' }
  const state = { name: 'Todo', type: 'unstarted' }
  const json = [
    { identifier: 'ENG-1', title: 'A', state, cycle },
    { identifier: 'DES-1', title: 'B', state, cycle: { ...cycle, startsAt: '2026-12-07T00:00:00Z', endsAt: '2026-12-21T00:00:00Z' } }, // prettier-ignore
    { identifier: 'DES-2', title: 'C', state, cycle: { ...cycle, name: 'Thaw' } },
  ]
  const csv = [
    'ID,Team,Title,Status,Cycle Number,Cycle Name,Cycle Start,Cycle End',
    'ENG-1,Engineering,A,Todo,12,,2026-11-02,2026-11-16',
    'DES-1,Design,B,Todo,12,,2026-12-07,2026-12-21',
    'DES-2,Design,C,Todo,12,Thaw,2026-11-02,2026-11-16',
  ].join('\n')
  for (const content of [JSON.stringify({ issues: json }), csv])
    expect((await read(content)).records.map(({ sprints }) => sprints)).toEqual([
      [{ name: 'Cycle 12 (ENG)', startDate: '2026-11-02', endDate: '2026-11-16', state: null }],
      [{ name: 'Cycle 12 (DES)', startDate: '2026-12-07', endDate: '2026-12-21', state: null }],
      [{ name: 'Thaw', startDate: '2026-11-02', endDate: '2026-11-16', state: null }],
    ])
})

describe('nothing is lost unsaid', () => {
  test.each(FIXTURES)('%s: rows in = imported + quarantined + dropped, columns in = read + reported', async (name) => {
    const { report, records } = await read(fixture(name))
    const { rows } = report
    expect(rows.read).toBe(rows.imported + rows.quarantined + rows.dropped)
    expect(records).toHaveLength(rows.imported)
    const columns = [...report.columnsRead, ...report.columnsNotRead]
    expect(columns.reduce((sum, { occurrences }) => sum + occurrences, 0)).toBe(report.columnsIn)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  test('an unread column is reported with how many rows fill it', async () => {
    const { report } = await read(fixture('jira-server.csv'))
    expect(report.columnsNotRead.find(({ header }) => header === 'Component/s')).toEqual({
      header: 'Component/s',
      occurrences: 2,
      field: null,
      populated: 2,
    })
    expect(report.columnsNotRead.map(({ header }) => header)).toContain('Custom field (Rank)')
  })

  test('the report says what each gap disables', async () => {
    const { report } = await read(fixture('jira-server.csv'))
    expect(report.gaps).toEqual([
      'Without started dates, there are no cycle times; throughput forecasts still work.',
      'Without status history, time in status and past states of the board are unknown. History starts with this import.',
    ])
    expect((await read(fixture('jira-search.json'))).report.gaps).toEqual([])
  })

  test('a list of open issues only is called that', async () => {
    const open = JSON.stringify([
      {
        number: 1,
        title: 'Tune',
        state: 'OPEN',
        labels: [],
        createdAt: '2025-01-01T00:00:00Z',
        url: 'https://github.com/a/b/issues/1',
      },
    ])
    expect((await read(open)).report.gaps[0]).toBe(
      'Without finished items, there is no throughput and no forecast. By default, `gh issue list` returns only 30 open issues. Use --state all --limit 5000.',
    )
  })

  test('a finished item without a completion date is counted in the report', async () => {
    const { report } = await read('Summary,Issue key,Status,Resolved\nA,S-1,Done,01/Jan/25 9:00 AM\nB,S-2,Done,\n')
    expect(report.gaps).toContain('1 finished item without a completion date is not counted in throughput.')
  })
})
