import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testOn } from '../depth.ts'
import { ENGINES, givenItems, world, type TenantInTest, type World } from '../world.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { storedItems } from '../../api/imports/writing/known-service.ts'
import { sessionOf } from '../../api/imports/writing/session-service.ts'
import type { Session } from '../../api/imports/writing/statement-service.ts'
import { beside, lockStructureOf } from '../beside.ts'
import { doorsOf, type Doors } from './doors.ts'
import { fixture } from './read.ts'

const csv = (...lines: string[]) => `${lines.join('\n')}\n`
const HEAD =
  'Summary,Issue key,Issue Type,Status,Resolved,Updated,Labels,Sprint,Custom field (Story Points),Parent key,Outward issue link (Blocks)'
const first = csv(
  HEAD,
  'Sails,SHIP-1,Epic,In Progress,,01/Mar/26 9:00 AM,,,,,',
  'Sew the sail,SHIP-2,Story,To Do,,02/Mar/26 9:00 AM,cloth,Sprint 1,5,SHIP-1,SHIP-3',
  'Hoist it,SHIP-3,Story,To Do,,03/Mar/26 9:00 AM,,Sprint 1,3,SHIP-1,',
)

describe.each(ENGINES)('the same source again, on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: World
  let acme: TenantInTest
  let doors: Doors
  let name: string
  let count = 0
  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    doors = await doorsOf(pm33, acme)
  })
  afterAll(() => pm33.close())
  beforeEach(() => {
    name = `Ship ${++count}`
  })

  const items = async (workspaceId: string) => {
    const { data, errors } = await doors.ask<{
      workspace: { backlog: { nodes: ({ blockedBy: { nodes: unknown[] } } & Record<string, unknown>)[] } }
    }>(
      `query ($id: ID!) { workspace(id: $id) { backlog(first: 100, sort: key, filter: { mode: full }) { nodes {
        key title description type status statusCategory priority storyPoints dueDate resolvedAt labels parent { key } epic { key } sprint { name } team { name } blockedBy { nodes { key } }
      } } } }`,
      { id: workspaceId },
    )
    expect(errors).toBeUndefined()
    return Object.fromEntries(data!.workspace.backlog.nodes.map((item) => [item.key as string, item]))
  }
  const give = (content: BodyInit, options?: { endMissing?: boolean }) =>
    doors.import(content, { workspaceName: name }, options)

  test('finds its workspace by key and by name in any case; a name that two have is refused', async () => {
    const { workspace } = await give(first)
    for (const workspaceName of [workspace.key, name.toUpperCase(), ` ${name} `])
      expect((await doors.import(first, { workspaceName })).workspace.id).toBe(workspace.id)
    const twin = await acme.workspace(`${name} twin`)
    await acme.em().nativeUpdate(Workspace, { id: twin.id }, { name })
    await expect(doors.plan(first, { workspaceName: name })).rejects.toThrow(
      `There are 2 workspaces named "${name}". Use the key of one of them.`,
    )
    expect((await doors.import(first, { workspaceName: workspace.key })).workspace.id).toBe(workspace.id)
  })

  test('an unchanged file changes nothing', async () => {
    const { workspace } = await give(first)
    const version = async () =>
      (
        await doors.ask<{ workspace: { dataVersion: number } }>(
          'query ($id: ID!) { workspace(id: $id) { dataVersion } }',
          { id: workspace.id },
        )
      ).data!.workspace.dataVersion
    const [before, known] = [await doors.export(workspace.id, 'json'), await version()]
    const again = await give(first)
    expect(await version()).toBe(known)
    expect(again.written).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 3,
      refused: 0,
      dependenciesStarted: 0,
      dependenciesEnded: 0,
    })
    expect(await doors.export(workspace.id, 'json')).toBe(before)
  })

  test('what moved moves, with its history; a link that is gone is ended, not deleted', async () => {
    const { workspace } = await give(first)
    const again = await give(
      csv(
        HEAD,
        'Sails,SHIP-1,Epic,In Progress,,01/Mar/26 9:00 AM,,,,,',
        'Sew the big sail,SHIP-2,Story,Done,09/Mar/26 9:00 AM,09/Mar/26 9:00 AM,cloth,Sprint 2,8,SHIP-1,',
        'Hoist it,SHIP-3,Story,To Do,,03/Mar/26 9:00 AM,rope,Sprint 1,3,,',
      ),
    )
    expect(again.written).toMatchObject({
      created: 0,
      updated: 2,
      unchanged: 1,
      dependenciesStarted: 0,
      dependenciesEnded: 1,
    })
    const now = await items(workspace.id)
    expect(now['SHIP-2']).toMatchObject({
      title: 'Sew the big sail',
      statusCategory: 'done',
      storyPoints: 8,
      sprint: { name: 'Sprint 2' },
      resolvedAt: '2026-03-09T09:00:00.000Z',
      epic: { key: 'SHIP-1' },
    })
    expect(now['SHIP-3']).toMatchObject({ labels: ['rope'], parent: null, epic: null, blockedBy: { nodes: [] } })
    const exported = JSON.parse(await doors.export(workspace.id, 'json')) as {
      items: { key: string; statusChanges: unknown[]; sprints: { name: string; stays: { to: string | null }[] }[] }[]
    }
    const sail = exported.items.find(({ key }) => key === 'SHIP-2')!
    expect(sail.statusChanges).toEqual([
      { at: '2026-03-09T09:00:00.000Z', from: 'To Do', to: 'Done', category: 'done' },
    ])
    expect(sail.sprints.map(({ name, stays }) => [name, stays.map(({ to }) => to === null)])).toEqual([
      ['Sprint 1', [false]],
      ['Sprint 2', [true]],
    ])
    const [rows] = await acme
      .em()
      .execute<{ count: string }[]>(
        'select count(*) as count from dependency where workspace_id = ? and ended_at is not null',
        [workspace.id.replace('Workspace:', '')],
      )
    expect(Number(rows!.count)).toBe(1)
  })

  deep('a file that lacks a column leaves what is known; what the team set here stays', async () => {
    const { workspace } = await give(first)
    await acme
      .em()
      .execute(
        "update backlog_item set business_value = 8, team_id = null, due_date = '2026-05-01', description = 'by hand' where workspace_id = ? and key = 'SHIP-2'",
        [workspace.id.replace('Workspace:', '')],
      )
    const again = await give(csv('Summary,Issue key,Issue Type,Status', 'Sew it,SHIP-2,Story,To Do'))
    expect(again.written).toMatchObject({ updated: 1, dependenciesEnded: 0 })
    expect((await items(workspace.id))['SHIP-2']).toMatchObject({
      title: 'Sew it',
      storyPoints: 5,
      labels: ['cloth'],
      parent: { key: 'SHIP-1' },
      sprint: { name: 'Sprint 1' },
      dueDate: '2026-05-01',
      description: 'by hand',
    })
    expect((await items(workspace.id))['SHIP-3']!.blockedBy.nodes).toHaveLength(1)
  })

  deep('what a label said of an item goes with the label; what a person said stays', async () => {
    const issues = (...labels: string[]) =>
      JSON.stringify(
        [1, 2].map((number) => ({
          number,
          title: `Verse ${number}`,
          state: 'OPEN',
          labels: (number === 1 ? labels : []).map((label) => ({ name: label })),
          url: `https://github.com/acme/app/issues/${number}`,
        })),
      )
    const read = (content: string) => doors.import(content, { workspaceName: name, fileName: 'issues.json' })
    const { workspace } = await read(issues('P1', 'points: 3', 'bug'))
    await acme
      .em()
      .execute(
        "update backlog_item set priority = 'low', story_points = 8, type = 'story' where workspace_id = ? and number = 2",
        [workspace.id.replace('Workspace:', '')],
      )
    expect((await items(workspace.id))['app#1']).toMatchObject({ priority: 'high', storyPoints: 3, type: 'bug' })
    await read(issues('docs'))
    expect(await items(workspace.id)).toMatchObject({
      'app#1': { labels: ['docs'], priority: 'none', storyPoints: null, type: 'task' },
      'app#2': { priority: 'low', storyPoints: 8, type: 'story' },
    })
  })

  deep(
    'parents and links to items of an earlier file are found; an epic that moves takes its grandchildren along',
    async () => {
      const { workspace } = await give(first)
      await give(csv(HEAD, 'Thread,SHIP-4,Task,To Do,,,,,,SHIP-2,SHIP-3'))
      expect((await items(workspace.id))['SHIP-4']).toMatchObject({
        parent: { key: 'SHIP-2' },
        epic: { key: 'SHIP-1' },
      })
      expect((await items(workspace.id))['SHIP-3']!.blockedBy.nodes).toHaveLength(2)
      await give(
        csv(HEAD, 'Masts,SHIP-5,Epic,To Do,,,,,,,', 'Sew the sail,SHIP-2,Story,To Do,,,cloth,Sprint 1,5,SHIP-5,SHIP-3'),
      )
      expect((await items(workspace.id))['SHIP-4']).toMatchObject({ epic: { key: 'SHIP-5' } })
    },
  )

  deep('a dependency that would close a circle with another file’s is left out and counted', async () => {
    const { workspace } = await give(first)
    const again = await give(csv(HEAD, 'Hoist it,SHIP-3,Story,To Do,,,,Sprint 1,3,SHIP-1,SHIP-2'))
    expect(again.written).toMatchObject({ dependenciesStarted: 0, dependenciesLeftOut: 1 })
    expect((await items(workspace.id))['SHIP-2']!.blockedBy.nodes).toEqual([])
  })

  deep('items gone from the source are closed only when asked, and only in their own project', async () => {
    const { workspace } = await give(first)
    await give(csv(HEAD, 'Anchor,PORT-1,Task,To Do,,,,,,,'))
    const only = csv(HEAD, 'Sails,SHIP-1,Epic,In Progress,,01/Mar/26 9:00 AM,,,,,')
    expect((await give(only)).written.endedItems).toBe(0)
    expect((await give(only, { endMissing: true })).written.endedItems).toBe(2)
    const now = await items(workspace.id)
    expect([now['SHIP-2'], now['SHIP-3'], now['PORT-1']].map((item) => item!.statusCategory)).toEqual([
      'cancelled',
      'cancelled',
      'todo',
    ])
  })

  deep(
    'a key that another source uses already is refused with its row, its children lose the parent, nothing breaks',
    async () => {
      const { workspace } = await give(first)
      const other = await give(csv('id,title,status,parent', 'SHIP-2,Another tool,open,', 'X-1,Its child,open,SHIP-2'))
      expect(other.written).toMatchObject({
        created: 1,
        refused: 1,
        refusals: [{ reason: 'its key belongs to another item in the workspace', count: 1, rows: [2] }],
      })
      const now = await items(workspace.id)
      expect(now['SHIP-2']!.title).toBe('Sew the sail')
      expect(now['X-1']!.parent).toBeNull()
    },
  )

  deep('keys, names and marks that no column takes do not stop an import', async () => {
    const long = 'K'.repeat(150)
    const { written, workspace } = await doors.import(
      JSON.stringify([
        {
          number: 1,
          title: 'nul \u0000 and half \ud800',
          state: 'OPEN',
          labels: [{ name: 'L'.repeat(400) }],
          milestone: { title: 'M'.repeat(400), state: 'open' },
          html_url: `https://github.com/acme/${'r'.repeat(120)}/issues/1`,
          body: 'blocked by #2, duplicate of #3\n- [ ] #4',
        },
      ]),
      { workspaceName: name, fileName: 'issues.json' },
    )
    expect(written.created).toBe(1)
    const more = await give(csv('key,title,status', `${long}1,one,open`, `${long}2,two,open`))
    expect(more.written).toMatchObject({ created: 2, refused: 0 })
    const once = await doors.export(workspace.id, 'json')
    const { links } = (
      JSON.parse(once) as { items: { links: { type: string; name: string; suggested: boolean }[] }[] }
    ).items.find((item) => item.links.length)!
    expect(links.map(({ type, name, suggested }) => [type, name, suggested]).sort()).toEqual([
      ['blocks', 'blocked by', true],
      ['duplicates', 'duplicate of', true],
      ['other', 'task list', true],
    ])
    const copy = await doors.import(once, { workspaceName: `${name} copy`, fileName: 'copy.json' })
    expect(await doors.export(copy.workspace.id, 'json')).toBe(once)
  })

  deep('the mapping is remembered for the workspace and the format, shown, and can be given anew', async () => {
    const file = csv('key,title,status', 'A-1,Dig,Parked', 'A-2,Fill,open')
    const { workspace, report } = await doors.import(file, {
      workspaceName: name,
      mapping: { statuses: { Parked: 'cancelled' } },
    })
    expect(report.statuses.find(({ status }) => status === 'Parked')).toMatchObject({
      category: 'cancelled',
      because: 'mapping',
    })
    const again = await doors.plan(file, { workspaceName: name })
    expect(again.report.statuses.find(({ status }) => status === 'Parked')).toMatchObject({
      category: 'cancelled',
      because: 'mapping',
    })
    expect(again.report.notes.join(' ')).toContain('mapping of the last import')
    const { data } = await doors.ask<{ planImport: { report: { statuses: { status: string; category: string }[] } } }>(
      'mutation ($id: ID!, $mapping: JSON!) { planImport(id: $id, mapping: $mapping) { report } }',
      { id: again.id, mapping: { statuses: { Parked: 'backlog' } } },
    )
    expect(data!.planImport.report.statuses.find(({ status }) => status === 'Parked')!.category).toBe('backlog')
    await doors.apply(again.id)
    expect((await items(workspace.id))['A-1']!.statusCategory).toBe('backlog')
  })

  describe('undo', () => {
    const state = async (workspaceId: string) => {
      const rows = async (sql: string) =>
        (await acme.em().execute<{ row: string }[]>(sql, [workspaceId.replace('Workspace:', '')])).map(({ row }) => row)
      return {
        export: await doors.export(workspaceId, 'json'),
        items: await rows(
          "select (to_jsonb(i) - 'search')::text as row from backlog_item i where workspace_id = ? order by key",
        ),
        scopes: await rows('select to_jsonb(s)::text as row from sprint_scope s where workspace_id = ? order by id'),
        dependencies: await rows(
          'select to_jsonb(d)::text as row from dependency d where workspace_id = ? order by id',
        ),
        changes: await rows('select to_jsonb(c)::text as row from status_change c where workspace_id = ? order by id'),
        names: await rows(
          "select name || coalesce(start_date::text, '') || state as row from sprint where workspace_id = ? order by name",
        ),
        teams: await rows('select name as row from team where workspace_id = ? order by name'),
      }
    }

    deep('of the first import: the workspace that it made is gone', async () => {
      const { id, workspace } = await give(first)
      expect((await doors.undo(id)).data).toEqual({ undoImport: { state: 'undone', workspace: null } })
      expect(await acme.em().count(Workspace, { id: workspace.id.replace('Workspace:', '') })).toBe(0)
    })

    test('of a later import: items, labels, links, history, sprints and teams are as before', async () => {
      const { workspace } = await give(first)
      const before = await state(workspace.id)
      const again = await give(
        csv(
          `${HEAD},Team`,
          'Ropes,SHIP-9,Epic,To Do,,,,,,,,',
          'Sew no more,SHIP-2,Bug,Done,09/Mar/26 9:00 AM,,silk,Sprint 7,1,SHIP-9,,Riggers',
        ),
        { endMissing: true },
      )
      expect(again.written).toMatchObject({
        created: 1,
        updated: 1,
        endedItems: 2,
        dependenciesEnded: 0,
        sprintsMade: 1,
      })
      expect((await doors.undo(again.id)).errors).toBeUndefined()
      expect(await state(workspace.id)).toEqual(before)
    })

    test('restores an item without the team, sprint, and parent that were deleted since', async () => {
      const { workspace } = await give(
        csv(
          `${HEAD},Team`,
          'Sails,SHIP-1,Epic,To Do,,,,,,,,',
          'Foresail,SHIP-3,Story,To Do,,,,,,SHIP-1,,',
          'Sew,SHIP-2,Task,To Do,,,,Sprint 1,5,SHIP-3,,Core',
        ),
      )
      const again = await give(
        csv(`${HEAD},Team`, 'Ropes,SHIP-9,Epic,To Do,,,,,,,,', 'Sew,SHIP-2,Task,To Do,,,,Sprint 7,5,SHIP-9,,Platform'),
      )
      const gone = await doors.ask(
        'mutation ($id: ID!) { deleteItems(workspaceId: $id, ids: ["SHIP-3"]) { count } deleteTeam(workspaceId: $id, id: "Core") }',
        { id: workspace.id },
      )
      expect(gone.errors).toBeUndefined()
      const id = workspace.id.replace('Workspace:', '')
      await acme.em().execute("delete from sprint where workspace_id = ? and name = 'Sprint 1'", [id])
      expect((await doors.undo(again.id, true)).errors).toBeUndefined()
      expect(await items(workspace.id)).toMatchObject({
        'SHIP-1': {},
        // What stood between it and its epic has gone.
        'SHIP-2': { title: 'Sew', storyPoints: 5, parent: null, epic: null, team: null, sprint: null },
      })
    })

    test('leaves a link ended that was made again since, and one that would close a circle now', async () => {
      const linked = (...links: string[]) =>
        csv(
          HEAD,
          `Sew,SHIP-2,Story,To Do,,,,,,,${links[0] ?? ''}`,
          `Hoist,SHIP-3,Story,To Do,,,,,,,${links[1] ?? ''}`,
          'Sail,SHIP-4,Story,To Do,,,,,,,',
        )
      const { workspace } = await give(linked('SHIP-3', 'SHIP-4'))
      const again = await give(linked())
      expect(again.written.dependenciesEnded).toBe(2)
      const made = await doors.ask(
        'mutation ($id: ID!) { a: addDependency(workspaceId: $id, item: "SHIP-3", blocker: "SHIP-2") { id } b: addDependency(workspaceId: $id, item: "SHIP-3", blocker: "SHIP-4") { id } }',
        { id: workspace.id },
      )
      expect(made.errors).toBeUndefined()
      expect((await doors.undo(again.id, true)).errors).toBeUndefined()
      const live = await acme
        .em()
        .execute(
          'select i.key as item, b.key as blocker from dependency d join backlog_item i on i.id = d.item_id join backlog_item b on b.id = d.blocker_id where d.workspace_id = ? and d.ended_at is null order by 1, 2',
          [workspace.id.replace('Workspace:', '')],
        )
      expect(live).toEqual([
        { item: 'SHIP-3', blocker: 'SHIP-2' },
        { item: 'SHIP-3', blocker: 'SHIP-4' },
      ])
    })

    test('makes a link that ended twice live once', async () => {
      const linked = (link: string) =>
        csv(HEAD, `Sew,SHIP-2,Story,To Do,,,,,,,${link}`, 'Hoist,SHIP-3,Story,To Do,,,,,,,')
      const { workspace } = await give(linked('SHIP-3'))
      const again = await give(linked(''))
      const id = workspace.id.replace('Workspace:', '')
      // As a connection leaves it that ended it, saw it come back, and ended it again.
      await acme.em().execute(
        `insert into dependency select (r).* from (select jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'ended_at', d.ended_at + interval '1 day')) r
           from dependency d where d.workspace_id = ?) twice`,
        [id],
      )
      const links = (more: string) =>
        acme.em().execute(`select ended_by_import_id from dependency where workspace_id = ? and ${more}`, [id])
      const [one, two] = await links('ended_at is not null')
      expect(one).toEqual(two)
      expect((await doors.undo(again.id, true)).errors).toBeUndefined()
      expect(await links('ended_at is null')).toHaveLength(1)
      expect((await items(workspace.id))['SHIP-3']!.blockedBy.nodes).toHaveLength(1)
    })

    test('of items: their keys are not given to others', async () => {
      const { id, key } = await acme.workspace(name)
      const prefix = key.toUpperCase()
      const { id: imported } = await give(
        csv('Summary,Issue key,Status', ...[1, 2, 3].map((at) => `Sew,${prefix}-${at},To Do`)),
      )
      expect((await doors.undo(imported)).errors).toBeUndefined()
      const made = 'mutation ($id: ID!) { createItem(workspaceId: $id, input: { title: "Hoist" }) { key } }'
      expect((await doors.ask(made, { id })).data).toEqual({ createItem: { key: `${prefix}-4` } })
    })

    if (engine === 'postgres')
      test.each(['the structure', 'an item'])(
        'refuses when somebody changes the workspace while it waits for %s',
        async (what) => {
          const { workspace } = await give(first)
          const again = await give(first.replace('Sew the sail', 'Sew no more'))
          const id = workspace.id.replace('Workspace:', '')
          const other = await beside(acme)
          if (what === 'the structure') await lockStructureOf(other, id)
          await other.run("update backlog_item set title = 'Theirs' where workspace_id = ? and key = 'SHIP-2'", [id])
          const undone = doors.undo(again.id)
          await other.waitedFor()
          await other.run('update workspace set data_version = data_version + 1 where id = ?', [id])
          await other.commit()
          expect((await undone).errors?.[0]).toMatchObject({
            message: expect.stringContaining('The workspace has changed since this import.'),
            extensions: { code: 'CONFLICT' },
          })
          expect((await items(workspace.id))['SHIP-2']).toMatchObject({ title: 'Theirs' })
        },
      )

    if (engine === 'postgres')
      test('of an import that had waited for another one is not refused', async () => {
        const { workspace } = await give(first)
        const id = workspace.id.replace('Workspace:', '')
        const other = await beside(acme)
        await lockStructureOf(other, id)
        const planned = await doors.plan(first.replace('Sew the sail', 'Sew no more'), { workspaceName: name })
        const applied = doors.apply(planned.id)
        await other.waitedFor()
        await other.run('update workspace set data_version = data_version + 1 where id = ?', [id])
        await other.commit()
        await applied
        expect((await doors.undo(planned.id)).errors).toBeUndefined()
        expect((await items(workspace.id))['SHIP-2']).toMatchObject({ title: 'Sew the sail' })
      })

    deep(
      'refuses when the workspace has changed since, unless forced; an undone import is not undone twice',
      async () => {
        const workspace = await acme.workspace(name)
        const { id } = await give(first)
        await givenItems(acme, workspace, [{ key: 'OWN-1' }])
        expect((await doors.undo(id)).errors?.[0]).toMatchObject({
          message: expect.stringContaining('The workspace has changed since this import.'),
          extensions: { code: 'CONFLICT' },
        })
        expect((await doors.undo(id, true)).errors).toBeUndefined()
        expect(Object.keys(await items(workspace.id))).toEqual(['OWN-1'])
        expect((await doors.undo(id)).errors?.[0]!.extensions.code).toBe('CONFLICT')
      },
    )
  })

  if (engine === 'postgres')
    test('waits for an item that somebody is changing, and is not ended when they want one of its own', async () => {
      const { workspace } = await give(first)
      const id = workspace.id.replace('Workspace:', '')
      const other = await beside(acme)
      const lock = (key: string, more = '') =>
        `select id from backlog_item where workspace_id = '${id}' and key = '${key}' for update ${more}`
      await other.run(lock('SHIP-3'))
      const again = give(first.replace('Sew the sail', 'Sew no more').replace('Hoist it', 'Hoist no more'))
      const taken = async () => (await acme.em().execute(lock('SHIP-2', 'skip locked'))).length === 0
      await expect.poll(taken, { timeout: 30_000, interval: 10 }).toBe(true)
      // Longer than PostgreSQL waits before it looks for deadlocks.
      await other.run("set local lock_timeout = '2s'")
      await expect(other.run(lock('SHIP-2'))).rejects.toMatchObject({ code: '55P03' })
      await other.rollback()
      expect((await again).written).toMatchObject({ updated: 2 })
      expect(await items(workspace.id)).toMatchObject({
        'SHIP-2': { title: 'Sew no more' },
        'SHIP-3': { title: 'Hoist no more' },
      })
    })

  if (engine === 'postgres')
    describe('an item that somebody has locked', () => {
      const lockedBeside = async () => {
        const { workspace } = await give(first)
        const id = workspace.id.replace('Workspace:', '')
        const other = await beside(acme)
        const lock = async (key: string) => {
          const [item] = await other.run<{ id: string }>(
            'select id from backlog_item where workspace_id = ? and key = ? for update',
            [id, key],
          )
          return item!.id
        }
        return { id, other, lock, locked: await lock('SHIP-3') }
      }

      test('by an erasure that waits for the import: one of the two ends, and the other goes on', async () => {
        const { id, other, lock, locked } = await lockedBeside()
        const db = acme.db()
        const free = async () =>
          (
            await acme
              .em()
              .execute<{ id: string }[]>(
                "select id from backlog_item where workspace_id = ? and key = 'SHIP-2' for update skip locked",
                [id],
              )
          )[0]?.id
        const ours = (await free())!
        const stored = db.transaction(() => storedItems(sessionOf(db.em), [ours, locked]))
        await expect.poll(free, { timeout: 30_000, interval: 10 }).toBeUndefined()
        // An erasure waits as long as it takes.
        const ends = [stored, lock('SHIP-2').finally(() => other.rollback())]
        const codes = (await Promise.allSettled(ends)).flatMap((end) =>
          end.status === 'rejected' ? end.reason.code : [],
        )
        expect(codes).toEqual(['40P01'])
      })

      test('is waited for in the database, which is no fault of the file', async () => {
        const { other, locked } = await lockedBeside()
        const db = acme.db()
        let asked = 0
        const stored = db.transaction(async () => {
          const session = sessionOf(db.em)
          const query: Session['query'] = async (sql, params) => {
            const from = performance.now()
            const rows = await session.query<never>(sql, params)
            asked += performance.now() - from
            return rows
          }
          const from = performance.now()
          const found = await storedItems({ ...session, query }, [locked])
          return { found, all: performance.now() - from }
        })
        await pause(1_000)
        await other.rollback()
        const { found, all } = await stored
        expect([...found.keys()]).toEqual([locked])
        expect(all).toBeGreaterThan(500)
        expect(all - asked).toBeLessThan(asked)
      })
    })

  if (engine === 'postgres')
    test('a team and a sprint that somebody makes while a file is written are the ones it means', async () => {
      const workspace = await acme.workspace(name)
      const other = await beside(acme)
      const [team] = await other.run<{ id: string }>(
        "insert into team (tenant_id, id, workspace_id, name, members, skills, absences, created_at) values (?, gen_random_uuid(), ?, 'Core', 3, '{}', '[]', now()) returning id",
        [acme.id, workspace.id],
      )
      await other.run(
        "insert into sprint (tenant_id, id, workspace_id, name, state, created_at) values (?, gen_random_uuid(), ?, 'Sprint 1', 'active', now())",
        [acme.id, workspace.id],
      )
      const given = give(csv(`${HEAD},Team`, 'Sew,SHIP-2,Task,To Do,,,,Sprint 1,5,,,Core'))
      await other.waitedFor()
      await other.commit()
      const { id, written } = await given
      expect(written).toMatchObject({ created: 1, teamsMade: 0, sprintsMade: 0 })
      expect(await items(`Workspace:${workspace.id}`)).toMatchObject({
        'SHIP-2': { team: { name: 'Core' }, sprint: { name: 'Sprint 1' } },
      })
      expect((await doors.undo(id)).errors).toBeUndefined()
      expect(await acme.em().execute('select id from team where workspace_id = ?', [workspace.id])).toEqual([team])
    })

  test('two people apply one import: one of them does', async () => {
    const { id } = await doors.plan(first, { workspaceName: name })
    const both = await Promise.allSettled([doors.apply(id), doors.apply(id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  deep('a workspace of any import can be deleted, and its name is free again', async () => {
    const { workspace } = await doors.import(fixture('jira-search.json'), { workspaceName: name, fileName: 'x.json' })
    const { errors } = await doors.ask('mutation ($id: ID!) { deleteWorkspace(id: $id) { rows { kind count } } }', {
      id: workspace.id,
    })
    expect(errors).toBeUndefined()
    const [left] = await acme
      .em()
      .execute<{ count: string }[]>('select count(*) as count from setting where name like ?', [
        `import mapping ${workspace.id.replace('Workspace:', '')}%`,
      ])
    expect(Number(left!.count)).toBe(0)
    expect(
      (await doors.import(fixture('jira-search.json'), { workspaceName: name, fileName: 'x.json' })).written.created,
    ).toBeGreaterThan(0)
  })

  test('everything that PM33 holds of an item survives an export', async () => {
    const workspace = await acme.workspace(name)
    await givenItems(acme, workspace, [
      { key: 'P-1', type: 'epic' },
      {
        key: 'P-2',
        title: '=cmd()',
        description: "'quoted\nlines",
        reach: 400,
        impact: 0.5,
        confidence: 0.8,
        delayCostCents: 123_456,
        deadline: '2026-08-01',
        dueDate: '2026-07-01',
        releaseDate: '2026-06-01',
        skills: ['glass', 'design'],
        rank: 7.25,
        url: 'https://example.test/p2',
        jobSize: 5,
        businessValue: 8,
        timeCriticality: 3,
        riskReduction: 2,
      },
    ] as never)
    const id = `Workspace:${workspace.id}`
    const added = await doors.ask(
      'mutation ($id: ID!) { addDependency(workspaceId: $id, item: "P-2", blocker: "P-1", lagDays: 3) { id } }',
      { id },
    )
    expect(added.errors).toBeUndefined()
    for (const format of ['csv', 'json'] as const) {
      const once = await doors.export(id, format)
      expect(once).toContain('123456')
      expect(once).toMatch(/lagDays"*:3/)
      const copy = await doors.import(once, { workspaceName: `${name} ${format}`, fileName: `x.${format}` })
      expect(await doors.export(copy.workspace.id, format)).toBe(once)
      const back = await doors.import(once, { workspaceName: name, fileName: `x.${format}` })
      expect(back.written).toMatchObject({ created: 0, updated: 0, unchanged: 2, refused: 0 })
    }
  })

  deep(
    'a sprint whose file states dates and no state is ahead, begins, and ends with time; what a person closed stays closed',
    async () => {
      const at = (days: number) => new Date(pm33.clock.now().getTime() + days * 86_400_000).toISOString().slice(0, 10)
      const file = csv(
        'ID,Team,Title,Status,Cycle Number,Cycle Name,Cycle Start,Cycle End',
        `ENG-1,Engineering,Sew,Todo,12,,${at(7)},${at(21)}`,
        `DES-1,Design,Draw,Todo,3,,${at(7)},${at(21)}`,
      )
      const { workspace } = await give(file)
      const id = workspace.id.replace('Workspace:', '')
      const states = async () =>
        Object.fromEntries(
          (
            await acme
              .em()
              .execute<{ name: string; state: string }[]>('select name, state from sprint where workspace_id = ?', [id])
          ).map(({ name: of, state }) => [of, state]),
        )
      expect(await states()).toEqual({ 'Cycle 12 (ENG)': 'future', 'Cycle 3 (DES)': 'future' })
      await acme
        .em()
        .execute("update sprint set state = 'closed' where workspace_id = ? and name = 'Cycle 3 (DES)'", [id])
      pm33.clock.move(8 * 86_400_000)
      await give(file)
      expect(await states()).toEqual({ 'Cycle 12 (ENG)': 'active', 'Cycle 3 (DES)': 'closed' })
      pm33.clock.move(14 * 86_400_000)
      await give(file)
      expect(await states()).toEqual({ 'Cycle 12 (ENG)': 'closed', 'Cycle 3 (DES)': 'closed' })
    },
  )

  deep.each([
    ['ENG alone', '2026-02-16', ['ENG-1 Cycle 12 (ENG)']],
    ['ENG, and DES on the same days', '2026-02-16', ['DES-1 Cycle 12 (DES)', 'ENG-1 Cycle 12 (ENG)']],
    ['ENG, and DES on other days', '2026-02-02', ['DES-1 Cycle 12 (DES)', 'ENG-1 Cycle 12 (ENG)']],
  ])('a cycle whose name left the team out, of %s: each item is in one sprint', async (_whose, designs, expected) => {
    const lines = [
      'ENG-1,Engineering,Sew,Done,12,NAME,2026-02-16,2026-03-02,2026-02-20',
      `DES-1,Design,Draw,Done,12,NAME,${designs},2026-03-02,2026-02-20`,
    ].slice(0, expected.length)
    const file = (cycle: string) =>
      csv(
        'ID,Team,Title,Status,Cycle Number,Cycle Name,Cycle Start,Cycle End,Completed',
        ...lines.map((line) => line.replace('NAME', cycle)),
      )
    // As an earlier version wrote it: one sprint for both.
    const { workspace } = await give(file('Cycle 12'))
    const id = workspace.id.replace('Workspace:', '')
    await give(file(''))
    const rows = await acme.em().execute<{ place: string; state: string; ended: boolean }[]>(
      `select i.key || ' ' || s.name as place, s.state, c.removed_at is not null as ended from sprint_scope c
         join sprint s on s.tenant_id = c.tenant_id and s.id = c.sprint_id join backlog_item i on i.tenant_id = c.tenant_id and i.id = c.item_id
         where c.workspace_id = ? order by 1`,
      [id],
    )
    expect(rows).toEqual(expected.map((place) => ({ place, state: 'closed', ended: false })))
    const sprints = await acme
      .em()
      .execute<{ name: string }[]>('select name from sprint where workspace_id = ? order by name', [id])
    expect(sprints.map(({ name: of }) => of)).toEqual(expected.map((place) => place.slice(6)))
  })
})
