import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, join, resolve, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

const NOT_BUILT =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>PM33</title><p>The PM33 pages have not been built. Run: npx pm33 start</p></html>'

/** Addresses of pages. Which of them it is, the shell finds out by itself. */
export const PAGES = [
  '/',
  '/backlog',
  '/priorities',
  '/plan',
  '/forecast',
  '/strategy',
  '/competition',
  '/documents',
  '/documents/:id',
  '/sign-in',
  '/demo',
  '/set-up',
  '/invite',
  '/reset',
  '/settings',
  '/settings/*',
  '/oauth/interaction/:uid',
]

/** The built pages: one shell for every address, and assets whose names change with their content. */
export class Pages {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = resolve(folder)
  }

  shell(): Response {
    const file = join(this.#folder, 'index.html')
    const built = existsSync(file)
    return new Response(built ? readFileSync(file) : NOT_BUILT, {
      status: built ? 200 : 503,
      headers: { 'content-type': TYPES['.html']!, 'cache-control': 'no-store' },
    })
  }

  /** @param path below /assets, as the browser asked for it. */
  asset(path: string): Response {
    const root = join(this.#folder, 'assets')
    const file = resolve(root, `.${sep}${path}`)
    if (!file.startsWith(root + sep) || !existsSync(file) || !statSync(file).isFile())
      return new Response(null, { status: 404 })
    return new Response(readFileSync(file), {
      headers: {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    })
  }
}
