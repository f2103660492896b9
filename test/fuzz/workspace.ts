/** Small workspaces of any shape: no history or much, no teams or idle ones, rings, extremes, and names that break what is careless. */
import fc from 'fast-check'
import { ITEM_TYPES, PRIORITIES, STATUS_CATEGORIES } from '../../api/backlog/vocabulary.ts'
import { storable } from '../../text.ts'
import { more, type Filled } from '../isolation/fill.ts'
import type { TenantInTest, World } from '../world.ts'
import { day } from './arguments.ts'
import { hostile } from './text.ts'

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const places = (most: number) => fc.nat({ max: most })
const dayNear = fc.integer({ min: -500, max: 900 }).map(day)
const amount = (most: number) => maybe(fc.oneof(fc.integer({ min: 1, max: 13 }), fc.constantFrom(0, 0.001, most)))

const team = fc.record({
  members: fc.constantFrom(0, 1, 5, 5, 10_000),
  skills: fc.array(fc.constantFrom('constructor', '__proto__', 'design'), { maxLength: 2 }),
  cost_rate_cents: maybe(fc.constantFrom(0, 250_000, 2_000_000_000)),
  absences: fc.array(fc.record({ from: dayNear, days: places(400), members: fc.constantFrom(1, 5) }), { maxLength: 2 }),
  calendar: fc.boolean(),
})

const item = fc.record({
  title: hostile,
  type: fc.constantFrom(...ITEM_TYPES),
  status: hostile,
  category: fc.oneof(
    { weight: 3, arbitrary: fc.constant('done' as const) },
    { weight: 4, arbitrary: fc.constantFrom(...STATUS_CATEGORIES) },
  ),
  priority: fc.constantFrom(...PRIORITIES),
  created: places(700),
  took: places(200),
  story_points: amount(10_000),
  job_size: maybe(fc.constantFrom(0.001, 1, 5, 10_000)),
  business_value: amount(1_000),
  time_criticality: amount(1_000),
  risk_reduction: amount(1_000),
  delay_cost_cents: amount(1e15),
  reach: amount(1e12),
  impact: amount(1_000),
  confidence: maybe(fc.constantFrom(0, 0.5, 1)),
  due_date: maybe(dayNear),
  deadline: maybe(dayNear),
  release_date: maybe(fc.oneof(dayNear, fc.constantFrom('1970-01-01', '9999-12-31'))),
  skills: fc.array(fc.constantFrom('constructor', '__proto__', 'design'), { maxLength: 1 }),
  parent: maybe(places(30)),
  team: maybe(places(3)),
  sprint: maybe(places(3)),
  labels: fc.uniqueArray(
    hostile.map(storable).filter((name) => name !== '' && name.length <= 200),
    { maxLength: 2 },
  ),
  blockers: fc.array(fc.record({ at: places(30), lag: fc.constantFrom(0, 3, 3_650) }), { maxLength: 2 }),
  objective: maybe(places(3)),
  capability: maybe(places(3)),
})

export const workspaces = fc.record({
  /** Of one shape most histories have too little of: finished work every week. */
  rhythm: fc.constantFrom(0, 0, 30, 80),
  teams: fc.array(team, { maxLength: 3 }),
  sprints: fc.array(
    fc.record({ state: fc.constantFrom('future', 'active', 'closed'), start_date: maybe(dayNear), days: places(30) }),
    { maxLength: 3 },
  ),
  items: fc.array(item, { maxLength: 14 }),
  objectives: fc.array(hostile, { maxLength: 3 }),
  competitors: fc.array(hostile, { maxLength: 3 }),
  capabilities: fc.array(
    fc.record({
      name: hostile,
      importance: fc.constantFrom(Number.MIN_VALUE, 1, 100),
      own: maybe(fc.constantFrom('none', 'partial', 'full')),
    }),
    { maxLength: 3 },
  ),
})
export type RandomWorkspace = typeof workspaces extends fc.Arbitrary<infer Shape> ? Shape : never

export interface Given {
  key: string
  workspaceId: string
  /** Keys, names and ids that can be named. */
  names: string[]
}

/** Writes one, as rows: some of it no door of ours would let in today, and old data holds it all the same. */
export async function given(world: World, tenant: TenantInTest, shape: RandomWorkspace): Promise<Given> {
  const workspace = await tenant.workspace(`shop ${crypto.randomUUID().slice(0, 8)}`)
  const ground = { tenantId: tenant.id, userId: tenant.userId, workspaceId: workspace.id, marker: 'x' }
  const filled: Filled = new Map()
  const row = async (entity: string, values: Record<string, unknown>): Promise<string> =>
    (await more(world, entity, ground, filled, [values]))[0]!
  const names: string[] = []
  const named = (text: string, at: number, most = 100) => {
    const name = `${storable(text).slice(0, most).toWellFormed()} ${at}`
    names.push(name)
    return name
  }

  const calendar = await row('Calendar', {
    name: 'C',
    weekdays: JSON.stringify([0]),
    closed_days: JSON.stringify([day(3)]),
  })
  const teams: string[] = []
  for (const [at, { absences, calendar: own, skills, ...plain }] of shape.teams.entries()) {
    const away = absences.map(({ from, days, members }) => ({
      from,
      to: new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10),
      members,
    }))
    teams.push(
      await row('Team', {
        ...plain,
        name: named('constructor', at),
        skills: JSON.stringify(skills),
        absences: JSON.stringify(away),
        calendar_id: own ? calendar : null,
      }),
    )
  }
  const sprints: string[] = []
  for (const [at, { days, start_date, state }] of shape.sprints.entries()) {
    const end_date = start_date && new Date(Date.parse(start_date) + days * 86_400_000).toISOString().slice(0, 10)
    sprints.push(
      await row('Sprint', {
        state,
        name: named('__proto__', at),
        start_date,
        end_date,
        team_id: teams[at] ?? null,
        completed_at: state === 'closed' && end_date ? `${end_date}T10:00:00Z` : null,
      }),
    )
  }
  const objectives: string[] = []
  for (const [at, text] of shape.objectives.entries())
    objectives.push(
      await row('Objective', { name: named(text, at), description: storable(text), theme_id: null, state: 'active' }),
    )
  const competitors: string[] = []
  for (const [at, text] of shape.competitors.entries())
    competitors.push(await row('Competitor', { name: named(text, at), aliases: '[]' }))
  const capabilities: string[] = []
  for (const [at, { name, ...plain }] of shape.capabilities.entries())
    capabilities.push(await row('Capability', { ...plain, name: named(name, at) }))
  for (const [at, competitor_id] of competitors.entries()) {
    await row('CompetitorClaim', {
      number: Math.floor(Math.random() * 2e9),
      competitor_id,
      capability_id: capabilities[at] ?? null,
      statement: 'says so',
      captured_at: day(-at * 200),
      confidence: at / 2,
      level: 'full',
    })
  }

  const pick = (from: readonly string[], at: number | null) =>
    at === null || from.length === 0 ? null : from[at % from.length]!
  const items: string[] = []
  const put = async (values: Record<string, unknown>) => {
    const at = items.length
    const id = await row('BacklogItem', {
      key: `SHOP-${at + 1}`,
      number: at + 1,
      rank: at,
      source: 'x',
      source_key: String(at),
      parent_id: null,
      epic_id: null,
      team_id: null,
      sprint_id: null,
      skills: '[]',
      extra: null,
      import_id: null,
      url: null,
      started_at: null,
      resolved_at: null,
      due_date: null,
      deadline: null,
      release_date: null,
      ...NO_SCORES,
      ...values,
    })
    items.push(id)
    return id
  }
  for (const made of shape.items) {
    const {
      created,
      took,
      category,
      parent,
      team: inTeam,
      sprint,
      labels,
      blockers: _blockers,
      objective,
      capability,
      status,
      title,
      skills,
      ...plain
    } = made
    const start = day(-created)
    const done = category === 'done' ? `${day(Math.min(0, took - created))}T10:00:00Z` : null
    const above = pick(items, parent)
    const id = await put({
      ...plain,
      skills: JSON.stringify(skills),
      title: storable(title),
      status: storable(status).slice(0, 100).toWellFormed(),
      status_category: category,
      created_at: `${start}T09:00:00Z`,
      updated_at: done ?? `${start}T09:00:00Z`,
      started_at: category === 'backlog' ? null : `${start}T09:30:00Z`,
      resolved_at: done,
      parent_id: above,
      epic_id: above,
      team_id: pick(teams, inTeam),
      sprint_id: pick(sprints, sprint),
    })
    await row('StatusChange', {
      item_id: id,
      at: `${start}T09:00:00Z`,
      from_status: null,
      from_category: null,
      to_status: 'To do',
      to_category: 'todo',
    })
    if (done)
      await row('StatusChange', {
        item_id: id,
        at: done,
        from_status: 'To do',
        from_category: 'todo',
        to_status: 'Done',
        to_category: 'done',
      })
    for (const name of labels) await row('ItemLabel', { item_id: id, name })
    names.push(...labels)
    if (made.sprint !== null && sprints.length)
      await row('SprintScope', {
        item_id: id,
        sprint_id: pick(sprints, sprint),
        added_at: `${start}T09:00:00Z`,
        removed_at: null,
        points_at_add: made.story_points,
      })
    const [objectiveId, capabilityId] = [pick(objectives, objective), pick(capabilities, capability)]
    if (objectiveId) await row('ItemObjective', { item_id: id, objective_id: objectiveId })
    if (capabilityId) await row('ItemCapability', { item_id: id, capability_id: capabilityId })
  }
  for (let at = 0; at < shape.rhythm; at++) {
    await put({
      title: 'Done before',
      type: 'story',
      status: 'Done',
      status_category: 'done',
      story_points: 1 + (at % 5),
      team_id: pick(teams, at),
      created_at: `${day(-at * 3 - 9)}T09:00:00Z`,
      started_at: `${day(-at * 3 - 7)}T09:00:00Z`,
      resolved_at: `${day(-at * 3 - 1)}T09:00:00Z`,
      updated_at: `${day(-at * 3 - 1)}T09:00:00Z`,
    })
  }
  for (const [at, { blockers }] of shape.items.entries()) {
    for (const blocker of blockers) {
      const other = items[blocker.at % items.length]!
      if (other !== items[at])
        await row('Dependency', {
          item_id: items[at],
          blocker_id: other,
          kind: 'blocks',
          lag_days: blocker.lag,
          external_ref: null,
          ended_at: null,
          label: 'constructor',
          started_at: `${day(-400)}T09:00:00Z`,
        })
    }
  }
  names.push(
    ...items.slice(0, 20).map((_, at) => `SHOP-${at + 1}`),
    ...items.slice(0, 2).map((id) => `BacklogItem:${id}`),
    'active',
    'none',
  )
  return { key: await tenant.key({ workspaceIds: [workspace.id] }), workspaceId: workspace.id, names }
}

const NO_SCORES = Object.fromEntries(
  [
    'story_points',
    'job_size',
    'business_value',
    'time_criticality',
    'risk_reduction',
    'delay_cost_cents',
    'reach',
    'impact',
    'confidence',
    'priority',
  ].map((name) => [name, name === 'priority' ? 'none' : null]),
)
