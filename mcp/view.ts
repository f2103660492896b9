import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Call } from './graphql/call.ts'
import { isAnthropic } from './http/message.ts'
import type { Tool } from './tool.ts'
import type { Resource } from './resource.ts'
import { VIEWS, VIEW_NAMES, type View } from './view-name.ts'

const VIEW_MIME = 'text/html;profile=mcp-app'
/** Milliseconds that a host may keep a view: it changes with a release of PM33 and with nothing else. */
const TTL_MS = 3_600_000

/** One self-contained HTML file for each view. */
export type ViewPages = ReadonlyMap<string, string>

/** Reads each view once; one that was not built is not offered. */
export function readViews(folder: URL = new URL('../dist/views/', import.meta.url)): ViewPages {
  const file = (name: string) => new URL(`${name}.html`, folder)
  return new Map(
    VIEW_NAMES.filter((name) => existsSync(file(name))).map((name) => [name, readFileSync(file(name), 'utf8')]),
  )
}

/** Claude shows a view only on the origin that it derives from the connector's address, as the user typed it. */
export const claudeDomain = (address: string) =>
  `${createHash('sha256').update(address).digest('hex').slice(0, 32)}.claudemcpcontent.com`

/** The views that a tool of the catalog draws with. */
export function viewResources(tools: readonly Tool[], pages: ViewPages, publicUrl: string): readonly Resource[] {
  return VIEWS.flatMap((view) => {
    const html = pages.get(view.name)?.replace('data-home=""', () => `data-home="${new URL(publicUrl).origin}"`)
    return html !== undefined && tools.some((tool) => tool.view === view.name) ? [viewResource(view, html)] : []
  })
}

/**
 * One file under two names: `pm33://ui/x` is the public name and is listed; hosts accept only the scheme `ui:`, so tools
 * name `ui://pm33/x`. Hosts fetch views ahead, so reading one asks for no scope.
 */
function viewResource({ name, title, description }: View, html: string): Resource {
  const uri = `pm33://ui/${name}`
  return {
    name,
    uri,
    template: false,
    scope: 'mcp:enabled',
    ttl: TTL_MS / 1_000,
    listing: { name, title, description, mimeType: VIEW_MIME },
    register(server, call) {
      const _meta = { ui: uiOf(call) }
      const config = {
        title,
        description,
        mimeType: VIEW_MIME,
        _meta,
        // What a client is told depends on which client it is.
        cacheHint: { ttlMs: TTL_MS, cacheScope: 'private' as const },
      }
      const read = (at: URL) => ({ contents: [{ uri: at.href, mimeType: VIEW_MIME, text: html, _meta }] })
      server.registerResource(name, uri, config, read)
      server.registerResource(`${name}-app`, `ui://pm33/${name}`, config, read)
    },
  }
}

/** Nothing is fetched from anywhere, so the default content security policy stands. */
const uiOf = ({ clientName, address }: Call) => ({
  csp: {},
  prefersBorder: false,
  ...(isAnthropic(clientName) && { domain: claudeDomain(address) }),
})
