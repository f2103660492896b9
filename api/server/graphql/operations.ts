import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/**
 * The operations that the adapter and the pages send, by the SHA-256 of their text. Generated from their `.graphql`
 * files; whoever sends another text needs a credential with API access.
 */
export interface KnownOperations {
  byHash(hash: string): string | null
  knows(document: string): boolean
}

export const hashOf = (document: string) => createHash('sha256').update(document).digest('hex')

export function readOperations(file = new URL('../../../schema/operations.json', import.meta.url)): KnownOperations {
  const operations = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>))
  const known = new Set(operations.values())
  return { byHash: (hash) => operations.get(hash) ?? null, knows: (document) => known.has(document) }
}
