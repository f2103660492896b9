/**
 * What a row says about the fields of an item, within the bounds that the API holds for them. Both readings of a file ask
 * here: the first counts what had to be repaired, the second writes the values.
 */
import { cut } from '../../../text.ts'
import {
  eachOf,
  fieldOf,
  importedAs,
  isWebAddress,
  ITEM_FIELDS,
  LISTS,
  NUMBERS,
  rangeOf,
  TEXTS,
  within,
  type MemberOf,
  type NumberField,
  type RecordedValues,
} from '../../backlog/item-fields.ts'
import { foldedWords, foldHeader } from '../formats/headers.ts'
import type { Habits, RawItem } from '../formats/source.ts'
import type { Field } from '../record/fields.ts'
import { LENGTHS } from '../record/lengths.ts'
import { boundedValue } from '../record/values.ts'
import type { ImportedLink, ImportRecord } from '../record/record.ts'
import { priorityOfWord, readNumber, SIZES, sizeOf } from '../record/words.ts'
import { splitList } from './csv-item.ts'

type Values = Pick<RecordedValues, MemberOf<'number' | 'text' | 'list'> | 'priority'> & Pick<ImportRecord, 'rank'>

export interface ItemReading {
  readonly values: Values
  /** What was repaired, a reason each. */
  readonly repairs: readonly string[]
}

/** What items without a status stand under. */
export const NO_STATUS = '(none)'

/** Status word of a row. */
export function statusOf(raw: RawItem): string {
  return raw.values('status')[0]?.trim() ?? NO_STATUS
}

export function labelsOf(raw: RawItem, habits: Habits): string[] {
  const cells = raw.values('labels')
  return habits.list === null
    ? cells.map((cell) => boundedValue(cell))
    : cells.flatMap((cell) => splitList(cell, habits.list!))
}

export function itemValues(raw: RawItem, habits: Habits): ItemReading {
  const repairs: string[] = []
  const given = raw.record ?? readCells(raw, habits, repairs)
  const names = raw.record ? namesOf(raw.record) : rawNames(raw)
  for (const [what, kept, texts] of names)
    if (texts.some((text) => text.length > kept))
      repairs.push(`${what}: longer than ${kept} characters, ${what === 'key' ? 'shortened' : 'cut'}`)
  return {
    values: {
      ...eachOf(NUMBERS, (member) => bounded(member, given[member], repairs)),
      ...eachOf(TEXTS, (member) => shortened(member, given[member], repairs)),
      ...eachOf(LISTS, (member) => thinned(member, given[member], repairs)),
      priority: given.priority,
      rank: given.rank,
    } as Values,
    repairs,
  }
}

/** `80%` is a share; `M` is a size. */
function numberOf(field: Field, cell: string): number | null {
  if (field === 'confidence' && /%\s*$/.test(cell)) {
    const percent = readNumber(cell.replace(/%\s*$/, ''))
    return percent === null ? null : percent / 100
  }
  return readNumber(cell) ?? (field === 'storyPoints' ? sizeOf(cell) : null)
}

const SCALE = Object.entries(SIZES)
  .map(([size, points]) => `${size.toUpperCase()} ${points}`)
  .join(', ')

function readCells(raw: RawItem, habits: Habits, repairs: string[]): Values {
  const number = (field: Parameters<RawItem['values']>[0]) => {
    const read = raw.values(field).map((cell) => numberOf(field, cell))
    const value = read.find((one) => one !== null) ?? null
    if (value === null && read.length > 0) repairs.push(`${field}: not a number, left empty`)
    if (value !== null && sizeOf(raw.values(field)[read.indexOf(value)]!) !== null)
      repairs.push(`${field}: a size such as M read as points (${SCALE})`)
    return value
  }
  const text = (field: Parameters<RawItem['values']>[0]) => raw.values(field)[0]?.trim() ?? ''
  const priority = raw.values('priority')[0]
  const known = priority === undefined ? 'none' : priorityOfWord(priority.trim())
  if (known === null) repairs.push('priority: not recognized, set to none')
  const url = text('url')
  if (url !== '' && !isWebAddress(url)) repairs.push('url: not a web address, left empty')
  return {
    ...eachOf(NUMBERS, (member) => {
      const value = fromForeign(fieldOf(member) as NumberField, number(importedAs(member)))
      if (member !== 'storyPoints' || value === null || value !== habits.unestimated) return value
      repairs.push(`storyPoints: ${value} was read as not estimated`)
      return null
    }),
    title: text('title') || (raw.shownKey ?? text('key')),
    description: raw.values('description')[0] ?? null,
    status: statusOf(raw),
    priority: known ?? 'none',
    labels: [...new Set(labelsOf(raw, habits))],
    skills: [...new Set(raw.values('skills').flatMap((cell) => splitList(cell, /[,;]\s*/)))],
    assignee: personOf(text('assignee')),
    url: isWebAddress(url) ? url : null,
    rank: number('rank'),
  }
}

/** What trackers and people write where nobody is assigned. */
const NOBODY = foldedWords(
  'unassigned|not assigned|nobody|no one|none|no assignee|no owner|n/a|tbd|tba|nicht zugewiesen|nicht zugeordnet|niemand|keine|keiner|non attribué|non attribuée|non assigné|non assignée|aucun|aucune|personne|à définir|sin asignar|no asignado|no asignada|nadie|ninguno|não atribuído|não atribuída|não designado|sem responsável|ninguém|non assegnato|non assegnata|nessuno|niet toegewezen|nieprzypisany|nieprzypisane|nieprzydzielone|brak|не назначен|не назначена|не назначено|не призначено|нет|никто|未割り当て|未アサイン|未割当|担当者なし|なし|未分配|未指派|無|无|미지정|할당되지 않음|담당자 없음|atanmamış|nepřiřazeno|nepřidělený|ej tilldelad|ingen|inte tilldelad',
)
/** Longer than any of them. */
const NOBODY_LENGTH = 24

const isNobody = (cell: string) =>
  /^[-—–?.\s]*$/u.test(cell) ||
  (cell.length <= NOBODY_LENGTH && NOBODY.has(foldHeader(cell.replace(/^[\s([<—–-]+|[\s)\]>—–-]+$/gu, ''))))

/** A person's name: the first of a list in brackets, without a mail address behind it; null for nobody. */
const personOf = (cell: string): string | null => (isNobody(cell) ? null : nameOf(cell))

function nameOf(cell: string): string | null {
  const name = (/^\[(.*)\]$/s.exec(cell)?.[1]?.split(',')[0] ?? cell).trim()
  const at = name.lastIndexOf('<')
  return (at >= 0 && /^<[^>]*[@\\][^>]*>$/.test(name.slice(at)) ? name.slice(0, at).trim() : name) || null
}

/** Fifteen digits are what a number holds without noise: 70% is 0.7, not 0.7000000000000001. */
const exact = (value: number) => Number(value.toPrecision(15))

function fromForeign({ foreign }: NumberField, value: number | null): number | null {
  if (value === null || foreign === undefined) return value
  if (foreign === 'money') return exact(value * 100)
  // 80 is 80%.
  return value > 1 ? exact(value / 100) : value
}

function bounded(member: MemberOf<'number'>, value: number | null, repairs: string[]): number | null {
  const bounds = ITEM_FIELDS[member]
  if (value === null || within(bounds, value)) return value
  const unit = fieldOf(member).kind === 'number' && member === 'delayCostCents' ? ' cents' : ''
  repairs.push(`${importedAs(member)}: must be ${rangeOf(bounds)}${unit}, left empty`)
  return null
}

function shortened(member: MemberOf<'text'>, text: string | null, repairs: string[]): string | null {
  const { longest } = ITEM_FIELDS[member]
  if (text === null) return null
  if (member === 'url') {
    if (text !== '' && text.length <= longest && isWebAddress(text)) return text
    repairs.push(
      text.length > longest
        ? `url: longer than ${longest} characters, left empty`
        : 'url: not a web address, left empty',
    )
    return null
  }
  if (text.length <= longest) return text
  repairs.push(`${member}: longer than ${longest} characters, cut`)
  return cut(text, longest)
}

function thinned(member: MemberOf<'list'>, list: readonly string[], repairs: string[]): readonly string[] {
  const { entries, longest } = ITEM_FIELDS[member]
  let kept = list
  if (kept.some((entry) => entry.length > longest)) {
    repairs.push(`${member}: an entry is longer than ${longest} characters, cut`)
    kept = [...new Set(kept.map((entry) => cut(entry, longest)))]
  }
  if (kept.length <= entries) return kept
  repairs.push(`${member}: more than ${entries}, the rest left out`)
  return kept.slice(0, entries)
}

type Names = readonly (readonly [what: string, kept: number, texts: readonly string[]])[]

function rawNames(raw: RawItem): Names {
  return [
    ['key', LENGTHS.key, [raw.shownKey ?? raw.values('key')[0]?.trim() ?? '']],
    ['team', LENGTHS.team, raw.values('team').length ? raw.values('team') : raw.values('project')],
    ['sprint', LENGTHS.sprint, raw.sprints.map(({ name }) => name)],
    ['history', ITEM_FIELDS.status.longest, raw.changes.flatMap(({ from, to }) => [from ?? '', to])],
    ['link', LENGTHS.linkName, raw.links.map(({ name }) => name)],
  ]
}

function namesOf(record: ImportRecord): Names {
  const targets = record.links.map(({ targetRef }: ImportedLink) => targetRef)
  return [
    ['key', LENGTHS.key, [record.key]],
    ['team', LENGTHS.team, record.teamName === null ? [] : [record.teamName]],
    ['sprint', LENGTHS.sprint, record.sprints.map(({ name }) => name)],
    ['history', ITEM_FIELDS.status.longest, record.statusChanges.flatMap(({ from, to }) => [from ?? '', to])],
    ['link', LENGTHS.linkName, record.links.map(({ name }) => name)],
    ['link target', LENGTHS.linkTarget, targets],
  ]
}
