/** Archives as a program packs them that means harm, or none: parts of any size, made piece by piece. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { crc32, createDeflateRaw } from 'node:zlib'

export type Part = readonly [name: string, pieces: Iterable<string>]

/** A ZIP archive with the true sizes of its parts. */
async function zipped(parts: readonly Part[]): Promise<Uint8Array<ArrayBuffer>> {
  const [bodies, directory]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const [name, pieces] of parts) {
    const deflate = createDeflateRaw({ level: 6 })
    const packed: Buffer[] = []
    deflate.on('data', (piece: Buffer) => packed.push(piece))
    const ended = once(deflate, 'end')
    let [sum, size] = [0, 0]
    for (const bytes of gathered(pieces)) {
      sum = crc32(bytes, sum)
      size += bytes.length
      if (!deflate.write(bytes)) await once(deflate, 'drain')
    }
    deflate.end()
    await ended
    const body = Buffer.concat(packed)
    const facts = Buffer.alloc(22)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(8, 4)
    facts.writeUInt32LE(sum, 10)
    facts.writeUInt32LE(body.length, 14)
    facts.writeUInt32LE(size, 18)
    const lengths = Buffer.alloc(4)
    lengths.writeUInt16LE(Buffer.byteLength(name), 0)
    const at = Buffer.alloc(4)
    at.writeUInt32LE(offset, 0)
    bodies.push(Buffer.from('PK\u0003\u0004'), facts, lengths, Buffer.from(name), body)
    directory.push(
      Buffer.from('PK\u0001\u0002'),
      Buffer.from([20, 0]),
      facts,
      lengths,
      Buffer.alloc(10),
      at,
      Buffer.from(name),
    )
    offset += 30 + Buffer.byteLength(name) + body.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...bodies, central, end]))
}

/** Many small pieces as few large ones. */
function* gathered(pieces: Iterable<string>): Generator<Buffer> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < 1 << 20) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

/** A workbook of one sheet: its rows in XML, and the shared strings. */
export const workbook = (rows: Iterable<string>, strings: Iterable<string> = ['<sst/>']) =>
  zipped([
    ['xl/workbook.xml', ['<workbook><sheets><sheet name="Items" r:id="rId1"/></sheets></workbook>']],
    [
      'xl/_rels/workbook.xml.rels',
      ['<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'],
    ],
    ['xl/sharedStrings.xml', strings],
    ['xl/worksheets/sheet1.xml', around('<worksheet><sheetData>', rows, '</sheetData></worksheet>')],
  ])

export function* around(before: string, pieces: Iterable<string>, after: string): Generator<string> {
  yield before
  yield* pieces
  yield after
}

export function* repeated(times: number, piece: (time: number) => string): Generator<string> {
  for (let time = 0; time < times; time++) yield piece(time)
}

/** A kilobyte that packs to about a fifteenth, unlike a letter repeated. */
export const hardToPack = (time: number) => createHash('sha256').update(String(time)).digest('hex').repeat(16)
