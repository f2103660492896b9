/** Tries everything that a sync asks Linear for, so that a missing permission is named before a key is kept. */
import type { Ability, Check } from '../source.ts'
import { SourceTrouble } from '../trouble.ts'
import type { LinearApi } from './ask.ts'
import {
  type IssueFilter,
  LinearIssuesDocument,
  LinearIssuesWholeDocument,
  LinearLabelsDocument,
  LinearRelationsDocument,
  LinearStatesDocument,
  LinearTeamsDocument,
  LinearViewerDocument,
} from './operations.generated.ts'

const WHERE = 'In Linear, open Settings › Security & access › Personal API keys'

export async function checkLinear(api: LinearApi, scopes: readonly string[], signal: AbortSignal): Promise<Check> {
  const after = null
  let teams: readonly { id: string }[] = []
  let first: string | undefined
  let account: string | null = null
  const abilities: Ability[] = []
  /** Each is tried alone: one refusal must not hide what else works. */
  const attempt = async (name: string, run: () => Promise<unknown>): Promise<void> => {
    try {
      await run()
      abilities.push({ name, needed: true, works: true, missing: null })
    } catch (error) {
      if (!(error instanceof SourceTrouble) || error.kind === 'unreachable' || error.kind === 'busy') throw error
      abilities.push({ name, needed: true, works: false, missing: missingOf(error, name) })
    }
  }
  await attempt('account', async () => {
    const { viewer, organization } = await api.ask('LinearViewer', LinearViewerDocument, {}, signal)
    account = `${viewer.name} in ${organization.name}`
  })
  // A refused key is refused everywhere.
  if (account === null) return { account, abilities, expiresAt: null }
  await attempt('teams', async () => {
    teams = (await api.ask('LinearTeams', LinearTeamsDocument, { after }, signal)).teams.nodes
  })
  const unseen = scopes.filter((id) => !teams.some((team) => team.id === id))
  if (unseen.length > 0)
    abilities.push({
      name: 'chosen teams',
      needed: true,
      works: false,
      missing: `The key cannot see ${unseen.length === 1 ? 'one of the chosen teams' : `${unseen.length} of the chosen teams`}. ${WHERE}, and give the key access to ${unseen.length === 1 ? 'it' : 'them'}.`,
    })
  const filter: IssueFilter = scopes.length > 0 ? { team: { id: { in: [...scopes] } } } : {}
  await attempt('issues', async () => {
    first = (await api.ask('LinearIssues', LinearIssuesDocument, { after, filter }, signal)).issues.nodes[0]?.id
  })
  await attempt('relations', () => api.ask('LinearRelations', LinearRelationsDocument, { after }, signal))
  await attempt('states', () => api.ask('LinearStates', LinearStatesDocument, { after }, signal))
  await attempt('labels', () => api.ask('LinearLabels', LinearLabelsDocument, { after }, signal))
  if (first !== undefined) {
    const one: IssueFilter = { id: { in: [first] } }
    await attempt('history', () =>
      api.ask('LinearIssuesWhole', LinearIssuesWholeDocument, { after, filter: one }, signal),
    )
  }
  return { account, abilities, expiresAt: null }
}

function missingOf({ kind, message }: SourceTrouble, name: string): string {
  if (kind === 'credential') return `${message} ${WHERE}, and create a new key.`
  if (kind === 'permission')
    return `The key does not have permission to read ${name}. ${WHERE}, and give it the Read permission for the teams to keep in sync.`
  return message
}
