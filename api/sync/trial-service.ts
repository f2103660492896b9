/** Reaches a source with what a person entered, or with what was kept of it, before anything new is kept. */
import { cut } from '../../text.ts'
import type { Context } from '../data/context.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import { unseal } from '../oauth/seal.ts'
import type { SyncConnection } from './entity.ts'
import { connectionFor } from './find-service.ts'
import { SourceClient } from './http/client-service.ts'
import { jiraSite } from './http/hosts.ts'
import type { Check, Source, SourceKind, SourceScope, SourceSettings } from './source.ts'
import { SOURCES } from './sources-service.ts'
import { SourceTrouble } from './trouble.ts'

/** What a person enters to reach a source. */
export interface SourceAccess {
  readonly kind: SourceKind
  readonly site?: string | null | undefined
  readonly account?: string | null | undefined
  readonly token: string
}

/** A credential to try: a new one, or that of a connection, or a new one for a connection. */
export interface TriedAccess {
  readonly connectionId?: string | null | undefined
  readonly kind?: SourceKind | null | undefined
  readonly site?: string | null | undefined
  readonly account?: string | null | undefined
  readonly token?: string | null | undefined
}

export interface Trial extends Check {
  readonly scopes: readonly SourceScope[]
}

/** Milliseconds that a person waits for a source. */
const TRIAL_MS = 45_000

/** Tries everything that a sync reads, and lists what can be chosen. Keeps nothing. */
export async function trySource(context: Context, access: TriedAccess): Promise<Trial> {
  const { kind, ...entered } = await triedAccess(context, access)
  const settings = { ...entered, scopes: [], filter: null }
  return asking(context, async (signal) => {
    const source = sourceOf(context, kind, settings)
    const check = await source.check(signal)
    const usable = check.abilities.every(({ needed, works }) => works || !needed)
    return { ...check, scopes: usable ? await source.scopes(signal) : [] }
  })
}

/** A connection is tried at its own site only: its token goes nowhere else. @throws BAD_USER_INPUT naming what is needed */
async function triedAccess(context: Context, { connectionId, kind, token, ...rest }: TriedAccess) {
  if (!connectionId) {
    if (!kind) throw badInput({ path: ['input', 'kind'], message: 'is needed without a connectionId' })
    if (!token) throw badInput({ path: ['input', 'token'], message: 'is needed without a connectionId' })
    return { kind, ...settingsOf(context, { ...rest, kind, token }) }
  }
  const row = await connectionFor(context, connectionId)
  return { kind: row.kind, ...keptAccess(context, row, { token, account: rest.account }) }
}

/** @returns the credential of a connection, with what is entered anew */
export function keptAccess(
  { sync }: Context,
  row: SyncConnection,
  { token, account }: Pick<TriedAccess, 'token' | 'account'>,
) {
  const known = token?.trim() || unseal(sync.seal, row.sealedToken)
  if (known === null)
    throw badInput({ path: ['input', 'token'], message: 'is needed: the old one can no longer be read' })
  const owner = account?.trim() || null
  if (owner !== null && !token && owner !== row.account)
    throw badInput({
      path: ['input', 'account'],
      message: 'can only be changed together with the token that belongs to it',
    })
  return { site: row.site ?? null, account: (row.kind === 'jira' && owner) || (row.account ?? null), token: known }
}

export function settingsOf({ sync }: Context, { kind, site, account, token }: SourceAccess) {
  const wanted = token.trim()
  if (kind !== 'jira') return { site: null, account: null, token: wanted }
  const known = site ? jiraSite(site, sync.hosts) : null
  if (known === null)
    throw badInput({
      path: ['input', 'site'],
      message: 'must be the address of a Jira Cloud site such as https://acme.atlassian.net',
    })
  if (!account?.trim())
    throw badInput({ path: ['input', 'account'], message: 'is needed: the email address of the token’s owner' })
  return { site: known, account: account.trim(), token: wanted }
}

function sourceOf({ sync }: Context, kind: SourceKind, settings: SourceSettings): Source {
  const known = SOURCES[kind]
  if (!known) throw badInput({ path: ['input', 'kind'], message: 'cannot be connected in this version' })
  return known.open(settings, new SourceClient({ kind, site: settings.site, operator: sync.hosts }))
}

/** @throws BAD_USER_INPUT naming each permission that is missing */
export async function usable(context: Context, kind: SourceKind, settings: SourceSettings): Promise<Check> {
  const { check, unknown } = await asking(context, async (signal) => {
    const source = sourceOf(context, kind, settings)
    return { check: await source.check(signal), unknown: settings.columns ? await source.unknownColumns?.(signal) : [] }
  })
  const missing = check.abilities.filter(({ needed, works }) => needed && !works)
  if (missing.length > 0)
    throw badInput(
      ...missing.map(({ missing: why }) => ({ path: ['input', 'token'], message: why ?? 'is not enough' })),
    )
  if (unknown?.length)
    throw badInput({
      path: ['input', 'mapping'],
      message: `names ${unknown.length === 1 ? 'a column that is' : 'columns that are'} no field of the tracker: ${cut(unknown.join(', '), 300)}. Use the name or the ID of a field`,
    })
  return check
}

/** After which a tracker that did not answer may be asked again. */
const TRACKER_RETRY_SECONDS = 30

async function asking<T>({ signal }: Context, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await ask(AbortSignal.any([signal, AbortSignal.timeout(TRIAL_MS)]))
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError')
      throw new Refusal('UNAVAILABLE', 'The tracker took too long to respond. Try again later.', {
        retryAfter: TRACKER_RETRY_SECONDS,
      })
    if (!(error instanceof SourceTrouble)) throw error
    const later = error.kind === 'busy' || error.kind === 'unreachable'
    throw later
      ? new Refusal('UNAVAILABLE', error.message, { retryAfter: TRACKER_RETRY_SECONDS })
      : new Refusal('BAD_USER_INPUT', error.message)
  }
}
