/** A workspace with teams that have a past: so many items every week until Sunday 1 March 2026, and open work beside it. */
import { BacklogItem, Dependency } from '../api/backlog/entity.ts'
import { Workspace } from '../api/identity/entity.ts'
import { Calendar, Team, type Absence } from '../api/teams/entity.ts'
import type { TenantInTest } from './world.ts'

/** Sunday: the last day of the history. */
export const AS_OF = '2026-03-01'

const DAY = 86_400_000
const LAST = Date.parse(`${AS_OF}T12:00:00Z`)
const daysBefore = (days: number) => new Date(LAST - days * DAY)

export interface BoardTeam {
  name: string
  members?: number
  costRateCents?: number | null
  closedDays?: string[]
  absences?: Absence[]
  /** Items finished every week, spread over Monday to Friday; 0 is a team without a past. */
  perWeek?: number
  weeks?: number
}

export interface BoardItem {
  key: string
  team?: string
  epic?: string
  blockedBy?: string
  [column: string]: unknown
}

export interface Board {
  teams?: BoardTeam[]
  open?: BoardItem[]
}

export async function givenBoard(
  tenant: TenantInTest,
  workspace: Workspace,
  { teams = [], open = [] }: Board,
): Promise<void> {
  const db = tenant.db()
  await db.transaction(async () => {
    const { em } = db
    const home = { workspace: em.getReference(Workspace, [tenant.id, workspace.id], { wrapped: true }) }
    const made = new Map<string, Team>()
    for (const { name, members = 4, costRateCents = 200_000, closedDays, absences = [] } of teams) {
      const calendar = closedDays
        ? em.create(Calendar, { ...home, name: `${name} calendar`, weekdays: [0, 1, 2, 3, 4], closedDays } as never)
        : null
      made.set(
        name,
        em.create(Team, {
          ...home,
          name,
          members,
          costRateCents,
          skills: [],
          absences,
          ...(calendar && { calendar }),
        } as never) as Team,
      )
    }
    let number = 0
    for (const { name, perWeek = 4, weeks = 40 } of teams) {
      for (let i = 0; i < perWeek * weeks; i++) {
        // A little uneven, as teams are, and the same every time.
        const week = Math.floor(i / perWeek)
        const done = daysBefore(7 * week + 2 + ((i * 7 + week) % 5))
        const started = new Date(done.getTime() - (1 + (i % 6)) * DAY)
        em.create(BacklogItem, {
          ...home,
          key: `DONE-${++number}`,
          number,
          title: `Finished ${number}`,
          type: 'story',
          status: 'Done',
          statusCategory: 'done',
          storyPoints: 1 + (i % 3),
          skills: [],
          team: made.get(name)!,
          rank: -number,
          createdAt: new Date(started.getTime() - 10 * DAY),
          startedAt: started,
          resolvedAt: done,
          updatedAt: done,
        } as never)
      }
    }
    const items = new Map<string, BacklogItem>()
    for (const [at, { key, team, epic, blockedBy: _blocker, ...plain }] of open.entries()) {
      const above = epic ? items.get(epic) : undefined
      const item = em.create(BacklogItem, {
        ...home,
        key,
        number: at + 1,
        title: `Item ${key}`,
        status: 'Backlog',
        type: 'story',
        rank: at + 1,
        skills: [],
        createdAt: daysBefore(60),
        updatedAt: daysBefore(1),
        ...(team && { team: made.get(team)! }),
        ...(above && { parent: above, epic: above }),
        ...plain,
      } as never) as BacklogItem
      items.set(key, item)
    }
    for (const { key, blockedBy } of open)
      if (blockedBy)
        em.create(Dependency, {
          ...home,
          item: items.get(key)!,
          blocker: items.get(blockedBy)!,
          startedAt: daysBefore(60),
        } as never)
    db.changed(workspace.id)
  })
}

/** `WEB-1` to `WEB-12`. */
export const stories = (prefix: string, count: number, more: Omit<BoardItem, 'key'> = {}): BoardItem[] =>
  Array.from({ length: count }, (_, at) => ({ key: `${prefix}-${at + 1}`, ...more }))
