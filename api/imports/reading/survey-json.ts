/** First reading of a JSON file: twice through, because lists and field names may stand behind the items. */
import { jsonCandidates } from '../formats/detect.ts'
import { JSON_SOURCES } from '../formats/index.ts'
import { OWN_JSON, ownJson } from '../formats/own/own-format.ts'
import { type Encoding, textOf } from '../../files/encoding.ts'
import type { Field } from '../record/fields.ts'
import { plainHeader } from '../formats/headers.ts'
import { type JsonPart, jsonParts } from '../../files/json.ts'
import { askAboutColumns } from './ask-columns.ts'
import { saidColumns } from './mapping.ts'
import type { Limits, Shared, Source } from '../record/plan.ts'
import type { Mapping } from '../record/mapping.ts'
import { ImportRefusal } from '../../files/refusal.ts'
import type { Candidate } from '../record/report.ts'
import { isObject, type JsonItem, type JsonSource, type RawItem, textsOf } from '../formats/source.ts'
import { boundedValue, boundedValues } from '../record/values.ts'
import { PartTally } from './part-tally.ts'
import { isSprintList } from './sprint-list.ts'
import { count, newTally, seeRow, type Tally } from './tally.ts'

/** Lists of any format, by their keys. */
const ITEM_LISTS = new Set(JSON_SOURCES.flatMap(({ lists }) => lists).filter((key) => key !== ''))

/** Items kept to see what they are. */
const SAMPLE_ITEMS = 50

export interface JsonColumn {
  readonly name: string
  field: Field | null
  populated: number
}

export interface JsonSurvey {
  readonly source: JsonSource
  readonly candidates: readonly Candidate[]
  readonly columns: readonly JsonColumn[]
  readonly shared: Shared
  readonly tally: Tally
  /** What our own export holds beside the items. */
  readonly beside: PartTally | null
}

export async function surveyJson(
  source: Source,
  encoding: Encoding,
  mapping: Mapping,
  limits: Limits,
): Promise<JsonSurvey> {
  const shared: Shared = { names: new Map(), lists: new Map(), moves: new Map() }
  let candidates = await detectAndLearn(() => parts(source, encoding, limits), shared)
  if (candidates.length === 0)
    for await (const { list, key, value } of parts(source, encoding, limits, EVERYWHERE)) {
      candidates = jsonCandidates(value, list!)
      if (candidates.length === 0) continue
      shared.deep = key
      break
    }
  const format = JSON_SOURCES.find(({ format: name }) => name === (mapping.format ?? candidates[0]?.format))
  if (format === undefined)
    throw new ImportRefusal(
      'UNKNOWN_FORMAT',
      'Unrecognized JSON: no list of issues, cards, or tasks with titles found.',
      'Import a Jira search result, issues from GitHub or GitLab, the output of `gh project item-list --format json`, a Trello board, your tracker’s API response, or any list of objects with a title.',
    )
  const tally = newTally(mapping)
  const columns = new Map<string, JsonColumn>()
  const sample: JsonItem[] = []
  const said = saidColumns(mapping)
  const read = itemReader(format, shared, mapping)
  const beside = format.family === 'pm33' ? new PartTally() : null
  for await (const part of parts(source, encoding, limits, shared.deep)) {
    if (part.list === null || !format.lists.includes(part.list)) {
      beside?.see(part)
      continue
    }
    if (!isObject(part.value)) {
      seeRow(tally, limits)
      tally.quarantine.add(
        part.at,
        part.value === undefined ? `larger than ${limits.cell.toLocaleString('en')} characters` : 'not an object',
      )
      continue
    }
    seeColumns(columns, format, part.value, shared, said, limits)
    if (sample.length < SAMPLE_ITEMS) sample.push(part.value)
    count(tally, read(part.value, part.at), format, limits, format.byName)
  }
  const all = [...columns.values()]
  if (format.format === 'list-json' && mapping.columns === undefined) refuseSprints(all, sample)
  return { source: format, candidates, columns: all, shared, tally, beside }
}

/** @throws Unanswered when the objects of an unknown list look like sprints */
function refuseSprints(columns: readonly JsonColumn[], sample: readonly JsonItem[]): void {
  const header = columns.map(({ name }) => name)
  const fields = columns.map(({ field }) => field)
  const rows = sample.map((item) => header.map((name) => textsOf(item[name]).join(', ')))
  if (isSprintList(header, fields, rows)) throw askAboutColumns(header, fields, rows)
}

/** The values of a JSON file, one at a time. `deep`: the path of lists inside of values, or all of them. */
export async function* parts(
  source: Source,
  encoding: Encoding,
  limits: Limits,
  deep?: string | typeof EVERYWHERE,
): AsyncGenerator<JsonPart> {
  let at = 0
  for await (const part of jsonParts(textOf(source(), encoding, limits.blank), limits.cell)) {
    if (deep === undefined) yield part
    else
      for (const { path, list, value } of listsIn([part.list ?? '', part.key], part.value))
        if (deep === EVERYWHERE || deep === path) yield { list, key: path, at: ++at, value }
  }
}

const EVERYWHERE = Symbol('everywhere')
/** Levels at which the items of an answer may stand: `data.organization.projectV2.items.nodes` is the fifth. */
const DEEPEST = 10

/** The elements of the lists that items can stand in, wherever they are in a value. */
function* listsIn(path: readonly string[], value: unknown): Generator<{ path: string; list: string; value: unknown }> {
  if (path.length > DEEPEST) return
  const list = path.at(-1)!
  if (Array.isArray(value)) {
    for (const one of value as readonly unknown[])
      if (ITEM_LISTS.has(list)) yield { path: path.join('.'), list, value: one }
      else yield* listsIn(path, one)
  } else if (isObject(value))
    for (const [name, inside] of Object.entries(value)) yield* listsIn([...path, name], inside)
}

async function detectAndLearn(read: () => AsyncGenerator<JsonPart>, shared: Shared): Promise<readonly Candidate[]> {
  let candidates: readonly Candidate[] = []
  for await (const { list, key, value } of read()) {
    // Ours says so first; other lists may stand before the items.
    if (candidates.length === 0 && list === null && key === 'product' && value === OWN_JSON.product)
      return [{ format: ownJson.format, score: 1 }]
    if (candidates.length === 0 && list !== null) candidates = jsonCandidates(value, list)
    // GitHub keeps everything inside the items.
    if (candidates[0]?.format === 'github-json' || candidates[0]?.format === 'pm33-json') break
    for (const source of JSON_SOURCES) source.learn(list, key, value, shared)
  }
  return candidates
}

/** Items with a person's own decisions about columns applied. */
export function itemReader(
  format: JsonSource,
  shared: Shared,
  mapping: Mapping,
): (item: JsonItem, row: number) => RawItem {
  const said = saidColumns(mapping)
  const own = (item: JsonItem, row: number): RawItem => {
    const raw = format.read(item, row, shared)
    return {
      ...raw,
      values: (field) => boundedValues(field, raw.values(field)),
      changes: raw.changes.map(({ at, from, to }) => ({
        at: boundedValue(at),
        from: from && boundedValue(from),
        to: boundedValue(to),
      })),
    }
  }
  if (said.size === 0) return own
  return (item, row) => {
    const raw = own(item, row)
    const given = new Map<Field, string[]>()
    const ignored = new Set<Field>()
    for (const [column, value] of Object.entries(format.columns(item))) {
      const decision = decisionOn(column, said, shared)
      const own = format.reads(column, value, shared)
      if (decision === 'ignore' && own !== null) ignored.add(own)
      else if (decision !== undefined && decision !== 'ignore')
        given.set(decision, [...(given.get(decision) ?? []), ...textsOf(value)])
    }
    const decided = (field: Field) => given.get(field) ?? (ignored.has(field) ? [] : null)
    return {
      ...raw,
      values: (field) => {
        const texts = decided(field)
        return texts === null ? raw.values(field) : boundedValues(field, texts)
      },
    }
  }
}

function decisionOn(
  column: string,
  said: ReadonlyMap<string, Field | 'ignore'>,
  shared: Shared,
): Field | 'ignore' | undefined {
  const name = shared.names.get(column)
  return said.get(plainHeader(column)) ?? (name === undefined ? undefined : said.get(plainHeader(name)))
}

function seeColumns(
  columns: Map<string, JsonColumn>,
  format: JsonSource,
  item: JsonItem,
  shared: Shared,
  said: ReadonlyMap<string, Field | 'ignore'>,
  limits: Limits,
): void {
  for (const [name, value] of Object.entries(format.columns(item))) {
    let column = columns.get(name)
    if (column === undefined) {
      if (columns.size >= limits.columns)
        throw new ImportRefusal(
          'TOO_MANY_COLUMNS',
          `The items have more than ${limits.columns.toLocaleString('en')} different fields.`,
          'Export fewer fields.',
        )
      columns.set(name, (column = { name, field: null, populated: 0 }))
    }
    if (
      value === null ||
      value === '' ||
      (Array.isArray(value) && value.length === 0) ||
      (isObject(value) && Object.keys(value).length === 0)
    )
      continue
    column.populated++
    const decision = decisionOn(name, said, shared)
    column.field ??= decision === 'ignore' ? null : (decision ?? format.reads(name, value, shared))
  }
}
