import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { walkedOn } from '../depth.ts'
import { world, type World } from '../world.ts'
import { coordinateOf } from './probes.ts'
import { OFFERED, tenantSide, type Side } from './side.ts'
import { leaks } from './verdict.ts'
import { answered, GROWING, questionsOf, ways } from './walk.ts'
import { WALKED_HOSTS } from './walked-jira.ts'

/** Without what grows by the second. */
const timeless = (body = '') => body.replaceAll(/"lagSeconds":\d+/g, '')

const reads = ways.filter((way) => way.kind === 'query' && !GROWING.has(coordinateOf(way)))

describe.each(walkedOn('postgres'))('callers of two tenants at the same time on %s', (engine) => {
  let pm33: World
  let sides: [Side, Side]
  const quiet = new Map<string, string>()

  beforeAll(async () => {
    pm33 = await world(engine, undefined, undefined, { offered: OFFERED }, WALKED_HOSTS)
    sides = [await tenantSide(pm33, 'acmeq', 74), await tenantSide(pm33, 'boltz', 71)]
    for (const side of sides)
      for (const way of [...reads, ...reads])
        quiet.set(`${side.marker} ${coordinateOf(way)}`, timeless((await answered(way, side)).body))
  })
  afterAll(() => pm33.close())

  test('get the bytes that they would get alone, whatever is asked beside them', async () => {
    const call = fc.record({ who: fc.constantFrom(0, 1), way: fc.constantFrom(...reads), foreign: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 2, maxLength: 16 }), async (calls) => {
        await Promise.all(
          calls.map(async ({ who, way, foreign }) => {
            const [own, other] = who ? [sides[1], sides[0]] : [sides[0], sides[1]]
            if (!foreign)
              return expect(timeless((await answered(way, own)).body)).toBe(
                quiet.get(`${own.marker} ${coordinateOf(way)}`),
              )
            for (const { reply, sent } of await questionsOf(way, own, other))
              expect(leaks(reply.body, other, [sent])).toEqual([])
          }),
        )
      }),
      { numRuns: 40 },
    )
  })
})
