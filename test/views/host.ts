/** Serves the host page and the sandbox on two origins, and hands what happens in the view's frame to the test. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Frame, Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import type { Question } from './host/host.ts'

const here = join(import.meta.dirname, 'host')

/** What the specification gives a view that declares nothing. */
const DEFAULT_CSP =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'self'"

async function bundle(file: string, format: 'es' | 'iife'): Promise<string> {
  const { output } = (await build({
    configFile: false,
    logLevel: 'error',
    root: here,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      minify: false,
      rolldownOptions: { input: join(here, file), output: { format, codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput
  return output[0].code.replaceAll('</script', String.raw`<\/script`)
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

export interface Host {
  page: Page
  /** Errors and policy violations in the view's own frame. */
  trouble: string[]
  run(question: Partial<Question> & { tool: string }): Promise<Record<string, number>>
  /** The frame of the view. */
  view(): Frame
  /** What the host has seen under a name. */
  seen<T = unknown>(what: string): Promise<T[]>
  close(): Promise<void>
}

/** @param mcp the endpoint that the host page reaches under its own origin */
export async function openHost(browser: Browser, mcp: string, usual: { key: string }): Promise<Host> {
  const [host, sandbox] = await Promise.all([bundle('host.ts', 'es'), bundle('sandbox.ts', 'iife')])
  const pages = createServer((request, response) => {
    if (request.url?.startsWith('/mcp')) {
      relay(mcp, request, response)
      return
    }
    response
      .setHeader('content-type', 'text/html')
      .end(
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><style>body{margin:0}</style><body><script type="module">${host}</script></body></html>`,
      )
  })
  const frames = createServer((_, response) =>
    response
      .setHeader('content-type', 'text/html')
      .setHeader('content-security-policy', DEFAULT_CSP)
      .end(
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sandbox</title><style>html,body{margin:0;height:100%}</style><body><script>${sandbox}</script></body></html>`,
      ),
  )
  const [port, sandboxPort] = await Promise.all([listening(pages), listening(frames)])
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(40_000)
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('pageerror', (error) => trouble.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    const ours = message.location().url.includes(String(sandboxPort)) || message.location().url.startsWith('about:')
    if (ours && ['error', 'warning'].includes(message.type()) && !message.text().includes('allow-same-origin'))
      trouble.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const own = [port, sandboxPort].some((known) => new URL(request.url()).port === String(known))
    if (!own && !request.url().startsWith('data:')) trouble.push(`request: ${request.url()}`)
  })
  await page.goto(`http://localhost:${port}/`)
  const view = () => {
    const frame = page.frames().find((one) => one.parentFrame()?.parentFrame())
    if (!frame) throw new Error('there is no view')
    return frame
  }
  return {
    page,
    trouble,
    view,
    run: (question) =>
      page.evaluate((given) => (globalThis as any).host.run(given), {
        ...usual,
        sandbox: `http://127.0.0.1:${sandboxPort}/`,
        era: 'modern',
        args: {},
        ...question,
      }),
    seen: (what) =>
      page.evaluate(
        (name) => (globalThis as any).host.seen.filter(([at]: any) => at === name).map((s: any) => s[1]),
        what,
      ),
    async close() {
      await context.close()
      for (const server of [pages, frames]) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
}

type Listener = Parameters<typeof createServer>[1] & {}

/** Passes a request of the page on, as a desktop client's own process would. */
function relay(mcp: string, ...[request, response]: Parameters<Listener>): void {
  const parts: Buffer[] = []
  const fail = (error: unknown) => response.writeHead(502).end(String(error))
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => /^(accept|content-type|x-api-key|mcp-)/.test(name)),
    ) as Record<string, string>
    const body = Buffer.concat(parts)
    const at = new URL(mcp)
    at.search = new URL(request.url!, mcp).search
    fetch(at, { method: request.method!, headers, ...(body.length && { body }) })
      .then(async (answer) => {
        response.writeHead(answer.status, {
          'content-type': answer.headers.get('content-type') ?? 'application/json',
          ...(answer.headers.has('mcp-session-id') && { 'mcp-session-id': answer.headers.get('mcp-session-id')! }),
        })
        response.end(Buffer.from(await answer.arrayBuffer()))
      })
      .catch(fail)
  })
}
