/** Organizations whose every text names them, each with keys, a signed-in owner, and a backlog with history. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Nodes } from '../../faults/nodes.ts'
import { ownerJoins } from '../../start/owner.ts'

export interface Tenant {
  /** In every text of it, and in no text of another's. */
  marker: string
  keys: string[]
  /** Of a browser in which its owner has signed in. */
  cookie: string
  workspace: string
  /** An epic with open work. */
  epic: string
}

const ITEMS = 400
const DAY_MS = 86_400_000

export async function tenantOn(nodes: Nodes, marker: string, folder: string, keys: number): Promise<Tenant> {
  const { url, said } = nodes
  const cookie = await ownerJoins(url, await said(['tenant', 'create', marker, '--owner', `owner@${marker}.example`]))
  const file = join(folder, `${marker}.csv`)
  writeFileSync(file, backlogOf(marker))
  await said(['import', file, '--tenant', marker, '--workspace', `${marker} shop`])
  const made: string[] = []
  for (let at = 0; at < keys; at++) {
    const scopes =
      'mcp:enabled,backlog:read,backlog:write,optimize:read,scheduling:read,velocity:read,scenarios:read,strategy:read,prd:write'
    const out = await said([
      'key',
      'create',
      `${marker} ${at}`,
      '--tenant',
      marker,
      '--scopes',
      scopes,
      '--surfaces',
      'graphql,mcp',
      '--json',
    ])
    made.push((JSON.parse(out) as { key: string }).key)
  }
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': made[0]! },
    body: JSON.stringify({
      query: '{ workspaces { nodes { id backlog(filter: { types: [epic] }, first: 1) { nodes { id } } } } }',
    }),
  })
  const { data, errors } = (await response.json()) as {
    data?: { workspaces: { nodes: { id: string; backlog: { nodes: { id: string }[] } }[] } }
    errors?: unknown
  }
  const workspace = data?.workspaces.nodes[0]
  if (!workspace) throw new Error(`${marker} has no workspace: ${JSON.stringify(errors)}`)
  return { marker, keys: made, cookie, workspace: workspace.id, epic: workspace.backlog.nodes[0]!.id }
}

/** As Jira exports it: an epic every forty items, and half of the work done over two hundred days. */
function backlogOf(marker: string): string {
  const key = (at: number) => `${marker.toUpperCase()}-${at}`
  const day = (ago: number) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10)
  const rows = Array.from({ length: ITEMS }, (_, at) => {
    const epic = at % 40 === 0
    const done = !epic && at % 2 === 1
    const resolved = 1 + ((at * 7) % 180)
    return [
      key(at + 1),
      epic ? 'Epic' : 'Story',
      `${marker} item ${at + 1}`,
      done ? 'Done' : 'To Do',
      epic ? '' : key(at - (at % 40) + 1),
      epic ? '' : 1 + (at % 5),
      day(resolved + 14),
      done ? day(resolved) : '',
      `${marker} person ${at % 6}`,
    ].join(',')
  })
  return ['Issue key,Issue Type,Summary,Status,Epic Link,Story Points,Created,Resolved,Assignee', ...rows].join('\n')
}
