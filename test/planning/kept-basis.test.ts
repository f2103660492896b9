import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BacklogItem } from '../../api/backlog/entity.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { loadBasis, readBasis, type Basis } from '../../api/planning/basis-service.ts'
import { countedOpenWork } from '../../api/planning/counted-service.ts'
import { countOpenWork } from '../../api/planning/planning-service.ts'
import { FULL } from '../depth.ts'
import { ENGINES, givenItems, world, type TenantInTest, type World } from '../world.ts'

const item = fc.nat(9).map((number) => `"A-${number}"`)
const type = fc.constantFrom('epic', 'feature', 'story', 'task')
const status = fc.constantFrom('todo', 'active', 'done', 'cancelled')
const parent = fc.oneof(item, fc.constant('null'))
const say = (shape: TemplateStringsArray, ...parts: fc.Arbitrary<unknown>[]) =>
  fc.tuple(...parts).map((values) => shape.reduce((text, piece, at) => `${text}${values[at - 1]}${piece}`))

const change = fc.oneof(
  say`createItem(workspaceId: "shop", input: { key: ${item}, title: "t", type: ${type}, parentId: ${parent} }) { key }`,
  say`updateItem(workspaceId: "shop", id: ${item}, input: { statusCategory: ${status}, type: ${type} }) { key }`,
  say`updateItem(workspaceId: "shop", id: ${item}, input: { parentId: ${parent}, storyPoints: ${fc.nat(3)} }) { key }`,
  say`updateItem(workspaceId: "shop", id: ${item}, input: { title: "t${fc.nat(3)}" }) { key }`,
  say`upsertItems(workspaceId: "shop", items: [{ key: ${item}, title: "u" }, { key: ${item}, title: "u", statusCategory: ${status} }]) { updated }`,
  say`deleteItems(workspaceId: "shop", ids: [${item}, ${item}]) { count }`,
  say`deleteItems(workspaceId: "shop", ids: [${item}]) { count }`,
  say`rankItem(workspaceId: "shop", id: ${item}, after: ${item}) { key }`,
)

/** The first history begins where no open epic is empty: there, the database counts. */
const NONE_EMPTY = 'updateItem(workspaceId: "shop", id: "A-3", input: { type: story }) { key }'

describe.each(ENGINES)('what is kept of a backlog on %s', (engine) => {
  let pm33: World
  beforeAll(async () => void (pm33 = await world(engine)))
  afterAll(() => pm33.close())

  const workspaceIn = (tenant: TenantInTest) => {
    const db = tenant.db()
    return db.snapshot(() => db.em.findOneOrFail(Workspace, {}))
  }
  const shown = ({ rows, open, newestDay }: Basis) => ({
    rows: [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    open: [...open.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    newestDay,
  })

  test('is what is there after every change, and open work counted by the database is what the plan has', async () => {
    let run = 0
    let counted = 0
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 15, maxLength: 30 }), async (changes) => {
        const tenant = await pm33.tenant(`Tenant ${++run}`)
        const given = Array.from({ length: 10 }, (_, at) => ({
          key: `A-${at}`,
          type: at < 4 ? ('epic' as const) : ('story' as const),
          ...(at < 3 && { statusCategory: 'done' as const, resolvedAt: new Date('2026-01-05') }),
        }))
        await givenItems(tenant, await tenant.workspace('Shop'), given)
        const ask = pm33.operator(tenant)
        for (const mutation of run === 1 ? [NONE_EMPTY, ...changes] : changes) {
          await ask(`mutation { ${mutation} }`)
          const workspace = await workspaceIn(tenant)
          const db = tenant.db()
          const { kept, fresh, bySql, byPlan } = await db.snapshot(async () => ({
            kept: shown(await loadBasis({ db }, workspace)),
            fresh: shown(await readBasis({ db }, workspace)),
            bySql: await countedOpenWork({ db }, workspace),
            byPlan: await countOpenWork({ db }, workspace),
          }))
          expect([mutation, kept]).toEqual([mutation, fresh])
          if (bySql === null) continue
          expect([mutation, bySql]).toEqual([mutation, byPlan])
          counted++
        }
      }),
      { numRuns: (engine === 'embedded' ? 2 : 4) * (FULL ? 3 : 1) },
    )
    expect(counted).toBeGreaterThan(0)
  }, 180_000)

  test('never holds what a transaction took back', async () => {
    const tenant = await pm33.tenant('Taken back')
    await givenItems(tenant, await tenant.workspace('Shop'), [{ key: 'A-1', storyPoints: 1 }])
    const workspace = await workspaceIn(tenant)
    const [db, later] = [tenant.db(), tenant.db()]
    const seen: (number | null)[] = []
    const points = ({ rows }: Basis) => [...rows.values()][0]!.points
    const taken = db.transaction(async () => {
      await db.em.nativeUpdate(BacklogItem, { key: 'A-1' }, { storyPoints: 8 })
      seen.push(points(await loadBasis({ db }, workspace)))
      throw new Error('taken back')
    })
    await expect(taken).rejects.toThrow('taken back')
    seen.push(points(await later.snapshot(() => loadBasis({ db: later }, workspace))))
    expect(seen).toEqual([8, 1])
  })
})
