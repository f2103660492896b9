import { UniqueConstraintViolationException } from '@mikro-orm/core'
import { ask } from '../../ai/ask-service.ts'
import { LIMITS, usageOf, WHY } from '../../ai/ending.ts'
import type { Question } from '../../ai/question.ts'
import { aiAccess } from '../../ai/setting-service.ts'
import type { AiAccess } from '../../ai/setting.ts'
import { creditsFor, giveBack, setAside } from '../../billing/ai-work-service.ts'
import { settle } from '../../billing/ledger-service.ts'
import { principalOf, type Context } from '../../data/context.ts'
import { refTo } from '../../data/tenant.ts'
import { Refusal } from '../../graphql/errors.ts'
import { may } from '../../identity/principal.ts'
import { figureText } from '../../../text.ts'
import type { Workspace } from '../../identity/entity.ts'
import { alignBacklog, readableBacklog, type AlignmentArguments, type AlignmentReport } from '../alignment-service.ts'
import { AlignmentReading } from '../entity.ts'
import { fingerprintOf, questionOf, readingsIn, type Readable } from './question.ts'

/** Kept for each workspace; the oldest go. */
const MOST_KEPT = 50

interface Read extends Pick<AlignmentArguments, 'readings' | 'readObjectives'> {
  readonly credits: number
  readonly warnings: readonly string[]
}

/**
 * Alignment in which a model reads what no link explains. Whatever goes wrong with it, words decide, and the answer says
 * so. What was read is kept: the same question about the same text is charged once.
 * @throws NOT_FOUND, BAD_CURSOR
 */
export async function alignWithModel(
  context: Context,
  workspace: Workspace,
  args: AlignmentArguments,
): Promise<AlignmentReport> {
  if (!may(principalOf(context), 'prd:write'))
    throw new Refusal(
      'FORBIDDEN',
      'The method ai uses AI credits and sends items to a model. It needs the scope prd:write, and the role member or higher.',
    )
  const { credits, warnings, ...read } = await readBy(context, workspace, args)
  const report = await alignBacklog(context, workspace, { ...args, ...read })
  return { ...report, credits, warnings: [...warnings, ...report.warnings] }
}

async function readBy(context: Context, workspace: Workspace, args: AlignmentArguments): Promise<Read> {
  const { left, objectivesLeft, ...readable } = await readableBacklog(context, workspace, {
    filter: args.filter,
    objectiveIds: args.objectiveIds,
  })
  if (readable.items.length === 0 || readable.objectives.length === 0) return { credits: 0, warnings: [] }
  const access = await aiAccess(context)
  if (!access)
    return byWords(
      'no AI provider is set, or no owner has agreed to what is sent. An owner can do both in Settings › AI',
    )
  const limits = [
    ...(left
      ? [
          `A model reads ${readable.items.length} items at most; ${figureText(left)} more without a link ${left === 1 ? 'is' : 'are'} scored by words. Filter the items to have others read.`,
        ]
      : []),
    ...(objectivesLeft
      ? [
          `A model reads ${readable.objectives.length} objectives at most; for ${figureText(objectivesLeft)} more, words decide. Name the objectives to have others read.`,
        ]
      : []),
  ]
  const question = questionOf(readable)
  const fingerprint = fingerprintOf(access, question, readable)
  const known = await keptReading(context, workspace, fingerprint)
  // What follows a page is not read anew: it would cost again, and would be in another order.
  if (!known && args.after) return byWords('the items have changed since the first page. Ask for the first page again')
  const read = known
    ? { readings: new Map(known.readings), credits: 0, warnings: [] }
    : await asked(context, workspace, access, { question, readable, fingerprint })
  const readObjectives = new Set(readable.objectives.map(({ id }) => id))
  return { ...read, readObjectives, warnings: [...limits, ...read.warnings] }
}

const byWords = (why: string): Read => ({
  credits: 0,
  warnings: [`No model read the items, because ${why}. Words decided instead, and no credits were used.`],
})

const keptReading = ({ db }: Context, { id }: Workspace, fingerprint: string) =>
  db.snapshot(() => db.em.findOne(AlignmentReading, { workspace: { id }, fingerprint }, { disableIdentityMap: true }))

interface Asked {
  readonly question: Question
  readonly readable: Readable
  readonly fingerprint: string
}

async function asked(
  context: Context,
  workspace: Workspace,
  access: AiAccess,
  { question, readable, fingerprint }: Asked,
): Promise<Read> {
  const aside = await setAside(context, 'score_alignment', workspace.id)
  if ('refused' in aside) return byWords(`there are not enough credits: ${aside.refused.replace(/\.$/, '')}`)
  const outcome = await ask(access, question, { ...LIMITS, signal: context.signal }, context.ai)
  const readings = outcome.kind === 'answered' ? readingsIn(outcome.answer, readable) : new Map()
  if (outcome.kind !== 'answered' || readings.size === 0) {
    const why = outcome.kind === 'answered' ? 'the model’s answer named none of them' : WHY[outcome.kind]
    await giveBack(context, aside.id, why)
    context.signal.throwIfAborted()
    return byWords(why)
  }
  try {
    const credits = await context.db.transaction(async () => {
      const charged = await settle(context, aside.id, creditsFor('score_alignment', usageOf(outcome)))
      await keep(context, workspace, { fingerprint, readings: [...readings], credits: charged })
      return charged
    })
    context.audited.credits = (context.audited.credits ?? 0) + credits
    return { readings, credits, warnings: [] }
  } catch (error) {
    await giveBack(context, aside.id, 'the same question was already answered')
    // Asked twice at once: what the other one read is the answer.
    const winner =
      error instanceof UniqueConstraintViolationException ? await keptReading(context, workspace, fingerprint) : null
    if (!winner) throw error
    return { readings: new Map(winner.readings), credits: 0, warnings: [] }
  }
}

/** Call it inside a transaction. */
async function keep(
  { db: { em }, now }: Context,
  { id, tenantId }: Workspace,
  made: Pick<AlignmentReading, 'fingerprint' | 'readings' | 'credits'>,
): Promise<void> {
  const here = { workspace: { id } }
  const oldest = await em.find(AlignmentReading, here, {
    orderBy: { createdAt: 'desc', id: 'asc' },
    offset: MOST_KEPT - 1,
    limit: MOST_KEPT,
    fields: ['id'],
    disableIdentityMap: true,
  })
  if (oldest.length > 0) await em.nativeDelete(AlignmentReading, { ...here, id: { $in: oldest.map((row) => row.id) } })
  em.create(AlignmentReading, { ...made, workspace: refTo({ tenantId, id }), createdAt: now() })
  await em.flush()
}
