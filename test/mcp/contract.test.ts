import { readFileSync } from 'node:fs'
import { countTokens } from 'gpt-tokenizer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog, instructionsFor, offered } from '../../mcp/server.ts'
import { prompts } from '../../mcp/prompts/index.ts'
import { SCOPES as API_SCOPES } from '../../api/identity/scope.ts'
import { ITEM_TYPES, PRIORITIES, STATUS_CATEGORIES } from '../../api/backlog/vocabulary.ts'
import { SCOPES } from '../../mcp/scope.ts'
import { toolsTable } from '../../schema/docs.ts'
import { readContract } from '../../schema/tools.ts'
import { adapter, claude, ERAS, type AdapterInTest } from '../claude.ts'
import { givenShop } from '../shop.ts'
import { givenItems, world, type World } from '../world.ts'

const ORDER = [
  'query_backlog',
  'optimize_priorities',
  'schedule_portfolio',
  'forecast_delivery',
  'analyze_velocity',
  'analyze_scenario',
  'score_alignment',
  'competitive_analysis',
  'generate_prd',
]
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const tokens = (value: unknown) => countTokens(JSON.stringify(value))

/** Ratchets, in tokens (cl100k). Lowering one is routine; raising one is a decision about every conversation there will be. */
const LIMITS = { list: 5_800, tool: 900, outputSchema: 350, instructions: 400, defaultAnswer: 1_200 }

describe('what is advertised', () => {
  test('is what is committed', async () => {
    expect(JSON.parse(read('schema/tools.json'))).toEqual(JSON.parse(JSON.stringify(await readContract())))
    expect(read('README.md')).toContain(`<!-- tools -->\n${toolsTable()}\n<!-- /tools -->`)
  })

  test('keeps the order of the product page', () => {
    const names = catalog.tools.map(({ name }) => name)
    expect(names).toEqual(ORDER.filter((name) => names.includes(name)))
  })

  test.each(catalog.tools.map((tool) => [tool.name, tool] as const))(
    '%s is complete, closed, flat and small',
    (_, { listing, scope }) => {
      expect(SCOPES).toContain(scope)
      expect(listing.description.length).toBeLessThanOrEqual(1_024)
      expect(Object.keys(listing.annotations).sort()).toEqual([
        'destructiveHint',
        'idempotentHint',
        'openWorldHint',
        'readOnlyHint',
        'title',
      ])
      expect(listing.inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
      for (const word of ['oneOf', 'anyOf', 'allOf', '$schema']) expect(listing.inputSchema).not.toHaveProperty(word)
      for (const name of Object.keys(listing.inputSchema.properties as object)) expect(name).toMatch(/^[a-z][A-Za-z]*$/)
      const { outputSchema, ...rest } = listing
      expect(tokens(rest)).toBeLessThanOrEqual(LIMITS.tool)
      expect(tokens(outputSchema)).toBeLessThanOrEqual(LIMITS.outputSchema)
    },
  )

  test('the whole list and the instructions fit their budgets', () => {
    const list = tokens(catalog.tools.map(({ listing }) => ({ ...listing, outputSchema: undefined })))
    const instructions = countTokens(instructionsFor(catalog))
    console.log(`tokens: tools/list ${list} (${catalog.tools.length} tools), instructions ${instructions}`)
    expect(list).toBeLessThanOrEqual(LIMITS.list)
    expect(instructions).toBeLessThanOrEqual(LIMITS.instructions)
  })

  test('words about tools name tools that exist', () => {
    const known = new Set(ORDER)
    const spoken = [
      instructionsFor(catalog),
      ...catalog.tools.map(({ listing }) => listing.description),
      ...prompts.flatMap(({ chain }) => chain),
    ].join('\n')
    for (const [name] of spoken.matchAll(
      /\b(?:query|optimize|schedule|forecast|analyze|score|competitive|generate)_\w+/g,
    ))
      expect(known).toContain(name)
  })

  // Slash commands fill arguments by position: /what_if and the change, not the workspace.
  test('a prompt asks first for what it needs, and last for the workspace', () => {
    expect(prompts.map(({ listing }) => listing.arguments.map(({ name }) => name))).toEqual([
      ['epic', 'workspaceId'],
      ['epic', 'targetDate', 'workspaceId'],
      ['epic', 'topic', 'workspaceId'],
      ['change', 'workspaceId'],
      ['horizonWeeks', 'workspaceId'],
    ])
    for (const { listing } of prompts) {
      const needed = listing.arguments.map(({ required }) => required)
      expect(needed).toEqual([...needed].sort((a, b) => Number(b) - Number(a)))
    }
  })

  test('a prompt is offered when every tool of its chain is', () => {
    expect(prompts.map(({ name }) => name)).toEqual([
      'prioritize_backlog',
      'forecast_date',
      'write_prd',
      'what_if',
      'plan_portfolio',
    ])
    const all = ORDER.map((name) => ({ ...catalog.tools[0]!, name }))
    expect(offered({ tools: all, resources: [], prompts }).prompts).toHaveLength(5)
    expect(offered({ tools: all.slice(0, 2), resources: [], prompts }).prompts.map(({ name }) => name)).toEqual([
      'prioritize_backlog',
    ])
  })
})

describe('what is answered', () => {
  let pm33: World
  let mcp: AdapterInTest
  let key: string

  beforeAll(async () => {
    pm33 = await world()
    const acme = await pm33.tenant('Acme')
    await givenShop(acme, await acme.workspace('Shop'))
    const large = await acme.workspace('Large')
    await givenItems(
      acme,
      large,
      Array.from({ length: 40 }, (_, at) => ({
        key: `LRG-${at + 1}`,
        title: `As a customer I can do the thing number ${at + 1} without calling anybody`,
      })),
    )
    key = await acme.key()
    const all = ORDER.map((name) => catalog.tools.find((tool) => tool.name === name) ?? { ...catalog.tools[0]!, name })
    mcp = await adapter(pm33, 'one', { catalog: offered({ ...catalog, tools: all, prompts }) })
  })
  afterAll(async () => {
    await mcp?.close()
    await pm33?.close()
  })

  test('a page of 25 items is small, whichever half of it the host shows', async () => {
    const client = await claude(mcp, key)
    const { text, data } = await client.call<{ items: unknown[] }>('query_backlog', { workspaceId: 'large' })
    expect(data.items).toHaveLength(25)
    console.log(`tokens: default answer ${countTokens(text)} as text, ${tokens(data)} structured`)
    expect(Math.max(countTokens(text), tokens(data))).toBeLessThanOrEqual(LIMITS.defaultAnswer)
    await client.close()
  })

  test.each(ERAS)('the %s client gets prompts with its arguments in them', async (era) => {
    const client = await claude(mcp, key, era)
    expect((await client.prompts()).map(({ name }) => name)).toEqual(prompts.map(({ name }) => name))
    expect(await client.prompt('forecast_date', { epic: 'SHOP-1', targetDate: '2027-03-31' })).toMatch(
      /When will epic SHOP-1 be done\?.*analyze_velocity.*forecast_delivery.*2027-03-31/,
    )
    await expect(client.prompt('what_if', {})).rejects.toThrow()
    await expect(client.prompt('what_if', { change: ' \u200B' })).rejects.toThrow()
    for (const { name, arguments: some = [] } of (await client.prompts()).filter(({ name }) => name !== 'what_if')) {
      const blank = Object.fromEntries(some.map((argument) => [argument.name, ' ']))
      expect(await client.prompt(name, blank)).toBe(await client.prompt(name))
    }
    await client.close()
  })

  test('epic keys complete within the workspace that is already filled in', async () => {
    const { result } = await mcp.ask(key, 'completion/complete', {
      ref: { type: 'ref/prompt', name: 'forecast_date' },
      argument: { name: 'epic', value: 'SHOP' },
      context: { arguments: { workspaceId: 'shop' } },
    })
    expect(result).toMatchObject({ completion: { values: ['SHOP-1'] } })
  })

  test('epic keys complete across workspaces while none is filled in', async () => {
    const several = await pm33.tenant('Several')
    for (const name of ['Till', 'Depot'])
      await givenItems(several, await several.workspace(name), [{ key: `${name.toUpperCase()}-1`, type: 'epic' }])
    const { result } = await mcp.ask(await several.key(), 'completion/complete', {
      ref: { type: 'ref/prompt', name: 'forecast_date' },
      argument: { name: 'epic', value: '' },
    })
    expect(result).toMatchObject({ completion: { values: ['DEPOT-1', 'TILL-1'] } })
  })
})

describe('what the adapter knows of the API', () => {
  test('closed lists come through the SDL, in the order of the API', () => {
    const listed = JSON.stringify(catalog.tools.map(({ listing }) => listing.inputSchema))
    for (const words of [ITEM_TYPES, STATUS_CATEGORIES, PRIORITIES])
      expect(listed).toContain(`"enum":${JSON.stringify(words)}`)
    expect(SCOPES).toEqual(API_SCOPES)
  })
})
