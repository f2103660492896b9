import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ImportSpool } from '../../api/imports/spool-service.ts'
import { BacklogItem } from '../../api/backlog/entity.ts'
import { Workspace } from '../../api/identity/entity.ts'
import { Import } from '../../api/imports/entity.ts'
import { world, type TenantInTest, type World } from '../world.ts'
import { doorsOf, type Doors } from './doors.ts'
import { fixture } from './read.ts'

const file = 'key,title,status\nA-1,Dig,open\n'
const bytes = (...values: number[]) => new Uint8Array(values)
const endless = (piece: string, times: number) => {
  const chunk = new TextEncoder().encode(piece)
  let given = 0
  return new ReadableStream<Uint8Array>({
    pull: (control) => (given++ < times ? control.enqueue(chunk) : control.close()),
  })
}

let pm33: World
let acme: TenantInTest
let doors: Doors
beforeAll(async () => {
  pm33 = await world()
  acme = await pm33.tenant('Acme')
  doors = await doorsOf(pm33, acme)
})
afterAll(() => pm33.close())

const spooled = () => readdirSync(pm33.api.imports.folder)

describe('a file that cannot be read is refused in words, and nothing is written', () => {
  const zip = bytes(0x50, 0x4b, 0x03, 0x04, 20, 0, 0, 0, 8, 0, ...Array<number>(200).fill(7))
  const bad: [string, () => BodyInit, string][] = [
    ['binary', () => bytes(...Array.from({ length: 4_000 }, (_, at) => (at * 7_919) % 256)), 'BINARY'],
    ['empty', () => '', 'EMPTY'],
    ['headless', () => '1794,Dig the hole,2026-01-01\n1795,Fill it,2026-01-02\n', 'NO_HEADER'],
    ['of one column', () => 'Summary\nDig\nFill\n', 'ONE_COLUMN'],
    ['a zip', () => zip, 'ZIP'],
    [
      'of 5,000 columns',
      () => `Summary,Issue key,${Array.from({ length: 5_000 }, (_, at) => `c${at}`).join(',')}\n`,
      'TOO_MANY_COLUMNS',
    ],
    ['of newlines only', () => endless('\n'.repeat(65_536), 400), 'EMPTY'],
    ['with a quote that never closes', () => `key,title,status\nA-1,"Dig,open\n${'x'.repeat(100)}`, 'UNCLOSED_QUOTE'],
    ['of no known JSON', () => '[{"a":1}]', 'UNKNOWN_FORMAT'],
    ['of broken JSON', () => '[{"number":1,"title":"x","state":"open"', 'BROKEN_JSON'],
    ['with a header and nothing else', () => 'key,title,status\n', 'NO_ROWS'],
  ]
  test.each(bad)('%s', async (_, content, code) => {
    const [items, workspaces, files] = [await acme.em().count(BacklogItem), await acme.em().count(Workspace), spooled()]
    const { uploadUrl } = await doors.open()
    const { status, body } = await doors.send(uploadUrl, content() === '' ? new Uint8Array(0) : content())
    expect([status, body.state]).toEqual([422, 'refused'])
    expect(body.refusal!.code).toBe(code)
    expect(body.refusal!.next.length).toBeGreaterThan(10)
    await expect(doors.apply(body.id)).rejects.toThrow('refused. Upload the file first')
    expect([await acme.em().count(BacklogItem), await acme.em().count(Workspace), spooled()]).toEqual([
      items,
      workspaces,
      files,
    ])
  })

  test('ragged, of another encoding, with circles, doubles and a giant cell: what can be read is, the rest is set aside and counted', async () => {
    const latin = new Uint8Array(
      [...'key,title,status\nA-1,Caf']
        .map((char) => char.charCodeAt(0))
        .concat([0xe9, ...[...',open\n'].map((char) => char.charCodeAt(0))]),
    )
    expect((await doors.import(latin, { workspaceName: 'Latin' })).report).toMatchObject({
      encoding: 'windows-1252',
      rows: { imported: 1 },
    })
    const ragged = await doors.import(
      `Issue key,Summary,Status,Parent key\nA-1,One,Open,A-2\nA-2,Two,Open,A-1\nA-2,Two again,Open,\nA-3\nA-4,${'x'.repeat(10_000_000)},Open,\n`,
      { workspaceName: 'Ragged' },
    )
    const { rows } = ragged.report
    expect(rows.read).toBe(rows.imported + rows.quarantined + rows.dropped)
    expect(ragged.written.created).toBe(rows.imported)
    expect(ragged.report.quarantine.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['an earlier row has the same key', 'a cell is longer than 2,000,000 characters']),
    )
    expect(ragged.report.repairs.map(({ reason }) => reason)).toContain(
      'its parents form a cycle: this parent left out',
    )
  })

  test.each([
    ['unknown', { farben: {} }, '"farben" is unknown'],
    ['with an unknown category', { statuses: { Open: 'someday' } }, 'Allowed: backlog'],
    ['of another kind of file', { format: 'jira-json' }, 'BAD_MAPPING'],
  ])('a mapping %s is refused, naming what is allowed', async (_, mapping, words) => {
    await expect(
      doors.plan(file, { mapping }).then(({ refusal }) => {
        throw new Error(`${refusal?.code} ${refusal?.message}`)
      }),
    ).rejects.toThrow(words)
  })

  test('an import that is applied with a bad mapping stays ready', async () => {
    const { id } = await doors.plan(file, { workspaceName: 'Later' })
    await expect(doors.apply(id, { mapping: { dateOrder: 'ymd' } })).rejects.toThrow('Allowed: dmy, mdy')
    await expect(doors.apply(id, { mapping: { format: 'trello-json' } })).rejects.toThrow('the file is CSV')
    expect((await doors.apply(id)).written.created).toBe(1)
  })
})

describe('who may', () => {
  test.each(['viewer', 'member'] as const)('a %s does not import', async (role) => {
    const { errors } = await pm33.person(
      acme,
      role,
    )('mutation { createImport(input: { fileName: "x.csv" }) { uploadUrl } }')
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN')
  })

  test('another tenant finds neither import nor workspace', async () => {
    const { id } = await doors.plan(file)
    const workspace = await acme.workspace('Ours')
    const other = pm33.operator(await pm33.tenant('Other'))
    for (const query of [
      `{ import(id: "${id}") { state } }`,
      `mutation { applyImport(id: "${id}") { state } }`,
      `mutation { undoImport(id: "${id}") { state } }`,
      `mutation { createImport(input: { fileName: "x", workspaceId: "${workspace.id}" }) { uploadUrl } }`,
    ])
      expect((await other(query)).errors![0]!.extensions.code).toBe('NOT_FOUND')
  })

  test('an admin of some workspaces sees only their imports, and makes no new workspace by importing', async () => {
    const [mine, theirs] = [await acme.workspace('Mine'), await acme.workspace('Theirs')]
    const some = await doorsOf(pm33, acme, pm33.person(acme, 'admin', [mine.id]))
    const { id } = await doors.import(file, { workspaceId: theirs.id })
    expect((await some.ask('query ($id: ID!) { import(id: $id) { state } }', { id })).errors![0]!.extensions.code).toBe(
      'NOT_FOUND',
    )
    expect((await some.undo(id)).errors![0]!.extensions.code).toBe('NOT_FOUND')
    await some.import(file, { workspaceId: mine.id })
    expect(
      (await some.ask<{ imports: { workspaceName: string }[] }>('{ imports { workspaceName } }')).data!.imports,
    ).toEqual([{ workspaceName: 'Mine' }])
  })
})

test('an import that is applied while it waits to be planned again keeps what was applied', async () => {
  const desk = pm33.api.imports
  const { id } = await doors.plan(file, { workspaceName: 'Twice' })
  const planned = await acme.em().findOneOrFail(Import, { id }, { disableIdentityMap: true })
  let free = () => {}
  const held = new Promise<void>((done) => (free = done))
  const others = ['a', 'b'].map((tenant) => desk.turn(tenant, () => held))
  const turn = vi.spyOn(desk, 'turn')
  const mapping = { statuses: { open: 'done' } }
  const again = doors.ask('mutation ($id: ID!, $mapping: JSON!) { planImport(id: $id, mapping: $mapping) { state } }', {
    id,
    mapping,
  })
  await vi.waitFor(() => expect(turn).toHaveBeenCalledTimes(1), { interval: 5 })
  // By another node, which has a file of its own.
  await acme.em().nativeUpdate(Import, { id }, { state: 'applied' })
  free()
  await Promise.all(others)
  expect((await again).errors?.[0]).toMatchObject({
    message: 'This import has been applied.',
    extensions: { code: 'CONFLICT' },
  })
  const after = await acme.em().findOneOrFail(Import, { id }, { disableIdentityMap: true })
  expect([after.mapping, after.report]).toEqual([planned.mapping, planned.report])
  expect(desk.take(id, mapping as never)).toBeNull()
  turn.mockRestore()
})

test('progress is told from memory', async () => {
  const { id } = await doors.plan(fixture('jira-server.csv'), { workspaceName: 'Progress' })
  const progress = async () => (await doors.http(`/import/${id}/progress`)).json()
  expect(await progress()).toMatchObject({ state: 'planned', done: 0 })
  const { written } = await doors.apply(id)
  expect(await progress()).toEqual({ state: 'done', done: written.created, total: written.created })
})

test('what broken processes left in the spool goes at the next start; what is under way stays', () => {
  const { folder } = pm33.api.imports
  const old = new Date(Date.now() - 25 * 60 * 60_000)
  for (const name of ['a.part', 'a.export', 'a.import']) {
    writeFileSync(join(folder, name), 'x')
    writeFileSync(join(folder, `new-${name}`), 'x')
    utimesSync(join(folder, name), old, old)
  }
  new ImportSpool(folder)
  expect(
    spooled()
      .filter((name) => /^(new-)?a\.(part|export|import)$/.test(name))
      .sort(),
  ).toEqual(['new-a.export', 'new-a.import', 'new-a.part'])
})

test('no cell of a file is in the log', async () => {
  const { uploadUrl } = await doors.open()
  const { body } = await doors.send(uploadUrl, 'key,title,status\nA-1,secret words,open\n')
  expect(JSON.stringify(body.report)).not.toContain('secret words')
  expect(readFileSync(pm33.api.imports.file(body.id), 'utf8')).toContain('secret words')
})

test('export links open for five minutes and for nobody who made them up', async () => {
  const workspace = await acme.workspace('Exported')
  const { data } = await doors.ask<{ exportBacklog: string }>(
    'mutation ($id: ID!) { exportBacklog(workspaceId: $id, format: csv) }',
    { id: workspace.id },
  )
  const response = await doors.http(data!.exportBacklog)
  expect([response.status, response.headers.get('content-disposition')]).toEqual([
    200,
    'attachment; filename="pm33-backlog.csv"',
  ])
  await response.text()
  expect((await doors.http(`${data!.exportBacklog.slice(0, -3)}AAA`)).status).toBe(404)
  pm33.clock.move(301_000)
  expect((await doors.http(data!.exportBacklog)).status).toBe(404)
})

describe('a file that only a person can explain', () => {
  const kitchen = 'Betrifft,Lage\nBuild the form,Offen\nCheck it,Erledigt\n'
  const garden = 'Was,Wo stehts\nDig a bed,Erledigt\nPlant peas,Erledigt\n'
  const into = { workspaceName: 'House' }
  const statuses = async () => {
    const { data } = await doors.ask<{ workspaces: { nodes: { name: string; id: string }[] } }>(
      '{ workspaces(first: 50) { nodes { id name } } }',
    )
    const house = data!.workspaces.nodes.find(({ name }) => name === 'House')!
    return (await doors.export(house.id, 'csv')).match(/(todo|done)/g)
  }

  test('is asked about with samples and guesses, which are kept nowhere', async () => {
    const { id, state, question } = await doors.plan(kitchen, into)
    expect(state).toBe('refused')
    expect(question).toMatchObject({
      about: 'columns',
      columns: [
        { header: 'Betrifft', samples: ['Build the form', 'Check it'], guess: 'title', because: 'values' },
        { header: 'Lage', samples: ['Offen', 'Erledigt'], guess: 'status', because: 'values' },
      ],
    })
    const { data } = await doors.ask<{ import: object }>('query ($id: ID!) { import(id: $id) { refusal } }', {
      id: `Import:${id}`,
    })
    expect(JSON.stringify(data)).toContain('Betrifft')
    expect(JSON.stringify(data)).not.toContain('Build')
  })

  test('is read by the answer from then on, beside other lists of the same workspace', async () => {
    await doors.import(kitchen, { ...into, mapping: { columns: { Betrifft: 'title', Lage: 'status' } } })
    expect((await doors.plan(garden, into)).question?.about).toBe('columns')
    await doors.import(garden, { ...into, mapping: { columns: { Was: 'title', 'Wo stehts': 'status' } } })
    for (const list of [kitchen, garden])
      expect((await doors.import(list, into)).report.notes.join(' ')).toContain('The mapping of the last import')
    expect(await statuses()).toEqual(['todo', 'done', 'done', 'done'])
    expect((await doors.plan(kitchen, { workspaceName: 'Shed' })).question?.about).toBe('columns')
  })

  test('without keys, keeps its items when a row is added above them', async () => {
    const { written } = await doors.import(kitchen.replace('\n', '\nSweep the floor,Offen\n'), into)
    expect(written).toMatchObject({ created: 1, updated: 0, unchanged: 2, refused: 0 })
    expect(await statuses()).toEqual(['todo', 'done', 'done', 'done', 'todo'])
  })

  test('in an encoding that is in doubt, shows its readings, and is read by the answer from then on', async () => {
    const hebrew = Buffer.concat([Buffer.from('Key,Title\nA-1,'), Buffer.from('faf9ece5ed20e1ebf8e8e9f10a', 'hex')])
    const { question } = await doors.plan(hebrew, { workspaceName: 'Cellar' })
    if (question?.about !== 'encoding') throw new Error('no question about the encoding')
    expect(question.readings.length).toBeGreaterThan(1)
    expect(question.readings.every(({ text }) => text.startsWith('A-1,'))).toBe(true)
    const mapping = { encoding: question.readings[0]!.encoding }
    await doors.import(hebrew, { workspaceName: 'Cellar', mapping })
    expect((await doors.plan(hebrew, { workspaceName: 'Cellar' })).report.encoding).toBe(mapping.encoding)
  })
})
