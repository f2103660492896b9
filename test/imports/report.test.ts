import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FULL } from '../depth.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { type Applied, doorsOf, type Doors } from './doors.ts'

const HEADERS = [
  'ID;Title;Status;Created;Started;Done;Due date;Story points;Sprint;Parent;Blocked by',
  'Nummer;Titel;Zustand;Erstellt am;Begonnen am;Erledigt am;Fällig am;Punkte;Iteration;Übergeordnet;Blockiert von',
  'task_id;task_name;state;created_at;started_at;completed_at;due_date;estimate;milestone;parent_id;depends_on',
  'Clave;Título;Estado;Creado el;Iniciado;Completado;Vencimiento;Puntos;Sprint;Tarea padre;Bloqueado por',
  'issueKey;issueTitle;currentState;createdDate;startedAt;resolvedDate;dueDate;storyPoints;sprintName;parentKey;blockedBy',
  'キー;タイトル;ステータス;作成日;着手日;完了日;期限;ポイント;スプリント;親;先行タスク',
  'Clé;Titre;État;Créé le;Commencé le;Terminé le;Échéance;Estimation;Sprint;Parent;Bloqué par',
]
const key = fc.constantFrom('A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6')
const day = fc.constantFrom('2026-01-05', '2026-02-03', '2026-02-30', '13.02.2026', '2026-03-01T10:00:00Z', 'soon', '')
const row = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: key }, fc.constant('')),
    fc.constantFrom('Pay by card', 'Refund', 'Vouchers', '', 'Größe wählen'),
    fc.constantFrom('To Do', 'In Progress', 'Done', 'Erledigt', 'Parked', 'Cancelled', ''),
    day,
    day,
    day,
    day,
    fc.constantFrom('3', '2,5', '-4', '99999', 'many', '0', ''),
    fc.constantFrom('Sprint 1', 'Sprint 2', ''),
    fc.oneof(key, fc.constantFrom('ELSE-9', '')),
    fc.oneof(key, fc.constantFrom('ELSE-9', '', 'A-1, A-2', 'A-3, A-3')),
  )
  .map((cells) => cells.map((cell) => (/[,"]/.test(cell) ? `"${cell}"` : cell)))
const FIRST = ['A-0', 'First', 'To Do', '2026-01-04', '', '', '2026-02-04', '1', 'Sprint 1', '', '']
const DONE = 5
const PLACES = FIRST.map((_, place) => place)
const dirty = fc
  .record({
    header: fc.constantFrom(...HEADERS),
    // Key and title stay; any of the other columns may be missing, and they stand in any order.
    columns: fc
      .shuffledSubarray(PLACES.slice(2), { minLength: 2 })
      .chain((others) => fc.shuffledSubarray([0, 1, ...others], { minLength: others.length + 2 })),
    rows: fc.array(fc.oneof({ weight: 9, arbitrary: row }, fc.constantFrom([''], [';;;;;;;;;;'], ['A-1;short'])), {
      minLength: 2,
      maxLength: 9,
    }),
    end: fc.constantFrom('\n', '\r\n'),
    encoding: fc.constantFrom('utf8', 'utf16le', 'latin1'),
    // Whether the column of the completion says yes or no instead of a day.
    flags: fc.boolean(),
  })
  // Latin 1 holds no Japanese.
  .filter(({ header, encoding }) => encoding !== 'latin1' || /^[\x00-\xff]*$/.test(header))
  .map(({ header, columns, rows, end, encoding, flags }) => {
    const flag = (cell: string) => (cell === '' ? '' : cell === 'soon' ? 'no' : 'yes')
    const line = (cells: readonly string[]) =>
      cells.length === 1
        ? cells[0]!
        : columns.map((column) => (column === DONE && flags ? flag(cells[column]!) : cells[column])).join(';')
    const names = columns.map((column) => header.split(';')[column]).join(';')
    const text = [names, ...[FIRST, ...rows].map(line), ''].join(end)
    return new Uint8Array(Buffer.from(encoding === 'utf16le' ? `\ufeff${text}` : text, encoding as BufferEncoding))
  })

interface Item {
  key: string
  status: string
  statusCategory: string
  createdAt: string | null
  startedAt: string | null
  resolvedAt: string | null
  dueDate: string | null
  storyPoints: number | null
  sprint: object | null
  parent: object | null
}

describe.each(ENGINES)('what a report states is what a query finds, on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  let doors: Doors
  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    doors = await doorsOf(pm33, acme)
  })
  afterAll(() => pm33.close())

  const itemsOf = async (id: string) => {
    const { data, errors } = await doors.ask<{ workspace: { backlog: { nodes: Item[] } } }>(
      `query ($id: ID!) { workspace(id: $id) { backlog(first: 100, filter: { mode: full }) { nodes {
        key status statusCategory createdAt startedAt resolvedAt dueDate storyPoints sprint { name } parent { key } } } } }`,
      { id },
    )
    expect(errors).toBeUndefined()
    return data!.workspace.backlog.nodes
  }
  const linksOf = async (id: string) => {
    const [count] = await acme
      .em()
      .execute<{ all: number; outside: number }[]>(
        'select count(*)::int as all, count(*) filter (where blocker_id is null)::int as outside from dependency where workspace_id = ? and ended_at is null',
        [id.replace('Workspace:', '')],
      )
    return [count!.all, count!.outside]
  }
  /** What the report states once a file is written, against what is asked of the backlog. */
  const compare = async ({ written: { found }, workspace }: Pick<Applied, 'written' | 'workspace'>) => {
    const nodes = await itemsOf(workspace.id)
    // The API gives every item a date of creation; an export says where there is none.
    const { items: exported } = JSON.parse(await doors.export(workspace.id, 'json')) as { items: Item[] }
    const having = (field: keyof Item) => nodes.filter((item) => item[field] !== null).length
    const days = (field: 'createdAt' | 'startedAt' | 'resolvedAt' | 'dueDate') => {
      const all = (field === 'createdAt' ? exported : nodes).flatMap((item) => item[field]?.slice(0, 10) ?? []).sort()
      return { items: all.length, first: all[0] ?? null, last: all.at(-1) ?? null }
    }
    const byStatus = Object.entries(
      Object.groupBy(nodes, ({ status, statusCategory }) => `${status}/${statusCategory}`),
    ).map(([status, all]) => `${status}: ${all!.length}`)
    expect({
      ...found,
      statuses: found!.statuses.map((all) => `${all.status}/${all.category}: ${all.items}`).sort(),
    }).toEqual({
      items: nodes.length,
      statuses: byStatus.sort(),
      dates: {
        createdAt: days('createdAt'),
        startedAt: days('startedAt'),
        resolvedAt: days('resolvedAt'),
        dueDate: days('dueDate'),
      },
      withParent: having('parent'),
      inSprint: having('sprint'),
      estimated: having('storyPoints'),
      links: found!.links,
      linksOutside: found!.linksOutside,
    })
    expect([found!.links, found!.linksOutside]).toEqual(await linksOf(workspace.id))
    return nodes
  }

  test('of any dirty file', async () => {
    let shop = 0
    await fc.assert(
      fc.asyncProperty(dirty, async (content) => {
        const planned = await doors.plan(content, { workspaceName: `Shop ${++shop}` })
        if (planned.refusal !== null) return
        const applied = await doors.apply(planned.id)
        const nodes = await compare(applied)
        const { rows, counts, dates, statuses } = planned.report
        expect(rows.read).toBe(rows.imported + rows.quarantined + rows.dropped)
        expect({
          items: rows.imported,
          created: applied.written.created,
          statuses: statuses
            .flatMap(({ status, outcomes }) =>
              outcomes.map(({ category, rows: all }) => `${status}/${category}: ${all}`),
            )
            .sort(),
          due: dates.find(({ field }) => field === 'dueDate')?.read ?? 0,
          points: counts.points,
          sprints: counts.sprints,
          parents: counts.withParent - counts.externalParents,
        }).toEqual({
          items: nodes.length,
          created: nodes.length,
          statuses: Object.entries(Object.groupBy(nodes, ({ status, statusCategory }) => `${status}/${statusCategory}`))
            .map(([status, all]) => `${status}: ${all!.length}`)
            .sort(),
          due: nodes.filter(({ dueDate }) => dueDate !== null).length,
          points: nodes.filter(({ storyPoints }) => storyPoints !== null).length,
          sprints: nodes.filter(({ sprint }) => sprint !== null).length,
          parents: nodes.filter(({ parent }) => parent !== null).length,
        })
      }),
      // To make a file of the long form smaller, hundreds of others would be imported.
      { numRuns: FULL ? 200 : engine === 'postgres' ? 6 : 2, endOnFailure: FULL },
    )
  })

  test('of a file with links, circles, and items that another file owns', async () => {
    const into = { workspaceName: 'Links' }
    const header = 'Key,Title,Status,Completed,Parent,Blocked by\n'
    const first = `${header}A-1,One,Done,2026-01-05,,\nA-2,Two,Open,,A-1,A-1\nA-3,Three,Open,,A-1,"A-2, ELSE-9"\n`
    const one = await doors.import(first, into)
    expect(one.written.found).toMatchObject({ items: 3, withParent: 2, links: 3, linksOutside: 1 })
    await compare(one)
    // The first item now waits for the last: a circle with what is there already.
    const two = await doors.import(first.replace('2026-01-05,,', '2026-01-05,,A-3'), into)
    expect(two.report.repairs.map(({ reason }) => reason).join()).toContain('cycle')
    await compare(two)
    const other = await doors.import(
      'Issue key,Summary,Issue Type,Status\nA-1,Owned,Bug,Open\nB-1,New,Bug,Open\n',
      into,
    )
    expect(other.written).toMatchObject({ created: 1, refused: 1, found: { items: 1, statuses: [{ items: 1 }] } })
  })
})
