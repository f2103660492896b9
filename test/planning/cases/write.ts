/** Writes a case into a workspace of its own. */
import { BacklogItem, Dependency } from '../../../api/backlog/entity.ts'
import { Workspace } from '../../../api/identity/entity.ts'
import { Calendar, Team } from '../../../api/teams/entity.ts'
import type { TenantInTest } from '../../world.ts'
import type { Case } from './shape.ts'

const DAY = 86_400_000

export async function givenCase(
  tenant: TenantInTest,
  workspace: Workspace,
  { asOf, teams, items }: Case,
): Promise<void> {
  const noon = Date.parse(`${asOf}T12:00:00Z`)
  const before = (days: number) => new Date(noon - days * DAY)
  const db = tenant.db()
  await db.transaction(async () => {
    const { em } = db
    const home = { workspace: em.getReference(Workspace, [tenant.id, workspace.id], { wrapped: true }) }
    const madeTeams = new Map<string, Team>()
    for (const { calendar: own, ...team } of teams) {
      const calendar = own ? em.create(Calendar, { ...home, name: `${team.name} calendar`, ...own } as never) : null
      const values = { ...home, ...team, costRateCents: 200_000, skills: [], ...(calendar && { calendar }) }
      madeTeams.set(team.name, em.create(Team, values as never) as Team)
    }
    const made = new Map<string, BacklogItem>()
    const epics = new Map<string, BacklogItem>()
    for (const [at, item] of items.entries()) {
      const above = item.parent === undefined ? undefined : made.get(item.parent)
      const epic = item.parent === undefined ? undefined : epics.get(item.parent)
      const row = em.create(BacklogItem, {
        ...home,
        key: item.key,
        number: Number(/\d+$/.exec(item.key)![0]),
        title: `Item ${item.key}`,
        type: item.type,
        status: item.status,
        statusCategory: item.status,
        rank: at + 1,
        skills: [],
        storyPoints: item.points ?? null,
        businessValue: item.value ?? null,
        dueDate: item.dueDate ?? null,
        deadline: item.deadline ?? null,
        releaseDate: item.releaseDate ?? null,
        createdAt: before(item.created),
        startedAt: item.started === undefined ? null : before(item.started),
        resolvedAt: item.resolved === undefined ? null : before(item.resolved),
        updatedAt: before(item.touched),
        ...(item.team && { team: madeTeams.get(item.team)! }),
        ...(above && { parent: above }),
        ...(epic && { epic }),
      } as never) as BacklogItem
      made.set(item.key, row)
      const own = item.type === 'epic' ? row : epic
      if (own) epics.set(item.key, own)
    }
    for (const { key, blockedBy } of items)
      for (const { key: blocker, lagDays } of blockedBy) {
        const arc = { ...home, item: made.get(key)!, blocker: made.get(blocker)!, lagDays, startedAt: before(60) }
        em.create(Dependency, arc as never)
      }
    db.changed(workspace.id)
  })
}
