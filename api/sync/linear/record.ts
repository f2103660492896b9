/** An issue of Linear as the importer reads it, with the names that stand behind its ids. */
import type { SourceRecord } from '../source.ts'
import type { HistoryFieldsFragment, IssueFieldsFragment } from './operations.generated.ts'

interface End {
  readonly id: string
  readonly identifier: string
}

/** The links of one issue, from both ends. */
export interface IssueLinks {
  /** This issue blocks, duplicates, or relates to the other. */
  readonly relations: { readonly type: string; readonly relatedIssue: End }[]
  readonly inverseRelations: { readonly type: string; readonly issue: End }[]
}

export const noLinks = (): IssueLinks => ({ relations: [], inverseRelations: [] })

/** Names by id. */
export interface NamesById {
  readonly states: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, string>
  readonly teams: ReadonlyMap<string, string>
}

/** @param history null where it was not asked for */
export function recordOf(
  issue: IssueFieldsFragment,
  { relations, inverseRelations }: IssueLinks,
  history: readonly HistoryFieldsFragment[] | null,
  names: NamesById,
): SourceRecord {
  const { labelIds, state, ...fields } = issue
  const named = (known: ReadonlyMap<string, string>, id: string | null) => {
    const name = id === null ? undefined : known.get(id)
    return name === undefined ? null : { name }
  }
  const ends = [
    ...(issue.parent ? [issue.parent] : []),
    ...relations.map(({ relatedIssue }) => relatedIssue),
    ...inverseRelations.map((relation) => relation.issue),
  ]
  return {
    id: issue.id,
    key: issue.identifier,
    updatedAt: Date.parse(issue.updatedAt),
    mentions: ends.map(({ id, identifier }) => ({ id, key: identifier })),
    complete: history !== null,
    item: {
      ...fields,
      state: { name: names.states.get(state.id) ?? state.name, type: state.type },
      labels: labelIds.flatMap((id) => named(names.labels, id) ?? []),
      relations,
      inverseRelations,
      ...(history && {
        history: history.map(({ fromStateId, toStateId, fromTeamId, toTeamId, ...step }) => ({
          ...step,
          fromState: named(names.states, fromStateId),
          toState: named(names.states, toStateId),
          fromTeam: named(names.teams, fromTeamId),
          toTeam: named(names.teams, toTeamId),
        })),
      }),
    },
  }
}

/** Ids of states that an issue and its history name. */
export const stateIdsOf = (issue: IssueFieldsFragment, history: readonly HistoryFieldsFragment[] = []): string[] => [
  issue.state.id,
  ...history.flatMap(({ fromStateId, toStateId }) => [fromStateId, toStateId]).filter((id) => id !== null),
]
