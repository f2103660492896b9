import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { casesOn } from '../depth.ts'
import { ENGINES, world, type Ask, type TenantInTest, type World } from '../world.ts'
import { FakeGithub } from './fakes/fake-github.ts'
import { historyFields } from '../../api/sync/jira/fields.ts'
import { FIELDS } from './fakes/jira-wire.ts'
import { FakeJira } from './fakes/fake-jira.ts'
import { FakeLinear } from './fakes/fake-linear.ts'
import { FakeClock, type FakeServer } from './fakes/fake-server.ts'
import { saidByGithub, saidByLinear } from './said.ts'
import { heldBy } from './state.ts'

const WEEK = 7 * 24 * 3_600_000

interface Connection {
  id: string
  state: string
  pausedBecause: string | null
  trouble: string | null
  items: number
}

describe.each(ENGINES)('Linear and GitHub on %s', (engine) => {
  const clock = new FakeClock(Date.now() - 20 * WEEK)
  const linear = new FakeLinear(undefined, clock)
  const github = new FakeGithub(undefined, clock)
  let pm33: World
  let acme: TenantInTest
  let ask: Ask

  beforeAll(async () => {
    const hosts = [`api.linear.app=${await linear.start()}`, `api.github.com=${await github.start()}`]
    pm33 = await world(engine, undefined, undefined, {}, hosts, { clock })
    acme = await pm33.tenant('Acme')
    for (const name of ['Boats', 'Choir']) await acme.workspace(name)
    ask = pm33.person(acme, 'admin')
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
        'query ($id: ID!) { syncConnection(id: $id) { id state pausedBecause trouble items } }',
        { id },
      )
    ).syncConnection
  const connect = async (kind: string, { token }: FakeServer, workspaceId: string): Promise<string> => {
    const { createSyncConnection: made } = await answered<{ createSyncConnection: { id: string } }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
      { input: { kind, token, workspaceId } },
    )
    return made.id
  }
  const run = async () => {
    await pm33.api.sync.run()
    await pm33.api.sync.idle()
  }

  const trackers = [
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
      said: () => saidByGithub(github),
    },
  ]
  describe.each(casesOn(engine, trackers))('$kind', ({ kind, workspace, fake, begin, said }) => {
    test('connected, read, and forecast', async () => {
      begin()
      fake.deliveries = []
      const { workspaces } = await answered<{ workspaces: { nodes: { id: string; key: string }[] } }>(
        '{ workspaces { nodes { id key } } }',
      )
      const at = workspaces.nodes.find(({ key }) => key === workspace)!
      const id = await connect(kind, fake, at.id)
      await run()
      expect(await connection(id)).toMatchObject({ state: 'active', trouble: null, pausedBecause: null, items: 60 })
      expect(Object.fromEntries(await heldBy(acme, id))).toEqual(Object.fromEntries(said()))
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
  })
})

describe('fields that a Jira site has under its own names', () => {
  const custom = (id: number, name: string, type: string) => ({ id: `customfield_${id}`, name, custom: true, schema: { custom: type } }) // prettier-ignore
  const START = 'com.atlassian.jpo:jpo-custom-field-baseline-start'
  const NUMBER = 'com.atlassian.jira.plugin.system.customfieldtypes:float'
  const withoutPoints = FIELDS.filter(({ name }) => !['Story point estimate', 'ストーリーポイント'].includes(name))
  let jira: FakeJira
  let pm33: World
  let acme: TenantInTest
  let ask: Ask

  beforeAll(async () => {
    jira = new FakeJira()
    jira.fields = [...withoutPoints, custom(10_777, 'Effort', NUMBER), custom(10_015, 'Begin', START)]
    pm33 = await world('postgres', undefined, undefined, {}, [`acme.atlassian.net=${await jira.listen()}`])
    acme = await pm33.tenant('Acme')
    for (const name of ['Mapped', 'Plain']) await acme.workspace(name)
    ask = pm33.person(acme, 'admin')
  })
  afterAll(async () => {
    await pm33.close()
    await jira.close()
  })

  const connect = (workspaceId: string, more: object = {}) =>
    ask<{ createSyncConnection: { id: string } }>(
      'mutation ($input: CreateSyncConnectionInput!) { createSyncConnection(input: $input) { id } }',
      { input: { kind: 'jira', site: 'acme.atlassian.net', account: jira.account, token: jira.token, workspaceId, ...more } }, // prettier-ignore
    )
  const read = async () => {
    pm33.clock.move(4 * 60_000)
    jira.clock += 4 * 60_000
    await pm33.api.sync.run()
    await pm33.api.sync.idle()
  }
  const items = async (workspace: string) =>
    (
      await acme
        .em()
        .execute<{ title: string; points: number | null; begins: string | null }[]>(
          "select title, story_points as points, extra->>'startDate' as begins from backlog_item i join workspace w on w.tenant_id = i.tenant_id and w.id = i.workspace_id where w.key = ? order by title",
          [workspace],
        )
    ).map(({ title, points, begins }) => [title, points === null ? null : Number(points), begins])

  test('are read where a mapping names them; one that the site does not have is refused by its name', async () => {
    const { errors } = await connect('mapped', { mapping: { columns: { Effort: 'storyPoints', Aufwand: 'jobSize' } } })
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('names a column that is no field of the tracker: Aufwand') as string,
      extensions: { code: 'BAD_USER_INPUT' },
    })
    jira.create({ summary: 'Sew', custom: { customfield_10777: 5, customfield_10015: '2026-03-02' } })
    expect((await connect('mapped', { mapping: { columns: { effort: 'storyPoints' } } })).errors).toBeUndefined()
    await read()
    expect(await items('mapped')).toEqual([['Sew', 5, '2026-03-02']])
    const [sew] = jira.issues.values()
    jira.change(sew!.id, { custom: { customfield_10777: null, customfield_10015: null } })
    await read()
    expect(await items('mapped')).toEqual([['Sew', null, null]])
  })

  test('of a site without points, those that a person gave an item stay', async () => {
    expect((await connect('plain')).errors).toBeUndefined()
    await read()
    await acme.em().execute("update backlog_item set story_points = 8 where title = 'Sew'")
    const [sew] = jira.issues.values()
    jira.change(sew!.id, { summary: 'Sew it' })
    await read()
    expect(await items('plain')).toEqual([['Sew it', 8, null]])
    expect(await items('mapped')).toEqual([['Sew it', null, null]])
  })

  test('of more fields than Jira gives the history of, one of each kind comes before a second', () => {
    const names = ['Story Points', 'Story Points', 'Story point estimate', 'Sprint', 'Team', 'Epic Link'] as const
    expect(historyFields(new Map(names.map((name, at) => [`c${at + 1}`, name])))).toEqual([
      'status', 'duedate', 'summary', 'parent', 'IssueParentAssociation', 'c6', 'c5', 'c1', 'c3', 'c2',
    ]) // prettier-ignore
  })
})
