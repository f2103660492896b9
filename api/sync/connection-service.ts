import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { cut } from '../../text.ts'
import { lockStructure } from '../backlog/structure/hierarchy-service.ts'
import { principalOf, type Context } from '../data/context.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import { Workspace } from '../identity/entity.ts'
import { workspaceFor } from '../identity/service.ts'
import { Import } from '../imports/entity.ts'
import { mappingOf } from '../imports/service.ts'
import type { Mapping } from '../imports/record/mapping.ts'
import { undoImport } from '../imports/undo-service.ts'
import { seal } from '../oauth/seal.ts'
import { SyncConnection } from './entity.ts'
import { connectionFor } from './find-service.ts'
import { jqlFault } from './jira/jql.ts'
import type { Check, SourceKind, SourceSettings } from './source.ts'
import { missingOf } from './status-service.ts'
import { keptAccess, settingsOf, type SourceAccess, usable } from './trial-service.ts'
import { isPausedByPM33, pausedBy } from './trouble.ts'
import { refTo } from '../data/tenant.ts'

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
  /** Jira only, with a token: whose it is. */
  readonly account?: string | null | undefined
}

/** Tries a source and keeps it; the first run begins at once. @throws BAD_USER_INPUT naming the permission that is missing */
export async function createConnection(context: Context, input: NewConnection): Promise<string> {
  const { db, now, sync } = context
  const settings = { ...settingsOf(context, input), ...whatOf(input) }
  const mapping = input.mapping == null ? null : mappingOf(input.mapping)
  const check = await usable(context, input.kind, { ...settings, ...columnsOf(mapping) })
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

/**
 * Changes what is read, or with which token. One that PM33 has paused goes on with another token or choice; one that a
 * person has paused stays so until it is resumed.
 */
export async function updateConnection(context: Context, id: string, input: ChangedConnection): Promise<void> {
  const { now, sync } = context
  const row = await connectionFor(context, id)
  const access = keptAccess(context, row, input)
  const what = whatOf({
    projects: input.projects ?? row.scopes,
    filter: input.filter === undefined ? row.filter : input.filter,
  })
  const mapping =
    input.mapping === undefined ? (row.mapping ?? null) : input.mapping === null ? null : mappingOf(input.mapping)
  const check = await usable(context, row.kind, {
    ...access,
    ...what,
    // A field that has gone meanwhile does not stand in the way of another token.
    ...(input.mapping === undefined ? {} : columnsOf(mapping)),
  })
  const other =
    JSON.stringify([what.scopes, what.filter, mapping]) !==
    JSON.stringify([row.scopes, row.filter ?? null, row.mapping ?? null])
  const expires = check.expiresAt ?? input.tokenExpiresAt
  const goesOn = isPausedByPM33(row.pausedBecause) && (Boolean(input.token) || other)
  await change(context, row.id, {
    ...what,
    scopes: [...what.scopes],
    mapping,
    ...(input.name?.trim() ? { name: cut(input.name.trim(), 200) } : {}),
    ...(input.token
      ? {
          account: access.account,
          sealedToken: seal(sync.seal, access.token),
          tokenHint: `…${access.token.slice(-4)}`,
          tokenExpiresAt: expires ?? null,
        }
      : expires === undefined
        ? {}
        : { tokenExpiresAt: expires }),
    ...(goesOn ? { state: 'active' as const, pausedBecause: null } : {}),
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
    pausedBecause: pausedBy(principalOf(context).name),
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
    // As whoever writes what the source says: the structure first, then the connection.
    if (withItems) await lockStructure(db, row.workspace.id)
    await db.em.nativeDelete(SyncConnection, { id: row.id })
    if (withItems) await undoImport(context, row.import.id, true)
  })
  sync.forget(row.id)
}

/** Where the source sends what has changed. */
export const webhookPath = ({ tenantId, id }: Pick<SyncConnection, 'tenantId' | 'id'>) =>
  `/sync/webhooks/${tenantId}.${id}`

async function change({ db, sync, signal }: Context, id: string, change: Partial<SyncConnection>): Promise<void> {
  await db.transaction(() => db.em.nativeUpdate(SyncConnection, { id }, change), { signal })
  sync.forget(id)
  db.em.clear()
}

function whatOf({ projects, filter }: WhatToSync): Pick<SourceSettings, 'scopes' | 'filter'> {
  const fault = filter ? jqlFault(filter) : null
  if (fault) throw badInput({ path: ['input', 'filter'], message: fault })
  return { scopes: projects ?? [], filter: filter?.trim() || null }
}

const columnsOf = (mapping: Mapping | null) => (mapping?.columns ? { columns: mapping.columns } : {})

function nameOf(kind: SourceKind, site: string | null, { account }: Check): string {
  const names: Readonly<Record<SourceKind, string>> = { jira: 'Jira', linear: 'Linear', github: 'GitHub' }
  const where = site ? new URL(site).host : account
  return where ? `${names[kind]}: ${where}` : `${names[kind]} ${randomUUID().slice(0, 4)}`
}
