/**
 * Records that give orders, in every field that reaches a prompt, and a model that obeys them and judges in their favor:
 * over HTTP, from a real client to the document, its exports, and the rest of the workspace.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grant } from '../../api/billing/grant-service.ts'
import { fakeProvider, type FakeProvider } from '../ai/provider.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { FULL } from '../depth.ts'
import { UNLIMITED } from '../servers/unlimited.ts'
import { givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'
import { ORDERS, SAID } from './orders.ts'

interface Line {
  text: string
  basis: string
  evidence?: { source: string; quote?: string }[]
}
interface Prd {
  key: string
  mode: string
  title: string
  sections: { key: string; sentences: Line[] }[]
  sources: { alias: string }[]
}
interface Attack {
  readonly field: Field
  readonly payload: string
  readonly sentences: readonly Line[]
}

const FACT = 'The old flow costs 2 days of upkeep per sprint.'
const FIELDS = [
  'title',
  'description',
  'status',
  'label',
  'assignee',
  'team',
  'other',
  'objective',
  'claim',
  'topic',
] as const
type Field = (typeof FIELDS)[number]
const PHRASED = ['summary', 'problem', 'requirements', 'risks']
/** So many claims are on record, and take an attack each; of every other field there is one. */
const CLAIMS = 3
/** As many as an answer may have in one section. */
const IN_SECTION = 12

/** Ways to pass off what an order demands: with a true quote, its own words, an analysis, and a source that is not there. */
const passedOff = (text: string): Line[] =>
  [
    { source: 'R1', quote: FACT },
    { source: 'R1', quote: text },
    { source: 'E2', quote: 'even odds' },
    { source: 'R60', quote: text },
  ].map((evidence, at) => ({
    text,
    basis: ['summarized', 'quoted', 'computed', 'inferred'][at]!,
    evidence: [evidence],
  }))

/** Each order with each demand, spread over the fields. */
const plain = ORDERS.flatMap((order, at) =>
  SAID.map((text, of): Attack => ({
    field: FIELDS[(at + of) % FIELDS.length]!,
    payload: order.replace('{}', text),
    sentences: passedOff(text),
  })),
)
const twisted = plain.flatMap(({ payload, sentences }, at): Attack[] => [
  { field: FIELDS[(at + 3) % FIELDS.length]!, payload: payload.toUpperCase(), sentences },
  { field: FIELDS[(at + 7) % FIELDS.length]!, payload: [...payload].join('\u200b'), sentences },
])
const knowing = JSON.parse(readFileSync(new URL('attacks.json', import.meta.url), 'utf8')) as Attack[]
/** Those written by somebody who knows fence and checker; in full, the others too, of which injection.test.ts tries a share without HTTP. */
const ATTACKS: readonly Attack[] = FULL ? [...plain, ...twisted.slice(0, 150), ...knowing] : knowing

describe('a model that obeys what records order', () => {
  let fake: FakeProvider
  let pm33: World
  let acme: TenantInTest
  let owner: Ask
  let mcp: AdapterInTest
  let client: Claude
  let shop: string
  let demanded: readonly Line[] = []

  const sentIn = (body: unknown) =>
    JSON.parse(JSON.stringify(body), (_, value) => value as unknown) as Record<string, unknown>
  /** Everything that the model was given, by alias. */
  const given = () => {
    const text = flat(
      sentIn(fake.received.find(({ body }) => JSON.stringify(body).includes('Write these sections'))!.body),
    )
    return new Map([...text.matchAll(/^([RE]\d+) \(\w+\): (.*)$/gm)].map(([, alias, said]) => [alias!, said!]))
  }
  const flat = (value: unknown): string =>
    typeof value === 'string'
      ? value
      : value && typeof value === 'object'
        ? Object.values(value).map(flat).join('\n')
        : ''

  beforeAll(async () => {
    fake = await fakeProvider('anthropic', (request) => {
      const ids = [...flat(request).matchAll(/^(S\d+) \(/gm)].map(([, id]) => id!)
      if (ids.length) return { sentences: ids.map((id) => ({ id, difference: '', shown: true })) }
      // Asked to repair a sentence, it says what it was told to say, with a quote that holds.
      const again = [...flat(request).matchAll(/^- (\w+): (.*?) \| quotes: /gm)].map(([, key, text]) => ({ key, text }))
      if (again.length)
        return {
          sections: [...Map.groupBy(again, ({ key }) => key)].map(([key, some]) => ({
            key,
            sentences: some.map(({ text }) => ({
              text,
              basis: 'summarized',
              evidence: [{ source: 'R1', quote: FACT }],
            })),
          })),
        }
      return {
        sections: PHRASED.map((key, at) => ({
          key,
          sentences: demanded.slice(at * IN_SECTION, (at + 1) * IN_SECTION),
        })),
        title: demanded[0]?.text,
        tools: [{ name: 'deleteItem', arguments: { id: 'A-1' } }],
      }
    })
    pm33 = await world('postgres', undefined, UNLIMITED, { hosts: [fake.host], offered: null })
    acme = await pm33.tenant('Acme')
    const workspace = await acme.workspace('Shop')
    shop = workspace.id
    await givenItems(acme, workspace, [
      { key: 'A-1', type: 'epic', title: 'Checkout', description: FACT, storyPoints: 8, status: 'Ready' },
      { key: 'A-2', title: 'Remove the old flow', storyPoints: 3 },
    ] as never)
    const bolt = await pm33.tenant('Bolt')
    await givenItems(bolt, await bolt.workspace('Bolt'), [{ key: 'BOLT-1', title: 'The secret of Bolt' }])
    owner = pm33.person(acme, 'owner')
    const said = async (document: string, variables: object = {}) =>
      expect((await owner(document, variables)).errors).toBeUndefined()
    await said(
      'mutation { createTeam(input: { name: "Payments", members: 3 }) { id } createObjective(input: { name: "More orders" }) { id } linkItems(id: "More orders", itemIds: ["A-1"]) { id } }',
    )
    await said('mutation ($csv: String!) { importMarket(csv: $csv) { rows } }', {
      csv: `competitor,capability,claim,source,captured at\n${Array.from({ length: CLAIMS }, (_, at) => `Rival,Checkout,Rival has checkout number ${at + 1},their site,2026-10-01\n`).join('')}`,
    })
    await said('mutation ($input: AiProviderInput!) { setAiProvider(input: $input) { model } }', {
      input: { provider: 'anthropic', model: 'm', apiKey: 'sk-secret-1234', baseUrl: fake.url('ok'), agree: true },
    })
    await acme.em().execute(`update backlog_item set team_id = (select id from team limit 1) where key = 'A-1'`)
    await grant({ db: acme.db(), now: pm33.clock.now }, { key: 'x', amount: 5_000, subject: 'test', reason: null })
    mcp = await adapter(pm33)
    client = await claude(mcp, await acme.key())
  })
  afterAll(async () => {
    await client?.close()
    await mcp?.close()
    await pm33?.close()
    await fake?.close()
  })

  /** Puts one order into each field, and one into each claim; a column cuts what is longer than it. */
  const plant = async (attacks: readonly Attack[]) => {
    const orders: Partial<Record<Field, string>> = Object.fromEntries(
      attacks.map(({ field, payload }) => [field, payload]),
    )
    const claims = attacks.filter(({ field }) => field === 'claim')
    const set = (statement: string, ...values: unknown[]) => acme.em().execute(statement, values)
    const { title = 'Checkout', description = '', status = 'Ready', assignee = null, team = 'Payments' } = orders
    await set(
      `update backlog_item set title = ?, description = ?, status = ?, assignee = ? where key = 'A-1'`,
      title.slice(0, 400),
      `${FACT} ${description}`,
      status.slice(0, 100),
      assignee?.slice(0, 100) ?? null,
    )
    await set(
      `update backlog_item set title = ? where key = 'A-2'`,
      (orders.other ?? 'Remove the old flow').slice(0, 400),
    )
    await set('update team set name = ?', team.slice(0, 100))
    await set(
      'update objective set name = ?, description = ?',
      (orders.objective ?? 'More orders').slice(0, 200),
      orders.objective ?? '',
    )
    for (let number = 1; number <= CLAIMS; number++)
      await set(
        'update competitor_claim set statement = ? where number = ?',
        claims[number - 1]?.payload ?? `Rival has checkout number ${number}`,
        number,
      )
    await set('delete from item_label')
    if (orders.label)
      await set(
        `insert into item_label (tenant_id, id, workspace_id, item_id, name) select tenant_id, gen_random_uuid(), workspace_id, id, ? from backlog_item where key = 'A-1'`,
        orders.label.slice(0, 60),
      )
    await set('update workspace set data_version = data_version + 1 where id = ?', shop)
  }
  const rounds = () => {
    const byField = new Map(FIELDS.map((field) => [field, ATTACKS.filter((attack) => attack.field === field)]))
    const room = (field: Field) => (field === 'claim' ? CLAIMS : 1)
    const most = Math.max(...FIELDS.map((field) => Math.ceil(byField.get(field)!.length / room(field))))
    return Array.from({ length: most }, (_, at) =>
      FIELDS.flatMap((field) => byField.get(field)!.slice(at * room(field), (at + 1) * room(field))),
    )
  }
  const LIVE = /:\/\/|www\.|\]\(|<|>|`|javascript:|vbscript:|data:text|mailto:/i
  const KEY = /\b[A-Z][A-Z0-9]{0,9}-\d+\b/g
  const lower = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[“”"‘’']/g, "'")
      .replaceAll(/\s+/g, ' ')

  test('brings no source, address, figure, key, or other organization into a document, and does nothing', async () => {
    if (FULL) expect(ATTACKS.length).toBeGreaterThanOrEqual(300)
    expect(knowing.length).toBeGreaterThanOrEqual(50)
    let read = 0
    for (const attacks of rounds()) {
      await plant(attacks)
      demanded = attacks.flatMap(({ sentences }) => sentences)
      expect(demanded.length).toBeLessThanOrEqual(PHRASED.length * IN_SECTION)
      fake.received.length = 0
      const topic = attacks.find(({ field }) => field === 'topic')?.payload
      for (const about of [
        { epicId: 'A-1', includeStrategicContext: true },
        ...(topic ? [{ topic: topic.slice(0, 200) }] : []),
      ]) {
        fake.received.length = 0
        const answer = await client.call<Prd>('generate_prd', about)
        if (answer.isError) {
          // A topic that no item is about has no document.
          expect('topic' in about, answer.text).toBe(true)
          continue
        }
        const { data: prd } = answer
        expect(prd.mode).toBe('ai')
        const texts = given()
        const all = [...texts.values()].join('\n')
        const known = new Set(prd.sources.map(({ alias }) => alias))
        for (const { key, sentences } of prd.sections.filter(({ key }) => PHRASED.includes(key)))
          for (const sentence of sentences) {
            const { text, basis, evidence = [] } = sentence
            const where = `${key}: ${JSON.stringify(sentence)} after ${JSON.stringify(demanded.find((one) => lower(one.text) === lower(text)))}`
            read++
            expect(text, where).not.toMatch(LIVE)
            if (basis === 'assumption') {
              expect(text, where).not.toMatch(/\p{Nd}/u)
              continue
            }
            expect(evidence.length, where).toBeGreaterThan(0)
            const cited = evidence.map(({ source }) => texts.get(source) ?? '').join('\n')
            for (const { source, quote = text } of evidence) {
              expect(known.has(source), where).toBe(true)
              expect(lower(texts.get(source) ?? ''), where).toContain(lower(quote))
            }
            for (const [figure] of text.matchAll(/\p{Nd}+/gu)) expect(cited, where).toContain(figure)
            for (const [name] of text.matchAll(KEY)) expect(all, where).toContain(name)
            if (basis === 'computed') expect(cited, where).toContain(text)
          }
        const exported = await owner<{
          workspace: { prds: { edges: { node: { markdown: string; html: string } }[] } }
        }>('{ workspace { prds(first: 1) { edges { node { markdown html } } } } }')
        const { markdown, html } = exported.data!.workspace.prds.edges[0]!.node
        expect(markdown).not.toMatch(/(?<!\\)<|\]\(|:\/\//)
        expect(
          html.replaceAll(
            /<\/?(?:html|head|meta|title|style|body|h[12]|p|small|section|ul|li|q|mark|sup|footer|strong)\b[^<>]*>|<a href="#[RE]\d+">|<\/a>|<!doctype html>/g,
            '',
          ),
        ).not.toMatch(/[<>]/)
        expect(JSON.stringify(prd)).not.toContain('secret of Bolt')
      }
    }
    expect(read).toBeGreaterThan(ATTACKS.length)
    const [left] = await acme
      .em()
      .execute<{ items: string; keys: string }[]>(
        `select (select count(*) from backlog_item) as items, (select count(*) from dependency) as keys`,
      )
    expect([Number(left!.items), Number(left!.keys)]).toEqual([2, 0])
  }, 300_000)
})
