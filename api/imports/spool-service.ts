import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isDeepStrictEqual } from 'node:util'
import { LRUCache } from 'lru-cache'
import { Refusal } from '../graphql/errors.ts'
import { READERS, readerMemory } from '../workers/memory.ts'
import { Turns } from '../workers/turns.ts'
import type { Mapping } from './record/mapping.ts'
import { Reader } from './reader-service.ts'
import { limited, ROOM, type Mine, type Room } from './room-service.ts'
import type { ImportReport } from './record/report.ts'

const EXPORTS_AT_ONCE = 2
const PROGRESSES = 100

const MINUTE = 60_000
/** Plans kept ready between dry run and apply, how many rows they may have together, and for how long; the file can always be read again. */
const READY = 4
const READY_ROWS = 300_000
const READY_MS = 10 * MINUTE
/** How long a thread waits for the next file: to start one takes more of the processor than a small file does. */
const IDLE_MS = MINUTE
/** Rows of the last plan that a waiting thread may still hold. */
const IDLE_ROWS = 10_000
/** An upload that nobody feeds, or a file that nobody applied, for this long is left over. */
const STALE: Readonly<Record<string, number>> = {
  '.part': 15 * MINUTE,
  '.export': 60 * MINUTE,
  '.import': 24 * 60 * MINUTE,
}

export interface Progress {
  state: 'uploading' | 'reading' | 'planned' | 'writing' | 'done' | 'refused' | 'failed'
  done: number
  total: number
}

/** A file that has been read once: the thread that keeps its plan, what it found, and the mapping that was asked for. */
export interface Reading {
  reader: Reader
  report: ImportReport
  asked: Mapping | null
}

/** Spooled files, files that have been read, and progress of this process: what an import needs between its steps. */
export class ImportSpool {
  readonly folder: string
  readonly #ready = new Map<string, Reading & { leave: NodeJS.Timeout }>()
  /** Threads that have ended what they were at whole, for whoever has the next file. */
  readonly #idle: { reader: Reader; leave: NodeJS.Timeout }[] = []
  readonly #imports = new Turns(READERS)
  /** Each holds a connection of the database for as long as its file takes: never all of them, nor the places of imports. */
  readonly exports = new Turns(EXPORTS_AT_ONCE)
  readonly #progress = new LRUCache<string, Progress>({ max: PROGRESSES })
  readonly writing = new Set<string>()
  readonly room: Room = { ...ROOM }
  /** Of each reader. */
  readonly #memoryMb: number

  /** @param threads that analyze beside those that read */
  constructor(folder: string, threads = availableParallelism()) {
    this.folder = folder
    this.#memoryMb = readerMemory(threads)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.sweep()
  }

  file = (id: string) => join(this.folder, `${id}.import`)

  /** Removes what broken processes and forgotten imports left. Other nodes may use the folder: age decides. */
  sweep(): void {
    this.#closeGone()
    for (const name of readdirSync(this.folder)) {
      const age = STALE[/\.\w+$/.exec(name)?.[0] ?? '']
      const path = join(this.folder, name)
      try {
        if (age !== undefined && statSync(path).mtimeMs < Date.now() - age) rmSync(path)
      } catch {
        // Another node was quicker.
      }
    }
  }

  /** Takes a body to a file only we can read. Nothing is left of one that breaks off or has no room. */
  async receive(id: string, body: ReadableStream<Uint8Array>, signal: AbortSignal, mine: Mine): Promise<void> {
    const part = join(this.folder, `${id}.part`)
    try {
      await pipeline(
        Readable.fromWeb(body as never),
        limited(this.folder, this.room, mine),
        createWriteStream(part, { mode: 0o600, flags: 'wx' }),
        { signal },
      )
      renameSync(part, this.file(id))
    } catch (error) {
      rmSync(part, { force: true })
      throw error
    }
  }

  say(id: string, progress: Progress): Progress {
    this.#progress.set(id, progress)
    return progress
  }

  progress = (id: string): Progress | null => this.#progress.get(id) ?? null
  forget = (id: string): void => {
    this.#progress.delete(id)
  }

  /** Reads or writes when there is room, tenants in turn. Inside of `work`, no second turn: it would wait for the first. */
  turn<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return this.#imports.take(tenant, work)
  }

  /**
   * Starts to read a spooled file. Whoever opens a reader closes it, or hands it back: with `keep` while its plan waits, with
   * `release` when all is done. In `turn`, so that there are no more threads than turns.
   */
  open(id: string): Reader {
    const idle = this.#idle.pop()
    clearTimeout(idle?.leave)
    const reader = idle?.reader.lives ? idle.reader : new Reader(this.file(id), this.#memoryMb)
    reader.turnTo(this.file(id))
    return reader
  }

  /** Takes back a reader that has ended whole: one that has failed may be in the middle of something. @param rows of its last plan */
  async release(reader: Reader, rows: number): Promise<void> {
    if (!reader.lives || rows > IDLE_ROWS || this.#idle.length >= READERS) return reader.close()
    this.#idle.push({ reader, leave: setTimeout(() => this.#leave(reader), IDLE_MS).unref() })
  }

  /** Reads a spooled file that is one of many, of at most `IDLE_ROWS`. */
  async batch<T>(id: string, work: (reader: Reader) => Promise<T>): Promise<T> {
    const reader = this.open(id)
    try {
      const done = await work(reader)
      await this.release(reader, 0)
      return done
    } catch (error) {
      await reader.close()
      throw error
    }
  }

  #leave(left: Reader): void {
    const at = this.#idle.findIndex(({ reader }) => reader === left)
    if (at >= 0) this.#idle.splice(at, 1)
    left.close().catch(() => undefined)
  }

  keep(id: string, reading: Reading): void {
    this.#close(id)
    const until = Date.now() + READY_MS
    const leave = setInterval(() => (Date.now() < until ? this.#closeGone() : this.#close(id)), MINUTE).unref()
    this.#ready.set(id, { ...reading, leave })
    let rows = [...this.#ready.values()].reduce((sum, { report }) => sum + report.rows.imported, 0)
    for (const [old, { report }] of this.#ready) {
      if (old === id || (this.#ready.size <= READY && rows <= READY_ROWS)) break
      this.#close(old)
      rows -= report.rows.imported
    }
  }

  /** What `keep` was given, when it was read with this mapping. It is the caller's to close. */
  take(id: string, asked: Mapping | null): Reading | null {
    const ready = this.#ready.get(id)
    return ready && isDeepStrictEqual(ready.asked, asked) ? this.#forget(id)! : null
  }

  drop(id: string): void {
    this.#close(id)
    rmSync(this.file(id), { force: true })
  }

  close(): void {
    for (const id of this.#ready.keys()) this.#close(id)
    for (const { reader, leave } of this.#idle.splice(0)) {
      clearTimeout(leave)
      reader.close().catch(() => undefined)
    }
  }

  /** Another node has applied or dropped them: that the file has gone is all that is heard of it here. */
  #closeGone(): void {
    for (const id of this.#ready.keys()) {
      if (existsSync(this.file(id))) continue
      const { reader, report } = this.#forget(id)!
      this.release(reader, report.rows.imported).catch(() => undefined)
    }
  }

  #close(id: string): void {
    this.#forget(id)
      ?.reader.close()
      .catch(() => undefined)
  }

  #forget(id: string): Reading | undefined {
    const ready = this.#ready.get(id)
    clearInterval(ready?.leave)
    this.#ready.delete(id)
    return ready
  }
}

const HUNG_UP = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'])

/** A client that hung up in the middle of its upload, which is no fault of ours; null for anything else. */
export function brokenOff(error: unknown): Refusal | null {
  const { name, code } = (error ?? {}) as { name?: string; code?: string }
  const hungUp = name === 'AbortError' || (code !== undefined && HUNG_UP.has(code))
  return hungUp
    ? new Refusal('BAD_USER_INPUT', 'The upload was interrupted. Start a new import and send the file again.')
    : null
}
