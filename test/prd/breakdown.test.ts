/** From a document to an epic with stories: drafted, reviewed, created together, and taken back with one undo. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { breakdownOf } from '../../api/prd/breakdown/breakdown.ts'
import type { Sentence } from '../../api/prd/document.ts'
import { testOn } from '../depth.ts'
import { ENGINES, givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

interface Draft {
  sentence: string
  epic: { key: string | null; title: string }
  stories: { sentence: string; title: string; section: string; chosen: boolean; like: { key: string } | null }[]
  covered: number
}
interface Item {
  key: string
  type: string
  title: string
  storyPoints: number | null
  parent: { key: string } | null
}

describe.each(ENGINES)('on %s', (engine) => {
  const deep = testOn(engine, 'embedded')
  let pm33: World
  let acme: TenantInTest
  let member: Ask

  const call = async <T>(query: string, variables: object = {}) => {
    const { data, errors } = await member<T>(query, variables)
    expect(errors?.map(({ message }) => message) ?? []).toEqual([])
    return data!
  }
  const refusal = async (ask: Ask, query: string, variables: object = {}) => {
    const { errors } = await ask(query, variables)
    return [errors?.[0]?.extensions.code, errors?.[0]?.message]
  }
  /** A document about something, and what a person says under a heading of it. */
  const document = async (about: string, section: string, sentences: string[]) => {
    const { generatePrd: prd } = await call<{ generatePrd: { version: number; prd: { id: string; key: string } } }>(
      `mutation { generatePrd(${about}) { version prd { id key } } }`,
    )
    await call(
      'mutation($id: ID!, $version: Int!, $section: String!, $sentences: [String!]!) { editPrdSection(id: $id, version: $version, section: $section, sentences: $sentences) { version } }',
      { id: prd.prd.id, version: prd.version, section, sentences },
    )
    return { ...prd.prd, version: prd.version + 1 }
  }
  const draftOf = async (id: string) =>
    (
      await call<{ node: { itemDraft: Draft } }>(
        'query($id: ID!) { node(id: $id) { ... on Prd { itemDraft { sentence epic { key title } stories { sentence title section chosen like { key } } covered } } } }',
        { id },
      )
    ).node.itemDraft
  const CREATE =
    'mutation($id: ID!, $version: Int!, $stories: [PrdNewStory!]!) { createPrdItems(id: $id, version: $version, stories: $stories) { createdItems { items { key type title storyPoints parent { key } } } } }'
  const create = async (id: string, version: number, stories: object[]) =>
    (await call<{ createPrdItems: { createdItems: { items: Item[] } } }>(CREATE, { id, version, stories }))
      .createPrdItems.createdItems.items
  const undo = (id: string, force = false) => `mutation { undoPrdItems(id: "${id}", force: ${force}) }`
  const keys = async () =>
    (
      await call<{ workspace: { backlog: { nodes: { key: string }[] } } }>(
        '{ workspace { backlog(first: 100, filter: { mode: full }) { nodes { key } } } }',
      )
    ).workspace.backlog.nodes
      .map(({ key }) => key)
      .sort()

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    await givenItems(acme, await acme.workspace('Shop'), [
      {
        key: 'SHOP-1',
        type: 'epic',
        title: 'Gift cards',
        description: 'A card must be redeemable in parts. Support asks for it every week.',
      },
    ])
    member = pm33.person(acme, 'member')
    await call(
      'mutation { createItem(input: { title: "Show the balance of a gift card in the account", parentId: "SHOP-1", storyPoints: 3 }) { key } }',
    )
  })
  afterAll(() => pm33?.close())

  test('a topic becomes an epic with the stories that were chosen, and one undo takes all of it back', async () => {
    const before = await keys()
    const prd = await document('topic: "Returns by mail"', 'scope', [
      'Shoppers print a return label themselves.',
      'Support sees where a returned parcel is.',
      'A refund is paid once the parcel is scanned, which nobody has to confirm, so that shoppers wait no longer than two days for their money.',
    ])
    const draft = await draftOf(prd.id)
    expect(draft).toMatchObject({
      sentence: '3 stories to create.',
      epic: { key: null, title: 'Returns by mail' },
      covered: 0,
    })
    expect(draft.stories.map(({ title, section, chosen }) => [title, section, chosen])).toEqual([
      ['Shoppers print a return label themselves', 'Scope', true],
      ['Support sees where a returned parcel is', 'Scope', true],
      [
        'A refund is paid once the parcel is scanned, which nobody has to confirm, so that shoppers wait no longer than two days…',
        'Scope',
        true,
      ],
    ])
    expect(await keys()).toEqual(before)

    const [first, second] = draft.stories
    const items = await create(prd.id, prd.version, [
      { sentence: first!.sentence, title: 'Print a return label', storyPoints: 5 },
      { sentence: second!.sentence, title: second!.title, type: 'task' },
    ])
    const epic = items[0]!.key
    expect(items).toEqual([
      { key: epic, type: 'epic', title: 'Returns by mail', storyPoints: null, parent: null },
      { key: expect.any(String), type: 'story', title: 'Print a return label', storyPoints: 5, parent: { key: epic } },
      {
        key: expect.any(String),
        type: 'task',
        title: 'Support sees where a returned parcel is',
        storyPoints: null,
        parent: { key: epic },
      },
    ])
    // What is created is not proposed again, and what follows goes into the same epic.
    const next = await draftOf(prd.id)
    expect(next).toMatchObject({
      sentence: `1 story to create under ${epic} Returns by mail. 2 other sentences are already covered by items.`,
      epic: { key: epic },
      covered: 2,
    })
    expect(
      await refusal(member, CREATE, {
        id: prd.id,
        version: prd.version,
        stories: [{ sentence: first!.sentence, title: 'Again' }],
      }),
    ).toEqual(['CONFLICT', 'Story 1 was already created from this document. Open the draft again.'])
    const last = await create(prd.id, prd.version, [
      { sentence: next.stories[0]!.sentence, title: 'Refund when scanned' },
    ])
    expect(last).toMatchObject([{ title: 'Refund when scanned', parent: { key: epic } }])

    expect((await call<{ undoPrdItems: string[] }>(undo(prd.id))).undoPrdItems).toEqual([last[0]!.key])
    // An item that somebody has worked on since is not deleted in passing.
    await call(`mutation { updateItem(id: "${items[1]!.key}", input: { storyPoints: 8 }) { key } }`)
    expect(await refusal(member, undo(prd.id))).toEqual([
      'CONFLICT',
      `1 of these items has been changed since: ${items[1]!.key}. To delete them anyway, use force.`,
    ])
    expect((await keys()).length).toBe(before.length + 3)
    expect((await call<{ undoPrdItems: string[] }>(undo(prd.id, true))).undoPrdItems.length).toBe(3)
    expect(await keys()).toEqual(before)
    expect(await refusal(member, undo(prd.id))).toEqual([
      'CONFLICT',
      `No items were created from ${prd.key}, or their creation was undone.`,
    ])
    expect((await draftOf(prd.id)).sentence).toBe('3 stories to create.')
  })

  deep('what items say already is not proposed, and what one may say is not chosen', async () => {
    const prd = await document('epicId: "SHOP-1"', 'requirements', [
      'A card must be redeemable in parts.',
      'The account shows the balance of each gift card.',
      'Cards never expire.',
    ])
    const draft = await draftOf(prd.id)
    expect(draft.epic).toEqual({ key: 'SHOP-1', title: 'Gift cards' })
    expect(draft.stories.map(({ title, like, chosen }) => [title, like?.key ?? null, chosen])).toEqual([
      // The epic asks for it, and no story under it does.
      ['A card must be redeemable in parts', null, true],
      ['The account shows the balance of each gift card', 'SHOP-2', false],
      ['Cards never expire', null, true],
    ])
    expect(draft.sentence).toBe(
      '3 stories to create under SHOP-1 Gift cards. 1 of them may exist already. 1 other sentence is already covered by an item.',
    )
    const [story] = await create(prd.id, prd.version, [
      { sentence: 'Cards never expire.', title: 'Cards never expire' },
    ])
    expect(story).toMatchObject({ type: 'story', parent: { key: 'SHOP-1' } })
    await call(undo(prd.id))
  })

  deep('stories of a document about a feature go into the feature', async () => {
    const { createItem: feature } = await call<{ createItem: { key: string } }>(
      'mutation { createItem(input: { title: "Wish lists", type: feature }) { key } }',
    )
    const prd = await document(`epicId: "${feature.key}"`, 'scope', ['Shoppers share a wish list.'])
    expect((await draftOf(prd.id)).epic).toEqual({ key: feature.key, title: 'Wish lists' })
    const items = await create(prd.id, prd.version, [
      { sentence: 'Shoppers share a wish list.', title: 'Share a wish list' },
    ])
    expect(items).toMatchObject([{ title: 'Share a wish list', parent: { key: feature.key } }])
    await call(undo(prd.id))
  })

  deep('a document that says nothing to build says so', async () => {
    const { generatePrd: prd } = await call<{ generatePrd: { prd: { id: string } } }>(
      'mutation { generatePrd(topic: "Wholesale prices", template: lean) { prd { id } } }',
    )
    expect(await draftOf(prd.prd.id)).toMatchObject({
      sentence: 'Nothing to create yet: no sentence says what to build. Add some to Scope or Requirements.',
      stories: [],
    })
  })

  deep('bad stories are refused, all or none: a newer version, an empty title, the same sentence twice', async () => {
    const before = await keys()
    const prd = await document('topic: "Store pickup"', 'scope', ['Shoppers choose a store.', 'Stores get a list.'])
    const [a, b] = ['Shoppers choose a store.', 'Stores get a list.']
    expect(
      await refusal(member, CREATE, { id: prd.id, version: prd.version - 1, stories: [{ sentence: a, title: 'A' }] }),
    ).toEqual(['CONFLICT', `There is a newer version, ${prd.version}. Read it, then change it again.`])
    const bad = await refusal(member, CREATE, {
      id: prd.id,
      version: prd.version,
      stories: [
        { sentence: a, title: 'A' },
        { sentence: b, title: ' ' },
      ],
    })
    expect(bad).toEqual(['BAD_USER_INPUT', expect.stringContaining('stories.1.title')])
    expect(
      await refusal(member, CREATE, {
        id: prd.id,
        version: prd.version,
        stories: [
          { sentence: a, title: 'A' },
          { sentence: a, title: 'B' },
        ],
      }),
    ).toEqual(['BAD_USER_INPUT', expect.stringContaining('appears twice')])
    expect(await keys()).toEqual(before)
  })

  test('a viewer creates nothing, and another organization’s document does not exist', async () => {
    const prd = await document('topic: "Store pickup at night"', 'scope', ['Lockers open at night.'])
    const stories = [{ sentence: 'Lockers open at night.', title: 'Lockers' }]
    expect((await refusal(pm33.person(acme, 'viewer'), CREATE, { id: prd.id, version: prd.version, stories }))[0]).toBe(
      'FORBIDDEN',
    )
    const other = await pm33.tenant('Fjellpost')
    await other.workspace('Main')
    const stranger = pm33.person(other, 'admin')
    expect((await refusal(stranger, CREATE, { id: prd.id, version: prd.version, stories }))[0]).toBe('NOT_FOUND')
    expect((await refusal(stranger, undo(prd.id)))[0]).toBe('NOT_FOUND')
  })
})

test('what a model assumes is offered and not chosen; what a person states is chosen', () => {
  const guess: Sentence = { text: 'The design is simple.', basis: 'assumption', evidence: [] }
  const stated: Sentence = { text: 'Cards never expire.', basis: 'assumption', evidence: [], author: 'Lin Moe' }
  const { stories, sentence } = breakdownOf(
    {
      title: 'Gift cards',
      template: 'lean',
      audience: 'team',
      sections: [{ key: 'requirements', heading: 'Requirements', sentences: [guess, stated], questions: [] }],
      sources: [],
      context: [],
      warnings: [],
    },
    { prd: 'PRD-1', epic: null, items: [], made: new Set() },
  )
  expect(stories.map(({ title, chosen }) => [title, chosen])).toEqual([
    ['The design is simple', false],
    ['Cards never expire', true],
  ])
  expect(sentence).toBe('2 stories to create.')
})
