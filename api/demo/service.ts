import type { Db } from '../data/database.ts'
import { Workspace } from '../identity/entity.ts'
import { dayOf } from '../math/calendar.ts'
import { writeBacklog } from './backlog-service.ts'
import { writeMarket } from './market-service.ts'
import { tellStory } from './story.ts'
import { writeStrategy } from './strategy-service.ts'
import { writeTeams } from './teams-service.ts'

/** Of the seeds tried, one whose teams were neither lucky nor unlucky: their past forecasts held as often as they should. */
export const SEED = 'shop16'

/** Writes the demo workspace into the tenant that `db` stands in: a shop worth asking about. */
export async function writeDemo(db: Db, now: Date, seed = SEED): Promise<Workspace> {
  const today = dayOf(now.toISOString())
  const story = tellStory(seed, today)
  return db.transaction(async () => {
    const { em } = db
    const workspace = em.create(Workspace, { key: 'shop', name: 'Shop', currency: 'USD' })
    await em.flush()
    const home = { db, workspaceId: workspace.id, today }
    const teams = await writeTeams(home, story)
    const ids = await writeBacklog(home, story, teams)
    await writeStrategy(home, ids, story.objectives)
    await writeMarket(db, workspace.id, now)
    db.changed(workspace.id)
    return workspace
  })
}
