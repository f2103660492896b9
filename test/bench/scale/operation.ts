/** The operation that a tool sends, with the groups of fields that it leaves out unless they are asked for. */
import { readFileSync } from 'node:fs'

export function operationOf(tool: string, variables: object): { query: string; variables: Record<string, unknown> } {
  const query = readFileSync(new URL(`../../../mcp/tools/${tool}.graphql`, import.meta.url), 'utf8')
  const groups = [...query.matchAll(/\$(\w+): Boolean!/g)].map(([, name]) => [name, false])
  return { query, variables: { ...Object.fromEntries(groups), ...variables } }
}
