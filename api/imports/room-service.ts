/** How much of the disk uploads may take: one, those of an organization together, and all of them. */
import { readdirSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { Refusal } from '../graphql/errors.ts'

const MB = 1_048_576
/** Bytes of an upload between two looks at the disk. */
const EVERY = 16 * MB

/** Bytes below which a disk is small, and what uploads leave of one. */
const SMALL = 8_192 * MB
const SPARE = 0.05

export interface Room {
  /** Bytes that one upload may have. */
  upload: number
  /** Bytes that the files of one organization may have that wait to be applied. */
  waiting: number
  /** Bytes that uploads leave to the database and to everybody else; far more than readiness asks for. */
  free: number
  /** Milliseconds without a byte that end an upload; a slow one may take its time. */
  silence: number
}

export const ROOM: Readonly<Room> = { upload: 1_024 * MB, waiting: 4_096 * MB, free: 512 * MB, silence: 60_000 }

/** Which of these imports are of the organization that uploads. */
export type Mine = (ids: readonly string[]) => Promise<readonly string[]>

/** @throws Refusal when the disk has no room, or the organization has used up its own */
async function assertRoom(folder: string, room: Room, mine: Mine): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder)
  const least = blocks * bsize < SMALL ? Math.min(room.free, blocks * bsize * SPARE) : room.free
  if (bavail * bsize < least)
    throw new Refusal(
      'UNAVAILABLE',
      'PM33 has too little disk space left for this file. Ask the operator to free some.',
      { retryAfter: 60 },
    )
  const files = new Map<string, string[]>()
  for (const name of readdirSync(folder)) {
    const id = /^([0-9a-f-]{36})\.(?:import|part)$/.exec(name)?.[1]
    if (id !== undefined) files.set(id, [...(files.get(id) ?? []), join(folder, name)])
  }
  const paths = (await mine([...files.keys()])).flatMap((id) => files.get(id) ?? [])
  // One may have been applied since, and is gone.
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  if (sizes.reduce((sum, size) => sum + size, 0) > room.waiting)
    throw new Refusal(
      'BAD_USER_INPUT',
      `Your organization's uploads that have not been applied already take more than ${Math.floor(room.waiting / MB).toLocaleString('en')} MB. Apply some of them, or wait: uploads are deleted after a day.`,
    )
}

/** Lets a body through as long as there is room for it. */
export function limited(folder: string, room: Room, mine: Mine): Transform {
  let seen = 0
  let look = 0
  const ended = () => body.destroy(silent(room.silence))
  let silence = setTimeout(ended, room.silence).unref()
  const body = new Transform({
    transform(chunk: Uint8Array, _encoding, passOn) {
      // The time that we take is not the sender's.
      clearTimeout(silence)
      const next = (error: unknown, passed?: Uint8Array) => {
        if (!error) silence = setTimeout(ended, room.silence).unref()
        passOn(error as Error | null, passed)
      }
      seen += chunk.byteLength
      if (seen > room.upload) return next(tooLarge(room.upload))
      if (seen <= look) return next(null, chunk)
      look = seen + EVERY
      assertRoom(folder, room, mine).then(() => next(null, chunk), next)
    },
    flush(done) {
      clearTimeout(silence)
      done()
    },
    destroy(error, done) {
      clearTimeout(silence)
      done(error)
    },
  })
  return body
}

const silent = (ms: number) =>
  new Refusal(
    'BAD_USER_INPUT',
    `The upload sent nothing for ${(ms / 1_000).toLocaleString('en')} seconds and was ended. Start a new import and send the file again.`,
  )

export const tooLarge = (most: number) =>
  new Refusal('BAD_USER_INPUT', `The file is larger than ${Math.floor(most / MB)} MB. Export it in parts.`, {
    http: { status: 413 },
  })
