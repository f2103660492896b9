/** Progress of a long call, for clients that ask for it: they wait instead of giving up, and people see that work goes on. */
import type { ServerContext } from '@modelcontextprotocol/server'

/** Most answers are there before the first notice. */
const FIRST_MS = 2_000
const EVERY_MS = 5_000

/**
 * Runs work and, while it lasts, sends `notifications/progress` with the seconds so far. There is no total: how long a
 * model or a search takes is not known beforehand.
 * @param title of the tool
 */
export async function withProgress<T>({ mcpReq }: ServerContext, title: string, work: () => Promise<T>): Promise<T> {
  const progressToken = mcpReq._meta?.progressToken
  if (progressToken === undefined) return work()
  const since = performance.now()
  let next: NodeJS.Timeout
  const tell = () => {
    const progress = Math.round((performance.now() - since) / 1000)
    next = setTimeout(tell, EVERY_MS)
    mcpReq
      .notify({
        method: 'notifications/progress',
        params: { progressToken, progress, message: `${title}: still working after ${progress} seconds.` },
      })
      // A client that has gone is told by its own connection.
      .catch(() => undefined)
  }
  next = setTimeout(tell, FIRST_MS)
  try {
    return await work()
  } finally {
    clearTimeout(next)
  }
}
