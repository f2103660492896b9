/** A PM33 of its own process with the demo in it, and those who ask: nobody, a viewer who has signed in, and a program with a key. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCOPES, WRITE_SCOPES } from '../../api/identity/scope.ts'
import { readConfig } from '../../api/server/config.ts'
import { createHttp } from '../../api/server/http.ts'
import { openApi } from '../../api/server/main.ts'
import { openConsole, type Console } from '../../cli/console.ts'
import { CreateDemoDocument, CreateKeyDocument, TypedDocumentString } from '../../cli/operations.generated.ts'
import { folder, served } from '../start/process.ts'
import { exchange, type Reply, type Sent } from './exchange.ts'

/** Behind a proxy, so that each request can come from an address of its own: limits by address are tested elsewhere. */
const PUBLIC_URL = 'https://pm33.test'
const PASSWORD = 'correct horse battery staple'
const stored = Object.values(
  JSON.parse(readFileSync(new URL('../../schema/operations.json', import.meta.url), 'utf8')) as Record<string, string>,
)

export interface FuzzedSite {
  /** Credentials as header lines. */
  who: Readonly<Record<'nobody' | 'viewer' | 'key', readonly (readonly [string, string])[]>>
  /** Keys, names and ids of the demo. */
  names: string[]
  /** What the pages and the adapter send. */
  operations: readonly string[]
  send(request: Sent): Promise<Reply>
  /** A GraphQL operation as the owner of the demo. @throws with what was refused */
  owner<T>(query: string, variables?: object): Promise<T>
  /** Errors that the server has logged since the last time. */
  logged(): string[]
  /** The exit code, once it has ended. */
  ended(): number | null
  stop(): Promise<void>
}

export async function fuzzedSite(env: Record<string, string> = {}): Promise<FuzzedSite> {
  const home = folder()
  const shared =
    env.DATABASE_URL === undefined
      ? null
      : await beside({ ...env, PM33_DATA: join(home.path, 'beside'), PM33_PUBLIC_URL: PUBLIC_URL })
  const server = await served(
    ['start'],
    { PM33_DATA: home.path, PM33_PUBLIC_URL: PUBLIC_URL, LOG_LEVEL: 'info', ...env },
    /running at (http\S+)/,
  )
  const port = Number(new URL(/"listening":"(http[^"]+)"/.exec(server.err())![1]!).port)
  const console =
    shared ??
    openConsole({
      ...(JSON.parse(readFileSync(join(home.path, 'server.json'), 'utf8')) as { url: string; operatorKey: string }),
      fetch,
      close: async () => undefined,
    })
  const { createApiKey } = await console.tenant(CreateKeyDocument, {
    input: { name: 'fuzzer', surfaces: ['mcp', 'graphql'], scopes: [...SCOPES, ...WRITE_SCOPES] },
  })
  const { workspaces } = await console.tenant(
    asked<{
      workspaces: {
        nodes: {
          id: string
          key: string
          teams: { id: string; name: string }[]
          backlog: { nodes: { id: string; key: string }[] }
        }[]
      }
    }>('{ workspaces { nodes { id key teams { id name } backlog(first: 12) { nodes { id key } } } } }'),
  )
  const names = workspaces.nodes.flatMap(({ id, key, teams, backlog }) => [
    id,
    key,
    ...teams.flatMap((team) => [team.id, team.name]),
    ...backlog.nodes.flatMap((item) => [item.id, item.key]),
  ])

  const { inviteMember } = await console.tenant(
    asked<{ inviteMember: { link: string } }>(
      'mutation { inviteMember(email: "viewer@example.test", role: viewer) { link } }',
    ),
  )
  const accepted = await exchange(port, {
    method: 'POST',
    path: '/graphql',
    headers: [
      ['host', 'pm33.test'],
      ['content-type', 'application/json'],
      ['origin', PUBLIC_URL],
    ],
    body: JSON.stringify({
      query: stored.find((text) => text.includes('mutation AcceptInvite')),
      variables: { token: inviteMember.link.split('#')[1], name: 'Viewer', password: PASSWORD },
    }),
  })
  const cookie = /(?:^|, )(__Host-pm33=[^;]+)/.exec(accepted.headers.get('set-cookie') ?? '')?.[1]
  if (!cookie) throw new Error(`the viewer could not sign in: ${accepted.text}`)

  let heard = 0
  return {
    who: {
      nobody: [],
      viewer: [
        ['cookie', cookie],
        ['origin', PUBLIC_URL],
      ],
      key: [['x-api-key', createApiKey.key]],
    },
    names,
    operations: stored,
    send: (request) => exchange(port, { ...request, headers: [['host', 'pm33.test'], ...request.headers] }),
    owner: (query, variables) => console.tenant(asked(query), variables),
    logged() {
      const lines = server
        .err()
        .slice(heard)
        .split('\n')
        .filter((line) => /"level":(50|60)/.test(line))
      heard = server.err().length
      return lines
    },
    ended: () => server.child.exitCode,
    async stop() {
      await server.stop()
      await shared?.close()
      home.remove()
    },
  }
}

/** An operation that no command sends. */
const asked = <Data>(query: string) => new TypedDocumentString<Data, object>(query)

/** On a shared database no file says where the server is: another node, in this process, makes the demo and speaks for its owner. */
async function beside(env: Record<string, string>): Promise<Console> {
  const config = readConfig(env)
  const open = await openApi(config)
  createHttp({ ...open, config })
  const console = openConsole({
    url: 'http://api.pm33',
    fetch: ((input, init) => open.api.fetch(new Request(input as string, init))) as typeof fetch,
    operatorKey: open.doors.operatorKey,
    close: open.close,
  })
  await console.operator(CreateDemoDocument)
  return console
}
