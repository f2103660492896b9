/** The command line, and the only place that knows both halves: it joins the API and the adapter in one process. */
import type { HttpBindings } from '@hono/node-server'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import manifest from './package.json' with { type: 'json' }
import { ConsoleError, openConsole, type Console, type ConsoleLink } from './cli/console.ts'
import type { Mcp } from './mcp/http.ts'
import { untilSignal } from './cli/until-signal.ts'
import { OPTIONS, usage } from './cli/usage.ts'

type Options = ReturnType<typeof parse>['values']

async function main(): Promise<void> {
  // The bridge reads its own flags, and its standard output belongs to the protocol.
  if (process.argv[2] === 'stdio') return (await import('./mcp/stdio.ts')).runBridge(process.argv.slice(3))
  const { values, positionals } = parse()
  const [verb = values.version ? 'version' : 'start', ...rest] = positionals
  if (values.help || verb === 'help') return print(usage())
  if (existsSync('.env')) process.loadEnvFile('.env')
  switch (verb) {
    case 'version':
      return print(manifest.version)
    case 'start':
      return start(values)
    case 'api': {
      const [{ serveApi }] = await Promise.all([import('./api/server/main.ts'), buildPages()])
      return untilSignal(await serveApi(await apiConfig(values), { dev: values.dev ?? false }))
    }
    case 'mcp': {
      const { serveMcp } = await import('./mcp/main.ts')
      return untilSignal(await serveMcp(environment(values)))
    }
    case 'doctor':
      return print(await (await import('./cli/doctor.ts')).doctor(rest[0], await apiConfig(values).catch((error: Error) => error)))
    case 'migrate':
      return print(await (await import('./api/server/main.ts')).migrateOnly(await apiConfig(values)))
    case 'key':
      return withConsole(values, async (console) => print(await (await import('./cli/key.ts')).key(console, rest[0], rest.slice(1), values)))
    case 'workspace':
      return withConsole(values, async (console) => print(await (await import('./cli/workspace.ts')).workspace(console, rest[0], rest.slice(1), values)))
    case 'tenant':
      return withConsole(values, async (console) => print(await (await import('./cli/tenant.ts')).tenant(console, rest[0], rest.slice(1), values)))
    case 'admin':
      return withConsole(values, async (console) => print(await (await import('./cli/admin.ts')).admin(console, rest[0], rest.slice(1))))
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
    return parseArgs({ options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new ConsoleError(`${(error as Error).message}\n\n${usage()}`)
  }
}

const environment = (values: Options): NodeJS.ProcessEnv => ({ ...process.env, ...(values.port === undefined ? {} : { PORT: values.port }) })

async function apiConfig(values: Options) {
  const { readConfig } = await import('./api/server/config.ts')
  return readConfig(environment(values))
}

/** Both halves in one process: the adapter's link to the API is a function call. */
async function start(values: Options): Promise<void> {
  const config = await apiConfig(values)
  const pages = buildPages()
  const [{ openApi, localUrl, stopping }, { listen }] = await Promise.all([import('./api/server/main.ts'), import('./listen.ts')])
  const open = await openApi(config, { dev: values.dev ?? false })
  let stop = open.close
  try {
    const [{ Hono }, { createHttp }, { createMcp }, { greet }] = await Promise.all([import('hono'), import('./api/server/http.ts'), import('./mcp/http.ts'), import('./cli/greet.ts')])
    const { api, doors, log } = open
    const inProcess = ((input, init) => api.fetch(new Request(input as string, init))) as typeof fetch
    const root = new Hono<{ Bindings: HttpBindings }>()
    let mcp: Mcp | undefined
    const { port, close } = await listen(root.fetch as Parameters<typeof listen>[0], config, { ...stopping(open), last: async () => mcp?.close() })
    stop = async () => {
      await close()
      await open.close()
    }
    untilSignal({
      async close() {
        log.info('stopping')
        await stop()
      },
    })
    const publicUrl = config.publicUrl.replace(/:0$/, `:${port}`)
    const adapter = (mcp = createMcp(
      { publicUrl, allowedHosts: config.allowedHosts, allowedOrigins: config.allowedOrigins },
      { url: 'http://api.pm33/graphql', fetch: inProcess, serviceKey: doors.serviceKey, onInvalidate: (listener) => api.credentials.onForget(listener) },
      { onError: (error, correlationId) => log.error({ err: error, correlationId }, 'a request failed') },
    ))
    for (const path of ['/mcp', '/mcp/', '/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/*']) {
      root.all(path, ({ req, env }) => adapter.fetch(req.raw, { ip: env.incoming.socket.remoteAddress ?? 'unknown' }))
    }
    root.route('/', await createHttp({ ...open, config: { ...config, publicUrl } }))
    const local = localUrl(config.host, port)
    open.announce(local)
    log.info({ listening: local }, 'serving')
    const console = openConsole({ url: local, fetch: inProcess, operatorKey: doors.operatorKey, close: async () => undefined })
    await pages
    print(await greet(console, publicUrl, { data: config.data, demo: 'embedded' in config.database && !values['no-demo'] }))
  } catch (error) {
    await stop()
    throw error
  }
}

/** The pages, when what they are made of has changed. A server without them still serves everything else. */
async function buildPages(): Promise<void> {
  try {
    await (await import('./views/build.ts')).buildPages()
  } catch (error) {
    process.stderr.write(`The pages could not be built, sign-in and settings will not show: ${(error as Error).message}\n`)
  }
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
  const { readHolder, FolderInUse, isHeld } = await import('./api/data/lock.ts')
  // Asked first, because what follows loads the whole API, for a second or two.
  const holder = 'embedded' in config.database && (await isHeld(config.data)) ? readHolder(config.data) : null
  if (holder?.url && holder.operatorKey) return { url: holder.url, fetch, operatorKey: holder.operatorKey, close: async () => undefined }
  if (holder) throw new FolderInUse(config.data, holder)
  const [{ openApi, createLog }, { createHttp }] = await Promise.all([import('./api/server/main.ts'), import('./api/server/http.ts')])
  const open = await openApi(config, { log: createLog('error') })
  const http = await createHttp({ ...open, config })
  const here = ((input, init) => http.fetch(new Request(input as string, init))) as typeof fetch
  return { url: 'http://localhost', fetch: here, operatorKey: open.doors.operatorKey, close: open.close }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

const TOLD = new Set(['ConsoleError', 'ConfigError', 'FolderInUse', 'NoPort'])

try {
  await main()
} catch (error) {
  const known = error instanceof Error && TOLD.has(error.name)
  const { code, path } = error as NodeJS.ErrnoException
  process.stderr.write(`${known ? error.message : code === 'ENOSPC' ? `The disk is full${path ? `: ${path} could not be written` : ''}. Free some space and try again.` : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exitCode = 1
}
