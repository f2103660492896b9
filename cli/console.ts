import { GraphQLClient, ClientError } from 'graphql-request'
import { figureText } from '../text.ts'
import { ConsoleError } from './errors.ts'
import { AssumeDocument, type TypedDocumentString } from './operations.generated.ts'

/** The API as the console's commands see it: a running server, or a database that this process has opened itself. */
export interface ConsoleLink {
  url: string
  fetch: typeof fetch
  operatorKey: string
  close(): Promise<void>
}

/** Runs one operation of `operations.graphql`; what needs no variables takes none. */
type Ask = <Data, Variables>(
  operation: TypedDocumentString<Data, Variables>,
  ...given: Record<string, never> extends Variables ? [variables?: Variables] : [variables: Variables]
) => Promise<Data>

export interface Console {
  /** In the operator's own name: tenants, people, keys of the installation. */
  operator: Ask
  /** Inside a tenant, with an owner's rights. */
  tenant: Ask
  /** A plain HTTP request to the API, as the owner of the tenant. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  url: string
  close(): Promise<void>
}

/** @param tenant name or id; without one, the only tenant there is, or the only one with an owner. */
export function openConsole(link: ConsoleLink, tenant?: string): Console {
  const client = new GraphQLClient(`${link.url}/graphql`, {
    fetch: link.fetch,
    headers: { authorization: `Bearer ${link.operatorKey}` },
  })
  let assumed: { assertion: string; until: number } | undefined

  async function ask<Data, Variables>(
    operation: TypedDocumentString<Data, Variables>,
    variables: Variables | undefined,
    headers: Record<string, string>,
  ): Promise<Data> {
    try {
      return await client.request<Data>({
        document: operation.toString(),
        variables: (variables ?? {}) as Record<string, unknown>,
        requestHeaders: headers,
      })
    } catch (error) {
      if (error instanceof ClientError)
        throw new ConsoleError(
          error.response.errors?.map(sentenceOf).join('\n') ??
            `${link.url} responded with HTTP ${error.response.status}. Check that this address is PM33 and not a proxy.`,
        )
      if (error instanceof TypeError)
        throw new ConsoleError(`PM33 is not responding at ${link.url}. Check that it is still running.`)
      throw error
    }
  }

  /** Assertions live a minute; a long command asks again. */
  async function assertion(): Promise<string> {
    if (!assumed || assumed.until < Date.now()) {
      const { assume } = await ask(AssumeDocument, { tenant: tenant ?? null }, {})
      if (assume.assumed && !assumed)
        process.stderr.write(
          `Organization: ${assume.name}, the only one with an owner. Choose another one with --tenant NAME.\n`,
        )
      assumed = { assertion: assume.assertion, until: Date.now() + 45_000 }
    }
    return assumed.assertion
  }

  return {
    url: link.url,
    operator: (operation, ...[variables]) => ask(operation, variables, {}),
    tenant: async (operation, ...[variables]) => ask(operation, variables, { 'x-pm33-caller': await assertion() }),
    fetch: async (path, init = {}) =>
      link.fetch(`${link.url}${path}`, {
        ...init,
        headers: {
          ...(init.headers as Record<string, string>),
          authorization: `Bearer ${link.operatorKey}`,
          'x-pm33-caller': await assertion(),
        },
      }),
    close: () => link.close(),
  }
}

/** A refusal with the names that come nearest, or the workspaces to choose from, where there are some. */
function sentenceOf({ message, extensions }: { message: string; extensions?: Record<string, unknown> }): string {
  const names = extensions?.['names']
  if (Array.isArray(names) && names.length > 0) return `${message} Nearest: ${names.join(', ')}.`
  const workspaces = extensions?.['workspaces'] as { key: string; name: string }[] | undefined
  if (!workspaces?.length) return message
  const more = Number(extensions?.['workspaceCount']) - workspaces.length
  const listed = workspaces.map(({ key, name }) => `${key} (${name})`).join(', ')
  return `${message} Workspaces: ${listed}${more > 0 ? `, and ${figureText(more)} more` : ''}.`
}
