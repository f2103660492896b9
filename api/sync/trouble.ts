/**
 * Why a source could not be read.
 * `credential`: expired, revoked, or refused: paused until a person enters another one.
 * `permission`: the credential lacks a permission, named in the message: paused.
 * `missing`: what was asked for does not exist (any more).
 * `busy`: asked to wait; `retryAfterMs` says for how long.
 * `unreachable`: no answer, a broken answer, or an error at the source; tried again with growing pauses.
 * `refused`: the source does not understand the request, such as a filter with a mistake: paused.
 * `host`: PM33 may not call this address.
 */
export const TROUBLES = ['credential', 'permission', 'missing', 'busy', 'unreachable', 'refused', 'host'] as const
export type TroubleKind = (typeof TROUBLES)[number]

/** The message is shown to people: one sentence, without a credential, an address's query, or the source's raw body. */
export class SourceTrouble extends Error {
  readonly kind: TroubleKind
  /** HTTP status, or null when there was no answer. */
  readonly status: number | null
  readonly retryAfterMs: number | null

  constructor(kind: TroubleKind, message: string, more: { status?: number; retryAfterMs?: number } = {}) {
    super(message)
    this.name = 'SourceTrouble'
    this.kind = kind
    this.status = more.status ?? null
    this.retryAfterMs = more.retryAfterMs ?? null
  }
}

/** Only a person can help: the connection is paused. */
export const PAUSES: ReadonlySet<TroubleKind> = new Set(['credential', 'permission', 'missing', 'refused', 'host'])

/** Why a connection rests that a person has paused. Erasing the person finds it again. */
export const pausedBy = (name: string): string => `Paused by ${name}.`

/** Whether PM33 has paused it, for a trouble at the source: another choice or token may end that. A person's pause, also of one who was erased, is only ended by a person. */
export const isPausedByPM33 = (why: string | null | undefined): boolean =>
  why != null && !/^(Paused by |\[erased )/.test(why)
