import { LockMode } from '@mikro-orm/core'
import type { Context } from '../data/context.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import { Setting } from '../identity/entity.ts'
import { seal, unseal } from '../oauth/seal.ts'
import { ask, withoutKey } from './ask-service.ts'
import { THINKING, type Access, type Outcome, type Provider } from './question.ts'
import { safeText } from './safe-text.ts'
import {
  addressProblem,
  plainAddress,
  TERMS,
  type Agreement,
  type AiAccess,
  type AiSetting,
  type KeptProvider,
  type OfferedProvider,
} from './setting.ts'

const NAME = 'ai provider'

export interface AiProviderInput {
  provider: Provider
  model: string
  apiKey?: string | null | undefined
  baseUrl?: string | null | undefined
  agree: boolean
}

async function kept({ db }: Pick<Context, 'db'>): Promise<KeptProvider | null> {
  return read(await db.snapshot(() => db.em.findOne(Setting, { name: NAME }, { disableIdentityMap: true })))
}

function read(row: Setting | null): KeptProvider | null {
  if (!row) return null
  const value = { judges: true, ...(row.value as Partial<KeptProvider>) } as KeptProvider
  return value.agreed?.terms === TERMS ? value : { ...value, agreed: null }
}

export async function aiSetting(context: Pick<Context, 'db' | 'ai'>): Promise<AiSetting | null> {
  const setting = await kept(context)
  if (!setting) return null
  if (!('offered' in setting)) return setting
  const access = offeredAccess(context, setting)
  return access && { ...access, hint: null, agreed: setting.agreed, judges: setting.judges }
}

/** Where questions of this tenant go; null where nobody has agreed to send any. */
export async function aiAccess(context: Pick<Context, 'db' | 'ai'>): Promise<AiAccess | null> {
  const setting = await kept(context)
  const access = setting?.agreed ? accessOf(context, setting) : null
  return access && { ...access, judges: setting!.judges }
}

function accessOf(context: Pick<Context, 'ai'>, setting: KeptProvider): Access | null {
  if ('offered' in setting) return offeredAccess(context, setting)
  const { provider, model, baseUrl, sealedKey } = setting
  const apiKey = unseal(context.ai.seal, sealedKey)
  return apiKey === null ? null : { provider, model, baseUrl, apiKey }
}

/** What an owner agreed to, if it is still what the installation offers. */
function offeredAccess(
  { ai: { offered } }: Pick<Context, 'ai'>,
  { provider, baseUrl }: OfferedProvider,
): Access | null {
  return offered?.provider === provider && offered.baseUrl === baseUrl ? offered : null
}

/** Keeps a provider, replacing the one before. Without a key, the key that is kept stays. @throws BAD_USER_INPUT */
export async function setAiProvider(context: Context, input: AiProviderInput): Promise<AiSetting> {
  const { ai } = context
  const row = await lockedRow(context)
  const known = read(row)
  const baseUrl = plainAddress(input.baseUrl ?? '', input.provider)
  const problem = addressProblem(baseUrl, ai.hosts)
  if (problem) throw badInput({ path: ['input', 'baseUrl'], message: problem })
  // A key goes to no address that it was not given for.
  const same =
    known && !('offered' in known) && known.provider === input.provider && known.baseUrl === baseUrl ? known : null
  if (!input.apiKey && !same)
    throw badInput({ path: ['input', 'apiKey'], message: 'is needed for a new provider or address' })
  return keep(context, row, {
    provider: input.provider,
    model: input.model.trim(),
    baseUrl,
    sealedKey: input.apiKey ? seal(ai.seal, input.apiKey) : same!.sealedKey,
    hint: input.apiKey ? `…${input.apiKey.slice(-4)}` : same!.hint,
    agreed: input.agree ? agreementOf(context) : null,
    judges: known?.judges ?? true,
  })
}

/** An owner agrees to the provider that the installation offers. @throws BAD_USER_INPUT where it offers none */
export async function agreeToOfferedAi(context: Context): Promise<AiSetting> {
  const { offered } = context.ai
  if (!offered)
    throw new Refusal('BAD_USER_INPUT', 'This installation offers no AI provider. Set one for your organization.')
  const { provider, baseUrl, model } = offered
  const row = await lockedRow(context)
  const { judges } = read(row) ?? { judges: true }
  const { agreed } = await keep(context, row, {
    offered: true,
    provider,
    baseUrl,
    agreed: agreementOf(context),
    judges,
  })
  return { provider, baseUrl, model, hint: null, agreed, judges }
}

const agreementOf = ({ principal, now }: Context): Agreement => ({
  by: principal?.name ?? '',
  at: now().toISOString(),
  terms: TERMS,
})

/** Two owners who change it at once do so one after the other, and what is removed stays removed. */
const lockedRow = ({ db }: Pick<Context, 'db'>) =>
  db.em.findOne(Setting, { name: NAME }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })

async function keep<Kept extends KeptProvider>({ db }: Context, row: Setting | null, value: Kept): Promise<Kept> {
  if (row) row.value = value
  else db.em.create(Setting, { name: NAME, value })
  await db.em.flush()
  return value
}

/** Turns the judge on or off. @returns null where no provider is set */
export async function setAiJudge(context: Context, judges: boolean): Promise<AiSetting | null> {
  const row = await lockedRow(context)
  if (!row) return null
  row.value = { ...(row.value as KeptProvider), judges }
  await context.db.em.flush()
  return aiSetting(context)
}

export async function removeAiProvider({ db }: Context): Promise<boolean> {
  return (await db.em.nativeDelete(Setting, { name: NAME })) > 0
}

const SAID: Readonly<Record<Outcome['kind'], string>> = {
  answered: 'The provider answered. AI is ready to use.',
  refused: 'The provider answered, but the model declined the test question.',
  'cut-off': 'The provider answered, but the answer was cut off.',
  'full-context': 'The provider answered that the question is too long.',
  unavailable: 'The provider is not available right now. Check the address, or try again later.',
  misconfigured: 'The provider rejected the key or the model. Check both.',
  cancelled: 'The test was canceled.',
}

/** Reasons in the provider's words; of the others, the SDK or PM33 speaks. */
const ANSWERED: readonly (Outcome & { kind: 'unavailable' })['why'][] = ['rate', 'overloaded', 'server']

/** One short question without any record in it. */
export async function tryAiProvider(context: Context): Promise<{ ok: boolean; message: string }> {
  const setting = await kept(context)
  const access = setting && accessOf(context, setting)
  if (!access)
    return {
      ok: false,
      message: setting
        ? 'offered' in setting
          ? 'This installation no longer offers that provider. Agree to the new one, or set one of your own.'
          : 'Its key can no longer be read. Enter it again.'
        : 'No provider is set. Set one first.',
    }
  const outcome = await ask(
    access,
    {
      instructions: 'Answer with the JSON object {"ok": true}.',
      records: 'No records: this is a test of the connection.',
      request: 'Answer now.',
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['ok'],
        properties: { ok: { type: 'boolean' } },
      },
      maxOutput: THINKING + 200,
    },
    { connectMs: 60_000, idleMs: 30_000, totalMs: 60_000, signal: context.signal },
    context.ai,
  )
  // Of a key of their own, what the provider said is for the owner; of the installation's, for its operator alone.
  const answered = outcome.kind !== 'unavailable' || ANSWERED.includes(outcome.why)
  const said = !('offered' in setting) && answered && 'detail' in outcome ? (outcome.detail ?? '') : ''
  const detail = withoutKey(safeText(said), access)
  return {
    ok: outcome.kind === 'answered',
    message: detail ? `${SAID[outcome.kind]} The provider said: “${detail}”` : SAID[outcome.kind],
  }
}
