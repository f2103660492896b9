import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import codegen from '../../codegen.ts'
import { circles, strays, type SourceFile } from './architecture.ts'
import { CASTS } from './casts.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ROOMS = [
  'api',
  'mcp',
  'views',
  'schema',
  'cli',
  'bin',
  'pm33.ts',
  'listen.ts',
  'text.ts',
  'problem.ts',
  'address.ts',
  'settings.ts',
  'log.ts',
]

function house(): SourceFile[] {
  const all = readdirSync(root, { withFileTypes: true }).filter(({ name }) => ROOMS.includes(name))
  const paths = all.flatMap((entry) =>
    entry.isDirectory()
      ? (readdirSync(`${root}${entry.name}`, { recursive: true }) as string[]).map((path) => `${entry.name}/${path}`)
      : [entry.name],
  )
  return paths
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }))
}

describe('the house', () => {
  test('has every file in the room its imports allow', () => {
    const files = house()
    expect(files.length).toBeGreaterThan(100)
    expect(strays(files)).toEqual([])
  })

  test('lists only files that cast, so that the list gets shorter', () => {
    const files = new Map(house().map(({ path, text }) => [path, text]))
    expect(CASTS.filter((path) => !/\bas (never|unknown as)\b/.test(files.get(path) ?? ''))).toEqual([])
  })

  test('has no circle of files, types included', () => {
    expect(circles(house())).toEqual([])
  })

  test('has no generated module but those that `npm run check` generates again', () => {
    const generated = house().flatMap(({ path }) => (path.endsWith('.generated.ts') ? path : []))
    expect(generated.sort()).toEqual(Object.keys(codegen.generates).sort())
  })

  test('names a circle by its files', () => {
    const file = (path: string, ...imports: string[]) => ({
      path,
      text: imports.map((name) => `import type { X } from '${name}'`).join('\n'),
    })
    const house = [
      file('api/a.ts', './b.ts'),
      file('api/b.ts', './c.ts', './d.ts'),
      file('api/c.ts', './b.ts'),
      file('api/d.ts'),
    ]
    expect(circles(house)).toEqual([['api/b.ts', 'api/c.ts']])
  })

  const planted: [claim: string, path: string, text: string, refused: RegExp][] = [
    [
      'the adapter reaching into the API',
      'mcp/tools/query-backlog.ts',
      `import { listBacklog } from '../../api/backlog/service.ts'`,
      /imports api\/backlog\/service.ts: the adapter may not/,
    ],
    ['the adapter opening a database', 'mcp/cache.ts', `import pg from 'pg'`, /imports npm:pg: the adapter may not/],
    [
      'the shared characters knowing a half',
      'text.ts',
      `import { oneLine } from './mcp/render.ts'`,
      /imports mcp\/render.ts: what knows characters may not/,
    ],
    [
      'the reader of addresses knowing a half',
      'address.ts',
      `import { browserOf } from './api/identity/sessions/browser.ts'`,
      /imports api\/identity\/sessions\/browser.ts: what reads addresses may not/,
    ],
    [
      'the settings knowing a half',
      'settings.ts',
      `import { readConfig } from './api/server/config.ts'`,
      /imports api\/server\/config.ts: what reads settings may not/,
    ],
    [
      'a command that reaches into the API',
      'cli/commands/import.ts',
      `import { listBacklog } from '../../api/backlog/service.ts'`,
      /imports api\/backlog\/service.ts: a command may not/,
    ],
    [
      'the log knowing a half',
      'log.ts',
      `import { createApi } from './api/server/app.ts'`,
      /imports api\/server\/app.ts: what logs may not/,
    ],
    [
      'the API knowing of MCP',
      'api/server/app.ts',
      `import { defineTool } from '../../mcp/tool.ts'`,
      /imports mcp\/tool.ts: a machine room may not/,
    ],
    [
      'a model asking its schema',
      'api/velocity/simulation/monte-carlo.ts',
      `import { thing } from '../schema.ts'`,
      /imports api\/velocity\/schema.ts: a pure file of a domain room may not/,
    ],
    [
      'a model knowing an entity, even as a type',
      'api/velocity/forecast/pace.ts',
      `import type { BacklogItem } from '../../backlog/entity.ts'`,
      /imports api\/backlog\/entity.ts/,
    ],
    ['a model with a package', 'api/optimize/score/wsjf.ts', `import { sum } from 'lodash'`, /imports npm:lodash/],
    [
      'a model that loads a package later',
      'api/optimize/score/wsjf.ts',
      `const fs = await import('node:fs')`,
      /imports node:fs/,
    ],
    [
      'a model that throws its own die',
      'api/velocity/simulation/simulation.ts',
      'const u = Math.random()',
      /reads a clock or throws a die/,
    ],
    [
      'a model that reads the clock',
      'api/scheduling/solver/solve.ts',
      'const started = Date.now()',
      /reads a clock or throws a die/,
    ],
    [
      'shared arithmetic that knows a room',
      'api/math/percentile.ts',
      `import { pace } from '../velocity/forecast/pace.ts'`,
      /arithmetic shared by the rooms may not/,
    ],
    [
      'a service that builds schema',
      'api/teams/service.ts',
      `import { builder } from '../graphql/builder.ts'`,
      /imports api\/graphql\/builder.ts: a service may not/,
    ],
    [
      'a service of an inner room that builds schema',
      'api/velocity/issued/issued-service.ts',
      `import { builder } from '../../graphql/builder.ts'`,
      /imports api\/graphql\/builder.ts: a service may not/,
    ],
    [
      'a file format that knows a room',
      'api/files/dates.ts',
      `import { record } from '../imports/record/record.ts'`,
      /a file as such may not/,
    ],
    [
      'the views of the adapter being built by it',
      'mcp/view.ts',
      `import { buildPages } from '../../views/build.ts'`,
      /imports views\/build.ts: the adapter may not/,
    ],
    [
      'the views of the adapter reading the environment',
      'mcp/view.ts',
      'const folder = process.env.PM33_VIEWS',
      /reads the environment/,
    ],
    [
      'a view that asks a service',
      'views/apps/app.tsx',
      `import { rankPriorities } from '../../api/optimize/service.ts'`,
      /imports api\/optimize\/service.ts: a view may not/,
    ],
    [
      'a folder whose name may have a space',
      'views/build.ts',
      `const root = new URL('../', import.meta.url).pathname`,
      /takes the path of an address for the path of a file/,
    ],
    ['a file of no room', 'api/thing.ts', `import { z } from 'zod'`, /the top of the API may not/],
    [
      'a schema that opens files',
      'api/prd/schema.ts',
      `import { readFileSync } from 'node:fs'`,
      /imports node:fs: a schema may not/,
    ],
    [
      'a view that reads the world',
      'views/rank.tsx',
      `import { listBacklog } from '../../api/backlog/service.ts'`,
      /imports api\/backlog\/service.ts: a view may not/,
    ],
    [
      'a view that runs a model',
      'views/rank.tsx',
      `import { rank } from '../../api/optimize/rank/rank.ts'`,
      /imports api\/optimize\/rank\/rank.ts: a view may not/,
    ],
    [
      'a service that chooses a tenant',
      'api/backlog/service.ts',
      `em.setFilterParams('tenant', { id })`,
      /sets the tenant/,
    ],
    [
      'a service that steps behind other walls',
      'api/backlog/service.ts',
      'behind(em, { ...principal, workspaceIds: null })',
      /steps behind the walls of a tenant/,
    ],
    [
      'a service that looks past the first wall',
      'api/backlog/service.ts',
      'em.find(Item, {}, { filters: false })',
      /switches the first wall off/,
    ],
    [
      'a service that works in a tenant without a caller',
      'api/backlog/service.ts',
      'const db = dbForTenant(orm, tenant)',
      /works in a tenant without a caller/,
    ],
    [
      'a service that works in another tenant than the caller’s',
      'api/backlog/service.ts',
      'const { em } = context.dbIn(tenant)',
      /works in another tenant than the caller’s/,
    ],
    ['a second reader of the environment', 'api/oauth/keys.ts', 'process.env.SECRET', /reads the environment/],
    ['a second listener', 'mcp/http.ts', 'createServer(app).listen(80)', /listens/],
    [
      'a listener that knows a half',
      'listen.ts',
      `import { createMcp } from './mcp/http.ts'`,
      /imports mcp\/http.ts: what listens may not/,
    ],
    ['a second listener by another name', 'api/server/app.ts', 'serve({ fetch })', /listens/],
    [
      'a row past the types of its columns',
      'api/teams/team-service.ts',
      'em.create(Team, values as never)',
      /casts past/,
    ],
    ['a cast that hides a type', 'api/teams/entity.ts', 'p.json() as any', /says any/],
    [
      'a comment of the file below its imports',
      'api/teams/service.ts',
      `import type { Db } from '../data/database.ts'\n\n/** Teams. */\n\nexport const TEAMS = 1\n`,
      /has its comment below the imports/,
    ],
    [
      'a second way to count nouns',
      'api/scheduling/plan/kept.ts',
      'const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`',
      /counts nouns by a rule of its own/,
    ],
    ['a file named by a word that says nothing', 'api/backlog/item-helpers.ts', '', /says nothing/],
    ['a file that is two things', 'api/backlog/service.ts', 'x\n'.repeat(301), /301 lines/],
  ]
  test.each(planted)('refuses %s', (_claim, path, text, refused) => {
    expect(strays([{ path, text }])).toEqual([expect.stringMatching(refused)])
  })

  test.each<[claim: string, path: string, text: string]>([
    [
      'a model using another room’s arithmetic',
      'api/velocity/forecast/pace.ts',
      `import { wsjf } from '../../optimize/score/wsjf.ts'\nimport { mean } from '../../math/percentile.ts'`,
    ],
    [
      'a comment that speaks of a door',
      'api/velocity/forecast/pace.ts',
      '/** Not Math.random(): the die is handed in. */\n// nor Date.now()',
    ],
    ['the one file that sets the tenant', 'api/data/walls.ts', `em.setFilterParams('tenant', { id })`],
    [
      'a page that shows what an import found',
      'views/pages/import/import.tsx',
      `import type { ImportReport } from '../../../api/imports/record/report.ts'`,
    ],
  ])('lets %s stand', (_claim, path, text) => {
    expect(strays([{ path, text }])).toEqual([])
  })
})
