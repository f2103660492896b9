import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FULL, testOn } from '../depth.ts'
import { doorsOf, type Doors } from '../imports/doors.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { files, mappings } from './files.ts'
import { hostile, malformed } from './text.ts'

/** Each database gets files of its own. */
const RUNS = Number(process.env.FUZZ_RUNS ?? (FULL ? 25 : 13))
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_419)
const github = (more: object) =>
  JSON.stringify([
    {
      number: 1,
      title: 'Dig',
      state: 'open',
      labels: [],
      createdAt: '2025-06-01T10:00:00Z',
      url: 'https://github.com/a/b/issues/1',
      ...more,
    },
  ])

describe.each(ENGINES)('files from outside, on the %s database', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let doors: Doors
  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    doors = await doorsOf(pm33, acme)
  })
  afterAll(() => pm33?.close())

  testOn(engine).each([
    ['a status named constructor', 'key,title,status\nA-1,Dig,constructor\n'],
    ['a status named __proto__', 'key,title,status\nA-1,Dig,__proto__\n'],
    ['a member named constructor', github({ constructor: 'x' })],
    ['a member named __proto__', github({}).replace('"number":1', '"__proto__":{"a":1},"number":1')],
    [
      'a type, label and milestone named toString',
      github({ type: 'toString', labels: [{ name: 'toString' }], milestone: { title: 'toString', state: 'open' } }),
    ],
  ])('%s is read, written and exported like any other', async (name, content) => {
    const made = await doors.import(content, { fileName: `${name}.csv`, workspaceName: name })
    expect(made).toMatchObject({ state: 'applied', report: { rows: { read: 1, imported: 1 } } })
    expect(await doors.export(made.workspace.id, 'csv')).toContain('Dig')
  })

  test('NUL in the name of a file or workspace is left out', async () => {
    const made = await doors.import('key,title\nA-1,Dig\n', { fileName: 'a\0b.csv', workspaceName: 'c\0d' })
    expect(made.workspace.name).toBe('cd')
  })

  test(
    'whatever is in them, they are imported or refused in words, and what comes out is well-formed',
    { timeout: 600_000 },
    async () => {
      const outcomes = new Set<unknown>()
      await fc.assert(
        fc.asyncProperty(files, mappings, hostile, async ({ name, content }, mapping, fileName) => {
          const { uploadUrl } = await doors.open({
            fileName: `${fileName.slice(0, 200)}-${name}`,
            workspaceName: `${fileName.slice(0, 80)} ${crypto.randomUUID()}`,
            mapping,
          })
          const { status, body } = await doors.send(uploadUrl, content)
          expect([200, 422, 400], JSON.stringify(body)).toContain(status)
          expect(malformed(body)).toEqual([])
          outcomes.add(body.state === 'planned')
          if (body.state !== 'planned') return
          const { workspace } = await doors.apply(body.id)
          for (const format of ['csv', 'json'] as const)
            expect(malformed(await doors.export(workspace.id, format))).toEqual([])
          const read = await doors.ask(
            'query ($id: ID!) { workspace(id: $id) { name backlog(first: 50) { nodes { key title status labels team { name } sprint { name } } } } imports { fileName report refusal } }',
            { id: workspace.id },
          )
          expect(read.errors).toBeUndefined()
          expect(malformed(read)).toEqual([])
        }),
        { numRuns: RUNS, seed: SEED + ENGINES.indexOf(engine), endOnFailure: true },
      )
      expect(outcomes).toEqual(new Set([true, false]))
    },
  )
})
