/** One HTTP request as bytes on a socket: what no well-behaved client would send, too. */
import { connect } from 'node:net'

export interface Sent {
  method: string
  path: string
  headers: readonly (readonly [string, string])[]
  body?: string | Uint8Array
}

export interface Reply {
  status: number
  headers: Map<string, string>
  bytes: Buffer
  text: string
}

const NOT_ANSWERED_MS = 60_000
const STREAM_QUIET_MS = 2_000

/** @returns status 0 where the server hangs up without a word, as it may on what is no HTTP */
export function exchange(port: number, { method, path, headers, body }: Sent): Promise<Reply> {
  const content = body === undefined ? Buffer.alloc(0) : Buffer.from(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${content.length}`,
    'connection: close',
    '',
    '',
  ]
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    const late = setTimeout(() => socket.destroy(new Error(`no answer within ${NOT_ANSWERED_MS} ms`)), NOT_ANSWERED_MS)
    let quiet: NodeJS.Timeout | undefined
    socket.on('data', (part) => {
      parts.push(part)
      // Some answers ask to keep the connection: what is complete is not waited for. A stream that stays open for what may come is an answer.
      if (
        part.subarray(-5).toString('latin1') === '0\r\n\r\n' ||
        part.subarray(-7).toString('latin1') === '\r\n0\r\n\r\n'
      )
        return void socket.destroy()
      clearTimeout(quiet)
      if (/text\/event-stream/i.test(Buffer.concat(parts).toString('latin1').split('\r\n\r\n', 1)[0]!))
        quiet = setTimeout(() => socket.destroy(), STREAM_QUIET_MS)
    })
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error),
    )
    socket.once('close', () => {
      clearTimeout(late)
      clearTimeout(quiet)
      resolve(parse(Buffer.concat(parts)))
    })
    socket.write(Buffer.concat([Buffer.from(lines.join('\r\n'), 'utf8'), content]))
  })
}

function parse(all: Buffer): Reply {
  const end = all.indexOf('\r\n\r\n')
  const [first = '', ...lines] = all.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [name, value] = [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]
    // A header may come more than once: a response sets several cookies.
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value)
  }
  const rest = all.subarray(end + 4)
  const bytes = headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : rest
  return { status: Number(first.split(' ')[1] ?? 0), headers, bytes, text: bytes.toString('utf8') }
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const line = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    if (!(size > 0)) break
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
  return Buffer.concat(parts)
}
