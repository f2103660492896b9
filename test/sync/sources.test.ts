import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { doorsOf, type Doors } from '../imports/doors.ts'
import { ENGINES, world, type Ask, type TenantInTest, type World } from '../world.ts'
import { FakeGithub } from './fake-github.ts'
import { FakeLinear } from './fake-linear.ts'
import { dice, FakeClock, type FakeServer } from './fake-server.ts'
import { happenInGithub, happenInLinear, passingFault } from './happen.ts'
import type { Held } from './held.ts'
import { heldBy } from './state.ts'

const WEEK = 7 * 24 * 3_600_000
const EVENTS = 60

const CATEGORIES: Readonly<Record<string, string>> = {
  Backlog: 'backlog',
  'Ready (BOAT)': 'todo',
  'Ready (SAIL)': 'active',
  'In Review': 'review',
  Shipped: 'done',
  Dropped: 'cancelled',
}

function saidByLinear(linear: FakeLinear): Record<string, Held> {
  const living = [...linear.issues.values()].filter(({ trashed }) => trashed !== true)
  const keyOf = (id: string | null) => living.find((issue) => issue.id === id)?.identifier
  return Object.fromEntries(
    living.map((issue) => {
      const { name, team } = issue.state
      const status = name === 'Ready' ? `Ready (${team.key})` : name
      const blockers = [...linear.relations.values()]
        .filter(({ type, relatedIssue }) => type === 'blocks' && relatedIssue === issue.id)
        .flatMap(({ issue: from }) => keyOf(from) ?? [])
      return [
        issue.id,
        {
          key: issue.identifier,
          title: issue.title,
          status,
          category: CATEGORIES[status]!,
          points: issue.estimate,
          assignee: issue.assignee?.name ?? null,
          labels: issue.labelIds.map((id) => linear.labels.find((label) => label.id === id)!.name).join(','),
          parent: keyOf(issue.parent) ?? null,
          sprint: issue.cycle && (issue.cycle.name ?? `Cycle ${issue.cycle.number}`),
          blockers: [...new Set(blockers)].sort().join(','),
        },
      ]
    }),
  )
}

function saidByGithub(github: FakeGithub): Record<string, Held> {
  const living = [...github.issues.values()].filter(({ pull }) => !pull)
  const keyOf = (id: string | null) => {
    const found = living.find((issue) => issue.node_id === id)
    return found && `${found.repository.full_name.split('/')[1]}#${found.number}`
  }
  return Object.fromEntries(
    living.map((issue) => {
      const given = issue.state_reason === 'not_planned' || issue.state_reason === 'duplicate'
      const open = issue.state === 'open'
      return [
        issue.node_id,
        {
          key: keyOf(issue.node_id)!,
          title: issue.title,
          status: open ? 'open' : given ? `closed as ${issue.state_reason!.replace('_', ' ')}` : 'closed',
          category: open ? 'todo' : given ? 'cancelled' : 'done',
          points: null,
          assignee: issue.assignee,
          labels: issue.labels.join(','),
          parent: keyOf(issue.parent) ?? null,
          sprint: issue.milestone?.title ?? null,
          blockers: issue.blockedBy
            .flatMap((id) => keyOf(id) ?? [])
            .sort()
            .join(','),
        },
      ]
    }),
  )
}

interface Connection {
  id: string
  state: string
  pausedBecause: string | null
  trouble: string | null
  items: number
  webhookPath: string
}

describe.each(ENGINES)('Linear and GitHub kept in step on %s', (engine) => {
  const clock = new FakeClock(Date.now() - 20 * WEEK)
  const linear = new FakeLinear(undefined, clock)
  const github = new FakeGithub(undefined, clock)
  let pm33: World
  let acme: TenantInTest
  let ask: Ask
  let doors: Doors

  beforeAll(async () => {
    const hosts = [`api.linear.app=${await linear.start()}`, `api.github.com=${await github.start()}`]
    pm33 = await world(engine, undefined, undefined, {}, hosts, { clock })
    acme = await pm33.tenant('Acme')
    for (const name of ['Boats', 'Choir']) await acme.workspace(name)
    ask = pm33.person(acme, 'admin')
    doors = await doorsOf(pm33, acme)
  })
  afterAll(async () => {
    await pm33.close()
    await linear.close()
    await github.close()
  })

  const answered = async <T>(query: string, variables: object = {}): Promise<T> => {
    const { data, errors } = await ask<T>(query, variables)
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '))
    return data!
  }
  const connection = async (id: string) =>
    (
      await answered<{ syncConnection: Connection }>(
        'query ($id: ID!) { syncConnection(id: $id) { id state pausedBecause trouble items webhookPath } }',
        { id },
      )
    ).syncConnection
  const connect = async (kind: string, { token, secret }: FakeServer, workspaceId: string) => {
    const { createSyncConnection: made } = await answered<{ createSyncConnection: Connection }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id webhookPath } }',
      { input: { kind, token, workspaceId } },
    )
    await answered('mutation ($id: ID!, $secret: String!) { setSyncWebhookSecret(id: $id, secret: $secret) { id } }', {
      id: made.id,
      secret,
    })
    return made
  }
  const run = async (ms = 240_000) => {
    pm33.clock.move(ms)
    clock.at += ms
    await pm33.api.sync.run()
    await pm33.api.sync.idle()
  }

  describe.each([
    {
      kind: 'linear',
      workspace: 'boats',
      fake: linear as FakeServer,
      team: 'Boatyard',
      begin: () => {
        for (let week = 0; week < 20; week++) {
          for (let n = 0; n < 3; n++) {
            const issue = linear.create(`Plank ${week}.${n}`)
            linear.moveTo(issue, linear.statesOf(issue.team)[1]!)
            clock.at += WEEK / 7
            if (week < 18) linear.moveTo(issue, linear.statesOf(issue.team)[3]!)
          }
          clock.at += (WEEK / 7) * 4
        }
      },
      happen: (roll: (below: number) => number) => happenInLinear(linear, roll),
      said: () => saidByLinear(linear),
    },
    {
      kind: 'github',
      workspace: 'choir',
      fake: github as FakeServer,
      team: 'acme/app',
      begin: () => {
        clock.at -= 20 * WEEK
        for (let week = 0; week < 20; week++) {
          for (let n = 0; n < 3; n++) {
            const issue = github.create(`Verse ${week}.${n}`)
            clock.at += WEEK / 7
            if (week < 18) github.setState(issue, false, 'completed')
          }
          clock.at += (WEEK / 7) * 4
        }
      },
      happen: (roll: (below: number) => number) => happenInGithub(github, roll),
      said: () => saidByGithub(github),
    },
  ])('$kind', ({ kind, workspace, fake, begin, happen, said }) => {
    let id: string
    let webhookPath: string

    test('connected, read, and forecast', async () => {
      begin()
      fake.deliveries = []
      const { workspaces } = await answered<{ workspaces: { nodes: { id: string; key: string }[] } }>(
        '{ workspaces { nodes { id key } } }',
      )
      const at = workspaces.nodes.find(({ key }) => key === workspace)!
      ;({ id, webhookPath } = await connect(kind, fake, at.id))
      await run(0)
      expect(await connection(id)).toMatchObject({ state: 'active', trouble: null, pausedBecause: null, items: 60 })
      expect(Object.fromEntries(await heldBy(acme, id))).toEqual(said())
      const { workspace: seen } = await answered<{
        workspace: { deliveryForecast: { dates: { probability: number; date: string }[] } }
      }>('query ($key: ID!) { workspace(id: $key) { deliveryForecast { dates { date } } } }', { key: at.id })
      expect(seen.deliveryForecast.dates.length).toBeGreaterThan(0)
      const history = await acme
        .em()
        .execute<{ steps: number }[]>(
          `select count(*)::int as steps from status_change c join sync_item s on s.tenant_id = c.tenant_id and s.item_id = c.item_id where s.connection_id = ? and c.to_category = 'done'`,
          [id.replace('SyncConnection:', '')],
        )
      expect(history[0]!.steps).toBe(54)
    })

    test('a random history with faults and lost, late, and doubled webhooks ends with what the source has', async () => {
      const roll = dice(kind.length)
      for (let event = 0; event < EVENTS; event++) {
        happen(roll)
        if (roll(20) === 0) fake.faults.push(passingFault(roll))
        if (roll(2) === 0 && fake.deliveries.length > 0) {
          const { headers, body } = fake.deliveries.splice(roll(fake.deliveries.length), 1)[0]!
          const send = async () =>
            (
              await doors.http(webhookPath, {
                method: 'POST',
                headers: Object.fromEntries(headers),
                body: new Uint8Array(body),
              })
            ).status
          expect(await send()).toBe(202)
          if (roll(4) === 0) expect(await send()).toBe(202)
        }
        if (roll(8) === 0) await run()
      }
      fake.faults = []
      // What leaves no trace is found by the second reading, what is gone by the census.
      for (let hour = 0; hour < 3; hour++) await run(3_700_000)
      expect(await connection(id)).toMatchObject({ state: 'active', trouble: null })
      expect(Object.fromEntries(await heldBy(acme, id))).toEqual(said())
    })
  })
})
