import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ImportSpool } from '../../api/imports/spool-service.ts'
import { Reader } from '../../api/imports/reader-service.ts'
import type { Session } from '../../api/imports/writing/statement-service.ts'

const [MANY, FEW] = [20_000, 2_000]
let folder: string
let file: string
/** A shorter one, where its length is not the point. */
let short: string
const order = {
  workspaceId: crypto.randomUUID(),
  importId: crypto.randomUUID(),
  now: new Date(),
  endMissing: false,
  mayLink: { objectiveItems: false, capabilityItems: false },
}
const noParts = async () => {
  throw new Error('this file has nothing beside its items')
}

const jiraFile = (rows: number) =>
  `Issue key,Issue id,Summary,Status,Created\n${Array.from({ length: rows }, (_, at) => `SHOP-${at},${90_000 + at},Thing ${at},To Do,2026-01-05 10:00`).join('\n')}\n`

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm33-reader-'))
  file = join(folder, 'shop.csv')
  writeFileSync(file, jiraFile(MANY))
  short = join(folder, 'short.csv')
  writeFileSync(short, jiraFile(FEW))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a file in a thread of its own', () => {
  test('is read while this thread goes on', async () => {
    const reader = new Reader(file)
    let turns = 0
    const turning = setInterval(() => turns++, 5)
    const report = await reader.plan({})
    clearInterval(turning)
    expect(report.rows).toMatchObject({ read: MANY, imported: MANY })
    expect(turns).toBeGreaterThan(5)
    await reader.close()
  })

  test.runIf(process.platform === 'linux')('is read by a thread that gives way to this one', async () => {
    const yielding = () =>
      readdirSync('/proc/self/task').filter((thread) => {
        const said = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
        // The nineteenth field, of which two come before the name in parentheses.
        return Number(said.slice(said.lastIndexOf(')') + 2).split(' ')[16]) === Math.min(19, getPriority() + 5)
      }).length
    const before = yielding()
    const reader = new Reader(file)
    await reader.plan({})
    expect(yielding()).toBe(before + 1)
    await reader.close()
  })

  test('is refused when it needs more memory than one import may take', async () => {
    const large = join(folder, 'large.csv')
    writeFileSync(large, jiraFile(200_000))
    const reader = new Reader(large, 20)
    await expect(reader.plan({})).rejects.toMatchObject({
      name: 'ImportRefusal',
      code: 'TOO_MANY_ROWS',
      message: 'The file needs more than 20 MB of memory, the limit for one import.',
      next: expect.stringContaining('Export it in parts'),
    })
    // And so is whoever asks again.
    await expect(reader.plan({})).rejects.toMatchObject({ code: 'TOO_MANY_ROWS' })
  })

  test('one thread reads the batches of a source one after the other; after one that failed, another one does', async () => {
    const spool = new ImportSpool(join(folder, 'batches'))
    const threads = new Set<Reader>()
    const batch = async (rows: number, fails = false) => {
      const id = crypto.randomUUID()
      writeFileSync(spool.file(id), jiraFile(rows))
      return spool.batch(id, async (reader) => {
        threads.add(reader)
        const { rows: found } = await reader.plan({})
        if (fails) throw new Error('the lease is lost')
        return found.imported
      })
    }
    expect([await batch(300), await batch(200)]).toEqual([300, 200])
    expect(threads.size).toBe(1)
    await expect(batch(100, true)).rejects.toThrow('the lease is lost')
    expect(await batch(400)).toBe(400)
    expect(threads.size).toBe(2)
    // Two at once are not each other's.
    expect(await Promise.all([batch(150), batch(250)])).toEqual([150, 250])
    spool.close()
  })

  test('of a file that another node has applied, the thread takes the next file', async () => {
    const [here, there] = [0, 1].map(() => new ImportSpool(join(folder, 'shared')))
    const readings = await Promise.all(
      ['one', 'two'].map(async (id) => {
        writeFileSync(here!.file(id), jiraFile(10))
        const reader = here!.open(id)
        const reading = { reader, report: await reader.plan({}), asked: null }
        here!.keep(id, reading)
        return reading
      }),
    )
    there!.drop('one')
    here!.sweep()
    expect(here!.take('one', null)).toBeNull()
    writeFileSync(here!.file('next'), jiraFile(20))
    const next = here!.open('next')
    expect(next).toBe(readings[0]!.reader)
    expect((await next.plan({})).rows.imported).toBe(20)
    await next.close()
    expect(here!.take('two', null)?.reader).toBe(readings[1]!.reader)
    await readings[1]!.reader.close()
  })

  test('is refused in words when it takes too long to read, and nothing of it goes on', async () => {
    const reader = new Reader(file, undefined, () => 1)
    await expect(reader.plan({})).rejects.toMatchObject({
      name: 'ImportRefusal',
      code: 'TOO_SLOW',
      message: expect.stringContaining('the limit for a file of its size'),
      next: expect.stringContaining('export it in parts'),
    })
    await expect(reader.plan({})).rejects.toMatchObject({ code: 'TOO_SLOW' })
  })

  test('ends when whoever sent it hangs up', async () => {
    const reader = new Reader(short)
    const gone = new AbortController()
    const reading = reader.plan({}, gone.signal)
    gone.abort()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    await expect(reader.plan({})).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('what the database refuses comes back as it was said, and the file can be written again', async () => {
    const reader = new Reader(short)
    await reader.plan({})
    const full = new Error('the disk is full')
    const session = (run: Session['run']): Session => ({ tenant: crypto.randomUUID(), query: async () => [], run })
    await expect(
      reader.write(
        order,
        session(async () => Promise.reject(full)),
        noParts,
        () => undefined,
      ),
    ).rejects.toBe(full)
    let statements = 0
    let progress = 0
    const { written } = await reader.write(
      order,
      session(async () => ++statements),
      noParts,
      (done) => (progress = done),
    )
    expect(written).toMatchObject({ created: FEW, refused: 0 })
    expect(progress).toBe(FEW)
    await reader.close()
  })

  test('is over when its thread is', async () => {
    const reader = new Reader(short)
    const reading = reader.plan({})
    await Promise.all([reader.close(), expect(reading).rejects.toThrow('ended')])
    await expect(reader.plan({})).rejects.toThrow('ended')
  })

  test('that is gone is said to be gone', async () => {
    const reader = new Reader(join(folder, 'gone.csv'))
    await expect(reader.plan({})).rejects.toMatchObject({ code: 'ENOENT' })
    await reader.close()
  })
})

describe('the desk', () => {
  test('lets two work at once, and tenants in turn', async () => {
    const desk = new ImportSpool(join(folder, 'spool'))
    const began: string[] = []
    let atOnce = 0
    let most = 0
    const work = (tenant: string, name: string) =>
      desk.turn(tenant, async () => {
        began.push(name)
        most = Math.max(most, ++atOnce)
        await pause(5)
        atOnce--
      })
    await Promise.all([work('a', 'a1'), work('a', 'a2'), work('a', 'a3'), work('a', 'a4'), work('b', 'b1')])
    expect(most).toBe(2)
    expect(began).toEqual(['a1', 'a2', 'a3', 'b1', 'a4'])
  })

  test('gives a turn back when the work fails', async () => {
    const desk = new ImportSpool(join(folder, 'spool'))
    for (let round = 0; round < 3; round++)
      await expect(desk.turn('a', async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(desk.turn('a', async () => 'done')).resolves.toBe('done')
  })

  test('keeps a reading for the mapping it was made with, and for no other', async () => {
    const desk = new ImportSpool(join(folder, 'spool'))
    const reading = async (asked: { dateOrder: 'dmy' } | null) => {
      const reader = new Reader(short)
      return { reader, asked, report: await reader.plan(asked ?? {}) }
    }
    desk.keep('one', await reading({ dateOrder: 'dmy' }))
    expect(desk.take('one', null)).toBeNull()
    expect(desk.take('other', { dateOrder: 'dmy' })).toBeNull()
    const taken = desk.take('one', { dateOrder: 'dmy' })
    expect(taken?.report.rows.read).toBe(FEW)
    expect(desk.take('one', { dateOrder: 'dmy' })).toBeNull()
    await taken?.reader.close()
    desk.close()
  })

  test('keeps ready at most four files, of 300,000 rows together; the oldest goes first', async () => {
    const desk = new ImportSpool(join(folder, 'spool'))
    const known = new Reader(short)
    const report = await known.plan({})
    await known.close()
    const keep = (id: string, imported: number) =>
      desk.keep(id, {
        reader: new Reader(short),
        asked: null,
        report: { ...report, rows: { ...report.rows, imported } },
      })
    const kept = (ids: string) =>
      ids
        .split('')
        .filter((id) => {
          const reading = desk.take(id, null)
          reading?.reader.close().catch(() => undefined)
          return reading !== null
        })
        .join('')
    for (const id of 'abcde') keep(id, 10)
    expect(kept('abcde')).toBe('bcde')
    keep('a', 200_000)
    keep('b', 50_000)
    keep('c', 200_000)
    expect(kept('abc')).toBe('bc')
    keep('d', 1_000_000)
    expect(kept('d')).toBe('d')
  })
})
