/**
 * A backup is one file: a line of JSON that says what it is, the database as its own tool writes it, and a digest of both.
 * A file that was cut off or changed is found before anything is restored from it.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  openSync,
  closeSync,
  fstatSync,
  fsyncSync,
  readSync,
  rmSync,
} from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { giveName } from '../give-name.ts'
import { ConfigError } from '../../../settings.ts'

export interface BackupHead {
  readonly format: 'pm33 backup 1'
  readonly engine: 'embedded' | 'postgres'
  /** Version of PM33 that wrote it. */
  readonly version: string
  readonly at: string
  /** Major version of PostgreSQL. */
  readonly postgres: number
  /** Migrations that the database has had. */
  readonly migrations: readonly string[]
  /** Tells whether PM33_SECRET is the same, and nothing else about it. */
  readonly secret: string
}

const FORMAT = 'pm33 backup 1'
/** Longest first line. */
const HEAD = 65_536
const DIGEST = 65

/**
 * Appears whole under its name, or not at all.
 * @param made rejects when whoever writes the body has failed
 * @throws ConfigError when the file exists
 */
export async function writeBackup(
  file: string,
  head: BackupHead,
  body: Readable,
  made: Promise<void> = Promise.resolve(),
): Promise<number> {
  // A name that nobody can foresee: no link lies in wait there, and no other backup writes there.
  const part = `${file}.${randomUUID()}.part`
  const hash = createHash('sha256')
  let bytes = 0
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
    flush(done) {
      this.push(`\n${hash.digest('hex')}`)
      done()
    },
  })
  const opened = new Transform({ transform: (chunk: Buffer, _encoding, done) => done(null, chunk) })
  opened.write(`${JSON.stringify(head)}\n`)
  try {
    const stop = new AbortController()
    const written = pipeline(body, opened, hashed, createWriteStream(part, { flags: 'wx', mode: 0o600 }), {
      signal: stop.signal,
    })
    await Promise.all([made, written]).catch(async (error: unknown) => {
      stop.abort()
      const unwritten = await reasonOf(written)
      const unmade = await reasonOf(made)
      // Why the body ended early says more than that it did; a disk that is full ends the body, too.
      throw STOPPED.includes(codeOf(unwritten)) ? (unmade ?? error) : unwritten
    })
    const handle = openSync(part, 'r')
    fsyncSync(handle)
    closeSync(handle)
    giveName(part, file)
    return bytes + DIGEST
  } catch (error) {
    rmSync(part, { force: true })
    if (codeOf(error) === 'EEXIST') throw new ConfigError(exists(file))
    throw error
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code
const reasonOf = (work: Promise<void>) =>
  work.then(
    () => undefined,
    (reason: unknown) => reason,
  )

/** Written in full, or ended by what made it. */
const STOPPED: readonly unknown[] = [undefined, 'ABORT_ERR', 'ERR_STREAM_PREMATURE_CLOSE']

export const exists = (file: string) => `${file} exists. Choose another name, or remove it first.`

/** What a file says it is, once it is known to be whole, and the way to its content. @throws ConfigError */
export async function readBackup(file: string): Promise<{ head: BackupHead; body: () => Readable }> {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${(error as Error).message}`)
  }
  try {
    const { size } = fstatSync(handle)
    const start = Buffer.alloc(Math.min(HEAD, size))
    readSync(handle, start, 0, start.length, 0)
    const end = start.indexOf('\n')
    const head = headOf(start.subarray(0, Math.max(0, end)).toString())
    if (!head) throw new ConfigError(`${file} is not a backup of PM33.`)
    if (head.format !== FORMAT)
      throw new ConfigError(
        `${file} was written by a newer PM33 (${head.version}). Update this one: git pull && npm ci`,
      )
    const hash = createHash('sha256')
    const last = size - DIGEST
    if (last > end)
      for await (const chunk of createReadStream(file, { start: 0, end: last - 1 })) hash.update(chunk as Buffer)
    const digest = Buffer.alloc(DIGEST)
    readSync(handle, digest, 0, DIGEST, Math.max(0, last))
    if (digest.toString() !== `\n${hash.digest('hex')}`)
      throw new ConfigError(
        `${file} is incomplete or was changed. Nothing was restored. Use another copy of the backup.`,
      )
    return { head, body: () => createReadStream(file, { start: end + 1, end: last - 1 }) }
  } finally {
    closeSync(handle)
  }
}

function headOf(line: string): BackupHead | null {
  try {
    const head = JSON.parse(line) as Partial<BackupHead>
    const known = typeof head.format === 'string' && head.format.startsWith('pm33 backup ')
    return known && Array.isArray(head.migrations) ? (head as BackupHead) : null
  } catch {
    return null
  }
}
