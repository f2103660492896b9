/** Competitors, capabilities and claims as spreadsheets have them: rows to records, and what could not be read. */
import { cut } from '../../text.ts'
import { csvRows, firstRows } from '../files/csv.ts'
import { decideOrders, noVotes, readDate, vote } from '../files/dates.ts'
import { withoutFormulaMark } from '../files/formula.ts'
import type { CapabilityLevel, CompetitorCategory } from './claim.ts'

export const MARKET_KINDS = ['competitors', 'capabilities', 'claims'] as const
export type MarketKind = (typeof MARKET_KINDS)[number]

/** Header words by field. */
const COLUMNS = {
  competitor: ['competitor', 'competitor name', 'company', 'vendor', 'rival'],
  name: ['name'],
  category: ['category', 'competitor category', 'type'],
  positioning: ['positioning', 'position', 'tagline', 'summary'],
  aliases: ['aliases', 'alias', 'also known as', 'other names'],
  capability: ['capability', 'feature', 'capability name'],
  own: ['own', 'us', 'own level', 'our level', 'own mark', 'we'],
  importance: ['importance', 'weight'],
  description: ['description'],
  statement: ['claim', 'statement', 'evidence', 'finding', 'note'],
  level: ['level', 'their level', 'them', 'coverage'],
  source: ['source'],
  url: ['url', 'link', 'website', 'web site'],
  capturedAt: ['captured at', 'captured', 'date', 'seen', 'as of'],
  confidence: ['confidence', 'certainty'],
} as const
export type MarketField = keyof typeof COLUMNS

export interface MarketRow {
  /** Row of the file; the header is row 1. */
  readonly row: number
  readonly name: string
  readonly competitor: string
  readonly capability: string
  readonly aliases: readonly string[]
  readonly category: CompetitorCategory | null
  readonly positioning: string
  readonly description: string
  readonly importance: number | null
  /** Our own mark, or the level that a claim states. */
  readonly level: CapabilityLevel | null
  readonly statement: string
  readonly source: string
  readonly url: string
  readonly capturedAt: string | null
  readonly confidence: number | null
}

export interface MarketTable {
  readonly kind: MarketKind
  /** Fields that the file has a column for; the others say nothing. */
  readonly fields: ReadonlySet<MarketField>
  readonly rows: readonly MarketRow[]
  readonly refused: readonly { readonly row: number; readonly reason: string }[]
  readonly unreadColumns: readonly string[]
  readonly notes: readonly string[]
}

/** A header from which it does not follow what the rows are. */
export class UnknownMarketFile extends Error {
  constructor() {
    super(
      'The header matches neither competitors (name, category), capabilities (capability, own), nor claims (competitor, capability, claim). Rename the columns and import again.',
    )
    this.name = 'UnknownMarketFile'
  }
}

const LONGEST_ROW = 100_000
const LEVELS: ReadonlyMap<string, CapabilityLevel> = new Map(
  Object.entries<CapabilityLevel>({
    none: 'none',
    no: 'none',
    missing: 'none',
    absent: 'none',
    partial: 'partial',
    partly: 'partial',
    some: 'partial',
    limited: 'partial',
    full: 'full',
    yes: 'full',
    complete: 'full',
  }),
)
const CATEGORIES: ReadonlyMap<string, CompetitorCategory> = new Map(
  Object.entries<CompetitorCategory>({
    direct: 'direct',
    indirect: 'indirect',
    disruptor: 'disruptor',
    disruptive: 'disruptor',
    substitute: 'substitute',
  }),
)

/** @throws UnknownMarketFile, ImportRefusal for a file that is no CSV */
export async function readMarket(text: string): Promise<MarketTable> {
  const body = text.replace(/^\uFEFF/, '')
  const delimiter = firstRows(body.slice(0, LONGEST_ROW))[0]?.delimiter ?? ','
  const lines: { row: number; cells: readonly string[] }[] = []
  for await (const line of csvRows(piecesOf(body), { delimiter, maxRow: LONGEST_ROW })) lines.push(line)
  const header = lines.shift()?.cells ?? []
  const at = new Map<MarketField, number>()
  header.forEach((cell, column) => {
    const word = cell.trim().toLowerCase().replace(/[_-]+/g, ' ')
    const field = (Object.keys(COLUMNS) as MarketField[]).find((name) =>
      (COLUMNS[name] as readonly string[]).includes(word),
    )
    if (field && !at.has(field)) at.set(field, column)
  })
  const kind = kindOf(at)
  const cellOf = (cells: readonly string[], field: MarketField) =>
    withoutFormulaMark((at.has(field) ? cells[at.get(field)!] : '')?.trim() ?? '')
  const dates = orderOf(lines.map(({ cells, row }) => ({ row, cell: cellOf(cells, 'capturedAt') })))
  const rows: MarketRow[] = []
  const refused: { row: number; reason: string }[] = []
  for (const { row, cells } of lines) {
    const cell = (field: MarketField) => cellOf(cells, field)
    const wrong: string[] = []
    const word = <T>(field: MarketField, words: ReadonlyMap<string, T>): T | null => {
      const found = words.get(cell(field).toLowerCase())
      if (cell(field) && found === undefined)
        wrong.push(`${field} must be one of ${[...new Set(words.values())].join(', ')}`)
      return found ?? null
    }
    const figure = (field: MarketField, most: number): number | null => {
      const percent = cell(field).endsWith('%')
      const value = cell(field) ? Number(cell(field).replace('%', '').replace(',', '.')) / (percent ? 100 : 1) : null
      if (value !== null && !(value >= 0 && value <= most)) wrong.push(`${field} must be a number from 0 to ${most}`)
      return value
    }
    const captured = cell('capturedAt') ? (readDate(cell('capturedAt'), dates.order, 0)?.day ?? null) : null
    if (cell('capturedAt') && captured === null) wrong.push('captured at must be a date like 2026-03-19')
    if (cell('url') && !/^https?:\/\//i.test(cell('url'))) wrong.push('url must begin with https:// or http://')
    const level = word(kind === 'capabilities' ? 'own' : 'level', LEVELS)
    const [category, importance, confidence] = [
      word('category', kind === 'competitors' ? CATEGORIES : new Map<string, CompetitorCategory>()),
      figure('importance', 100),
      figure('confidence', 1),
    ]
    if (importance === 0) wrong.push('importance must be above 0')
    if (wrong.length) {
      refused.push({ row, reason: `${wrong.join('; ')}.` })
      continue
    }
    rows.push({
      row,
      category,
      importance,
      confidence,
      level,
      capturedAt: captured,
      name: cell('name') || cell(kind === 'capabilities' ? 'capability' : 'competitor'),
      competitor: cell('competitor') || cell('name'),
      capability: cell('capability'),
      positioning: cell('positioning'),
      description: cell('description'),
      aliases: cell('aliases')
        .split(/[;,]/)
        .map((alias) => alias.trim())
        .filter(Boolean),
      // A table of marks makes claims too: what it says is the mark.
      statement: cell('statement') || (cell('capability') && level ? `${cell('capability')}: ${level}` : ''),
      source: cell('source'),
      url: cell('url'),
    })
  }
  const used = new Set(at.values())
  return {
    kind,
    fields: new Set(at.keys()),
    rows,
    refused,
    unreadColumns: header
      .filter((name, column) => name.trim() && !used.has(column))
      .map((name) => cut(name.trim(), 100))
      .slice(0, 50),
    notes: dates.notes,
  }
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536)
}

function kindOf(at: ReadonlyMap<MarketField, number>): MarketKind {
  if (
    (at.has('statement') && (at.has('competitor') || at.has('name'))) ||
    (at.has('competitor') && at.has('capability'))
  )
    return 'claims'
  if (at.has('capability') && !at.has('competitor')) return 'capabilities'
  if (at.has('own') && at.has('name')) return 'capabilities'
  if (at.has('competitor') || (at.has('name') && (at.has('category') || at.has('positioning')))) return 'competitors'
  throw new UnknownMarketFile()
}

/** Day and month of 03/04/2026: by vote of the column, else day first, and then it is said. */
function orderOf(cells: readonly { row: number; cell: string }[]): { order: 'dmy' | 'mdy'; notes: string[] } {
  const votes = noVotes()
  for (const { row, cell } of cells) if (cell) vote(votes, cell, row)
  const decision = decideOrders(new Map([['capturedAt', votes]]), undefined, undefined).get('capturedAt')!
  const order = decision.order ?? 'dmy'
  return {
    order,
    notes:
      decision.because === 'convention'
        ? [
            `Dates like 03/04/2026 were read ${order === 'dmy' ? 'day' : 'month'} first; write 2026-04-03 to be unambiguous.`,
          ]
        : [],
  }
}
