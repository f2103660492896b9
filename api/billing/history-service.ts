import { principalOf, type Context } from '../data/context.ts'
import { toCsv } from '../files/export-csv.ts'
import { cursorIn, encodeCursor, fingerprint } from '../graphql/cursor.ts'
import { User, Workspace } from '../identity/entity.ts'
import { CreditEntry } from './entity.ts'

export const LARGEST_PAGE = 200
const DEFAULT_PAGE = 25
/** Entries in one CSV file: the newest. */
const MOST_ROWS = 20_000

export interface LedgerPage {
  entries: CreditEntry[]
  cursors: string[]
  hasNextPage: boolean
  hasPreviousPage: boolean
  total: () => Promise<number>
}

/** A cursor is good for what this caller sees of this organization. */
const listOf = (context: Pick<Context, 'principal'>): string => {
  const { tenantId, workspaceIds } = principalOf(context as Context)
  return fingerprint(['credit ledger', tenantId, workspaceIds])
}
/** Open reservations are in the balance; here is what came of them. */
const SHOWN = { kind: { $ne: 'reserve' as const } }
const NEWEST = { createdAt: 'desc', id: 'desc' } as const

/** One page of what changed the balance, newest first. @throws BAD_CURSOR */
export async function ledgerPage(
  context: Pick<Context, 'db' | 'principal'>,
  { first, after }: { first?: number | null | undefined; after?: string | null | undefined },
): Promise<LedgerPage> {
  const size = first ?? DEFAULT_PAGE
  const { db } = context
  const list = listOf(context)
  const place = after ? placeOf(after, list) : null
  const found = await db.em.find(
    CreditEntry,
    {
      ...SHOWN,
      ...(place && { $or: [{ createdAt: { $lt: place.at } }, { createdAt: place.at, id: { $lt: place.id } }] }),
    },
    { orderBy: NEWEST, limit: size + 1, populate: ['about'] },
  )
  const entries = found.slice(0, size)
  return {
    entries,
    cursors: entries.map(({ id, createdAt }) => encodeCursor({ value: createdAt.getTime(), id, list, dataVersion: 0 })),
    hasNextPage: found.length > size,
    hasPreviousPage: place !== null,
    total: () => db.em.count(CreditEntry, SHOWN),
  }
}

/** Milliseconds that a date can hold. */
const isInstant = (value: string | number): value is number => typeof value === 'number' && Math.abs(value) <= 8.64e15

function placeOf(text: string, list: string): { at: Date; id: string } {
  const { value, id } = cursorIn(text, list, isInstant)
  return { at: new Date(value), id }
}

/** By how much an entry changed the balance. */
export const changeOf = ({ kind, amount }: Pick<CreditEntry, 'kind' | 'amount'>): number => {
  if (kind === 'grant') return amount
  return kind === 'void' || kind === 'timeout' ? 0 : -amount
}

/** What was reserved for work that was settled or returned. */
export const reservedFor = (entry: CreditEntry): number | null => {
  const about = entry.about?.isInitialized() ? entry.about.getEntity() : null
  return about?.kind === 'reserve' ? about.amount : null
}

/** Names by id, of those that there still are. */
export async function peopleNamed({ db }: Pick<Context, 'db'>, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await db.em.find(User, { id: { $in: [...ids] } }, { disableIdentityMap: true })
  return new Map(found.map(({ id, name }) => [id, name]))
}

export async function workspacesNamed(
  { db }: Pick<Context, 'db'>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = await db.em.find(Workspace, { id: { $in: [...ids] } }, { disableIdentityMap: true })
  return new Map(found.map(({ id, name }) => [id, name]))
}

/** Who made an entry that no person made. */
export const actorOf = ({ subject }: CreditEntry): string =>
  ({ operator: 'Operator', payment: 'Stripe', schedule: 'PM33' })[subject] ?? 'A former member'

/** The grant that an entry takes from, by a refund, a revocation, or an expiry. */
export const grantBehind = (entry: CreditEntry): CreditEntry | null => {
  const about = entry.about?.isInitialized() ? entry.about.getEntity() : null
  return about?.kind === 'grant' ? about : null
}

/** The payment that an entry comes from, or that it takes back. */
export const paymentOf = (entry: CreditEntry): string | null => entry.payment ?? grantBehind(entry)?.payment ?? null

const COLUMNS = 'date,kind,change,reserved,who,workspace,purpose,document,reason,id,payment,grant,expires'.split(',')

/** The newest entries as a file for a spreadsheet. */
export async function ledgerCsv(context: Pick<Context, 'db'>): Promise<string> {
  const entries = await context.db.em.find(CreditEntry, SHOWN, {
    orderBy: NEWEST,
    limit: MOST_ROWS,
    populate: ['about'],
    disableIdentityMap: true,
  })
  const ids = (of: 'userId' | 'workspaceId') => [...new Set(entries.flatMap((entry) => entry[of] ?? []))]
  const people = await peopleNamed(context, ids('userId'))
  const workspaces = await workspacesNamed(context, ids('workspaceId'))
  return toCsv(
    COLUMNS,
    entries.map((entry) => [
      entry.createdAt.toISOString(),
      entry.kind,
      changeOf(entry),
      reservedFor(entry),
      entry.userId ? (people.get(entry.userId) ?? actorOf(entry)) : actorOf(entry),
      entry.workspaceId ? (workspaces.get(entry.workspaceId) ?? '') : null,
      entry.purpose ?? null,
      entry.document ?? null,
      entry.reason ?? null,
      entry.id,
      paymentOf(entry),
      grantBehind(entry)?.id ?? null,
      entry.expiresAt?.toISOString() ?? null,
    ]),
  )
}
