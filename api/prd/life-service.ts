import type { Context } from '../data/context.ts'
import { principalOf } from '../data/context.ts'
import { badInput, notFound, Refusal } from '../graphql/errors.ts'
import { Workspace } from '../identity/entity.ts'
import { may } from '../identity/principal.ts'
import { uuidOf } from '../identity/service.ts'
import { retireKeys } from '../backlog/change/next-key-service.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { wordsOf } from '../planning/choice-service.ts'
import { claimText, itemText, objectiveText } from './compose/sources.ts'
import { withSection } from './difference.ts'
import { spans } from '../../text.ts'
import { quotesOf, type PrdDocument, type Sentence, type Source } from './document.ts'
import { Prd, PrdVersion } from './entity.ts'
import { claimsIn, itemsBy, LONGEST_DESCRIPTION, objectivesIn, recordsFrom } from './records-service.ts'
import { safeText } from '../ai/safe-text.ts'
import { composedOf } from './outline-service.ts'
import { keyOf, writtenOf, type WrittenPrd } from './service.ts'
import { versionOf } from './version-service.ts'
import type { PrdStatus } from './vocabulary.ts'
import { refTo } from '../data/tenant.ts'

const plain = { disableIdentityMap: true } as const

/** The number in a key such as PRD-7; null of anything else. */
export function numberOf(key: string): number | null {
  const [, digits] = /^PRD-(\d{1,9})$/i.exec(key) ?? []
  return digits === undefined ? null : Number(digits)
}

/** A document by global id, uuid, or key such as PRD-7. @throws NOT_FOUND */
export async function prdFor({ db }: Pick<Context, 'db'>, ref: string, workspaceId?: string): Promise<Prd> {
  const uuid = uuidOf('Prd', ref)
  const number = numberOf(ref)
  const where = uuid ? { id: uuid } : number !== null && workspaceId ? { number } : null
  const found =
    where &&
    (await db.em.findOne(
      Prd,
      { ...where, ...(workspaceId ? { workspace: { id: workspaceId } } : {}) },
      { refresh: true },
    ))
  if (!found) throw notFound('PRD', ref)
  return found
}

/** Where each status leads, and who may go there: whoever writes asks for review, an admin approves and reopens. */
const MOVES: Readonly<Record<PrdStatus, Partial<Record<PrdStatus, 'prd:write' | 'tenant:admin'>>>> = {
  draft: { review: 'prd:write' },
  review: { draft: 'prd:write', approved: 'tenant:admin' },
  approved: { draft: 'tenant:admin' },
}

/** A status as it stands in a sentence. */
const SAID: Readonly<Record<PrdStatus, string>> = { draft: 'a draft', review: 'in review', approved: 'approved' }

/** @throws BAD_USER_INPUT, FORBIDDEN, CONFLICT. Call it inside a transaction. */
export async function movePrd(context: Context, ref: string, status: PrdStatus, version: number): Promise<Prd> {
  const prd = await lockedAt(context, ref, version)
  const moves = MOVES[prd.status as PrdStatus]
  const needs = moves[status]
  if (prd.status === status)
    throw new Refusal('CONFLICT', `${keyOf(prd.number)} is already ${SAID[status]}. Someone else may have changed it.`)
  if (!needs)
    throw badInput({
      path: ['status'],
      message: `a document that is ${SAID[prd.status as PrdStatus]} can only become ${Object.keys(moves).join(' or ')}`,
      allowed: Object.keys(moves),
    })
  if (!may(principalOf(context), needs))
    throw new Refusal(
      'FORBIDDEN',
      'Only an admin or owner who is signed in can approve a document or reopen an approved one.',
    )
  prd.status = status
  prd.updatedAt = context.now()
  await context.db.em.flush()
  return prd
}

export interface StatedSentence {
  text: string
}

/**
 * A section in a person's words. Sentences that stay keep what they rest on; others are stated by that person.
 * @param open questions of the section that stay open; null keeps all
 * @throws CONFLICT when there is a newer version, BAD_USER_INPUT. Call it inside a transaction.
 */
export async function editSection(
  context: Context,
  ref: string,
  at: { section: string; version: number },
  sentences: readonly StatedSentence[],
  open: readonly string[] | null,
): Promise<WrittenPrd> {
  const prd = await lockedAt(context, ref, at.version, 'draft')
  const { document } = await versionOf(context, prd)
  const section = document.sections.find(({ key }) => key === at.section)
  if (!section) throw noSection(document, at.section)
  const known = new Map(section.sentences.map((sentence) => [sentence.text, sentence]))
  const author = principalOf(context).name.slice(0, 200)
  const said = sentences.map(({ text }): Sentence => {
    const words = safeText(text)
    return known.get(words) ?? { text: words, basis: 'assumption', evidence: [], author }
  })
  const questions = section.questions.filter(({ text }) => open === null || open.includes(text))
  const sections = document.sections.map((one) =>
    one.key === at.section ? { ...one, sentences: said, questions } : one,
  )
  return nextVersion(context, prd, { ...document, sections }, true)
}

/** Writes one section again from today's records and analyses. What people stated in it stays, and so does the rest. */
export async function regenerateSection(
  context: Context,
  ref: string,
  { section, version }: { section: string; version: number },
): Promise<WrittenPrd> {
  const before = await prdFor(context, ref)
  if (!before.brief)
    throw badInput({ path: ['id'], message: 'is a document whose question was not kept: generate it again' })
  const workspace = await context.db.em.findOneOrFail(Workspace, { id: before.workspace.id }, plain)
  const { strategic, ...brief } = before.brief
  const { composed } = await composedOf(context, workspace, brief, strategic)
  return context.db.transaction(async () => {
    const prd = await lockedAt(context, ref, version, 'draft')
    const { document } = await versionOf(context, prd)
    const next = withSection(document, composed.document, section)
    if (!next) throw noSection(document, section)
    const { edited } = await context.db.em.findOneOrFail(PrdVersion, { prd: { id: prd.id }, number: prd.newest }, plain)
    return nextVersion(context, prd, next, edited)
  })
}

/** @returns the key of what is gone. Call it inside a transaction. */
export async function deletePrd(context: Context, ref: string): Promise<string> {
  // Nobody approves it meanwhile.
  const prd = await lockedAt(context, ref, null)
  if (prd.status === 'approved' && !may(principalOf(context), 'tenant:admin'))
    throw new Refusal('FORBIDDEN', 'Only an admin or owner who is signed in can delete an approved document.')
  const key = keyOf(prd.number)
  await context.db.em.remove(prd).flush()
  await retireKeys(context.db, prd.workspace.id, [key])
  return key
}

const noSection = ({ sections }: PrdDocument, key: string) =>
  badInput({
    path: ['section'],
    message: `${JSON.stringify(key)} is not a section of this document`,
    allowed: sections.map((one) => one.key),
  })

/**
 * The document as the caller has read it; nobody else changes it until the transaction ends.
 * @param version null where it does not matter which one was read
 */
export async function lockedAt(
  context: Context,
  ref: string,
  version: number | null,
  status?: PrdStatus,
): Promise<Prd> {
  const { id } = await prdFor(context, ref)
  const { em } = context.db
  await em.execute('select id from prd where id = ? and tenant_id = ? for update', [id, principalOf(context).tenantId])
  const prd = await em.findOneOrFail(Prd, { id }, { refresh: true })
  if (version !== null && prd.newest !== version)
    throw new Refusal('CONFLICT', `There is a newer version, ${prd.newest}. Read it, then change it again.`, {
      newest: prd.newest,
    })
  if (status && prd.status !== status)
    throw badInput({
      path: ['id'],
      message: `is ${prd.status === 'review' ? 'in review' : prd.status}: set it back to draft to change it`,
    })
  return prd
}

async function nextVersion(context: Context, prd: Prd, document: PrdDocument, edited: boolean): Promise<WrittenPrd> {
  const { em } = context.db
  const before = await em.findOneOrFail(PrdVersion, { prd: { id: prd.id }, number: prd.newest }, plain)
  prd.newest += 1
  prd.updatedAt = context.now()
  const version = em.create(PrdVersion, {
    workspace: refTo({ tenantId: prd.tenantId, id: prd.workspace.id }),
    prd: refTo(prd),
    number: prd.newest,
    document,
    mode: before.mode,
    edited,
    request: null,
    question: before.question,
    credits: 0,
    stamp: before.stamp,
    author: principalOf(context).name.slice(0, 200),
    createdAt: context.now(),
  })
  await em.flush()
  return writtenOf(prd, version)
}

/** Whether a text still has these words as they are: no half of a word, and of no figure a part. */
function says(text: string, quote: string): boolean {
  // Where it stands as it was, its edges tell: a whole description is not folded for each quote.
  for (let at = quote ? text.indexOf(quote) : -1; at >= 0; at = text.indexOf(quote, at + 1))
    if (spans(text.slice(Math.max(0, at - 2), at + quote.length + 2), quote)) return true
  return spans(text, quote)
}

export interface StaleSource extends Pick<Source, 'alias' | 'key' | 'title'> {
  /** Sentences and questions that quote words which are gone. */
  readonly sentences: number
  readonly gone: boolean
}

/** Records of which words that the document quotes are no longer there; what else changes in them touches no sentence. */
export async function staleSources(context: Context, prd: Prd, { document }: WrittenPrd): Promise<StaleSource[]> {
  const { db } = context
  const cited = document.sources.filter(({ kind }) => kind !== 'analysis')
  const keys = (kind: Source['kind']) => cited.filter((source) => source.kind === kind).map(({ key }) => key)
  const now = await db.snapshot(async () => {
    const workspace = await db.em.findOneOrFail(Workspace, { id: prd.workspace.id }, plain)
    const ids = await db.em.find(
      BacklogItem,
      { workspace: { id: workspace.id }, key: { $in: keys('item') } },
      { ...plain, fields: ['id'] },
    )
    const rows = await itemsBy(
      context,
      workspace,
      ids.map(({ id }) => id),
    )
    const words = await wordsOf(context, workspace, new Set(rows.map(({ id }) => id)), LONGEST_DESCRIPTION)
    const names = new Set(keys('objective'))
    const today = context.now().toISOString().slice(0, 10)
    // For readers outside, a model has read items without names: its quotes may stand where the names were.
    const outside = document.audience === 'external'
    return new Map<string, readonly string[]>([
      ...recordsFrom(rows, words, new Set()).map(
        (one) => [`item ${one.key}`, [itemText(one), ...(outside ? [itemText(one, false)] : [])]] as const,
      ),
      ...(names.size ? await objectivesIn(context, workspace, (name) => names.has(name), true) : []).map(
        (one) => [`objective ${one.name}`, [objectiveText(one)]] as const,
      ),
      ...(keys('claim').length ? await claimsIn(context, today, new Set(keys('claim'))) : []).map(
        (one) => [`claim ${one.key}`, [claimText(one)]] as const,
      ),
    ])
  })
  return cited.flatMap(({ alias, kind, key, title }) => {
    const texts = now.get(`${kind} ${key}`) ?? []
    const stale = quotesOf(document, alias).filter((quotes) =>
      quotes.some((quote) => !texts.some((text) => says(text, quote))),
    )
    return stale.length ? [{ alias, key, title, sentences: stale.length, gone: texts.length === 0 }] : []
  })
}
