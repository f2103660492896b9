import { describe, expect, test } from 'vitest'
import type { Mapping } from '../../api/imports/plan.ts'
import { dependenciesOf } from '../../api/imports/record.ts'
import { file, fixture, read } from './read.ts'

const JIRA = 'Summary,Issue key,Issue id,Issue Type,Status,Created,Resolved'
const jira = (extra: string, ...rows: string[]) => `${JIRA}${extra}\n${rows.join('\n')}\n`

describe('1 · bytes and quoting', () => {
  const rows = ['Title;Key;Status', '"Grüße; und\n""mehr""";A-1;Done', 'Öl;A-2;To Do']
  const wanted = ['Grüße; und\n"mehr"', 'Öl']
  const utf16 = (big: boolean) => {
    const text = `\ufeff${rows.join('\r\n')}`
    const bytes = new Uint8Array(text.length * 2)
    const view = new DataView(bytes.buffer)
    for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), !big)
    return bytes
  }
  test.each([
    ['UTF-8', new TextEncoder().encode(rows.join('\n')), 'utf-8'],
    ['UTF-8 with a byte order mark', new TextEncoder().encode(`\ufeff${rows.join('\r\n')}`), 'utf-8'],
    ['UTF-16, little end first', utf16(false), 'utf-16le'],
    ['UTF-16, big end first', utf16(true), 'utf-16be'],
    ['UTF-16 without a mark', utf16(false).subarray(2), 'utf-16le'],
    ['Latin-1', Uint8Array.from(rows.join('\r\n'), (char) => char.charCodeAt(0)), 'windows-1252'],
  ])('%s is read as what it is', async (_, bytes, encoding) => {
    const { report, records } = await read(bytes)
    expect([report.encoding, report.delimiter]).toEqual([encoding, ';'])
    expect(records.map(({ title }) => title)).toEqual(wanted)
  })

  test('a file that turns out not to be UTF-8 only at its end is read again as Latin-1', async () => {
    const text = `Title,Key\n${'Plain,A-1\n'.repeat(20_000).replaceAll(/A-1/g, () => `A-${Math.trunc(1)}`)}Späße,A-2\n`
    const { report, records } = await read(Uint8Array.from(text, (char) => char.charCodeAt(0)))
    expect(report.encoding).toBe('windows-1252')
    expect(records.at(-1)!.title).toBe('Späße')
  })

  test('one broken byte in a UTF-8 file costs one character and is said, not the whole file its letters', async () => {
    const bytes = new TextEncoder().encode('Title,Key\nGrüße aus Köln,A-1\nX_Y,A-2\nÄÖÜ,A-3\n').map((byte) => (byte === 0x5f ? 0xff : byte))
    const { report, records } = await read(bytes)
    expect(records.map(({ title }) => title)).toEqual(['Grüße aus Köln', 'X\ufffdY', 'ÄÖÜ'])
    expect(report.repairs).toEqual([{ reason: 'a broken character, shown as \ufffd', count: 1, rows: [3] }])
  })

  test.each([[','], [';'], ['\t'], ['|']])('the delimiter %j is found', async (delimiter) => {
    const { report, records } = await read(['Title', 'Key', 'Status'].join(delimiter) + '\n' + ['Dig', 'A-1', 'Done'].join(delimiter) + '\n')
    expect(report.delimiter).toBe(delimiter)
    expect(records[0]).toMatchObject({ title: 'Dig', sourceKey: 'csv:A-1', statusCategory: 'done' })
  })

  test('row numbers are those of the sheet, whatever line ends the cells hold', async () => {
    const { records } = await read('Title,Key\n"two\nlines",A-1\n\nafter a blank line,A-2\n')
    expect(records.map(({ row, key }) => [row, key])).toEqual([[2, 'A-1'], [4, 'A-2']])
  })
})

describe('2 · the source is named', () => {
  test.each([
    ['jira-server.csv', 'jira-csv'], ['jira-spanish.csv', 'jira-csv'], ['jira-search.json', 'jira-json'], ['linear-34.csv', 'linear-csv'],
    ['github-gh.json', 'github-json'], ['github-rest.json', 'github-json'], ['azure-tree.csv', 'azure-devops-csv'], ['trello-board.json', 'trello-json'],
    ['asana.csv', 'asana-csv'], ['shortcut.csv', 'shortcut-csv'], ['clickup.csv', 'clickup-csv'], ['sheet.csv', 'csv'],
  ])('%s is %s', async (name, format) => {
    expect((await read(fixture(name))).report.format).toBe(format)
  })

  test('two formats that come near each other are both said, and the other can be chosen', async () => {
    const both = 'Task ID,Task Name,Section/Column,Name,Task Content,Status\n1,Dig,Garden,Dig it,Deep,Open\n'
    const { report } = await read(both)
    expect(report.candidates.map(({ format }) => format).sort()).toEqual(['asana-csv', 'clickup-csv'])
    const chosen = await read(both, { format: 'asana-csv' })
    expect(chosen.records[0]).toMatchObject({ sourceKey: 'asana:1', title: 'Dig it', status: 'Garden' })
  })
})

describe('3 · headers in any case, repeated, in other languages', () => {
  test('all repeats are read, also when the first cell is empty', async () => {
    const { records } = await read(jira(',LABELS,labels,Labels,Outward issue link (Blocks),outward Issue Link (BLOCKS)', 'A,S-1,1,Story,To Do,,,,red,blue,,S-2', 'B,S-2,2,Story,To Do,,,,,,,'))
    expect(records[0]!.labels).toEqual(['red', 'blue'])
    expect(records[0]!.links).toMatchObject([{ type: 'blocks', direction: 'outward', targetRef: 'jira:S-2' }])
  })

  test('an aggregate and a count of links are not taken for points and links', async () => {
    const { records, report } = await read(jira(',Σ Original Estimate,Custom field (Issue Link Count)', 'A,S-1,1,Story,To Do,,,7200,3'))
    expect(records[0]).toMatchObject({ estimateHours: null, links: [] })
    expect(report.columnsNotRead.map(({ header }) => header)).toEqual(['Σ Original Estimate', 'Custom field (Issue Link Count)'])
  })

  test('a German and a Spanish export read like the English one', async () => {
    const german = await read(fixture('jira-german.csv'))
    expect(german.report.columnsNotRead.map(({ header }) => header)).toEqual(['Autor'])
    expect(german.records[0]).toMatchObject({ type: 'task', statusCategory: 'active', priority: 'high', storyPoints: 2.5 })
  })

  test('points are read from whichever of the two columns a row fills', async () => {
    const { records } = await read(jira(',Custom field (Story Points),Custom field (Story point estimate)', 'A,S-1,1,Story,To Do,,,5,', 'B,S-2,2,Story,To Do,,,,8', 'C,S-3,3,Story,To Do,,,,'))
    expect(records.map(({ storyPoints }) => storyPoints)).toEqual([5, 8, null])
  })
})

describe('4 · rows shorter and wider than the header', () => {
  const row = (n: number) => `Story ${n},S-${n},10${n},Story,To Do,0${n}/Jan/25 9:00 AM,,red,,${n}`
  const table = (...odd: string[]) => jira(',Labels,Labels,Custom field (Story Points)', ...[1, 2, 3, 4, 5].map(row), ...odd)

  test('a short row is padded and reported', async () => {
    const { records, report } = await read(table('Short,S-6,106,Story,To Do,06/Jan/25 9:00 AM'))
    expect(records).toHaveLength(6)
    expect(report.repairs).toEqual([{ reason: 'shorter than the header: missing cells read as empty', count: 1, rows: [7] }])
  })

  test('a label too many shifts nothing: it is read with the other labels', async () => {
    const { records, report } = await read(table('Wide,S-6,106,Story,To Do,06/Jan/25 9:00 AM,,red,blue,green,6'))
    expect(records.at(-1)).toMatchObject({ labels: ['red', 'blue', 'green'], storyPoints: 6 })
    expect(report.repairs[0]).toMatchObject({ count: 1, rows: [7] })
  })

  test('an unquoted comma in a title is joined again', async () => {
    const { records } = await read(table('Wide, and wider,S-6,106,Story,To Do,06/Jan/25 9:00 AM,,,,6'))
    expect(records.at(-1)).toMatchObject({ title: 'Wide, and wider', key: 'S-6', storyPoints: 6 })
  })

  test('a row that no repair fits is set aside with its number', async () => {
    const { records, report } = await read(table('a,b,c,d,e,f,g,h,i,j,k,l'))
    expect(records).toHaveLength(5)
    expect(report.quarantine).toEqual([{ reason: 'more cells than the header has columns, and no repair fits', count: 1, rows: [7] }])
  })

  test('a file whose every row lacks the last cell is read whole', async () => {
    const { report } = await read(fixture('linear-30.csv'))
    expect(report.rows).toMatchObject({ read: 4, imported: 4, repaired: 4 })
  })
})

describe('5 · the order of day and month is voted per column', () => {
  const dates = (...cells: string[]) => `Title,Key,Created,Due\n${cells.map((cell, at) => `T,A-${at},${cell}`).join('\n')}\n`

  test('one day above twelve decides for its whole column', async () => {
    const { records, report } = await read(dates('03/04/2025,', '25/04/2025,'))
    expect(records.map(({ createdAt }) => createdAt?.slice(0, 10))).toEqual(['2025-04-03', '2025-04-25'])
    expect(report.dates).toMatchObject([{ field: 'createdAt', order: 'dmy', because: 'cells', read: 2, unreadable: 0 }])
  })

  test('a cell that its column cannot mean is left empty and reported, never read the other way', async () => {
    const { records, report } = await read(dates('25/04/2025,', '26/04/2025,', '04/27/2025,', '03/04/2025,'))
    expect(records.map(({ createdAt }) => createdAt?.slice(0, 10) ?? null)).toEqual(['2025-04-25', '2025-04-26', null, '2025-04-03'])
    expect(report.repairs).toEqual([{ reason: 'createdAt: not a date as the column writes them, left empty', count: 1, rows: [4] }])
  })

  test('a column without evidence follows the rest of the file', async () => {
    const { records, report } = await read(dates('25/04/2025,01/02/2025'))
    expect(records[0]!.dueDate).toBe('2025-02-01')
    expect(report.dates[1]).toMatchObject({ field: 'dueDate', order: 'dmy', because: 'file' })
  })

  test('two columns may write dates differently', async () => {
    const { records } = await read(dates('25/04/2025,04/30/2025', '01/02/2025,01/02/2025'))
    expect(records[1]).toMatchObject({ createdAt: '2025-02-01T00:00:00.000Z', dueDate: '2025-01-02' })
  })

  test('where nothing decides, the person does, and without one the report says that it is a guess', async () => {
    const guess = await read(dates('03/04/2025,'))
    expect(guess.report.dates[0]).toMatchObject({ order: 'dmy', because: 'convention' })
    expect(guess.report.notes).toContain('Day and month cannot be told apart in Created: read day first. Set "dateOrder" in the mapping to change it.')
    const told = await read(dates('03/04/2025,'), { dateOrder: 'mdy' })
    expect(told.records[0]!.createdAt).toBe('2025-03-04T00:00:00.000Z')
  })

  test('a file without zones is read in the zone that the person names', async () => {
    const { records } = await read(jira('', 'A,S-1,1,Story,To Do,01/Jan/25 12:30 AM,'), { utcOffsetMinutes: 60 })
    expect(records[0]!.createdAt).toBe('2024-12-31T23:30:00.000Z')
  })
})

describe('6 · cells with several values', () => {
  test.each([
    ['Linear', 'ID,Team,Title,Status,Labels\nA-1,T,X,Todo,"one, two"\n', ['one', 'two']],
    ['Azure DevOps', 'ID,Work Item Type,Title,State,Tags\n1,Task,X,New,one; two\n', ['one', 'two']],
    ['ClickUp', 'Task ID,Task Name,Status,Tags\n1,X,Open,"[one,two]"\n', ['one', 'two']],
    ['Shortcut', 'id,name,type,requestor,state,labels\n1,X,bug,R,Done,one;two\n', ['one', 'two']],
  ])('%s labels', async (_, text, labels) => {
    expect((await read(text)).records[0]!.labels).toEqual(labels)
  })

  test("a server's own sprint text gives name, dates and state, also with a comma in the name", async () => {
    const { records } = await read(fixture('jira-server.csv'))
    expect(records[1]!.sprints).toEqual([
      { name: 'Tide 1, low water', startDate: '2025-02-03', endDate: '2025-02-18', state: 'closed' },
      { name: 'Tide 2', startDate: null, endDate: null, state: null },
    ])
  })
})

describe('7 · parents and links, wherever they stand', () => {
  test.each([
    ['an id', 'Parent', '7001'], ['a key', 'Parent', 'S-9'], ['a key of its own column', 'Parent key', 'S-9'], ['an id of its own column', 'Parent id', '7001'],
    ['a summary', 'Parent summary', 'The epic'], ['an epic link', 'Custom field (Epic Link)', 'S-9'], ['the name of an epic', 'Custom field (Epic Link)', 'Short name'],
  ])('a parent is found by %s, in a later row', async (_, header, cell) => {
    const { records } = await read(jira(`,${header},Custom field (Epic Name)`, `Child,S-1,7000,Story,To Do,,,${cell},`, 'The epic,S-9,7001,Epic,To Do,,,,Short name'))
    expect(records[0]).toMatchObject({ parentRef: 'jira:S-9', parentExternal: false })
  })

  test('a target outside of the file is kept as external', async () => {
    const { records, report } = await read(jira(',Parent key,Outward issue link (Blocks)', 'A,S-1,1,Story,To Do,,,OTHER-1,OTHER-2'))
    expect(records[0]).toMatchObject({ parentRef: 'jira:OTHER-1', parentExternal: true, links: [{ targetRef: 'jira:OTHER-2', external: true }] })
    expect(report.counts).toMatchObject({ externalParents: 1, externalLinks: 1 })
  })

  test('"depends on" and "blocks" end in the same kind of dependency, whichever end says it', async () => {
    const { records } = await read(jira(
      ',Outward issue link (Depends),Outward issue link (Blocks),Inward issue link (Blocks),Outward issue link (Gantt End to Start)',
      'A,S-1,1,Story,To Do,,,S-2,,,', 'B,S-2,2,Story,To Do,,,,S-3,,', 'C,S-3,3,Story,To Do,,,,,S-2,', 'D,S-4,4,Story,To Do,,,,,,S-1',
    ))
    expect(records.flatMap(dependenciesOf).map(({ from, to }) => `${from} before ${to}`)).toEqual([
      'jira:S-2 before jira:S-1', 'jira:S-2 before jira:S-3', 'jira:S-2 before jira:S-3', 'jira:S-4 before jira:S-1',
    ])
  })

  test('a link type of the administrator keeps its name', async () => {
    const { records } = await read(fixture('jira-server.csv'))
    expect(records[2]!.links).toContainEqual({ type: 'other', name: 'Tended by the harbour office', direction: 'outward', targetRef: 'jira:HARB-77', external: true, suggested: false })
  })

  test('dependencies found in prose are suggestions, not dependencies', async () => {
    const { records, report } = await read(fixture('github-gh.json'))
    expect(records[0]!.links).toHaveLength(4)
    expect(records.flatMap(dependenciesOf)).toEqual([])
    expect(report.notes).toContain('4 links found in descriptions: kept as suggestions, not planned by.')
  })
})

describe('8 · statuses become categories, shown and overridable', () => {
  test("the export's own category counts, refined by the word", async () => {
    const { report } = await read(jira(',Status Category', 'A,S-1,1,Story,Quality gate,,,In Progress', 'B,S-2,2,Story,Peer review,,,In Progress', 'C,S-3,3,Story,Icebox,,,To Do', 'D,S-4,4,Story,Rejected,,,Done'))
    expect(report.statuses.map(({ status, category, because }) => [status, category, because])).toEqual([
      ['Icebox', 'backlog', 'source'], ['Peer review', 'review', 'source'], ['Quality gate', 'active', 'source'], ['Rejected', 'cancelled', 'source'],
    ])
  })

  test('an unknown status is guessed from its dates, and the report says so', async () => {
    const { report } = await read(jira('', 'A,S-1,1,Story,Gone home,,02/Jan/25 9:00 AM', 'B,S-2,2,Story,Simmering,,'))
    expect(report.statuses).toEqual([
      { status: 'Gone home', rows: 1, category: 'done', because: 'dates' },
      { status: 'Simmering', rows: 1, category: 'todo', because: 'default' },
    ])
    expect(report.notes[0]).toMatch(/^Statuses not known by name: "Gone home" read as done, "Simmering" read as todo\./)
  })

  test("a person's word outranks the file's, and is remembered in the report", async () => {
    const mapping: Mapping = { statuses: { simmering: 'review' }, types: { Thing: 'feature' } }
    const { records, report } = await read(jira('', 'A,S-1,1,Thing,Simmering,,'), mapping)
    expect(records[0]).toMatchObject({ status: 'Simmering', statusCategory: 'review', type: 'feature' })
    expect(report.mapping).toMatchObject({ format: 'jira-csv', statuses: { Simmering: 'review' }, types: { Thing: 'feature' } })
    const again = await read(jira('', 'B,S-2,2,Thing,Simmering,,'), report.mapping)
    expect(again.records[0]).toMatchObject({ statusCategory: 'review', type: 'feature' })
  })

  test.each([
    ['jira-server.csv', 'jira:HARB-4'], ['github-gh.json', 'github:octo/orchestra#6'], ['github-rest.json', 'github:octo/choir#2'], ['jira-pages.json', 'jira:SAIL-1'],
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
    expect(report.quarantine).toEqual([{ reason: 'the same key stands in an earlier row', count: 1, rows: [3] }])
  })

  test('a sheet without keys is recognised by its titles, also those that repeat', async () => {
    const mapping: Mapping = { columns: { 'Feature request': 'title', 'Where it stands': 'status', Guess: 'storyPoints', 'Asked for on': 'createdAt', 'Went live': 'resolvedAt' }, statuses: { cooking: 'active', served: 'done' } }
    const { records, report } = await read(fixture('own-columns.csv'), mapping)
    expect(records.map(({ sourceKey, key, statusCategory, storyPoints }) => [sourceKey, key, statusCategory, storyPoints])).toEqual([
      ['csv:Dark rooms', 'ROW-2', 'active', 3], ['csv:Bright halls', 'ROW-3', 'done', 2], ['csv:Dark rooms (2)', 'ROW-4', 'active', 1],
    ])
    expect(report.notes).toContain('No column is a key: items are recognised by their title in the next import.')
  })
})

describe('10 · a circle is cut and said', () => {
  test('a chain of parents that leads back to itself loses one parent', async () => {
    const { records, report } = await read(jira(',Parent key', 'A,S-1,1,Story,To Do,,,S-2', 'B,S-2,2,Story,To Do,,,S-3', 'C,S-3,3,Story,To Do,,,S-1'))
    expect(records.map(({ parentRef }) => parentRef)).toEqual(['jira:S-2', 'jira:S-3', null])
    expect(report.repairs).toEqual([{ reason: 'its parents lead back to itself: this parent left out', count: 1, rows: [4] }])
  })

  test('dependencies that lead back to themselves lose one link, on both of its ends', async () => {
    const { records, report } = await read(jira(',Outward issue link (Blocks),Inward issue link (Blocks)', 'A,S-1,1,Story,To Do,,,S-2,S-2', 'B,S-2,2,Story,To Do,,,S-1,S-1'))
    expect(new Set(records.flatMap(dependenciesOf).map(({ from, to }) => `${from}>${to}`))).toEqual(new Set(['jira:S-1>jira:S-2']))
    expect(report.repairs[0]!.reason).toBe('its dependencies lead back to itself: this one left out')
  })

  test('an item that is its own parent stands alone', async () => {
    const { records } = await read(jira(',Parent key', 'A,S-1,1,Story,To Do,,,S-1'))
    expect(records[0]!.parentRef).toBeNull()
  })
})

describe('11 · formula marks', () => {
  test("the mark that an exporter put before a formula is taken off, an apostrophe of the author's stays", async () => {
    const { records } = await read("ID,Team,Title,Status\nA-1,T,'=SUM(A1),Todo\nA-2,T,'tis the season,Todo\nA-3,T,'-5 degrees,Todo\n")
    expect(records.map(({ title }) => title)).toEqual(['=SUM(A1)', "'tis the season", '-5 degrees'])
  })
})

describe('12 · what is said about a file quotes no cell', () => {
  test('a report of a file full of faults holds none of its titles, dates, numbers or people', async () => {
    const secret = 'Xyzzy'
    const { report } = await read(jira(',Custom field (Story Points),Custom field (Notes)', `${secret},S-1,1,Story,To Do,${secret},,${secret},${secret}`, `${secret},,2,Story,To Do,,,,`, `${secret},S-1,3,Story,To Do,,,,`))
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
  const { survey } = await import('../../api/imports/survey.ts')
  const { rows } = await import('../../api/imports/rows.ts')
  const plan = await survey(source)
  for await (const _ of rows(source, plan)) break
  expect(open).toBeGreaterThanOrEqual(2)
  expect(closed).toBe(open)
})
