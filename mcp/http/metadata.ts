import { LIST_TTL_SECONDS } from '../answers/lists.ts'
import { SCOPES } from '../scope.ts'

/** Where RFC 9728 metadata is asked for: beside the resource's path, and at the root. */
const WELL_KNOWN = '/.well-known/oauth-protected-resource'
const PATHS = [WELL_KNOWN, `${WELL_KNOWN}/mcp`, `${WELL_KNOWN}/mcp/`]

/**
 * Clients compare the resource with the address that was typed, its query too (RFC 9728 §3.3), and some take it for no other.
 * @param asked the request at the endpoint
 */
export function resourceMetadataUrl(publicUrl: string, asked: Request): string {
  const { pathname, search } = new URL(asked.url)
  return `${publicUrl}${WELL_KNOWN}${pathname}${quoted(search)}`
}

export const isMetadataPath = (path: string) => PATHS.includes(path)

/** The protected resource, as RFC 9728 describes it. `resource` is exactly the URL that users type. */
export function protectedResource(publicUrl: string, asked: Request): Response {
  const { pathname, search } = new URL(asked.url)
  const document = {
    resource: `${publicUrl}${pathname.slice(WELL_KNOWN.length) || '/mcp'}${quoted(search)}`,
    authorization_servers: [publicUrl],
    scopes_supported: SCOPES,
    bearer_methods_supported: ['header'],
    resource_name: 'PM33',
    resource_documentation: `${publicUrl}/docs/connect`,
    resource_policy_uri: `${publicUrl}/docs/privacy`,
    resource_tos_uri: `${publicUrl}/docs/terms`,
  }
  return Response.json(document, {
    headers: { 'access-control-allow-origin': '*', 'cache-control': `public, max-age=${LIST_TTL_SECONDS}` },
  })
}

export interface Denial {
  readonly error: string
  readonly description: string
  readonly next: string
}

/**
 * 401 with the challenge that starts OAuth: where the metadata is, and every scope, because stepping up later is unreliable in clients.
 * @param metadata its address, for the address that was asked
 */
export function unauthorized(metadata: string, denial: Denial, correlationId: string, presented: boolean): Response {
  return denied(401, metadata, denial, correlationId, SCOPES, presented)
}

/** 403: the credential is known and may not do this. */
export function forbidden(
  metadata: string,
  denial: Denial,
  correlationId: string,
  scopes: readonly string[],
): Response {
  return denied(403, metadata, denial, correlationId, scopes, true)
}

function denied(
  status: number,
  metadata: string,
  { error, description, next }: Denial,
  correlationId: string,
  scopes: readonly string[],
  presented: boolean,
): Response {
  // RFC 6750 §3: a request that carried no credential is told how to get one, not what is wrong with it.
  const reason = presented ? [`error="${error}"`, `error_description="${quotable(description)}"`] : []
  const parameters = [...reason, `scope="${scopes.join(' ')}"`, `resource_metadata="${metadata}"`]
  return Response.json(
    { error, error_description: description, next, correlation_id: correlationId },
    { status, headers: { 'www-authenticate': `Bearer ${parameters.join(', ')}`, 'cache-control': 'no-store' } },
  )
}

/** A query as a header can quote it. Of what a URL keeps as it is, only this means something there. */
const quoted = (search: string) => search.replaceAll('\\', '%5C')

const quotable = (text: string) => text.replace(/[^\x20-\x7e]|["\\]/g, "'")
