import { existsSync, readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { htmlOf, type DocPage, type Facts } from './page.ts'

/** In the order of the navigation. */
const SLUGS = [
  'index',
  'connect',
  'sync',
  'tools',
  'resources',
  'examples',
  'demo',
  'scopes',
  'endpoints',
  'commands',
  'credits',
  'audit',
  'operations',
  'troubleshooting',
  'partners',
  'privacy',
  'terms',
]

const root = new URL('../../../', import.meta.url)

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/docs/tokens.css': ['views/tokens.css', 'text/css; charset=utf-8'],
  '/docs/style.css': ['docs/style.css', 'text/css; charset=utf-8'],
  '/docs/icon.svg': ['views/pages/icon.svg', 'image/svg+xml'],
  '/docs/public.graphql': ['schema/public.graphql', 'application/graphql; charset=utf-8'],
  '/docs/tools.json': ['schema/tools.json', 'application/json; charset=utf-8'],
}

function readPages(): DocPage[] {
  return SLUGS.map((slug) => {
    const markdown = readFileSync(new URL(`docs/${slug}.md`, root), 'utf8')
    return { slug, title: /^# (.+)$/m.exec(markdown)?.[1] ?? slug, markdown }
  })
}

/** The documentation at /docs: the files of `docs/` as pages of this installation, and the contracts to download. */
export function docsRoutes(facts: Facts): Hono {
  const app = new Hono()
  const kept = new Map<string, string>()
  let pages: DocPage[] | undefined

  const page = (slug: string): string | undefined => {
    pages ??= readPages()
    const found = pages.find((each) => each.slug === slug)
    if (found && !kept.has(slug)) kept.set(slug, htmlOf(found, pages, facts))
    return kept.get(slug)
  }

  app.get('/docs', (c) => c.html(page('index')!))
  app.get('/docs/', (c) => c.redirect('/docs', 308))
  for (const [path, [file, type]] of Object.entries(FILES)) {
    app.get(path, (c) =>
      existsSync(new URL(file, root))
        ? c.body(readFileSync(new URL(file, root)), 200, {
            'content-type': type,
            'cache-control': 'public, max-age=300',
            'access-control-allow-origin': '*',
          })
        : c.notFound(),
    )
  }
  app.get('/docs/:slug', (c) => {
    const html = c.req.param('slug') === 'index' ? undefined : page(c.req.param('slug'))
    return html
      ? c.html(html)
      : c.html(
          page('index')!.replace(
            '<main id="page">',
            '<main id="page"><p role="alert">There is no such page. Here is the start page instead.</p>',
          ),
          404,
        )
  })
  return app
}
