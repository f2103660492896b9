/** A model writes parts of a document: over real HTTP, by the official SDKs, against providers that answer as told. */
import { agreeToOfferedAi, aiAccess, tryAiProvider } from '../../api/ai/setting-service.ts'
import type { Context } from '../../api/data/context.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { grant } from '../../api/billing/grant-service.ts'
import type { Provider } from '../../api/ai/question.ts'
import { fakeProvider, type FakeProvider } from '../ai/provider.ts'
import { adapter, claude, ERAS, type AdapterInTest, type Claude } from '../claude.ts'
import { UNLIMITED } from '../servers/unlimited.ts'
import { givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

interface Prd {
  key?: string
  mode: string
  credits: number
  assumptions: number
  summary: string
  sections: {
    key: string
    sentences: { text: string; basis: string; evidence?: { source: string; quote?: string }[] }[]
  }[]
  warnings?: string[]
}
type Line = { evidence: { source: string; quote: string }[]; basis: string; text: string }

const line = (text: string, quote: string, basis = 'summarized', source = 'R1'): Line => ({
  evidence: [{ source, quote }],
  basis,
  text,
})
const TRUE = line('Shoppers leave at the address step.', 'Shoppers leave at the address step')
const FALSE = line(
  'Half of the carts are abandoned there, 88 of them on May 3, 2027.',
  '38% of carts are abandoned there',
)
/** What stands in its place: the record's own sentence. */
const INSTEAD = '38% of carts are abandoned there.'
/** Ids of the sentences that a request asks the model to judge. */
const judgedIn = (body: unknown) => [...JSON.stringify(body).matchAll(/\\n(S\d+) \(R/g)].map(([, id]) => id!)
const SECRET = 'sk-secret-key-of-acme'

describe.each<Provider>(['anthropic', 'openai'])('with %s', (provider) => {
  let fake: FakeProvider
  let pm33: World
  let acme: TenantInTest
  let owner: Ask
  let mcp: AdapterInTest
  let client: Claude
  let says: (request: Record<string, unknown>) => Line[] = () => [TRUE]
  let judges: (ids: string[]) => unknown
  const acceptAll = (ids: string[]) => ({ sentences: ids.map((id) => ({ id, difference: '', shown: true })) })
  /** Requests to write, without those to judge. */
  const asked = () => fake.received.filter(({ body }) => judgedIn(body).length === 0)

  const choose = (mode: string, agree = true) =>
    owner<{ setAiProvider: { keyHint: string; agreedBy: string | null } }>(
      `mutation($input: AiProviderInput!) { setAiProvider(input: $input) { keyHint agreedBy } }`,
      {
        input: {
          provider,
          model: 'a-model',
          apiKey: SECRET,
          baseUrl: fake.url(mode) + (provider === 'openai' ? '/v1' : ''),
          agree,
        },
      },
    )
  const offered = () => ({
    provider,
    model: 'the-model',
    apiKey: SECRET,
    baseUrl: fake.url('ok') + (provider === 'openai' ? '/v1' : ''),
  })
  const write = async (more: object = {}) => {
    const answer = await client.call<Prd>('generate_prd', { epicId: 'ACME-1', ...more })
    expect(answer.isError ? answer.text : '').toBe('')
    return answer.data
  }
  const problem = ({ sections }: Prd) => sections.find(({ key }) => key === 'problem')!.sentences

  beforeAll(async () => {
    fake = await fakeProvider(provider, (request) => {
      const ids = judgedIn(request)
      return ids.length ? judges(ids) : { sections: [{ key: 'problem', sentences: says(request) }] }
    })
    // One provider on each database.
    pm33 = await world(provider === 'openai' ? 'embedded' : 'postgres', undefined, UNLIMITED, {
      hosts: [fake.host],
      offered: offered(),
    })
    acme = await pm33.tenant('Acme')
    const shop = await acme.workspace('Shop')
    await givenItems(acme, shop, [
      {
        key: 'ACME-1',
        type: 'epic',
        title: 'One-page checkout',
        description:
          'Shoppers leave at the address step. 38% of carts are abandoned there. See https://acme.example/private?token=1 for more.',
      },
      { key: 'ACME-2', title: 'Address autocomplete', storyPoints: 8 },
    ] as never)
    const bolt = await pm33.tenant('Bolt')
    await givenItems(bolt, await bolt.workspace('Bolt'), [{ key: 'BOLT-1', title: 'The secret of Bolt' }])
    owner = pm33.person(acme, 'owner')
    await grant({ db: acme.db(), now: pm33.clock.now }, { key: 'first', amount: 1_000, subject: 'test', reason: null })
    mcp = await adapter(pm33)
    client = await claude(mcp, await acme.key())
  })
  afterAll(async () => {
    await client?.close()
    await mcp?.close()
    await pm33?.close()
    await fake?.close()
  })
  beforeEach(() => {
    fake.received.length = 0
    says = () => [TRUE]
    judges = acceptAll
  })

  test('privacy: Without that, PM33 sends nothing to a language model.', async () => {
    expect((await write()).mode).toBe('outline')
    expect((await choose('ok', false)).data!.setAiProvider).toEqual({ keyHint: '…acme', agreedBy: null })
    expect((await write()).mode).toBe('outline')
    expect(fake.received).toEqual([])
  })

  test('a model that takes its time is waited for, and a client of each era hears that work goes on', async () => {
    await choose('slow')
    const waited = await Promise.all(
      ERAS.map(async (era) => {
        const seconds: number[] = []
        const patient = await claude(mcp, await acme.key(), era)
        const { data } = await patient.call<Prd>(
          'generate_prd',
          { epicId: 'ACME-1', requestId: `slow-${era}` },
          {
            onprogress: ({ progress, message }) => message?.startsWith('Generate PRD: still') && seconds.push(progress),
          },
        )
        await patient.close()
        return { era, mode: data.mode, heard: (seconds[0] ?? 0) >= 2 }
      }),
    )
    expect(waited).toEqual(ERAS.map((era) => ({ era, mode: 'ai', heard: true })))
    await owner('mutation { removeAiProvider }')
  })

  test('privacy: Settings › AI and the field tenant.aiSends list what is sent.', async () => {
    const shown = await owner<{ tenant: { aiSends: string[] } }>(
      '{ tenant { aiSends aiProvider { provider model keyHint agreedAt } } }',
    )
    expect(shown.data!.tenant.aiSends.join(' ')).toContain('descriptions of the items that a document is about')
    expect(JSON.stringify(shown)).not.toContain(SECRET)
    for (const role of ['admin', 'member', 'viewer'] as const) {
      const { errors } = await pm33.person(acme, role)(`mutation { removeAiProvider }`)
      expect(errors?.[0]?.extensions.code, role).toBe('FORBIDDEN')
    }
  })

  test('privacy: The provider’s key is stored encrypted.', async () => {
    const rows = await acme.em().execute(`select value::text as value from setting where name = 'ai provider'`)
    expect(JSON.stringify(rows)).not.toContain(SECRET)
  })

  test('the provider that an installation offers is used once an owner agrees to it, and no other in its place', async () => {
    await owner('mutation { removeAiProvider }')
    const shown = await owner<{ tenant: object }>('{ tenant { aiOffered { provider model } aiProvider { model } } }')
    expect(shown.data!.tenant).toEqual({ aiOffered: { provider, model: 'the-model' }, aiProvider: null })
    expect((await write()).mode).toBe('outline')
    expect(fake.received).toEqual([])
    for (const role of ['admin', 'member', 'viewer'] as const) {
      const { errors } = await pm33.person(acme, role)('mutation { agreeToOfferedAi { model } }')
      expect(errors?.[0]?.extensions.code, role).toBe('FORBIDDEN')
    }
    const agreed = await owner<{ agreeToOfferedAi: object }>('mutation { agreeToOfferedAi { model keyHint agreedBy } }')
    expect(agreed.data!.agreeToOfferedAi).toMatchObject({ model: 'the-model', keyHint: null, agreedBy: 'Acme owner' })
    expect((await write({ requestId: `offered ${provider}` })).mode).toBe('ai')
    expect(asked()).toHaveLength(1)
    const context = { db: acme.db(), ai: { seal: new Uint8Array(32), hosts: [], offered: offered() } }
    expect(await aiAccess(context)).toMatchObject({ model: 'the-model', apiKey: SECRET })
    const elsewhere = { ...offered(), baseUrl: 'https://elsewhere.example' }
    expect(await aiAccess({ ...context, ai: { ...context.ai, offered: elsewhere } })).toBeNull()
    expect(await aiAccess({ ...context, ai: { ...context.ai, offered: null } })).toBeNull()
    const rows = await acme.em().execute(`select value::text as value from setting where name = 'ai provider'`)
    expect(JSON.stringify(rows)).not.toContain(SECRET)
  })

  test('a test question tells an owner whether it works, without any record', async () => {
    const trial = async (mode: string) => {
      await choose(mode)
      return (
        await owner<{ tryAiProvider: { ok: boolean; message: string } }>('mutation { tryAiProvider { ok message } }')
      ).data!.tryAiProvider
    }
    expect(await trial('ok')).toEqual({ ok: true, message: 'The provider answered. AI is ready to use.' })
    expect(await trial('thinks')).toMatchObject({ ok: true })
    expect(JSON.stringify(fake.received[0]!.body)).not.toContain('checkout')
    expect(await trial('401')).toEqual({
      ok: false,
      message: 'The provider rejected the key or the model. Check both. The provider said: “invalid x-api-key (key)”',
    })
    // Nobody answered: what the SDK says of that is not the provider's word.
    expect((await trial('closed')).message).toBe(
      'The provider is not available right now. Check the address, or try again later.',
    )
    const { errors } = await owner(
      `mutation { setAiProvider(input: { provider: ${provider}, model: "m", apiKey: "sk-12345678", baseUrl: "http://169.254.169.254", agree: true }) { model } }`,
    )
    expect(errors?.[0]?.message).toContain('must start with https://')
    const moved = await owner(
      `mutation { setAiProvider(input: { provider: ${provider}, model: "m", baseUrl: "https://elsewhere.example", agree: true }) { model } }`,
    )
    expect(moved.errors?.[0]?.message).toContain('is needed for a new provider or address')
  })

  test('what a provider says of the installation’s key is not for an owner', async () => {
    const refusing = { ...offered(), baseUrl: fake.url('401') + (provider === 'openai' ? '/v1' : '') }
    const context = {
      db: acme.db(),
      ai: { seal: new Uint8Array(32), hosts: [fake.host], offered: refusing },
      now: pm33.clock.now,
      signal: new AbortController().signal,
      principal: null,
    } as unknown as Context
    await context.db.transaction(() => agreeToOfferedAi(context))
    expect(await tryAiProvider(context)).toEqual({
      ok: false,
      message: 'The provider rejected the key or the model. Check both.',
    })
  })

  // What holds stands, and the frame stays ours.
  test('privacy: With it, generate_prd sends the records and analyses that a document is about, without the web addresses in them, to the provider that the owner chose, under the owner’s own terms with it, or to the one that the operator offers, under the operator’s.', async () => {
    await choose('ok')
    const prd = await write()
    expect(prd).toMatchObject({ mode: 'ai', assumptions: 0 })
    expect(prd.credits).toBeGreaterThan(0)
    expect(problem(prd).map(({ text, basis }) => [text, basis])).toEqual([
      ['Shoppers leave at the address step.', 'summarized'],
    ])
    const sent = JSON.stringify(fake.received.map(({ body }) => body))
    expect(asked()).toHaveLength(1)
    expect(sent).toContain('R1 (item): ACME-1 One-page checkout')
    for (const secret of ['acme.example', 'token=1', 'BOLT', 'secret of Bolt', SECRET, acme.id])
      expect(sent).not.toContain(secret)
    await pm33.operator(acme)('{ __typename }')
  })

  test('what does not hold is repaired once, and what held stays as it was', async () => {
    await choose('ok')
    const REPAIRED = line('38% of carts are abandoned.', '38% of carts are abandoned there')
    const isRepair = (request: object) => JSON.stringify(request).includes('A first answer had a sentence')
    says = (request) => (isRepair(request) ? [REPAIRED] : [TRUE, FALSE])
    const prd = await write()
    expect(asked()).toHaveLength(2)
    const repair = asked()[1]!.body
    expect(JSON.stringify(repair)).toContain(FALSE.text)
    expect(JSON.stringify(repair)).not.toContain(`- problem: ${TRUE.text}`)
    expect(JSON.stringify(repair)).toContain('Its readers are the team that builds it.')
    expect(problem(prd).map(({ text }) => text)).toEqual([TRUE.text, REPAIRED.text])
    // One sentence for two: nobody knows which it repairs.
    says = (request) => (isRepair(request) ? [] : [TRUE, FALSE])
    expect(problem(await write()).map(({ text }) => text)).toEqual([TRUE.text, INSTEAD])
    // A guess is no repair of what the record says itself.
    const GUESS = line('Carts may be abandoned there.', '38% of carts are abandoned there', 'assumption')
    says = (request) => (isRepair(request) ? [GUESS] : [TRUE, FALSE])
    const guessed = await write()
    expect(problem(guessed).map(({ text }) => text)).toEqual([TRUE.text, INSTEAD])
    expect(guessed.warnings!.join(' ')).toContain('1 of the model’s 2 sentences went beyond what it cites.')
  })

  test('what a model quotes for readers outside, to whom names are not shown, is not stale from the start', async () => {
    await choose('ok')
    says = () => [line('One-page checkout has no due date.', '). Due: none')]
    const prd = await write({ audience: 'external' })
    expect(problem(prd).map(({ text, basis }) => [text, basis])).toEqual([
      ['One-page checkout has no due date.', 'summarized'],
    ])
    const { data } = await owner<{ workspace: { prd: { staleSources: object[] } } }>(
      `{ workspace { prd(id: "${prd.key}") { staleSources { key } } } }`,
    )
    expect(data!.workspace.prd.staleSources).toEqual([])
  })

  test('of what still does not hold, the record’s own words are shown; without any it is an assumption without figures', async () => {
    await choose('ok')
    says = () => [TRUE, FALSE, line('SHOP-99 blocks it.', 'nowhere at all', 'quoted', 'R1')]
    const prd = await write()
    expect(asked()).toHaveLength(2)
    expect(problem(prd).map(({ text, basis, evidence }) => [text, basis, evidence?.length ?? 0])).toEqual([
      [TRUE.text, 'summarized', 1],
      [INSTEAD, 'quoted', 1],
      ['(an item) blocks it.', 'assumption', 0],
    ])
    const warnings = prd.warnings!.join(' ')
    expect(warnings).toContain(
      '1 of the model’s 3 sentences went beyond what it cites. The record’s own words replace it.',
    )
    expect(warnings).toContain('1 of the model’s 3 sentences is marked as an assumption: no words')
  })

  test('what cannot be read of an answer is counted', async () => {
    await choose('ok')
    says = () => [TRUE, { ...TRUE, basis: 'certain' }, { ...TRUE, text: 'x'.repeat(501) }]
    expect((await write()).warnings!.join(' ')).toContain(
      '2 parts of the model’s answer could not be used and are left out.',
    )
  })

  describe('the judge', () => {
    const OTHER = line('38% of carts are abandoned.', '38% of carts are abandoned there')
    const refuses =
      (...refused: string[]) =>
      (ids: string[]) => ({
        sentences: ids.map((id) => ({ id, difference: 'which carts', shown: !refused.includes(id) })),
      })

    test('puts the record’s words in the place of what it does not accept, and brings nothing back that the rules refused', async () => {
      await choose('ok')
      says = () => [TRUE, OTHER, FALSE]
      judges = (ids) => ({ sentences: [...refuses('S2')(ids).sentences, { id: 'S3', difference: '', shown: true }, 7] })
      const prd = await write()
      expect(judgedIn(fake.received.at(-1)!.body)).toEqual(['S1', 'S2'])
      expect(problem(prd).map(({ text, basis }) => [text, basis])).toEqual([
        [TRUE.text, 'summarized'],
        [INSTEAD, 'quoted'],
      ])
      expect(prd.warnings!.join(' ')).toContain('2 of the model’s 3 sentences went beyond what they cite.')
    })

    test('sees the records that are cited and no others, without addresses', async () => {
      await choose('ok')
      await write()
      const sent = JSON.stringify(fake.received.at(-1)!.body)
      expect(sent).toContain('R1 (item): ACME-1 One-page checkout')
      for (const other of ['ACME-2', 'acme.example', 'BOLT', SECRET]) expect(sent).not.toContain(other)
    })

    test.each<[string, () => unknown, string]>([
      [
        'without a verdict',
        () => ({ sentences: [{ id: 'S9', shown: false }] }),
        'gave no verdict on 1 of its sentences',
      ],
      ['without a shape', () => ['S1'], 'gave no verdict on 1 of its sentences'],
      [
        'that is cut',
        () => {
          throw new Error('cut')
        },
        'did not judge its sentences, because the AI provider is not available right now',
      ],
    ])('an answer %s leaves what the rules accept, and is said', async (_, answer, said) => {
      await choose('ok')
      judges = answer
      const prd = await write()
      expect([prd.mode, problem(prd)[0]!.basis]).toEqual(['ai', 'summarized'])
      expect(prd.warnings!.join(' ')).toContain(said)
    })

    test('is not asked when an owner turns it off, and stays off for another model', async () => {
      await choose('ok')
      const turn = (on: boolean) => owner<{ setAiJudge: object }>(`mutation { setAiJudge(judges: ${on}) { judges } }`)
      for (const role of ['admin', 'member', 'viewer'] as const)
        expect(
          (await pm33.person(acme, role)('mutation { setAiJudge(judges: false) { judges } }')).errors,
        ).toHaveLength(1)
      expect((await turn(false)).data!.setAiJudge).toEqual({ judges: false })
      await choose('ok')
      await write()
      expect(fake.received).toHaveLength(1)
      expect((await turn(true)).data!.setAiJudge).toEqual({ judges: true })
    })
  })

  test.each(['401', '500', 'refusal', 'long', 'cut', 'closed', 'not-json', 'broken', 'redirect'])(
    'a provider that ends with %s leaves the outline, said and free',
    async (mode) => {
      await choose(mode)
      const prd = await write({ template: 'lean', requestId: `${provider} ${mode}` })
      expect(prd).toMatchObject({ mode: 'outline', credits: 0, assumptions: 0 })
      expect(prd.warnings!.join(' ')).toMatch(
        /No model wrote this, because .+\. This is the outline, and it cost no credits\./,
      )
    },
  )

  test('a dry run asks no model and says the most that it would cost; a request sent again is written once', async () => {
    await choose('ok')
    const dry = await write({ dryRun: true })
    expect(dry.summary).toMatch(/Dry run: nothing was saved\..* It would cost at most \d+ credits?\./)
    expect(fake.received).toEqual([])
    const one = await write({ requestId: `once ${provider}` })
    const two = await write({ requestId: `once ${provider}` })
    expect(two).toEqual(one)
    expect(asked()).toHaveLength(1)
  })

  test('a document is charged once, in the transaction that saves it; nothing stays reserved', async () => {
    await choose('ok')
    const balance = async () =>
      (
        await acme
          .em()
          .execute<{ spent: string; pending: string }[]>(
            `select spent, pending from credit_account where kind = 'organization'`,
          )
      )[0]!
    const before = await balance()
    const prd = await write({ requestId: `charged ${provider}` })
    await write({ requestId: `charged ${provider}` })
    const after = await balance()
    expect(Number(after.spent) - Number(before.spent)).toBe(prd.credits)
    expect(Number(after.pending)).toBe(0)
  })

  test('without enough credits the outline is written, and says so', async () => {
    const poor = await pm33.tenant('Poor')
    await givenItems(poor, await poor.workspace('Shop'), [{ key: 'ACME-1', type: 'epic', title: 'Checkout' }] as never)
    await pm33.person(poor, 'owner')(`mutation($input: AiProviderInput!) { setAiProvider(input: $input) { model } }`, {
      input: {
        provider,
        model: 'a-model',
        apiKey: SECRET,
        baseUrl: fake.url('ok') + (provider === 'openai' ? '/v1' : ''),
        agree: true,
      },
    })
    const other = await claude(mcp, await poor.key())
    const { data } = await other.call<Prd>('generate_prd', { epicId: 'ACME-1' })
    expect(data).toMatchObject({ mode: 'outline', credits: 0 })
    expect(data.warnings!.join(' ')).toContain('No model wrote this, because there are not enough credits')
    expect(fake.received).toEqual([])
    await other.close()
  })
})
