import { describe, expect, test } from 'vitest'
import { read } from './read.ts'

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
