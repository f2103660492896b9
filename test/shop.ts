/** A small shop's backlog in which every filter of the contract finds some items and leaves others. */
import { BacklogItem, Dependency, ItemLabel } from '../api/backlog/entity.ts'
import { Workspace } from '../api/identity/entity.ts'
import { Sprint, Team } from '../api/teams/entity.ts'
import type { TenantInTest } from './world.ts'

/** As a client is expected to read them, in the manual order. */
export const SHOP = [
  { key: 'SHOP-1', title: 'Gift cards', type: 'epic', priority: 'high' },
  {
    key: 'SHOP-2',
    title: 'Sell a gift card',
    type: 'story',
    priority: 'high',
    epic: 'SHOP-1',
    team: 'Payments',
    sprint: 'Sprint 7',
    statusCategory: 'active',
    status: 'Doing',
    storyPoints: 5,
    labels: ['cards'],
  },
  {
    key: 'SHOP-3',
    title: 'Redeem a gift card',
    type: 'story',
    priority: 'medium',
    epic: 'SHOP-1',
    team: 'Payments',
    storyPoints: 3,
    labels: ['cards', 'checkout'],
    blockedBy: 'SHOP-2',
    dueDate: '2027-01-29',
  },
  {
    key: 'SHOP-4',
    title: 'Checkout is slow on mobile',
    type: 'bug',
    priority: 'critical',
    team: 'Web',
    sprint: 'Sprint 7',
    statusCategory: 'review',
    status: 'In review',
    labels: ['checkout'],
  },
  {
    key: 'SHOP-5',
    title: 'Receipts by mail',
    type: 'feature',
    priority: 'medium',
    statusCategory: 'todo',
    status: 'Next',
    scores: { businessValue: 8, timeCriticality: 5, riskReduction: 2, jobSize: 5 },
  },
  {
    key: 'SHOP-6',
    title: 'Old price list',
    type: 'task',
    priority: 'low',
    team: 'Web',
    sprint: 'Sprint 6',
    statusCategory: 'done',
    status: 'Done',
    storyPoints: 2,
  },
  {
    key: 'SHOP-7',
    title: 'Fax orders',
    type: 'idea',
    priority: 'none',
    statusCategory: 'cancelled',
    status: 'Won’t do',
  },
] as const

export async function givenShop(
  tenant: TenantInTest,
  workspace: Workspace,
  titles: (title: string) => string = (title) => title,
): Promise<void> {
  const db = tenant.db()
  await db.transaction(async () => {
    const { em } = db
    const home = { workspace: em.getReference(Workspace, [tenant.id, workspace.id], { wrapped: true }) }
    const teams = new Map(
      ['Payments', 'Web'].map((name) => [
        name,
        em.create(Team, { ...home, name, skills: [], absences: [] } as never) as Team,
      ]),
    )
    const sprints = new Map(
      [
        ['Sprint 6', 'closed'],
        ['Sprint 7', 'active'],
      ].map(([name, state]) => [name, em.create(Sprint, { ...home, name, state } as never) as Sprint]),
    )
    const items = new Map<string, BacklogItem>()
    for (const [at, given] of SHOP.entries()) {
      const { epic, team, sprint, labels, blockedBy, scores, title, ...plain } = given as (typeof SHOP)[number] &
        Partial<Record<'epic' | 'team' | 'sprint' | 'blockedBy', string>> & {
          labels?: readonly string[]
          scores?: object
        }
      const above = epic ? items.get(epic) : undefined
      const item = em.create(BacklogItem, {
        ...home,
        status: 'Backlog',
        ...plain,
        ...scores,
        title: titles(title),
        number: at + 1,
        rank: at,
        skills: [],
        createdAt: new Date(`2026-0${at + 1}-01T09:00:00Z`),
        updatedAt: new Date(`2026-0${at + 1}-02T09:00:00Z`),
        ...(above && { parent: above, epic: above }),
        ...(team && { team: teams.get(team) }),
        ...(sprint && { sprint: sprints.get(sprint) }),
      } as never) as BacklogItem
      items.set(given.key, item)
      for (const name of labels ?? []) em.create(ItemLabel, { ...home, item, name } as never)
      if (blockedBy)
        em.create(Dependency, { ...home, item, blocker: items.get(blockedBy), createdAt: new Date() } as never)
    }
    db.changed(workspace.id)
  })
}
