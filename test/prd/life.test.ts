/** The life of a document: found, read, changed by people, approved, compared, and taken out of the house. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { withSection } from '../../api/prd/difference.ts'
import type { PrdDocument } from '../../api/prd/document.ts'
import { ENGINES, givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

interface Written {
  version: number
  sections: { key: string; sentences: { text: string; basis: string }[]; questions: { text: string }[] }[]
  prd: { id: string; key: string; status: string }
}
const FIELDS = 'version sections { key sentences { text basis } questions { text } } prd { id key status }'

describe.each(ENGINES)('on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let member: Ask
  let admin: Ask
  let prd: Written

  const call = async <T = Record<string, Written>>(ask: Ask, query: string, variables: object = {}) => {
    const { data, errors } = await ask<T>(query, variables)
    expect(errors?.map(({ message }) => message) ?? []).toEqual([])
    return data!
  }
  const code = async (ask: Ask, query: string, variables: object = {}) =>
    (await ask(query, variables)).errors?.[0]?.extensions.code
  const generate = async (more = '') =>
    (await call(member, `mutation { generatePrd(itemIds: ["ACME-1", "ACME-2"] ${more}) { ${FIELDS} } }`)).generatePrd!
  const section = (one: Written, key: string) => one.sections.find((part) => part.key === key)!
  const edit = (version: number, sentences: string[]) =>
    `mutation { editPrdSection(id: "${prd.prd.id}", section: "problem", version: ${version}, sentences: ${JSON.stringify(sentences)}, openQuestions: []) { ${FIELDS} } }`
  const move = (status: string, version: number) =>
    `mutation { setPrdStatus(id: "${prd.prd.id}", status: ${status}, version: ${version}) { status } }`

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    await givenItems(acme, await acme.workspace('Shop'), [
      {
        key: 'ACME-1',
        type: 'epic',
        title: 'One-page checkout',
        description: 'Shoppers leave at the address step, because it is slow.',
      },
      { key: 'ACME-2', title: 'Address autocomplete', storyPoints: 8 },
    ] as never)
    member = pm33.person(acme, 'member')
    admin = pm33.person(acme, 'admin')
    prd = await generate()
  })
  afterAll(() => pm33?.close())

  const staleOf = async (id: string) =>
    (
      await call<{ node: { staleSources: { key: string; gone: boolean; sentences: number }[] } }>(
        member,
        `{ node(id: "${id}") { ... on Prd { staleSources { key gone sentences } } } }`,
      )
    ).node.staleSources

  test('is found in the list by title and status, page by page', async () => {
    for (const topic of ['Refunds at the desk', 'Refunds by mail', 'Gift wrap 100%'])
      await call(member, `mutation { generatePrd(topic: "${topic}", template: lean) { version } }`)
    const list = async (args: string) =>
      (
        await call<{ workspace: { prds: { edges: { node: { key: string } }[]; pageInfo: { endCursor: string } } } }>(
          member,
          `{ workspace { prds(${args}) { edges { node { key } } pageInfo { endCursor } } } }`,
        )
      ).workspace.prds
    const keys = async (args: string) => (await list(args)).edges.map(({ node }) => node.key)
    expect(await keys('first: 10')).toEqual(['PRD-4', 'PRD-3', 'PRD-2', 'PRD-1'])
    expect(await keys('search: "refunds MAIL"')).toEqual(['PRD-3'])
    expect(await keys('search: "100%"')).toEqual(['PRD-4'])
    expect(await keys('status: [approved]')).toEqual([])
    const { pageInfo } = await list('first: 3')
    expect(await keys(`first: 3, after: "${pageInfo.endCursor}"`)).toEqual(['PRD-1'])
    expect(await keys(`last: 1, before: "${pageInfo.endCursor}"`)).toEqual(['PRD-3'])
    expect(await keys('search: "prd-3"')).toEqual(['PRD-3'])
    expect(
      await code(member, `{ workspace { prds(search: "a", after: "${pageInfo.endCursor}") { totalCount } } }`),
    ).toBe('BAD_CURSOR')
    expect(await code(member, '{ workspace { prds(first: 201) { totalCount } } }')).toBe('BAD_USER_INPUT')
    expect(
      await call<object>(
        member,
        '{ workspace { prds(first: 0, search: "refunds") { totalCount } prd(id: "PRD-4") { title } } }',
      ),
    ).toEqual({ workspace: { prds: { totalCount: 2 }, prd: { title: 'Gift wrap 100%' } } })
  })

  test('a page keeps its place while another document is changed or deleted', async () => {
    const beta = await pm33.tenant(`Beta ${engine}`)
    await beta.workspace('Shop')
    const writer = pm33.person(beta, 'admin')
    for (const topic of ['One', 'Two', 'Three', 'Four'])
      await call(writer, `mutation { generatePrd(topic: "${topic}", template: lean) { version } }`)
    const page = async (more: string) =>
      (
        await call<{ workspace: { prds: { nodes: { id: string; key: string }[]; pageInfo: { endCursor: string } } } }>(
          writer,
          `{ workspace { prds(first: 2${more}) { nodes { id key } pageInfo { endCursor } } } }`,
        )
      ).workspace.prds
    const first = await page('')
    expect(first.nodes.map(({ key }) => key)).toEqual(['PRD-4', 'PRD-3'])
    await call(writer, `mutation { deletePrd(id: "${first.nodes[0]!.id}") }`)
    const second = await page(`, after: "${first.pageInfo.endCursor}"`)
    expect(second.nodes.map(({ key }) => key)).toEqual(['PRD-2', 'PRD-1'])
    await call(writer, `mutation { setPrdStatus(id: "${second.nodes[1]!.id}", status: review, version: 1) { status } }`)
    // What was changed is first in the list now, and was not lost: it comes before the place.
    expect((await page(`, after: "${first.pageInfo.endCursor}"`)).nodes.map(({ key }) => key)).toEqual(['PRD-2'])
  })

  test('an edit is a new version: what stays keeps its source, what is new is stated by its writer', async () => {
    const quote = section(prd, 'problem').sentences[0]!.text
    const { editPrdSection: edited } = await call(
      member,
      edit(1, [quote, 'We fix the address step first. See https://evil.example/x']),
    )
    expect(edited!.version).toBe(2)
    expect(section(edited!, 'problem')).toMatchObject({
      sentences: [
        { text: quote, basis: 'quoted' },
        { text: 'We fix the address step first. See (link)', basis: 'assumption' },
      ],
      questions: [],
    })
    expect(await code(member, edit(1, ['Late.']))).toBe('CONFLICT')
    const { node } = await call<{
      node: { versions: { number: number; edited: boolean; author: string }[]; changes: object[] }
    }>(
      member,
      `{ node(id: "${prd.prd.id}") { ... on Prd { versions { number edited author } changes(from: 1) { key added removed kept } } } }`,
    )
    expect(node.versions).toEqual([
      { number: 2, edited: true, author: 'Acme member' },
      { number: 1, edited: false, author: 'Acme member' },
    ])
    expect(node.changes).toEqual([
      { key: 'problem', added: ['We fix the address step first. See (link)'], removed: [], kept: 1 },
    ])
  })

  test('what people edited is never written over: generating again starts another document', async () => {
    expect((await generate()).prd.key).not.toBe(prd.prd.key)
    const { node } = await call<{ node: { newest: number } }>(
      member,
      `{ node(id: "${prd.prd.id}") { ... on Prd { newest } } }`,
    )
    expect(node.newest).toBe(2)
  })

  test('a record that changes makes its citations stale; one section is written again and the rest stays', async () => {
    const stale = async () => (await staleOf(prd.prd.id)).map(({ key, gone }) => ({ key, gone }))
    expect(await stale()).toEqual([])
    // No sentence says who has it.
    await call(member, `mutation { updateItem(id: "ACME-2", input: { assignee: "Lin Moe" }) { key } }`)
    expect(await stale()).toEqual([])
    await call(member, `mutation { updateItem(id: "ACME-2", input: { title: "Address autocomplete by map" }) { key } }`)
    expect(await stale()).toEqual([{ key: 'ACME-2', gone: false }])
    const words = 'Shoppers leave at the address step, because it is slow.'
    await call(
      member,
      `mutation { updateItem(id: "ACME-1", input: { description: "Shoppers leave at the last step." }) { key } }`,
    )
    expect(await stale()).toEqual([
      { key: 'ACME-1', gone: false },
      { key: 'ACME-2', gone: false },
    ])
    const { regeneratePrdSection: again } = await call(
      member,
      `mutation { regeneratePrdSection(id: "${prd.prd.id}", section: "scope", version: 2) { ${FIELDS} } }`,
    )
    expect(
      section(again!, 'scope')
        .sentences.map(({ text }) => text)
        .join('\n'),
    ).toContain('Address autocomplete by map')
    expect(section(again!, 'problem').sentences.at(-1)!.text).toContain('We fix the address step first.')
    // What was not written again still has the old words, and says so.
    expect(section(again!, 'problem').sentences[0]!.text).toBe(words)
    expect((await stale()).map(({ key }) => key)).toContain('ACME-1')
    await call(member, `mutation { updateItem(id: "ACME-1", input: { description: "${words}" }) { key } }`)
    expect((await stale()).map(({ key }) => key)).not.toContain('ACME-1')
    const kept = await call(
      member,
      `mutation { regeneratePrdSection(id: "${prd.prd.id}", section: "problem", version: 3) { ${FIELDS} } }`,
    )
    expect(section(kept.regeneratePrdSection!, 'problem').sentences.map(({ text }) => text)).toContain(
      'We fix the address step first. See (link)',
    )
  })

  test('goes from draft to review by a member, and is approved and reopened by an admin alone', async () => {
    expect(await code(member, move('approved', 4))).toBe('BAD_USER_INPUT')
    await call(member, move('review', 4))
    expect(await code(member, edit(4, ['Too late.']))).toBe('BAD_USER_INPUT')
    expect(await code(member, move('approved', 4))).toBe('FORBIDDEN')
    await call(admin, move('approved', 4))
    expect(await code(member, move('draft', 4))).toBe('FORBIDDEN')
    expect(await code(member, `mutation { deletePrd(id: "${prd.prd.id}") }`)).toBe('FORBIDDEN')
    expect(await code(pm33.person(acme, 'viewer'), move('draft', 4))).toBe('FORBIDDEN')
    await call(admin, move('draft', 4))
  })

  test('documents that are written at once each get a number of their own', async () => {
    const made = await Promise.all(
      ['Lockers', 'Parcel shops', 'Same-day delivery', 'Gift receipts', 'Store credit'].map((topic) =>
        call(member, `mutation { generatePrd(topic: "${topic}", template: lean) { ${FIELDS} } }`),
      ),
    )
    expect(new Set(made.map(({ generatePrd: one }) => one!.prd.key)).size).toBe(5)
  })

  test('what a section that is written again says of an analysis keeps its own day, and warnings about a model stay', async () => {
    const stamp = (asOf: string) => ({ asOf, dataVersion: 1, seed: null, engine: 'x', inputHash: 'x' })
    const of = (asOf: string, warnings: string[]): PrdDocument => ({
      title: 'Checkout',
      template: 'lean',
      audience: 'team',
      sections: ['summary', 'plan'].map((key) => ({
        key,
        heading: key,
        sentences: [
          {
            text: `${key} as of ${asOf}.`,
            basis: 'computed',
            evidence: [{ source: 'E2', quote: `${key} as of ${asOf}.` }],
          },
        ],
        questions: [],
      })),
      sources: [
        {
          alias: 'E2',
          kind: 'analysis',
          key: 'forecast',
          title: 'Delivery forecast',
          note: 'analysis',
          stamp: stamp(asOf),
        },
      ],
      context: [{ label: 'Dates', text: asOf }],
      warnings,
    })
    const next = withSection(
      of('2026-11-01', ['12 open items match the topic by words.', '2 of the model’s 9 sentences']),
      of('2026-11-28', ['14 open items match the topic by words.']),
      'plan',
    )!
    const cited = next.sections.map(({ sentences }) => {
      const [evidence] = sentences[0]!.evidence
      return next.sources.find(({ alias }) => alias === evidence!.source)!.stamp!.asOf
    })
    expect(cited).toEqual(['2026-11-01', '2026-11-28'])
    expect(next.context).toEqual([{ label: 'Dates', text: '2026-11-28' }])
    expect(next.warnings).toEqual(['2 of the model’s 9 sentences', '14 open items match the topic by words.'])
  })

  test('what has to hold is found at the end of a long description', async () => {
    const description = `${'The counter is busy. '.repeat(250)}\nAcceptance criteria\n- A receipt is printed for each parcel`
    const { createItem: item } = await call<{ createItem: { key: string } }>(
      member,
      'mutation($description: String!) { createItem(input: { title: "Parcel counter", description: $description }) { key } }',
      { description },
    )
    const { generatePrd: made } = await call(member, `mutation { generatePrd(itemIds: ["${item.key}"]) { ${FIELDS} } }`)
    expect(section(made!, 'requirements').sentences.map(({ text }) => text)).toEqual([
      'A receipt is printed for each parcel',
    ])
    expect(await staleOf(made!.prd.id)).toEqual([])
  })

  test('a figure or a word that begins otherwise now is another one', async () => {
    const described = (years: string, able: string) =>
      `Acceptance criteria\n- ${years} years of validity are printed on the card\n- ${able} to pay with a part of the card`
    const { createItem: item } = await call<{ createItem: { key: string } }>(
      member,
      'mutation($description: String!) { createItem(input: { title: "Gift cards", description: $description }) { key } }',
      { description: described('3', 'able') },
    )
    const { generatePrd: made } = await call(member, `mutation { generatePrd(itemIds: ["${item.key}"]) { ${FIELDS} } }`)
    expect(section(made!, 'requirements').sentences.map(({ text }) => text)).toEqual([
      '3 years of validity are printed on the card',
      'able to pay with a part of the card',
    ])
    const staleAfter = async (description: string) => {
      await call(
        member,
        `mutation($description: String!) { updateItem(id: "${item.key}", input: { description: $description }) { key } }`,
        { description },
      )
      return (await staleOf(made!.prd.id)).map(({ key }) => key)
    }
    expect(await staleAfter(`${described('3', 'able')}\n- Refunds go back to it`)).toEqual([])
    expect(await staleAfter(described('13', 'able'))).toEqual([item.key])
    expect(await staleAfter(described('3', 'unable'))).toEqual([item.key])
  })

  test('an objective that was reached is not gone', async () => {
    await call(
      member,
      'mutation { createObjective(input: { name: "Faster checkout", measure: "minutes to pay", target: "2 minutes" }) { id } }',
    )
    await call(member, 'mutation { linkItems(id: "Faster checkout", itemIds: ["ACME-1"]) { id } }')
    const made = await generate('includeStrategicContext: true')
    expect(made.sections.flatMap(({ sentences }) => sentences.map(({ text }) => text)).join('\n')).toContain(
      '“Faster checkout” is measured as',
    )
    await call(member, 'mutation { updateObjective(id: "Faster checkout", input: { state: achieved }) { id } }')
    expect((await staleOf(made.prd.id)).map(({ key }) => key)).not.toContain('Faster checkout')
  })

  test('leaves as Markdown and as a page to print, in which nobody’s text is markup', async () => {
    await call(member, `mutation { updateItem(id: "ACME-1", input: { title: "Checkout & co *now*" }) { key } }`)
    const made = await generate('template: lean')
    const { node } = await call<{ node: { markdown: string; html: string } }>(
      member,
      `{ node(id: "${made.prd.id}") { ... on Prd { markdown html } } }`,
    )
    expect(node.markdown).toContain(String.raw`# Checkout & co \*now\* and 1 more`)
    expect(node.markdown).toMatch(/- “Shoppers leave at the address step, because it is slow\.”\[\^R1\]/)
    expect(node.html).toContain('<h1>Checkout &amp; co *now* and 1 more</h1>')
    expect(node.html).not.toMatch(/<script|https?:/)
  })

  test('leaves without notes on how it was written for readers outside', async () => {
    const exported = async (audience: string) => {
      const { generatePrd: made } = await call(
        member,
        `mutation { generatePrd(topic: "Zeppelins", template: lean, audience: ${audience}) { ${FIELDS} } }`,
      )
      const { node } = await call<{ node: { markdown: string; html: string } }>(
        member,
        `{ node(id: "${made!.prd.id}") { ... on Prd { markdown html } } }`,
      )
      return `${node.markdown}${node.html}`
    }
    const inside = await exported('team')
    expect(inside).toContain('## Notes')
    expect(inside).toContain('<h2>Notes</h2>')
    expect(inside).toContain('No open item matches the topic by words')
    expect(inside).not.toContain('epicId')
    expect(await exported('external')).not.toMatch(/Notes|by words/)
  })

  test('another tenant’s document does not exist', async () => {
    const bolt = await pm33.tenant('Bolt')
    await bolt.workspace('Bolt')
    const stranger = pm33.person(bolt, 'owner')
    expect((await call<{ node: null }>(stranger, `{ node(id: "${prd.prd.id}") { id } }`)).node).toBeNull()
    for (const query of [edit(4, ['Mine.']), move('review', 4), `mutation { deletePrd(id: "${prd.prd.id}") }`])
      expect(await code(stranger, query)).toBe('NOT_FOUND')
  })

  test('is deleted with its versions', async () => {
    expect((await call<{ deletePrd: string }>(member, `mutation { deletePrd(id: "${prd.prd.id}") }`)).deletePrd).toBe(
      'PRD-1',
    )
    const [row] = await acme
      .em()
      .execute<{ n: string }[]>('select count(*) as n from prd_version where prd_id = ?', [prd.prd.id.split(':')[1]])
    expect(Number(row!.n)).toBe(0)
  })
})
