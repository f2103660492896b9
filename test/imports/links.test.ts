/** The links that carry files: one for an upload, one for downloads. */
import { readdirSync, statSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { ImportSpool } from '../../api/imports/spool-service.ts'
import { Import } from '../../api/imports/entity.ts'
import { world, type TenantInTest, type World } from '../world.ts'
import { doorsOf, type Doors } from './doors.ts'

const file = 'key,title,status\nA-1,Dig,open\n'
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

describe('an upload link', () => {
  test('takes one file, from nobody’s hand but the link’s', async () => {
    const { uploadUrl } = await doors.open()
    expect((await doors.send(uploadUrl, file)).body).toMatchObject({
      state: 'planned',
      report: { format: 'csv', rows: { read: 1, imported: 1 } },
    })
    expect(await doors.send(uploadUrl, file)).toMatchObject({
      status: 404,
      body: { errors: [{ message: expect.stringContaining('used'), extensions: { code: 'NOT_FOUND' } }] },
    })
  })

  test('expires after ten minutes', async () => {
    const { uploadUrl } = await doors.open()
    pm33.clock.move(10 * 60_000 + 1)
    expect((await doors.send(uploadUrl, file)).status).toBe(404)
  })

  test.each([
    ['of another tenant', (url: string) => url.replace(/[0-9a-f-]{36}/, '00000000-0000-4000-8000-000000000000')],
    ['with another secret', (url: string) => `${url.slice(0, -4)}AAAA`],
    ['that is none', () => '/import/anything'],
  ])('%s is not found', async (_, turned) => {
    const { uploadUrl } = await doors.open()
    expect(await doors.send(turned(uploadUrl), file)).toMatchObject({
      status: 404,
      body: { errors: [{ extensions: { code: 'NOT_FOUND' } }] },
    })
  })

  test('used twice at once takes one of the two files', async () => {
    const { uploadUrl } = await doors.open()
    const both = await Promise.all([doors.send(uploadUrl, file), doors.send(uploadUrl, file)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404])
  })

  test('an upload that breaks off leaves no file and no import', async () => {
    const { id, uploadUrl } = await doors.open()
    const before = spooled()
    const broken = new ReadableStream<Uint8Array>({
      async pull(control) {
        control.enqueue(new TextEncoder().encode(file))
        await new Promise((after) => setTimeout(after, 20))
        control.error(Object.assign(new Error('hung up'), { code: 'ECONNRESET' }))
      },
    })
    expect(await doors.send(uploadUrl, broken)).toMatchObject({
      status: 400,
      body: { errors: [{ message: expect.stringContaining('interrupted') }] },
    })
    expect(spooled()).toEqual(before)
    expect(await acme.em().count(Import, { id: id.replace('Import:', '') })).toBe(0)
    expect((await doors.http(`/import/${id.replace('Import:', '')}/progress`)).status).toBe(404)
  })

  test('whoever hangs up while the file waits to be read leaves no file and no import', async () => {
    const desk = pm33.api.imports
    const { id, uploadUrl } = await doors.open()
    const before = spooled()
    const row = id.replace('Import:', '')
    let free = () => {}
    const held = new Promise<void>((done) => (free = done))
    const others = ['a', 'b'].map((tenant) => desk.turn(tenant, () => held))
    const gone = new AbortController()
    const answer = doors.http(uploadUrl, { method: 'POST', body: file, signal: gone.signal })
    await vi.waitFor(() => expect(desk.progress(row)?.state).toBe('reading'), { interval: 5 })
    gone.abort()
    free()
    expect((await answer).status).toBe(400)
    await Promise.all(others)
    expect(spooled()).toEqual(before)
    expect(await acme.em().count(Import, { id: row })).toBe(0)
  })

  test('a body beyond the limit is refused while it comes, and before it comes where its length is told', async () => {
    const desk = pm33.api.imports
    const most = desk.room.upload
    desk.room.upload = 2_097_152
    try {
      const told = await doors.open()
      const response = await doors.http(told.uploadUrl, {
        method: 'POST',
        body: 'x'.repeat(3_000_000),
        headers: { 'content-length': '3000000' },
      })
      expect([response.status, await response.json()]).toEqual([
        413,
        {
          errors: [
            {
              message: 'The file is larger than 2 MB. Export it in parts.',
              extensions: { code: 'BAD_USER_INPUT' },
            },
          ],
        },
      ])
      expect((await doors.send(told.uploadUrl, file)).status).toBe(200)
      const untold = await doors.open()
      const before = spooled()
      expect((await doors.send(untold.uploadUrl, endless('key,title\n'.repeat(6_000), 60))).status).toBe(413)
      expect(spooled()).toEqual(before)
    } finally {
      desk.room.upload = most
    }
  })

  test('one gigabyte is the limit, four for an organization, and half of one stays free', () =>
    expect(new ImportSpool(pm33.api.imports.folder).room).toEqual({
      upload: 1_073_741_824,
      waiting: 4_294_967_296,
      free: 536_870_912,
      silence: 60_000,
    }))

  describe('with little room or time', () => {
    const desk = () => pm33.api.imports
    const room = { upload: 0, waiting: 0, free: 0, silence: 0 }
    beforeAll(() => Object.assign(room, desk().room))
    afterEach(() => Object.assign(desk().room, room))

    test('files of an organization that wait to be applied are bounded together, and those of others do not count', async () => {
      const other = await pm33.tenant('Elsewhere')
      const elsewhere = await doorsOf(pm33, other)
      const full = `${file}${'A-2,Fill the hole,open\n'.repeat(2_000)}`
      const first = await elsewhere.plan(full)
      desk().room.waiting = full.length - 1
      const { uploadUrl } = await elsewhere.open()
      const before = spooled()
      expect(await elsewhere.send(uploadUrl, file)).toMatchObject({
        status: 400,
        body: { errors: [{ message: expect.stringContaining('have not been applied already take more than') }] },
      })
      expect(spooled()).toEqual(before)
      const third = await pm33.tenant('Third')
      expect(await (await doorsOf(pm33, third)).plan(file)).toMatchObject({ state: 'planned' })
      await elsewhere.apply(first.id)
      expect(await elsewhere.plan(file)).toMatchObject({ state: 'planned' })
    })

    test('an upload is ended as soon as it has used up what its organization may', async () => {
      const third = await pm33.tenant('Fourth')
      const elsewhere = await doorsOf(pm33, third)
      desk().room.waiting = 8_388_608
      const { uploadUrl } = await elsewhere.open()
      const before = spooled()
      const { status } = await elsewhere.send(uploadUrl, endless('A-2,Fill the hole,open\n'.repeat(50_000), 40))
      expect(status).toBe(400)
      expect(spooled()).toEqual(before)
    })

    test('an upload that stands still is ended, and leaves nothing', async () => {
      desk().room.silence = 20
      const { uploadUrl } = await doors.open()
      const before = spooled()
      const still = new ReadableStream<Uint8Array>({
        start: (control) => control.enqueue(new TextEncoder().encode(file)),
      })
      expect(await doors.send(uploadUrl, still)).toMatchObject({
        status: 400,
        body: { errors: [{ message: expect.stringContaining('sent nothing for 0.02 seconds') }] },
      })
      expect(spooled()).toEqual(before)
    })

    test('a disk that is almost full takes no file', async () => {
      desk().room.free = Number.MAX_SAFE_INTEGER
      const { uploadUrl } = await doors.open()
      const response = await doors.http(uploadUrl, { method: 'POST', body: file })
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '60'])
      expect(await response.json()).toEqual({
        errors: [
          { message: expect.stringContaining('disk space'), extensions: { code: 'UNAVAILABLE', retryAfter: 60 } },
        ],
      })
    })
  })

  test('files of uploads are readable by nobody else', async () => {
    const { id } = await doors.plan(file)
    expect(statSync(pm33.api.imports.file(id)).mode & 0o777).toBe(0o600)
  })
})

describe('a download link', () => {
  let workspaceId: string
  beforeAll(async () => {
    workspaceId = (await doors.import(file, { workspaceName: 'Download' })).workspace.id
  })
  const link = async () => {
    const { data } = await doors.ask<{ exportBacklog: string }>(
      'mutation ($id: ID!) { exportBacklog(workspaceId: $id) }',
      {
        id: workspaceId,
      },
    )
    return data!.exportBacklog
  }
  /** Takes every place for exports until it is called. */
  const busy = () => {
    let free = () => {}
    const held = new Promise<void>((done) => (free = done))
    for (const tenant of ['a', 'b']) pm33.api.imports.exports.take(tenant, () => held).catch(() => undefined)
    return free
  }

  test('that is only looked at, as link previews do, makes no file', async () => {
    const before = spooled()
    const looked = await doors.http(await link(), { method: 'HEAD' })
    expect(looked.status).toBe(200)
    expect(looked.headers.get('content-disposition')).toContain('pm33-backlog.')
    expect(spooled()).toEqual(before)
  })

  test('waits for its turn while others are written', async () => {
    const free = busy()
    const order: string[] = []
    const download = doors.http(await link()).then(async (response) => {
      order.push('download')
      return response.text()
    })
    await acme.em().count(Import)
    order.push('free')
    free()
    expect(await download).toContain('Dig')
    expect(order).toEqual(['free', 'download'])
  })

  test('that nobody waits for any longer makes no file', async () => {
    const free = busy()
    const before = spooled()
    const gone = new AbortController()
    const download = doors.http(await link(), { signal: gone.signal })
    gone.abort()
    free()
    expect((await download).status).toBe(400)
    expect(spooled()).toEqual(before)
  })
})
