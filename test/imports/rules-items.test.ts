import { describe, expect, test } from 'vitest'
import type { Mapping } from '../../api/imports/record/mapping.ts'
import type { ImportRecord } from '../../api/imports/record/record.ts'
import { file, fixture, jira, read } from './read.ts'

/** Each stated dependency as the two ends that it has, whichever of them states it. */
const dependenciesOf = ({ links, sourceKey }: ImportRecord) =>
  links
    .filter((link) => link.type === 'blocks' && !link.suggested)
    .map(({ direction, targetRef }) =>
      direction === 'outward' ? { from: sourceKey, to: targetRef } : { from: targetRef, to: sourceKey },
    )

describe('7 · parents and links, wherever they stand', () => {
  test.each([
    ['an id', 'Parent', '7001'],
    ['a key', 'Parent', 'S-9'],
    ['a key of its own column', 'Parent key', 'S-9'],
    ['an id of its own column', 'Parent id', '7001'],
    ['a summary', 'Parent summary', 'The epic'],
    ['an epic link', 'Custom field (Epic Link)', 'S-9'],
    ['the name of an epic', 'Custom field (Epic Link)', 'Short name'],
  ])('a parent is found by %s, in a later row', async (_, header, cell) => {
    const { records } = await read(
      jira(
        `,${header},Custom field (Epic Name)`,
        `Child,S-1,7000,Story,To Do,,,${cell},`,
        'The epic,S-9,7001,Epic,To Do,,,,Short name',
      ),
    )
    expect(records[0]).toMatchObject({ parentRef: 'jira:S-9', parentExternal: false })
  })

  test('a target outside of the file is kept as external', async () => {
    const { records, report } = await read(
      jira(',Parent key,Outward issue link (Blocks)', 'A,S-1,1,Story,To Do,,,OTHER-1,OTHER-2'),
    )
    expect(records[0]).toMatchObject({
      parentRef: 'jira:OTHER-1',
      parentExternal: true,
      links: [{ targetRef: 'jira:OTHER-2', external: true }],
    })
    expect(report.counts).toMatchObject({ externalParents: 1, externalLinks: 1 })
  })

  test('"depends on" and "blocks" end in the same kind of dependency, whichever end says it', async () => {
    const { records } = await read(
      jira(
        ',Outward issue link (Depends),Outward issue link (Blocks),Inward issue link (Blocks),Outward issue link (Gantt End to Start)',
        'A,S-1,1,Story,To Do,,,S-2,,,',
        'B,S-2,2,Story,To Do,,,,S-3,,',
        'C,S-3,3,Story,To Do,,,,,S-2,',
        'D,S-4,4,Story,To Do,,,,,,S-1',
      ),
    )
    expect(records.flatMap(dependenciesOf).map(({ from, to }) => `${from} before ${to}`)).toEqual([
      'jira:S-2 before jira:S-1',
      'jira:S-2 before jira:S-3',
      'jira:S-2 before jira:S-3',
      'jira:S-4 before jira:S-1',
    ])
  })

  test('a link type of the administrator keeps its name', async () => {
    const { records } = await read(fixture('jira-server.csv'))
    expect(records[2]!.links).toContainEqual({
      type: 'other',
      name: 'Tended by the harbour office',
      direction: 'outward',
      targetRef: 'jira:HARB-77',
      external: true,
      suggested: false,
    })
  })

  test('dependencies found in prose are suggestions, not dependencies', async () => {
    const { records, report } = await read(fixture('github-gh.json'))
    expect(records[0]!.links).toHaveLength(4)
    expect(records.flatMap(dependenciesOf)).toEqual([])
    expect(report.notes).toContain('4 links found in descriptions are kept as suggestions, not used for planning.')
  })
})

describe('8 · statuses become categories, shown and overridable', () => {
  test("the export's own category counts, refined by the word", async () => {
    const { report } = await read(
      jira(
        ',Status Category',
        'A,S-1,1,Story,Quality gate,,,In Progress',
        'B,S-2,2,Story,Peer review,,,In Progress',
        'C,S-3,3,Story,Icebox,,,To Do',
        'D,S-4,4,Story,Rejected,,,Done',
      ),
    )
    expect(report.statuses.map(({ status, category, because }) => [status, category, because])).toEqual([
      ['Icebox', 'backlog', 'source'],
      ['Peer review', 'review', 'source'],
      ['Quality gate', 'active', 'source'],
      ['Rejected', 'cancelled', 'source'],
    ])
  })

  test('an unknown status is guessed from its dates, and the report says so', async () => {
    const { report } = await read(jira('', 'A,S-1,1,Story,Gone home,,02/Jan/25 9:00 AM', 'B,S-2,2,Story,Simmering,,'))
    expect(report.statuses).toMatchObject([
      { status: 'Gone home', rows: 1, category: 'done', because: 'dates' },
      { status: 'Simmering', rows: 1, category: 'todo', because: 'default' },
    ])
    expect(report.notes[0]).toMatch(
      /^Statuses with unrecognized names: "Gone home" read as done, "Simmering" read as todo\./,
    )
  })

  test("a person's word outranks the file's, and is remembered in the report", async () => {
    const mapping: Mapping = { statuses: { simmering: 'review' }, types: { Thing: 'feature' } }
    const { records, report } = await read(jira('', 'A,S-1,1,Thing,Simmering,,'), mapping)
    expect(records[0]).toMatchObject({ status: 'Simmering', statusCategory: 'review', type: 'feature' })
    expect(report.mapping).toMatchObject({
      format: 'jira-csv',
      statuses: { Simmering: 'review' },
      types: { Thing: 'feature' },
    })
    const again = await read(jira('', 'B,S-2,2,Thing,Simmering,,'), report.mapping)
    expect(again.records[0]).toMatchObject({ statusCategory: 'review', type: 'feature' })
  })

  test.each([
    ['jira-server.csv', 'jira:HARB-4'],
    ['github-gh.json', 'github:octo/orchestra#6'],
    ['github-rest.json', 'github:octo/choir#2'],
    ['jira-pages.json', 'jira:SAIL-1'],
  ])('%s: closed because given up is cancelled, not done', async (name, sourceKey) => {
    const { records } = await read(fixture(name))
    expect(records.find((record) => record.sourceKey === sourceKey)!.statusCategory).toBe('cancelled')
  })

  test('a status history gives started and resolved dates where no column does', async () => {
    const { records } = await read(fixture('trello-board.json'))
    expect(records[1]).toMatchObject({ startedAt: '2025-01-15T10:00:00.000Z', resolvedAt: '2025-01-20T10:00:00.000Z' })
  })
})

describe('9 · items are the same in the next import', () => {
  test('the same file gives the same records, byte for byte, whatever the pieces it comes in', async () => {
    const bytes = fixture('jira-server.csv')
    const [once, again] = [await read(bytes), await read(bytes)]
    expect(JSON.stringify(again.records)).toBe(JSON.stringify(once.records))
    expect(again.report).toEqual(once.report)
  })

  test('a key that stands twice is imported once; the later row is set aside', async () => {
    const { records, report } = await read(jira('', 'First,S-1,1,Story,To Do,,', 'Second,S-1,2,Story,Done,,'))
    expect(records.map(({ title }) => title)).toEqual(['First'])
    expect(report.quarantine).toEqual([{ reason: 'an earlier row has the same key', count: 1, rows: [3] }])
  })

  test('a sheet without keys is recognized by its titles, also those that repeat', async () => {
    const mapping: Mapping = {
      columns: {
        'Feature request': 'title',
        'Where it stands': 'status',
        Guess: 'storyPoints',
        'Asked for on': 'createdAt',
        'Went live': 'resolvedAt',
      },
      statuses: { cooking: 'active', served: 'done' },
    }
    const { records, report } = await read(fixture('own-columns.csv'), mapping)
    expect(
      records.map(({ sourceKey, key, statusCategory, storyPoints }) => [sourceKey, key, statusCategory, storyPoints]),
    ).toEqual([
      ['csv:Dark rooms', 'ROW-2', 'active', 3],
      ['csv:Bright halls', 'ROW-3', 'done', 2],
      ['csv:Dark rooms (2)', 'ROW-4', 'active', 1],
    ])
    expect(report.notes).toContain('No key column: the next import will match items by title.')
  })
})

describe('10 · a circle is cut and said', () => {
  test('a chain of parents that leads back to itself loses one parent', async () => {
    const { records, report } = await read(
      jira(',Parent key', 'A,S-1,1,Story,To Do,,,S-2', 'B,S-2,2,Story,To Do,,,S-3', 'C,S-3,3,Story,To Do,,,S-1'),
    )
    expect(records.map(({ parentRef }) => parentRef)).toEqual(['jira:S-2', 'jira:S-3', null])
    expect(report.repairs).toEqual([{ reason: 'its parents form a cycle: this parent left out', count: 1, rows: [4] }])
  })

  test('dependencies that lead back to themselves lose one link, on both of its ends', async () => {
    const { records, report } = await read(
      jira(
        ',Outward issue link (Blocks),Inward issue link (Blocks)',
        'A,S-1,1,Story,To Do,,,S-2,S-2',
        'B,S-2,2,Story,To Do,,,S-1,S-1',
      ),
    )
    expect(new Set(records.flatMap(dependenciesOf).map(({ from, to }) => `${from}>${to}`))).toEqual(
      new Set(['jira:S-1>jira:S-2']),
    )
    expect(report.repairs[0]!.reason).toBe('its dependencies form a cycle: this one left out')
  })

  test('an item that is its own parent stands alone', async () => {
    const { records } = await read(jira(',Parent key', 'A,S-1,1,Story,To Do,,,S-1'))
    expect(records[0]!.parentRef).toBeNull()
  })
})

describe('11 · formula marks', () => {
  test("the mark that an exporter put before a formula is taken off, an apostrophe of the author's stays", async () => {
    const { records } = await read(
      "ID,Team,Title,Status\nA-1,T,'=SUM(A1),Todo\nA-2,T,'tis the season,Todo\nA-3,T,'-5 degrees,Todo\n",
    )
    expect(records.map(({ title }) => title)).toEqual(['=SUM(A1)', "'tis the season", '-5 degrees'])
  })
})

describe('12 · what is said about a file quotes no cell', () => {
  test('a report of a file full of faults holds none of its titles, dates, numbers or people', async () => {
    const secret = 'Xyzzy'
    const { report } = await read(
      jira(
        ',Custom field (Story Points),Custom field (Notes)',
        `${secret},S-1,1,Story,To Do,${secret},,${secret},${secret}`,
        `${secret},,2,Story,To Do,,,,`,
        `${secret},S-1,3,Story,To Do,,,,`,
      ),
    )
    expect(JSON.stringify(report)).not.toContain(secret)
    expect(report.rows).toEqual({ read: 3, imported: 1, repaired: 1, quarantined: 2, dropped: 0 })
  })
})

test('a file is opened anew for each reading and closed when the reading stops early', async () => {
  let open = 0
  let closed = 0
  const content = file(jira('', 'A,S-1,1,Story,To Do,,'))
  const source = async function* () {
    open++
    try {
      yield* content()
    } finally {
      closed++
    }
  }
  const { survey } = await import('../../api/imports/reading/survey.ts')
  const { rows } = await import('../../api/imports/reading/rows.ts')
  const plan = await survey(source)
  for await (const _ of rows(source, plan)) break
  expect(open).toBeGreaterThanOrEqual(2)
  expect(closed).toBe(open)
})

test('a value of more than 1,000 characters cannot be read: it is left empty or cut, counted, and the item imported', async () => {
  const { records, report } = await read(
    jira(
      ',Original Estimate,Custom field (Story Points),Assignee',
      `Dig,A-1,1,Task,Open,2026-01-05,,${'1'.repeat(2_000)},${'0'.repeat(1_500)}5,${'Ada '.repeat(500)}`,
    ),
  )
  expect(records[0]).toMatchObject({ key: 'A-1', title: 'Dig', estimateHours: null, storyPoints: null })
  expect(records[0]!.assignee).toHaveLength(200)
  expect(report.repairs.map(({ reason }) => reason).sort()).toEqual([
    'assignee: longer than 200 characters, cut',
    'estimate: not a duration, left empty',
    'storyPoints: not a number, left empty',
  ])
})
