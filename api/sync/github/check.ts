/** Tries everything that a sync asks GitHub for, so that a missing permission is named before a token is kept. */
import { isObject, type JsonItem, listOf, textOf } from '../../imports/formats/source.ts'
import type { Ability, Check } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'
import type { GithubApi } from './ask.ts'
import { type Repository, repositoriesOf } from './repositories.ts'

/** A token has the same permissions for all its repositories, so that a few of many tell. */
const TRIED = 10
const WHERE = 'In GitHub, open Settings › Developer settings › Fine-grained tokens'

export async function checkGithub(api: GithubApi, scopes: readonly string[], signal: AbortSignal): Promise<Check> {
  const abilities: Ability[] = []
  let account: string | null = null
  let seen: readonly Repository[] = []
  const attempt = async (name: string, wants: string, run: () => Promise<unknown>): Promise<boolean> => {
    try {
      await run()
      abilities.push({ name, needed: true, works: true, missing: null })
      return true
    } catch (error) {
      if (!(error instanceof SourceTrouble) || error.kind === 'unreachable' || error.kind === 'busy') throw error
      abilities.push({ name, needed: true, works: false, missing: missingOf(error, wants) })
      return false
    }
  }
  const known = await attempt('account', 'Metadata: Read-only', async () => {
    const { json } = await api.get('/user', signal)
    account = isObject(json) ? textOf(json['login']) || null : null
  })
  // A refused token is refused everywhere.
  if (!known) return { account, abilities, expiresAt: api.expiresAt }
  await attempt('repositories', 'Metadata: Read-only', async () => {
    seen = await repositoriesOf(api, signal)
  })
  const unseen = scopes.filter((id) => !seen.some((repository) => repository.id === id))
  const readable = seen.filter(({ hasIssues }) => hasIssues)
  if (unseen.length > 0 || (readable.length === 0 && scopes.length === 0))
    abilities.push({
      name: 'chosen repositories',
      needed: true,
      works: false,
      missing: `The token cannot see ${unseen.length === 0 ? 'any repository with issues' : unseen.length === 1 ? 'one of the chosen repositories' : `${unseen.length} of the chosen repositories`}. ${WHERE}, and add ${unseen.length === 1 ? 'it' : unseen.length === 0 ? 'one' : 'them'} under Repository access.`,
    })
  for (const { id, name } of readable
    .filter((repository) => scopes.includes(repository.id) || scopes.length === 0)
    .slice(0, scopes.length === 0 ? 1 : TRIED)) {
    let first: JsonItem | undefined
    const reads = await attempt(`issues of ${name}`, 'Issues: Read-only', async () => {
      const { json } = await api.get(`/repos/${name}/issues?state=all&per_page=1`, signal, { answers: [410] })
      first = listOf(json).filter(isObject)[0]
    })
    if (reads && first && id !== '')
      await attempt(`dependencies and history of ${name}`, 'Issues: Read-only', () =>
        api.issues([textOf(first?.['node_id'])], signal),
      )
  }
  return { account, abilities, expiresAt: api.expiresAt }
}

function missingOf({ kind, message }: SourceTrouble, wants: string): string {
  if (kind === 'credential') return `${message} ${WHERE}, and create a new one.`
  // No access looks like absence.
  if (kind === 'permission' || kind === 'missing')
    return `The token needs the repository permission "${wants}". ${WHERE}, and add it.`
  return message
}
