/** A full disk, a dead database engine and SIGTERM, each once under load. `npm run proof -- faults` does it many times. */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mayMount, smallDisk, type Disk } from '../faults/disk.ts'
import { titles, underLoad, type Attempt } from '../faults/load.ts'
import { subject, withoutSpace, type Subject } from '../faults/server.ts'
import { command, folder } from './process.ts'

const SLOW = 120_000
const beside = folder()
const noSpace = join(beside.path, 'no-space')
let disk: Disk | undefined
let pm33: Subject

beforeAll(async () => {
  if (mayMount()) disk = smallDisk(90)
  pm33 = await subject(withoutSpace({ PM33_DATA: join(disk?.path ?? beside.path, 'data') }, noSpace), beside.path)
}, SLOW)
afterAll(async () => {
  await pm33?.stop()
  disk?.remove()
  beside.remove()
})

const unsaid = (records: readonly Attempt[]) =>
  records.filter(({ outcome }) => outcome !== 'answered' && outcome !== 'refused')

async function health(): Promise<{ status: number; reason?: string }> {
  const response = await fetch(`${pm33.url}/healthz`, { signal: AbortSignal.timeout(5_000) })
  return { ...((await response.json()) as { reason?: string }), status: response.status }
}

test(
  'a first start on a disk that is too small says so, and leaves no half of a database',
  { timeout: SLOW },
  async ({ skip }) => {
    if (!mayMount()) skip('a small disk cannot be mounted here')
    const small = smallDisk(30)
    try {
      const { code, err, out } = await command(['start', '--no-demo'], {
        PM33_DATA: join(small.path, 'data'),
        PORT: '0',
      })
      expect([code, out]).toEqual([1, 'Preparing the database. The first start takes longer.\n'])
      expect(err).toBe(
        `The disk with ${join(small.path, 'data', 'database')} is full, so the database cannot be opened. Free up some space and start again.\n`,
      )
      expect(existsSync(join(small.path, 'data', 'database'))).toBe(false)
    } finally {
      small.remove()
    }
  },
)

describe('the embedded database without space', { timeout: SLOW }, () => {
  const troubles: [name: string, fill: () => void, free: () => void][] = [
    ['on a disk of 90 MB that is full', () => disk!.fill(), () => disk!.free()],
    ['that dies, because its log cannot be written', () => writeFileSync(noSpace, ''), () => rmSync(noSpace)],
  ]
  test.for(troubles)(
    '%s: says so at once, goes on when there is space, and loses nothing',
    async ([name, fill, free], { skip }) => {
      if (name.includes('disk of') && !disk) skip('a small disk cannot be mounted here; the next test stands in for it')
      const pid = pm33.nodes[0]!.child.pid
      const load = underLoad(pm33)
      await load.well(20_000)
      fill()
      await expect
        .poll(health, { timeout: 10_000 })
        .toEqual({ status: 503, reason: expect.stringContaining('disk with PM33’s data folder is full') })
      await pause(1_000)
      free()
      await load.well(20_000)
      await load.stop()
      expect(unsaid(load.records)).toEqual([])
      expect(
        load.records.some(({ said }) =>
          said.includes('UNAVAILABLE The disk with PM33’s data is full. Free up some space.'),
        ),
      ).toBe(true)
      expect(Math.max(...load.records.map(({ milliseconds }) => milliseconds))).toBeLessThan(10_000)
      expect(load.lost(await titles(pm33))).toEqual([])
      expect(await health()).toEqual({ status: 200 })
      expect([pm33.nodes[0]!.child.pid, pm33.nodes[0]!.child.exitCode]).toEqual([pid, null])
      expect(pm33.nodes[0]!.err()).toContain('The disk with /')
    },
  )

  test('stops when it is told to, also while there is none', async () => {
    writeFileSync(noSpace, '')
    const load = underLoad(pm33)
    await expect.poll(async () => (await health()).status, { timeout: 10_000 }).toBe(503)
    await load.stop()
    const began = performance.now()
    expect(await pm33.nodes[0]!.stop()).toBe(0)
    expect(performance.now() - began).toBeLessThan(10_000)
    rmSync(noSpace)
    await pm33.again()
    expect(load.lost(await titles(pm33))).toEqual([])
  })
})

test(
  'SIGTERM under load: everything under way is answered, nothing is cut, and what was acknowledged is there',
  { timeout: SLOW },
  async () => {
    const load = underLoad(pm33)
    await load.well(20_000)
    expect(await pm33.nodes[0]!.stop()).toBe(0)
    await load.stop()
    expect(
      load.records.filter(({ outcome }) => outcome !== 'answered' && outcome !== 'refused' && outcome !== 'nobody'),
    ).toEqual([])
    await pm33.again()
    expect(load.lost(await titles(pm33))).toEqual([])
  },
)
