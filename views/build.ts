/** Builds the pages into `dist/`, when what they are made of has changed since. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('../', import.meta.url).pathname
const BUILT = join(root, 'dist/pages')
/** Read by nobody but us: the hash of what the built pages were made of. */
const STAMP = 'made-of'

/** Everything that ends up in a page: our files, and the versions of what they import. */
function madeOf(): string {
  const hash = createHash('sha256')
  const views = (readdirSync(join(root, 'views'), { recursive: true }) as string[])
    .filter((path) => /\.(tsx?|css|html|svg)$/.test(path))
    .sort()
  for (const path of [
    ...views.map((path) => `views/${path}`),
    'vite.config.ts',
    'node_modules/preact/package.json',
    'node_modules/vite/package.json',
  ])
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0')
  return hash.digest('hex')
}

/**
 * A build appears whole: a server that reads the folder meanwhile has the old one or the new one.
 * @returns whether there was anything to do
 */
export async function buildPages(): Promise<boolean> {
  const source = madeOf()
  const stamp = join(BUILT, STAMP)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === source) return false
  const fresh = `${BUILT}-${process.pid}`
  const { build } = await import('vite')
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir: fresh } })
  writeFileSync(join(fresh, STAMP), source)
  rmSync(BUILT, { recursive: true, force: true })
  try {
    renameSync(fresh, BUILT)
  } catch (error) {
    // Another process has put the same pages there in between.
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(stamp)) throw error
  }
  return true
}
