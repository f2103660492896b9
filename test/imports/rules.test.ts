import { describe, expect, test } from 'vitest'
import { fixture, jira, read } from './read.ts'

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
    const bytes = new TextEncoder()
      .encode('Title,Key\nGrüße aus Köln,A-1\nX_Y,A-2\nÄÖÜ,A-3\n')
      .map((byte) => (byte === 0x5f ? 0xff : byte))
    const { report, records } = await read(bytes)
    expect(records.map(({ title }) => title)).toEqual(['Grüße aus Köln', 'X\ufffdY', 'ÄÖÜ'])
    expect(report.repairs).toEqual([{ reason: 'a broken character, shown as \ufffd', count: 1, rows: [3] }])
  })

  test.each([[','], [';'], ['\t'], ['|']])('the delimiter %j is found', async (delimiter) => {
    const { report, records } = await read(
      ['Title', 'Key', 'Status'].join(delimiter) + '\n' + ['Dig', 'A-1', 'Done'].join(delimiter) + '\n',
    )
    expect(report.delimiter).toBe(delimiter)
    expect(records[0]).toMatchObject({ title: 'Dig', sourceKey: 'csv:A-1', statusCategory: 'done' })
  })

  test('row numbers are those of the sheet, whatever line ends the cells hold', async () => {
    const { records } = await read('Title,Key\n"two\nlines",A-1\n\nafter a blank line,A-2\n')
    expect(records.map(({ row, key }) => [row, key])).toEqual([
      [2, 'A-1'],
      [4, 'A-2'],
    ])
  })
})

describe('2 · the source is named', () => {
  test.each([
    ['jira-server.csv', 'jira-csv'],
    ['jira-spanish.csv', 'jira-csv'],
    ['jira-search.json', 'jira-json'],
    ['linear-34.csv', 'linear-csv'],
    ['github-gh.json', 'github-json'],
    ['github-rest.json', 'github-json'],
    ['azure-tree.csv', 'azure-devops-csv'],
    ['trello-board.json', 'trello-json'],
    ['asana.csv', 'asana-csv'],
    ['shortcut.csv', 'shortcut-csv'],
    ['clickup.csv', 'clickup-csv'],
    ['sheet.csv', 'csv'],
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
    const { records } = await read(
      jira(
        ',LABELS,labels,Labels,Outward issue link (Blocks),outward Issue Link (BLOCKS)',
        'A,S-1,1,Story,To Do,,,,red,blue,,S-2',
        'B,S-2,2,Story,To Do,,,,,,,',
      ),
    )
    expect(records[0]!.labels).toEqual(['red', 'blue'])
    expect(records[0]!.links).toMatchObject([{ type: 'blocks', direction: 'outward', targetRef: 'jira:S-2' }])
  })

  test('an aggregate and a count of links are not taken for points and links', async () => {
    const { records, report } = await read(
      jira(',Σ Original Estimate,Custom field (Issue Link Count)', 'A,S-1,1,Story,To Do,,,7200,3'),
    )
    expect(records[0]).toMatchObject({ estimateHours: null, links: [] })
    expect(report.columnsNotRead.map(({ header }) => header)).toEqual([
      'Σ Original Estimate',
      'Custom field (Issue Link Count)',
    ])
  })

  test('a German and a Spanish export read like the English one', async () => {
    const german = await read(fixture('jira-german.csv'))
    expect(german.report.columnsNotRead.map(({ header }) => header)).toEqual(['Autor'])
    expect(german.records[0]).toMatchObject({
      type: 'task',
      statusCategory: 'active',
      priority: 'high',
      storyPoints: 2.5,
    })
  })

  test('points are read from whichever of the two columns a row fills', async () => {
    const { records } = await read(
      jira(
        ',Custom field (Story Points),Custom field (Story point estimate)',
        'A,S-1,1,Story,To Do,,,5,',
        'B,S-2,2,Story,To Do,,,,8',
        'C,S-3,3,Story,To Do,,,,',
      ),
    )
    expect(records.map(({ storyPoints }) => storyPoints)).toEqual([5, 8, null])
  })
})

describe('4 · rows shorter and wider than the header', () => {
  const row = (n: number) => `Story ${n},S-${n},10${n},Story,To Do,0${n}/Jan/25 9:00 AM,,red,,${n}`
  const table = (...odd: string[]) =>
    jira(',Labels,Labels,Custom field (Story Points)', ...[1, 2, 3, 4, 5].map(row), ...odd)

  test('a short row is padded and reported', async () => {
    const { records, report } = await read(table('Short,S-6,106,Story,To Do,06/Jan/25 9:00 AM'))
    expect(records).toHaveLength(6)
    expect(report.repairs).toEqual([
      { reason: 'fewer cells than the header: missing cells left empty', count: 1, rows: [7] },
    ])
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
    expect(report.quarantine).toEqual([
      { reason: 'more cells than the header has columns, and could not be repaired', count: 1, rows: [7] },
    ])
  })

  test('a file whose every row lacks the last cell is read whole', async () => {
    const { report } = await read(fixture('linear-30.csv'))
    expect(report.rows).toMatchObject({ read: 4, imported: 4, repaired: 4 })
  })
})

describe('5 · the order of day and month is voted per column', () => {
  const dates = (...cells: string[]) =>
    `Title,Key,Created,Due\n${cells.map((cell, at) => `T,A-${at},${cell}`).join('\n')}\n`

  test('one day above twelve decides for its whole column', async () => {
    const { records, report } = await read(dates('03/04/2025,', '25/04/2025,'))
    expect(records.map(({ createdAt }) => createdAt?.slice(0, 10))).toEqual(['2025-04-03', '2025-04-25'])
    expect(report.dates).toMatchObject([{ field: 'createdAt', order: 'dmy', because: 'cells', read: 2, unreadable: 0 }])
  })

  test('a cell that its column cannot mean is left empty and reported, never read the other way', async () => {
    const { records, report } = await read(dates('25/04/2025,', '26/04/2025,', '04/27/2025,', '03/04/2025,'))
    expect(records.map(({ createdAt }) => createdAt?.slice(0, 10) ?? null)).toEqual([
      '2025-04-25',
      '2025-04-26',
      null,
      '2025-04-03',
    ])
    expect(report.repairs).toEqual([
      { reason: 'createdAt: not a date in the format of the column, left empty', count: 1, rows: [4] },
    ])
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
    expect(guess.report.notes).toContain(
      'Day and month are ambiguous in Created: read day first. Set "dateOrder" in the mapping to change it.',
    )
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
