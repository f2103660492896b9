import { describe, expect, test } from 'vitest'
import { around, hardToPack, repeated, workbook } from './archive.ts'
import { file, read, refusal } from './read.ts'

const HEADER = '<row><c t="inlineStr"><is><t>Key</t></is></c><c t="inlineStr"><is><t>Title</t></is></c></row>'
const MEGABYTE = 1 << 20
const letters = 'x'.repeat(MEGABYTE)
const text = (pieces: Iterable<string>) =>
  around(`${HEADER}<row><c t="inlineStr"><is><t>`, pieces, '</t></is></c></row>')

/** What a workbook costs until it is refused: seconds of the processor, and memory that its reading added at its peak. */
async function refused(bytes: Uint8Array) {
  let peak = 0
  const before = process.memoryUsage().rss
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss - before)), 5)
  const started = process.threadCpuUsage()
  try {
    const { code } = await refusal(file(bytes, 65_536))
    const { user, system } = process.threadCpuUsage(started)
    return { code, seconds: (user + system) / 1e6, megabytes: peak / MEGABYTE }
  } finally {
    clearInterval(watch)
  }
}

describe('a workbook that unpacks to much more than it is', () => {
  test.each<[string, string, () => Promise<Uint8Array>]>([
    ['one cell', 'TOO_LARGE', () => workbook(text(repeated(64, () => letters)))],
    ['one cell that packs badly', 'BROKEN_XML', () => workbook(text(repeated(5_000, hardToPack)))],
    [
      'shared strings',
      'TOO_LARGE',
      () =>
        workbook(
          [HEADER],
          around(
            '<sst>',
            repeated(64, () => `<si><t>${letters}</t></si>`),
            '</sst>',
          ),
        ),
    ],
    [
      'many short strings',
      'TOO_LARGE',
      () =>
        workbook(
          [HEADER],
          around(
            '<sst>',
            repeated(1_000_001, () => '<si/>'),
            '</sst>',
          ),
        ),
    ],
    [
      'many rows',
      'TOO_LARGE',
      () =>
        workbook(
          around(
            HEADER,
            repeated(1_000_000, () => '<row><c><v>1</v></c><c><v>2</v></c></row>'),
            '',
          ),
        ),
    ],
    ['a far cell', 'TOO_LARGE', () => workbook([`${HEADER}<row><c r="XFD1048576"><v>1</v></c></row>`])],
    [
      'a far cell in each row',
      'TOO_LARGE',
      () =>
        workbook(
          around(
            HEADER,
            repeated(6_000, (n) => `<row><c r="EZZ${n}"><v>${n}</v></c></row>`),
            '',
          ),
        ),
    ],
    [
      'text between the cells',
      'BROKEN_XML',
      () => workbook(around(`${HEADER}<row>`, repeated(5_000, hardToPack), '</row>')),
    ],
    [
      'attributes',
      'BROKEN_XML',
      () =>
        workbook(
          around(
            `${HEADER}<row `,
            repeated(2_000, (n) => `a${n}="1" `),
            '/>',
          ),
        ),
    ],
  ])('%s is refused in words, within 3 seconds of the processor and 450 MB', async (_, code, make) => {
    const cost = await refused(await make())
    expect(cost.code).toBe(code)
    expect(cost.seconds).toBeLessThan(3)
    expect(cost.megabytes).toBeLessThan(450)
  })

  test('an honest workbook of the same make is read', async () => {
    const rows = repeated(2_000, (n) => `<row><c t="str"><v>A-${n}</v></c><c t="str"><v>Pay by card ${n}</v></c></row>`)
    const { records } = await read(await workbook(around(HEADER, rows, '')))
    expect(records).toHaveLength(2_000)
    expect(records[7]).toMatchObject({ key: 'A-7', title: 'Pay by card 7' })
  })
})
