/** The command line, and the only place that knows both halves: it joins the API and the adapter in one process. */
import { serve, type HttpBindings, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { parseArgs } from 'node:util'
import manifest from './package.json' with { type: 'json' }
import { ConsoleError, openConsole, type Console, type ConsoleLink } from './cli/console.ts'
import { usage } from './cli/usage.ts'

const options = {
  port: { type: 'string' },
  tenant: { type: 'string' },
  workspace: { type: 'string' },
  mapping: { type: 'string' },
  name: { type: 'string' },
  scopes: { type: 'string' },
  surfaces: { type: 'string' },
  days: { type: 'string' },
  url: { type: 'string' },
  key: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string' },
  'no-demo': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'end-missing': { type: 'boolean' },
  undo: { type: 'string' },
  force: { type: 'boolean' },
  dev: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

type Options = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

async function main(): Promise<void> {
  // The bridge reads its own flags, and its standard output belongs to the protocol.
  if (process.argv[2] === 'stdio') return (await import('./mcp/stdio.ts')).runBridge(process.argv.slice(3))
  const { values, positionals } = parse()
  const [verb = values.help ? 'help' : values.version ? 'version' : 'start', ...rest] = positionals
  if (values.help || verb === 'help') return print(usage())
  switch (verb) {
    case 'version':
      return print(manifest.version)
    case 'start':
      return start(values)
    case 'api':
      return (await import('./api/main.ts')).runApi(await apiConfig(values), { ...values })
    case 'mcp':
      return void (await (await import('./mcp/main.ts')).serveMcp())
    case 'doctor':
      return print(await (await import('./cli/doctor.ts')).doctor(rest[0], await apiConfig(values).catch((error: Error) => error)))
    case 'migrate':
      return print(await (await import('./api/main.ts')).migrateOnly(await apiConfig(values)))
    case 'key':
      return withConsole(values, async (console) => print(await (await import('./cli/key.ts')).key(console, rest[0], rest.slice(1), values)))
    case 'import':
      return withConsole(values, async (console) => {
        if (values.undo) return print(await (await import('./cli/undo.ts')).undo(console, values.undo, values.force ?? false))
        print(await (await import('./cli/import.ts')).importFiles(console, rest, values))
      })
    case 'export':
      return withConsole(values, async (console) => {
        const told = await (await import('./cli/export.ts')).exportWorkspace(console, rest[0] ?? values.workspace, values)
        if (told) print(told)
      })
    default:
      throw new ConsoleError(`pm33 has no command "${verb}".\n\n${usage()}`)
  }
}

function parse() {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    throw new ConsoleError(`${(error as Error).message}\n\n${usage()}`)
  }
}

async function apiConfig(values: Options) {
  const { readConfig } = await import('./api/config.ts')
  return readConfig({ ...process.env, ...(values.port ? { PORT: values.port } : {}) })
}

/** Both halves in one process: the adapter's link to the API is a function call. */
async function start(values: Options): Promise<void> {
  const config = await apiConfig(values)
  const [{ openApi }, { createHttp }, { createMcp }] = await Promise.all([import('./api/main.ts'), import('./api/http.ts'), import('./mcp/http.ts')])
  const open = await openApi(config, { dev: values.dev ?? false })
  const { api, doors, log } = open
  const inProcess = ((input, init) => api.fetch(new Request(input as string, init))) as typeof fetch
  const root = new Hono<{ Bindings: HttpBindings }>()
  let server: ServerType | undefined
  const port = await new Promise<number>((listening, fail) => {
    server = serve({ fetch: root.fetch, port: config.port, hostname: config.host, overrideGlobalObjects: false }, ({ port }) => listening(port)).on('error', fail)
  }).catch(async (error: NodeJS.ErrnoException) => {
    await open.close()
    throw error.code === 'EADDRINUSE' ? new ConsoleError(`Port ${config.port} is taken. Choose another with: npm start -- --port 3034`) : error
  })
  const publicUrl = config.port === 0 ? `http://localhost:${port}` : config.publicUrl
  const mcp = createMcp(
    { publicUrl, allowedHosts: config.allowedHosts, allowedOrigins: config.allowedOrigins },
    { url: 'http://api.pm33/graphql', fetch: inProcess, serviceKey: doors.serviceKey, onInvalidate: (listener) => api.credentials.onForget(listener) },
  )
  for (const path of ['/mcp', '/mcp/', '/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/*']) {
    root.all(path, ({ req, env }) => mcp.fetch(req.raw, { ip: env.incoming.socket.remoteAddress ?? 'unknown' }))
  }
  root.route('/', await createHttp({ ...open, config: { ...config, publicUrl } }))
  const stop = async () => {
    log.info('stopping')
    server?.close()
    await open.close()
    process.exit(0)
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
  const local = `http://${config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host}:${port}`
  open.announce(local)
  const { greet } = await import('./cli/serve.ts')
  const console = openConsole({ url: local, fetch: inProcess, operatorKey: doors.operatorKey, close: async () => undefined })
  print(await greet(console, publicUrl, { data: config.data, demo: 'embedded' in config.database && !values['no-demo'] }))
}

/** Runs a command through the server that holds the embedded folder, or opens the database here when none does. */
async function withConsole(values: Options, work: (console: Console) => Promise<void>): Promise<void> {
  const console = openConsole(await link(values), values.tenant)
  try {
    await work(console)
  } finally {
    await console.close()
  }
}

async function link(values: Options): Promise<ConsoleLink> {
  const config = await apiConfig(values)
  const [{ openApi, createLog }, { readHolder, FolderInUse }] = await Promise.all([import('./api/main.ts'), import('./api/lock.ts')])
  try {
    const { createHttp } = await import('./api/http.ts')
    const open = await openApi(config, { log: createLog('error') })
    const http = await createHttp({ ...open, config })
    const here = ((input, init) => http.fetch(new Request(input as string, init))) as typeof fetch
    return { url: 'http://localhost', fetch: here, operatorKey: open.doors.operatorKey, close: () => open.close() }
  } catch (error) {
    const holder = error instanceof FolderInUse ? readHolder(config.data) : null
    if (!holder?.url || !holder.operatorKey) throw error
    return { url: holder.url, fetch, operatorKey: holder.operatorKey, close: async () => undefined }
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

const TOLD = new Set(['ConsoleError', 'ConfigError', 'FolderInUse'])

try {
  await main()
} catch (error) {
  const known = error instanceof Error && TOLD.has(error.name)
  process.stderr.write(`${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exitCode = 1
}
