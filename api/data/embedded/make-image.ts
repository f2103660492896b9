import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, zstdCompressSync } from 'node:zlib'
import { create } from 'tar'
import { embeddedOf, openDatabase } from '../database.ts'
import { imagePath } from './image.ts'
import { migrate } from '../migrate.ts'

const ZSTD_LEVEL = 12
/** Behind everything that serves. */
const LOW_PRIORITY = 10

/**
 * Makes the image of this version, and drops those of others. Two at once do no harm: each is moved in as a whole.
 * @returns false when it exists
 */
export async function makeImage(): Promise<boolean> {
  const path = imagePath()
  if (existsSync(path)) return false
  const dist = dirname(path)
  const workshop = join(dist, `database-${process.pid}-${randomUUID()}`)
  const data = join(workshop, 'data')
  try {
    await mkdir(workshop, { recursive: true })
    const orm = await openDatabase({ embedded: data })
    await migrate(orm)
    for (const statement of ['vacuum full', 'analyze', 'checkpoint']) await embeddedOf(orm)!.query(statement)
    await orm.close(true)
    await rm(join(data, 'postmaster.pid'), { force: true })
    const [tar, made] = [join(workshop, 'tar'), join(workshop, 'image')]
    create({ cwd: data, portable: true, sync: true, file: tar }, await readdir(data))
    const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = constants
    const params = { [ZSTD_c_compressionLevel]: ZSTD_LEVEL, [ZSTD_c_checksumFlag]: 1 }
    await writeFile(made, zstdCompressSync(await readFile(tar), { params }), { flush: true })
    await rename(made, path)
    for (const name of readdirSync(dist))
      if (/^database-.*\.zst$/.test(name) && join(dist, name) !== path) await rm(join(dist, name), { force: true })
    return true
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

/** For the next new folder on this machine, beside a server: an installation without scripts has made none. */
export function makeImageBeside(): void {
  if (existsSync(imagePath())) return
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../../bin/prepare.ts', import.meta.url))], {
    stdio: 'ignore',
  })
  child.on('error', () => undefined)
  if (child.pid !== undefined) setPriority(child.pid, LOW_PRIORITY)
  child.unref()
}
