/** What one section says and asks. */
import type { EngineOutput, Question, Sentence } from '../document.ts'
import type { ItemRecord, Material } from '../material.ts'
import type { EngineName, SectionKey } from '../vocabulary.ts'
import type { Pen } from './sources.ts'

export interface Sheet {
  readonly sentences: readonly Sentence[]
  readonly questions: readonly Question[]
}

export type Filler = (material: Material, pen: Pen) => Sheet

export const engineOf = ({ engines }: Material, name: EngineName) => engines.find((engine) => engine.name === name)

/** What the analyses say of a section, in their order. */
export const computedFor = ({ engines }: Pick<Material, 'engines'>, key: SectionKey, pen: Pen): Sentence[] =>
  engines.flatMap((engine: EngineOutput) => (engine.lines[key] ?? []).map((line) => pen.compute(engine, line)))

/** The epic first, then what is in it. */
export const recordsOf = ({ head, items }: Material): ItemRecord[] => [
  ...(head ? [head] : []),
  ...items.filter(({ key }) => key !== head?.key),
]
