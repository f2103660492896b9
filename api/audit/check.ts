/** Whether an audit log is whole: every row as it was written, in its place, with none missing. */
import {
  digestOf,
  GENESIS,
  hashOf,
  signatureOf,
  UNSEALED,
  type Checkpoint,
  type Identity,
  type SealedRow,
} from './seal.ts'

export const FAULTS = [
  'changed',
  'added',
  'missing',
  'identity_changed',
  'end_missing',
  'checkpoint_changed',
  'not_as_witnessed',
] as const
export type Fault = (typeof FAULTS)[number]

export interface Finding {
  fault: Fault
  /** The event, or the first of those that are missing. */
  sequence: number
  /** The last of those that are missing. */
  through: number
}

export interface Place {
  sequence: number
  hash: string
}

export interface StoredRow extends SealedRow {
  hash: string
  /** null when it was erased. */
  identity: (Identity & { salt: string }) | null
}

/** Findings beyond these say nothing new. */
const MOST_FINDINGS = 100

/** Takes the rows of one organization in the order of their numbers, and says what is wrong with them. */
export class Checker {
  readonly findings: Finding[] = []
  events = 0
  /** Rows that an earlier version wrote without a hash. */
  unsealed = 0
  /** Rows whose person was erased. */
  erased = 0
  readonly #key: Uint8Array
  readonly #witness: Place | null
  #last: Place

  /** @param checkpoints of purges, the newest last @param witness what an earlier check found at the end, kept elsewhere */
  constructor(key: Uint8Array, checkpoints: readonly (Checkpoint & { signature: string })[], witness: Place | null) {
    this.#key = key
    this.#witness = witness
    for (const checkpoint of checkpoints)
      if (signatureOf(key, checkpoint) !== checkpoint.signature) this.#found('checkpoint_changed', checkpoint.sequence)
    this.#last = checkpoints.at(-1) ?? { sequence: 0, hash: GENESIS }
  }

  get last(): Place {
    return this.#last
  }

  /** Goes on behind events that a purge took while the log was read. @param checkpoint the newest one */
  pass(checkpoint: Checkpoint & { signature: string }): void {
    if (signatureOf(this.#key, checkpoint) === checkpoint.signature) this.#last = checkpoint
    else this.#found('checkpoint_changed', checkpoint.sequence)
  }

  take(row: StoredRow): void {
    const { sequence, hash } = this.#last
    this.events++
    if (row.sequence !== sequence + 1) this.#found('missing', sequence + 1, row.sequence - 1)
    else if (row.hash === UNSEALED && (hash === UNSEALED || sequence === 0)) this.unsealed++
    else if (hashOf(this.#key, hash, row) !== row.hash) this.#found('changed', row.sequence)
    if (!row.identity) this.erased++
    else if (row.hash !== UNSEALED && digestOf(row.identity.salt, row.identity) !== row.identityDigest)
      this.#found('identity_changed', row.sequence)
    if (this.#witness?.sequence === row.sequence && this.#witness.hash !== row.hash)
      this.#found('not_as_witnessed', row.sequence)
    this.#last = { sequence: row.sequence, hash: row.hash }
  }

  /** @param head how far the log goes by its own account */
  end(head: Place): void {
    const { sequence, hash } = this.#last
    if (sequence > head.sequence) this.#found('added', head.sequence + 1, sequence)
    else if (sequence < head.sequence) this.#found('end_missing', sequence + 1, head.sequence)
    else if (hash !== head.hash) this.#found('changed', sequence)
    if (this.#witness && this.#witness.sequence > sequence)
      this.#found('end_missing', sequence + 1, this.#witness.sequence)
  }

  #found(fault: Fault, sequence: number, through = sequence): void {
    if (this.findings.length < MOST_FINDINGS) this.findings.push({ fault, sequence, through })
  }
}

/** One sentence for a finding. */
export function sentenceOf({ fault, sequence, through }: Finding): string {
  const events = through > sequence ? `Events ${sequence} to ${through} are` : `Event ${sequence} is`
  return {
    changed: `Event ${sequence} was changed after it was written.`,
    added: `${events} not from PM33.`,
    missing: `${events} missing.`,
    identity_changed: `The person recorded for event ${sequence} was changed after it was written.`,
    end_missing: `${events} missing from the end of the log.`,
    checkpoint_changed: `The checkpoint after event ${sequence} was changed after it was written.`,
    not_as_witnessed: `Event ${sequence} is not the one that an earlier check found there.`,
  }[fault]
}
