import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeDemo } from '../../api/demo/service.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { testOn, walkedOn } from '../depth.ts'
import { world, type Ask, type TenantInTest, type World } from '../world.ts'
import { doorsOf, type Doors } from './doors.ts'

const DAY = '2026-11-27'

let pm33: World
let mcp: AdapterInTest
/** An organization with the people and files that a test needs. */
interface House {
  tenant: TenantInTest
  doors: Doors
  client: Claude
}

async function house(name: string): Promise<House> {
  const tenant = await pm33.tenant(name)
  return { tenant, doors: await doorsOf(pm33, tenant), client: await claude(mcp, await tenant.key()) }
}

async function done<T>({ doors }: House, query: string, variables: object = {}): Promise<T> {
  const { data, errors } = await doors.ask<T>(query, variables)
  if (errors) throw new Error(`${query.slice(0, 80)}: ${errors.map(({ message }) => message).join('; ')}`)
  return data!
}

const workspaceOf = async (of: House) =>
  (await done<{ workspaces: { nodes: { id: string }[] } }>(of, '{ workspaces { nodes { id } } }')).workspaces.nodes[0]!
    .id

/** Every tool as it is asked most, and what only some data answers. */
const asked: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  ['query_backlog', {}],
  ['query_backlog', { columns: 'full' }],
  ['query_backlog', { groupBy: 'team' }],
  ['optimize_priorities', {}],
  ['schedule_portfolio', {}],
  ['forecast_delivery', {}],
  ['forecast_delivery', { whyMoved: true }],
  ['analyze_velocity', {}],
  ['analyze_velocity', { by: 'type' }],
  ['score_alignment', {}],
  ['competitive_analysis', {}],
  ['analyze_scenario', { scenarios: [{ name: 'Hire', changes: [{ type: 'hire', team: 'Checkout', members: 2 }] }] }],
]

/** What stands for a moment, a call, or a row: not part of the answer. */
const STAMPS = new Set(['stamp', 'dataVersion', 'inputHash', 'dataChangedAt', 'nextCursor'])
const unstamped = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(unstamped)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => !STAMPS.has(name))
            .map(([name, member]) => [name, unstamped(member)]),
        )
      : typeof value === 'string'
        ? plain(value)
        : value
const plain = (text: string) =>
  text.replaceAll(
    /\w+:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|records-[0-9a-f]{16}|(?<=nextCursor: )\S+|(?<=dataVersion: )\d+|(?<=inputHash: )[0-9a-f]+/g,
    '…',
  )

async function answers({ client }: House, questions: readonly (readonly [string, Record<string, unknown>])[]) {
  const all: unknown[] = []
  for (const [tool, args] of questions) {
    const { text, data, isError } = await client.call(tool, args)
    all.push({ tool, args, isError, text: plain(text), data: unstamped(data) })
  }
  return all
}

interface Exported extends Record<string, Record<string, unknown>[]> {}

let from: House
let file: string

describe.each(['embedded', 'postgres'] as const)('on %s', (engine) => {
  const deep = testOn(engine)
  beforeAll(async () => {
    pm33 = await world(engine)
    pm33.clock.move(Date.parse(`${DAY}T09:00:00Z`) - 3 * 24 * 3600 * 1000 - Date.now())
    mcp = await adapter(pm33)
  }, 120_000)
  afterAll(async () => {
    await mcp?.close()
    await pm33?.close()
  })

  beforeAll(async () => {
    from = await house('Demo')
    await writeDemo(from.tenant.db(), pm33.clock.now())
    // What was promised on earlier days is part of later answers.
    await from.client.call('forecast_delivery', {})
    pm33.clock.move(3 * 24 * 3600 * 1000)
    file = await from.doors.export(await workspaceOf(from), 'json')
  }, 120_000)

  describe('the demo', () => {
    // Every tool answers the same.
    test('privacy: The command npx pm33 export --format json writes everything in a workspace except its documents, for you to keep or to import elsewhere.', async () => {
      const into = await house('Fresh')
      const { report, written } = await into.doors.import(file, { fileName: 'Shop.json' })
      expect(report.notes).toEqual([])
      expect(written.parts).toEqual(
        report.parts!.map(({ part, read }) => ({ part, added: read, kept: 0, refused: [] })),
      )
      expect(await into.doors.export(await workspaceOf(into), 'json')).toBe(file)
      const questions = asked.filter((_, at) => walkedOn('postgres').includes(engine) || at % 4 === 0)
      const [before, after] = await Promise.all([answers(from, questions), answers(into, questions)])
      for (const [at, answer] of before.entries()) expect.soft(after[at]).toEqual(answer)
    }, 240_000)
  })

  describe('an export', () => {
    deep(
      'with everything set comes back, and undo takes all of it back',
      async () => {
        const full = JSON.parse(file) as Exported
        const createdAt = '2026-03-19T08:30:00.000Z'
        const [open, other] = full.items!.filter(({ statusCategory }) => statusCategory === 'todo')
        Object.assign(full, { workspace: { currency: 'EUR' } })
        full.calendars!.push({ name: 'Four days', weekdays: [0, 1, 2, 3], closedDays: ['2026-12-28'], createdAt })
        Object.assign(
          full.teams!.find(({ name }) => name === 'Discovery')!,
          {
            calendar: 'Four days',
            absences: [{ from: '2026-12-01', to: '2026-12-04', members: 2 }],
          },
        )
        full.teams!.push({
          name: 'Payments “β”',
          members: 3,
          skills: ['ledger'],
          absences: [{ from: '2027-01-04', to: '2027-01-08', members: 1, reason: 'Training' }],
          costRateCents: null,
          calendar: null,
          createdAt,
        })
        full.sprints!.push({
          name: 'Nobody’s sprint',
          team: null,
          goal: 'Ship, then rest',
          state: 'future',
          startDate: '2027-03-01',
          endDate: null,
          completedAt: null,
          createdAt,
        })
        full.objectives!.push({
          name: 'Halve the refunds',
          theme: full.themes![0]!.name,
          description: 'Fewer parcels come back.\nEach one costs.',
          measure: 'refunds per order',
          target: '2%',
          current: '4%',
          dueDate: '2027-06-30',
          state: 'achieved',
          position: 99,
          createdAt,
        })
        full.plans = [
          {
            name: 'Board plan',
            asOf: '2026-11-20',
            changesSince: 0,
            inputHash: 'abc123',
            items: [{ id: open!.key, teamId: 'Checkout', start: '2026-11-23', finish: '2026-12-11' }],
            createdAt,
          },
        ]
        full.scenarios = [
          {
            name: 'Two more',
            changes: [
              { type: 'hire', team: 'Checkout', members: 2, from: '2027-01-04' },
              { type: 'removeItems', itemIds: [other!.key] },
            ],
            createdAt,
          },
        ]
        Object.assign(full.competitors![0]!, {
          aliases: ['The other one'],
          url: 'https://example.com',
          category: 'substitute',
        })
        full.claims!.push({
          number: 700,
          competitor: full.competitors![0]!.name,
          capability: null,
          statement: 'They doubled their prices.',
          level: null,
          source: 'Newsletter',
          url: 'https://example.com/news',
          capturedAt: '2026-11-02',
          confidence: 0.4,
          createdAt,
        })
        full.objectiveItems!.push({ objective: 'Halve the refunds', item: open!.sourceKey })
        full.capabilityItems!.push({ capability: full.capabilities![0]!.name, item: other!.sourceKey })

        const first = await house('First')
        const given = await first.doors.import(JSON.stringify(full), { fileName: 'Shop.json' })
        expect(
          given.written.parts!.flatMap(({ part, refused }) => refused.map(({ reason }) => `${part}: ${reason}`)),
        ).toEqual([])
        const whole = await first.doors.export(await workspaceOf(first), 'json')
        const nameOf = ({ name, number, objective, capability, item }: Record<string, unknown>) =>
          `${name ?? number ?? objective ?? capability} ${item}`
        const sorted = (exported: Exported) =>
          Object.fromEntries(
            Object.entries(exported).map(([part, entries]) => [
              part,
              Array.isArray(entries) && part !== 'items'
                ? entries.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
                : entries,
            ]),
          )
        expect(sorted(JSON.parse(whole))).toEqual(sorted(full))

        const second = await house('Second')
        const { id } = await second.doors.import(whole, { fileName: 'Shop.json' })
        // The whole export is the same, and the demo above asks every tool: here, what only the additions answer.
        const questions = [
          ['analyze_scenario', { saved: ['Two more'] }],
          ['schedule_portfolio', { baselineId: 'Board plan' }],
          ['competitive_analysis', { focus: 'threats' }],
        ] as const
        expect(await second.doors.export(await workspaceOf(second), 'json')).toBe(whole)
        const [before, after] = await Promise.all([answers(first, questions), answers(second, questions)])
        for (const [at, answer] of before.entries()) expect.soft(after[at]).toEqual(answer)

        expect((await second.doors.undo(id)).errors).toBeUndefined()
        expect(
          await done(
            second,
            '{ workspaces { totalCount } viewer { tenant { competitors { name } capabilities { name } } } }',
          ),
        ).toEqual({
          workspaces: { totalCount: 0 },
          viewer: { tenant: { competitors: [], capabilities: [] } },
        })
      },
      240_000,
    )

    test('holds no more than the credential may read', async () => {
      const key = await from.tenant.key({ scopes: ['mcp:enabled', 'backlog:read'] })
      const reader = await doorsOf(pm33, from.tenant, (async (query: string, variables?: object) =>
        pm33.graphql(key, query, variables)) as Ask)
      expect(Object.keys(JSON.parse(await reader.export(await workspaceOf(from), 'json')) as Exported)).toEqual([
        'product',
        'export',
        'workspace',
        'calendars',
        'teams',
        'sprints',
        'items',
      ])
    }, 60_000)

    test('leaves what a workspace has under the same name as it is, and undo leaves it too', async () => {
      const whole = JSON.parse(file) as Exported
      const into = await house('Standing')
      await done(into, 'mutation { createWorkspace(name: "Shop") { id } }')
      await done(into, 'mutation { createTeam(input: { name: "Checkout", members: 9 }) { id } }')
      await done(into, 'mutation { setCurrency(currency: "CHF") { id } }')
      await done(into, 'mutation { setMission(statement: "Ours.") { id } }')
      const short = JSON.stringify({ ...whole, items: whole.items!.slice(0, 20) })
      const { id, written } = await into.doors.import(short, { workspaceName: 'Shop' })
      expect(written.parts!.flatMap(({ part, kept }) => (kept ? [`${part} ${kept}`] : []))).toEqual([
        'workspace 1',
        'teams 1',
        'mission 1',
      ])
      const state =
        '{ workspaces { nodes { currency mission teams { name members } objectives { name } } } viewer { tenant { competitors { name } } } }'
      const standing = await done<{ workspaces: { nodes: { teams: object[] }[] } }>(into, state)
      expect(standing.workspaces.nodes[0]).toMatchObject({ currency: 'CHF', mission: 'Ours.' })
      expect(standing.workspaces.nodes[0]!.teams).toContainEqual({ name: 'Checkout', members: 9 })
      expect((await into.doors.undo(id)).errors).toBeUndefined()
      expect(await done(into, state)).toEqual({
        workspaces: {
          nodes: [{ currency: 'CHF', mission: 'Ours.', teams: [{ name: 'Checkout', members: 9 }], objectives: [] }],
        },
        viewer: { tenant: { competitors: [] } },
      })
    }, 120_000)

    deep(
      'that was changed by hand says what it cannot read, and imports the rest',
      async () => {
        const changed = JSON.parse(file) as Exported
        changed.items = changed.items!.slice(0, 5)
        changed.objectiveItems = [{ objective: 'Nothing of the kind', item: changed.items[0]!.sourceKey }]
        changed.capabilityItems = []
        Object.assign(changed.teams![0]!, { members: 'six', mood: 'good' })
        Object.assign(changed.teams![1]!, { members: 5_000, mood: 'better' })
        changed.roadmaps = [{ name: 'Next' }]
        const into = await house('Changed')
        const { report, written } = await into.doors.import(JSON.stringify(changed), { fileName: 'Shop.json' })
        expect(report.parts!.find(({ part }) => part === 'teams')).toEqual({
          part: 'teams',
          read: 3,
          skipped: [{ reason: 'members is not valid', count: 1, rows: [1] }],
        })
        expect(report.notes.join(' ')).toContain(
          'Not read, because this version does not know it: teams.mood, roadmaps.',
        )
        expect(written.parts!.find(({ part }) => part === 'teams')).toEqual({
          part: 'teams',
          added: 1,
          kept: 0,
          refused: [{ reason: expect.stringContaining('must be 1 to 1000'), count: 1, rows: [2] }],
        })
        expect(written.parts!.find(({ part }) => part === 'objectiveItems')!.refused).toEqual([
          { reason: 'its objective is not in the workspace', count: 1, rows: [1] },
        ])
      },
      120_000,
    )
  })
})
