import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An app on this computer that waits for its answer. */
export async function waitingApp(): Promise<{
  /** As a person sees it: `127.0.0.1:53682`. */ host: string
  close(): void
}> {
  const server = createServer(
    (_request, response) =>
      void response.end('<!doctype html><link rel="icon" href="data:,"><title>Back in the app</title>'),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() }
}
