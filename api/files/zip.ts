/** Entries of a ZIP archive, unpacked within bounds: what the archive declares is not believed, bytes are counted. */
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { ImportRefusal } from './refusal.ts'

export interface Archive {
  readonly names: readonly string[]
  /** The bytes of an entry; none when there is no such entry. @throws ImportRefusal TOO_LARGE, ZIP. */
  readonly read: (name: string) => AsyncGenerator<Uint8Array>
}

const MB = 1 << 20
const MOST_PACKED = 200 * MB
const MOST_UNPACKED = 256 * MB
const MOST_ENTRIES = 2_000
/** Honest sheets shrink to a twentieth. */
const MOST_RATIO = 250

export const tooLarge = (what: string) =>
  new ImportRefusal(
    'TOO_LARGE',
    `The workbook or archive is refused: ${what}.`,
    'Save the sheet with the items as CSV (UTF-8) and import that file.',
  )

const broken = () =>
  new ImportRefusal(
    'ZIP',
    'The file is a ZIP archive or an Excel workbook that cannot be opened.',
    'Unpack it, or save it as CSV (UTF-8), and import that file.',
  )

/** @throws ImportRefusal TOO_LARGE, ZIP. */
export async function openZip(bytes: AsyncIterable<Uint8Array>): Promise<Archive> {
  const pieces: Uint8Array[] = []
  let packed = 0
  for await (const piece of bytes) {
    packed += piece.length
    if (packed > MOST_PACKED) throw tooLarge(`it has more than ${MOST_PACKED / MB} MB`)
    pieces.push(piece)
  }
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    yauzl.fromBuffer(
      Buffer.concat(pieces),
      { lazyEntries: true, validateEntrySizes: true, strictFileNames: false },
      (error, opened) => (error === null ? resolve(opened) : reject(broken())),
    )
  })
  const entries = await entriesOf(zip)
  return {
    names: [...entries.keys()],
    read: async function* (name) {
      const entry = entries.get(name)
      if (entry === undefined) return
      if (entry.generalPurposeBitFlag & 1) throw broken()
      const stream = await new Promise<NodeJS.ReadableStream & { destroy: () => void }>((resolve, reject) => {
        zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(broken())))
      })
      let unpacked = 0
      try {
        for await (const piece of stream as AsyncIterable<Uint8Array>) {
          unpacked += piece.length
          if (unpacked > MOST_UNPACKED) throw tooLarge(`a part of it unpacks to more than ${MOST_UNPACKED / MB} MB`)
          if (unpacked > MB && unpacked > entry.compressedSize * MOST_RATIO)
            throw tooLarge(`a part of it unpacks to ${MOST_RATIO} times its size`)
          yield piece
        }
      } catch (error) {
        throw error instanceof ImportRefusal ? error : broken()
      } finally {
        stream.destroy()
      }
    },
  }
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) throw tooLarge(`it has ${zip.entryCount.toLocaleString('en')} parts`)
  const entries = new Map<string, Entry>()
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.on('end', resolve)
    zip.on('error', () => reject(broken()))
    zip.readEntry()
  })
  return entries
}
