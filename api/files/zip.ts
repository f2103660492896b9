/** Entries of a ZIP archive, within bounds of their declared sizes; one that unpacks to another size than it declares is broken. */
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { ImportRefusal } from './refusal.ts'

export interface Archive {
  readonly names: readonly string[]
  /** The bytes of an entry; none when there is no such entry. @throws ImportRefusal TOO_LARGE, ZIP. */
  readonly read: (name: string) => AsyncGenerator<Uint8Array>
}

const MB = 1 << 20
/** What unpacks within the next bound is rarely larger. The archive is held in memory. */
const MOST_PACKED = 100 * MB
/** Of all parts together. */
const MOST_UNPACKED = 256 * MB
const MOST_ENTRIES = 2_000
/** Honest sheets shrink to a twentieth; what is small does no harm however it was packed. */
const MOST_RATIO = 100
const SMALL = 4 * MB

export const tooLarge = (what: string) =>
  new ImportRefusal(
    'TOO_LARGE',
    `PM33 does not read this workbook or archive: ${what}.`,
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
  // A part is read several times, and counts once.
  const opened = new Set<Entry>()
  const admit = (entry: Entry) => {
    opened.add(entry)
    const unpacked = [...opened].reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
    if (unpacked > MOST_UNPACKED) throw tooLarge(`it unpacks to more than ${MOST_UNPACKED / MB} MB`)
    if (entry.uncompressedSize > SMALL && entry.uncompressedSize > entry.compressedSize * MOST_RATIO)
      throw tooLarge(`a part of it unpacks to more than ${MOST_RATIO} times its size`)
  }
  return {
    names: [...entries.keys()],
    read: async function* (name) {
      const entry = entries.get(name)
      if (entry === undefined) return
      if (entry.generalPurposeBitFlag & 1) throw broken()
      admit(entry)
      const stream = await new Promise<NodeJS.ReadableStream & { destroy: () => void }>((resolve, reject) => {
        zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(broken())))
      })
      try {
        for await (const piece of stream as AsyncIterable<Uint8Array>) yield piece
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
