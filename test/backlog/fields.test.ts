/** The table of an item's fields, walked: what it says holds for the API, for lists, for exports, and for imports. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mapHeaders } from '../../api/imports/formats/headers.ts'
import { CSV_SOURCES } from '../../api/imports/formats/index.ts'
import { FIELDS } from '../../api/imports/record/fields.ts'
import {
  COST_OF_DELAY,
  fieldOf,
  importedAs,
  MEMBERS,
  spellingsOf,
  type Member,
  type NumberField,
} from '../../api/backlog/item-fields.ts'
import { doorsOf, type Doors } from '../imports/doors.ts'
import { AS_OF, givenBoard, type BoardItem } from '../board.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { testOn } from '../depth.ts'
import { ENGINES, world, type Ask, type TenantInTest, type World } from '../world.ts'

type Item = Record<string, unknown> & { id: string }

/** Values at both ends of what a field allows. */
function atBounds(member: Member): unknown[] {
  const field = fieldOf(member)
  const url = (length: number) => `https://shop.example/${'x'.repeat(length - 'https://shop.example/'.length)}`
  if (field.kind === 'number') return [field.above ? field.least + 0.001 : field.least, field.most]
  if (field.kind === 'day') return ['0001-01-01', '9999-12-31']
  if (field.kind === 'word') return [field.words[0], field.words.at(-1)]
  if (field.kind === 'list') {
    const entry = (at: number) => `${String(at).padStart(3, '0')}${'x'.repeat(field.longest - 3)}`
    return [[], Array.from({ length: field.entries }, (_, at) => entry(at))]
  }
  if (member === 'url') return [url(40), url(field.longest)]
  return ['x', 'x'.repeat(field.longest)]
}

/** Values just beyond them. */
function beyondBounds(member: Member): unknown[] {
  const field = fieldOf(member)
  const [least, most] = atBounds(member)
  if (field.kind === 'number') return [field.above ? field.least : field.least - 1, field.most * 1.001]
  if (field.kind === 'list') return [[...(most as string[]), 'one more'], ['x'.repeat(field.longest + 1)]]
  if (field.kind === 'text') return [`${most as string}x`, ...(member === 'url' ? ['ftp://shop.example'] : [])]
  return [`no ${String(least)}`]
}

const inputs = (values: Partial<Record<Member, unknown>>) => Object.entries(values)
const allAt = (end: 0 | 1) => Object.fromEntries(MEMBERS.map((member) => [member, atBounds(member)[end]]))

async function data<T>(answer: ReturnType<Ask>): Promise<T> {
  const { data: given, errors } = await answer
  expect(errors).toBeUndefined()
  return given as T
}

describe.each(ENGINES)('every field of an item on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: World
  let ask: Ask
  let doors: Doors
  let shop: string
  let acme: TenantInTest
  let mcp: AdapterInTest
  let client: Claude

  const create = (input: object) =>
    ask('mutation ($id: ID!, $input: NewItem!) { createItem(workspaceId: $id, input: $input) { id } }', {
      id: shop,
      input,
    })
  const items = async (workspace: string) => {
    const { workspace: found } = await data<{ workspace: { backlog: { nodes: Item[] } } }>(
      ask(
        `query ($id: ID!) { workspace(id: $id) { backlog(filter: { mode: full }, sort: key) { nodes { id key wsjf ${MEMBERS.join(' ')} } } } }`,
        { id: workspace },
      ),
    )
    return found.backlog.nodes
  }

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    mcp = await adapter(pm33)
    client = await claude(mcp, await acme.key())
    ask = pm33.operator(acme)
    doors = await doorsOf(pm33, acme, ask)
    shop = (await acme.workspace('Shop')).id
  })
  afterAll(async () => {
    await client?.close()
    await mcp?.close()
    await pm33?.close()
  })

  test('is written, read, exported, imported, and read again, at both ends of its bounds', async () => {
    for (const [at, key] of ['SHOP-1', 'SHOP-2'].entries())
      expect((await create({ key, ...allAt(at as 0 | 1) })).errors).toBeUndefined()
    const written = await items(shop)
    for (const [at, item] of written.entries()) expect(item).toMatchObject(allAt(at as 0 | 1))
    expect(written[1]!.wsjf).toBe(0.3)
    for (const format of ['csv', 'json'] as const) {
      const { report, workspace } = await doors.import(await doors.export(shop, format), { workspaceName: `${format}` })
      expect(report.repairs).toEqual([])
      const read = await items(workspace.id)
      expect(read.map(({ id: _, ...item }) => item)).toEqual(written.map(({ id: _, ...item }) => item))
    }
  }, 60_000)

  test('WSJF needs no field beside it', async () => {
    const { workspace } = await data<{ workspace: { backlog: { nodes: Item[] } } }>(
      ask('query ($id: ID!) { workspace(id: $id) { backlog(filter: { mode: full }, sort: key) { nodes { wsjf } } } }', {
        id: shop,
      }),
    )
    expect(workspace.backlog.nodes.map(({ wsjf }) => wsjf)).toEqual([0, 0.3])
  })

  deep.each(MEMBERS)('%s beyond its bounds is refused by the API, with its place', async (member) => {
    for (const value of beyondBounds(member)) {
      const { errors } = await create({ title: 'Beyond', [member]: value })
      expect(errors, `${member} = ${String(value).slice(0, 40)}`).toHaveLength(1)
      expect(JSON.stringify(errors)).toContain(member)
    }
  })

  deep.each(MEMBERS.filter((member) => ['number', 'text', 'list'].includes(fieldOf(member).kind)))(
    '%s beyond its bounds is repaired by an import, and the report says so',
    async (member) => {
      const field = fieldOf(member)
      const foreign = { money: 0.01, share: 100 }
      for (const [at, value] of beyondBounds(member).entries()) {
        const factor = field.kind === 'number' && field.foreign && (value as number) > 1 ? foreign[field.foreign] : 1
        const cell = field.kind === 'number' ? (value as number) * factor : [value].flat().join(';')
        const rows = member === 'title' ? `Key,X\nA-1,"${cell}"\n` : `Key,Title,X\nA-1,One,"${cell}"\n`
        const { report, workspace } = await doors.import(rows, {
          workspaceName: `${member} ${at}`,
          mapping: { columns: { X: importedAs(member) } },
        })
        expect(report.rows).toMatchObject({ read: 1, imported: 1, repaired: 1 })
        expect(report.repairs).toEqual([
          {
            count: 1,
            rows: [2],
            reason: expect.stringMatching(new RegExp(`^${importedAs(member)}: .+(empty|cut|out)$`)),
          },
        ])
        const [item] = await items(workspace.id)
        const kept = item![member]
        if (field.kind === 'number' || member === 'url') expect(kept).toBeNull()
        else if (field.kind === 'text') expect(kept).toBe('x'.repeat(field.longest))
        else expect((kept as string[]).length).toBe(at === 0 && field.kind === 'list' ? field.entries : 1)
      }
    },
    60_000,
  )

  deep('a sheet with impossible figures keeps the possible ones, exactly, and says what it left empty', async () => {
    const { report, workspace } = await doors.import(
      [
        'Key,Title,Story points,Job size,Business value,Confidence,Cost of delay',
        'A-1,Low,-5,0,8,70,0.29',
        'A-2,High,1000000000000,3,99999,33.3,1.1',
      ].join('\n'),
      { workspaceName: 'Impossible' },
    )
    expect(report.rows).toMatchObject({ read: 2, imported: 2, repaired: 2 })
    expect(report.repairs).toEqual([
      { reason: 'storyPoints: must be at least 0 and at most 10000, left empty', count: 2, rows: [2, 3] },
      { reason: 'businessValue: must be at least 0 and at most 1000, left empty', count: 1, rows: [3] },
      { reason: 'jobSize: must be above 0 and at most 10000, left empty', count: 1, rows: [2] },
    ])
    expect(await items(workspace.id)).toMatchObject([
      { storyPoints: null, jobSize: null, businessValue: 8, confidence: 0.7, delayCostCents: 29 },
      { storyPoints: null, jobSize: 3, businessValue: null, confidence: 0.333, delayCostCents: 110 },
    ])
  })

  deep('query_backlog shows an assistant every field but those of RICE, the cost in cents, and skills', async () => {
    const unsaid = ['delayCostCents', 'reach', 'impact', 'confidence', 'skills']
    const answer = await client.call<{ items: Item[] }>('query_backlog', {
      workspaceId: shop,
      mode: 'full',
      columns: 'full',
      limit: 2,
    })
    const said = new Set(answer.data.items.flatMap(Object.keys))
    expect(MEMBERS.filter((member) => !said.has(member))).toEqual(unsaid)
  })

  deep.each(COST_OF_DELAY)('%s alone brings an epic and a story forward in a plan', async (part) => {
    const stories = (epic: string, worth: object): BoardItem[] =>
      [1, 2, 3, 4, 5, 6].map((at) => ({ key: `${epic}${at}`, epic, team: 'Web', ...(at === 6 && worth) }))
    const home = await acme.workspace(`Plan by ${part}`)
    await givenBoard(acme, home, {
      teams: [{ name: 'Web', perWeek: 1 }],
      open: [
        { key: 'A', type: 'epic', [COST_OF_DELAY.find((other) => other !== part)!]: 1 },
        ...stories('A', { [part]: 100 }),
        { key: 'B', type: 'epic', [part]: 100 },
        ...stories('B', {}),
      ],
    })
    interface Plan {
      items: { key: string; start: string }[]
      stories: { key: string; start: string }[]
    }
    const { data: plan, text } = await client.call<Plan>('schedule_portfolio', {
      workspaceId: home.key,
      includeStoryPacking: true,
      asOf: AS_OF,
    })
    const startOf = (list: Plan['items'], key: string) => list.find((one) => one.key === key)!.start
    expect(startOf(plan.items, 'B') < startOf(plan.items, 'A'), text).toBe(true)
    expect(startOf(plan.stories, 'A6') < startOf(plan.stories, 'A5'), text).toBe(true)
  })

  test('a list reads the one column that is asked for', async () => {
    for (const member of MEMBERS) {
      const { workspace } = await data<{ workspace: { backlog: { nodes: Item[] } } }>(
        ask(
          `query ($id: ID!) { workspace(id: $id) { backlog(filter: { mode: full }, sort: key, first: 2) { nodes { ${member} } } } }`,
          { id: shop },
        ),
      )
      expect(workspace.backlog.nodes).toEqual([0, 1].map((end) => ({ [member]: atBounds(member)[end] })))
    }
  })
})

test('columns are detected by every name in the table', () => {
  const tools = { sheet: 'csv', jira: 'jira-csv', azure: 'azure-devops-csv' } as const
  for (const [tool, format] of Object.entries(tools)) {
    const names = inputs(spellingsOf(tool as keyof typeof tools)) as [string, string[]][]
    expect(names.length).toBeGreaterThan(0)
    const source = CSV_SOURCES.find((one) => one.format === format)!
    for (const [field, headers] of names)
      for (const header of headers)
        expect(mapHeaders([header], source.names, new Map()).fields, header).toEqual([field])
  }
})

test('a mapping can name every field, and the figures of WSJF are figures', () => {
  for (const member of MEMBERS) expect(FIELDS).toContain(importedAs(member))
  expect(COST_OF_DELAY).toEqual(['businessValue', 'timeCriticality', 'riskReduction'])
  for (const member of MEMBERS.filter((one) => fieldOf(one).kind === 'number')) {
    const { least, most } = fieldOf(member) as NumberField
    expect(least).toBeLessThan(most)
  }
})

/** Header of our export, and names in other people's files. Files that imported yesterday import today. */
const NAMES = {
  title: ['Title', undefined],
  description: ['Description', undefined],
  type: ['Type', undefined],
  status: ['Status', undefined],
  statusCategory: ['Status category', undefined],
  priority: ['Priority', undefined],
  storyPoints: ['Story points', undefined],
  jobSize: ['Job size', { sheet: ['job size'], jira: ['job size', 'wsjf job size'] }],
  businessValue: [
    'Business value',
    {
      sheet: ['business value', 'value'],
      jira: ['business value', 'user-business value', 'user business value'],
      azure: ['business value'],
    },
  ],
  timeCriticality: [
    'Time criticality',
    { sheet: ['time criticality'], jira: ['time criticality'], azure: ['time criticality'] },
  ],
  riskReduction: [
    'Risk reduction',
    {
      sheet: ['risk reduction', 'rr/oe'],
      jira: [
        'risk reduction',
        'risk reduction/opportunity enablement',
        'risk reduction and opportunity enablement',
        'rr/oe',
        'rr-oe',
      ],
    },
  ],
  delayCostCents: ['Cost of delay in cents a week', { sheet: ['cost of delay', 'cost of delay per week'] }],
  reach: ['Reach', { sheet: ['reach'] }],
  impact: ['Impact', { sheet: ['impact'] }],
  confidence: ['Confidence', { sheet: ['confidence'] }],
  dueDate: ['Due date', undefined],
  deadline: ['Deadline', undefined],
  releaseDate: ['Release date', { sheet: ['release date'] }],
  labels: ['Labels', undefined],
  skills: ['Skills', { sheet: ['skills'] }],
  assignee: ['Assignee', undefined],
  url: ['URL', { sheet: ['url', 'link'] }],
}

test('files keep the names of their columns', () => {
  expect(
    Object.fromEntries(MEMBERS.map((member) => [member, [fieldOf(member).header, fieldOf(member).spellings]])),
  ).toEqual(NAMES)
})
