/** How a listener stops, request by request. `pm33 start`, `pm33 api` and `pm33 mcp` share it. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Agent, request, type IncomingMessage, type Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { listen, type Listening, type Stopping } from '../../listen.ts'

const PATIENCE = { grace: 300, late: 300, linger: 200 }
let answer: (value: Response) => void = () => undefined
let server: Listening
let url: string
let agent: Agent

async function serve(stopping: Stopping = {}): Promise<void> {
  const quick: Record<string, () => Response> = {
    '/quick': () => new Response('quick'),
    '/stream': () => new Response(slowly(['one ', 'two ', 'three'])),
  }
  server = await listen(
    ({ url }) => quick[new URL(url).pathname]?.() ?? new Promise<Response>((resolve) => (answer = resolve)),
    { port: 0, host: '127.0.0.1' },
    stopping,
    PATIENCE,
  )
  url = `http://127.0.0.1:${server.port}`
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
}
afterEach(() => agent.destroy())

const slowly = (parts: string[]) =>
  new ReadableStream<Uint8Array>({
    async pull(to) {
      await pause(100)
      const part = parts.shift()
      if (part === undefined) to.close()
      else to.enqueue(new TextEncoder().encode(part))
    },
  })

interface Got {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

/** Over one connection that is kept, or a new one. */
const get = (path: string, kept = true) =>
  new Promise<Got>((done, fail) => {
    request(`${url}${path}`, { agent: kept ? agent : false, method: 'POST' }, (response) => {
      let body = ''
      response.on('data', (part: Buffer) => (body += part.toString()))
      response.on('end', () => done({ status: response.statusCode!, headers: response.headers, body }))
      response.on('error', fail)
    })
      .on('error', fail)
      .end()
  })

test('what is under way is answered and its connection closed; new connections are refused', async () => {
  await serve()
  const underWay = get('/slow')
  await pause(50)
  const closed = server.close()
  await expect(get('/quick', false)).rejects.toThrow('ECONNREFUSED')
  answer(new Response('finished'))
  expect(await underWay).toMatchObject({ status: 200, body: 'finished', headers: { connection: 'close' } })
  await closed
})

test.for([
  [
    '/graphql',
    {
      errors: [
        {
          message: expect.stringContaining('Nothing was done. Try again'),
          extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 5, retryAfter: 5, reason: 'stopping' },
        },
      ],
    },
  ],
  [
    '/mcp',
    {
      jsonrpc: '2.0',
      error: {
        code: -32_603,
        message: expect.stringContaining('shutting down'),
        data: { code: 'UNAVAILABLE', retryAfterSeconds: 5, retryAfter: 5, reason: 'stopping' },
      },
    },
  ],
  [
    '/oauth/token?x=1',
    { error: 'temporarily_unavailable', error_description: expect.stringContaining('shutting down') },
  ],
])(
  'an open connection that sends another request to %s gets 503, when to come back, and is closed',
  async ([path, body]) => {
    await serve()
    expect((await get('/quick')).headers.connection).toBe('keep-alive')
    const closed = server.close()
    await pause(50)
    const refused = await get(path as string)
    expect([refused.status, refused.headers['retry-after'], refused.headers.connection]).toEqual([503, '5', 'close'])
    expect(JSON.parse(refused.body)).toEqual(body)
    await closed
  },
)

test('a stream under way comes to its end', async () => {
  await serve()
  const underWay = get('/stream')
  await pause(150)
  const closed = server.close()
  expect(await underWay).toMatchObject({ status: 200, body: 'one two three' })
  await closed
})

test('what takes too long is told that it was stopped, in the order: no more changes, refused, streams ended, cut', async () => {
  const order: string[] = []
  await serve({
    say: (words) => order.push(words),
    late: () => order.push('late'),
    last: async () => void order.push('last'),
  })
  const never = get('/graphql')
  await pause(50)
  const began = performance.now()
  await server.close()
  expect(performance.now() - began).toBeLessThan(2_000)
  const { status, body } = await never
  expect(status).toBe(503)
  expect(JSON.parse(body)).toMatchObject({
    errors: [{ message: expect.stringContaining('check whether it was saved'), extensions: { code: 'UNAVAILABLE' } }],
  })
  expect(order).toEqual([
    '1 request is still running after 0.3 seconds. PM33 saves no more changes and stops.',
    'late',
    'last',
  ])
})

test('a listener with nobody connected stops at once', async () => {
  await serve()
  const began = performance.now()
  await server.close()
  expect(performance.now() - began).toBeLessThan(150)
})

test('what is asked before the server can answer is told so, in the form of its path, and nothing breaks', async () => {
  server = await listen(null, { port: 0, host: '127.0.0.1' }, {}, PATIENCE)
  url = `http://127.0.0.1:${server.port}`
  agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const early = await get('/graphql')
  expect(early).toMatchObject({ status: 503, headers: { 'retry-after': '2' } })
  expect(JSON.parse(early.body).errors[0]).toEqual({
    message: 'PM33 is starting. Nothing was done. Try again in 2 seconds.',
    extensions: { code: 'UNAVAILABLE', retryAfter: 2, retryAfterSeconds: 2, reason: 'starting' },
  })
  server.answerWith(() => new Response('here'))
  expect(await get('/graphql')).toMatchObject({ status: 200, body: 'here' })
  await server.close()
})

test('a request may take an hour, as an upload of 1 GB over a slow line does, and its headers a minute', async () => {
  let limits: Pick<Server, 'requestTimeout' | 'headersTimeout'> | undefined
  const see = (told: unknown) => (limits = (told as { server: Server }).server)
  subscribe('http.server.request.start', see)
  try {
    await serve()
    expect((await fetch(`${url}/quick`)).status).toBe(200)
    expect(limits).toMatchObject({ requestTimeout: 3_600_000, headersTimeout: 60_000 })
  } finally {
    unsubscribe('http.server.request.start', see)
    await server.close()
  }
})
