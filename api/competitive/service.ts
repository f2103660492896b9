import type { EntityClass } from '@mikro-orm/core'
import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { badInput, notFound, Refusal } from '../graphql/errors.ts'
import { cleanName, cleanText, withName } from '../identity/workspaces/named-service.ts'
import { uuidOf } from '../identity/service.ts'
import { tenantOf } from '../data/tenant.ts'
import { LONGEST } from './bounds.ts'
import type { CapabilityLevel, CompetitorCategory } from './claim.ts'
import { Capability, Competitor, CompetitorClaim } from './entity.ts'
import { claimKey } from './market-service.ts'

export interface CompetitorInput {
  name?: string | null | undefined
  aliases?: readonly string[] | null | undefined
  category?: CompetitorCategory | null | undefined
  positioning?: string | null | undefined
  url?: string | null | undefined
}

export interface CapabilityInput {
  name?: string | null | undefined
  description?: string | null | undefined
  importance?: number | null | undefined
  own?: CapabilityLevel | null | undefined
}

export interface ClaimInput {
  competitorId?: string | null | undefined
  capabilityId?: string | null | undefined
  statement?: string | null | undefined
  level?: CapabilityLevel | null | undefined
  source?: string | null | undefined
  url?: string | null | undefined
  capturedAt?: string | null | undefined
  confidence?: number | null | undefined
}

/** What a tenant can keep: analyses read all of it. */
export const MOST = { competitors: 500, capabilities: 500, claims: 50_000 }

async function named<T extends { id: string }>(
  { db }: Pick<Context, 'db'>,
  entity: EntityClass<T>,
  typename: string,
  ref: string,
): Promise<T> {
  const uuid = uuidOf(typename, ref)
  const found = await db.em.findOne(entity, (uuid ? { id: uuid } : { name: ref }) as never)
  if (found) return found as T
  const rows = (await db.em.find(
    entity,
    {} as never,
    { fields: ['name'], disableIdentityMap: true } as never,
  )) as unknown as { id: string; name: string }[]
  const alike = uuid ? undefined : withName(rows, ref)
  if (alike) return (await db.em.findOneOrFail(entity, { id: alike.id } as never)) as T
  throw notFound(
    typename,
    ref,
    rows.map(({ name }) => name),
  )
}

export const competitorFor = (context: Pick<Context, 'db'>, ref: string) =>
  named(context, Competitor, 'Competitor', ref)
export const capabilityFor = (context: Pick<Context, 'db'>, ref: string) =>
  named(context, Capability, 'Capability', ref)

/** By global id, uuid or what people cite: C-12. @throws NOT_FOUND */
export async function claimFor({ db }: Pick<Context, 'db'>, ref: string): Promise<CompetitorClaim> {
  const uuid = uuidOf('CompetitorClaim', ref)
  const number = /^c-(\d{1,9})$/i.exec(ref)?.[1]
  const found =
    uuid || number ? await db.em.findOne(CompetitorClaim, uuid ? { id: uuid } : { number: Number(number) }) : null
  if (!found) throw notFound('CompetitorClaim', ref)
  return found
}

/** One writer at a time, so that two claims never get one number. Taken before any row is locked. */
export async function lockMarket({ em }: Db): Promise<void> {
  await em.execute(`select pg_advisory_xact_lock(hashtextextended('market ' || ?, 0))`, [tenantOf(em)])
}

/** Writes what differs. Where nothing does, nothing changes, not even the data version. @returns whether anything did */
export function assignMarket(db: Db, row: object, values: Record<string, unknown>): boolean {
  const before = row as Record<string, unknown>
  const plain = (value: unknown) =>
    JSON.stringify(typeof value === 'object' && value !== null && 'id' in value ? value.id : (value ?? null))
  const differing = Object.entries(values).filter(
    ([member, value]) => value !== undefined && plain(before[member]) !== plain(value),
  )
  if (!differing.length) return false
  db.em.assign(row, Object.fromEntries(differing) as never)
  db.changedForAll()
  return true
}

export function addToMarket<T extends { id: string }>(
  db: Db,
  entity: EntityClass<T>,
  values: Record<string, unknown>,
): T {
  db.changedForAll()
  return db.em.create(
    entity,
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never,
  ) as T
}

async function refuseTaken(
  db: Db,
  entity: typeof Competitor | typeof Capability,
  name: string,
  most: number,
): Promise<void> {
  if (await db.em.count(entity as typeof Competitor, { name }))
    throw new Refusal('CONFLICT', `${JSON.stringify(name)} already exists.`, {
      issues: [{ path: ['input', 'name'], message: 'is taken' }],
    })
  if ((await db.em.count(entity as typeof Competitor, {})) >= most)
    throw badInput({ path: ['input'], message: `would exceed the limit of ${most}: delete some first` })
}

const short = (text: string | null | undefined, field: 'source' | 'url') =>
  text == null ? text : cleanText(text, field, LONGEST[field]) || null

/** A link that opens in a browser, and nothing that runs in one. @throws BAD_USER_INPUT */
function webAddress(text: string | null | undefined): string | null | undefined {
  const url = short(text, 'url')
  if (url && !/^https?:\/\//i.test(url))
    throw badInput({ path: ['input', 'url'], message: 'must begin with https:// or http://' })
  return url
}

function competitorValues({ aliases, category, positioning, url }: CompetitorInput) {
  if (category === null) throw badInput({ path: ['input', 'category'], message: 'cannot be empty' })
  return {
    aliases:
      aliases == null
        ? aliases === null
          ? []
          : undefined
        : [...new Set(aliases.map((alias) => cleanName(alias, LONGEST.name)))],
    category,
    positioning:
      positioning === undefined ? undefined : cleanText(positioning ?? '', 'positioning', LONGEST.positioning),
    url: webAddress(url),
  }
}

export async function createCompetitor({ db, now }: Context, input: CompetitorInput): Promise<string> {
  await lockMarket(db)
  const name = cleanName(input.name, LONGEST.name)
  await refuseTaken(db, Competitor, name, MOST.competitors)
  const values = competitorValues(input)
  return addToMarket(db, Competitor, { ...values, aliases: values.aliases ?? [], name, createdAt: now() }).id
}

export async function updateCompetitor(context: Context, ref: string, input: CompetitorInput): Promise<string> {
  await lockMarket(context.db)
  const competitor = await competitorFor(context, ref)
  const name = input.name === undefined ? competitor.name : cleanName(input.name, LONGEST.name)
  if (name !== competitor.name) await refuseTaken(context.db, Competitor, name, Infinity)
  assignMarket(context.db, competitor, { name, ...competitorValues(input) })
  return competitor.id
}

export async function createCapability({ db, now }: Context, input: CapabilityInput): Promise<string> {
  await lockMarket(db)
  const name = cleanName(input.name, LONGEST.name)
  await refuseTaken(db, Capability, name, MOST.capabilities)
  return addToMarket(db, Capability, { ...capabilityValues(input), name, createdAt: now() }).id
}

export async function updateCapability(context: Context, ref: string, input: CapabilityInput): Promise<string> {
  await lockMarket(context.db)
  const capability = await capabilityFor(context, ref)
  const name = input.name === undefined ? capability.name : cleanName(input.name, LONGEST.name)
  if (name !== capability.name) await refuseTaken(context.db, Capability, name, Infinity)
  assignMarket(context.db, capability, { name, ...capabilityValues(input) })
  return capability.id
}

function capabilityValues({ description, importance, own }: CapabilityInput) {
  return {
    description:
      description === undefined ? undefined : cleanText(description ?? '', 'description', LONGEST.description),
    importance: importance === null ? 1 : importance,
    own,
  }
}

async function claimValues(context: Context, input: ClaimInput) {
  const capability = input.capabilityId
    ? await capabilityFor(context, input.capabilityId)
    : (input.capabilityId as null | undefined)
  return {
    capability,
    level: input.level,
    source: short(input.source, 'source'),
    url: webAddress(input.url),
    capturedAt: input.capturedAt,
    confidence: input.confidence ?? undefined,
  }
}

const statementOf = (statement: string | null | undefined) => {
  const text = cleanText(statement ?? '', 'statement', LONGEST.statement)
  if (!text) throw badInput({ path: ['input', 'statement'], message: 'is required: state the claim' })
  return text
}

export async function recordClaim(context: Context, input: ClaimInput): Promise<string> {
  const { db, now } = context
  await lockMarket(db)
  if (!input.competitorId)
    throw badInput({ path: ['input', 'competitorId'], message: 'is required: name the competitor' })
  const competitor = await competitorFor(context, input.competitorId)
  const [number] = await freeNumbers(db, 1)
  return addToMarket(db, CompetitorClaim, {
    ...(await claimValues(context, input)),
    statement: statementOf(input.statement),
    competitor,
    number,
    createdAt: now(),
  }).id
}

/** The caller holds the market's lock. @throws BAD_USER_INPUT beyond what can be kept */
export async function freeNumbers({ em }: Db, count: number): Promise<number[]> {
  const kept = await em.count(CompetitorClaim, {})
  if (kept + count > MOST.claims)
    throw badInput({
      path: [],
      message: `there are ${kept} claims, and ${count} more would exceed the limit of ${MOST.claims}: delete old ones first`,
    })
  const [last] = await em.find(
    CompetitorClaim,
    {},
    { fields: ['number'], orderBy: { number: 'desc' }, limit: 1, disableIdentityMap: true },
  )
  return Array.from({ length: count }, (_, at) => (last?.number ?? 0) + 1 + at)
}

export async function updateClaim(context: Context, ref: string, input: ClaimInput): Promise<string> {
  await lockMarket(context.db)
  const claim = await claimFor(context, ref)
  const competitor = input.competitorId ? await competitorFor(context, input.competitorId) : undefined
  assignMarket(context.db, claim, {
    ...(await claimValues(context, input)),
    competitor,
    statement: input.statement === undefined ? undefined : statementOf(input.statement),
  })
  return claim.id
}

/** @returns what people call it */
export async function deleteFromMarket(
  { db }: Context,
  found: Competitor | Capability | CompetitorClaim,
): Promise<string> {
  db.em.remove(found)
  db.changedForAll()
  return found instanceof CompetitorClaim ? claimKey(found.number) : found.name
}
