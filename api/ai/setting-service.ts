import type { Context } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import { Setting } from '../identity/entity.ts'
import { seal, unseal } from '../oauth/seal.ts'
import { ask } from './ask-service.ts'
import type { Access, Outcome, Provider } from './question.ts'
import { BASE_URLS, type AiSetting } from './setting.ts'

const NAME = 'ai provider'

export interface AiProviderInput {
  provider: Provider
  model: string
  apiKey?: string | null | undefined
  baseUrl?: string | null | undefined
  agree: boolean
}

export async function aiSetting({ db }: Pick<Context, 'db'>): Promise<AiSetting | null> {
  const row = await db.snapshot(() => db.em.findOne(Setting, { name: NAME }, { disableIdentityMap: true }))
  return (row?.value as AiSetting | undefined) ?? null
}

/** Where questions of this tenant go; null where nobody has agreed to send any. */
export async function aiAccess(context: Context): Promise<Access | null> {
  const setting = await aiSetting(context)
  return setting?.agreed ? accessOf(context, setting) : null
}

function accessOf({ ai }: Context, { provider, model, baseUrl, sealedKey }: AiSetting): Access | null {
  const apiKey = unseal(ai.seal, sealedKey)
  return apiKey === null ? null : { provider, model, baseUrl, apiKey }
}

/** Keeps a provider, replacing the one before. Without a key, the key that is kept stays. @throws BAD_USER_INPUT */
export async function setAiProvider(context: Context, input: AiProviderInput): Promise<AiSetting> {
  const { db, ai, principal, now } = context
  const known = await aiSetting(context)
  const baseUrl = (input.baseUrl?.trim() || BASE_URLS[input.provider]).replace(/\/+$/, '')
  checkAddress(baseUrl, ai.hosts)
  // A key goes to no address that it was not given for.
  const same = known && known.provider === input.provider && known.baseUrl === baseUrl ? known : null
  if (!input.apiKey && !same)
    throw badInput({ path: ['input', 'apiKey'], message: 'is needed for a new provider or address' })
  const value: AiSetting = {
    provider: input.provider,
    model: input.model.trim(),
    baseUrl,
    sealedKey: input.apiKey ? seal(ai.seal, input.apiKey) : same!.sealedKey,
    hint: input.apiKey ? `…${input.apiKey.slice(-4)}` : same!.hint,
    agreed: input.agree ? { by: principal?.name ?? '', at: now().toISOString() } : null,
  }
  const row = await db.em.findOne(Setting, { name: NAME })
  if (row) row.value = value
  else db.em.create(Setting, { name: NAME, value })
  await db.em.flush()
  return value
}

function checkAddress(text: string, trusted: readonly string[]): void {
  const refuse = (message: string) => badInput({ path: ['input', 'baseUrl'], message })
  if (!URL.canParse(text)) throw refuse('is not a URL such as https://api.example.com')
  const { protocol, host, username, password, search, hash } = new URL(text)
  if (username || password || search || hash) throw refuse('must be a plain address without a user, query, or fragment')
  if (protocol !== 'https:' && !trusted.includes(host))
    throw refuse('must start with https://. Whoever runs PM33 can allow other hosts with PM33_AI_HOSTS')
}

export async function removeAiProvider({ db }: Context): Promise<boolean> {
  return (await db.em.nativeDelete(Setting, { name: NAME })) > 0
}

const SAID: Readonly<Record<Outcome['kind'], string>> = {
  answered: 'It answered.',
  refused: 'It answered, but the model declined the test question.',
  'cut-off': 'It answered, but the answer was cut off.',
  'full-context': 'It answered that the question is too long.',
  unavailable: 'It is not available right now. Check the address, or try again later.',
  misconfigured: 'It refused the key or the model. Check both.',
  cancelled: 'The test was canceled.',
}

/** One short question without any record in it. */
export async function tryAiProvider(context: Context): Promise<{ ok: boolean; message: string }> {
  const setting = await aiSetting(context)
  const access = setting && accessOf(context, setting)
  if (!access)
    return {
      ok: false,
      message: setting ? 'Its key can no longer be read. Enter it again.' : 'No provider is set. Set one first.',
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
      maxOutput: 200,
    },
    { connectMs: 10_000, idleMs: 10_000, totalMs: 20_000, signal: context.signal },
    context.ai.hosts,
  )
  return { ok: outcome.kind === 'answered', message: SAID[outcome.kind] }
}
