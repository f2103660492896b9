import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/server'
import { selectionAt, shapeOf, valueAt } from './answers/answer.ts'
import { ExpiringCache } from './cache.ts'
import type { Call } from './graphql/call.ts'
import { completeTenantId, completeWorkspaceId } from './completion.ts'
import { protocolError } from './answers/error.ts'
import { DataVersionDocument, TenantVersionDocument, type TypedDocumentString } from './operations.generated.ts'
import { fencedJson, type Json } from './answers/render.ts'
import type { Scope } from './scope.ts'
import { challenge } from './http/step-up.ts'
import { selectionOf } from './tool.ts'

/** A resource says what is read from the API and for how long a client may keep it. */
export interface ResourceDefinition<Data, Variables> {
  readonly name: string
  readonly title: string
  readonly description: string
  /** `pm33://workspaces`, or a template whose variables are the operation's: `pm33://backlog/{workspaceId}/summary`. */
  readonly uri: string
  readonly scope: Scope
  /** Seconds that a client may keep what it read. */
  readonly ttl: number
  readonly operation: TypedDocumentString<Data, Variables>
  /** Where in the operation's data the content is. */
  readonly content: string
  /** What else belongs to the content, of our own making; `templates` are the URIs that speak of one workspace. */
  readonly also?: (content: Json, templates: readonly string[]) => Json
}

export interface Resource {
  readonly name: string
  readonly uri: string
  readonly template: boolean
  readonly scope: Scope
  /** Seconds that a client may keep what it read. */
  readonly ttl: number
  /** The entry of `resources/list` or `resources/templates/list`. */
  readonly listing: {
    readonly name: string
    readonly title: string
    readonly description: string
    readonly mimeType: string
  }
  register(server: McpServer, call: Call, around: ResourceSurroundings): void
}

export interface ResourceSurroundings {
  readonly kept: ResourceCache
  /** URIs of the templates that speak of one workspace. */
  readonly templates: readonly string[]
}

/** What was read last, by tenant, principal, scopes and uri, with the version of the data that it was read from. */
export type ResourceCache = ExpiringCache<{ readonly version: number; readonly text: string }>

const mimeType = 'application/json'

/** What is no percent-encoding is taken as it stands: it names nothing, and the answer says so. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function defineResource<Data, Variables>(resource: ResourceDefinition<Data, Variables>): Resource {
  const { name, title, description, uri, scope, ttl, operation } = resource
  const template = uri.includes('{')
  const shape = shapeOf(selectionAt(selectionOf(operation), resource.content))
  const listing = { name, title, description, mimeType }
  const config = { title, description, mimeType, cacheHint: { ttlMs: ttl * 1_000, cacheScope: 'private' as const } }

  async function read(
    at: URL,
    variables: Record<string, string>,
    call: Call,
    { kept, templates }: ResourceSurroundings,
    signal: AbortSignal,
  ) {
    // The first operation through it carries the note for the audit log: one reading, one row.
    const graph = call.graph(`resource ${name}`)
    try {
      const fetched = async () => {
        const data = await graph(operation, variables as Variables, signal)
        const content = shape(valueAt(data, resource.content)) ?? {}
        const whole = resource.also ? resource.also(content, templates) : content
        return fencedJson(whole, call.nonce(at.href + JSON.stringify(whole)))
      }
      const text = Object.keys(variables).length === 0 ? await fetched() : await keep(at, fetched)
      return { contents: [{ uri: at.href, mimeType, text }] }
    } catch (error) {
      if (signal.aborted) throw error
      throw protocolError(error, at.href, call)
    }

    /** Asking for the data version comes first: it authorizes the caller, and a write since the last reading shows. */
    async function keep(of: URL, fetched: () => Promise<string>): Promise<string> {
      const { tenantId, subject, scopes } = call.caller
      const version = await dataVersion()
      const key = JSON.stringify([tenantId, subject, scopes, of.href])
      const known = kept.get(key)
      if (known?.version === version) return known.text
      const text = await fetched()
      kept.set(key, { version, text }, ttl * 1_000)
      return text
    }

    async function dataVersion(): Promise<number> {
      if (variables.workspaceId !== undefined)
        return (await graph(DataVersionDocument, { workspaceId: variables.workspaceId }, signal)).workspace.dataVersion
      return (await graph(TenantVersionDocument, { tenantId: variables.tenantId! }, signal)).tenant.dataVersion
    }
  }

  return {
    name,
    uri,
    template,
    scope,
    ttl,
    listing,
    register(server, call, around) {
      const scopeChallenge = challenge(call, scope, `resource ${name}`)
      if (!template) {
        server.registerResource(name, uri, { ...config, scopeChallenge }, (at, ctx) =>
          read(at, {}, call, around, ctx.mcpReq.signal),
        )
        return
      }
      const complete = {
        workspaceId: (typed: string) => completeWorkspaceId(call, typed),
        tenantId: (typed: string) => completeTenantId(call, typed),
      }
      server.registerResource(
        name,
        new ResourceTemplate(uri, { list: undefined, complete }),
        { ...config, scopeChallenge },
        (at, variables, ctx) =>
          read(
            at,
            Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, decoded(String(value))])),
            call,
            around,
            ctx.mcpReq.signal,
          ),
      )
    },
  }
}
