import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { create } from 'tar'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../api/data/database.ts'
import { imagePath, unpackImage, unpackTar } from '../../api/data/embedded/image.ts'
import { makeImage } from '../../api/data/embedded/make-image.ts'
import { migrate } from '../../api/data/migrate.ts'

/** All that a schema is, as a database tells it: tables, columns, constraints, indexes, policies, functions, and rights. */
const CATALOG = `
  select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as line
    from information_schema.columns where table_schema = 'public'
  union all select 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
  union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
  union all select 'policy ' || tablename || ' ' || policyname || ' ' || coalesce(qual, '') from pg_policies
  union all select 'function ' || proname || ' ' || proowner::regrole || ' ' || md5(prosrc) from pg_proc where pronamespace = 'public'::regnamespace
  union all select 'grant ' || grantee || ' ' || table_name || ' ' || privilege_type from information_schema.role_table_grants where table_schema = 'public'
  order by 1`

describe('a new folder of the embedded database', () => {
  const home = mkdtempSync(join(tmpdir(), 'pm33-image-'))
  beforeAll(() => makeImage(), 120_000)
  afterAll(() => rmSync(home, { recursive: true, force: true }))

  async function catalogOf(location: { embedded: string }): Promise<{ applied: string[]; lines: string[] }> {
    const orm = await openDatabase(location)
    const applied = await migrate(orm)
    const lines = (await orm.em.getConnection().execute<{ line: string }[]>(CATALOG)).map(({ line }) => line)
    await orm.close(true)
    return { applied, lines }
  }

  test('is unpacked from the image, and is what migrating makes', async () => {
    const folder = join(home, 'unpacked')
    const unpacked = await catalogOf({ embedded: folder })
    expect(unpacked.applied).toEqual([])
    const made = await catalogOf({ embedded: 'memory://' })
    expect(made.applied.length).toBeGreaterThan(0)
    expect(unpacked.lines).toEqual(made.lines)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(existsSync(join(folder, 'postmaster.pid'))).toBe(false)
  })

  test('is made once for each version', async () => {
    expect(await makeImage()).toBe(false)
    expect(readdirSync(join(imagePath(), '..')).filter((name) => name.startsWith('database-'))).toHaveLength(1)
  })

  const whole = () => readFileSync(imagePath())
  const packed = (name: string, fill: (folder: string) => void) => {
    const folder = mkdtempSync(join(home, name))
    fill(folder)
    const path = `${folder}.tar.zst`
    create({ cwd: folder, sync: true, file: `${folder}.tar` }, ['.'])
    writeFileSync(path, zstdCompressSync(readFileSync(`${folder}.tar`)))
    return path
  }
  const written = (name: string, bytes: Buffer) => {
    writeFileSync(join(home, name), bytes)
    return join(home, name)
  }

  test.each<[string, () => string]>([
    ['there is none', () => join(home, 'missing')],
    ['it is empty', () => written('empty', Buffer.alloc(0))],
    ['it ends in the middle', () => written('half', whole().subarray(0, 1_000_000))],
    ['a byte of it has changed', () => written('changed', Buffer.from(whole()).fill(255, 2_000_000, 2_000_001))],
    ['it holds a link', () => packed('link', (folder) => symlinkSync('/etc/passwd', join(folder, 'PG_VERSION')))],
  ])('is left alone when %s', async (_why, image) => {
    const folder = join(home, 'alone')
    expect(await unpackImage(folder, image())).toBe(false)
    expect(readdirSync(home).filter((name) => name.startsWith('alone'))).toEqual([])
  })

  test('is refused from the tar of a backup that holds a link, after all of it was read', async () => {
    const image = packed('backup', (folder) => {
      writeFileSync(join(folder, 'PG_VERSION'), '17')
      symlinkSync('/etc/passwd', join(folder, 'pg_hba.conf'))
    })
    const folder = join(home, 'restored')
    await expect(unpackTar(image.replace('.zst', ''), folder)).rejects.toThrow('pg_hba.conf is a SymbolicLink')
    expect(readdirSync(folder)).toEqual(['PG_VERSION'])
  })
})
