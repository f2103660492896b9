import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FULL, walkedOn } from '../depth.ts'
import { world, type World } from '../world.ts'
import { schema } from './examples.ts'
import { ask, coordinateOf } from './probes.ts'
import { OFFERED, tenantSide, type Side } from './side.ts'
import { leaks } from './verdict.ts'
import { answered, deepest, GROWING, internal, walk, ways } from './walk.ts'
import { WALKED_HOSTS } from './walked-jira.ts'

const reads = ways.filter(({ kind }) => kind === 'query')

describe.each(walkedOn('postgres'))('two tenants on %s', (engine) => {
  let pm33: World
  let acme: Side
  let bolt: Side
  const alone = new Map<string, string>()

  beforeAll(async () => {
    pm33 = await world(engine, undefined, undefined, { offered: OFFERED }, WALKED_HOSTS)
    acme = await tenantSide(pm33, 'acmeq', 90)
    // Twice, because a forecast that was asked for stays on record.
    for (const way of [...reads, ...reads]) alone.set(coordinateOf(way), (await deepest(way, acme)).reply.body)
    bolt = await tenantSide(pm33, 'boltz', 71)
  })
  afterAll(() => pm33.close())

  test('each has rows in every table that a tenant owns, and sees them', async () => {
    const rows = await acme.imprint()
    expect(rows).toContain('backlog_item')
    const seen = [...alone.values()].join('')
    expect(seen).toContain('acmeq item number 1')
    for (const entity of ['BacklogItem', 'Team', 'Sprint', 'Workspace', 'StatusChange'])
      expect(acme.id(entity)).not.toBe(bolt.id(entity))
    expect(leaks(seen, acme)).not.toEqual([])
  })

  test.each(reads.filter((way) => !GROWING.has(coordinateOf(way))).map((way) => [coordinateOf(way), way] as const))(
    '%s answers the same bytes whether or not the other exists',
    async (name, way) => {
      const timeless = (body = '') => body.replaceAll(/"(lastUsedAt|lagSeconds)":("[^"]+"|\d+)/g, '')
      expect(timeless((await answered(way, acme)).body)).toBe(timeless(alone.get(name)))
    },
  )

  test.each(ways.map((way) => [coordinateOf(way), way] as const))(
    '%s: own names are answered, the other’s are not found',
    async (_name, way) => {
      // The rows of the one who is asked about are older, so they are what a question without a wall would find first.
      await walk(way, bolt, acme, FULL ? 'all' : 'names')
      if (FULL && way.kind === 'query') await walk(way, acme, bolt, 'names')
    },
  )

  test.each(internal.map((way) => [coordinateOf(way), way] as const))(
    '%s is closed to every key: it does not exist',
    async (name, way) => {
      const { document, variables } = await ask(schema, way, acme)
      const { codes, data, body } = await acme.ask(document, variables)
      expect([...new Set(codes), data ?? null]).toEqual(['GRAPHQL_VALIDATION_FAILED', null])
      const [type, field] = name.split('.')
      expect(body).toContain(`Cannot query field \\"${field}\\" on type \\"${type}\\"`)
      // To one of ours who is not the adapter or the console it exists, and is refused.
      const person = await acme.ask(document, variables, 'person')
      expect(person.codes).not.toContain('GRAPHQL_VALIDATION_FAILED')
    },
  )
})
