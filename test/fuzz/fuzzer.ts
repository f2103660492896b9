/** Sends requests to a site until they are enough or the time is up, and says what no caller may ever see. */
import fc from 'fast-check'
import type { Reply } from './exchange.ts'
import { requests, type Case } from './requests.ts'
import type { FuzzedSite } from './site.ts'
import { malformed } from './text.ts'

export interface Fuzzed {
  sent: number
  /** How often each status was answered; 0 is a connection that was closed without a word. */
  statuses: Map<number, number>
  faults: string[]
}

/** One line of figures. */
export const summary = ({ sent, statuses, faults }: Fuzzed) =>
  `${sent} requests, ${faults.length} faults; ${[...statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ')}`

const BATCH = 40
const AT_ONCE = 4
const ENOUGH_FAULTS = 25

/** The same seed sends the same requests. */
export async function fuzz(
  site: FuzzedSite,
  { seed, most, milliseconds }: { seed: number; most: number; milliseconds: number },
): Promise<Fuzzed> {
  const cases = requests(site.names, site.operations)
  const statuses = new Map<number, number>()
  const faults: string[] = []
  const until = Date.now() + milliseconds
  let sent = 0
  const one = async (request: Case) => {
    const described = () =>
      `${request.who} ${request.method} ${request.path.slice(0, 300)} ${JSON.stringify(request.headers)} ${String(request.body ?? '').slice(0, 1_500)}`
    const reply = await site
      .send({ ...request, headers: [...site.who[request.who], ...request.headers] })
      .catch((error: Error) => error)
    if (reply instanceof Error) return void faults.push(`${reply.message} · ${described()}`)
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
    const wrong = [...wrongs(reply), ...site.logged().map((line) => `logged ${line.slice(0, 1_200)}`)]
    if (wrong.length) faults.push(`${wrong.join('; ')} · ${described()}`)
  }
  for (
    let batch = 0;
    sent < most && Date.now() < until && faults.length < ENOUGH_FAULTS && site.ended() === null;
    batch++
  ) {
    const waiting = fc.sample(cases, { numRuns: Math.min(BATCH, most - sent), seed: seed + batch })
    sent += waiting.length
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) await one(next)
      }),
    )
  }
  if (site.ended() !== null) faults.push(`the process ended with ${site.ended()}`)
  return { sent, statuses, faults }
}

/** What no answer may hold: a fault of ours, or text that is no text. */
export function wrongs({ status, headers, bytes, text }: Reply): string[] {
  const found: string[] = []
  if (status >= 500 && status !== 501) found.push(`status ${status}: ${text.slice(0, 300)}`)
  if (/"code":"INTERNAL"|INTERNAL: |"code":-32603/.test(text)) found.push(`INTERNAL: ${text.slice(0, 600)}`)
  if (
    Buffer.compare(Buffer.from(text, 'utf8'), bytes) !== 0 &&
    /json|text|html|xml/.test(headers.get('content-type') ?? '')
  )
    found.push('the body is not UTF-8')
  const documents = /json/.test(headers.get('content-type') ?? '')
    ? [text]
    : /event-stream/.test(headers.get('content-type') ?? '')
      ? text
          .split('\n')
          .filter((line) => line.startsWith('data:'))
          .map((line) => line.slice(5))
      : []
  for (const document of documents) {
    if (document.trim() === '') continue
    try {
      found.push(...malformed(JSON.parse(document)).map((at) => `not well-formed at ${at}`))
    } catch {
      found.push(`the body is not JSON: ${document.slice(0, 200)}`)
    }
  }
  return found
}
