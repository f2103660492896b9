import { principalOf, type Context } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { createCapability, createCompetitor, recordClaim } from '../competitive/service.ts'
import { Capability, Competitor, CompetitorClaim } from '../competitive/entity.ts'
import type { Workspace } from '../identity/entity.ts'
import { may } from '../identity/principal.ts'
import type { Permission } from '../identity/scope.ts'
import { setCurrency } from '../identity/workspaces/workspace-service.ts'
import { SavedScenario } from '../scenarios/entity.ts'
import { saveScenario } from '../scenarios/saved-service.ts'
import { Schedule } from '../scheduling/entity.ts'
import { Mission, Objective, Theme } from '../strategy/entity.ts'
import { createObjective, createTheme, setMission } from '../strategy/service.ts'
import { createCalendar } from '../teams/calendar-service.ts'
import { Calendar, Sprint, Team } from '../teams/entity.ts'
import { createSprint } from '../teams/sprint-service.ts'
import { createTeam } from '../teams/team-service.ts'
import { IssuedForecast } from '../velocity/issued/entity.ts'
import type { LinkPart, Part, PartEntries } from './formats/own/own-parts.ts'
import type { Made } from './record/made.ts'
import type { PlacedEntry, TakenParts } from './writing/part.ts'
import { refTo } from '../data/tenant.ts'

type OwnPart = Exclude<Part, LinkPart>
/** The id of what an entry became; null when the workspace has it already; true for what is no row. */
type Taken = string | null | true

/** What a part asks of the caller beyond `backlog:import`. */
const NEEDS: Readonly<Partial<Record<Part, Permission>>> = {
  mission: 'strategy:write',
  themes: 'strategy:write',
  objectives: 'strategy:write',
  objectiveItems: 'strategy:write',
  competitors: 'competitive:write',
  capabilities: 'competitive:write',
  claims: 'competitive:write',
  capabilityItems: 'competitive:write',
}
const TABLES: Readonly<Partial<Record<OwnPart, string>>> = {
  calendars: 'calendar',
  mission: 'mission',
  themes: 'theme',
  objectives: 'objective',
  plans: 'schedule',
  scenarios: 'scenario',
  forecasts: 'issued_forecast',
  competitors: 'competitor',
  capabilities: 'capability',
  claims: 'competitor_claim',
}

export function mayTake(context: Context, part: Part): boolean {
  const needed = NEEDS[part]
  return needed === undefined || may(principalOf(context), needed)
}

/**
 * Writes what our own export holds beside the items, by the rules of the API, inside the import's transaction. What the
 * workspace has under the same name stays as it is.
 */
export class PartTaker {
  readonly #context: Context
  readonly #workspace: Workspace
  readonly made: Pick<Made, 'teams' | 'sprints' | 'currency'> & { rows: Record<string, string[]> } = {
    teams: [],
    sprints: [],
    rows: {},
  }

  constructor(context: Context, workspace: Workspace) {
    this.#context = context
    this.#workspace = workspace
  }

  async take(part: Part, entries: readonly PlacedEntry[]): Promise<TakenParts> {
    if (!mayTake(this.#context, part))
      return {
        added: 0,
        kept: 0,
        refused: entries.map(({ at }) => ({ at, reason: `needs the permission ${NEEDS[part]}` })),
      }
    const refused: { at: number; reason: string }[] = []
    let [added, kept] = [0, 0]
    for (const { at, entry } of entries) {
      try {
        const taken = await this.#one(part as OwnPart, entry)
        if (taken === null) kept++
        else {
          added++
          this.#remember(part as OwnPart, taken)
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        refused.push({ at, reason: error.message })
      }
    }
    const { db } = this.#context
    await db.em.flush()
    if (added) db.changed(this.#workspace.id)
    return { added, kept, refused }
  }

  #remember(part: OwnPart, taken: Exclude<Taken, null>): void {
    if (part === 'workspace') this.made.currency = true
    else if (part === 'teams' || part === 'sprints') this.made[part].push(taken as string)
    else (this.made.rows[TABLES[part]!] ??= []).push(taken as string)
  }

  #one(part: OwnPart, entry: PartEntries[Part]): Promise<Taken> {
    const takes: { readonly [P in OwnPart]: (entry: PartEntries[P]) => Promise<Taken> } = {
      workspace: async ({ currency }) => {
        if (!currency || this.#workspace.currency) return null
        await setCurrency(this.#context, this.#workspace, currency)
        return true
      },
      calendars: async (given) =>
        this.#unlessNamed(Calendar, given.name, (at) => createCalendar(at, this.#workspace, given), given.createdAt),
      teams: async ({ calendar, ...given }) =>
        this.#unlessNamed(
          Team,
          given.name,
          (at) => createTeam(at, this.#workspace, { ...given, calendarId: calendar }),
          given.createdAt,
        ),
      sprints: (given) => this.#sprint(given),
      mission: async ({ statement }) => {
        const { em } = this.#context.db
        const here = { workspace: { id: this.#workspace.id } }
        if (await em.count(Mission, here)) return null
        await setMission(this.#context, this.#workspace, statement)
        await em.flush()
        return (await em.findOneOrFail(Mission, here)).id
      },
      themes: (given) =>
        this.#unlessNamed(Theme, given.name, (at) => createTheme(at, this.#workspace, given), given.createdAt),
      objectives: ({ theme, ...given }) =>
        this.#unlessNamed(
          Objective,
          given.name,
          (at) => createObjective(at, this.#workspace, { ...given, themeId: theme }),
          given.createdAt,
        ),
      plans: (given) => this.#plan(given),
      scenarios: ({ name, changes, createdAt }) =>
        this.#unlessNamed(
          SavedScenario,
          name,
          async (at) => {
            const saved = await saveScenario(at, this.#workspace, name, changes)
            saved.createdAt = new Date(createdAt)
            return saved.id
          },
          createdAt,
        ),
      forecasts: (given) => this.#forecast(given),
      competitors: (given) =>
        this.#unlessKnown(Competitor, given.name, (at) => createCompetitor(at, given), given.createdAt),
      capabilities: (given) =>
        this.#unlessKnown(Capability, given.name, (at) => createCapability(at, given), given.createdAt),
      claims: (given) => this.#claim(given),
    }
    return (takes[part] as (entry: PartEntries[Part]) => Promise<Taken>)(entry)
  }

  /** The context of the moment at which the thing was first made: orders go by it. */
  #at = (createdAt: string): Context => ({ ...this.#context, now: () => new Date(createdAt) })

  async #unlessNamed(
    entity: typeof Calendar | typeof Team | typeof Theme | typeof Objective | typeof SavedScenario,
    name: string,
    make: (context: Context) => Promise<string>,
    createdAt: string,
  ): Promise<string | null> {
    const here = { workspace: { id: this.#workspace.id }, name }
    return (await this.#context.db.em.count(entity as typeof Team, here)) ? null : make(this.#at(createdAt))
  }

  async #unlessKnown(
    entity: typeof Competitor | typeof Capability,
    name: string,
    make: (context: Context) => Promise<string>,
    createdAt: string,
  ): Promise<string | null> {
    return (await this.#context.db.em.count(entity as typeof Competitor, { name })) ? null : make(this.#at(createdAt))
  }

  async #sprint({ team, state, completedAt, createdAt, ...given }: PartEntries['sprints']): Promise<string | null> {
    const { em } = this.#context.db
    if (await em.count(Sprint, { workspace: { id: this.#workspace.id }, name: given.name })) return null
    const id = await createSprint(this.#at(createdAt), this.#workspace, { ...given, teamId: team })
    const sprint = await em.findOneOrFail(Sprint, { id })
    sprint.state = state
    sprint.completedAt = completedAt === null ? null : new Date(completedAt)
    return id
  }

  async #plan({ name, asOf, changesSince, inputHash, items, createdAt }: PartEntries['plans']): Promise<string | null> {
    const { em } = this.#context.db
    if (await em.count(Schedule, { workspace: { id: this.#workspace.id }, name })) return null
    return em.create(Schedule, {
      workspace: refTo(this.#workspace),
      name,
      asOf,
      // The import itself is the next version.
      dataVersion: this.#workspace.dataVersion + 1 - changesSince,
      inputHash,
      items,
      createdAt: new Date(createdAt),
    }).id
  }

  async #forecast({ changesSince, createdAt, ...given }: PartEntries['forecasts']): Promise<string | null> {
    const { em } = this.#context.db
    const { inputHash, asOf } = given
    if (await em.count(IssuedForecast, { workspace: { id: this.#workspace.id }, inputHash, asOf })) return null
    return em.create(IssuedForecast, {
      ...given,
      workspace: refTo(this.#workspace),
      dataVersion: this.#workspace.dataVersion + 1 - changesSince,
      createdAt: new Date(createdAt),
    }).id
  }

  async #claim({ number, competitor, capability, createdAt, ...given }: PartEntries['claims']): Promise<string | null> {
    const { em } = this.#context.db
    const same = { competitor: { name: competitor }, statement: given.statement }
    if (await em.count(CompetitorClaim, same)) return null
    const at = this.#at(createdAt)
    const id = await recordClaim(at, { ...given, competitorId: competitor, capabilityId: capability })
    // People cite a claim by its number; where another one has it, this one gets the next.
    if (!(await em.count(CompetitorClaim, { number, id: { $ne: id } })))
      (await em.findOneOrFail(CompetitorClaim, { id })).number = number
    return id
  }
}
