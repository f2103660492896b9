/** Webhooks of Jira Cloud, made by an administrator with a secret. */
import { isObject, textOf } from '../../imports/formats/source.ts'
import { parsedBody, signedBy } from '../signature.ts'
import type { ReadWebhook } from '../source.ts'

export const readJiraWebhook: ReadWebhook = (headers, body, secret) => {
  const signature = headers.get('x-hub-signature') ?? ''
  if (!signature.startsWith('sha256=') || !signedBy(body, secret, signature.slice(7)))
    return { verified: false, why: 'The signature does not match the secret of this connection.' }
  const said = parsedBody(body)
  if (!said) return { verified: false, why: 'The body is not a JSON object.' }
  const { id: issue = '' } = isObject(said['issue']) ? { id: textOf(said['issue']['id']) } : {}
  const link = isObject(said['issueLink']) ? said['issueLink'] : {}
  const deleted = said['webhookEvent'] === 'jira:issue_deleted'
  const linked = [textOf(link['sourceIssueId']), textOf(link['destinationIssueId'])]
  return {
    verified: true,
    delivery: headers.get('x-atlassian-webhook-identifier') ?? '',
    look: [deleted ? '' : issue, ...linked].filter((id) => id !== ''),
    deleted: deleted && issue !== '' ? [issue] : [],
  }
}
