/**
 * Which vitest project a test file belongs to, read from what it imports, so that nobody has to say it: a file that
 * reaches playwright runs with a browser, one that reaches a database or starts processes runs with databases,
 * every other file is pure and needs nothing installed.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { parseSync } from 'vite'

export type Project = 'unit' | 'database' | 'browser'

const BROWSER = ['playwright-core']
const DATABASE = [
  '@electric-sql/pglite',
  'pg',
  '@mikro-orm/pglite',
  '@mikro-orm/postgresql',
  'node:child_process',
  'api/data/database.ts',
  'api/data/embedded/embedded.ts',
]

/** Reads a source file by its path from the root; undefined when there is none. */
export type Read = (path: string) => string | undefined

export const reader =
  (root: string): Read =>
  (path) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined

/** What a file loads when it runs, types left out: paths from the root for our own files, names for all else. */
export function importsOf(path: string, text: string): string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(path, text).module
  const isType = ({ start }: { start: number }) => /^(import|export)\s+type\b/.test(text.slice(start, start + 30))
  const found = [
    ...staticImports.filter((statement) => !isType(statement)).map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports
      .filter((statement) => !isType(statement))
      .flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
    ...dynamicImports.flatMap(
      ({ moduleRequest: { start, end } }) => /^(['"])(.*)\1$/.exec(text.slice(start, end))?.[2] ?? [],
    ),
  ]
  return [...new Set(found)].map((specifier) =>
    specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier,
  )
}

/** All that a file loads, directly or not. Reads each file once, however many reach it. @param within the folders whose files are followed further */
function reachOf(read: Read, within = /^test\//): (path: string) => ReadonlySet<string> {
  const known = new Map<string, string[]>()
  const load = (path: string): string[] => {
    const text = /\.tsx?$/.test(path) ? read(path) : undefined
    return text === undefined ? [] : importsOf(path, text)
  }
  return (test) => {
    const reached = new Set([test])
    for (const path of reached) {
      if (path !== test && !within.test(path)) continue
      if (!known.has(path)) known.set(path, load(path))
      for (const next of known.get(path)!) reached.add(next)
    }
    return reached
  }
}

export function projectOf(read: Read, within?: RegExp): (path: string) => Project {
  const reach = reachOf(read, within)
  return (test) => {
    const reached = reach(test)
    const meets = (names: readonly string[]) => names.some((name) => reached.has(name))
    return meets(BROWSER) ? 'browser' : meets(DATABASE) ? 'database' : 'unit'
  }
}

/** Every test file that loads a file of ours. @param path the file loaded, from the root */
export function testsReaching(root: string, path: string): string[] {
  const reach = reachOf(reader(root))
  return Object.values(testFiles(root))
    .flat()
    .filter((test) => reach(test).has(path))
    .sort()
}

/** Every test file under its project. */
export function testFiles(root: string): Record<Project, string[]> {
  const files: Record<Project, string[]> = { unit: [], database: [], browser: [] }
  const project = projectOf(reader(root))
  for (const path of globSync('test/**/*.test.ts', { cwd: root })
    .map((found) => found.replaceAll('\\', '/'))
    .sort())
    files[project(path)].push(path)
  return files
}
