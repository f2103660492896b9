import type { Db } from '../database.ts'
import { tenantOf } from '../tenant.ts'
import { Sprint, Team } from '../teams/entity.ts'
import type { Made } from './made.ts'
import type { ImportedSprint, ImportRecord } from './record.ts'
import type { RowWriter } from './rows-service.ts'
import type { StoredScope } from './written.ts'

const NAME = 120
const SPRINT_NAME = 200
const SCOPE_COLUMNS = ['tenant_id', 'id', 'workspace_id', 'item_id', 'sprint_id', 'added_at', 'removed_at', 'points_at_add', 'import_id']

type KnownSprint = Made['changedSprints'][number]

const teamName = (name: string) => name.slice(0, NAME)
const sprintName = ({ name }: Pick<ImportedSprint, 'name'>) => name.slice(0, SPRINT_NAME)

/** The sprint that an item is in now: the one marked so, else the last of its list. */
export const currentSprint = ({ sprints }: ImportRecord) => (sprints.some(({ stays }) => stays) ? sprints.find(({ current }) => current) : sprints.at(-1))

/** Teams and sprints that a file mentions: found by name, or made when first seen. */
export class TeamsAndSprints {
  readonly #db: Db
  readonly #writer: RowWriter
  readonly #workspaceId: string
  readonly #importId: string
  readonly #now: Date
  #teams: Map<string, string> | undefined
  #sprints: Map<string, KnownSprint> | undefined
  readonly made: Made = { teams: [], sprints: [], changedSprints: [] }

  constructor({ db, workspaceId, importId, now }: { db: Db; workspaceId: string; importId: string; now: Date }, writer: RowWriter) {
    this.#db = db
    this.#writer = writer
    this.#workspaceId = workspaceId
    this.#importId = importId
    this.#now = now
  }

  /** Makes what these records mention and does not exist yet. */
  async see(records: readonly ImportRecord[]): Promise<void> {
    const { em } = this.#db
    const tenantId = tenantOf(em)
    const own = () => ({ tenantId, id: crypto.randomUUID(), workspace: [tenantId, this.#workspaceId] as never, createdAt: this.#now })
    const [teams, sprints] = await this.#known()
    for (const { teamName: given } of records) {
      if (!given || teams.has(teamName(given))) continue
      const team = { ...own(), name: teamName(given), skills: [], absences: [], members: 5, costRateCents: null, calendar: null }
      await em.insert(Team, team as never)
      teams.set(team.name, team.id)
      this.made.teams.push(team.id)
    }
    for (const sprint of records.flatMap((record) => record.sprints)) {
      const name = sprintName(sprint)
      const known = sprints.get(name)
      if (known) await this.#learn(known, sprint)
      else {
        const row = { ...own(), name, team: null, goal: null, state: this.#stateOf(sprint), startDate: sprint.startDate, endDate: sprint.endDate, completedAt: null }
        await em.insert(Sprint, row as never)
        sprints.set(name, { id: row.id, state: row.state, start_date: row.startDate, end_date: row.endDate })
        this.made.sprints.push(row.id)
      }
    }
  }

  async #known(): Promise<[Map<string, string>, Map<string, KnownSprint>]> {
    const { em } = this.#db
    const of = [tenantOf(em), this.#workspaceId]
    this.#teams ??= new Map((await em.execute<{ id: string; name: string }[]>('select id, name from team where tenant_id = ? and workspace_id = ?', of)).map(({ id, name }) => [name, id]))
    this.#sprints ??= new Map(
      (await em.execute<(KnownSprint & { name: string })[]>('select id, name, state, start_date::text as start_date, end_date::text as end_date from sprint where tenant_id = ? and workspace_id = ?', of)).map(({ name, ...sprint }) => [name, sprint]),
    )
    return [this.#teams, this.#sprints]
  }

  /** A later export may say more of a sprint: its dates, or that it has ended. */
  async #learn(known: KnownSprint, said: ImportedSprint): Promise<void> {
    const next = { state: said.state ?? known.state, start_date: said.startDate ?? known.start_date, end_date: said.endDate ?? known.end_date }
    if (next.state === known.state && next.start_date === known.start_date && next.end_date === known.end_date) return
    if (!this.made.sprints.includes(known.id) && !this.made.changedSprints.some(({ id }) => id === known.id)) this.made.changedSprints.push({ ...known })
    Object.assign(known, next)
    await this.#db.em.execute('update sprint set state = ?, start_date = ?, end_date = ? where tenant_id = ? and id = ?', [next.state, next.start_date, next.end_date, tenantOf(this.#db.em), known.id])
  }

  #stateOf({ state, startDate, endDate }: ImportedSprint): string {
    const today = this.#now.toISOString().slice(0, 10)
    if (state) return state
    if (endDate && endDate < today) return 'closed'
    if (startDate) return startDate > today ? 'future' : 'active'
    return 'closed'
  }

  /** A sprint without dates in which work is under way is not closed. */
  async finish(): Promise<void> {
    await this.#writer.byId(
      `update sprint s set state = 'active' where s.tenant_id = ? and s.state = 'closed' and s.start_date is null and s.end_date is null and s.id in (…)
       and exists (select 1 from backlog_item i where i.tenant_id = s.tenant_id and i.sprint_id = s.id and i.status_category in ('active', 'review'))`,
      [tenantOf(this.#db.em)],
      this.made.sprints,
    )
  }

  team(name: string | null): string | null {
    return name ? (this.#teams?.get(teamName(name)) ?? null) : null
  }

  sprint(sprint: ImportedSprint | undefined): string | null {
    return sprint ? (this.#sprints?.get(sprintName(sprint))?.id ?? null) : null
  }

  /**
   * When items were in which sprint. Most files say in which an item was, not when it came: the sprint's start stands for
   * that, and the start of the next one for its leaving.
   */
  wanted(record: ImportRecord): Omit<StoredScope, 'id' | 'import_id'>[] {
    const now = this.#now.toISOString()
    const start = (sprint: ImportedSprint | undefined) => (sprint && this.#sprints!.get(sprintName(sprint))!.start_date) ?? null
    return record.sprints.flatMap((sprint, at) => {
      const sprint_id = this.sprint(sprint)!
      if (sprint.stays) return sprint.stays.map(({ from, to, points }) => ({ sprint_id, added_at: from, removed_at: to, points_at_add: points }))
      const since = [start(sprint), record.createdAt].filter((day): day is string => day !== null).sort().at(-1)
      const next = record.sprints[at + 1]
      return [{ sprint_id, added_at: new Date(since ?? now).toISOString(), removed_at: next ? new Date(start(next) ?? now).toISOString() : null, points_at_add: record.storyPoints }]
    })
  }

  /** @param before of known items: their times in sprints that this replaces or goes on with. @returns ids of the rows to end, and rows to add */
  moves(record: ImportRecord, before: readonly StoredScope[]): { end: string[]; remove: string[]; add: Omit<StoredScope, 'id' | 'import_id'>[] } {
    const wanted = this.wanted(record)
    if (record.sprints.some(({ stays }) => stays)) {
      const alike = (a: Omit<StoredScope, 'id' | 'import_id'>, b: Omit<StoredScope, 'id' | 'import_id'>) =>
        a.sprint_id === b.sprint_id && Date.parse(a.added_at) === Date.parse(b.added_at) && (a.removed_at && Date.parse(a.removed_at)) === (b.removed_at && Date.parse(b.removed_at)) && a.points_at_add === b.points_at_add
      return { end: [], remove: before.filter((row) => !wanted.some((want) => alike(want, row))).map(({ id }) => id), add: wanted.filter((want) => !before.some((row) => alike(want, row))) }
    }
    const current = this.sprint(currentSprint(record))
    const known = new Set(before.map(({ sprint_id }) => sprint_id))
    return { end: before.filter(({ sprint_id, removed_at }) => removed_at === null && sprint_id !== current).map(({ id }) => id), remove: [], add: wanted.filter(({ sprint_id }) => !known.has(sprint_id)) }
  }

  async place(items: readonly { id: string; moves: ReturnType<TeamsAndSprints['moves']> }[]): Promise<void> {
    const tenantId = tenantOf(this.#db.em)
    const all = (pick: (moves: ReturnType<TeamsAndSprints['moves']>) => readonly string[]) => items.flatMap(({ moves }) => pick(moves))
    await this.#writer.byId('delete from sprint_scope where tenant_id = ? and id in (…)', [tenantId], all(({ remove }) => remove))
    await this.#writer.byId('update sprint_scope set removed_at = ? where tenant_id = ? and id in (…)', [this.#now, tenantId], all(({ end }) => end))
    const rows = items.flatMap(({ id, moves }) => moves.add.map((scope) => ({ tenant_id: tenantId, id: crypto.randomUUID(), workspace_id: this.#workspaceId, item_id: id, ...scope, import_id: this.#importId })))
    await this.#writer.later('sprint_scope', SCOPE_COLUMNS, rows)
  }
}
