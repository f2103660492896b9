import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FULL, walkedOn } from '../depth.ts'
import { world, type World } from '../world.ts'
import { sqlOfAList, takeFirstWallAway } from './first-wall.ts'
import { coordinateOf } from './probes.ts'
import { OFFERED, tenantSide, type Side } from './side.ts'
import { walk, ways } from './walk.ts'
import { WALKED_HOSTS } from './walked-jira.ts'

describe.each(walkedOn('embedded'))('with the ORM’s filter gone, the database’s wall alone on %s', (engine) => {
  let pm33: World
  let acme: Side
  let bolt: Side
  let putBack: () => void

  beforeAll(async () => {
    pm33 = await world(engine, undefined, undefined, { offered: OFFERED }, WALKED_HOSTS)
    acme = await tenantSide(pm33, 'acmeq', 74)
    bolt = await tenantSide(pm33, 'boltz', 71)
    expect(await sqlOfAList(pm33, acme.tenant.id)).toContain(acme.tenant.id)
    putBack = takeFirstWallAway(pm33)
    expect(await sqlOfAList(pm33, acme.tenant.id)).not.toContain(acme.tenant.id)
  })
  afterAll(async () => {
    putBack()
    await pm33.close()
  })

  if (engine === 'embedded')
    test('and with that one gone too, the walk says so', async () => {
      const connection = pm33.orm.em.getConnection()
      await connection.execute('reset role')
      const keys = ways.find((way) => coordinateOf(way) === 'Query.apiKeys')!
      const found = await walk(keys, acme, bolt, FULL ? 'names' : 'theirs').catch(
        (error: { actual?: unknown }) => error.actual,
      )
      await connection.execute('set role pm33_app')
      expect(found).toContainEqual(expect.stringContaining('the word boltz'))
    })

  test.each(ways.map((way) => [coordinateOf(way), way] as const))(
    '%s: own names are answered, the other’s are not found',
    async (_name, way) => {
      // The rows of the one who is asked about are older, so they are what a question without a wall would find first.
      await walk(way, bolt, acme, FULL ? 'names' : 'theirs')
    },
  )
})
