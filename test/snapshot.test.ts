import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Workspace } from '../api/identity/entity.ts'
import { ENGINES, world, type TenantInTest, type World } from './world.ts'

describe.each(ENGINES)('reading in one consistent picture on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let shop: Workspace

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    shop = await acme.workspace('Shop')
  })
  afterAll(() => pm33.close())

  const rename = (name: string) => acme.em().nativeUpdate(Workspace, { id: shop.id }, { name })
  const nameIn = (db: ReturnType<TenantInTest['db']>) =>
    db.snapshot(async () => (await db.em.find(Workspace, { id: shop.id }, { disableIdentityMap: true }))[0]!.name)

  // The embedded database has one connection: nobody writes while a picture is open.
  if (engine === 'postgres')
    test('reads that follow one another see the same, whatever others write meanwhile', async () => {
      const db = acme.db()
      await rename('before')
      const [first, second] = await db.snapshot(async () => {
        const seen = await nameIn(db)
        await rename('after')
        return [seen, await nameIn(db)]
      })
      expect([first, second, await nameIn(db)]).toEqual(['before', 'before', 'before'])
      await pause(20)
      expect(await nameIn(db)).toBe('after')
    })

  test('whoever pauses holds no connection: others write, and the next read sees it', async () => {
    const db = acme.db()
    await nameIn(db)
    await pause(20)
    await rename('later')
    expect(await nameIn(db)).toBe('later')
  })

  test('a read after a transaction sees what it wrote', async () => {
    const db = acme.db()
    await nameIn(db)
    await db.transaction(async () => void (await db.em.nativeUpdate(Workspace, { id: shop.id }, { name: 'written' })))
    expect(await nameIn(db)).toBe('written')
  })

  test('a read that fails does not spoil the next one', async () => {
    const db = acme.db()
    await rename('sound')
    await expect(db.snapshot(() => db.em.execute('select 1 / 0'))).rejects.toThrow('division by zero')
    expect(await nameIn(db)).toBe('sound')
  })

  test('more callers than connections read and write at once, and all of them end', async () => {
    const callers = Array.from({ length: 30 }, async () => {
      const db = acme.db()
      const names = await Promise.all([nameIn(db), nameIn(db)])
      await db.transaction(async () => void (await db.em.nativeUpdate(Workspace, { id: shop.id }, { name: 'busy' })))
      return [...names, await nameIn(db)].length
    })
    expect(await Promise.all(callers)).toEqual(Array.from({ length: 30 }, () => 3))
  })

  test('nothing is written in a picture', async () => {
    // The embedded database knows no read-only transactions; there the picture is dropped instead of committed.
    const db = acme.db()
    await rename('untouched')
    const writing = db.snapshot(() => db.em.nativeUpdate(Workspace, { id: shop.id }, { name: 'touched' }))
    if (engine === 'postgres') await expect(writing).rejects.toThrow('read-only')
    else await writing
    await pause(20)
    expect(await nameIn(acme.db())).toBe('untouched')
  })
})
