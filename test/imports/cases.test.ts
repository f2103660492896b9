import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fixture, read, said } from './read.ts'

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

  test('a flag is no date', async () => {
    const { notes, gaps, statuses } = await report('completed-boolean.csv')
    expect(notes).toContain('"Completed" holds yes or no: read as completed, without a date.')
    expect(gaps).toContain('No completion dates: no throughput and no forecast.')
    expect(statuses.map(({ status, rows }) => [status, rows])).toEqual([['(none)', 2]])
  })

  test('pull requests are dropped with a count', async () => {
    expect((await report('github-pulls.json')).drops).toEqual([{ reason: 'pull request', count: 1, rows: [1] }])
    expect((await report('github-project-items.json')).drops).toEqual([{ reason: 'pull request', count: 1, rows: [3] }])
  })

  test('figures out of bounds are set aside and counted', async () => {
    expect((await report('bounds.csv')).repairs.map(({ reason, count }) => [reason, count])).toEqual([
      ['storyPoints: must be at least 0 and at most 10000, left empty', 2],
      ['businessValue: must be at least 0 and at most 1000, left empty', 1],
      ['jobSize: must be above 0 and at most 10000, left empty', 1],
    ])
    expect((await report('tfs-snake.csv')).repairs).toEqual([
      { reason: 'storyPoints: 0 read as not estimated', count: 1, rows: [3] },
    ])
  })

  test('an encoding, a title, and a parent that were assumed are named', async () => {
    expect((await report('gb18030.csv')).notes.join(' ')).toContain('Not UTF-8: read as gb18030.')
    expect((await report('jira-no-summary.csv')).notes).toContain(
      'No title column: the first line of the description is the title.',
    )
    expect((await report('story-and-task.csv')).notes).toContain(
      '1 item beside the rows, because the rows name it as the story or epic above them.',
    )
  })
})
