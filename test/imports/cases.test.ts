import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixture, read, refusal, said } from './read.ts'

// One line an item, written out in full; what an item does not say is left out.
const expected = JSON.parse(new TextDecoder().decode(fixture('cases.json'))) as Record<string, unknown[]>
const FILES = readdirSync(new URL('fixtures/cases/', import.meta.url))

describe('exports of every tool and language arrive cell by cell', () => {
  test('every file has its right values', () => {
    expect(FILES).toEqual(Object.keys(expected).sort())
  })

  test.each(FILES)('%s', async (name) => {
    const { records, report } = await read(fixture(`cases/${name}`))
    expect(records.map(said)).toEqual(expected[name])
    const { rows } = report
    expect(rows.read).toBe(rows.imported + rows.quarantined + rows.dropped)
    expect(records).toHaveLength(rows.imported + (rows.implied ?? 0))
  })
})

describe('what was recognized, set aside, and assumed is said', () => {
  const report = async (name: string) => (await read(fixture(`cases/${name}`))).report
  const unread = async (name: string) =>
    (await report(name)).columnsNotRead.filter(({ populated }) => populated > 0).map(({ header }) => header)

  test.each([
    ['asana-api.csv', 'asana-api-csv'],
    ['gitlab-issues.csv', 'gitlab-csv'],
    ['gitlab-issues.json', 'gitlab-json'],
    ['github-project-items.json', 'github-project-json'],
    ['github-project-items-utf16.json', 'github-project-json'],
    ['github-pulls.json', 'github-json'],
    ['pivotal.csv', 'pivotal-csv'],
    ['notion.csv', 'notion-csv'],
    ['jira.xml', 'jira-xml'],
    ['jira-pl.csv', 'jira-csv'],
    ['jira-no-summary.csv', 'jira-csv'],
    ['tfs-snake.csv', 'azure-devops-csv'],
    ['clickup-excel.csv', 'clickup-csv'],
  ])('%s is %s', async (name, format) => {
    expect((await report(name)).format).toBe(format)
  })

  test('no link, date, or status column of a translated export is left unread', async () => {
    for (const name of [
      'jira-es-links.csv',
      'jira-fr-links.csv',
      'jira-ru-server.csv',
      'jira-pl.csv',
      'german-semicolon.csv',
    ])
      expect(await unread(name), name).toEqual([])
    const { gaps, counts } = await report('jira-es-links.csv')
    expect(counts.links).toBe(3)
    expect(gaps.join(' ')).not.toMatch(/No dependency links/)
  })

  test('what a row says beside its status is in the table of statuses', async () => {
    const outcomes = async (name: string) =>
      (await report(name)).statuses.map(({ status, outcomes: all }) => [
        status,
        ...all.map(({ category, rows, because }) => `${rows} ${category} (${because})`),
      ])
    expect(await outcomes('completed-boolean.csv')).toEqual([['(none)', '1 backlog (status)', '1 done (completed)']])
    expect(await outcomes('trello-butler.csv')).toEqual([
      ['Doing', '1 active (status)'],
      ['Done', '1 done (status)'],
      ['Ideas', '1 cancelled (archived)'],
    ])
    expect((await report('story-and-task.csv')).gaps).toContain('Without statuses, all items are in the backlog.')
  })

  test('a flag is no date', async () => {
    const { notes, gaps, statuses } = await report('completed-boolean.csv')
    expect(notes).toContain('"Completed" contains yes or no, so it was read as completed, without a date.')
    expect(gaps).toContain('Without completion dates, there is no throughput and no forecast.')
    expect(statuses.map(({ status, rows }) => [status, rows])).toEqual([['(none)', 2]])
  })

  test('of two columns on one field, the one that is never used is reported unread', async () => {
    const { report, records } = await read('ID,Title,Summary,Status\n1,Plan,The plan,open\n2,Build,The build,done\n')
    expect(records.map(({ title }) => title)).toEqual(['Plan', 'Build'])
    expect(report.columnsNotRead.map(({ header, populated }) => [header, populated])).toEqual([['Summary', 2]])
  })

  test.each([
    ['snake', 'issue_id,title,current_status,created_on,closed_on,sprint_name\n'],
    ['camel', 'issueKey,summary,issueStatus,createdDate,resolvedDate,sprintName\n'],
    ['spaced', 'Task key,Title,Task status,Date created,Date resolved,Sprint name\n'],
    ['Japanese', '番号,件名,状態,作成日,完了日,スプリント\n'],
    ['Chinese', '編號,標題,狀態,建立日期,完成日期,迭代\n'],
    ['Polish', 'Klucz,Tytuł,Status,Data utworzenia,Zakończono,Sprint\n'],
  ])('key, title, status, dates, and sprint are read under %s names', async (_, header) => {
    const { records, report } = await read(`${header}A-1,Pay,Done,2026-01-05,2026-01-09,Sprint 1\n`)
    expect(report.columnsNotRead).toEqual([])
    expect(records.map(said)).toMatchObject([
      {
        key: 'A-1',
        title: 'Pay',
        status: 'Done',
        createdAt: '2026-01-05T00:00:00.000Z',
        resolvedAt: '2026-01-09T00:00:00.000Z',
        sprints: [{ name: 'Sprint 1' }],
      },
    ])
  })

  test('without statuses and dates, what is marked as completed is done, and the report says so', async () => {
    const { report, records } = await read('ID,Task,Done,Due\n1,Pay,x,2026-01-05\n2,Save,,2026-02-05\n')
    expect(records.map(({ statusCategory }) => statusCategory)).toEqual(['done', 'backlog'])
    expect(report.gaps).toContain(
      'Without statuses, items marked as completed are done, and all others are in the backlog.',
    )
  })

  test('a board in groups gives its items and, below each, its subitems; names and sums are set aside with a count', async () => {
    const { records, report } = await read(fixture('monday-board.csv'))
    expect(
      records.map(({ key, title, assignee, status, storyPoints, parentRef }) => [
        key,
        title,
        assignee,
        status,
        storyPoints,
        parentRef,
      ]),
    ).toEqual([
      ['901', 'Pay by card', 'Ada', 'Working on it', 3, null],
      ['902', 'Draw the form', 'Bo', 'Done', null, 'monday:901'],
      ['903', 'Check the number', 'Bo', 'Stuck', null, 'monday:901'],
      ['904', 'Refund', null, 'Done', 5, null],
      ['905', 'Vouchers', null, 'Not started', 2, null],
    ])
    expect(report.drops.map(({ reason, count, rows }) => [reason, count, rows])).toEqual([
      ['a row of sums', 2, [9, 14]],
      ['blank row', 1, [10]],
      ['the column names again', 1, [12]],
      ['the column names of subitems', 1, [5]],
      ['the name of a group', 1, [11]],
    ])
    expect(report.notes).toContain('The column names are below "Shop board"; the rows above them were ignored.')
    expect(report.rows).toEqual({ read: 11, imported: 5, repaired: 0, quarantined: 0, dropped: 6 })
  })

  test('files put together keep their items, and each header but the first is set aside', async () => {
    const part = 'ID,Title,Status\n'
    const { records, report } = await read(`${part}1,Plan,open\n${part}2,Build,done\n`)
    expect(records.map(({ title }) => title)).toEqual(['Plan', 'Build'])
    expect(report.drops).toEqual([{ reason: 'the column names again', count: 1, rows: [3] }])
  })

  test('pull requests are dropped with a count', async () => {
    expect((await report('github-pulls.json')).drops).toEqual([{ reason: 'pull request', count: 1, rows: [1] }])
    expect((await report('github-project-items.json')).drops).toEqual([{ reason: 'pull request', count: 1, rows: [3] }])
  })

  test('dates that stand in for others, and ages that nobody knows, are counted', async () => {
    const { notes } = await report('jira-es-links.csv')
    expect(notes).toContain('1 of 1 finished item has no completion date: the date of the last status change is used.')
    expect((await report('notion.csv')).notes).toContain(
      '1 item in progress has no started date, so its age is unknown.',
    )
  })

  test('figures out of bounds are set aside and counted', async () => {
    const bounds = await report('bounds.csv')
    const { records } = await read(fixture('cases/bounds.csv'))
    expect(bounds.counts.points).toBe(records.filter(({ storyPoints }) => storyPoints !== null).length)
    expect(bounds.repairs.map(({ reason, count }) => [reason, count])).toEqual([
      ['storyPoints: must be at least 0 and at most 10000, left empty', 2],
      ['businessValue: must be at least 0 and at most 1000, left empty', 1],
      ['jobSize: must be above 0 and at most 10000, left empty', 1],
    ])
    expect((await report('tfs-snake.csv')).repairs).toEqual([
      { reason: 'storyPoints: 0 was read as not estimated', count: 1, rows: [3] },
    ])
  })

  test('an encoding, a title, and a parent that were assumed are named', async () => {
    expect((await report('gb18030.csv')).notes.join(' ')).toContain('Not UTF-8: read as gb18030.')
    expect((await report('jira-no-summary.csv')).notes).toContain(
      'No title column: the first line of the description is the title.',
    )
    expect((await report('story-and-task.csv')).notes).toContain(
      '1 more item that has no row of its own: rows name it as their story or epic.',
    )
  })
})

describe('workbooks and XML', () => {
  test('the first sheet with a title is read, and the others are named', async () => {
    const { records, report } = await read(fixture('workbook.xlsx'))
    expect(records.map(({ key, title, createdAt, dueDate }) => [key, title, createdAt, dueDate])).toEqual([
      ['A-1', 'Pay by card', '2026-02-01T10:30:00.000Z', '2026-02-01'],
      ['A-2', 'two\nlines \r & <b>', null, '2026-02-01'],
    ])
    expect(report.notes).toContain('The sheet "Backlog" was read; "Read me" was not.')
  })

  test.each([
    ['a document type', '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><key/></rss>', 'WEB_PAGE'],
    ['a late document type', '<rss><!-- JIRA --><!DOCTYPE rss []><channel/></rss>', 'BROKEN_XML'],
    ['endless depth', `<rss><!-- JIRA -->${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}</rss>`, 'BROKEN_XML'],
    ['an end too early', '<rss><!-- JIRA --><channel><item><key id="1">A-1</key>', 'BROKEN_XML'],
  ])('XML with %s is refused', async (_, text, code) => {
    expect((await refusal(text)).code).toBe(code)
  })

  test('names of properties that objects inherit are names like any other', async () => {
    const { records } = await read(
      '<rss><!-- JIRA --><channel><item><__proto__><x>1</x></__proto__><constructor>x</constructor><key id="1">A-1</key><summary>Vault</summary></item></channel></rss>',
    )
    expect(records.map(({ key, title }) => [key, title])).toEqual([['A-1', 'Vault']])
  })
})
