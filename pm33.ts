/** The command line, and the only place that knows both halves: it joins the API and the adapter in one process. */
import type { HttpBindings } from '@hono/node-server'
import { existsSync } from 'node:fs'
import type { CommandName, Given } from './cli/commands.ts'
import type { Console, ConsoleLink } from './cli/console.ts'
import { UsageError } from './cli/errors.ts'
import { parse, type Parsed } from './cli/parse.ts'
import type { Mcp } from './mcp/http.ts'
import { untilSignal } from './cli/until-signal.ts'
import manifest from './package.json' with { type: 'json' }

/** Loaded by the commands that need them: a start should not wait for all. */
const admin = () => import('./cli/commands/admin.ts')
const audit = () => import('./cli/commands/audit.ts')
const credits = () => import('./cli/commands/credits.ts')
const key = () => import('./cli/commands/key.ts')
const privacy = () => import('./cli/commands/privacy.ts')
const tenant = () => import('./cli/commands/tenant.ts')
const workspace = () => import('./cli/commands/workspace.ts')

/** What each declared command does. */
const RUN: { readonly [Name in CommandName]: (given: Given<Name>) => Promise<void> } = {
  start,
  api: async ({ port, dev }) => {
    const [{ serveApi }] = await Promise.all([import('./api/server/main.ts'), buildPages()])
    untilSignal(await serveApi(await apiConfig(port), { dev: dev ?? false }))
  },
  mcp: async ({ port }) => {
    const [{ serveMcp }] = await Promise.all([import('./mcp/main.ts'), buildPages()])
    untilSignal(await serveMcp(environment(port)))
  },
  stdio: async (given) => (await import('./mcp/stdio.ts')).runBridge(given, process.env),
  import: async (given) => {
    const { checkImport, importOrUndo } = await import('./cli/commands/import.ts')
    checkImport(given)
    await withConsole(given, (console) => importOrUndo(console, given))
  },
  export: (given) =>
    withConsole(given, async (console) => (await import('./cli/commands/export.ts')).exportWorkspace(console, given)),
  'workspace list': (given) =>
    withConsole(given, async (console) => (await workspace()).listWorkspaces(console, given)),
  'workspace delete': (given) =>
    withConsole(given, async (console) => (await workspace()).deleteWorkspace(console, given)),
  'person erase': (given) =>
    withConsole(given, async (console) => (await import('./cli/commands/person.ts')).erasePerson(console, given)),
  'person export': (given) => withConsole({}, async (console) => (await privacy()).exportPerson(console, given)),
  'person delete': (given) => withConsole({}, async (console) => (await privacy()).deletePerson(console, given)),
  'key create': (given) => withConsole(given, async (console) => (await key()).createKey(console, given)),
  'key list': (given) => withConsole(given, async (console) => (await key()).listKeys(console, given)),
  'key revoke': (given) => withConsole(given, async (console) => (await key()).revokeKey(console, given)),
  'tenant list': (given) => withConsole({}, async (console) => (await tenant()).listTenants(console, given)),
  'tenant create': (given) => withConsole({}, async (console) => (await tenant()).createTenant(console, given)),
  'tenant export': (given) => withConsole(given, async (console) => (await privacy()).exportTenant(console, given)),
  'tenant delete': (given) =>
    withConsole({ tenant: given.name }, async (console) => (await privacy()).deleteTenant(console, given)),
  'tenant invite-owner': (given) => withConsole(given, async (console) => (await tenant()).inviteOwner(console, given)),
  'credits balance': (given) => withConsole(given, async (console) => (await credits()).showBalance(console, given)),
  'credits grant': (given) => withConsole(given, async (console) => (await credits()).grantCredits(console, given)),
  'credits revoke': (given) => withConsole(given, async (console) => (await credits()).revokeCredits(console, given)),
  'audit verify': (given) => withConsole({}, async (console) => (await audit()).verifyAudit(console, given)),
  'audit export': (given) => withConsole(given, async (console) => (await audit()).exportAudit(console, given)),
  'admin set-up-link': () => withConsole({}, async (console) => (await admin()).setUpLink(console)),
  'admin reset-link': (given) => withConsole({}, async (console) => (await admin()).resetLink(console, given)),
  'admin disable': (given) => withConsole({}, async (console) => (await admin()).disable(console, given)),
  'admin enable': (given) => withConsole({}, async (console) => (await admin()).enable(console, given)),
  'admin rotate-keys': () => withConsole({}, async (console) => (await admin()).rotateKeys(console)),
  backup: async ({ file }) => {
    const { backup } = await import('./api/server/backup/backup.ts')
    const config = await apiConfig()
    if ('url' in config.database) return print(await backup(config, file, manifest.version))
    await withConsole({}, (console) =>
      backup(config, file, manifest.version, async () => {
        const { CopyDatabaseDocument } = await import('./cli/operations.generated.ts')
        const { copyDatabase } = await console.operator(CopyDatabaseDocument)
        return copyDatabase!
      }),
    )
  },
  restore: async ({ file }) =>
    print(await (await import('./api/server/backup/restore.ts')).restore(await apiConfig(), file)),
  migrate: async () => print(await (await import('./api/server/main.ts')).migrateOnly(await apiConfig())),
  doctor: async ({ url }) => {
    const config = await apiConfig().catch((error: Error) => error)
    print(await (await import('./cli/commands/doctor.ts')).doctor(url ?? (await runningServer(config)), config))
  },
  version: async () => print(manifest.version),
}

/** Desktop clients start the bridge in any folder: what lies there is not meant for it. */
const WITHOUT_ENV_FILE: readonly CommandName[] = ['stdio', 'version']

async function main(): Promise<void> {
  const parsed = parse(process.argv.slice(2))
  if ('help' in parsed) return print(parsed.help)
  if (!WITHOUT_ENV_FILE.includes(parsed.name) && existsSync('.env')) process.loadEnvFile('.env')
  return run(parsed)
}

const run = <Name extends CommandName>({ name, given }: Parsed<Name>): Promise<void> => RUN[name](given)

const environment = (port: number | undefined): NodeJS.ProcessEnv => ({
  ...process.env,
  ...(port === undefined ? {} : { PORT: String(port) }),
})

async function apiConfig(port?: number) {
  const { readConfig } = await import('./api/server/config.ts')
  return readConfig(environment(port))
}

/** Both halves in one process: the adapter's link to the API is a function call. */
async function start({ port: wanted, noDemo, dev }: Given<'start'>): Promise<void> {
  const config = await apiConfig(wanted)
  if (await free(config)) print(opening(config))
  const pages = buildPages()
  const [{ openApi, localUrl, stopping }, { listen }] = await Promise.all([
    import('./api/server/main.ts'),
    import('./listen.ts'),
  ])
  const open = await openApi(config, { dev: dev ?? false })
  let stop = open.close
  try {
    const [{ clientAddress }, { Hono }, { createHttp }, { createMcp }, { readViews }, { greet }, { openConsole }] =
      await Promise.all([
        import('./address.ts'),
        import('hono'),
        import('./api/server/http.ts'),
        import('./mcp/http.ts'),
        import('./mcp/view.ts'),
        import('./cli/greet.ts'),
        import('./cli/console.ts'),
      ])
    const { api, doors, log } = open
    const inProcess = ((input, init) => api.fetch(new Request(input as string, init))) as typeof fetch
    const root = new Hono<{ Bindings: HttpBindings }>()
    let mcp: Mcp | undefined
    const { port, answerWith, close } = await listen(null, config, {
      ...stopping(open),
      last: async () => mcp?.close(),
    })
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
    await pages
    const adapter = (mcp = createMcp(
      { publicUrl, allowedHosts: config.allowedHosts, allowedOrigins: config.allowedOrigins },
      {
        run: api.run,
        serviceKey: doors.serviceKey,
        onInvalidate: (listener) => api.credentials.onForget(listener),
      },
      {
        views: readViews(),
        onError: (error, correlationId) => log.error({ err: error, correlationId }, 'a request failed'),
      },
    ))
    for (const path of [
      '/mcp',
      '/mcp/',
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/*',
    ]) {
      root.all(path, ({ req, env }) => {
        const forwardedFor = req.header('x-forwarded-for') ?? null
        const ip = clientAddress({
          remote: env.incoming.socket.remoteAddress,
          forwardedFor,
          publicUrl,
          trustedProxies: config.trustedProxies,
        })
        return adapter.fetch(req.raw, { ip })
      })
    }
    root.route('/', createHttp({ ...open, config: { ...config, publicUrl } }))
    api.start()
    answerWith(root.fetch as Parameters<typeof answerWith>[0])
    const local = localUrl(config.host, port)
    open.announce(local)
    log.info({ listening: local }, 'serving')
    const console = openConsole({
      url: local,
      fetch: inProcess,
      operatorKey: doors.operatorKey,
      close: async () => undefined,
    })
    // It serves already: what is only said, or only helps the next start, does not end it.
    await greet(console, publicUrl, { data: config.data, demo: 'embedded' in config.database && !noDemo })
      .then(print)
      .catch((error: unknown) => log.error({ err: error }, `PM33 serves ${local}, but the demo or the greeting failed`))
    if ('embedded' in config.database)
      await import('./api/data/embedded/make-image.ts')
        .then(({ makeImageBeside }) => makeImageBeside())
        .catch((error: unknown) => log.warn({ err: error }, 'no image of the database was made for the next start'))
  } catch (error) {
    await stop()
    throw error
  }
}

type ApiConfig = Awaited<ReturnType<typeof apiConfig>>

/** Said before what takes long: the first start writes a database and two years of history. */
function opening({ database }: ApiConfig): string {
  if (!('embedded' in database)) return 'Connecting to the database…'
  return existsSync(database.embedded)
    ? 'Opening the database…'
    : 'Preparing the database. The first start takes longer.'
}

/** Whether no other process holds the embedded folder: one that does is all that there is to say. */
async function free({ database, data }: ApiConfig): Promise<boolean> {
  return !('embedded' in database) || !(await (await import('./api/data/lock.ts')).isHeld(data))
}

/** The pages, when what they are made of has changed. A server without them still serves everything else. */
async function buildPages(): Promise<void> {
  try {
    await (await import('./views/build.ts')).buildPages()
  } catch (error) {
    process.stderr.write(
      `The pages could not be built, so sign-in and settings are unavailable: ${(error as Error).message}\n`,
    )
  }
}

/** Runs a command through the server that holds the embedded folder, or opens the database here when none does. */
async function withConsole(
  { tenant }: { tenant?: string | undefined },
  work: (console: Console) => Promise<string | null>,
): Promise<void> {
  const { openConsole } = await import('./cli/console.ts')
  const console = openConsole(await link(), tenant)
  try {
    const text = await work(console)
    if (text !== null) print(text)
  } finally {
    await console.close()
  }
}

/** Where the server that holds the embedded folder answers, whatever port it was started on. */
async function runningServer(config: ApiConfig | Error): Promise<string | undefined> {
  if (config instanceof Error || !('embedded' in config.database)) return undefined
  const { readHolder, isHeld } = await import('./api/data/lock.ts')
  return (await isHeld(config.data)) ? readHolder(config.data)?.url : undefined
}

async function link(): Promise<ConsoleLink> {
  const config = await apiConfig()
  const { readHolder, FolderInUse, isHeld } = await import('./api/data/lock.ts')
  // Asked first, because what follows loads the whole API, for a second or two.
  const holder = 'embedded' in config.database && (await isHeld(config.data)) ? readHolder(config.data) : null
  if (holder?.url && holder.operatorKey)
    return { url: holder.url, fetch, operatorKey: holder.operatorKey, close: async () => undefined }
  if (holder) throw new FolderInUse(config.data, holder)
  const [{ openApi }, { createHttp }, { createLog }] = await Promise.all([
    import('./api/server/main.ts'),
    import('./api/server/http.ts'),
    import('./log.ts'),
  ])
  const open = await openApi(config, { log: createLog('error') })
  // A node's work (`api.start`) is done with a node's settings, not with those of this shell.
  const http = createHttp({ ...open, config })
  const here = ((input, init) => http.fetch(new Request(input as string, init))) as typeof fetch
  return { url: 'http://localhost', fetch: here, operatorKey: open.doors.operatorKey, close: open.close }
}

// Whoever reads the output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Errors whose message is written for the person at the console; anything else is a fault, with its stack. */
const EXPECTED = new Set(['ConsoleError', 'UsageError', 'ConfigError', 'FolderInUse', 'NoPort'])

try {
  await main()
} catch (error) {
  const expected = error instanceof Error && EXPECTED.has(error.name)
  const { code, path } = error as NodeJS.ErrnoException
  process.stderr.write(
    `${expected ? error.message : code === 'ENOSPC' ? `The disk is full${path ? `: ${path} could not be written` : ''}. Free up some space and try again.` : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exitCode = error instanceof UsageError ? 2 : 1
}
