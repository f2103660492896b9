/** What only a person can say about a file, with what helps to say it. Goes to the person who asked and is kept nowhere. */
import type { LegacyEncoding } from '../../files/legacy-encoding.ts'
import { ImportRefusal, type RefusalCode } from '../../files/refusal.ts'
import type { Field } from './fields.ts'

export interface AskedColumn {
  readonly header: string
  /** Different values from the first rows, at most three, each cut to 60 characters. */
  readonly samples: readonly string[]
  /** The field it most likely is; null where nothing speaks for any. */
  readonly guess: Field | null
  /** `name`: the header says so; `values`: only what the cells look like. */
  readonly because: 'name' | 'values' | null
}

export type Question =
  | {
      readonly about: 'columns'
      readonly columns: readonly AskedColumn[]
      /** What a column can be, beside `ignore`. */
      readonly fields: readonly Field[]
    }
  | {
      readonly about: 'encoding'
      readonly readings: readonly { readonly encoding: LegacyEncoding; readonly text: string }[]
    }

/** A file that can be read once the question is answered: the answer is a mapping. */
export class Unanswered extends ImportRefusal {
  readonly question: Question

  constructor(code: RefusalCode, message: string, next: string, question: Question) {
    super(code, message, next)
    this.question = question
  }
}
