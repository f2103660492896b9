/** The file of a backup: what lies in its way, two at once, and a body or a disk that fails. */
import { linkSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { backup } from '../../api/server/backup/backup.ts'
import '../../api/data/database.ts'
import { startTool } from '../../api/server/backup/postgres-tool.ts'
import { giveName } from '../../api/server/give-name.ts'
import { readBackup, writeBackup, type BackupHead } from '../../api/server/backup/backup-file.ts'
import { readConfig } from '../../api/server/config.ts'

const HEAD: BackupHead = {
  format: 'pm33 backup 1',
  engine: 'embedded',
  version: '1.0.0',
  at: '2026-03-02T08:00:00.000Z',
  postgres: 17,
  migrations: [],
  secret: '0123456789abcdef',
}
const home = mkdtempSync(join(tmpdir(), 'pm33-backup-file-'))
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(home, 'one-'))
  file = join(folder, 'monday.backup')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('is private, and does not follow a link that lies beside it', async () => {
  const victim = join(folder, 'victim')
  writeFileSync(victim, 'untouched', { mode: 0o644 })
  symlinkSync(victim, `${file}.part`)
  await writeBackup(file, HEAD, Readable.from([Buffer.from('all of it')]))
  expect(readFileSync(victim, 'utf8')).toBe('untouched')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await text((await readBackup(file)).body())).toBe('all of it')
  expect(readdirSync(folder).sort()).toEqual(['monday.backup', 'monday.backup.part', 'victim'])
})

test('is that of the first of two at once, and the second is refused', async () => {
  const bodies = [new PassThrough(), new PassThrough()] as const
  const both = bodies.map((body) => writeBackup(file, HEAD, body))
  bodies[0].write('first')
  bodies[1].write('second, and longer')
  bodies[0].end(' half')
  expect((await Promise.allSettled(both.slice(0, 1)))[0]!.status).toBe('fulfilled')
  bodies[1].end()
  await expect(both[1]).rejects.toThrow(`${file} exists. Choose another name, or remove it first.`)
  expect(await text((await readBackup(file)).body())).toBe('first half')
  expect(readdirSync(folder)).toEqual(['monday.backup'])
})

test.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('gets its name where the file system answers a link with %s', (code) => {
  const noLinks = () => {
    throw Object.assign(new Error(code), { code })
  }
  const part = `${file}.part`
  writeFileSync(part, 'complete')
  giveName(part, file, noLinks)
  expect(readFileSync(file, 'utf8')).toBe('complete')
  writeFileSync(part, 'another')
  for (const link of [noLinks, linkSync])
    expect(() => giveName(part, file, link)).toThrow(expect.objectContaining({ code: 'EEXIST' }))
  expect(readFileSync(file, 'utf8')).toBe('complete')
})

test('says why the file cannot be written, not that its body ended early', async () => {
  const body = new PassThrough()
  const made = new Promise<void>((_resolve, reject) =>
    body.once('close', () => reject(new Error('The body ended early.'))),
  )
  body.write('something')
  await expect(writeBackup(join(folder, 'missing', 'x'), HEAD, body, made)).rejects.toThrow('ENOENT')
})

test('of an embedded database whose copy cannot be read ends with the reason, and leaves nothing', async () => {
  const config = readConfig({ PM33_SECRET: 'a secret that goes with the backup', PM33_DATA: folder })
  const gone = join(folder, 'copy.tar')
  await expect(backup(config, file, '1.0.0', () => Promise.resolve(gone))).rejects.toThrow('ENOENT')
  expect(readdirSync(folder).filter((name) => name.startsWith('monday'))).toEqual([])
})

test.each([
  ['postgresql://ada:s%2Fcret@db/pm33?options=-c%20jit%3Doff', 'postgresql://ada@db/pm33?options=-c%20jit%3Doff'],
  [
    'postgresql://db/pm33?user=ada&password=s%2Fcret&options=-c%20jit%3Doff',
    'postgresql://db/pm33?user=ada&options=-c%20jit%3Doff',
  ],
  ['postgresql://ada:other@db/pm33?p%61ssword=s%2Fcret', 'postgresql://ada@db/pm33'],
])('a tool of PostgreSQL gets the password of %s by its environment alone', async (url, shown) => {
  const path = process.env.PATH
  writeFileSync(join(folder, 'pg_dump'), '#!/bin/sh\nprintf "%s\\n" "$@" "$PGPASSWORD"\n', { mode: 0o755 })
  try {
    process.env.PATH = `${folder}:${path}`
    const tool = startTool('pg_dump', ['--format=custom'], url)
    const [out] = await Promise.all([text(tool.out), tool.ended])
    expect(out).toBe(`--format=custom\n--dbname=${shown}\ns/cret\n`)
  } finally {
    process.env.PATH = path
  }
})
