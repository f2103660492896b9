/**
 * `npm run dev`: the whole product at one address, following the code. Vite serves the pages and reloads them on a
 * change; everything else goes to a server that is restarted when what it runs changes; `.graphql` and schema changes
 * are regenerated first.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createProbe, type AddressInfo } from 'node:net'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const root = fileURLToPath(new URL('../', import.meta.url))
const port = Number(process.env.PORT ?? 3033)
/** Addresses that are not pages. */
const SERVER = String.raw`^/(graphql|mcp|import|docs|healthz|\.well-known|oauth/(?!interaction/))`
/** Changes that belong together arrive within this many milliseconds. */
const SETTLE_MS = 80

const say = (line: string) => console.log(`dev: ${line}`)

async function freePort(): Promise<number> {
  const probe = createProbe().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port: free } = probe.address() as AddressInfo
  probe.close()
  return free
}

/** @returns whether it succeeded; what it says is shown */
async function run(script: string, ...args: string[]): Promise<boolean> {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

/** The server of this moment. Its logs go to stderr; what it prints on stdout is how to connect, which is said once. */
class Server {
  readonly #port: number
  readonly #args: readonly string[]
  #child: ChildProcess | undefined
  #started = false

  constructor(at: number, args: readonly string[]) {
    this.#port = at
    this.#args = args
  }

  async restart(): Promise<void> {
    await this.stop()
    const begun = performance.now()
    const env = {
      ...process.env,
      PORT: String(this.#port),
      PM33_HOST: '127.0.0.1',
      PM33_PUBLIC_URL: process.env.PM33_PUBLIC_URL ?? `http://localhost:${port}`,
    }
    const child = spawn(process.execPath, ['pm33.ts', 'start', '--dev', ...this.#args], {
      cwd: root,
      env,
      stdio: ['inherit', this.#started ? 'ignore' : 'inherit', 'inherit'],
    })
    this.#child = child
    child.once('exit', (code) => {
      if (this.#child === child && code !== 0) say('the server stopped; it restarts with the next change')
    })
    while (this.#child === child && child.exitCode === null) {
      const answer = await fetch(`http://127.0.0.1:${this.#port}/healthz`).catch(() => null)
      if (answer?.ok) {
        if (this.#started) say(`server restarted in ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
        this.#started = true
        return
      }
      await new Promise((done) => setTimeout(done, 30))
    }
  }

  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

/** What a changed file asks for, in the order in which it is done. */
function workFor(path: string): { sdl: boolean; documents: boolean; server: boolean } {
  const graphql = path.endsWith('.graphql')
  return {
    sdl: /^api\/.*\bschema\.ts$/.test(path),
    documents: graphql && !path.startsWith('schema/'),
    server: /^(api|mcp|cli)\/.*\.ts$|^((pm33|listen)\.ts|schema\/operations\.json|docs\/.*\.md)$/.test(path),
  }
}

const sdl = () => readFileSync(`${root}schema/api.graphql`, 'utf8')
const generateDocuments = async () =>
  (await run('node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.ts')) &&
  (await run('schema/generate.ts', 'tools'))

const behind = await freePort()
const server = new Server(behind, process.argv.slice(2))
const vite = await createServer({
  configFile: `${root}vite.config.ts`,
  clearScreen: false,
  server: {
    port,
    strictPort: true,
    host: 'localhost',
    fs: { allow: [root] },
    proxy: {
      [SERVER]: {
        target: `http://127.0.0.1:${behind}`,
        configure: (proxy) => {
          proxy.on('error', (_error, _request, response) => {
            if ('writeHead' in response && !response.headersSent)
              response
                .writeHead(503, { 'content-type': 'text/plain', 'retry-after': '1' })
                .end('The server is restarting.')
          })
        },
      },
    },
  },
})
await vite.listen()
await server.restart()
say(
  `http://localhost:${port} reloads as code changes: pages reload, the server restarts, and .graphql files are regenerated`,
)

let changed = new Set<string>()
let working: Promise<void> | undefined

async function follow(): Promise<void> {
  while (changed.size) {
    await new Promise((done) => setTimeout(done, SETTLE_MS))
    const work = [...changed].map(workFor)
    changed = new Set()
    const before = sdl()
    const schemaFailed = work.some((step) => step.sdl) && !(await run('schema/generate.ts', 'sdl'))
    if (!schemaFailed && (work.some((step) => step.documents) || sdl() !== before)) {
      say('regenerating operations')
      if (!(await generateDocuments())) say('the operations could not be generated; the previous ones are still in use')
    }
    if (work.some((step) => step.server)) await server.restart()
  }
}

vite.watcher.add(
  ['api', 'mcp', 'cli', 'docs', 'schema/operations.json', 'pm33.ts', 'listen.ts', 'log.ts', 'views'].map(
    (path) => root + path,
  ),
)
vite.watcher.on('all', (_event, path) => {
  const name = relative(root, path)
  const { sdl: schema, documents, server: code } = workFor(name)
  if (!schema && !documents && !code) return
  changed.add(name)
  working ??= follow()
    .catch((error: unknown) => say(error instanceof Error ? error.message : String(error)))
    .finally(() => (working = undefined))
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    Promise.all([vite.close(), server.stop()]).then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}
