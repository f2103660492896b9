/** Headers are compared without accents and look-alikes, so the words that they are compared with must be, too. */
import { expect, test } from 'vitest'
import { isInDays } from '../../api/imports/formats/headers.ts'
import { read } from './read.ts'

test.each([
  ['Russian', 'ID,Тип рабочего элемента,Название 1,Название 2,Состояние'],
  ['Turkish', 'ID,İş öğesi türü,Başlık 1,Başlık 2,Durum'],
  ['Korean', 'ID,작업 항목 유형,제목 1,제목 2,상태'],
  ['German', 'ID,Arbeitselementtyp,Titel 1,Titel 2,Status'],
])('a tree of Azure DevOps Server keeps its parents in %s', async (_language, header) => {
  const { records } = await read(`${header}\n1,Epic,Pay,,New\n2,User Story,,Pay by card,New\n`)
  expect(records.map(({ title, parentRef }) => [title, parentRef])).toEqual([
    ['Pay', null],
    ['Pay by card', records[0]!.sourceKey],
  ])
})

test.each(['Effort (days)', 'Efor (gün)', 'Оценка (дни)', '工数(人日)', 'Esfuerzo (días)'])(
  '%s is a size in days',
  (header) => {
    expect(isInDays(header)).toBe(true)
  },
)

test.each(['Effort (hours)', 'Оценка (часы)', '예상 공수 (시간)', 'Effort (h)', '工数(時間)'])(
  '%s is an estimate in hours',
  async (header) => {
    const { records } = await read(`Key,Title,${header}\nA-1,Dig,6\n`)
    expect(records[0]).toMatchObject({ storyPoints: null, estimateHours: 6 })
  },
)
