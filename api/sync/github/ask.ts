/** One question to GitHub: by REST or GraphQL, with its two kinds of limits and what it says of the token. */
import { isObject, listOf, textOf } from '../../imports/formats/source.ts'
import { statedWait } from '../http/limits.ts'
import type { SourceAnswer, SourceHttp } from '../http/http.ts'
import { SourceTrouble } from '../trouble.ts'
import { GithubIssuesDocument, type GithubIssuesQuery } from './operations.generated.ts'

/** Most that one page of a list holds. */
export const PAGE = 100
const ADDRESS = 'https://api.github.com'
const TRIES = 5
/** GitHub asks for a minute where it does not say how long a secondary limit lasts. */
const UNSTATED_MS = 60_000

export class GithubApi {
  readonly #http: SourceHttp
  readonly #headers: Readonly<Record<string, string>>
  #spare = true
  #expiresAt: Date | null = null

  constructor(http: SourceHttp, token: string) {
    this.#http = http
    this.#headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    }
  }

  /** Half of the requests of an hour are left, so far as GitHub says. */
  get hasSpare(): boolean {
    return this.#spare
  }

  /** When the token expires; null until GitHub has said so, and for tokens without an end. */
  get expiresAt(): Date | null {
    return this.#expiresAt
  }

  /** @param url as GitHub gave it in a link, or a path. @throws SourceTrouble */
  async get(
    url: string,
    signal: AbortSignal,
    { answers = [], remembered = false }: { answers?: readonly number[]; remembered?: boolean } = {},
  ): Promise<SourceAnswer> {
    const request = {
      url: url.startsWith('/') ? `${ADDRESS}${url}` : url,
      headers: this.#headers,
      answers: [403, ...answers],
      remembered,
    }
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#http.ask(request, signal)
      this.#learn(answer.headers)
      // An answer that has not changed comes without the link to the page after it.
      if (answer.unchanged && listOf(answer.json).length >= PAGE && nextOf(answer.headers) === null)
        return this.get(url, signal, { answers })
      if (answer.status !== 403) return answer
      await this.#waitOrRefuse(answer, attempt, signal)
    }
  }

  /** Issues by their node ids; null where GitHub has none, or none that is an issue. @throws SourceTrouble */
  async issues(ids: readonly string[], signal: AbortSignal): Promise<GithubIssuesQuery['nodes']> {
    const body = { query: GithubIssuesDocument.toString(), variables: { ids } }
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#http.ask(
        { url: `${ADDRESS}/graphql`, headers: this.#headers, body, answers: [403] },
        signal,
      )
      if (answer.status === 403) {
        await this.#waitOrRefuse(answer, attempt, signal)
        continue
      }
      const { data, errors = [] } = answer.json as { data?: GithubIssuesQuery | null; errors?: { type?: string }[] }
      const fault = errors.find(({ type }) => type !== 'NOT_FOUND')
      if (!fault && data) return data.nodes
      if (fault?.type === 'RATE_LIMITED') await this.#pause(answer, attempt, signal)
      else if (fault?.type === 'FORBIDDEN') throw refusal(answer.headers)
      else throw new SourceTrouble('unreachable', 'GitHub answered with an error.', { status: answer.status })
    }
  }

  /** 403 is a limit or a permission: headers and message tell which. */
  async #waitOrRefuse(answer: SourceAnswer, attempt: number, signal: AbortSignal): Promise<void> {
    const message = isObject(answer.json) ? textOf(answer.json['message']) : ''
    const limited =
      answer.headers.has('retry-after') ||
      answer.headers.get('x-ratelimit-remaining') === '0' ||
      /rate limit|abuse/i.test(message)
    if (!limited) throw refusal(answer.headers)
    await this.#pause(answer, attempt, signal)
  }

  async #pause({ headers, status }: SourceAnswer, attempt: number, signal: AbortSignal): Promise<void> {
    const ms = statedWait(headers, Date.parse(headers.get('date') ?? '')) ?? UNSTATED_MS
    if (attempt >= TRIES)
      throw new SourceTrouble('busy', 'GitHub asks PM33 to slow down.', { status, retryAfterMs: ms })
    await this.#http.wait(ms, signal)
  }

  #learn(headers: Headers): void {
    const number = (name: string) => Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN)
    const [limit, remaining, reset] = [number('limit'), number('remaining'), number('reset')]
    if (remaining >= 0 && reset > 0) {
      this.#http.learn({ remaining, resetAt: reset * 1_000 })
      this.#spare = !(remaining < limit / 2)
    }
    const ends = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (UTC|[+-]\d{4})$/.exec(
      headers.get('github-authentication-token-expiration') ?? '',
    )
    if (ends) {
      const zone = ends[3] === 'UTC' ? 'Z' : ends[3]!.replace(/(\d\d)$/, ':$1')
      this.#expiresAt = new Date(`${ends[1]}T${ends[2]}${zone}`)
    }
  }
}

/** GitHub names the permission that would have been enough: `issues=read`. */
function refusal(headers: Headers): SourceTrouble {
  const wanted = /^[\w=,; ]{1,80}$/.exec(headers.get('x-accepted-github-permissions') ?? '')?.[0]
  return new SourceTrouble(
    'permission',
    wanted === undefined
      ? 'The token does not have permission to read this in GitHub.'
      : `The token lacks a permission in GitHub: ${wanted.replaceAll('=', ': ')}.`,
    { status: 403 },
  )
}

/** The page after this one, as GitHub says; null at the end. */
export function nextOf(headers: Headers): string | null {
  for (const link of (headers.get('link') ?? '').split(/,\s*(?=<)/)) {
    const found = /^<([^>]+)>\s*;.*rel="next"/.exec(link)
    if (found) return found[1]!
  }
  return null
}
