/** The first reading: what a file is, what it holds, and the plan by which `rows` reads it. */
import { cut } from '../../../text.ts'
import { conclude } from './conclude.ts'
import { nearTies } from '../formats/detect.ts'
import { type Delimiter, type Encoding, headOf, legacyEncoding, NotUtf8, sniff } from '../../files/encoding.ts'
import { DATE_FIELDS, type DateField, type Field } from '../record/fields.ts'
import type { PartTally } from './part-tally.ts'
import { gapsOf, notesOf, progressOf } from './gaps.ts'
import { readMapping } from './mapping.ts'
import { opened } from './opened.ts'
import { type ImportOptions, type Limits, LIMITS, type Plan, type Shared, type Source } from '../record/plan.ts'
import { type Mapping } from '../record/mapping.ts'
import type { Profile } from '../../files/ragged.ts'
import { ImportRefusal } from '../../files/refusal.ts'
import { Unanswered } from '../record/question.ts'
import type { Candidate, ColumnReport } from '../record/report.ts'
import { assumedFields } from '../formats/jira/jira-custom.ts'
import type { Habits } from '../formats/source.ts'
import { csvSource, surveyCsv } from './survey-csv.ts'
import { surveyJson } from './survey-json.ts'
import type { ShapedColumns } from '../record/columns.ts'
import type { Tally } from './tally.ts'

interface Found {
  readonly source: Habits
  readonly candidates: readonly Candidate[]
  readonly delimiter: Delimiter | null
  readonly header: readonly string[]
  readonly fields: readonly (Field | null)[]
  readonly populated: readonly number[]
  readonly profile: Profile
  readonly columns: ShapedColumns | null
  readonly shared: Shared
  readonly tally: Tally
  readonly beside: PartTally | null
  /** The source itself knows its items by more than a column of keys. */
  readonly keyed?: boolean
  readonly notes: readonly string[]
}

const NO_PROFILE: Profile = { kinds: [], always: [], runs: [], prose: [] }
const NOTHING_SHARED: Shared = { names: new Map(), lists: new Map(), moves: new Map() }

/**
 * Reads the whole file once (JSON twice) and writes nothing. Memory: an entry a row, never the rows.
 * @throws ImportRefusal with code, message and what to do next, when the file cannot be read at all.
 */
export async function survey(source: Source, options: ImportOptions = {}): Promise<Plan> {
  const mapping = readMapping(options.mapping ?? {})
  const limits: Limits = { ...LIMITS, ...options.limits }
  const { source: inside, notes } = await opened(source, mapping)
  const { encoding, kind } = sniff(await headOf(inside()))
  const read = async (as: Encoding) =>
    planOf(
      kind === 'csv' ? await findCsv(inside, as, mapping, limits) : await findJson(inside, as, mapping, limits),
      as,
      mapping,
      limits,
      notes,
    )
  try {
    return await read(encoding)
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error
    return await read(mapping.encoding ?? (await oldEncoding(inside)))
  }
}

/** @throws ImportRefusal UNSURE_ENCODING with the first lines in each reading. */
async function oldEncoding(source: Source): Promise<Encoding> {
  const guess = await legacyEncoding(source())
  if (guess === 'utf-8-damaged') return guess
  if (guess.sure) return guess.encoding
  const readings = guess.readings.map(
    ({ encoding, text }) => `${encoding}: "${cut(text.trim().split(/[\r\n]/)[0]!, 80)}"`,
  )
  throw new Unanswered(
    'UNSURE_ENCODING',
    `The encoding of the file is not certain. Readings: ${readings.join('; ')}.`,
    `Export as UTF-8, or choose the reading that looks right in the mapping: {"encoding": "${guess.readings[0]!.encoding}"}.`,
    {
      about: 'encoding',
      readings: guess.readings.map(({ encoding, text }) => ({ encoding, text: cut(text.trim(), 300) })),
    },
  )
}

async function findCsv(source: Source, encoding: Encoding, mapping: Mapping, limits: Limits): Promise<Found> {
  if (mapping.format !== undefined && csvSource(mapping.format) === undefined) throw otherKind(mapping.format, 'CSV')
  const { table, ...found } = await surveyCsv(source, encoding, mapping, limits)
  return {
    ...found,
    candidates: table.candidates,
    delimiter: table.delimiter,
    header: table.header,
    shared: NOTHING_SHARED,
    keyed: found.source.keyOf !== undefined,
    beside: null,
  }
}

async function findJson(source: Source, encoding: Encoding, mapping: Mapping, limits: Limits): Promise<Found> {
  if (mapping.format !== undefined && csvSource(mapping.format) !== undefined) throw otherKind(mapping.format, 'JSON')
  const { columns, ...found } = await surveyJson(source, encoding, mapping, limits)
  return {
    ...found,
    delimiter: null,
    header: columns.map(({ name }) => name),
    fields: columns.map(({ field }) => field),
    populated: columns.map(({ populated }) => populated),
    profile: NO_PROFILE,
    columns: null,
    notes: [],
  }
}

function otherKind(format: string, kind: string): ImportRefusal {
  return new ImportRefusal(
    'BAD_MAPPING',
    `The mapping specifies ${format}, but the file is ${kind}.`,
    'Omit "format", or choose one of that kind.',
  )
}

function planOf(
  found: Found,
  encoding: Encoding,
  mapping: Mapping,
  limits: Limits,
  openingNotes: readonly string[],
): Plan {
  const { source, tally, header, shared } = found
  if (tally.read === 0)
    throw new ImportRefusal('NO_ROWS', 'The file has no items.', 'Check the filter of the export, and export again.')
  // A project stands in for the team only where no column says the team.
  const fields = found.fields.map((field) =>
    field === 'project' && (tally.withField.get('team') ?? 0) > 0 ? null : field,
  )
  const decisions = conclude(tally, source, mapping, placesOf(shared), (field: DateField) => [
    ...new Set(header.filter((_, column) => fields[column] === field)),
  ])
  const progress = progressOf(tally.kinds.values(), decisions.statuses)
  const notes = [
    ...openingNotes,
    ...found.notes,
    ...notesOf(tally, progress, decisions.statusTable, source),
    ...(found.columns?.notes ?? []),
    ...impliedNote(decisions.implied.size),
    ...fileNotes(found, encoding, mapping, decisions.dates),
    ...(found.beside?.notes() ?? []),
  ]
  const columns = columnReports(header, fields, found.populated)
  const imported = tally.index.rowOf.size - decisions.implied.size
  return {
    format: source.format,
    family: source.family,
    defaultType: source.defaultType,
    encoding,
    delimiter: found.delimiter,
    mapping,
    limits,
    header,
    fields,
    profile: found.profile,
    columns: found.columns,
    index: tally.index,
    shared,
    types: new Map(Object.entries(mapping.types ?? {}).map(([word, type]) => [word.toLowerCase(), type] as const)),
    parents: decisions.parents,
    adopted: decisions.adopted,
    implied: decisions.implied,
    epics: tally.epics,
    dateOrders: decisions.dateOrders,
    statuses: decisions.statuses,
    cutParents: decisions.cutParents,
    cutDependencies: decisions.cutDependencies,
    report: {
      format: source.format,
      candidates: nearTies(found.candidates),
      encoding,
      delimiter: found.delimiter,
      rows: {
        read: tally.read,
        imported,
        repaired: tally.repaired.size,
        quarantined: tally.quarantine.count(),
        dropped: tally.drops.count(),
        ...(decisions.implied.size > 0 ? { implied: decisions.implied.size } : {}),
      },
      repairs: tally.repairs.list(),
      quarantine: tally.quarantine.list(),
      drops: tally.drops.list(),
      columnsIn: header.length,
      columnsRead: columns.filter(({ field }) => field !== null),
      columnsNotRead: columns.filter(({ field }) => field === null),
      statuses: decisions.statusTable,
      types: decisions.types,
      dates: decisions.dates,
      counts: {
        withParent: decisions.parents.size,
        externalParents: decisions.externalParents,
        links: [...tally.targets.values()].reduce((sum, links) => sum + links, 0),
        externalLinks: decisions.externalLinks,
        statusChanges: tally.statusChanges,
        sprints: tally.withField.get('sprint') ?? 0,
        points: tally.withField.get('storyPoints') ?? 0,
      },
      gaps: gapsOf(tally, progress, source),
      ...(found.beside ? { parts: found.beside.list() } : {}),
      notes,
      mapping: {
        ...mapping,
        format: source.format,
        statuses: Object.fromEntries(decisions.statusTable.map(({ status, category }) => [status, category])),
      },
    },
  }
}

/** Place of each Trello list on its board: 0 first … 1 last. */
function placesOf(shared: Shared): Map<string, number> {
  const open = [...shared.lists.values()].filter(({ closed }) => !closed).sort((a, b) => a.position - b.position)
  return new Map(open.length < 2 ? [] : open.map(({ name }, at) => [name, at / (open.length - 1)]))
}

/** Columns grouped by header; a header that repeats counts once for each column. */
function columnReports(
  header: readonly string[],
  fields: readonly (Field | null)[],
  populated: readonly number[],
): ColumnReport[] {
  const groups = new Map<string, { header: string; occurrences: number; field: Field | null; populated: number }>()
  header.forEach((name, column) => {
    const field = fields[column] ?? null
    const identity = `${name}\n${field}`
    const group = groups.get(identity)
    if (group === undefined)
      groups.set(identity, { header: name, occurrences: 1, field, populated: populated[column] ?? 0 })
    else {
      group.occurrences++
      group.populated += populated[column] ?? 0
    }
  })
  return [...groups.values()]
}

const impliedNote = (count: number): string[] =>
  count === 0
    ? []
    : [
        `${count.toLocaleString('en')} more ${count === 1 ? 'item that has no row of its own: rows name it' : 'items that have no rows of their own: rows name them'} as their story or epic.`,
      ]

function fileNotes(found: Found, encoding: Encoding, mapping: Mapping, dates: Plan['report']['dates']): string[] {
  const notes: string[] = []
  if (encoding === 'windows-1252')
    notes.push('Not UTF-8: read as Latin-1 (Windows-1252). If letters look wrong, export as UTF-8.')
  else if (!encoding.startsWith('utf-'))
    notes.push(
      `Not UTF-8: read as ${encoding}. If letters look wrong, export as UTF-8, or set "encoding" in the mapping.`,
    )
  const guessed = dates.filter(({ because }) => because === 'convention')
  if (guessed.length > 0)
    notes.push(
      `Day and month are ambiguous in ${guessed.map(({ headers, field }) => headers[0] ?? field).join(', ')}: read ${guessed[0]!.order === 'dmy' ? 'day' : 'month'} first. Set "dateOrder" in the mapping to change it.`,
    )
  if (found.header.length > 0 && found.delimiter !== null && !found.fields.includes('key') && !found.keyed)
    notes.push('No key column: the next import will match items by title.')
  notes.push(...assumedFields(found, mapping))
  const present = new Set(found.header.map((name) => name.toLowerCase()))
  for (const name of Object.keys(mapping.columns ?? {}))
    if (
      !present.has(name.toLowerCase()) &&
      ![...found.shared.names.values()].some((known) => known.toLowerCase() === name.toLowerCase())
    )
      notes.push(`The mapping names the column "${cut(name, 60)}" which is not in this file.`)
  if (
    found.fields.some((field) => (DATE_FIELDS as readonly (Field | null)[]).includes(field)) &&
    found.source.family === 'jira' &&
    found.delimiter !== null &&
    mapping.utcOffsetMinutes === undefined
  )
    notes.push('Times have no time zone, so they are read as UTC. Set "utcOffsetMinutes" in the mapping to change it.')
  return notes
}
