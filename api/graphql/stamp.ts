import { createHash } from 'node:crypto'
import { canonical } from './cursor.ts'

/** What makes an answer repeatable: the same stamp gives the same bytes, on either database. */
export interface Stamp {
  /** The day that counts as today. Never the clock: within a day, the same data gives the same answer. */
  readonly asOf: string
  readonly dataVersion: number
  /** Seed of whatever was drawn; null where nothing was. */
  readonly seed: string | null
  /** Model and its version: `forecast/1`. */
  readonly engine: string
  /** SHA-256 of all that went in, shortened. */
  readonly inputHash: string
}

/** Hash of an analysis' inputs, independent of the order of their keys. */
export const hashOfInput = (input: unknown) => createHash('sha256').update(canonical(input)).digest('hex').slice(0, 16)

export function stampOf(
  engine: string,
  { asOf, dataVersion, seed = null }: { asOf: string; dataVersion: number; seed?: string | null },
  input: unknown,
): Stamp {
  return { asOf, dataVersion, seed, engine, inputHash: hashOfInput([engine, asOf, dataVersion, seed, input]) }
}
