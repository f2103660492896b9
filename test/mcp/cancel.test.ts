import { afterAll, beforeAll, expect, test } from 'vitest'
import { adapter, claude, ERAS, type AdapterInTest } from '../claude.ts'
import { followed } from '../../mcp/http/body.ts'
import { Cancellations } from '../../mcp/http/cancellation.ts'
import { givenShop } from '../shop.ts'
import { world, type World } from '../world.ts'

let pm33: World
let mcp: AdapterInTest
let key: string
let aborted = 0

/** An API that never answers a search for “wait”, and counts the callers who hang up. */
const slow =
  (inner: typeof fetch): typeof fetch =>
  (input, init) => {
    if (!String(init?.body).includes('"search":"wait"')) return inner(input, init)
    return new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => {
        aborted++
        reject(init.signal?.reason as Error)
      })
    })
  }

beforeAll(async () => {
  pm33 = await world()
  const acme = await pm33.tenant('Acme')
  await givenShop(acme, await acme.workspace('Shop'))
  key = await acme.key()
  mcp = await adapter(pm33, 'one', { around: slow })
})
afterAll(async () => {
  await mcp?.close()
  await pm33?.close()
})

test('a batch ends when each of its requests is cancelled, and not when one of them is', () => {
  const cancellations = new Cancellations(Date.now)
  const request = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/list' })
  const cancel = (requestId: number) =>
    cancellations.of('session', { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } })
  const batch = cancellations.of('session', [request(1), request(2)])!
  cancel(1)
  cancel(1)
  expect(batch.aborted).toBe(false)
  cancel(2)
  expect(batch.aborted).toBe(true)
})

test('a request that was answered is not kept, and its ID cancels nothing', () => {
  const cancellations = new Cancellations(Date.now)
  const request = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
  const first = cancellations.of('session', request)!
  const again = cancellations.of('session', request)!
  cancellations.answered(first)
  expect(cancellations.size).toBe(1)
  cancellations.of('session', { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } })
  expect([first.aborted, again.aborted]).toEqual([false, true])
  cancellations.answered(again)
  expect(cancellations.size).toBe(0)
})

test('a response is followed to its last byte, and to the reader who goes', async () => {
  let done = 0
  const streamed = () => followed(new Response(new Blob(['one']).stream()), () => void done++)
  expect(await streamed().text()).toBe('one')
  expect(done).toBe(1)
  await streamed().body!.cancel()
  expect(done).toBe(2)
  expect(followed(new Response(null, { status: 202 }), () => void done++).status).toBe(202)
  expect(done).toBe(3)
})

test.each(ERAS)('what the %s client cancels stops in the API too, and the client goes on', async (era) => {
  const client = await claude(mcp, key, era)
  const before = aborted
  const cancel = new AbortController()
  const call = client.call('query_backlog', { search: 'wait' }, { signal: cancel.signal })
  setTimeout(() => cancel.abort('enough'), 100)
  await expect(call).rejects.toThrow()
  await expect.poll(() => aborted, { timeout: 5_000 }).toBe(before + 1)
  expect((await client.call('query_backlog', { limit: 1 })).isError).toBe(false)
  await client.close()
})
