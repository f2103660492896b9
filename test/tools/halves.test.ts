/** Every tool, asked for all it has: its text has what its structured half has. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countTokens } from 'gpt-tokenizer'
import { writeDemo } from '../../api/demo/service.ts'
import { catalog } from '../../mcp/server.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { missingIn } from '../halves.ts'
import { world, type World } from '../world.ts'

const DAY = '2026-11-27'

let pm33: World
let mcp: AdapterInTest
let client: Claude
let epic: string

beforeAll(async () => {
  pm33 = await world('embedded')
  pm33.clock.move(Date.parse(`${DAY}T09:00:00Z`) - Date.now())
  const demo = await pm33.tenant('Demo')
  await writeDemo(demo.db(), pm33.clock.now())
  mcp = await adapter(pm33)
  client = await claude(mcp, await demo.key())
  const { data } = await client.call<{ items: { key: string; title: string }[] }>('query_backlog', {
    filterTypes: ['epic'],
    columns: 'identity',
  })
  epic = data.items.find(({ title }) => title === 'Gift cards')!.key
}, 60_000)
afterAll(async () => {
  await client?.close()
  await mcp?.close()
  await pm33?.close()
})

const EIGHT = [
  { type: 'hire', team: 'Checkout', members: 2 },
  { type: 'hire', team: 'Mobile', members: 1, from: '2027-02-01' },
  { type: 'leave', team: 'Mobile', members: 1, from: '2027-03-01' },
  { type: 'addScope', team: 'Checkout', size: 12 },
  { type: 'addScope', team: 'Mobile', size: 5, first: true },
  { type: 'removeScope', team: 'Checkout', size: 3 },
  { type: 'capacity', team: 'Checkout', factor: 0.8, from: '2027-01-04', until: '2027-02-01' },
  { type: 'startNotBefore', team: 'Mobile', date: '2027-01-11' },
]

const QUESTIONS: [tool: string, args: () => Record<string, unknown>][] = [
  ['query_backlog', () => ({ epicId: epic, columns: 'full', limit: 100 })],
  ['query_backlog', () => ({ groupBy: 'sprint', limit: 50 })],
  ['optimize_priorities', () => ({ targetDate: '2027-03-31', limit: 50 })],
  ['schedule_portfolio', () => ({ horizonWeeks: 8, includeStoryPacking: true })],
  ['forecast_delivery', () => ({ byEpic: true, targetDate: '2027-06-01' })],
  ['analyze_velocity', () => ({ by: 'assignee' })],
  ['analyze_velocity', () => ({})],
  ['analyze_scenario', () => ({ scenarios: [{ name: 'all of it', changes: EIGHT }] })],
  ['score_alignment', () => ({ detail: 'full', limit: 50 })],
  ['competitive_analysis', () => ({ focus: 'matrix', limit: 30 })],
  ['competitive_analysis', () => ({ focus: 'landscape', detail: 'full' })],
  ['competitive_analysis', () => ({ focus: 'battlecard', competitorNames: ['Norda'] })],
  ['generate_prd', () => ({ epicId: epic, includeStrategicContext: true, dryRun: true })],
]

test.each(QUESTIONS)('%s says in words what it says as data, and neither is too long', async (tool, args) => {
  const { text, data, isError } = await client.call(tool, args())
  expect(isError, text).toBe(false)
  expect(missingIn(text, data)).toEqual([])
  expect(Math.max(countTokens(text), countTokens(JSON.stringify(data)))).toBeLessThan(20_000)
})

test('no tool is left out', () => {
  expect(new Set(QUESTIONS.map(([tool]) => tool))).toEqual(new Set(catalog.tools.map(({ name }) => name)))
})

test('a scenario of eight changes has what each of them contributes', async () => {
  const { text, data } = await client.call<{ scenarios: { contributions: { change: string }[] }[] }>(
    'analyze_scenario',
    { scenarios: [{ name: 'all of it', changes: EIGHT }] },
  )
  const { contributions } = data.scenarios[0]!
  expect(contributions).toHaveLength(8)
  const below = text.slice(text.indexOf('scenarios, row 1 (all of it), contributions:')).split('\n').slice(2, 10)
  expect(below.map((line) => line.split(' | ')[0])).toEqual(contributions.map(({ change }) => change))
})
