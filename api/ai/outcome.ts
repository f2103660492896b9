import { NO_USAGE, type Outcome, type Usage } from './question.ts'

/** Characters of a provider's message that are kept. */
const LONGEST_DETAIL = 200

/** What the SDKs put on their errors; a cut connection and a broken frame arrive as errors of the runtime instead. */
interface ProviderError {
  readonly message?: unknown
  readonly status?: unknown
  readonly code?: unknown
  readonly type?: unknown
  readonly error?: {
    readonly type?: unknown
    readonly message?: unknown
    readonly error?: { readonly type?: unknown; readonly message?: unknown }
  }
  readonly headers?: { get?(name: string): string | null }
}

/**
 * Which outcome an error stands for.
 * @param stopped why our own watch ended the question, if it did; a stream that is stopped ends without an error
 * @param usage what was counted before the error; undefined when the stream had not begun
 */
export function outcomeOfError(error: unknown, stopped: 'timeout' | 'cancelled' | undefined, usage?: Usage): Outcome {
  const known = usage && { usage }
  if (stopped === 'cancelled') return { kind: 'cancelled', ...known }
  const { message, status, code, type, error: body, headers } = (error ?? {}) as ProviderError
  const detail = String(body?.error?.message ?? body?.message ?? message ?? error).slice(0, LONGEST_DETAIL)
  const unavailable = (why: (Outcome & { kind: 'unavailable' })['why']): Outcome => ({
    kind: 'unavailable',
    why,
    detail,
    ...known,
    ...retryAfter(headers?.get?.('retry-after')),
  })
  if (stopped === 'timeout' || /timed? ?out/i.test((error as Error | null)?.constructor?.name ?? ''))
    return unavailable('timeout')
  const kind = String(body?.error?.type ?? body?.type ?? code ?? type ?? '')
  if (status === 401 || status === 403 || status === 402 || status === 404 || kind === 'insufficient_quota')
    return { kind: 'misconfigured', detail }
  if (
    status === 413 ||
    (status === 400 &&
      /too long|context[_ ](?:length|window|limit|size)|maximum context/i.test(
        `${detail} ${kind} ${String(code ?? '')}`,
      ))
  )
    return { kind: 'full-context', usage: usage ?? NO_USAGE, detail }
  if (status === 400 || status === 405 || status === 422) return { kind: 'misconfigured', detail }
  if (status === 429) return unavailable('rate')
  if (status === 529 || status === 503 || kind === 'overloaded_error') return unavailable('overloaded')
  if (typeof status === 'number' && status >= 500) return unavailable('server')
  if (error instanceof SyntaxError) return unavailable('malformed')
  return unavailable(usage ? 'broken-stream' : 'network')
}

function retryAfter(header: string | null | undefined): { retryAfterMs?: number } {
  const seconds = Number(header ?? Number.NaN)
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: Math.ceil(seconds * 1_000) } : {}
}

/** The text of a whole answer as its JSON. */
export function outcomeOfText(text: string, usage: Usage): Outcome {
  try {
    return { kind: 'answered', answer: JSON.parse(text) as unknown, usage }
  } catch {
    return { kind: 'unavailable', why: 'malformed', usage, detail: 'the answer is not JSON' }
  }
}

/** Waits that are worth it while a person looks on. */
const LONGEST_WAIT_MS = 10_000
const FIRST_WAIT_MS = 500

/**
 * How long to wait before the one retry; null for none. Only what failed before its first byte is sent again: from then
 * on the provider may have charged for an answer, and asking again would charge twice.
 */
export function retryIn(outcome: Outcome, leftMs: number): number | null {
  if (outcome.kind !== 'unavailable' || outcome.usage) return null
  if (outcome.why === 'timeout' || outcome.why === 'malformed' || outcome.why === 'broken-stream') return null
  const wait = outcome.retryAfterMs ?? FIRST_WAIT_MS
  return wait <= LONGEST_WAIT_MS && wait < leftMs ? wait : null
}
