import { setImmediate as turn } from 'node:timers/promises'
import type { Context } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import { addTo, edit } from '../identity/workspaces/named-service.ts'
import { ImportRefusal } from '../files/refusal.ts'
import { readMarket, UnknownMarketFile, type MarketKind, type MarketRow, type MarketTable } from './csv.ts'
import { Capability, Competitor, CompetitorClaim } from './entity.ts'
import { bounded, nameOf, RowRefused } from './import-row-service.ts'
import { KnownNames } from './names.ts'
import { freeNumbers, lockMarket, MOST } from './service.ts'

export interface MarketImport {
  kind: MarketKind
  rows: number
  created: number
  updated: number
  unchanged: number
  refused: { row: number; reason: string; candidates: string[] }[]
  newCompetitors: string[]
  newCapabilities: string[]
  unreadColumns: readonly string[]
  notes: string[]
}

/** Names of a file that may be compared with all on record. */
const MOST_COMPARED = 1_000
/** Rows after which other requests get their turn. */
const ROWS_AT_ONCE = 50

/** Of a row, what files can say. */
type Stated<T> = Omit<T, 'tenantId' | 'id' | 'name' | 'createdAt'>

type Writer = (row: MarketRow) => Promise<'created' | 'updated' | 'unchanged'>

/**
 * Writes every row that can be read, and says of each other one why not. A name that resembles one on record is never taken
 * for it: the row is refused with the candidates. The same file again changes nothing.
 * @throws BAD_USER_INPUT for a file that is none
 */
export async function importMarket(context: Context, text: string): Promise<MarketImport> {
  const table = await readMarket(text).catch((error: unknown) => {
    if (error instanceof UnknownMarketFile) throw badInput({ path: ['csv'], message: error.message })
    if (error instanceof ImportRefusal) throw badInput({ path: ['csv'], message: `${error.message} ${error.next}` })
    throw error
  })
  await lockMarket(context.db)
  const report: MarketImport = {
    kind: table.kind,
    rows: table.rows.length + table.refused.length,
    created: 0,
    updated: 0,
    unchanged: 0,
    refused: table.refused.map((refusal) => ({ ...refusal, candidates: [] })),
    newCompetitors: [],
    newCapabilities: [],
    unreadColumns: table.unreadColumns,
    notes: [...table.notes],
  }
  const market = await OnRecord.open(context, table, report)
  const write: Writer = { competitors: market.competitor, capabilities: market.capability, claims: market.claim }[
    table.kind
  ]
  for (const [at, row] of table.rows.entries()) {
    if (at % ROWS_AT_ONCE === 0) await turn()
    try {
      report[await write(row)]++
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error
      report.refused.push({ row: row.row, reason: error.message, candidates: error.candidates })
    }
  }
  report.refused.sort((a, b) => a.row - b.row)
  return report
}

/** What is on record, and grows while rows are written. */
class OnRecord {
  private readonly context: Context
  private readonly table: MarketTable
  private readonly report: MarketImport
  private readonly competitors: Competitor[]
  private readonly capabilities: Map<string, Capability>
  private readonly claims: Map<string, CompetitorClaim>
  private readonly numbers: number[]
  private readonly found = new Map<string, Competitor>()
  private readonly names: KnownNames
  /** What was found for names, until there is another competitor. */
  private compared = 0
  private readonly asked = new Map<string, ReturnType<KnownNames['meant']>>()

  private constructor(
    context: Context,
    table: MarketTable,
    report: MarketImport,
    competitors: Competitor[],
    capabilities: Capability[],
    claims: CompetitorClaim[],
    numbers: number[],
  ) {
    this.context = context
    this.table = table
    this.report = report
    this.competitors = competitors
    this.names = new KnownNames(competitors.map(namedAs))
    this.capabilities = new Map(capabilities.map((capability) => [plain(capability.name), capability]))
    this.claims = new Map(
      claims.map((claim) => [identityOf(claim.competitor.id, claim.capability?.id, claim.statement), claim]),
    )
    this.numbers = numbers
  }

  static async open(context: Context, table: MarketTable, report: MarketImport): Promise<OnRecord> {
    const { em } = context.db
    const claims = table.kind === 'claims' ? await em.find(CompetitorClaim, {}) : []
    const numbers = table.kind === 'claims' ? await freeNumbers(context.db, table.rows.length) : []
    return new OnRecord(
      context,
      table,
      report,
      await em.find(Competitor, {}, { orderBy: { name: 'asc' } }),
      await em.find(Capability, {}),
      claims,
      numbers,
    )
  }

  readonly competitor: Writer = async (row) => {
    const name = nameOf(row.name, 'name')
    const known = this.listed(row.row, name)
    const values = this.stated({
      category: row.category ?? undefined,
      positioning: bounded(row.positioning, 'positioning'),
      aliases: row.aliases.slice(0, 20).map((alias) => nameOf(alias, 'alias')),
      url: bounded(row.url, 'url') || null,
    })
    if (known) {
      const changed = edit(this.context.db, known, values)
      if (changed) this.names.add(namedAs(known))
      return changed ? 'updated' : 'unchanged'
    }
    this.addCompetitor(name, values)
    return 'created'
  }

  readonly capability: Writer = async (row) => {
    const name = nameOf(row.name, 'name')
    const known = this.capabilities.get(plain(name))
    const values = this.stated({
      own: row.level,
      importance: row.importance ?? undefined,
      description: bounded(row.description, 'description'),
    })
    if (known) return edit(this.context.db, known, values) ? 'updated' : 'unchanged'
    this.addCapability(name, values)
    return 'created'
  }

  readonly claim: Writer = async (row) => {
    const statement = bounded(row.statement, 'statement')
    if (!statement) throw new RowRefused('has no claim.')
    const name = nameOf(row.competitor, 'competitor')
    const competitor = this.named(name) ?? this.addCompetitor(name, {}, true)
    const capability = row.capability
      ? (this.capabilities.get(plain(nameOf(row.capability, 'capability'))) ??
        this.addCapability(nameOf(row.capability, 'capability'), {}, true))
      : null
    const identity = identityOf(competitor.id, capability?.id, statement)
    const known = this.claims.get(identity)
    const values = this.stated({
      level: row.level,
      source: bounded(row.source, 'source') || null,
      url: bounded(row.url, 'url') || null,
      capturedAt: row.capturedAt,
      confidence: row.confidence ?? undefined,
    })
    if (known) return edit(this.context.db, known, values) ? 'updated' : 'unchanged'
    this.claims.set(
      identity,
      addTo(this.context.db, CompetitorClaim, null, {
        ...values,
        statement,
        competitor,
        capability,
        number: this.numbers.shift()!,
        createdAt: this.context.now(),
      }),
    )
    return 'created'
  }

  /** A list of competitors means what it says: a name that only resembles one on record is another competitor, and that is told. */
  private listed(row: number, name: string): Competitor | undefined {
    try {
      return this.named(name)
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error
      this.report.notes.push(
        `Row ${row} was recorded as a new competitor, although its name resembles ${error.candidates.join(', ')}.`,
      )
      return undefined
    }
  }

  /** The competitor of this name or alias. @throws RowRefused when the name only resembles one */
  private named(name: string): Competitor | undefined {
    const before = this.found.get(name)
    if (before) return before
    const { id, candidates } = this.meant(name)
    if (candidates.length)
      throw new RowRefused(
        'names a competitor that may already exist. Use its exact name, or add it manually.',
        candidates.map((candidate) => candidate.name),
      )
    const competitor = this.competitors.find(({ name: known }) => known === id)
    if (competitor) this.found.set(name, competitor)
    return competitor
  }

  /** A name that is not on record is compared with all that are, which takes its time: so many in one file. */
  private meant(name: string): ReturnType<KnownNames['meant']> {
    const id = this.names.exactly(name)
    if (id !== null) return { id, candidates: [] }
    const before = this.asked.get(name)
    if (before) return before
    if (++this.compared > MOST_COMPARED)
      throw new RowRefused(
        `has a competitor that has not been added, and so have ${MOST_COMPARED} rows before it. Add the competitors first.`,
      )
    const meant = this.names.meant(name)
    this.asked.set(name, meant)
    return meant
  }

  private addCompetitor(name: string, values: Partial<Stated<Competitor>>, byClaim = false): Competitor {
    if (this.competitors.length >= MOST.competitors)
      throw new RowRefused(`would exceed the limit of ${MOST.competitors} competitors.`)
    const competitor = addTo(this.context.db, Competitor, null, {
      aliases: [],
      category: 'direct',
      positioning: '',
      ...values,
      name,
      createdAt: this.context.now(),
    })
    this.competitors.push(competitor)
    this.names.add(namedAs(competitor))
    this.asked.clear()
    this.found.set(name, competitor)
    if (byClaim) this.report.newCompetitors.push(name)
    return competitor
  }

  private addCapability(name: string, values: Partial<Stated<Capability>>, byClaim = false): Capability {
    if (this.capabilities.size >= MOST.capabilities)
      throw new RowRefused(`would exceed the limit of ${MOST.capabilities} capabilities.`)
    const capability = addTo(this.context.db, Capability, null, {
      importance: 1,
      description: '',
      own: null,
      ...values,
      name,
      createdAt: this.context.now(),
    })
    this.capabilities.set(plain(name), capability)
    if (byClaim) this.report.newCapabilities.push(name)
    return capability
  }

  /** Only what the file has a column for: a missing column says nothing. */
  private stated<V extends object>(values: V): { [K in keyof V]?: Exclude<V[K], undefined> } {
    const fields: ReadonlySet<string> = this.table.fields
    return Object.fromEntries(
      Object.entries(values).filter(([field, value]) => value !== undefined && fields.has(field)),
    ) as V
  }
}

/** A competitor by its name: one that is new has no ID of its own yet. */
const namedAs = ({ name, aliases }: Competitor) => ({ id: name, name, aliases })
const plain = (name: string) => name.toLowerCase().replace(/\s+/g, ' ').trim()
const identityOf = (competitor: string, capability: string | undefined, statement: string) =>
  JSON.stringify([competitor, capability ?? null, plain(statement)])
