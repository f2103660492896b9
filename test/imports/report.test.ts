import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ENGINES, world, type World } from '../world.ts'
import { doorsOf, type Doors } from './doors.ts'

const HEADERS = [
  'ID;Title;Status;Due date;Story points;Sprint;Parent;Blocked by',
  'Nummer;Titel;Zustand;Fällig am;Punkte;Iteration;Übergeordnet;Blockiert von',
  'task_id;task_name;state;due_date;estimate;milestone;parent_id;depends_on',
]
const key = fc.constantFrom('A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6')
const row = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: key }, fc.constant('')),
    fc.constantFrom('Pay by card', 'Refund', 'Vouchers', '', 'Größe wählen'),
    fc.constantFrom('To Do', 'In Progress', 'Done', 'Erledigt', 'Parked', ''),
    fc.constantFrom('2026-02-03', '2026-02-30', '13.02.2026', 'soon', ''),
    fc.constantFrom('3', '2,5', '-4', '99999', 'many', '0', ''),
    fc.constantFrom('Sprint 1', 'Sprint 2', ''),
    fc.oneof(key, fc.constantFrom('ELSE-9', '')),
    fc.oneof(key, fc.constantFrom('ELSE-9', '', 'A-1, A-2', 'A-3, A-3')),
  )
  .map((cells) => cells.map((cell) => (/[,"]/.test(cell) ? `"${cell}"` : cell)).join(';'))
const dirty = fc
  .record({
    header: fc.constantFrom(...HEADERS),
    rows: fc.array(fc.oneof({ weight: 9, arbitrary: row }, fc.constantFrom('', ';;;;;;;', 'A-1;short')), {
      minLength: 2,
      maxLength: 9,
    }),
    end: fc.constantFrom('\n', '\r\n'),
    encoding: fc.constantFrom('utf8', 'utf16le', 'latin1'),
  })
  .map(({ header, rows, end, encoding }) => {
    const text = [header, 'A-0;First;To Do;2026-02-04;1;Sprint 1;;', ...rows, ''].join(end)
    return new Uint8Array(Buffer.from(encoding === 'utf16le' ? `\ufeff${text}` : text, encoding as BufferEncoding))
  })

interface Item {
  key: string
  status: string
  dueDate: string | null
  storyPoints: number | null
  sprint: object | null
  parent: object | null
}

describe.each(ENGINES)('what a report states is what a query finds, on %s', (engine) => {
  let pm33: World
  let doors: Doors
  beforeAll(async () => {
    pm33 = await world(engine)
    doors = await doorsOf(pm33, await pm33.tenant('Acme'))
  })
  afterAll(() => pm33.close())

  test('of any dirty file', async () => {
    let shop = 0
    await fc.assert(
      fc.asyncProperty(dirty, async (content) => {
        const planned = await doors.plan(content, { workspaceName: `Shop ${++shop}` })
        if (planned.refusal !== null) return
        const { written, workspace } = await doors.apply(planned.id)
        const { data } = await doors.ask<{ workspace: { backlog: { nodes: Item[] } } }>(
          `query ($id: ID!) { workspace(id: $id) { backlog(first: 100, filter: { mode: full }) { nodes {
            key status dueDate storyPoints sprint { name } parent { key } } } } }`,
          { id: workspace.id },
        )
        const { nodes } = data!.workspace.backlog
        const having = (field: keyof Item) => nodes.filter((item) => item[field] !== null).length
        const { rows, counts, dates, statuses } = planned.report
        expect(rows.read).toBe(rows.imported + rows.quarantined + rows.dropped)
        expect({
          items: rows.imported,
          created: written.created,
          statuses: statuses
            .filter((status) => status.rows > 0)
            .map((status) => `${status.status}: ${status.rows}`)
            .sort(),
          due: dates.find(({ field }) => field === 'dueDate')?.read ?? 0,
          points: counts.points,
          sprints: counts.sprints,
          parents: counts.withParent - counts.externalParents,
        }).toEqual({
          items: nodes.length,
          created: nodes.length,
          statuses: Object.entries(Object.groupBy(nodes, ({ status }) => status))
            .map(([status, all]) => `${status}: ${all!.length}`)
            .sort(),
          due: having('dueDate'),
          points: having('storyPoints'),
          sprints: having('sprint'),
          parents: having('parent'),
        })
      }),
      { numRuns: 8 },
    )
  })
})
