import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { badInput, notFound } from '../graphql/errors.ts'
import {
  addTo,
  cleanName,
  cleanText,
  edit,
  given,
  namedFor,
  refuseNew,
  refuseTakenName,
} from '../identity/workspaces/named-service.ts'
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

/** @throws NOT_FOUND, with the place in the input when it was not the subject */
export const competitorFor = (context: Pick<Context, 'db'>, ref: string, path?: readonly string[]) =>
  namedFor(context, Competitor, 'Competitor', null, ref, path)
/** @throws NOT_FOUND, with the place in the input when it was not the subject */
export const capabilityFor = (context: Pick<Context, 'db'>, ref: string, path?: readonly string[]) =>
  namedFor(context, Capability, 'Capability', null, ref, path)

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

export async function createCompetitor(context: Context, input: CompetitorInput): Promise<string> {
  const { db, now } = context
  await lockMarket(db)
  const name = cleanName(input.name, LONGEST.name)
  await refuseNew(context, Competitor, null, name, MOST.competitors, 'competitors')
  return addTo(db, Competitor, null, { aliases: [], ...given(competitorValues(input)), name, createdAt: now() }).id
}

export async function updateCompetitor(context: Context, ref: string, input: CompetitorInput): Promise<string> {
  await lockMarket(context.db)
  const competitor = await competitorFor(context, ref)
  const name = input.name === undefined ? competitor.name : cleanName(input.name, LONGEST.name)
  if (name !== competitor.name) await refuseTakenName(context, Competitor, null, name)
  edit(context.db, competitor, { name, ...competitorValues(input) })
  return competitor.id
}

export async function createCapability(context: Context, input: CapabilityInput): Promise<string> {
  const { db, now } = context
  await lockMarket(db)
  const name = cleanName(input.name, LONGEST.name)
  await refuseNew(context, Capability, null, name, MOST.capabilities, 'capabilities')
  return addTo(db, Capability, null, { ...given(capabilityValues(input)), name, createdAt: now() }).id
}

export async function updateCapability(context: Context, ref: string, input: CapabilityInput): Promise<string> {
  await lockMarket(context.db)
  const capability = await capabilityFor(context, ref)
  const name = input.name === undefined ? capability.name : cleanName(input.name, LONGEST.name)
  if (name !== capability.name) await refuseTakenName(context, Capability, null, name)
  edit(context.db, capability, { name, ...capabilityValues(input) })
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
    ? await capabilityFor(context, input.capabilityId, ['input', 'capabilityId'])
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
  const competitor = await competitorFor(context, input.competitorId, ['input', 'competitorId'])
  const [number] = await freeNumbers(db, 1)
  return addTo(db, CompetitorClaim, null, {
    ...given(await claimValues(context, input)),
    statement: statementOf(input.statement),
    competitor,
    number: number!,
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
  const competitor = input.competitorId
    ? await competitorFor(context, input.competitorId, ['input', 'competitorId'])
    : undefined
  edit(context.db, claim, {
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
