import { describe, expect, test } from 'vitest'
import { fixture, read } from './read.ts'

describe('words of lists, however they are written', () => {
  test.each([
    'Total',
    'TOTAL:',
    'Subtotal',
    'SubTotal',
    'Sub-total',
    'Summe',
    'Gesamtsumme:',
    'Total général',
    'total general',
    'Łącznie',
    'Итого:',
    'Всього',
    '合計',
    '小计',
  ])('a row of sums under "%s" is no item', async (word) => {
    const { records, report } = await read(`Title,Status,Story points\nPay,Open,3\nRefund,Done,5\n${word},,8\n`)
    expect(records.map(({ title }) => title)).toEqual(['Pay', 'Refund'])
    expect(report.drops).toEqual([{ reason: 'a row of sums', count: 1, rows: [4] }])
  })

  test('an item that begins with such a word is one', async () => {
    const { records } = await read('Title,Status,Story points\nTotal,Open,\nTotal of the basket,Open,3\nSumme,Done,x\n')
    expect(records.map(({ title }) => title)).toEqual(['Total', 'Total of the basket', 'Summe'])
  })

  test.each([
    'Unassigned',
    'UNASSIGNED',
    '(unassigned)',
    'Not assigned',
    '-',
    '—',
    'N/A',
    'Nicht zugewiesen',
    'NICHT ZUGEWIESEN',
    'Non attribue\u0301',
    'No asignado',
    'Не назначен',
    'Не назначено',
    '未割り当て',
  ])('"%s" is nobody', async (word) => {
    const { records } = await read(`Title,Status,Assignee\nPay,Open,${word}\nRefund,Done,Nadia Nobody\n`)
    expect(records.map(({ assignee }) => assignee)).toEqual([null, 'Nadia Nobody'])
  })
})

describe('custom fields of Jira that a file calls by their ids', () => {
  const unread = (report: Awaited<ReturnType<typeof read>>['report']) =>
    report.columnsNotRead.map(({ header, populated }) => [header, populated])

  test('the usual ones are read, and the report says that this was assumed', async () => {
    for (const content of [
      'Issue key,Summary,Status,customfield_10014,customfield_10016\nA-1,Pay,Open,A-9,3\n',
      JSON.stringify({
        issues: [{ key: 'A-1', fields: { summary: 'Pay', customfield_10014: 'A-9', customfield_10016: 3 } }],
      }),
      JSON.stringify([{ key: 'A-1', summary: 'Pay', customfield_10014: 'A-9', customfield_10016: 3 }]),
    ]) {
      const { records, report } = await read(content)
      expect(records).toMatchObject([{ storyPoints: 3, parentRef: expect.stringMatching(/:A-9$/) as string }])
      expect(report.notes).toContain(
        '"customfield_10014" is read as epicLink, "customfield_10016" is read as storyPoints: the file does not name these fields, and most Jira sites keep them there. To change it, set the columns in the mapping.',
      )
    }
  })

  test('what does not look like the usual field is reported unread', async () => {
    const { records, report } = await read(
      'Issue key,Summary,Status,customfield_10014,customfield_10016\nA-1,Pay,Open,red,soon\n',
    )
    expect(records[0]).toMatchObject({ storyPoints: null, parentRef: null })
    expect(unread(report)).toEqual([
      ['customfield_10014', 1],
      ['customfield_10016', 1],
    ])
  })

  test('another one that could hold the points is named, with the mapping that reads it', async () => {
    const file = 'Issue key,Summary,Status,customfield_10028\nA-1,Pay,Open,3\nA-2,Refund,Done,0.5\n'
    const { report } = await read(file)
    expect(unread(report)).toEqual([['customfield_10028', 2]])
    expect(report.notes).toContain(
      '"customfield_10028" may contain the story points, but was ignored. If so, import again with this mapping: {"columns":{"customfield_10028":"storyPoints"}}.',
    )
    const { records, report: again } = await read(file, { columns: { customfield_10028: 'storyPoints' } })
    expect(records.map(({ storyPoints }) => storyPoints)).toEqual([3, 0.5])
    expect(again.notes.join(' ')).not.toContain('customfield')
  })
})

describe('what people add to an export, or write in a list of their own', () => {
  test('columns of a tool that have plain names are read where the tool has none for it', async () => {
    const { report, records } = await read(
      'Issue key,Summary,Status,Points,Epic,Outward issue link (Blocks)\nA-1,Pay,Open,3,A-9,A-2\nA-2,Refund,Open,,,\n',
    )
    expect(report.format).toBe('jira-csv')
    expect(report.columnsNotRead).toEqual([])
    expect(records[0]).toMatchObject({ storyPoints: 3, parentRef: 'jira:A-9', links: [{ targetRef: 'jira:A-2' }] })
  })

  test('names written without their spaces are the same names', async () => {
    const { report } = await read(
      'id,title,status,createdat,duedate,blockedby,storypoints,assignedto\n1,Pay,Open,2026-01-05,2026-02-05,,3,Ada\n',
    )
    expect(report.columnsNotRead).toEqual([])
  })

  test('without a status column, one that is called a state and holds statuses is the status', async () => {
    const { report, records } = await read('Title,QA state\nPay,In progress\nRefund,Done\n')
    expect(records.map(({ statusCategory }) => statusCategory)).toEqual(['active', 'done'])
    expect(report.notes).toContain('"QA state" contains statuses, so it was read as the status.')
    const { report: other } = await read('Title,Status,QA state\nPay,In progress,Done\n')
    expect(other.columnsNotRead.map(({ header }) => header)).toEqual(['QA state'])
  })

  test('sizes are points, and the report names the scale', async () => {
    const { report, records } = await read('Title,Status,Size\nPay,Open,M\nRefund,Open,xl\nVouchers,Open,huge\n')
    expect(records.map(({ storyPoints }) => storyPoints)).toEqual([3, 8, null])
    expect(report.repairs.map(({ reason, count }) => [reason, count])).toEqual([
      ['storyPoints: a size such as M read as points (XS 1, S 2, M 3, L 5, XL 8, XXL 13)', 2],
      ['storyPoints: not a number, left empty', 1],
    ])
  })
})

test('what the groups of a board stand for is said, and so are columns that only subitems have', async () => {
  const { notes } = (await read(fixture('cases/monday-groups.csv'))).report
  expect(notes).toContain(
    'Groups of the board are read where no column says it: "Later" as label, "Sprint 7" as sprint.',
  )
  expect(notes).toContain('Columns that only subitems have were ignored: "Estimated hours" (2 values).')
})
