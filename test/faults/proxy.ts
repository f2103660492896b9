/** A proxy before several nodes that takes turns, without sticky sessions. */
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Proxy {
  url: string
  /** Where the nodes are. Whoever starts them adds them. */
  nodes: URL[]
  /** The node of each request so far, as its place in `nodes`. */
  turns: number[]
  close(): void
}

export async function takingTurns(): Promise<Proxy> {
  const nodes: URL[] = []
  const turns: number[] = []
  let next = 0
  // A kept connection can end while a request is on its way: then it would be the proxy that lost it.
  const agent = new Agent({ keepAlive: false })

  /** Asks the next node where one does not listen; what was sent to a node is never sent again. */
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, at: number, left = nodes.length) => {
    turns.push(at)
    const { hostname, port } = nodes[at]!
    const onward = request(
      { hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(outgoing)
        answer.once('error', () => outgoing.destroy())
      },
    )
    onward.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' && left > 1) pass(incoming, outgoing, body, (at + 1) % nodes.length, left - 1)
      else outgoing.destroy()
    })
    outgoing.once('close', () => onward.destroy())
    onward.end(body)
  }

  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.once('end', () => pass(incoming, outgoing, Buffer.concat(parts), next++ % nodes.length))
  }).listen(0, '127.0.0.1')
  server.keepAliveTimeout = 0
  await new Promise((listening) => server.once('listening', listening))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    nodes,
    turns,
    close() {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}
