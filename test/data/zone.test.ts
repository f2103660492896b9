import { expect, test } from 'vitest'
import { assertBound } from '../../api/data/bound.ts'
import { givenBoard } from '../board.ts'
import { another, newDatabase } from '../servers/databases.ts'
import { world } from '../world.ts'

test('days are those of UTC on a server in another time zone', async () => {
  const location = await newDatabase('postgres')
  if (!('url' in location)) throw new Error('this test is about PostgreSQL')
  const name = new URL(location.url).pathname.slice(1)
  await another(location.url, async (client) => {
    await client.query(`alter database ${name} set timezone = 'Europe/Berlin'`)
  })
  const pm33 = await world('postgres', location)
  try {
    const acme = await pm33.tenant('Acme')
    const shop = await acme.workspace('Shop')
    // Half past midnight on 1 October in Berlin.
    const finished = { statusCategory: 'done', status: 'Done', resolvedAt: new Date('2026-09-30T22:30:00Z') }
    await givenBoard(acme, shop, { open: [{ key: 'S-1', ...finished }] })
    const { data, errors } = await pm33.graphql<{
      workspace: Record<string, { totalCount: number; groups: object[] }>
    }>(
      await acme.key(),
      `{ workspace(id: "${shop.key}") {
          october: backlog(filter: { finishedFrom: "2026-10-01" }) { totalCount }
          september: backlog(filter: { finishedUntil: "2026-09-30" }) { totalCount groups(by: month) { name done } }
        } }`,
    )
    expect(errors).toBeUndefined()
    expect(data!.workspace).toMatchObject({
      october: { totalCount: 0 },
      september: { totalCount: 1, groups: [{ name: '2026-09', done: 1 }, {}] },
    })
  } finally {
    await pm33.close()
  }
})

test('and on the embedded database of a computer in another time zone', async () => {
  const before = process.env.TZ
  process.env.TZ = 'Europe/Berlin'
  const pm33 = await world('embedded')
  try {
    expect(await pm33.orm.em.getConnection().execute(`select current_setting('TimeZone') as zone`)).toEqual([
      { zone: 'UTC' },
    ])
    await assertBound(pm33.orm)
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
    await pm33.close()
  }
})
