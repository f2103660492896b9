/** Relations of Linear, which have no filter: they come newest first, and a walk ends where it meets what is known. */
import type { LinearApi } from './ask.ts'
import { pagesOf } from './names.ts'
import { LinearRelationsDocument, type LinearRelationsQuery } from './operations.generated.ts'
import { type IssueLinks, noLinks } from './record.ts'

type Relation = LinearRelationsQuery['issueRelations']['nodes'][number]

export interface Relations {
  /** Newest change among them, ISO; null when there is none. */
  readonly newest: string | null
  readonly list: readonly Relation[]
}

/** Relations changed at or after an instant; null: all. */
export async function relationsSince(api: LinearApi, since: string | null, signal: AbortSignal): Promise<Relations> {
  const list: Relation[] = []
  const pages = pagesOf<Relation>(
    async (after) => (await api.ask('LinearRelations', LinearRelationsDocument, { after }, signal)).issueRelations,
  )
  for await (const { nodes } of pages) {
    const young = since === null ? nodes : nodes.filter(({ updatedAt }) => updatedAt >= since)
    list.push(...young)
    if (young.length < nodes.length) break
  }
  return { newest: list.reduce<string | null>((at, { updatedAt }) => later(at, updatedAt), null), list }
}

/** The later of two instants in Linear's form. */
export const later = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && b > a) ? b : a

/** The links of each issue, from both ends. */
export function linksByIssue(relations: readonly Relation[]): ReadonlyMap<string, IssueLinks> {
  const links = new Map<string, IssueLinks>()
  const of = (id: string) => {
    const known = links.get(id) ?? noLinks()
    links.set(id, known)
    return known
  }
  for (const { type, archivedAt, issue, relatedIssue } of relations) {
    if (archivedAt !== null) continue
    of(issue.id).relations.push({ type, relatedIssue })
    of(relatedIssue.id).inverseRelations.push({ type, issue })
  }
  return links
}
