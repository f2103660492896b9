import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AS_OF, givenBoard, stories } from '../board.ts'
import { listening } from '../servers/listening.ts'
import { world, type World } from '../world.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What a partner writes: operations, a configuration, and a client over plain `fetch`. */
const OPERATIONS = `
query Items($first: Int, $after: String) {
  workspace { backlog(first: $first, after: $after) {
    nodes { key title blockedBy { nodes { key } } }
    pageInfo { hasNextPage endCursor }
  } }
}
query Forecast($asOf: Date) { workspace { deliveryForecast(count: 3, asOf: $asOf) { sentence dates { percentile date } } } }
query Plan { workspace { name portfolioSchedule { finish } } }
mutation Write($item: NewItem!) { createItem(input: $item) { key title statusCategory } }
`
const CODEGEN = `
export default {
  schema: './public.graphql',
  documents: './operations.graphql',
  emitLegacyCommonJSImports: false,
  silent: true,
  generates: { './generated.ts': {
    plugins: ['typescript-operations', 'typed-document-node'],
    config: { useTypeImports: true, documentMode: 'string', enumType: 'string-literal', strictScalars: true,
      scalars: { ID: 'string', DateTime: 'string', Date: 'string', JSON: 'unknown' } },
  } },
}
`
const CLIENT = `
import { ForecastDocument, ItemsDocument, PlanDocument, WriteDocument, type TypedDocumentString } from './generated.ts'

const [url, key] = process.argv.slice(2) as [string, string]
interface Problem { message: string; path?: (string | number)[]; extensions: { code: string; scope?: string; issues?: { path: string[] }[] } }

async function ask<Data, Variables>(operation: TypedDocumentString<Data, Variables>, variables: Variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query: operation.toString(), variables }),
  })
  return (await response.json()) as { data?: Data; errors?: Problem[] }
}

const keys: string[] = []
let after: string | null | undefined
do {
  const { data } = await ask(ItemsDocument, { first: 2, ...(after ? { after } : {}) })
  const page = data?.workspace?.backlog
  keys.push(...(page?.nodes ?? []).map((item) => item.key))
  after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
} while (after)

const forecast = (await ask(ForecastDocument, { asOf: '${AS_OF}' })).data?.workspace?.deliveryForecast
const written = (await ask(WriteDocument, { item: { title: 'From the partner', type: 'task' } })).data?.createItem
const plan = await ask(PlanDocument, {})
const large = await ask(ItemsDocument, { first: 201 })
const refusal = (answer: { errors?: Problem[] }) => answer.errors?.map(({ path, extensions: { code, scope, issues } }) => ({ path, code, scope, issues: issues?.map((issue) => issue.path) }))

console.log(JSON.stringify({
  keys,
  forecast: { says: typeof forecast?.sentence, percentiles: forecast?.dates.map(({ percentile }) => percentile) },
  written: written && { title: written.title, category: written.statusCategory },
  plan: { name: plan.data?.workspace?.name, schedule: plan.data?.workspace?.portfolioSchedule, refused: refusal(plan) },
  large: { items: large.data?.workspace?.backlog, refused: refusal(large) },
}))
`
/** What the compiler must refuse: a field that is not public, a null that was forgotten, a category that does not exist. */
const WRONG = `
import type { ForecastQuery, ItemsQuery, WriteMutationVariables } from './generated.ts'
export const forgotten = (data: ForecastQuery): string => data.workspace.deliveryForecast.sentence
export const unknown = (data: ItemsQuery) => data.workspace?.backlog?.introspect
export const wrong: WriteMutationVariables = { item: { title: 'x', statusCategory: 'someday' } }
`
const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    types: ['node'],
  },
}

describe('a partner’s path', () => {
  let pm33: World
  let server: Awaited<ReturnType<typeof listening>>
  let key: string
  let folder: string

  const run = async (script: string, ...args: string[]) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: folder })
    let text = ''
    child.stdout.on('data', (chunk) => (text += String(chunk)))
    child.stderr.on('data', (chunk) => (text += String(chunk)))
    const [code] = (await once(child, 'close')) as [number]
    return { code, text }
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pm33-partner-'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    pm33 = await world()
    server = await listening(pm33)
    const acme = await pm33.tenant('Acme')
    await givenBoard(acme, await acme.workspace('Shop'), {
      teams: [{ name: 'Web', perWeek: 1, weeks: 40 }],
      open: stories('WEB', 5, { team: 'Web' }),
    })
    key = await acme.key({
      scopes: ['mcp:enabled', 'backlog:read', 'velocity:read', 'backlog:write'],
      surfaces: ['graphql'],
    })
  })
  afterAll(async () => {
    await server.close()
    await pm33.close()
    rmSync(folder, { recursive: true })
  })

  test('SDL → types → a client that lists, reads a forecast, writes an item, and is refused', async () => {
    const sdl = await fetch(`${server.url}/docs/public.graphql`)
    const files = {
      'public.graphql': await sdl.text(),
      'operations.graphql': OPERATIONS,
      'codegen.mjs': CODEGEN,
      'client.ts': CLIENT,
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ ...TSCONFIG, files: ['client.ts'] }),
      'wrong.ts': WRONG,
      'tsconfig.wrong.json': JSON.stringify({ ...TSCONFIG, files: ['wrong.ts'] }),
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const tool = (path: string) => join(root, 'node_modules', path)

    expect(await run(tool('@graphql-codegen/cli/esm/bin.js'), '--config', 'codegen.mjs')).toMatchObject({ code: 0 })
    const [compiled, wrong, ran] = await Promise.all([
      run(tool('typescript/bin/tsc'), '-p', 'tsconfig.json'),
      run(tool('typescript/bin/tsc'), '-p', 'tsconfig.wrong.json'),
      run('client.ts', `${server.url}/graphql`, key),
    ])
    expect(compiled).toEqual({ code: 0, text: '' })
    expect(wrong.text.match(/wrong\.ts\((\d+),\d+\): error/g)).toHaveLength(4)
    expect(ran.code, ran.text).toBe(0)
    expect(JSON.parse(ran.text)).toEqual({
      keys: ['WEB-1', 'WEB-2', 'WEB-3', 'WEB-4', 'WEB-5'],
      forecast: { says: 'string', percentiles: [50, 75, 90, 95] },
      written: { title: 'From the partner', category: 'backlog' },
      plan: {
        name: 'Shop',
        schedule: null,
        refused: [{ path: ['workspace', 'portfolioSchedule'], code: 'FORBIDDEN', scope: 'scheduling:read' }],
      },
      large: {
        items: null,
        refused: [{ path: ['workspace', 'backlog'], code: 'BAD_USER_INPUT', issues: [['first']] }],
      },
    })
  }, 30_000)
})
