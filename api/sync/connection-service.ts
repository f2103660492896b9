import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { cut } from '../../text.ts'
import { principalOf, type Context } from '../data/context.ts'
import { badInput, notFound, Refusal } from '../graphql/errors.ts'
import { Workspace } from '../identity/entity.ts'
import { uuidOf, workspaceFor } from '../identity/service.ts'
import { Import } from '../imports/entity.ts'
import { mappingOf } from '../imports/service.ts'
import { undoImport } from '../imports/undo-service.ts'
import { seal, unseal } from '../oauth/seal.ts'
import { SyncConnection } from './entity.ts'
import { SourceClient } from './http/client-service.ts'
import { jiraSite } from './http/hosts.ts'
import { jqlFault } from './jira/jql.ts'
import type { Check, Source, SourceKind, SourceScope, SourceSettings } from './source.ts'
import { SOURCES } from './sources-service.ts'
import { missingOf } from './status-service.ts'
import { SourceTrouble } from './trouble.ts'
import { refTo } from '../data/tenant.ts'

/** What a person enters to reach a source. */
export interface SourceAccess {
  readonly kind: SourceKind
  readonly site?: string | null | undefined
  readonly account?: string | null | undefined
  readonly token: string
}

export interface WhatToSync {
  readonly projects?: readonly string[] | null | undefined
  readonly filter?: string | null | undefined
  readonly mapping?: unknown
  readonly name?: string | null | undefined
  readonly tokenExpiresAt?: Date | null | undefined
}

export interface NewConnection extends SourceAccess, WhatToSync {
  readonly workspaceId?: string | null | undefined
}

export interface ChangedConnection extends WhatToSync {
  readonly token?: string | null | undefined
}

export interface Trial extends Check {
  readonly scopes: readonly SourceScope[]
}

/** Milliseconds that a person waits for a source. */
const TRIAL_MS = 45_000

/** Tries everything that a sync reads, and lists what can be chosen. Keeps nothing. */
export async function trySource(context: Context, access: SourceAccess): Promise<Trial> {
  const settings = { ...settingsOf(context, access), scopes: [], filter: null }
  return asking(context, async (signal) => {
    const source = sourceOf(context, access.kind, settings)
    const check = await source.check(signal)
    const usable = check.abilities.every(({ needed, works }) => works || !needed)
    return { ...check, scopes: usable ? await source.scopes(signal) : [] }
  })
}

/** Tries a source and keeps it; the first run begins at once. @throws BAD_USER_INPUT naming the permission that is missing */
export async function createConnection(context: Context, input: NewConnection): Promise<string> {
  const { db, now, sync } = context
  const settings = { ...settingsOf(context, input), ...whatOf(input) }
  const mapping = input.mapping == null ? null : mappingOf(input.mapping)
  const check = await usable(context, input.kind, settings)
  return db.transaction(async () => {
    const workspace = await workspaceFor(context, input.workspaceId)
    const at = db.em.getReference(Workspace, refTo(workspace), { wrapped: true })
    const name = input.name?.trim() || nameOf(input.kind, settings.site, check)
    const row = db.em.create(Import, {
      state: 'applied',
      subject: principalOf(context).subject,
      fileName: cut(name, 300),
      workspace: at,
      workspaceName: cut(workspace.name, 200),
      ticketHash: createHash('sha256').update(randomBytes(32)).digest('base64url'),
      ticketExpiresAt: new Date(0),
      appliedAt: now(),
      made: { teams: [], sprints: [], changedSprints: [] },
    })
    await db.em.flush()
    const connection = db.em.create(SyncConnection, {
      workspace: at,
      kind: input.kind,
      name: cut(name, 200),
      site: settings.site,
      account: settings.account,
      sealedToken: seal(sync.seal, settings.token),
      tokenHint: `…${settings.token.slice(-4)}`,
      tokenExpiresAt: check.expiresAt ?? input.tokenExpiresAt ?? null,
      missing: missingOf(check),
      scopes: [...settings.scopes],
      filter: settings.filter,
      mapping,
      import: db.em.getReference(Import, refTo(row), { wrapped: true }),
      dueAt: now(),
    })
    await db.em.flush()
    return connection.id
  })
}

/** A run that goes on with what was set before ends at its next step, and writes nothing more. */
const NOBODY_READS = { leasedBy: null, leasedUntil: null } as const

/** Changes what is read, or with which token. A connection that was paused for its token goes on. */
export async function updateConnection(context: Context, id: string, input: ChangedConnection): Promise<void> {
  const { now, sync } = context
  const row = await connectionFor(context, id)
  const token = input.token || unseal(sync.seal, row.sealedToken)
  if (token === null)
    throw badInput({ path: ['input', 'token'], message: 'is needed: the old one can no longer be read' })
  const { site = null, account = null } = row
  const what = whatOf({
    projects: input.projects ?? row.scopes,
    filter: input.filter === undefined ? row.filter : input.filter,
  })
  const mapping =
    input.mapping === undefined ? (row.mapping ?? null) : input.mapping === null ? null : mappingOf(input.mapping)
  const check = await usable(context, row.kind, { site, account, token, ...what })
  const other =
    JSON.stringify([what.scopes, what.filter, mapping]) !==
    JSON.stringify([row.scopes, row.filter ?? null, row.mapping ?? null])
  const expires = check.expiresAt ?? input.tokenExpiresAt
  await change(context, row.id, {
    ...what,
    scopes: [...what.scopes],
    mapping,
    ...(input.name?.trim() ? { name: cut(input.name.trim(), 200) } : {}),
    ...(input.token
      ? {
          sealedToken: seal(sync.seal, input.token),
          tokenHint: `…${input.token.slice(-4)}`,
          tokenExpiresAt: expires ?? null,
          state: 'active',
          pausedBecause: null,
        }
      : expires === undefined
        ? {}
        : { tokenExpiresAt: expires }),
    missing: missingOf(check),
    ...NOBODY_READS,
    // What is chosen anew is read from the start, and what is no longer chosen is found by a census.
    ...(other ? { cursor: null, censusAt: null } : {}),
    failures: 0,
    trouble: null,
    dueAt: now(),
  })
}

export async function pauseConnection(context: Context, id: string): Promise<void> {
  const row = await connectionFor(context, id)
  await change(context, row.id, {
    ...NOBODY_READS,
    state: 'paused',
    pausedBecause: `Paused by ${principalOf(context).name}.`,
  })
}

/** Goes on, or reads at once instead of at the next poll. */
export async function resumeConnection(context: Context, id: string): Promise<void> {
  const row = await connectionFor(context, id)
  await change(context, row.id, {
    state: 'active',
    pausedBecause: null,
    failures: 0,
    trouble: null,
    dueAt: context.now(),
  })
}

/** @throws CONFLICT while it is paused */
export async function syncNow(context: Context, id: string): Promise<void> {
  const row = await connectionFor(context, id)
  if (row.state === 'paused') throw new Refusal('CONFLICT', 'This connection is paused. Resume it first.')
  await change(context, row.id, { dueAt: context.now() })
}

/** What the webhook of this connection is signed with. */
export async function setWebhookSecret(context: Context, id: string, secret: string): Promise<void> {
  const row = await connectionFor(context, id)
  await change(context, row.id, { sealedWebhookSecret: seal(context.sync.seal, secret) })
}

/** Forgets the token and reads no more. @param withItems also takes back what the connection brought, and restores what it overwrote */
export async function removeConnection(context: Context, id: string, withItems: boolean): Promise<void> {
  const { db, sync } = context
  const row = await connectionFor(context, id)
  await db.transaction(async () => {
    await db.em.nativeDelete(SyncConnection, { id: row.id })
    if (withItems) await undoImport(context, row.import.id, true)
  })
  sync.forget(row.id)
}

export async function connectionsOf({ db }: Pick<Context, 'db'>): Promise<SyncConnection[]> {
  return db.em.find(SyncConnection, {}, { orderBy: { createdAt: 'asc', id: 'asc' }, limit: 100 })
}

/** @throws NOT_FOUND */
export async function connectionFor({ db }: Pick<Context, 'db'>, id: string): Promise<SyncConnection> {
  const uuid = uuidOf('SyncConnection', id)
  const row = uuid ? await db.em.findOne(SyncConnection, { id: uuid }, { refresh: true }) : null
  if (!row) throw notFound('SyncConnection', id)
  return row
}

/** Where the source sends what has changed. */
export const webhookPath = ({ tenantId, id }: Pick<SyncConnection, 'tenantId' | 'id'>) =>
  `/sync/webhooks/${tenantId}.${id}`

async function change({ db, sync }: Context, id: string, change: Partial<SyncConnection>): Promise<void> {
  await db.transaction(() => db.em.nativeUpdate(SyncConnection, { id }, change))
  sync.forget(id)
  db.em.clear()
}

function settingsOf({ sync }: Context, { kind, site, account, token }: SourceAccess) {
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

function whatOf({ projects, filter }: WhatToSync): Pick<SourceSettings, 'scopes' | 'filter'> {
  const fault = filter ? jqlFault(filter) : null
  if (fault) throw badInput({ path: ['input', 'filter'], message: fault })
  return { scopes: projects ?? [], filter: filter?.trim() || null }
}

function sourceOf({ sync }: Context, kind: SourceKind, settings: SourceSettings): Source {
  const known = SOURCES[kind]
  if (!known) throw badInput({ path: ['input', 'kind'], message: 'cannot be connected in this version' })
  return known.open(settings, new SourceClient({ kind, site: settings.site, operator: sync.hosts }))
}

async function usable(context: Context, kind: SourceKind, settings: SourceSettings): Promise<Check> {
  const check = await asking(context, (signal) => sourceOf(context, kind, settings).check(signal))
  const missing = check.abilities.filter(({ needed, works }) => needed && !works)
  if (missing.length > 0)
    throw badInput(
      ...missing.map(({ missing: why }) => ({ path: ['input', 'token'], message: why ?? 'is not enough' })),
    )
  return check
}

async function asking<T>({ signal }: Context, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await ask(AbortSignal.any([signal, AbortSignal.timeout(TRIAL_MS)]))
  } catch (error) {
    if (error instanceof DOMException && error.name === 'TimeoutError')
      throw new Refusal('UNAVAILABLE', 'The tracker took too long to respond. Try again later.')
    if (!(error instanceof SourceTrouble)) throw error
    const later = error.kind === 'busy' || error.kind === 'unreachable'
    throw new Refusal(later ? 'UNAVAILABLE' : 'BAD_USER_INPUT', error.message)
  }
}

function nameOf(kind: SourceKind, site: string | null, { account }: Check): string {
  const names: Readonly<Record<SourceKind, string>> = { jira: 'Jira', linear: 'Linear', github: 'GitHub' }
  const where = site ? new URL(site).host : account
  return where ? `${names[kind]}: ${where}` : `${names[kind]} ${randomUUID().slice(0, 4)}`
}
