import { isObject, textOf } from '../../imports/formats/source.ts'
import type { SourceAnswer, SourceRequest } from '../http/http.ts'
import type { Ability, Check } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'

interface Asks {
  ask(request: Omit<SourceRequest, 'url'> & { readonly path: string }, signal: AbortSignal): Promise<SourceAnswer>
}

/** What is read, where, and the scope that a scoped token needs for it. */
const TRIED: readonly {
  readonly name: string
  readonly needed: boolean
  readonly scopes: string
  readonly request: (jql: string) => Omit<SourceRequest, 'url'> & { readonly path: string }
}[] = [
  {
    name: 'fields',
    needed: true,
    scopes: 'read:jira-work',
    request: () => ({ path: '/rest/api/3/field' }),
  },
  {
    name: 'statuses',
    needed: true,
    scopes: 'read:jira-work',
    request: () => ({ path: '/rest/api/3/status' }),
  },
  {
    name: 'projects',
    needed: true,
    scopes: 'read:jira-work',
    request: () => ({ path: '/rest/api/3/project/search?maxResults=1' }),
  },
  {
    name: 'issues',
    needed: true,
    scopes: 'read:jira-work',
    request: (jql) => ({ path: '/rest/api/3/search/jql', body: { jql, maxResults: 1, fields: ['id'] } }),
  },
  {
    name: 'history',
    needed: false,
    scopes: 'read:jira-work',
    request: () => ({
      path: '/rest/api/3/changelog/bulkfetch',
      body: { issueIdsOrKeys: ['1'], fieldIds: ['status'], maxResults: 1 },
      answers: [400, 404],
    }),
  },
  {
    name: 'boards',
    needed: false,
    scopes: 'read:board-scope:jira-software and read:project:jira',
    request: () => ({ path: '/rest/agile/1.0/board?maxResults=1' }),
  },
  {
    name: 'sprints',
    needed: false,
    scopes: 'read:sprint:jira-software',
    // Whether or not it is there: only the scope is asked for.
    request: () => ({ path: '/rest/agile/1.0/sprint/1', answers: [400, 404] }),
  },
]

/** @param jql of what was chosen, or '' */
export async function jiraAbilities(jira: Asks, jql: string, signal: AbortSignal): Promise<Check> {
  const abilities: Ability[] = []
  for (const { name, needed, scopes, request } of TRIED) {
    try {
      await jira.ask(request(jql || 'updated >= 1'), signal)
      abilities.push({ name, needed, works: true, missing: null })
    } catch (error) {
      if (!(error instanceof SourceTrouble) || error.kind === 'unreachable' || error.kind === 'busy') throw error
      const missing =
        error.kind === 'permission'
          ? `The token does not have permission to read ${name}. Give it the scope ${scopes}, or use a token without scopes.`
          : `${name[0]!.toUpperCase()}${name.slice(1)}: ${error.message}`
      abilities.push({ name, needed, works: false, missing })
      // Without a valid token, everything else would fail as well.
      if (error.kind === 'credential') throw error
    }
  }
  const account = await jira
    .ask({ path: '/rest/api/3/myself', answers: [403] }, signal)
    .then(({ json }) => (isObject(json) ? textOf(json['displayName']) || null : null))
    .catch((error: unknown) => {
      if (error instanceof SourceTrouble && error.kind !== 'credential') return null
      throw error
    })
  return { account, abilities, expiresAt: null }
}
