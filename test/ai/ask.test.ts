import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../../api/ai/ask-service.ts'
import type { Asked, Limits, Provider, Question } from '../../api/ai/question.ts'
import { fakeProvider, type FakeProvider } from './provider.ts'

const ANSWER = { sections: [{ key: 'summary', sentences: [{ text: 'SHOP-12 waits for SHOP-3.' }] }] }
const QUESTION: Question = {
  instructions: 'Write a document.',
  records: 'SHOP-12 Gift cards',
  request: 'One page.',
  schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
  maxOutput: 4_000,
}
const LIMITS: Limits = { connectMs: 600, idleMs: 400, totalMs: 5_000 }
const USAGE = { input: 1_200, cachedInput: 2_000, output: 77, thinking: 12 }

describe.each<Provider>(['anthropic', 'openai'])('%s', (provider) => {
  let fake: FakeProvider
  const notes: Asked[] = []
  const asking = (mode: string, limits: Partial<Limits> = {}, trusted = [fake.host]) =>
    ask(
      {
        provider,
        model: 'a-model',
        apiKey: 'sk-secret-of-the-tenant',
        baseUrl: fake.url(mode) + (provider === 'openai' ? '/v1' : ''),
      },
      QUESTION,
      { ...LIMITS, ...limits },
      { hosts: trusted, note: (asked) => notes.push(asked) },
    )
  const requests = (mode: string) => fake.received.filter((one) => one.mode === mode)

  beforeAll(async () => {
    fake = await fakeProvider(provider, () => ANSWER)
  })
  afterAll(() => fake.close())

  test('answers with what the model said and the tokens that it took', async () => {
    const pieces: string[] = []
    const outcome = await asking('ok', { onText: (text) => pieces.push(text) })
    expect(outcome).toMatchObject({ kind: 'answered', answer: ANSWER, usage: USAGE })
    expect(pieces.join('')).toBe(JSON.stringify(ANSWER))
  })

  const ends: readonly [mode: string, outcome: object][] = [
    ['refusal', { kind: 'refused', usage: USAGE }],
    ['long', { kind: 'cut-off', usage: USAGE }],
    ['400-long', { kind: 'full-context' }],
    ['400-limit', { kind: 'full-context' }],
    ['413', { kind: 'full-context' }],
    ['401', { kind: 'misconfigured' }],
    ['403', { kind: 'misconfigured' }],
    ['404', { kind: 'misconfigured' }],
    ['400', { kind: 'misconfigured' }],
    ['400-schema', { kind: 'misconfigured' }],
    ['402', { kind: 'misconfigured' }],
    ['cut', { kind: 'unavailable', why: 'broken-stream' }],
    ['closed', { kind: 'unavailable', why: 'broken-stream' }],
    ['no-end', { kind: 'unavailable', why: 'broken-stream' }],
    ['broken', { kind: 'unavailable', why: 'malformed' }],
    ['not-json', { kind: 'unavailable', why: 'malformed' }],
    ['stalled', { kind: 'unavailable', why: 'timeout' }],
    ['silent', { kind: 'unavailable', why: 'timeout' }],
    ['429-hour', { kind: 'unavailable', why: 'rate', retryAfterMs: 3_600_000 }],
    ...(provider === 'anthropic'
      ? [['context', { kind: 'full-context', usage: USAGE }] as [string, object]]
      : ([
          ['filter', { kind: 'refused' }],
          ['policy', { kind: 'refused' }],
          ['failed', { kind: 'unavailable', why: 'server' }],
          ['400-code', { kind: 'full-context' }],
          ['429-quota', { kind: 'misconfigured' }],
        ] as [string, object][])),
  ]
  test.each(ends)('%s is asked once and told apart', async (mode, outcome) => {
    const before = requests(mode).length
    expect(await asking(mode)).toMatchObject(outcome)
    expect(requests(mode).length - before).toBe(1)
  })

  test('a model that thinks without a word is waited for, and one that stops in the middle is not', async () => {
    expect(await asking('ponders')).toMatchObject({ kind: 'answered', answer: ANSWER })
    expect(await asking('stalled')).toMatchObject({ kind: 'unavailable', why: 'timeout' })
  })

  test('the operator’s log has how it ended, what the provider said, and the tokens, without the key', async () => {
    notes.length = 0
    await asking('401')
    await asking('ok')
    const about = { provider, host: fake.host, model: 'a-model', ms: expect.any(Number) }
    expect(notes).toEqual([
      { ...about, outcome: 'misconfigured', detail: 'invalid x-api-key (key)' },
      { ...about, outcome: 'answered', usage: { ...USAGE, cacheWrite: provider === 'anthropic' ? 300 : 0 } },
    ])
  })

  test('a page that is no stream, and an error in the middle of one, are not an answer', async () => {
    for (const mode of ['html', 'error-event']) expect((await asking(mode)).kind).toBe('unavailable')
  })

  test.each(['429', '500', '503'])('%s before the first byte is asked once more, and no third time', async (mode) => {
    expect(await asking(mode)).toMatchObject({ kind: 'unavailable' })
    expect(requests(mode)).toHaveLength(2)
  })

  test('a retry that succeeds is an answer', async () => {
    expect(await asking('once-500')).toMatchObject({ kind: 'answered', answer: ANSWER })
  })

  test('a question that nobody waits for any longer is ended at the provider too', async () => {
    const controller = new AbortController()
    const asked = asking('stalled', { signal: controller.signal, onText: () => controller.abort(), idleMs: 3_000 })
    expect(await asked).toMatchObject({ kind: 'cancelled' })
    await expect.poll(() => requests('stalled').at(-1)!.left).toBe(true)
    expect(await asking('ok', { signal: AbortSignal.abort() })).toMatchObject({ kind: 'cancelled' })
  })

  test('nothing leaves but the question, the key, and what the protocol needs', async () => {
    process.env.ANTHROPIC_CUSTOM_HEADERS = process.env.OPENAI_CUSTOM_HEADERS = 'x-operator: secret'
    process.env.OPENAI_ORG_ID = 'org-operator'
    try {
      await asking('ok')
    } finally {
      for (const name of ['ANTHROPIC_CUSTOM_HEADERS', 'OPENAI_CUSTOM_HEADERS', 'OPENAI_ORG_ID'])
        delete process.env[name]
    }
    const { headers, body } = requests('ok').at(-1)!
    const ours = Object.keys(headers).filter(
      (name) =>
        ![
          'host',
          'connection',
          'content-length',
          'accept-language',
          'accept-encoding',
          'sec-fetch-mode',
          'transfer-encoding',
        ].includes(name),
    )
    expect(ours.sort()).toEqual(
      [
        'accept',
        ...(provider === 'anthropic' ? ['anthropic-version'] : []),
        'authorization',
        'content-type',
        'user-agent',
      ].sort(),
    )
    expect(headers.authorization ?? headers['x-api-key']).toContain('sk-secret-of-the-tenant')
    expect(JSON.stringify(body)).not.toContain('org-operator')
    if (provider === 'openai') expect(body).toMatchObject({ store: false, stream: true })
  })

  test('a redirect is not followed', async () => {
    expect(await asking('redirect', {}, [fake.host, fake.host.replace('127.0.0.1', 'localhost')])).toMatchObject({
      kind: 'unavailable',
      why: 'network',
    })
    expect(requests('ok').every(({ headers }) => headers.host === fake.host)).toBe(true)
  })

  test('an address inside the network is not reached unless the operator named it', async () => {
    const before = fake.received.length
    expect(await asking('ok', {}, [])).toMatchObject({ kind: 'unavailable', why: 'network' })
    expect(fake.received).toHaveLength(before)
  })
})
