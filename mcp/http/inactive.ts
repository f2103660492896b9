import type { Credential, Introspection } from './credential.ts'
import { keyWith } from '../answers/error.ts'
import { forbidden, unauthorized } from './metadata.ts'

/** A credential that is not good: which one, why, and what to do next. */
export function inactive(
  metadata: string,
  { reason, message }: Introspection,
  credential: Credential,
  correlationId: string,
): Response {
  const description = message ?? 'The credential is invalid.'
  const isKey = 'apiKey' in credential
  if (reason === 'missing_mcp_enabled') {
    const next = isKey ? keyWith('mcp:enabled') : 'Authorize again with mcp:enabled among the scopes.'
    return forbidden(
      metadata,
      { error: 'insufficient_scope', description: 'The scope mcp:enabled is required.', next },
      correlationId,
      ['mcp:enabled'],
    )
  }
  if (reason === 'wrong_surface') {
    const next = 'Create a key that works with MCP (surface mcp) in Settings › Integrations › MCP Server.'
    return forbidden(metadata, { error: 'insufficient_scope', description, next }, correlationId, ['mcp:enabled'])
  }
  if (reason === 'no_membership') {
    const next = 'Ask an admin of the organization for an invitation, then connect again.'
    // A token that opens nothing any more is replaced (RFC 6750 §3.1): the client asks its person, who may belong elsewhere.
    if (!isKey) return unauthorized(metadata, { error: 'invalid_token', description, next }, correlationId, true)
    return forbidden(metadata, { error: 'tenant_not_found', description, next }, correlationId, ['mcp:enabled'])
  }
  const next = isKey
    ? 'Check the key, or create one in Settings › Integrations › MCP Server.'
    : 'Refresh the token, or authorize again.'
  return unauthorized(metadata, { error: 'invalid_token', description, next }, correlationId, true)
}
