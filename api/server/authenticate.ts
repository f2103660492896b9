import { z } from 'zod'
import { presentedIn, type Browser } from '../identity/sessions/browser.ts'
import type { CallNote, ServerContext } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import type { Principal } from '../identity/principal.ts'
import { traceOf } from '../../address.ts'
import { storable } from '../../text.ts'
import { API_KEY_REJECTED, sameSecret, type Credentials } from '../identity/credentials/credentials.ts'

/** Secrets of this process that open internal doors. */
export interface Doors {
  /** The adapter's credential. */
  serviceKey: string
  /** The console's credential. */
  operatorKey: string
}

/** @throws Refusal UNAUTHENTICATED or BAD_USER_INPUT when a credential is presented and is not good. */
export async function authenticate(
  request: Request,
  credentials: Credentials,
  doors: Doors,
  browser: Browser | null = null,
): Promise<ServerContext> {
  const { key, bearer } = presentedIn(request.headers)
  if (key && bearer)
    throw new Refusal('BAD_USER_INPUT', 'Two credentials were sent. Send either x-api-key or Authorization, not both.')
  const userAgent = request.headers.get('user-agent')
  const trace = traceOf(request.headers.get('traceparent'))
  const call: CallNote = {
    ...(userAgent ? { userAgent } : {}),
    ...(browser ? { ip: browser.ip } : {}),
    ...(trace ? { correlationId: trace } : {}),
  }
  const anonymous = { principal: null, adapter: false, operator: false, call, browser: null, rate: { headers: {} } }
  if (key) {
    const answer = await credentials.byApiKey(key, 'graphql')
    if ('rejected' in answer)
      throw new Refusal(
        'UNAUTHENTICATED',
        answer.rejected === 'wrong_surface'
          ? 'This API key does not work with GraphQL. Create one that does (surface graphql).'
          : API_KEY_REJECTED,
        { reason: answer.rejected },
      )
    return { ...anonymous, principal: answer.principal }
  }
  if (bearer) {
    const adapter = sameSecret(bearer, doors.serviceKey)
    const operator = sameSecret(bearer, doors.operatorKey)
    if (!adapter && !operator)
      throw new Refusal(
        'UNAUTHENTICATED',
        'This bearer token cannot be used for /graphql. Send an API key in the x-api-key header.',
      )
    const told = adapter ? { ...call, ...readNote(request.headers.get('x-pm33-call')) } : call
    const principal = await principalBehind(request.headers.get('x-pm33-caller'), credentials)
    return { ...anonymous, principal, adapter, operator, call: told }
  }
  if (!browser) return anonymous
  // A cookie that means nothing any more is a person who is not signed in, not an error.
  const answer = browser.session ? await credentials.bySession(browser.session) : null
  const principal = answer && 'principal' in answer ? answer.principal : null
  assertShown(request.headers.get(SHOWN), principal)
  return {
    ...anonymous,
    principal,
    call,
    browser,
  }
}

/** The organization that a page shows, by its global ID. A session stands in one, for all of its tabs. */
const SHOWN = 'x-pm33-organization'

/** @throws Refusal CONFLICT for a page that shows another organization than the one it would act in */
function assertShown(shown: string | null, principal: Principal | null): void {
  if (shown === null || !principal || shown === `Tenant:${principal.tenantId}`) return
  throw new Refusal(
    'CONFLICT',
    'You switched to another organization in another tab, so nothing was done here. Reload the page to continue there.',
    { reason: 'another_organization' },
  )
}

/**
 * The adapter in this process: what it sends is as good as with the service credential, and no better.
 * @throws Refusal UNAUTHENTICATED when the caller that it stands for is not authorized
 */
export async function authenticateAdapter(
  assertion: string | null,
  note: object | null,
  credentials: Credentials,
): Promise<ServerContext> {
  const principal = await principalBehind(assertion, credentials)
  return {
    principal,
    adapter: true,
    operator: false,
    call: note ? noteOf(note) : {},
    browser: null,
    rate: { headers: {} },
  }
}

async function principalBehind(assertion: string | null, credentials: Credentials): Promise<Principal | null> {
  if (!assertion) return null
  const answer = await credentials.byAssertion(assertion)
  if ('rejected' in answer)
    throw new Refusal('UNAUTHENTICATED', 'This caller is no longer authorized. Connect again.', {
      reason: answer.rejected,
    })
  return answer.principal
}

/** One that does not fit is left out, and the rest is kept. */
const word = (most: number) => z.string().max(most).transform(storable).optional().catch(undefined)
const Note = z.object({
  tool: word(120),
  correlationId: word(60),
  sessionId: word(128),
  ip: word(64),
  userAgent: word(300),
})

/** What the adapter says of the call that it serves: the audit row is written from it. Nothing in it changes the call. */
function noteOf(said: unknown): CallNote {
  const note = Note.safeParse(said)
  const known = note.success ? Object.entries(note.data).filter(([, text]) => text !== undefined) : []
  return { noted: true, ...Object.fromEntries(known) }
}

function readNote(header: string | null): CallNote {
  if (!header) return {}
  try {
    return noteOf(JSON.parse(Buffer.from(header, 'base64url').toString()))
  } catch {
    return { noted: true }
  }
}
