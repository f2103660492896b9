import type { Db } from '../database.ts'
import { tenantOf } from '../tenant.ts'
import { Sprint, Team } from '../teams/entity.ts'
import type { ImportedSprint, ImportRecord } from './record.ts'

const NAME = 120
const SPRINT_NAME = 200

/** Teams and sprints that a file mentions: found by name, or made when first seen. */
export class TeamsAndSprints {
  readonly #db: Db
  readonly #workspaceId: string
  readonly #importId: string
  #teams: Map<string, string> | undefined
  #sprints: Map<string, { id: string; start: string | null }> | undefined

  constructor(db: Db, workspaceId: string, importId: string) {
    this.#db = db
    this.#workspaceId = workspaceId
    this.#importId = importId
  }

  /** Makes what these records mention and does not exist yet. */
  async see(records: readonly ImportRecord[]): Promise<void> {
    const { em } = this.#db
    const tenantId = tenantOf(em)
    const own = () => ({ tenantId, id: crypto.randomUUID(), workspace: [tenantId, this.#workspaceId] as never, createdAt: new Date() })
    this.#teams ??= new Map((await em.find(Team, { workspace: { id: this.#workspaceId } }, { fields: ['id', 'name'] })).map(({ id, name }) => [name, id]))
    this.#sprints ??= new Map((await em.find(Sprint, { workspace: { id: this.#workspaceId } }, { fields: ['id', 'name', 'startDate'] })).map(({ id, name, startDate }) => [name, { id, start: startDate ?? null }]))
    const teams = new Set(records.flatMap(({ teamName }) => (teamName ? [teamName.slice(0, NAME)] : [])).filter((name) => !this.#teams!.has(name)))
    for (const name of teams) {
      const team = { ...own(), name, skills: [], absences: [], members: 5, costRateCents: null, calendar: null }
      await em.insert(Team, team as never)
      this.#teams.set(name, team.id)
    }
    const sprints = new Map<string, ImportedSprint>()
    for (const { sprints: mentioned } of records) for (const sprint of mentioned) if (!this.#sprints.has(sprint.name.slice(0, SPRINT_NAME))) sprints.set(sprint.name.slice(0, SPRINT_NAME), sprint)
    for (const [name, sprint] of sprints) {
      const row = { ...own(), name, team: null, goal: null, state: sprint.state ?? 'closed', startDate: sprint.startDate, endDate: sprint.endDate, completedAt: null }
      await em.insert(Sprint, row as never)
      this.#sprints.set(name, { id: row.id, start: sprint.startDate })
    }
  }

  team(name: string | null): string | null {
    return name ? (this.#teams?.get(name.slice(0, NAME)) ?? null) : null
  }

  sprint(name: string | undefined): string | null {
    return name ? (this.#sprints?.get(name.slice(0, SPRINT_NAME))?.id ?? null) : null
  }

  /** An item's sprints, oldest first. The file says in which it was, not when it came: the sprint's start stands for that. */
  async place(records: readonly ImportRecord[], idOf: (sourceKey: string) => string, now: Date): Promise<void> {
    const { em } = this.#db
    const tenantId = tenantOf(em)
    const items = records.filter(({ sprints }) => sprints.length).map(({ sourceKey }) => idOf(sourceKey))
    if (!items.length) return
    const marks = items.map(() => '?').join(', ')
    const known = await em.execute<{ item_id: string; sprint_id: string }[]>(`select item_id, sprint_id from sprint_scope where tenant_id = ? and item_id in (${marks})`, [tenantId, ...items])
    const has = new Set(known.map(({ item_id, sprint_id }) => `${item_id} ${sprint_id}`))
    const rows = records.flatMap((record) =>
      record.sprints.flatMap(({ name }, at) => {
        const sprint = this.#sprints!.get(name.slice(0, SPRINT_NAME))!
        const item = idOf(record.sourceKey)
        if (has.has(`${item} ${sprint.id}`)) return []
        has.add(`${item} ${sprint.id}`)
        const since = [sprint.start, record.createdAt].filter((day): day is string => day !== null).sort().at(-1)
        const next = record.sprints[at + 1]
        const until = next ? (this.#sprints!.get(next.name.slice(0, SPRINT_NAME))?.start ?? now.toISOString()) : null
        return [{ tenant_id: tenantId, id: crypto.randomUUID(), workspace_id: this.#workspaceId, item_id: item, sprint_id: sprint.id, added_at: since ?? now.toISOString(), removed_at: until, points_at_add: record.storyPoints, import_id: this.#importId }]
      }),
    )
    if (!rows.length) return
    const columns = 'tenant_id, id, workspace_id, item_id, sprint_id, added_at, removed_at, points_at_add, import_id'
    await em.execute(`insert into sprint_scope (${columns}) select ${columns} from json_populate_recordset(null::sprint_scope, ?::json)`, [JSON.stringify(rows)])
  }
}
