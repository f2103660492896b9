/** One question to Linear's GraphQL API: what it costs, how it says no, and what it says is left. */
import type { SourceHttp } from '../http/http.ts'
import { SourceTrouble } from '../trouble.ts'
import { complexity, type TypedDocumentString } from './operations.generated.ts'

const ADDRESS = 'https://api.linear.app/graphql'
/** How often one question is asked again after RATELIMITED. */
const TRIES = 5
/** Where Linear limits and does not say for how long. */
const UNSTATED_MS = 60_000

type Operation = keyof typeof complexity
type Answer = { readonly data?: unknown; readonly errors?: readonly GraphQLFault[] } | null
interface GraphQLFault {
  readonly extensions?: { readonly code?: string; readonly type?: string; readonly userPresentableMessage?: string }
}

export class LinearApi {
  readonly #http: SourceHttp
  readonly #authorization: string
  #spare = true
  /** Points an hour, as Linear says. */
  #limit: number | null = null

  constructor(http: SourceHttp, token: string) {
    this.#http = http
    // A personal key goes as it is; only a token of an OAuth app is a bearer token.
    this.#authorization = token.startsWith('lin_oauth_') ? `Bearer ${token}` : token
  }

  /** Half of the points of an hour are left, so far as Linear says. */
  get hasSpare(): boolean {
    return this.#spare
  }

  /** Issues an hour for which the points suffice. @param readings each of which brings so many issues an answer */
  pace(...readings: readonly (readonly [name: Operation, issues: number])[]): number | null {
    if (this.#limit === null) return null
    return Math.max(
      1,
      Math.floor(this.#limit / readings.reduce((sum, [name, issues]) => sum + complexity[name] / issues, 0)),
    )
  }

  /** @throws SourceTrouble */
  async ask<Result, Variables>(
    name: Operation,
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const { status, headers, json } = await this.#http.ask(
        {
          url: ADDRESS,
          headers: { authorization: this.#authorization },
          body: { query: document.toString(), variables },
          cost: complexity[name],
          answers: [400, 403],
        },
        signal,
      )
      this.#learn(headers)
      const answer = json as Answer
      const fault = answer?.errors?.[0]
      if (status === 200 && !fault && answer?.data) return answer.data as Result
      const code = fault?.extensions?.code
      if (code !== 'RATELIMITED' || attempt >= TRIES) throw troubleOf(code, status)
      await this.#http.wait(waitOf(headers), signal)
    }
  }

  #learn(headers: Headers): void {
    const requests = leftOf(headers, 'requests')
    const points = leftOf(headers, 'complexity')
    // Of the two budgets, the one that is used up decides.
    const left = requests?.remaining === 0 ? requests : points
    if (left) this.#http.learn(left)
    const limit = Number(headers.get('x-ratelimit-complexity-limit') ?? Number.NaN)
    if (limit > 0) this.#limit = limit
    if (points && limit > 0) this.#spare = points.remaining >= limit / 2
  }
}

function leftOf(headers: Headers, budget: 'requests' | 'complexity') {
  const number = (what: string) => {
    const text = headers.get(`x-ratelimit-${budget}-${what}`)
    return text === null || !Number.isFinite(Number(text)) ? null : Number(text)
  }
  const [remaining, resetAt] = [number('remaining'), number('reset')]
  return remaining === null || resetAt === null ? null : { remaining, resetAt }
}

/** Milliseconds that a RATELIMITED answer asks for: Retry-After, else until the budget that is used up starts again. */
function waitOf(headers: Headers): number {
  const after = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(after)) return Math.max(0, after * 1_000)
  const now = Date.parse(headers.get('date') ?? '')
  const spent = [leftOf(headers, 'requests'), leftOf(headers, 'complexity')].filter((left) => left?.remaining === 0)
  const waits = spent.map((left) => left!.resetAt - now).filter((ms) => ms > 0)
  return waits.length > 0 ? Math.max(...waits) : UNSTATED_MS
}

function troubleOf(code: string | undefined, status: number): SourceTrouble {
  const more = { status }
  if (code === 'RATELIMITED')
    return new SourceTrouble('busy', 'Linear asks PM33 to slow down.', { status, retryAfterMs: UNSTATED_MS })
  if (code === 'AUTHENTICATION_ERROR')
    return new SourceTrouble('credential', 'Linear refuses the key: it has expired or been revoked.', more)
  if (code === 'FORBIDDEN' || status === 403)
    return new SourceTrouble('permission', 'The key does not have permission to read this in Linear.', more)
  if (code === 'ENTITY_NOT_FOUND') return new SourceTrouble('missing', 'Linear no longer has this.', more)
  if (code === 'INTERNAL_SERVER_ERROR' || code === undefined)
    return new SourceTrouble('unreachable', 'Linear answered with an error.', more)
  return new SourceTrouble('refused', `Linear does not accept the request (${code.slice(0, 40)}).`, more)
}
