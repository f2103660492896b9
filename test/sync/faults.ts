/** How a fake source misbehaves, one fault a request, in the order in which they were asked for. */
import type { ServerResponse } from 'node:http'

export type Fault = '429' | '503' | '500' | 'cut' | 'slow' | 'html' | 'expired'

/** @returns whether the fault was the answer */
export async function misbehave(
  fault: Fault | undefined,
  response: ServerResponse,
  retryAfter = '0.02',
): Promise<boolean> {
  const say = (status: number, body: string, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body)
    return true
  }
  if (fault === '429')
    return say(429, '{"errorMessages":["Rate limit exceeded."]}', {
      'retry-after': retryAfter,
      'ratelimit-reason': 'jira-burst-based',
    })
  if (fault === '503') return say(503, '{}', { 'retry-after': retryAfter })
  if (fault === '500') return say(500, '<html>oops</html>')
  if (fault === 'html') return say(200, '<html>maintenance</html>')
  if (fault === 'expired') return say(401, 'Client must be authenticated to access this resource.')
  if (fault === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '9999' })
    response.write('{"issues":[')
    await new Promise((sent) => setTimeout(sent, 5))
    response.destroy()
    return true
  }
  if (fault === 'slow') await new Promise((late) => setTimeout(late, 60))
  return false
}
