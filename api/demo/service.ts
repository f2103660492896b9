import { BacklogItem, Dependency, ItemLabel, SprintScope, StatusChange } from '../backlog/entity.ts'
import type { Db } from '../data/database.ts'
import { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { seeded } from '../math/random.ts'
import { ItemObjective, Mission, Objective, Theme } from '../strategy/entity.ts'
import { Calendar, Sprint, Team } from '../teams/entity.ts'
import { tenantOf } from '../data/tenant.ts'
import { writeMarket } from './market-service.ts'
import { tellStory, TEAMS } from './story.ts'
import { EPICS, HOLIDAYS, MISSION, OBJECTIVES } from './words.ts'

const MEMBERS = { Checkout: 5, Discovery: 4, Mobile: 4 } as const
const SKILLS = { Checkout: ['payments', 'backend'], Discovery: ['search', 'data'], Mobile: ['ios', 'android'] } as const
/** Hour of the day at which demo events happen: noon, so that no time zone moves them to another day. */
const NOON = 12 * 3_600_000
const at = (day: number) => new Date(day * 86_400_000 + NOON)

/** Writes the demo workspace into the tenant that `db` stands in: a shop worth asking about. */
export async function writeDemo(db: Db, now: Date, seed = 'pm33 demo'): Promise<Workspace> {
  const story = tellStory(seeded(seed), dayOf(now.toISOString()))
  return db.transaction(async () => {
    const { em } = db
    const tenantId = tenantOf(em)
    const own = () => ({ tenantId, id: crypto.randomUUID() })
    const workspace = em.create(Workspace, { key: 'shop', name: 'Shop' })
    await em.flush()
    const inWorkspace = { workspace: [tenantId, workspace.id] as never }
    const ref = (id: string | undefined) => (id ? ([tenantId, id] as never) : null)

    const calendar = {
      ...own(),
      ...inWorkspace,
      name: 'Standard',
      weekdays: [0, 1, 2, 3, 4],
      closedDays: closedDays(now),
      createdAt: now,
    }
    await em.insert(Calendar, calendar)
    const teams = TEAMS.map((name) => ({
      ...own(),
      ...inWorkspace,
      name,
      members: MEMBERS[name],
      skills: [...SKILLS[name]],
      absences: [],
      costRateCents: 240_000,
      calendar: ref(calendar.id),
      createdAt: now,
    }))
    await em.insertMany(Team, teams as never)
    const teamId = (name: string) => teams.find((team) => team.name === name)?.id

    const sprints = story.sprints.map(({ name, team, startDay, endDay, state }) => ({
      ...own(),
      ...inWorkspace,
      name,
      team: ref(teamId(team)),
      state,
      goal: null,
      startDate: isoOf(startDay),
      endDate: isoOf(endDay),
      completedAt: state === 'closed' ? at(endDay) : null,
      createdAt: at(startDay),
    }))
    await em.insertMany(Sprint, sprints as never)
    const sprintId = new Map(sprints.map(({ name, id }) => [name, id]))

    const ids = new Map(story.items.map(({ key }) => [key, crypto.randomUUID()]))
    const rows = story.items.map((item, order) => ({
      tenantId,
      id: ids.get(item.key)!,
      ...inWorkspace,
      key: item.key,
      number: Number(item.key.slice(5)),
      title: item.title,
      description: item.description,
      type: item.type,
      status: item.status,
      statusCategory: item.category,
      priority: item.priority,
      storyPoints: item.points,
      ...(item.scores ?? { businessValue: null, timeCriticality: null, riskReduction: null, jobSize: null }),
      dueDate: item.dueDate,
      skills: [],
      parent: ref(item.epic ? ids.get(item.epic) : undefined),
      epic: ref(item.epic ? ids.get(item.epic) : undefined),
      team: ref(teamId(item.team)),
      sprint: ref(item.sprint ? sprintId.get(item.sprint) : undefined),
      rank: order + 1,
      startedAt: item.startedDay === null ? null : at(item.startedDay),
      resolvedAt: item.resolvedDay === null ? null : at(item.resolvedDay),
      createdAt: at(item.createdDay),
      updatedAt: at(item.history.at(-1)!.day),
    }))
    // Epics first: the others refer to them.
    for (const part of [rows.filter(({ type }) => type === 'epic'), rows.filter(({ type }) => type !== 'epic')])
      await em.insertMany(BacklogItem, part as never)

    const itemRef = (key: string) => ({ ...own(), ...inWorkspace, item: [tenantId, ids.get(key)!] as never })
    await em.insertMany(
      StatusChange,
      story.items.flatMap((item) =>
        item.history.map((change, step) => ({
          ...itemRef(item.key),
          at: new Date(at(change.day).getTime() + step * 60_000),
          fromStatus: item.history[step - 1]?.status ?? null,
          fromCategory: item.history[step - 1]?.category ?? null,
          toStatus: change.status,
          toCategory: change.category,
        })),
      ) as never,
    )
    await em.insertMany(
      ItemLabel,
      story.items.flatMap(({ key, labels }) => labels.map((name) => ({ ...itemRef(key), name }))) as never,
    )
    await em.insertMany(
      SprintScope,
      story.items.flatMap((item) =>
        item.sprints.map(({ name, day, leftDay }) => ({
          ...itemRef(item.key),
          sprint: [tenantId, sprintId.get(name)!],
          addedAt: at(day),
          removedAt: leftDay === null ? null : at(leftDay),
          pointsAtAdd: item.points,
        })),
      ) as never,
    )
    await em.insertMany(
      Dependency,
      story.dependencies
        .filter(({ item, blocker }) => ids.has(item) && ids.has(blocker))
        .map(({ item, blocker }) => ({
          ...itemRef(item),
          blocker: [tenantId, ids.get(blocker)!],
          kind: 'blocks',
          lagDays: 0,
          startedAt: now,
          endedAt: null,
          externalRef: null,
          label: null,
          source: null,
        })) as never,
    )

    await writeStrategy()
    await writeMarket(db, workspace.id, now)
    db.changed(workspace.id)
    return workspace

    async function writeStrategy() {
      em.create(Mission, { ...inWorkspace, statement: MISSION })
      const names = [...new Set(OBJECTIVES.map(({ theme }) => theme))]
      const themes = names.map((name, position) => ({
        ...own(),
        ...inWorkspace,
        name,
        description: '',
        position,
        createdAt: now,
      }))
      await em.insertMany(Theme, themes as never)
      const objectives = OBJECTIVES.map(({ theme, ...objective }, position) => ({
        ...own(),
        ...inWorkspace,
        ...objective,
        theme: ref(themes.find(({ name }) => name === theme)?.id),
        dueDate: null,
        state: 'active',
        position,
        createdAt: now,
      }))
      await em.insertMany(Objective, objectives as never)
      const links = EPICS.flatMap(({ title, objective }) => {
        const item = story.items.find((candidate) => candidate.title === title && candidate.type === 'epic')
        const target = objectives.find(({ name }) => name === objective)
        return item && target ? [{ ...itemRef(item.key), objective: [tenantId, target.id], createdAt: now }] : []
      })
      await em.insertMany(ItemObjective, links as never)
    }
  })
}

function closedDays(now: Date): string[] {
  const year = now.getUTCFullYear()
  return [year - 2, year - 1, year, year + 1].flatMap((each) => HOLIDAYS.map((day) => `${each}-${day}`))
}
