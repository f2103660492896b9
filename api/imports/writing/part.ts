/** Entries of our own export on their way from the thread that reads to the one that serves. */
import type { Part, PartEntries } from '../formats/own/own-parts.ts'

/** An entry with its place in the file. */
export interface PlacedEntry<P extends Part = Part> {
  readonly at: number
  readonly entry: PartEntries[P]
}

/** What became of some entries. */
export interface TakenParts {
  readonly added: number
  /** Already there under the same name, and left as they were. */
  readonly kept: number
  readonly refused: readonly { readonly at: number; readonly reason: string }[]
}
