/** A model reads items that no link explains: over real HTTP, by the official SDKs, against a provider that answers as told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { grant } from '../../api/billing/grant-service.ts'
import { fakeProvider, type FakeProvider } from '../ai/provider.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { testOn } from '../depth.ts'
import { UNLIMITED } from '../servers/unlimited.ts'
import { ENGINES, givenItems, world, type TenantInTest, type World } from '../world.ts'

interface Alignment {
  sentence: string
  credits: number
  items: {
    key: string
    score: number
    confidence?: string
    byObjective: { objective: string; score: number; basis: string; evidence?: { field: string; quote: string }[] }[]
  }[]
  warnings?: string[]
}
type Served = { objective: string; quote: string; how: string }
const SECRET = 'sk-secret-key-of-acme'

describe.each(ENGINES)('score_alignment with a model, on %s', (engine) => {
  const deep = testOn(engine)
  let fake: FakeProvider
  let pm33: World
  let acme: TenantInTest
  let mcp: AdapterInTest
  let client: Claude
  let says: (request: Record<string, unknown>) => unknown

  const choose = async (tenant: TenantInTest, mode = 'ok', model = 'a-model') => {
    const { errors } = await pm33.person(tenant, 'owner')(
      'mutation($input: AiProviderInput!) { setAiProvider(input: $input) { model } }',
      { input: { provider: 'anthropic', model, apiKey: SECRET, baseUrl: fake.url(mode), agree: true } },
    )
    expect(errors).toBeUndefined()
  }
  const score = async (more: object = {}, by = client) => {
    const answer = await by.call<Alignment>('score_alignment', { method: 'ai', detail: 'full', ...more })
    expect(answer.isError ? answer.text : '').toBe('')
    return answer.data
  }
  const reads = (items: Readonly<Record<string, readonly Served[]>>) => ({
    items: Object.entries(items).map(([item, serves]) => ({ item, serves })),
  })
  const SERVES = { objective: 'O1', quote: 'people give up', how: 'clearly' }
  /** A model that reads the first item right and sees nothing in the second. */
  const plain = () => reads({ I1: [SERVES], I2: [] })
  const of = ({ items }: Alignment, key: string) => items.find((item) => item.key === key)!

  beforeAll(async () => {
    fake = await fakeProvider('anthropic', (request) => says(request))
    pm33 = await world(engine, undefined, UNLIMITED, { hosts: [fake.host], offered: null })
    acme = await pm33.tenant('Acme')
    await furnished(acme)
    const bolt = await pm33.tenant('Bolt')
    await givenItems(bolt, await bolt.workspace('Bolt'), [{ key: 'BOLT-1', title: 'The secret of Bolt' }])
    await grant({ db: acme.db(), now: pm33.clock.now }, { key: 'first', amount: 1_000, subject: 'test', reason: null })
    mcp = await adapter(pm33)
    client = await claude(mcp, await acme.key())
  })
  const furnished = async (tenant: TenantInTest) => {
    await givenItems(tenant, await tenant.workspace('Shop'), [
      {
        key: 'S-1',
        title: 'Shorter address form',
        description: 'Most people give up here. See https://acme.example/private?token=1.',
        assignee: 'Ana Duarte',
      },
      { key: 'S-2', title: 'Rename the log files' },
      { key: 'S-3', title: 'Linked to what it serves' },
    ] as never)
    const { errors } = await pm33.operator(tenant)(
      `mutation { a: createObjective(input: { name: "More orders are completed", measure: "completed orders" }) { id } b: createObjective(input: { name: "Fewer returns" }) { id } linkItems(id: "Fewer returns", itemIds: ["S-3"]) { id } }`,
    )
    expect(errors).toBeUndefined()
  }
  afterAll(async () => {
    await client?.close()
    await mcp?.close()
    await pm33?.close()
    await fake?.close()
  })
  beforeEach(async () => {
    fake.received.length = 0
    says = plain
    await acme.em().execute('delete from alignment_reading')
  })

  deep('without a provider, words decide, nothing is charged, and the answer says why', async () => {
    const answer = await score()
    expect(answer.credits).toBe(0)
    expect(answer.warnings![0]).toBe(
      'No model read the items, because no AI provider is set, or no owner has agreed to what is sent. An owner can do both in Settings › AI. Words decided instead, and no credits were used.',
    )
    expect(of(answer, 'S-3').byObjective[0]!.basis).toBe('explicit_link')
  })

  test('a model’s reading counts as a hint with the words it quotes, below a link', async () => {
    await choose(acme)
    const answer = await score()
    expect(of(answer, 'S-1')).toMatchObject({
      score: 0.6,
      confidence: 'medium',
      byObjective: [
        {
          objective: 'More orders are completed',
          basis: 'model',
          evidence: [{ field: 'description', quote: 'people give up' }],
        },
      ],
    })
    expect(of(answer, 'S-2').score).toBe(0)
    expect(of(answer, 'S-3').score).toBe(1)
    expect(answer.sentence).toContain(
      '1 of 3 items serve an objective by a link, 1 more as a model reads it; 1 serves none.',
    )
  })

  test('privacy: The method ai of score_alignment sends the titles, labels, and descriptions of items that are not linked to an objective, without the web addresses in them, and the objectives, to the same provider.', async () => {
    await choose(acme)
    await score()
    const sent = JSON.stringify(fake.received.map(({ body }) => body))
    expect(fake.received).toHaveLength(1)
    for (const told of ['I1: Shorter address form', 'I2: Rename the log files', 'O1: More orders are completed'])
      expect(sent).toContain(told)
    for (const kept of ['acme.example', 'token=1', 'Ana Duarte', 'Linked to what', 'S-1', 'BOLT', SECRET, acme.id])
      expect(sent).not.toContain(kept)
  })

  /** As an edit does it: what is kept of the items belongs to a version of the data. */
  const retitle = async (title: string) => {
    await acme.em().execute(`update backlog_item set title = ? where key = 'S-2'`, [title])
    await acme.em().execute('update workspace set data_version = data_version + 1, data_changed_at = now()')
  }

  test('the same question is charged once, on every page; a changed text or another model is read anew', async () => {
    await choose(acme)
    const balance = async () =>
      (
        await acme
          .em()
          .execute<{ spent: string; pending: string }[]>(
            `select spent, pending from credit_account where kind = 'organization'`,
          )
      )[0]!
    const before = await balance()
    const first = await score({ limit: 1 })
    expect(first.credits).toBeGreaterThan(0)
    const again = await score()
    expect([again.credits, of(again, 'S-1').byObjective[0]!.basis]).toEqual([0, 'model'])
    const after = await balance()
    expect([Number(after.spent) - Number(before.spent), Number(after.pending)]).toEqual([first.credits, 0])
    expect(fake.received).toHaveLength(1)
    await retitle('Rename all log files')
    await score()
    await choose(acme, 'ok', 'another-model')
    await score()
    expect(fake.received).toHaveLength(3)
    await retitle('Rename the log files')
  })

  test('asked twice at once, it is charged once', async () => {
    await choose(acme)
    const answers = await Promise.all([score(), score(), score()])
    expect(answers.filter(({ credits }) => credits > 0)).toHaveLength(1)
    expect(answers.map((answer) => of(answer, 'S-1').byObjective[0]!.basis)).toEqual(['model', 'model', 'model'])
    const open = await acme.em().execute<{ pending: string }[]>('select pending from credit_account')
    expect(open.map(({ pending }) => Number(pending)).filter(Boolean)).toEqual([])
  })

  /** Scores of the three items: the second one's is that of words, where what the model says of it is not shown by it. */
  const BY_WORDS = [1, 0.377, 0]
  const READ = [1, 0, 0]
  deep.each<[string, unknown, number[]]>([
    ['a quote that the item does not have', reads({ I1: [{ ...SERVES, quote: 'people love it' }], I2: [] }), BY_WORDS],
    ['a quote of another item', reads({ I1: [{ ...SERVES, quote: 'Rename the log' }], I2: [] }), BY_WORDS],
    ['a quote of one word', reads({ I1: [{ ...SERVES, quote: 'people' }], I2: [] }), BY_WORDS],
    ['an objective that was not asked about', reads({ I1: [{ ...SERVES, objective: 'O3' }], I2: [] }), BY_WORDS],
    ['items that were not asked about', reads({ I1: [], I2: [], I3: [SERVES], I99: [SERVES] }), READ],
    ['no shapes', { items: [null, 7, { item: 'I1', serves: 'all' }, { item: 'I2', serves: [null, {}] }] }, READ],
  ])('a model that answers %s raises no score', async (_, answer, scores) => {
    await choose(acme)
    says = () => answer
    const { items } = await score()
    expect(items.filter(({ byObjective }) => byObjective.some(({ basis }) => basis === 'model'))).toEqual([])
    expect(items.map(({ score: value }) => value)).toEqual(scores)
  })

  deep.each(['401', '500', 'refusal', 'long', 'cut', 'not-json'])(
    'a provider that ends with %s leaves it to words, said and free',
    async (mode) => {
      await choose(acme, mode)
      const answer = await score()
      expect(answer.credits).toBe(0)
      expect(answer.warnings![0]).toMatch(
        /^No model read the items, because .+\. Words decided instead, and no credits were used\.$/,
      )
    },
  )

  deep('without enough credits words decide, and no model is asked', async () => {
    const poor = await pm33.tenant('Poor')
    await furnished(poor)
    await choose(poor)
    const other = await claude(mcp, await poor.key())
    const answer = await score({}, other)
    expect(answer.warnings![0]).toContain('because there are not enough credits')
    expect(fake.received).toEqual([])
    await other.close()
  })

  deep('of more items than a model reads, the first are read, and the answer says how many are not', async () => {
    const many = await pm33.tenant('Many')
    await givenItems(
      many,
      await many.workspace('Shop'),
      Array.from({ length: 130 }, (_, at) => ({ key: `M-${at + 1}`, title: `Part ${at + 1} of it` })) as never,
    )
    await pm33.operator(many)('mutation { createObjective(input: { name: "More orders" }) { id } }')
    await grant({ db: many.db(), now: pm33.clock.now }, { key: 'x', amount: 100, subject: 'test', reason: null })
    await choose(many)
    const other = await claude(mcp, await many.key())
    says = () => reads({ I1: [{ objective: 'O1', quote: 'Part 1 of', how: 'partly' }] })
    const answer = await score({ limit: 1 }, other)
    expect(answer.items[0]).toMatchObject({ key: 'M-1', score: 0.4, confidence: 'low' })
    expect(answer.warnings![0]).toBe(
      'A model reads 100 items at most; 30 more without a link are scored by words. Filter the items to have others read.',
    )
    await other.close()
  })

  deep.each([[['mcp:enabled', 'backlog:read'] as const], [['mcp:enabled', 'strategy:read'] as const]])(
    'a key with %j cannot spend credits, and no model is asked',
    async (scopes) => {
      await choose(acme)
      const other = await claude(mcp, await acme.key({ scopes: [...scopes] }))
      const answer = await other
        .call('score_alignment', { method: 'ai' })
        .catch((error: Error) => ({ isError: true, text: error.message }))
      expect(answer.isError).toBe(true)
      expect(fake.received).toEqual([])
      await other.close()
    },
  )

  deep('a viewer cannot spend credits either', async () => {
    await choose(acme)
    const { errors } = await pm33.person(acme, 'viewer')('{ workspace { alignment(method: ai) { credits } } }')
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect(fake.received).toEqual([])
  })

  deep('what an owner agreed to before more was sent is no agreement to that', async () => {
    await choose(acme)
    await acme
      .em()
      .execute(`update setting set value = jsonb_set(value, '{agreed,terms}', '1') where name = 'ai provider'`)
    expect((await score()).warnings![0]).toContain('no AI provider is set, or no owner has agreed')
    expect(fake.received).toEqual([])
  })
})
