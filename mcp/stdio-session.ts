/** The session of the bridge. Its client speaks stdio, knows of no session, and cannot open another when the server ends one. */

const SESSION = 'mcp-session-id'
type Send = (init: RequestInit) => Promise<Response>

/**
 * Sends messages in one session after another: where the server has ended one, the client's own handshake opens the next, its
 * answer is dropped, and the message is sent again, once.
 */
export function inSessions(send: Send): (init: RequestInit, method: unknown) => Promise<Response> {
  let handshake: string | undefined
  /** The session that the bridge opened by itself, in place of the one that the transport knows. */
  let current: string | undefined
  let opening: Promise<boolean> | undefined

  async function open(given: Headers, body: string): Promise<boolean> {
    const headers = new Headers(given)
    headers.delete(SESSION)
    headers.delete('mcp-protocol-version')
    const opened = await send({ method: 'POST', headers, body })
    await opened.text()
    const id = opened.headers.get(SESSION)
    if (!opened.ok || id === null) return false
    current = id
    return true
  }

  return async (init, method) => {
    const { body } = init
    const headers = new Headers(init.headers)
    if (method === 'initialize' && typeof body === 'string') {
      handshake = body
      current = undefined
    }
    if (current !== undefined && headers.has(SESSION)) headers.set(SESSION, current)
    const used = headers.get(SESSION)
    const response = await send({ ...init, headers })
    if (response.status !== 404 || used === null || handshake === undefined || typeof body !== 'string') return response
    // Another message may have opened the next one meanwhile.
    if (current === undefined || current === used) {
      opening ??= open(headers, handshake).finally(() => {
        opening = undefined
      })
      if (!(await opening)) return response
    }
    await response.body?.cancel()
    headers.set(SESSION, current!)
    return send({ ...init, headers })
  }
}
