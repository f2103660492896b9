/** One process and two send the same operations: every stored one, right and wrong, is carried both ways and compared. */
import { readFileSync } from 'node:fs'
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  parse,
  typeFromAST,
  type GraphQLInputType,
} from 'graphql'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createApi } from '../../api/server/app.ts'
import { schema } from '../../api/server/graphql/schema.ts'
import { auditRows } from '../audit-rows.ts'
import { givenShop } from '../shop.ts'
import { world, type TenantInTest, type World } from '../world.ts'

const operations = Object.values(
  JSON.parse(readFileSync(new URL('../../schema/operations.json', import.meta.url), 'utf8')) as Record<string, string>,
).flatMap((document) => {
  const [definition] = parse(document).definitions
  // Shared fragments are stored on their own too, and nobody sends them.
  return definition?.kind === 'OperationDefinition' ? [{ document, name: definition.name!.value, definition }] : []
})

/** A value that fits a type. */
function fitting(type: GraphQLInputType, name: string, known: Record<string, unknown>): unknown {
  if (isNonNullType(type)) return fitting(getNullableType(type) as GraphQLInputType, name, known)
  if (isListType(type)) return []
  if (name in known) return known[name]
  if (isEnumType(type)) return type.getValues()[0]!.name
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type))
        .map((field) => [field.name, fitting(field.type, field.name, known)]),
    )
  return (
    { Int: 1, Float: 1.5, Boolean: true, DateTime: '2026-03-19T14:05:00Z', Date: '2026-03-19', ID: 'SHOP-1' }[
      getNamedType(type).name
    ] ?? (known.word as string)
  )
}

/** Each guard of an operation over HTTP, and the function that holds it where the adapter is in this process. */
const GUARDS: Readonly<Record<string, string | null>> = {
  // About bodies of HTTP.
  useScriptBodies: null,
  useStorableText: 'cleaned',
  // Stored operations are our own: none is too large, too deep, or asks for the schema.
  useDocumentLimit: null,
  useIntrospectionLimit: null,
  useOperationGate: 'onlyStored',
  useErrorCodes: 'codedResult',
  // The adapter counts each call when it comes in.
  useCallLimit: null,
  useAuditLog: 'recordOperation',
  // It is for the same text under many names, which no stored operation asks for.
  useAnswerLimit: null,
  useAccessPolicy: 'refusedByPolicy',
}

test('both carriers have the same guards', () => {
  const source = (name: string) => readFileSync(new URL(`../../api/server/${name}.ts`, import.meta.url), 'utf8')
  const [, plugins] = /plugins: \[([^\]]+)\]/.exec(source('app'))!
  expect([...plugins!.matchAll(/\b(use\w+)\(/g)].map(([, name]) => name)).toEqual(Object.keys(GUARDS))
  const stored = source('graphql/stored')
  for (const held of Object.values(GUARDS)) if (held) expect(stored).toMatch(new RegExp(`\\b${held}\\(`))
})

describe('an operation', () => {
  let pm33: World
  let acme: TenantInTest
  let assertion: string
  let known: Record<string, unknown>
  const logged: unknown[] = []

  beforeAll(async () => {
    pm33 = await world()
    acme = await pm33.tenant('Acme')
    const shop = await acme.workspace('Shop')
    await givenShop(acme, shop)
    known = { workspaceId: shop.id, apiKey: await acme.key(), accessToken: undefined, tenantId: acme.id }
  })
  // An assertion lives for a minute.
  beforeEach(async () => {
    assertion = await pm33.api.credentials.assertionFor({ kind: 'operator', id: 'operator', tenantId: acme.id })
  })
  afterAll(() => pm33.close())

  const never = new AbortController().signal
  const note = (tool: string) => ({ tool, correlationId: 'same', ip: '10.0.0.1', userAgent: 'test' })

  const inProcess = (document: string, variables: object, as: string | null, tool: string) =>
    pm33.api.run({ document, variables, assertion: as, note: note(tool), signal: never })

  async function overHttp(document: string, variables: object, as: string | null, tool: string) {
    const response = await pm33.api.fetch(
      new Request('http://pm33.test/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${pm33.doors.serviceKey}`,
          'x-pm33-call': Buffer.from(JSON.stringify(note(tool))).toString('base64url'),
          ...(as && { 'x-pm33-caller': as }),
        },
        body: JSON.stringify({ query: document, variables }),
      }),
    )
    const { data, errors } = (await response.json()) as {
      data?: unknown
      errors?: { message: string; extensions?: Record<string, unknown> }[]
    }
    return {
      ...(data === undefined ? {} : { data }),
      ...(errors ? { errors: errors.map(({ message, extensions }) => ({ message, extensions })) } : {}),
    }
  }

  /** What differs from call to call by nature. */
  const steady = (answer: unknown) =>
    JSON.parse(
      JSON.stringify(answer)
        .replaceAll(/"(assertion|[a-zA-Z]*(At|Since|asOf)|token|key|url|id|ref)":"[^"]*"/g, '"$1":"…"')
        .replaceAll(/"(dataVersion|events|[a-zA-Z]*[mM]illiseconds|retryAfter)":\d+/g, '"$1":0')
        .replaceAll(/x(here|http)/g, 'x')
        .replaceAll(/\(reference [0-9a-f]+\)/g, '(reference …)'),
    ) as unknown

  const shapeOf = ({ data, errors }: { data?: unknown; errors?: unknown }) => ({
    data: data && Object.fromEntries(Object.entries(data).map(([name, value]) => [name, typeof value])),
    errors: steady(errors ?? null),
  })

  /** What the audit log says of calls, without who called by which carrier. */
  const outcomes = async (tools: readonly string[]) => {
    await pm33.api.audit.flush()
    return Promise.all(
      tools.map(async (tool) =>
        (await auditRows(acme.em(), tool)).map(({ outcome, subject, ip, userAgent, correlationId }) => ({
          outcome,
          subject,
          ip,
          userAgent,
          correlationId,
        })),
      ),
    )
  }

  test.each(operations.map(({ name, ...operation }) => [name, operation] as const))(
    '%s is answered alike by both carriers',
    async (name, { document, definition }) => {
      const declared = (definition.variableDefinitions ?? []).map(({ variable, type }) => ({
        name: variable.name.value,
        type: typeFromAST(schema, type as never) as unknown as GraphQLInputType,
      }))
      // What must be unique is not the same twice.
      const good = (word: string) =>
        Object.fromEntries(declared.map(({ name, type }) => [name, fitting(type, name, { ...known, word })]))
      const required = (word: string) =>
        Object.fromEntries(declared.map(({ name, type }) => [name, isNonNullType(type) ? good(word)[name] : undefined]))
      const wrong = () => Object.fromEntries(declared.map(({ name }) => [name, { wrong: [new Date(0)] }]))
      const asked: [string, (word: string) => object, string | null][] = [
        ['good', good, assertion],
        ['undefined', required, assertion],
        ['nothing', () => ({}), assertion],
        ['wrong types', wrong, assertion],
        ['no caller', required, null],
        ['a caller nobody signed', required, 'x.y.z'],
      ]
      for (const [what, variables, as] of asked) {
        const tools = [`${name} ${what} here`.slice(0, 110), `${name} ${what} http`.slice(0, 110)]
        const here = await inProcess(document, variables('xhere'), as, tools[0]!)
        const there = await overHttp(document, variables('xhttp'), as, tools[1]!)
        // What a mutation has done, the second one finds done.
        const of = definition.operation === 'mutation' ? shapeOf : steady
        expect([what, of(here)]).toEqual([what, of(there)])
        if (as !== assertion) continue
        const [first, second] = await outcomes(tools)
        expect([what, first]).toEqual([what, second])
      }
    },
  )

  test('that is not stored is refused by both, in the same words', async () => {
    const document = '{ workspaces { nodes { id } } }'
    const here = await inProcess(document, {}, assertion, 'free here')
    expect(here).toEqual(await overHttp(document, {}, assertion, 'free http'))
    expect(here.errors![0]!.extensions).toEqual({ code: 'PERSISTED_OPERATION_REQUIRED' })
  })

  test('says nothing of an error that nobody wrote for callers', async () => {
    const { document } = operations.find(({ name }) => name === 'QueryBacklog')!
    const api = createApi({
      orm: { em: { fork: () => ({ setFilterParams: () => undefined, getStore: () => undefined }) } } as never,
      secrets: pm33.secrets,
      doors: pm33.doors,
      log: pino({ level: 'silent' }),
    })
    const { errors } = await api.run({ document, variables: {}, assertion, note: null, signal: never })
    expect(errors).toEqual([
      {
        message: expect.stringMatching(/internal error \(ref/),
        extensions: { code: 'INTERNAL', ref: expect.any(String) },
      },
    ])
  })

  test('of a caller who has gone ends with the reason, and is no error of ours', async () => {
    const { document } = operations.find(({ name }) => name === 'QueryBacklog')!
    const api = createApi({
      orm: pm33.orm,
      secrets: pm33.secrets,
      doors: pm33.doors,
      log: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
    })
    const flags = [...document.matchAll(/\$(\w+): Boolean!/g)].map(([, name]) => [name!, name === 'listed'] as const)
    const variables = { workspaceId: known.workspaceId, ...Object.fromEntries(flags) }
    const gone = new Error('gone')
    const atOnce = (go: () => void) => go()
    const underWay = (go: () => void, steps = 50) => queueMicrotask(steps === 0 ? go : () => underWay(go, steps - 1))
    for (const leave of [atOnce, queueMicrotask, underWay]) {
      const leaving = new AbortController()
      const running = api.run({ document, variables, assertion, note: null, signal: leaving.signal })
      leave(() => leaving.abort(gone))
      await expect(running).rejects.toBe(gone)
    }
    expect(logged).toEqual([])
  })
})
