import { createHash } from 'node:crypto'
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core'
import { type Context, principalOf } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import { hashOfInput, stampOf } from '../graphql/stamp.ts'
import type { Workspace } from '../identity/entity.ts'
import { prefixOfKey } from '../backlog/change/item-key.ts'
import { retiredNumber } from '../backlog/change/next-key-service.ts'
import { aiAccess } from '../ai/setting-service.ts'
import type { Composed } from './compose/compose.ts'
import type { PrdDocument, SourceStamp } from './document.ts'
import { Prd, PrdVersion } from './entity.ts'
import { composedOf } from './outline-service.ts'
import type { Brief, KeptBrief, Subject } from './material.ts'
import type { Audience, Mode, PrdStatus, Template } from './vocabulary.ts'
import { settle } from '../billing/ledger-service.ts'
import { creditsFor, giveBack, setAside } from '../billing/ai-work-service.ts'
import { priceOf } from '../billing/prices.ts'
import { writtenBy } from './writing/write-service.ts'
import { refTo } from '../data/tenant.ts'

const ENGINE = 'prd/1'
/** Documents that are written at once take numbers from each other, one in each try. */
const MOST_TRIES = 8

export interface PrdArguments {
  topic?: string | null | undefined
  epicId?: string | null | undefined
  itemIds?: readonly string[] | null | undefined
  template?: Template | null | undefined
  audience?: Audience | null | undefined
  sections?: readonly string[] | null | undefined
  includeStrategicContext?: boolean | null | undefined
  dryRun?: boolean | null | undefined
  requestId?: string | null | undefined
}

/** A version of a document with what is known of the document. */
export interface WrittenPrd {
  /** null for a dry run, which writes nothing. */
  readonly id: string | null
  readonly key: string | null
  readonly status: PrdStatus
  readonly version: number
  readonly mode: Mode
  readonly createdAt: Date
  readonly document: PrdDocument
  readonly credits: number
  readonly stamp: SourceStamp
}

export const keyOf = (number: number) => `PRD-${number}`

/**
 * Writes a PRD from the records and analyses of a workspace. A draft about the same subject that nobody has edited gets
 * another version; the same data makes the same version, and nothing is written twice.
 * @throws NOT_FOUND; BAD_USER_INPUT; UNAVAILABLE
 */
export async function generatePrd(context: Context, workspace: Workspace, args: PrdArguments): Promise<WrittenPrd> {
  const subject = subjectOf(args)
  const brief: Omit<Brief, 'title'> = {
    subject,
    template: args.template ?? (args.sections?.length ? 'own' : 'standard'),
    audience: args.audience ?? 'team',
    sections: args.sections?.length ? args.sections : null,
  }
  if (brief.template === 'own' && !brief.sections)
    throw badInput({ path: ['sections'], message: 'the template own needs the sections to write, in order' })
  const strategic = args.includeStrategicContext ?? false
  const question = hashOfInput({ workspace: workspace.key, brief, strategic })
  const request = args.requestId ? requestKey(context, args.requestId) : null
  const known = request && !args.dryRun ? await writtenFor(context, workspace, request, question) : null
  if (known) return known
  const { composed, dataVersion } = await composedOf(context, workspace, brief, strategic)
  const stamp = stampOf(ENGINE, { asOf: context.now().toISOString().slice(0, 10), dataVersion }, question)
  const phrased = await phrasedBy(context, workspace, composed, args)
  const draft = { ...phrased, stamp, question, request, brief: { ...brief, strategic } }
  if (args.dryRun) return { ...draft, id: null, key: null, status: 'draft', version: 1, createdAt: context.now() }
  const save = (tries = MOST_TRIES): Promise<WrittenPrd> =>
    context.db
      .transaction(() => kept(context, workspace, draft))
      .catch(async (error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException) || tries <= 1) throw error
        // The same request arrived twice at once: what the other one wrote is the answer. Else another took the number.
        const winner = request ? await writtenFor(context, workspace, request, question) : null
        if (winner && draft.reservation)
          await giveBack(context, draft.reservation, 'the same request was already answered')
        return winner ?? save(tries - 1)
      })
  try {
    return await save()
  } catch (error) {
    if (draft.reservation) await giveBack(context, draft.reservation, 'the document was not saved')
    throw error
  }
}

/** With a model where an owner has agreed to one; whatever goes wrong with it, the outline is the document. */
async function phrasedBy(
  context: Context,
  workspace: Workspace,
  composed: Composed,
  { dryRun, requestId }: PrdArguments,
) {
  const outline = {
    document: composed.document,
    mode: 'outline' as Mode,
    credits: 0,
    reservation: null as string | null,
  }
  const access = await aiAccess(context)
  if (!access) return outline
  if (dryRun) return { ...outline, mode: 'ai' as Mode, credits: priceOf('generate_prd') }
  const because = (why: string) => ({
    ...outline,
    document: {
      ...composed.document,
      warnings: [
        ...composed.document.warnings,
        `No model wrote this, because ${why}. This is the outline, and it cost no credits.`,
      ],
    },
  })
  const aside = await setAside(context, 'generate_prd', workspace.id, requestId ?? null)
  if ('refused' in aside) return because(`there are not enough credits: ${aside.refused.replace(/\.$/, '')}`)
  const written = await writtenBy(context, access, composed).catch(async (error: unknown) => {
    await giveBack(context, aside.id, 'the document could not be written')
    throw error
  })
  if (written.kind === 'written')
    return {
      document: written.document,
      mode: 'ai' as Mode,
      credits: creditsFor('generate_prd', written.usage),
      reservation: aside.id,
    }
  await giveBack(context, aside.id, written.why)
  context.signal.throwIfAborted()
  return because(written.why)
}

function subjectOf({ topic, epicId, itemIds }: PrdArguments): Subject {
  const named = [topic?.trim() ? 'topic' : '', epicId ? 'epicId' : '', itemIds?.length ? 'itemIds' : ''].filter(Boolean)
  if (named.length !== 1)
    throw badInput({
      path: named.length ? [named[1]!] : ['topic'],
      message: named.length
        ? `${named.join(' and ')} cannot be combined: pass only one of topic, epicId, and itemIds`
        : 'pass one of topic, epicId, and itemIds',
    })
  if (topic?.trim()) return { kind: 'topic', topic: topic.trim() }
  return epicId ? { kind: 'epic', key: epicId } : { kind: 'items', keys: [...new Set(itemIds!)] }
}

/** Ids of requests are the caller's own: the same id of another caller names another request. */
const requestKey = (context: Context, requestId: string) =>
  createHash('sha256')
    .update(`${principalOf(context).subject}\n${requestId}`)
    .digest('hex')

interface Draft extends Pick<WrittenPrd, 'document' | 'stamp' | 'mode' | 'credits'> {
  readonly question: string
  readonly request: string | null
  readonly brief: KeptBrief
  /** Credits set aside for it, by their entry; null where none are. */
  readonly reservation: string | null
}

/** Call it inside a transaction. */
async function kept(context: Context, workspace: Workspace, draft: Draft): Promise<WrittenPrd> {
  const { em } = context.db
  const { document, question, request, mode, reservation, stamp } = draft
  const here = { workspace: { id: workspace.id } }
  // Nobody sends it for review or approves it between this and the version that is added to it.
  const prd = await em.findOne(
    Prd,
    { ...here, subject: question, status: 'draft' },
    { orderBy: { number: 'desc' }, lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
  )
  const newest = prd && (await em.findOne(PrdVersion, { prd: { id: prd.id }, number: prd.newest }))
  if (prd && newest && !newest.edited && !request && mode === 'outline' && sameText(newest.document, document))
    return writtenOf(prd, newest)
  const going = prd && newest && !newest.edited ? prd : null
  const target =
    going ??
    em.create(Prd, {
      workspace: refTo(workspace),
      number: await nextNumber(context, workspace),
      title: document.title.slice(0, 300),
      subject: question,
      brief: draft.brief,
      template: document.template,
      audience: document.audience,
    })
  if (going) {
    going.newest += 1
    going.updatedAt = context.now()
  }
  await em.flush()
  const credits = reservation ? await settle(context, reservation, draft.credits, target.id) : 0
  if (reservation) context.audited.credits = credits
  const version = em.create(PrdVersion, {
    workspace: refTo(workspace),
    prd: refTo(target),
    number: target.newest,
    document,
    mode,
    request,
    question,
    credits,
    stamp,
    author: principalOf(context).name.slice(0, 200),
    createdAt: context.now(),
  })
  await em.flush()
  return writtenOf(target, version)
}

const sameText = (a: PrdDocument, b: PrdDocument) => hashOfInput(a) === hashOfInput(b)

async function nextNumber({ db }: Context, workspace: Workspace): Promise<number> {
  const [row] = await db.em.execute<{ most: string | number | null }[]>(
    'select max(number) as most from prd where tenant_id = ? and workspace_id = ?',
    [workspace.tenantId, workspace.id],
  )
  return Math.max(Number(row?.most ?? 0), await retiredNumber(db, workspace.id, prefixOfKey(keyOf(1))!)) + 1
}

/** What was written for this request before. @throws BAD_USER_INPUT if it asked for something else */
async function writtenFor(
  { db }: Context,
  workspace: Workspace,
  request: string,
  question: string,
): Promise<WrittenPrd | null> {
  return db.snapshot(async () => {
    const version = await db.em.findOne(PrdVersion, { request }, { disableIdentityMap: true })
    if (!version) return null
    if (version.question !== question || version.workspace.id !== workspace.id)
      throw badInput({
        path: ['requestId'],
        message: 'was already used with other arguments. Use a new requestId for a new document',
      })
    const prd = await db.em.findOneOrFail(Prd, { id: version.prd.id }, { disableIdentityMap: true })
    return writtenOf(prd, version)
  })
}

/** The version before, to compare with; null where there is none. */
export async function previousOf({ db }: Context, { id, version }: WrittenPrd): Promise<WrittenPrd | null> {
  if (id === null || version < 2) return null
  return db.snapshot(async () => {
    const plain = { disableIdentityMap: true } as const
    const before = await db.em.findOne(PrdVersion, { prd: { id }, number: version - 1 }, plain)
    return before && writtenOf(await db.em.findOneOrFail(Prd, { id }, plain), before)
  })
}

export const writtenOf = (prd: Prd, version: PrdVersion): WrittenPrd => ({
  id: prd.id,
  key: keyOf(prd.number),
  status: prd.status,
  version: version.number,
  mode: version.mode,
  createdAt: version.createdAt,
  document: version.document,
  credits: version.credits,
  stamp: version.stamp,
})
