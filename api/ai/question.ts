/** What a model can be asked, and everything that can come back. No class of a provider's SDK passes this line. */

export const PROVIDERS = ['anthropic', 'openai'] as const
export type Provider = (typeof PROVIDERS)[number]

/** Where a question goes, in full: whatever a client is not told, the SDKs read from the environment of the process. */
export interface Access {
  readonly provider: Provider
  readonly model: string
  readonly apiKey: string
  /** Without a trailing slash. Anthropic's SDK adds `/v1/messages`, OpenAI's `/responses`. */
  readonly baseUrl: string
}

/** In the order in which providers cache prompts: what never changes comes first. */
export interface Question {
  readonly instructions: string
  readonly records: string
  readonly request: string
  /** JSON Schema of the answer, the same for every question, so that a provider compiles it once. */
  readonly schema: Readonly<Record<string, unknown>>
  /** Tokens that the answer may take. */
  readonly maxOutput: number
}

export interface Limits {
  /** Milliseconds until the provider's first byte: a model may read, or be loaded, before it says anything. */
  readonly connectMs: number
  /** Milliseconds between two pieces of a text that has begun. Before it, a model may think without a word. */
  readonly idleMs: number
  /** Milliseconds of the whole question, with its one retry. */
  readonly totalMs: number
  readonly signal?: AbortSignal
  /** Called with each piece of the answer as it arrives. */
  readonly onText?: (text: string) => void
}

/** Tokens. `input` leaves out what the provider read from its cache or wrote to it. */
export interface Usage {
  readonly input: number
  readonly cachedInput: number
  readonly cacheWrite: number
  readonly output: number
  /** The part of `output` that the model spent on thinking. */
  readonly thinking: number
}

export const UNAVAILABLE_REASONS = [
  'rate',
  'overloaded',
  'server',
  'network',
  'broken-stream',
  'timeout',
  'malformed',
] as const

/**
 * How a question ends. `answered` is the only outcome with a document in it, and it needs the provider's own last event.
 * `detail` is the provider's text: for the operator's log, and for the owner who tests a key of their own.
 */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: unknown; readonly usage: Usage }
  | { readonly kind: 'refused' | 'cut-off' | 'full-context'; readonly usage: Usage; readonly detail?: string }
  | {
      readonly kind: 'unavailable'
      readonly why: (typeof UNAVAILABLE_REASONS)[number]
      readonly detail: string
      /** Set when the stream had begun. */
      readonly usage?: Usage
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'misconfigured'; readonly detail: string }
  | { readonly kind: 'cancelled'; readonly usage?: Usage }

/**
 * Tokens that an answer may take beside what is asked for: a model that thinks spends them before its first word, and the
 * frame around an answer takes some.
 */
export const THINKING = 4_200

/** One question as the operator's log has it: without its text, the key, and whose it was. */
export interface Asked {
  readonly provider: Provider
  readonly host: string
  readonly model: string
  readonly outcome: Outcome['kind']
  readonly why?: string
  /** What the provider said of a failure. */
  readonly detail?: string
  readonly ms: number
  readonly usage?: Usage
}

export const NO_USAGE: Usage = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, thinking: 0 }
