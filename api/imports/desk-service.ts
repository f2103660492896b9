import { createReadStream, createWriteStream, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '../errors.ts'
import type { Plan, Source } from './plan.ts'

/** Bytes that one upload may have. */
const MAX_UPLOAD = 1_073_741_824
/** Rows whose plans are kept ready between dry run and apply; the file can always be read again. */
const PLANNED_ROWS = 300_000
const PROGRESSES = 100

const MINUTE = 60_000
/** An upload that nobody feeds, or a file that nobody applied, for this long is left over. */
const STALE: Readonly<Record<string, number>> = { '.part': 15 * MINUTE, '.export': 60 * MINUTE, '.import': 24 * 60 * MINUTE }

export interface Progress {
  state: 'uploading' | 'reading' | 'planned' | 'writing' | 'done' | 'refused' | 'failed'
  done: number
  total: number
}

/** Spooled files, ready plans and progress of this process: what an import needs between its steps. */
export class ImportDesk {
  readonly folder: string
  readonly #plans = new Map<string, Plan>()
  readonly #progress = new Map<string, Progress>()
  readonly writing = new Set<string>()
  maxUpload = MAX_UPLOAD

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.sweep()
  }

  file = (id: string) => join(this.folder, `${id}.import`)
  source = (id: string): Source => () => createReadStream(this.file(id))

  /** Removes what broken processes and forgotten imports left. Other nodes may use the folder: age decides. */
  sweep(): void {
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

  /** Takes a body to a file only we can read. Nothing is left of one that breaks off or is too large. */
  async receive(id: string, body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const part = join(this.folder, `${id}.part`)
    try {
      await pipeline(Readable.fromWeb(body as never), limited(this.maxUpload), createWriteStream(part, { mode: 0o600, flags: 'wx' }), { signal })
      renameSync(part, this.file(id))
    } catch (error) {
      rmSync(part, { force: true })
      throw error
    }
  }

  say(id: string, progress: Progress): Progress {
    this.#progress.delete(id)
    this.#progress.set(id, progress)
    if (this.#progress.size > PROGRESSES) this.#progress.delete(this.#progress.keys().next().value!)
    return progress
  }

  progress = (id: string): Progress | null => this.#progress.get(id) ?? null
  forget = (id: string) => void this.#progress.delete(id)

  keep(id: string, plan: Plan): void {
    this.#plans.set(id, plan)
    let rows = [...this.#plans.values()].reduce((sum, { report }) => sum + report.rows.imported, 0)
    for (const [old, { report }] of this.#plans) {
      if (rows <= PLANNED_ROWS || old === id) break
      this.#plans.delete(old)
      rows -= report.rows.imported
    }
  }

  plan = (id: string): Plan | null => this.#plans.get(id) ?? null

  drop(id: string): void {
    this.#plans.delete(id)
    rmSync(this.file(id), { force: true })
  }
}

function limited(most: number): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Uint8Array, _encoding, next) {
      seen += chunk.byteLength
      if (seen > most) next(tooLarge(most))
      else next(null, chunk)
    },
  })
}

export const tooLarge = (most: number) => new Refusal('BAD_USER_INPUT', `The file is larger than ${Math.floor(most / 1_048_576)} MB. Export a part of it.`)
