/** The doors of the house as a table: which room may import what, and which words only one file may write. */
import { CASTS } from './casts.ts'

/** A file as the rules see it: its path from the root of the repository, and its text. */
export interface SourceFile {
  path: string
  text: string
}

/** Machine rooms of `api/` that know every other room: what runs the server, and what lends threads. */
const MACHINE_ROOMS = ['server', 'data', 'graphql', 'workers']
/** Domain rooms that speak to the world all over: credentials, the console, the demo, and who did what. */
const EDGE_ROOMS = ['identity', 'oauth', 'operator', 'demo', 'audit', 'privacy']
/** Rooms of plain values that every room may use: arithmetic, and files as such. */
const SHARED_ROOMS = ['math', 'files']
const LONGEST = 300
const UNUSED_WORDS = /(^|[-/.])(handlers?|managers?|helpers?|utils?|misc|common|processors?)([-/.]|$)/

const worldFile = String.raw`[^/]*\b(entity|service|schema)\.ts$`
const among = (names: readonly string[]) => `api/(${names.join('|')})/`
const domainRoom = `api/(?!(${[...MACHINE_ROOMS, ...EDGE_ROOMS, ...SHARED_ROOMS].join('|')})/)[^/]+/`
const room = (pattern: string) => new RegExp(`^${pattern}`)
/** A room may hold rooms: the rules of its files are the same at any depth. */
const inDomainRoom = (file: string) => room(`${domainRoom}(?:[^/]+/)*${file}`)

const MATH = room('api/math/')
const FILES = room('api/files/')
const MACHINE = room(among(MACHINE_ROOMS))
const EDGE = room(among(EDGE_ROOMS))
const ENTITY = inDomainRoom(String.raw`[^/]*\bentity\.ts$`)
const SERVICE = inDomainRoom(String.raw`[^/]*\bservice\.ts$`)
const SCHEMA = inDomainRoom(String.raw`[^/]*\bschema\.ts$`)
const PURE = inDomainRoom(`(?!${worldFile})[^/]+$`)
const API = room('api/')
const TENANT = room(String.raw`api/data/tenant\.ts$`)
/** Lends threads to the services of every room. */
const WORKERS = room('api/workers/')
const SERVICE_GROUND = room(
  String.raw`api/(data/(context|database|kept|repeated|tenant|version)|graphql/(cursor|errors|selection|stamp|status))\.ts$`,
)
const SCHEMA_GROUND = room(
  String.raw`api/(data/(commit|context)|graphql/(builder|constraints|cursor|errors|page|placed-page|selection|stamp-schema))\.ts$`,
)
const MCP = room('mcp/')
const VIEWS = room('views/')
/** What the import page shows comes as JSON and not by GraphQL; these say its shapes. */
const IMPORT_REPORT = room(
  String.raw`api/(backlog/vocabulary|imports/record/(fields|mapping|record|report)|imports/writing/written)\.ts$`,
)
/** What a view ranks again with: the same arithmetic as the API's. */
const RANKING = room(String.raw`api/optimize/(rank/rank|score/(candidate|factor))\.ts$`)
/** How rows are written as a file that a spreadsheet opens, in an export and in a view. */
const CSV = room(String.raw`api/files/export-csv\.ts$`)
/** How a document is written as a file, in an export and in a view. */
const MARKDOWN = room(String.raw`api/prd/markdown\.ts$`)
const PAGE_BUILD = room(String.raw`views/build\.ts$`)
const SCHEMA_FOLDER = room('schema/')
/** Opens the port for both halves, and knows neither. */
const LISTEN = room(String.raw`listen\.ts$`)
const CLI = room('cli/')
const ENTRY = room(String.raw`pm33\.ts$`)

const npm = (...names: string[]) => new RegExp(`^npm:(${names.join('|')})(/|$)`)
const ANY_PACKAGE = /^(npm|node):/
const MANIFEST = /^package\.json$/
/** Characters, and what is wrong with a value: the two files that both halves share, and nothing of PM33. */
const CHARACTERS = /^text\.ts$/
const PROBLEM = /^problem\.ts$/
/** Where a request came from, and which network that is: the same for both doors. */
const ADDRESS = /^address\.ts$/
/** What both halves read of the environment: the same names, in the same words. */
const SETTINGS = /^settings\.ts$/
/** Lines of the log, without credentials: both halves write the same. */
const LOG = /^log\.ts$/

/** The first row whose pattern fits a file says all that it may import. */
const MAY_IMPORT: readonly (readonly [name: string, room: RegExp, may: readonly RegExp[]])[] = [
  ['what knows characters', CHARACTERS, []],
  ['what words a bad value', PROBLEM, [npm('zod')]],
  ['what reads addresses', ADDRESS, [/^node:net$/, npm('ipaddr.js')]],
  ['what reads settings', SETTINGS, [ADDRESS, npm('zod')]],
  ['what logs', LOG, [npm('pino')]],
  ['arithmetic shared by the rooms', MATH, [MATH]],
  // A CSV file cannot be read without its parser; the rest of the room is arithmetic over bytes and cells.
  ['the CSV reader', room(String.raw`api/files/csv\.ts$`), [FILES, MATH, npm('csv-parse'), /^node:stream$/]],
  ['the XML reader', room(String.raw`api/files/xml\.ts$`), [FILES, npm('saxes')]],
  ['the ZIP reader', room(String.raw`api/files/zip\.ts$`), [FILES, npm('yauzl')]],
  ['a file as such', FILES, [FILES, MATH]],
  ['what listens', LISTEN, [/^node:/, npm('@hono')]],
  ['a machine room', MACHINE, [API, LISTEN, ADDRESS, SETTINGS, LOG, MANIFEST, ANY_PACKAGE]],
  ['an edge room', EDGE, [API, ADDRESS, ANY_PACKAGE]],
  ['operations of another API', room(String.raw`api/.*\.generated\.ts$`), [npm('@graphql-typed-document-node')]],
  ['an entity', ENTITY, [ENTITY, PURE, MATH, TENANT, EDGE, npm('@mikro-orm')]],
  ['a service', SERVICE, [SERVICE, ENTITY, PURE, MATH, FILES, EDGE, WORKERS, SERVICE_GROUND, ANY_PACKAGE]],
  [
    'a schema',
    SCHEMA,
    [SCHEMA, SERVICE, ENTITY, PURE, MATH, FILES, EDGE, SCHEMA_GROUND, npm('@pothos', 'graphql', 'zod')],
  ],
  ['a pure file of a domain room', PURE, [PURE, MATH, FILES, /^node:crypto$/]],
  ['the top of the API', API, []],
  [
    'the adapter',
    MCP,
    [
      MCP,
      LISTEN,
      ADDRESS,
      SETTINGS,
      LOG,
      MANIFEST,
      /^node:/,
      npm(
        '@modelcontextprotocol',
        '@graphql-typed-document-node',
        'graphql-request',
        'zod',
        'hono',
        '@hono',
        'pino',
        'jose',
        'undici',
        'ipaddr.js',
        'lru-cache',
      ),
    ],
  ],
  ['the build of the pages', PAGE_BUILD, [ANY_PACKAGE]],
  [
    'the view that ranks again',
    room(String.raw`views/pictures/priorities/priorities-picture\.ts$`),
    [VIEWS, CSV, RANKING],
  ],
  ['the view that writes a file', room(String.raw`views/pictures/prd/prd-picture\.ts$`), [VIEWS, MARKDOWN]],
  ['a view', VIEWS, [VIEWS, CSV, IMPORT_REPORT, /^npm:/]],
  [
    'the generators of the contracts',
    SCHEMA_FOLDER,
    [SCHEMA_FOLDER, API, MCP, room(String.raw`cli/(commands|declare)\.ts$`), ANY_PACKAGE],
  ],
  [
    'a command',
    CLI,
    [CLI, IMPORT_REPORT, MANIFEST, /^node:/, npm('commander', 'graphql-request', '@graphql-typed-document-node')],
  ],
  ['what joins the halves', ENTRY, [CLI, API, MCP, LISTEN, ADDRESS, LOG, PAGE_BUILD, MANIFEST, ANY_PACKAGE]],
]

interface Reserved {
  what: string
  pattern: RegExp
  /** Where the rule looks; everywhere when left out. */
  within?: RegExp
  /** The only files that may. */
  only: readonly string[]
}

/** What only the named files may write. */
const RESERVED: readonly Reserved[] = [
  {
    what: 'sets the tenant',
    pattern: /\bsetFilterParams\(/,
    only: ['api/data/walls.ts'],
  },
  {
    what: 'steps behind the walls of a tenant',
    pattern: /\bbehind\(/,
    within: room('api/'),
    only: ['api/data/context.ts', 'api/identity/credentials/credentials.ts'],
  },
  { what: 'switches the first wall off', pattern: /\bfilters:\s*(false|\{[^}]*\btenant:\s*false)/, only: [] },
  {
    what: 'reads the environment',
    pattern: /\bprocess\.env\b/,
    only: ['api/server/config.ts', 'mcp/extension.ts', 'pm33.ts', 'bin/dev.ts', 'bin/node24.mjs'],
  },
  {
    what: 'listens',
    pattern: /((?<!this)\.listen|(?<!async |function |\.)\bserve)\(/,
    only: ['listen.ts', 'bin/dev.ts', 'api/data/lock.ts'],
  },
  {
    what: 'reads a clock or throws a die',
    pattern: /\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|randomUUID\(|randomBytes\()/,
    within: new RegExp([PURE, MATH, FILES].map(({ source }) => source).join('|')),
    only: [],
  },
  {
    // A ticket, a webhook, a payment, or a schedule is where it begins: nobody has signed in.
    what: 'works in a tenant without a caller',
    pattern: /\bdbForTenant\b/,
    only: [
      'api/data/context.ts',
      'api/server/audit.ts',
      'api/audit/keeper-service.ts',
      'api/billing/payment-service.ts',
      'api/billing/schedule-service.ts',
      'api/imports/http-service.ts',
      'api/sync/http-service.ts',
      'api/sync/runner-service.ts',
    ],
  },
  { what: 'works in another tenant than the caller’s', pattern: /\bdbIn\b/, within: room(domainRoom), only: [] },
  {
    // A space in it is %20 there, and on Windows it begins with a slash.
    what: 'takes the path of an address for the path of a file',
    pattern: /import\.meta\.url\)\.pathname/,
    only: [],
  },
  {
    what: 'casts past the types',
    pattern: /\bas (never|unknown as)\b/,
    within: room(String.raw`(api|mcp)/(?!.*\.generated\.ts$)`),
    only: CASTS,
  },
  {
    what: 'counts nouns by a rule of its own',
    pattern: /\? one : many\b/,
    // Pictures count in the reader's locale.
    only: ['text.ts', 'views/pictures/words.ts'],
  },
  {
    what: 'says any',
    pattern: /(:\s*any\b|<any>|\bas any\b)/,
    within: room('(api|mcp)/'),
    only: ['mcp/operations.generated.ts'],
  },
]

/** A comment of the whole file, where an editor takes it for that of the next declaration. */
const COMMENT_BELOW = /^(?:import\b.*|\} from .*)\n\n\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n\n/m

/** Every place where a file leaves its room, one sentence each; none when the house stands. */
export function strays(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const code = withoutComments(text)
    const rule = MAY_IMPORT.find(([, pattern]) => pattern.test(path))
    const imports = importsOf(code).map((specifier) => resolved(path, specifier))
    return [
      ...(rule
        ? imports
            .filter((target) => ![CHARACTERS, PROBLEM, ...rule[2]].some((may) => may.test(target)))
            .map((target) => `${path} imports ${target}: ${rule[0]} may not`)
        : []),
      ...RESERVED.filter(
        ({ pattern, within, only }) => (within?.test(path) ?? true) && !only.includes(path) && pattern.test(code),
      ).map(({ what }) => `${path} ${what}`),
      ...(COMMENT_BELOW.test(text) ? [`${path} has its comment below the imports`] : []),
      ...(UNUSED_WORDS.test(path) ? [`${path} is named by a word that says nothing`] : []),
      ...(lines(text) > LONGEST && !/generated|migrations\//.test(path)
        ? [`${path} has ${lines(text)} lines, more than ${LONGEST}: which two things is it?`]
        : []),
    ]
  })
}

/** Circles of files, types included, each as its files in the order in which they import one another; none when the house stands. */
export function circles(files: readonly SourceFile[]): string[][] {
  const imports = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(withoutComments(text)).map((specifier) => resolved(path, specifier)),
    ]),
  )
  const state = new Map<string, 'open' | 'done'>()
  const way: string[] = []
  const found: string[][] = []
  const visit = (path: string) => {
    state.set(path, 'open')
    way.push(path)
    for (const target of imports.get(path)!) {
      if (!imports.has(target)) continue
      if (state.get(target) === 'open') found.push(way.slice(way.indexOf(target)))
      else if (!state.has(target)) visit(target)
    }
    way.pop()
    state.set(path, 'done')
  }
  for (const path of imports.keys()) if (!state.has(path)) visit(path)
  return found
}

const lines = (text: string) => text.split('\n').length - 1

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1')
}

function importsOf(code: string): string[] {
  return [
    ...code.matchAll(
      /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3]!)
}

/** A path from the root for our own files, `node:…` for Node's, `npm:…` for packages. */
function resolved(from: string, specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  if (!specifier.startsWith('.')) return `npm:${specifier}`
  return new URL(specifier, `file:///${from}`).pathname.slice(1)
}
