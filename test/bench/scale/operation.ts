/** The stored operation that a tool sends, with the groups of fields that it leaves out unless they are asked for. */
import * as operations from '../../../mcp/operations.generated.ts'

export function operationOf(tool: string, variables: object): { query: string; variables: Record<string, unknown> } {
  const name = `${tool.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}Document`
  const document = (operations as unknown as Record<string, { toString(): string } | undefined>)[name]
  if (!document) throw new Error(`${tool} has no operation ${name}`)
  const query = document.toString()
  const groups = [...query.matchAll(/\$(\w+): Boolean!/g)].map(([, group]) => [group, false])
  return { query, variables: { ...Object.fromEntries(groups), ...variables } }
}
