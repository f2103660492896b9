import { isDeepStrictEqual } from 'node:util'
import { cut } from '../../../text.ts'
import { cycleWithoutTeam } from '../formats/trackers/linear.ts'
import { LENGTHS } from '../record/lengths.ts'
import type { Made } from '../record/made.ts'
import type { ImportedSprint, ImportRecord } from '../record/record.ts'
import { UNKNOWN } from '../../teams/members.ts'
import {
  sprintOfOthers,
  sprintsOf,
  teamOfOthers,
  teamsOf,
  UNLESS_NAMED,
  type KnownSprint,
} from './named-rows-service.ts'
import { isLinear, isReplaced } from './former-cycles.ts'
import type { RowWriter } from './rows-service.ts'
import { later, stateByDates } from './sprint-state.ts'
import { inPieces, type Session } from './statement-service.ts'
import type { StoredScope } from './written.ts'

const TEAM_COLUMNS = ['tenant_id', 'id', 'workspace_id', 'name', 'members', 'skills', 'absences', 'created_at']
const SPRINT_COLUMNS = [
  'tenant_id',
  'id',
  'workspace_id',
  'name',
  'state',
  'start_date',
  'end_date',
  'goal',
  'created_at',
]
const SCOPE_COLUMNS = [
  'tenant_id',
  'id',
  'workspace_id',
  'item_id',
  'sprint_id',
  'added_at',
  'removed_at',
  'points_at_add',
  'import_id',
]

const teamName = (name: string) => cut(name, LENGTHS.team)
const sprintName = ({ name }: Pick<ImportedSprint, 'name'>) => cut(name, LENGTHS.sprint)

/** The sprint that an item is in now: the one marked so, else the last of its list. */
export const currentSprint = ({ sprints }: ImportRecord) =>
  sprints.some(({ stays }) => stays) ? sprints.find(({ current }) => current) : sprints.at(-1)

/** Teams and sprints that a file mentions: found by name, or made when first seen. */
export class TeamsAndSprints {
  readonly #session: Session
  readonly #writer: RowWriter
  readonly #workspaceId: string
  readonly #importId: string
  readonly #now: Date
  #teams: Map<string, string> | undefined
  #sprints: Map<string, KnownSprint> | undefined
  readonly made: Made = { teams: [], sprints: [], changedSprints: [] }

  constructor(
    { session, workspaceId, importId, now }: { session: Session; workspaceId: string; importId: string; now: Date },
    writer: RowWriter,
  ) {
    this.#session = session
    this.#writer = writer
    this.#workspaceId = workspaceId
    this.#importId = importId
    this.#now = now
  }

  /** Makes what these records mention and does not exist yet. */
  async see(records: readonly ImportRecord[]): Promise<void> {
    const [teams] = await this.#known()
    for (const { teamName: given } of records) {
      if (!given || teams.has(teamName(given))) continue
      const team = { ...this.#own(), name: teamName(given), members: UNKNOWN, skills: [], absences: [] }
      await this.#writer.insert('team', TEAM_COLUMNS, [team], UNLESS_NAMED)
      const others = await teamOfOthers(this.#session, this.#workspaceId, team)
      if (!others) this.made.teams.push(team.id)
      teams.set(team.name, others ?? team.id)
    }
    for (const { sourceKey, sprints } of records) await this.seeSprints(sprints, isLinear(sourceKey))
  }

  #own() {
    return {
      tenant_id: this.#session.tenant,
      id: crypto.randomUUID() as string,
      workspace_id: this.#workspaceId,
      created_at: this.#now.toISOString(),
    }
  }

  /** Sprints, whether or not an item is in them. @param linear they are cycles of Linear */
  async seeSprints(said: readonly ImportedSprint[], linear: boolean): Promise<void> {
    const [, sprints] = await this.#known()
    for (const sprint of said) {
      const name = sprintName(sprint)
      const known = sprints.get(name) ?? (linear ? await this.#renamed(name, sprint) : undefined)
      if (known && !sprint.shared) await this.#learn(known, sprint)
      else if (!known) {
        const made = {
          id: crypto.randomUUID(),
          state: this.#stateOf(sprint),
          start_date: sprint.startDate,
          end_date: sprint.endDate,
          goal: sprint.goal ?? null,
        }
        await this.#writer.insert('sprint', SPRINT_COLUMNS, [{ ...this.#own(), name, ...made }], UNLESS_NAMED)
        const others = await sprintOfOthers(this.#session, this.#workspaceId, { name, id: made.id })
        if (!others) this.made.sprints.push(made.id)
        sprints.set(name, others ?? made)
        if (others && !sprint.shared) await this.#learn(others, sprint)
      }
    }
  }

  /**
   * A cycle that an earlier version has written without its team: unless it begins on another day, it is this one and gets
   * the name. Else it was another team's, and only time still closes it, because nobody names it any more.
   */
  async #renamed(name: string, { startDate }: ImportedSprint): Promise<KnownSprint | undefined> {
    const [, sprints] = await this.#known()
    const former = cycleWithoutTeam(name)
    const known = former === null ? undefined : sprints.get(former)
    if (former === null || known === undefined) return undefined
    if (startDate !== null && known.start_date !== startDate) {
      await this.#learn(known, { name: former, startDate: known.start_date, endDate: known.end_date, state: null })
      return undefined
    }
    this.#toUndo(known)
    sprints.delete(former)
    sprints.set(name, known)
    await this.#session.run('update sprint set name = ? where tenant_id = ? and id = ?', [
      name,
      this.#session.tenant,
      known.id,
    ])
    return known
  }

  /** As it was before this import said more of it. */
  #toUndo(known: KnownSprint): void {
    if (!this.made.sprints.includes(known.id) && !this.made.changedSprints.some(({ id }) => id === known.id))
      this.made.changedSprints.push({ ...known })
  }

  async #known(): Promise<[Map<string, string>, Map<string, KnownSprint>]> {
    this.#teams ??= await teamsOf(this.#session, this.#workspaceId)
    this.#sprints ??= await sprintsOf(this.#session, this.#workspaceId)
    return [this.#teams, this.#sprints]
  }

  /** A later export may say more of a sprint: its dates, or that it has ended. */
  async #learn(known: KnownSprint, said: ImportedSprint): Promise<void> {
    const [start_date, end_date] = [said.startDate ?? known.start_date, said.endDate ?? known.end_date]
    // Where a file states dates and no state, time goes on; nothing goes back, so that what a person has begun or closed stays.
    const byDates = said.startDate || said.endDate ? stateByDates(start_date, end_date, this.#now) : null
    const next = {
      state: said.state ?? (byDates ? later(known.state, byDates) : known.state),
      start_date,
      end_date,
      goal: said.goal === undefined ? (known.goal ?? null) : said.goal,
    }
    if (isDeepStrictEqual({ ...known, ...next }, known)) return
    this.#toUndo(known)
    Object.assign(known, next)
    await this.#session.run(
      'update sprint set state = ?, start_date = ?, end_date = ?, goal = ? where tenant_id = ? and id = ?',
      [next.state, next.start_date, next.end_date, next.goal, this.#session.tenant, known.id],
    )
  }

  #stateOf({ state, startDate, endDate }: ImportedSprint): string {
    return state ?? stateByDates(startDate, endDate, this.#now) ?? 'closed'
  }

  /** A sprint without dates in which work is under way is not closed. */
  async finish(): Promise<void> {
    await inPieces(
      this.#session,
      `update sprint s set state = 'active' where s.tenant_id = ? and s.state = 'closed' and s.start_date is null and s.end_date is null and s.id in (…)
       and exists (select 1 from backlog_item i where i.tenant_id = s.tenant_id and i.sprint_id = s.id and i.status_category in ('active', 'review'))`,
      [this.#session.tenant],
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
    const start = (sprint: ImportedSprint | undefined) =>
      (sprint && this.#sprints!.get(sprintName(sprint))!.start_date) ?? null
    return record.sprints.flatMap((sprint, at) => {
      const sprint_id = this.sprint(sprint)!
      if (sprint.stays)
        return sprint.stays.map(({ from, to, points }) => ({
          sprint_id,
          added_at: from,
          removed_at: to,
          points_at_add: points,
        }))
      const since = [start(sprint), record.createdAt]
        .filter((day): day is string => day !== null)
        .sort()
        .at(-1)
      const next = record.sprints[at + 1]
      return [
        {
          sprint_id,
          added_at: new Date(since ?? now).toISOString(),
          removed_at: next ? new Date(start(next) ?? now).toISOString() : null,
          points_at_add: record.storyPoints,
        },
      ]
    })
  }

  /** @param before of known items: their times in sprints that this replaces or goes on with. @returns ids of the rows to end, and rows to add */
  moves(
    record: ImportRecord,
    before: readonly StoredScope[],
  ): { end: string[]; remove: string[]; add: Omit<StoredScope, 'id' | 'import_id'>[] } {
    const wanted = this.wanted(record)
    if (record.sprints.some(({ stays }) => stays)) {
      const alike = (a: Omit<StoredScope, 'id' | 'import_id'>, b: Omit<StoredScope, 'id' | 'import_id'>) =>
        a.sprint_id === b.sprint_id &&
        Date.parse(a.added_at) === Date.parse(b.added_at) &&
        (a.removed_at && Date.parse(a.removed_at)) === (b.removed_at && Date.parse(b.removed_at)) &&
        a.points_at_add === b.points_at_add
      return {
        end: [],
        remove: before.filter((row) => !wanted.some((want) => alike(want, row))).map(({ id }) => id),
        add: wanted.filter((want) => !before.some((row) => alike(want, row))),
      }
    }
    const current = this.sprint(currentSprint(record))
    const known = new Set(before.map(({ sprint_id }) => sprint_id))
    const nameOf = (sprintId: string) => [...this.#sprints!].find(([, { id }]) => id === sprintId)?.[0] ?? ''
    const replaced = before.filter(({ sprint_id }) => isReplaced(() => nameOf(sprint_id), record))
    return {
      end: before
        .filter((row) => row.removed_at === null && row.sprint_id !== current && !replaced.includes(row))
        .map(({ id }) => id),
      remove: replaced.map(({ id }) => id),
      add: wanted.filter(({ sprint_id }) => !known.has(sprint_id)),
    }
  }

  async place(items: readonly { id: string; moves: ReturnType<TeamsAndSprints['moves']> }[]): Promise<void> {
    const tenantId = this.#session.tenant
    const all = (pick: (moves: ReturnType<TeamsAndSprints['moves']>) => readonly string[]) =>
      items.flatMap(({ moves }) => pick(moves))
    await inPieces(
      this.#session,
      'delete from sprint_scope where tenant_id = ? and id in (…)',
      [tenantId],
      all(({ remove }) => remove),
    )
    await inPieces(
      this.#session,
      'update sprint_scope set removed_at = ? where tenant_id = ? and id in (…)',
      [this.#now, tenantId],
      all(({ end }) => end),
    )
    const rows = items.flatMap(({ id, moves }) =>
      moves.add.map((scope) => ({
        tenant_id: tenantId,
        id: crypto.randomUUID(),
        workspace_id: this.#workspaceId,
        item_id: id,
        ...scope,
        import_id: this.#importId,
      })),
    )
    await this.#writer.later('sprint_scope', SCOPE_COLUMNS, rows)
  }
}
