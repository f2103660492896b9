/** Repositories that a token can see. */
import { isObject, listOf, textOf } from '../../imports/formats/source.ts'
import { type GithubApi, nextOf, PAGE } from './ask.ts'

export interface Repository {
  /** Stays the same when the repository gets another name. */
  readonly id: string
  /** `acme/app`. */
  readonly name: string
  /** Issues are switched on in it. */
  readonly hasIssues: boolean
}

/** All that the token can see, by name. @throws SourceTrouble */
export async function repositoriesOf(api: GithubApi, signal: AbortSignal): Promise<readonly Repository[]> {
  const all: Repository[] = []
  for (let next: string | null = `/user/repos?per_page=${PAGE}&sort=full_name`; next !== null;) {
    const answer = await api.get(next, signal, { remembered: true })
    for (const repository of listOf(answer.json).filter(isObject))
      all.push({
        id: textOf(repository['id']),
        name: textOf(repository['full_name']),
        hasIssues: repository['has_issues'] !== false,
      })
    next = nextOf(answer.headers)
  }
  return all
}
