import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SOURCE_KINDS } from '../../api/sync/source.ts'
import { newDatabase } from '../servers/databases.ts'
import { history } from './history.ts'

const EVENTS = 60

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'pm33-sync-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(SOURCE_KINDS)(
  'after any events, faults, lost webhooks, expired tokens, and kill -9, PM33 has what %s has: no edit is lost, and nothing that was deleted lives',
  { timeout: 120_000 },
  async (source) => {
    const { wrong, ends, expired } = await history({
      source,
      place: { location: await newDatabase('postgres'), spool: join(folder, source) },
      events: EVENTS,
      ends: 1,
      expiries: 1,
      comparedEvery: EVENTS,
      seed: 33,
    })
    expect(wrong).toEqual([])
    expect([ends.killed, expired]).toEqual([1, 1])
  },
)
