/** Which tool wrote a file: every format scores the signature it finds, and near ties are said. */
import { customPrefixes, fieldName, foldHeader, looseNames } from './headers.ts'
import { CSV_SOURCES, JSON_SOURCES } from './index.ts'
import { anyCsv } from './sheet.ts'
import type { Mapping } from '../record/mapping.ts'
import type { Candidate } from '../record/report.ts'
import { type CsvSource, isObject } from './source.ts'

/** Two formats this close are both named. */
const NEAR = 0.2

/** A source's signature with its names as they are compared: folding them for every row that could be a header takes seconds. */
interface Signature {
  readonly source: CsvSource
  readonly requires: readonly (readonly string[])[]
  readonly typical: readonly (readonly string[])[]
  readonly titles: readonly string[]
}
const folded = (names: readonly string[]) => names.map(foldHeader)
const SIGNATURES: readonly Signature[] = CSV_SOURCES.map((source) => ({
  source,
  requires: source.requires.map(folded),
  typical: source.typical.map(folded),
  titles: folded(source.names.title ?? []),
}))
const ANY_TITLES = folded(anyCsv.names.title!)

function scoreOf({ source, requires, typical, titles }: Signature, present: ReadonlySet<string>): number {
  const has = (group: readonly string[]) => group.some((name) => present.has(name))
  if (!requires.every(has)) return 0
  // A tool's own format never leaves the title of a list unread.
  if (source !== anyCsv && !has(titles) && has(ANY_TITLES)) return 0
  const share = typical.length === 0 ? 1 : typical.filter(has).length / typical.length
  // Any sheet with a title is readable; a tool's own signature always outranks that.
  return source.format === 'csv' ? 0.1 + 0.3 * share : 0.5 + 0.5 * share
}

/** CSV formats that a header fits, best first. */
export function csvCandidates(header: readonly string[], mapping: Mapping): Candidate[] {
  const prefixes = customPrefixes(header)
  const present = new Set(header.flatMap((name) => [foldHeader(name), fieldName(name, prefixes)]))
  const loose = new Set([...present, ...looseNames(header).flat()])
  const scores = SIGNATURES.map((signature) => ({
    format: signature.source.format,
    score: Math.round(scoreOf(signature, signature.source === anyCsv ? loose : present) * 100) / 100,
  }))
  const said = new Set(Object.values(mapping.columns ?? {}))
  return scores
    .map((candidate) =>
      candidate.format === 'csv' && said.has('title')
        ? { ...candidate, score: Math.max(candidate.score, 0.1) }
        : candidate,
    )
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
}

/** JSON formats that the first item of a list fits, best first. */
export function jsonCandidates(item: unknown, list: string): Candidate[] {
  if (!isObject(item)) return []
  return JSON_SOURCES.filter((source) => source.lists.includes(list))
    .map((source) => ({ format: source.format, score: source.score(item, list) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
}

/** The candidates worth telling a person about: the best, and whatever comes near it. */
export function nearTies(candidates: readonly Candidate[]): Candidate[] {
  const best = candidates[0]?.score ?? 0
  return candidates.filter(({ score, format }) => best - score <= NEAR && !(format === 'csv' && best >= 0.5))
}
