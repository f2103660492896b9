/**
 * A copy of the embedded database as it is after all migrations and before anybody used it. A first start unpacks it into
 * its folder instead of making everything anew, which takes five times as long. It holds no secret and no tenant, and is
 * only a shortcut: without it, or with one that cannot be read, the database is made as before, and `migrate` runs on both.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zstdDecompressSync } from 'node:zlib'
import { extract, UnpackSync } from 'tar'
import { schemaFingerprint } from '../migrate.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const DIST = join(root, 'dist')

/** Where the image of this version lies. Its name changes with all that it is made of. */
export function imagePath(): string {
  const engine = JSON.parse(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8')) as {
    version: string
  }
  const hash = createHash('sha256')
    .update(`${engine.version}\n${schemaFingerprint()}\n`)
    .update(readFileSync(new URL(import.meta.url)))
  return join(DIST, `database-${hash.digest('hex').slice(0, 16)}.tar.zst`)
}

/**
 * Fills a new folder. It appears whole and on the disk, or not at all: the database runs with fsync because of power
 * failures, and its first files must not be the gap.
 * @returns false when there is no image, or it cannot be used
 */
export async function unpackImage(folder: string, image = imagePath()): Promise<boolean> {
  if (!existsSync(image)) return false
  const fresh = `${folder}-${randomUUID()}`
  try {
    await mkdir(fresh, { recursive: true, mode: 0o700 })
    // Synchronous, because the package's streams are not Node's: an error within a pipeline would go astray.
    const { filter, assertOnlyFiles } = onlyFiles()
    const unpack = new UnpackSync({ cwd: fresh, strict: true, filter, dmode: 0o700, fmode: 0o600 })
    unpack.end(zstdDecompressSync(await readFile(image)))
    assertOnlyFiles()
    await flush(fresh)
    await rm(folder, { recursive: true, force: true })
    await rename(fresh, folder)
    return true
  } catch {
    await rm(fresh, { recursive: true, force: true })
    return false
  }
}

/** Fills a new folder from an uncompressed tar file and flushes it. @throws what is wrong with it */
export async function unpackTar(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { filter, assertOnlyFiles } = onlyFiles()
  await extract({ file, cwd: folder, strict: true, filter, dmode: 0o700, fmode: 0o600 })
  assertOnlyFiles()
  await flush(folder)
}

/**
 * A database has nothing else; what has was not made here. The filter skips it and throws nothing, because the package
 * calls it from its own streams, where an error would end the process; `assertOnlyFiles` throws afterwards.
 */
function onlyFiles() {
  let other: string | undefined
  return {
    filter(path: string, entry: object): boolean {
      if (!('type' in entry) || ['File', 'Directory'].includes(String(entry.type))) return true
      other ??= `${path} is a ${String(entry.type)}`
      return false
    },
    assertOnlyFiles() {
      if (other !== undefined) throw new Error(other)
    },
  }
}

/** Every file and folder below, and the folder itself. */
async function flush(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  for (const path of [...entries.map((entry) => join(entry.parentPath, entry.name)), folder]) {
    const handle = await open(path, 'r')
    // Folders cannot be flushed everywhere.
    await handle.sync().catch(() => undefined)
    await handle.close()
  }
}

/** Whether a folder has a database. A disk that does not say is not an empty one. @throws what the disk says otherwise */
export function holdsDatabase(folder: string): boolean {
  try {
    statSync(join(folder, 'PG_VERSION'))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}
