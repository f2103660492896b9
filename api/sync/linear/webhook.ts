/** Linear's webhooks: signed, stamped, and only ever a reason to look at an issue. */
import { isObject, textOf } from '../../imports/formats/source.ts'
import { parsedBody, signedBy } from '../signature.ts'
import type { ReadWebhook } from '../source.ts'

/** A delivery this old may be a replay, or one that Linear sent again: either way, what counts is what Linear says now. */
const FRESH_MS = 60_000

export const readLinearWebhook: ReadWebhook = (headers, body, secret, now) => {
  if (!signedBy(body, secret, headers.get('linear-signature') ?? ''))
    return { verified: false, why: 'The signature does not match the secret of this connection.' }
  const delivery = headers.get('linear-delivery') ?? ''
  if (delivery === '') return { verified: false, why: 'The Linear-Delivery header is missing.' }
  const event = parsedBody(body)
  if (typeof event?.['webhookTimestamp'] !== 'number')
    return { verified: false, why: 'The body has no webhookTimestamp.' }
  const fresh = Math.abs(now.getTime() - event['webhookTimestamp']) <= FRESH_MS
  const { action, type, data } = event
  const id = isObject(data) ? textOf(data['id']) : ''
  if (type !== 'Issue' || id === '') return { verified: true, delivery, look: [], deleted: [] }
  return action === 'remove' && fresh
    ? { verified: true, delivery, look: [], deleted: [id] }
    : { verified: true, delivery, look: [id], deleted: [] }
}
