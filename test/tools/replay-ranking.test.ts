import { expect, test } from 'vitest'
import { AS_OF, givenBoard, stories } from '../board.ts'
import { adapter, claude } from '../claude.ts'
import { world, type Engine } from '../world.ts'

/** Questions without an id in them: ids are another database's own. */
const QUESTIONS: [tool: string, args: Record<string, unknown>][] = [
  ...['wsjf', 'rice', 'ice'].map((method): [string, object] => ['optimize_priorities', { method, limit: 200 }]),
  ...[0, 0.3, 1, 5].flatMap((weight): [string, object][] => [
    ['optimize_priorities', { alignmentWeight: weight, limit: 200 }],
    ['optimize_priorities', { competitiveWeight: weight, limit: 200 }],
  ]),
  ['optimize_priorities', { filterTypes: ['epic'], targetDate: '2026-05-01' }],
  ['optimize_priorities', { targetDate: '2026-04-15', limit: 200 }],
  ...['linked', 'lexical', 'hybrid'].flatMap((method) =>
    ['summary', 'full'].map((detail): [string, object] => ['score_alignment', { method, detail, limit: 200 }]),
  ),
  ...['landscape', 'threats', 'gaps', 'matrix', 'battlecard'].flatMap((focus) =>
    [30, 180].map((sinceDays): [string, object] => ['competitive_analysis', { focus, sinceDays, detail: 'full' }]),
  ),
  ['competitive_analysis', { focus: 'battlecard', competitorNames: ['nord'] }],
] as [string, Record<string, unknown>][]

async function answers(engine: Engine): Promise<string[]> {
  const pm33 = await world(engine)
  const acme = await pm33.tenant('Acme')
  const shop = await acme.workspace('Shop')
  const figures = (at: number) => ({
    businessValue: 1 + ((at * 7) % 20),
    timeCriticality: 1 + (at % 8),
    riskReduction: 1 + (at % 3),
    jobSize: 1 + ((at * 5) % 13),
    storyPoints: 1 + (at % 5),
    reach: 10 * at,
    impact: 1,
    confidence: 0.5,
  })
  await givenBoard(acme, shop, {
    teams: [{ name: 'Web', weeks: 30 }],
    open: [
      { key: 'E-1', type: 'epic', title: 'Find things faster', ...figures(3) },
      ...stories('S', 25, { epic: 'E-1', team: 'Web' }).map((item, at) => ({
        ...item,
        title: `Better search, part ${at}`,
        ...(at % 4 ? figures(at) : {}),
        ...(at % 5 === 4 && { blockedBy: `S-${at}` }),
      })),
      { key: 'E-2', type: 'epic', title: 'Presents', blockedBy: 'E-1', ...figures(5) },
      ...stories('P', 12, { epic: 'E-2' }).map((item, at) => ({
        ...item,
        title: `Gift cards, part ${at}`,
        ...figures(at + 30),
      })),
    ],
  })
  const owner = pm33.operator(acme)
  const done = async (document: string, variables?: object) =>
    expect((await owner(document, variables)).errors).toBeUndefined()
  await done(
    'mutation { a: createObjective(input: { name: "People find what they look for", description: "search and filters" }) { id } b: createObjective(input: { name: "Customers come back" }) { id } linkItems(id: "Customers come back", itemIds: ["E-2", "S-3"]) { id } }',
  )
  for (const csv of [
    'capability,own,importance\nSearch,partial,2\nGift cards,none,1\n',
    'name,category\nNorda Market,direct\nNorda Retail,disruptor\n',
    'competitor,capability,level,claim,source,date\nNorda Market,Search,full,Finds typing errors,Test,2026-02-01\nNorda Retail,Gift cards,full,Sells them,Shop,2025-06-01\nNorda Retail,Search,full,Heard so,,\n',
  ])
    await done('mutation($csv: String!) { importMarket(csv: $csv) { created } }', { csv })
  const mcp = await adapter(pm33)
  const client = await claude(mcp, await acme.key())
  const given: string[] = []
  for (const [tool, args] of QUESTIONS) {
    const { text, data, isError } = await client.call(tool, {
      ...args,
      ...(tool !== 'score_alignment' && { asOf: AS_OF }),
    })
    expect(isError, text).toBe(false)
    // The fence's nonce is a secret of the installation; everything else is compared as it is.
    given.push(JSON.stringify([tool, args, text.replaceAll(/records-[0-9a-f]{16}/g, 'records'), data]))
  }
  given.push(JSON.stringify((await client.read(`pm33://strategy/${shop.id}`)).data))
  await client.close()
  await mcp.close()
  await pm33.close()
  return given
}

test(
  'ranking, alignment and competition answer with the same bytes on both databases',
  { timeout: 120_000 },
  async () => {
    const embedded = await answers('embedded')
    expect((await answers('postgres')).filter((answer, at) => answer !== embedded[at])).toEqual([])
    expect(embedded.length).toBe(QUESTIONS.length + 1)
  },
)
