/** What people change while an import, or somebody else, has locked what they need. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lockStructure } from '../../api/backlog/structure/hierarchy-service.ts'
import type { Workspace } from '../../api/identity/entity.ts'
import { beside, lockStructureOf } from '../beside.ts'
import { world, type TenantInTest, type World } from '../world.ts'

describe('while an import is written on postgres', () => {
  let pm33: World
  let acme: TenantInTest
  let shop: Workspace
  beforeAll(async () => {
    pm33 = await world('postgres')
    acme = await pm33.tenant('Acme')
    shop = await acme.workspace('Shop')
  })
  afterAll(() => pm33?.close())

  test('twelve changes to its workspace wait, all others are answered, and none of the twelve is lost', async () => {
    const bolt = await pm33.tenant('Bolt')
    await bolt.workspace('Rails')
    const [ask, other] = [pm33.operator(acme), pm33.operator(bolt)]
    const writing = await beside(acme)
    await lockStructureOf(writing, shop.id)
    let ended = 0
    const twelve = Array.from({ length: 12 }, (_, at) =>
      ask<any>('mutation ($title: String!) { createItem(input: { title: $title }) { key } }', {
        title: `Item ${at}`,
      }).finally(() => ended++),
    )
    await writing.waitedFor()
    // More than there are connections: without one for them, these would be refused.
    for (let at = 0; at < 6; at++) {
      expect(await other('mutation { createItem(input: { title: "Lay rails" }) { key } }')).toEqual({
        data: { createItem: { key: `RAILS-${at + 1}` } },
      })
    }
    expect(ended).toBe(0)
    await writing.commit()
    const keys = (await Promise.all(twelve)).map(({ data }) => data?.createItem.key)
    expect(new Set(keys)).toEqual(new Set(Array.from({ length: 12 }, (_, at) => `SHOP-${at + 1}`)))
  })

  test('one that has waited long enough is refused in words, with when to come back', async () => {
    const writing = await beside(acme)
    await lockStructureOf(writing, shop.id)
    const db = acme.db()
    await expect(db.transaction(() => lockStructure(db, shop.id), { ms: 0 })).rejects.toMatchObject({
      message:
        'An import or another large change is being written to the same data. Nothing was saved. Try again in a minute.',
      extensions: { code: 'UNAVAILABLE', retryAfter: 60, retryAfterSeconds: 60, reason: 'being_written' },
    })
    await writing.rollback()
  })

  test('nobody waits for a caller who has gone', async () => {
    const writing = await beside(acme)
    await lockStructureOf(writing, shop.id)
    const db = acme.db()
    const caller = new AbortController()
    const waiting = db.transaction(() => lockStructure(db, shop.id), { ms: 60_000, signal: caller.signal })
    await writing.waitedFor()
    const gone = new Error('the caller has gone')
    caller.abort(gone)
    await expect(waiting).rejects.toBe(gone)
    await writing.rollback()
  })

  test('only what people change has a limit: an import waits as long as it takes', async () => {
    const db = acme.db()
    const limit = () => db.em.execute('show lock_timeout')
    expect(await db.transaction(limit)).toEqual([{ lock_timeout: '0' }])
    expect(await db.transaction(limit, { ms: 0 })).toEqual([{ lock_timeout: '500ms' }])
  })
})
