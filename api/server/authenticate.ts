import type { Browser } from '../identity/sessions/browser.ts'
import type { CallNote, ServerContext } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { API_KEY_REJECTED, sameSecret, type Credentials } from '../identity/credentials/credentials.ts'

/** Secrets of this process that open internal doors. */
export interface Doors {
  /** The adapter's credential. */
  serviceKey: string
  /** The console's credential. */
  operatorKey: string
}

/** @throws Refusal UNAUTHENTICATED or BAD_USER_INPUT when a credential is presented and is not good. */
export async function authenticate(request: Request, credentials: Credentials, doors: Doors, browser: Browser | null = null): Promise<ServerContext> {
  const key = request.headers.get('x-api-key')
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (key && bearer) throw new Refusal('BAD_USER_INPUT', 'Two credentials at once: send either x-api-key or Authorization.')
  const call = callOf(request)
  const anonymous = { principal: null, adapter: false, operator: false, call, browser: null }
  if (key) {
    const answer = await credentials.byApiKey(key, 'graphql')
    if ('rejected' in answer) throw new Refusal('UNAUTHENTICATED', answer.rejected === 'wrong_surface' ? 'This API key does not open /graphql: create one whose surfaces include graphql.' : API_KEY_REJECTED, { reason: answer.rejected })
    return { ...anonymous, principal: answer.principal }
  }
  if (bearer) {
    const adapter = sameSecret(bearer, doors.serviceKey)
    const operator = sameSecret(bearer, doors.operatorKey)
    if (!adapter && !operator) throw new Refusal('UNAUTHENTICATED', 'This bearer token does not open /graphql: send an API key in the x-api-key header.')
    const assertion = request.headers.get('x-pm33-caller')
    if (!assertion) return { ...anonymous, adapter, operator }
    const answer = await credentials.byAssertion(assertion)
    if ('rejected' in answer) throw new Refusal('UNAUTHENTICATED', 'The caller is no longer authorised.', { reason: answer.rejected })
    return { ...anonymous, principal: answer.principal, adapter, operator }
  }
  if (!browser) return anonymous
  // A cookie that means nothing any more is a person who is not signed in, not an error.
  const answer = browser.session ? await credentials.bySession(browser.session) : null
  return { ...anonymous, principal: answer && 'principal' in answer ? answer.principal : null, call: { ...call, ip: browser.ip }, browser }
}

/** What the caller says of the call. Only the adapter's word goes into the audit log under these names. */
function callOf(request: Request): CallNote {
  const note = request.headers.get('x-pm33-call')
  const userAgent = request.headers.get('user-agent')
  const base = userAgent ? { userAgent } : {}
  if (!note) return base
  try {
    return { ...base, ...(JSON.parse(Buffer.from(note, 'base64url').toString()) as CallNote) }
  } catch {
    return base
  }
}
