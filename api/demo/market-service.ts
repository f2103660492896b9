import { BacklogItem } from '../backlog/entity.ts'
import { Capability, Competitor, CompetitorClaim, ItemCapability } from '../competitive/entity.ts'
import type { Db } from '../data/database.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { refTo, tenantOf } from '../data/tenant.ts'
import { CAPABILITIES, CLAIMS, COMPETITORS } from './market.ts'
import { OPEN_EPICS } from './open/epics.ts'

/** Writes the market of the demo, and which epics close its gaps. Inside the transaction that writes the backlog. */
export async function writeMarket(db: Db, workspaceId: string, now: Date): Promise<void> {
  const { em } = db
  const tenantId = tenantOf(em)
  const today = dayOf(now.toISOString())
  const own = () => ({ tenantId, id: crypto.randomUUID(), createdAt: now })
  const competitors = COMPETITORS.map((competitor) => ({ ...own(), aliases: [], ...competitor }))
  const capabilities = CAPABILITIES.map((capability) => ({
    ...own(),
    description: '',
    ...capability,
  }))
  await em.insertMany(Competitor, competitors)
  await em.insertMany(Capability, capabilities)
  const ref = (list: readonly { id: string; name: string }[], name: string) =>
    refTo({ tenantId, id: list.find((one) => one.name === name)!.id })
  await em.insertMany(
    CompetitorClaim,
    CLAIMS.map(({ by, on, says, level, source, url, age, sure }, at) => ({
      ...own(),
      number: at + 1,
      competitor: ref(competitors, by),
      capability: on === undefined ? null : ref(capabilities, on),
      statement: says,
      level: level ?? null,
      source: source ?? null,
      url: url ?? null,
      capturedAt: age === undefined ? null : isoOf(today - age),
      confidence: sure,
    })),
  )
  const epics = await em.find(
    BacklogItem,
    { workspace: { id: workspaceId }, type: 'epic' },
    { fields: ['id', 'title'], disableIdentityMap: true },
  )
  await em.insertMany(
    ItemCapability,
    OPEN_EPICS.flatMap(({ title, capability }) => {
      const item = epics.find((epic) => epic.title === title)
      return item && capability
        ? [
            {
              ...own(),
              workspace: refTo({ tenantId, id: workspaceId }),
              item: refTo({ tenantId, id: item.id }),
              capability: ref(capabilities, capability),
            },
          ]
        : []
    }),
  )
  db.changedForAll()
}
