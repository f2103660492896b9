import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closingEdges, newCircles } from '../../api/math/graph.ts'
import { csvRows } from '../../api/files/csv.ts'
import { evidenceOf, readDate } from '../../api/files/dates.ts'
import { jsonParts } from '../../api/files/json.ts'
import { categoryOfWord, givenUp } from '../../api/backlog/status.ts'
import { pointsOfLabel, priorityOfWord, readHours, readNumber, typeOfWord } from '../../api/imports/record/words.ts'

const pieces = (text: string, size: number): AsyncIterable<string> =>
  (async function* () {
    // Decoded text never ends between the halves of a character.
    const characters = Array.from(text)
    for (let at = 0; at < characters.length; at += size) yield characters.slice(at, at + size).join('')
  })()

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = []
  for await (const value of values) list.push(value)
  return list
}

describe('dates', () => {
  test.each([
    ['27/Sep/26 9:00 AM', '2026-09-27T09:00:00.000Z'],
    ['11/May/24 03:26 PM', '2024-05-11T15:26:00.000Z'],
    ['01/Jan/25 12:00 AM', '2025-01-01T00:00:00.000Z'],
    ['01/Jan/25 12:00\u202fPM', '2025-01-01T12:00:00.000Z'],
    ['6/21/2025 16:14', null],
    ['2024-05-03', '2024-05-03T00:00:00.000Z'],
    ['2024-05-03 10:11:12', '2024-05-03T10:11:12.000Z'],
    ['2024-05-03T10:11:12.345+0200', '2024-05-03T08:11:12.345Z'],
    ['2024/05/03 12:30:11', '2024-05-03T12:30:11.000Z'],
    ['Tue May 14 2024 08:53:33 GMT+0000 (GMT)', '2024-05-14T08:53:33.000Z'],
    ['Tue May 14 2024 08:53:33 GMT-0700 (Pacific Daylight Time)', '2024-05-14T15:53:33.000Z'],
    ['Friday, May 3rd 2024, 10:11:12 am +02:00', '2024-05-03T08:11:12.000Z'],
    ['Dec 27, 2025, 10:48 AM', '2025-12-27T10:48:00.000Z'],
    ['27. Dezember 2025', '2025-12-27T00:00:00.000Z'],
    ['3/mär/25 14:00', '2025-03-03T14:00:00.000Z'],
    ['3 févr. 2024', '2024-02-03T00:00:00.000Z'],
    ['12/ene/26 9:00 a. m.', '2026-01-12T09:00:00.000Z'],
    ['27/12月/25 10:48 午後', '2025-12-27T22:48:00.000Z'],
    ['1735689600000', '2025-01-01T00:00:00.000Z'],
    ['29/Feb/25 9:00 AM', null],
    ['29/Feb/24 9:00 AM', '2024-02-29T09:00:00.000Z'],
    ['Sprint 3', null],
    ['5', null],
    ['12:30', null],
    ['S-12', null],
  ])('%s', (cell, instant) => {
    const read = readDate(cell, 'dmy', 0)
    expect(read === null ? null : new Date(read.ms).toISOString()).toBe(instant)
  })

  test('a day is the day that the cell shows, whatever its zone', () => {
    expect(readDate('Wed Apr 30 2025 00:00:00 GMT+0200 (CEST)', 'dmy', 0)!.day).toBe('2025-04-30')
  })

  test.each([
    ['25/04/2025', 'dmy'],
    ['04/25/2025', 'mdy'],
    ['03/04/2025', 'either'],
    ['04/04/2025', 'plain'],
    ['2025-04-25', 'plain'],
    ['45/45/2025', null],
  ])('%s votes %s', (cell, evidence) => expect(evidenceOf(cell)).toBe(evidence))

  test('every day since 1970 is read as itself in each way of writing it', () => {
    const two = (value: number) => String(value).padStart(2, '0')
    const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2069-12-31'), noInvalidDate: true }), (date) => {
        const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
        const iso = date.toISOString().slice(0, 10)
        for (const cell of [
          `${two(day)}/${two(month + 1)}/${year}`,
          `${day}.${month + 1}.${year}`,
          `${day}/${MONTHS[month]}/${two(year % 100)} 1:05 PM`,
          `${MONTHS[month]} ${day}, ${year}`,
          iso,
        ])
          expect(readDate(cell, 'dmy', 0)?.day).toBe(iso)
        expect(readDate(`${month + 1}/${day}/${year} 11:59:59 PM`, 'mdy', 0)?.day).toBe(iso)
      }),
    )
  })

  test('any text at all is a date or none, never a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (cell) => {
        const read = readDate(cell, 'mdy', 0)
        expect(read === null || Number.isFinite(read.ms)).toBe(true)
      }),
    )
  })
})

describe('words', () => {
  test.each([
    ['Done', 'done'],
    ['not done', 'todo'],
    ['Ready for Release', 'review'],
    ['Released', 'done'],
    ["Won't Do", 'cancelled'],
    ['In QA', 'review'],
    ['Code Review', 'review'],
    ['Selected for Development', 'todo'],
    ['Icebox', 'backlog'],
    ['Blocked', 'active'],
    ['À faire', 'todo'],
    ['Em andamento', 'active'],
    ['Erledigt', 'done'],
    ['完了', 'done'],
    ['Waiting for approval', 'review'],
    ['Xyzzy', null],
  ])('status %s is %s', (word, category) => expect(categoryOfWord(word)).toBe(category))

  test.each([
    ["Won't Fix", true],
    ['Duplicate', true],
    ['Cannot Reproduce', true],
    ['Fixed', false],
    ['Done', false],
    ['Erledigt', false],
  ])('resolution %s: given up is %s', (word, expected) => expect(givenUp(word)).toBe(expected))

  test.each([
    ['Sub-task', 'task'],
    ['User Story', 'story'],
    ['Product Backlog Item', 'story'],
    ['New Feature', 'feature'],
    ['Fehler', 'bug'],
    ['chore', 'task'],
    ['Enhancement', 'improvement'],
    ['Xyzzy', null],
  ])('type %s is %s', (word, type) => expect(typeOfWord(word)).toBe(type))

  test.each([
    ['Highest', 'critical'],
    ['Urgent', 'critical'],
    ['P1', 'high'],
    ['1', 'critical'],
    ['0', 'none'],
    ['No priority', 'none'],
    ['Major', 'high'],
    ['2 - High', 'high'],
    ['Xyzzy', null],
  ])('priority %s is %s', (word, priority) => expect(priorityOfWord(word)).toBe(priority))

  test.each([
    ['points: 3', 3],
    ['estimate-5', 5],
    ['size/M', 3],
    ['sp/8', 8],
    ['size/XXL', 13],
    ['small', null],
    ['good first issue', null],
  ])('the label %s says %s points', (label, points) => expect(pointsOfLabel(label)).toBe(points))

  test.each([
    ['7200', 2],
    ['38h', 38],
    ['1d 2h', 10],
    ['2w', 80],
    ['1.5h', 1.5],
    ['90 minutes', 1.5],
    ['soon', null],
  ])('%s is %s hours of Jira', (cell, hours) => expect(readHours(cell, 'seconds')).toBe(hours))

  test.each([
    ['5', 5],
    ['5.0', 5],
    ['2,5', 2.5],
    ['1,000', 1000],
    ['1 000,5', 1000.5],
    ['-3', -3],
    ['five', null],
    ['', null],
    ['0x10', null],
  ])('the number %s is %s', (cell, value) => expect(readNumber(cell)).toBe(value))
})

describe('JSON, piece by piece', () => {
  const LIMIT = 1_000_000

  test('items of a list are what JSON.parse reads, wherever the pieces end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(undefined, 1),
        async (list, size, indent) => {
          const bare = await all(jsonParts(pieces(JSON.stringify(list, null, indent), size), LIMIT))
          expect(bare.map(({ value }) => value)).toEqual(JSON.parse(JSON.stringify(list)))
          const keyed = await all(
            jsonParts(
              pieces(JSON.stringify({ before: { x: [1] }, items: list, after: 'y' }, null, indent), size),
              LIMIT,
            ),
          )
          expect(keyed.filter((part) => part.list === 'items').map(({ value }) => value)).toEqual(
            JSON.parse(JSON.stringify(list)),
          )
          expect(keyed.filter((part) => part.list === null).map(({ key, value }) => [key, value])).toEqual([
            ['before', { x: [1] }],
            ['after', 'y'],
          ])
        },
      ),
    )
  })

  test('pages one after another count on', async () => {
    expect(await all(jsonParts(pieces('[1,2]\n[3]', 4), LIMIT))).toEqual(
      [1, 2, 3].map((value) => ({ list: '', key: '', at: value, value })),
    )
  })
})

describe('CSV, piece by piece', () => {
  test('any cells come back as they went, wherever the pieces end', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '😀'), maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, fc.constant('z')), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        async (rows, size) => {
          const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n')
          const back = await all(csvRows(pieces(text, size), { delimiter: ',', maxRow: 10_000 }))
          expect(back.map(({ cells }) => cells)).toEqual(rows.map((row) => row.map((value) => value.toWellFormed())))
          expect(back.map(({ row }) => row)).toEqual(rows.map((_, at) => at + 1))
        },
      ),
    )
  })
})

describe('circles', () => {
  test('without the closing edges no circle remains, and a graph without circles loses nothing', () => {
    const graph = fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 })), { maxLength: 20 })
    fc.assert(
      fc.property(graph, (edges) => {
        const map = new Map<string, string[]>()
        for (const [from, to] of edges)
          map.set(String(from), [...new Set([...(map.get(String(from)) ?? []), String(to)])])
        const closing = new Set(closingEdges(map).map(([from, to]) => `${from}>${to}`))
        const rest = new Map(
          [...map].map(([from, targets]) => [from, targets.filter((to) => !closing.has(`${from}>${to}`))] as const),
        )
        expect(closingEdges(rest)).toEqual([])
        const forward = new Map([...map].map(([from, targets]) => [from, targets.filter((to) => to > from)] as const))
        expect(closingEdges(forward)).toEqual([])
      }),
    )
  })

  test('a chain of a hundred thousand parents does not exhaust the stack', () => {
    const chain = new Map(
      Array.from({ length: 100_000 }, (_, at) => [String(at), [String((at + 1) % 100_000)]] as const),
    )
    expect(closingEdges(chain)).toEqual([['99999', '0']])
  })

  test('what comes closes no circle, whatever stands already, and only what would close one is left out', () => {
    const node = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const pairs = fc.uniqueArray(fc.tuple(node, node), { maxLength: 9, selector: String })
    const asMap = (edges: readonly (readonly [string, string])[]) =>
      new Map([...Map.groupBy(edges, ([from]) => from)].map(([from, all]) => [from, all.map(([, to]) => to)]))
    const reaches = (
      edges: ReadonlyMap<string, readonly string[]>,
      from: string,
      to: string,
      seen = new Set<string>(),
    ): boolean =>
      from === to || (edges.get(from) ?? []).some((next) => !seen.has(next) && reaches(edges, next, to, seen.add(next)))
    fc.assert(
      fc.property(pairs, pairs, (standing, coming) => {
        const left = newCircles(standing, coming)
        const taken = coming.filter(
          ([from, to]) => !left.has(`${from} ${to}`) && !standing.some(([a, b]) => a === from && b === to),
        )
        const sound = standing.filter(
          ([from, to]) => !closingEdges(asMap(standing)).some(([a, b]) => a === from && b === to),
        )
        expect(closingEdges(asMap([...sound, ...taken]))).toEqual([])
        const rest = asMap([...sound, ...taken])
        for (const [from, to] of coming.filter(([a, b]) => left.has(`${a} ${b}`)))
          expect(reaches(asMap([...sound, ...coming]), to, from), `${from} ${to} in ${JSON.stringify([...rest])}`).toBe(
            true,
          )
      }),
    )
  })
})
