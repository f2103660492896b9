/** Sprints as boards list them: also those without issues, and those that ended although none of their issues changed. */
import { jiraSprints } from '../../imports/formats/jira/jira.ts'
import { isObject, listOf, textOf, type JsonItem } from '../../imports/formats/source.ts'
import type { ImportedSprint } from '../../imports/record/record.ts'
import type { SourceAnswer, SourceRequest } from '../http/http.ts'
import type { SourceSettings } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'

interface Asks {
  ask(request: Omit<SourceRequest, 'url'> & { readonly path: string }, signal: AbortSignal): Promise<SourceAnswer>
}

const PAGE = 50

/** Nothing where the token may not read boards: issues still name the sprints that they are in. */
export async function* boardSprints(
  jira: Asks,
  { scopes, filter }: Pick<SourceSettings, 'scopes' | 'filter'>,
  signal: AbortSignal,
): AsyncGenerator<readonly ImportedSprint[]> {
  // A filter may choose issues of any project, so nothing tells which boards are meant.
  if (scopes.length === 0 && filter?.trim()) return
  const seen = new Set<string>()
  try {
    for (const project of scopes.length ? scopes : [null])
      for await (const boards of pages(
        jira,
        `/rest/agile/1.0/board?type=scrum${project === null ? '' : `&projectKeyOrId=${Number(project)}`}`,
        signal,
      ))
        for (const id of boards.map((board) => textOf(board['id']))) {
          if (!/^\d{1,18}$/.test(id) || seen.has(id)) continue
          seen.add(id)
          const path = `/rest/agile/1.0/board/${id}/sprint?state=active,future,closed`
          for await (const sprints of pages(jira, path, signal)) yield jiraSprints(sprints)
        }
  } catch (error) {
    if (!(error instanceof SourceTrouble) || error.kind !== 'permission') throw error
  }
}

/** Pages of the older kind, by place. A board that has no sprints answers 400. */
async function* pages(jira: Asks, path: string, signal: AbortSignal): AsyncGenerator<JsonItem[]> {
  for (let startAt = 0; ;) {
    const { json } = await jira.ask(
      { path: `${path}&startAt=${startAt}&maxResults=${PAGE}`, answers: [400, 404] },
      signal,
    )
    const page = isObject(json) ? json : {}
    const values = listOf(page['values']).filter(isObject)
    yield values
    startAt += values.length
    if (page['isLast'] !== false || values.length === 0) return
  }
}
