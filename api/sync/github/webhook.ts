/** GitHub's webhooks about issues, sub-issues, and dependencies; the same delivery keeps its id when it is sent again. */
import { isObject, type JsonItem, textOf } from '../../imports/formats/source.ts'
import { parsedBody, signedBy } from '../signature.ts'
import type { ReadWebhook } from '../source.ts'

/** Properties of an event that are issues. */
const ISSUES: Readonly<Record<string, readonly string[]>> = {
  issues: ['issue'],
  sub_issues: ['parent_issue', 'sub_issue'],
  issue_dependencies: ['blocked_issue', 'blocking_issue'],
}

const idIn = (value: unknown): string => (isObject(value) ? textOf(value['node_id']) : '')

export const readGithubWebhook: ReadWebhook = (headers, body, secret) => {
  const signature = headers.get('x-hub-signature-256') ?? ''
  if (!signature.startsWith('sha256=') || !signedBy(body, secret, signature.slice(7)))
    return { verified: false, why: 'The signature does not match the secret of this connection.' }
  const delivery = headers.get('x-github-delivery') ?? ''
  if (delivery === '') return { verified: false, why: 'The X-GitHub-Delivery header is missing.' }
  const said = parsedBody(body)
  if (!said) return { verified: false, why: 'The body is not a JSON object. Set the content type to application/json.' }
  const event = headers.get('x-github-event') ?? ''
  const named = (ISSUES[event] ?? []).map((property) => idIn(said[property]))
  const ids = [...named, ...movedTo(said)].filter((id) => id !== '')
  return event === 'issues' && said['action'] === 'deleted'
    ? { verified: true, delivery, look: [], deleted: ids }
    : { verified: true, delivery, look: ids, deleted: [] }
}

/** A transferred issue is another one in its new repository. */
const movedTo = ({ changes }: JsonItem): string[] => (isObject(changes) ? [idIn(changes['new_issue'])] : [])
