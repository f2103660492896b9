/** Sources by alias, and the words of each that a sentence may quote. */
import {
  plainSpace,
  type EngineOutput,
  type Evidence,
  type Sentence,
  type Source,
  type SourceKind,
} from '../document.ts'
import { isOpen, type ClaimRecord, type ItemRecord, type Material, type ObjectiveRecord } from '../material.ts'
import { engineAlias, ENGINES, MOST_RECORDS, recordAlias, type Basis } from '../vocabulary.ts'

export interface Citable {
  readonly source: Source
  /** Everything that it says, with single spaces. Quotes are parts of it. */
  readonly text: string
  /** The fields of an item: owner, status, points, and dates are compared as such. */
  readonly item: ItemRecord | null
}

export type Pool = ReadonlyMap<string, Citable>

/** Names of fields in free text would look like fields. */
const unfielded = (text: string) => text.replaceAll(/\b(Owner|Team|Due|Priority|Labels):/gi, '$1')

/** "SHOP-12 Pay with a gift card (story, 5 points, Ready)": how an item is named in a list, and the start of its text. */
export function leadOf({ key, title, type, points, status }: ItemRecord): string {
  const size = points === null ? 'not estimated' : points === 1 ? '1 point' : `${points} points`
  return plainSpace(`${key} ${unfielded(title)} (${type}, ${size}, ${unfielded(status)})`)
}

/** @param names whether it says whose work it is */
export function itemText(item: ItemRecord, names = true): string {
  return plainSpace(
    [
      `${leadOf(item)}.`,
      ...(names ? [`Owner: ${unfielded(item.assignee ?? 'none')}.`, `Team: ${unfielded(item.team ?? 'none')}.`] : []),
      `Due: ${item.dueDate ?? 'none'}.`,
      `Priority: ${item.priority}.`,
      ...(item.labels.length ? [`Labels: ${unfielded(item.labels.join(', '))}.`] : []),
      item.description,
    ].join(' '),
  )
}

/** "customers who order again within 90 days, 26% now, 31% is the target" */
export function measureOf({ measure, current, target }: ObjectiveRecord): string | null {
  if (!measure) return null
  return plainSpace(
    [measure, ...(current ? [`${current} now`] : []), ...(target ? [`${target} is the target`] : [])].join(', '),
  )
}

export function objectiveText(objective: ObjectiveRecord): string {
  const measure = measureOf(objective)
  return plainSpace(
    [`${objective.name}.`, ...(measure ? [`Measure: ${measure}.`] : []), objective.description].join(' '),
  )
}

export const claimText = ({ key, competitor, statement, source, capturedAt }: ClaimRecord) =>
  plainSpace(`${key} ${competitor}: ${statement} Source: ${source ?? 'none'}, ${capturedAt ?? 'no date'}.`)

const engineText = ({ lines }: EngineOutput) =>
  plainSpace(
    Object.values(lines)
      .flatMap((some) => some ?? [])
      .join(' '),
  )

const inOrder = (engines: readonly EngineOutput[]) =>
  engines.toSorted((a, b) => ENGINES.indexOf(a.name) - ENGINES.indexOf(b.name))

/** Aliases in the order of the material: the epic, its open items, objectives, claims, then closed items. */
export function poolOf({ head, items, objectives, claims, engines }: Material): Pool {
  const record = (kind: SourceKind, key: string, title: string, note: string, text: string) => ({
    kind,
    key,
    title,
    note,
    text,
    item: null as ItemRecord | null,
  })
  const ofItem = (item: ItemRecord) => ({
    ...record('item', item.key, item.title, `${item.type}, ${item.status}`, itemText(item)),
    item,
  })
  const others = items.filter(({ key }) => key !== head?.key)
  const records = [
    ...(head ? [ofItem(head)] : []),
    ...objectives.map((one) => record('objective', one.name, one.name, 'objective', objectiveText(one))),
    ...claims.map((one) =>
      record(
        'claim',
        one.key,
        one.competitor,
        one.standing === 'supported' ? 'claim' : `claim, ${one.standing}`,
        claimText(one),
      ),
    ),
    ...[...others.filter(isOpen), ...others.filter((item) => !isOpen(item))].slice(0, MOST_RECORDS).map(ofItem),
  ].slice(0, MOST_RECORDS)
  return new Map<string, Citable>([
    ...records.map(({ text, item, ...rest }, at): [string, Citable] => {
      const alias = recordAlias(at)
      return [alias, { source: { alias, ...rest, stamp: null }, text, item }]
    }),
    ...inOrder(engines).map((engine): [string, Citable] => {
      const alias = engineAlias(engine.name)
      const { title, stamp, name } = engine
      const note = 'analysis'
      return [
        alias,
        {
          source: { alias, kind: 'analysis', key: name, title, note, stamp },
          text: engineText(engine),
          item: null,
        },
      ]
    }),
  ])
}

/** Sentences from a pool. What is not in the pool cannot be cited, and so is not said. */
export interface Pen {
  /** Words of a record, as a sentence of their own. */
  quote(key: string, words: string): Sentence[]
  /** A sentence of ours about a record; its evidence is the words it was made from. */
  summarize(key: string, text: string, words: string): Sentence[]
  /** What an analysis says. */
  compute(engine: EngineOutput, text: string): Sentence
  /** Words of records and analyses beside a question. */
  show(...from: readonly (readonly [key: string, words: string])[]): Evidence[]
  /** What an analysis says, beside a question. */
  shown(engine: EngineOutput | undefined, at: keyof EngineOutput['lines'], most?: number): Evidence[]
}

export function penOf(pool: Pool): Pen {
  const aliases = new Map(
    [...pool.values()]
      .filter(({ source }) => source.kind !== 'analysis')
      .map(({ source }) => [source.key, source.alias]),
  )
  const evidence = (key: string, words: string): Evidence[] => {
    const alias = aliases.get(key)
    const quote = plainSpace(words)
    return alias && quote && pool.get(alias)!.text.includes(quote) ? [{ source: alias, quote }] : []
  }
  const said = (text: string, basis: Basis, key: string, words: string): Sentence[] => {
    const found = evidence(key, words)
    return found.length ? [{ text: plainSpace(text), basis, evidence: found }] : []
  }
  return {
    quote: (key, words) => said(words, 'quoted', key, words),
    summarize: (key, text, words) => said(text, 'summarized', key, words),
    compute: ({ name }, text) => ({
      text: plainSpace(text),
      basis: 'computed',
      evidence: [{ source: engineAlias(name), quote: plainSpace(text) }],
    }),
    show: (...from) => from.flatMap(([key, words]) => evidence(key, words)),
    shown: (engine, at, most = 2) =>
      (engine?.lines[at] ?? [])
        .slice(0, most)
        .map((line) => ({ source: engineAlias(engine!.name), quote: plainSpace(line) })),
  }
}
