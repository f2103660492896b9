/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type DateComparator = {
  gte?: string | null | undefined;
};

export type IdComparator = {
  in?: Array<string> | null | undefined;
};

export type IssueFilter = {
  id?: IssueIdComparator | null | undefined;
  team?: TeamFilter | null | undefined;
  updatedAt?: DateComparator | null | undefined;
};

export type IssueIdComparator = {
  in?: Array<string> | null | undefined;
};

export type TeamFilter = {
  id?: IdComparator | null | undefined;
};

export type IssueFieldsFragment = { id: string, identifier: string, title: string, description: string | null, url: string, priority: number, estimate: number | null, dueDate: string | null, createdAt: string, updatedAt: string, startedAt: string | null, completedAt: string | null, canceledAt: string | null, archivedAt: string | null, trashed: boolean | null, labelIds: Array<string>, state: { id: string, name: string, type: string }, team: { name: string }, cycle: { number: number, name: string | null, startsAt: string, endsAt: string, completedAt: string | null } | null, project: { name: string } | null, parent: { id: string, identifier: string } | null, assignee: { name: string } | null };

export type BareFieldsFragment = { id: string, identifier: string, title: string, description: string | null, url: string, priority: number, estimate: number | null, dueDate: string | null, createdAt: string, updatedAt: string, startedAt: string | null, completedAt: string | null, canceledAt: string | null, archivedAt: string | null, trashed: boolean | null, labelIds: Array<string>, state: { id: string } };

export type HistoryFieldsFragment = { createdAt: string, fromStateId: string | null, toStateId: string | null, fromEstimate: number | null, toEstimate: number | null, fromDueDate: string | null, toDueDate: string | null, fromTeamId: string | null, toTeamId: string | null };

export type LinearViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type LinearViewerQuery = { viewer: { name: string }, organization: { name: string } };

export type LinearTeamsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type LinearTeamsQuery = { teams: { nodes: Array<{ id: string, key: string, name: string, archivedAt: string | null, issueCount: number }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearStatesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type LinearStatesQuery = { workflowStates: { nodes: Array<{ id: string, name: string, type: string, team: { key: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearLabelsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type LinearLabelsQuery = { issueLabels: { nodes: Array<{ id: string, name: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearCyclesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type LinearCyclesQuery = { cycles: { nodes: Array<{ number: number, name: string | null, startsAt: string, endsAt: string, completedAt: string | null, team: { id: string, key: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearIssuesQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: IssueFilter | null | undefined;
}>;


export type LinearIssuesQuery = { issues: { nodes: Array<{ id: string, identifier: string, title: string, description: string | null, url: string, priority: number, estimate: number | null, dueDate: string | null, createdAt: string, updatedAt: string, startedAt: string | null, completedAt: string | null, canceledAt: string | null, archivedAt: string | null, trashed: boolean | null, labelIds: Array<string>, state: { id: string, name: string, type: string }, team: { name: string }, cycle: { number: number, name: string | null, startsAt: string, endsAt: string, completedAt: string | null } | null, project: { name: string } | null, parent: { id: string, identifier: string } | null, assignee: { name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearIssuesBareQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: IssueFilter | null | undefined;
}>;


export type LinearIssuesBareQuery = { issues: { nodes: Array<{ id: string, identifier: string, title: string, description: string | null, url: string, priority: number, estimate: number | null, dueDate: string | null, createdAt: string, updatedAt: string, startedAt: string | null, completedAt: string | null, canceledAt: string | null, archivedAt: string | null, trashed: boolean | null, labelIds: Array<string>, state: { id: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearRelationsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type LinearRelationsQuery = { issueRelations: { nodes: Array<{ type: string, archivedAt: string | null, updatedAt: string, issue: { id: string, identifier: string }, relatedIssue: { id: string, identifier: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearIdsQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: IssueFilter | null | undefined;
}>;


export type LinearIdsQuery = { issues: { nodes: Array<{ id: string, trashed: boolean | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearIssuesWholeQueryVariables = Exact<{
  after?: string | null | undefined;
  filter?: IssueFilter | null | undefined;
}>;


export type LinearIssuesWholeQuery = { issues: { nodes: Array<{ id: string, identifier: string, title: string, description: string | null, url: string, priority: number, estimate: number | null, dueDate: string | null, createdAt: string, updatedAt: string, startedAt: string | null, completedAt: string | null, canceledAt: string | null, archivedAt: string | null, trashed: boolean | null, labelIds: Array<string>, relations: { nodes: Array<{ type: string, relatedIssue: { id: string, identifier: string } }>, pageInfo: { hasNextPage: boolean } }, inverseRelations: { nodes: Array<{ type: string, issue: { id: string, identifier: string } }>, pageInfo: { hasNextPage: boolean } }, history: { nodes: Array<{ createdAt: string, fromStateId: string | null, toStateId: string | null, fromEstimate: number | null, toEstimate: number | null, fromDueDate: string | null, toDueDate: string | null, fromTeamId: string | null, toTeamId: string | null }>, pageInfo: { hasNextPage: boolean } }, state: { id: string, name: string, type: string }, team: { name: string }, cycle: { number: number, name: string | null, startsAt: string, endsAt: string, completedAt: string | null } | null, project: { name: string } | null, parent: { id: string, identifier: string } | null, assignee: { name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LinearIssueMoreQueryVariables = Exact<{
  id: string;
  relations?: string | null | undefined;
  inverse?: string | null | undefined;
  history?: string | null | undefined;
}>;


export type LinearIssueMoreQuery = { issue: { relations: { nodes: Array<{ type: string, relatedIssue: { id: string, identifier: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, inverseRelations: { nodes: Array<{ type: string, issue: { id: string, identifier: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, history: { nodes: Array<{ createdAt: string, fromStateId: string | null, toStateId: string | null, fromEstimate: number | null, toEstimate: number | null, fromDueDate: string | null, toDueDate: string | null, fromTeamId: string | null, toTeamId: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const IssueFieldsFragmentDoc = new TypedDocumentString(`
    fragment IssueFields on Issue {
  id
  identifier
  title
  description
  url
  priority
  estimate
  dueDate
  createdAt
  updatedAt
  startedAt
  completedAt
  canceledAt
  archivedAt
  trashed
  labelIds
  state {
    id
    name
    type
  }
  team {
    name
  }
  cycle {
    number
    name
    startsAt
    endsAt
    completedAt
  }
  project {
    name
  }
  parent {
    id
    identifier
  }
  assignee {
    name
  }
}
    `, {"fragmentName":"IssueFields"}) as unknown as TypedDocumentString<IssueFieldsFragment, unknown>;
export const BareFieldsFragmentDoc = new TypedDocumentString(`
    fragment BareFields on Issue {
  id
  identifier
  title
  description
  url
  priority
  estimate
  dueDate
  createdAt
  updatedAt
  startedAt
  completedAt
  canceledAt
  archivedAt
  trashed
  labelIds
  state {
    id
  }
}
    `, {"fragmentName":"BareFields"}) as unknown as TypedDocumentString<BareFieldsFragment, unknown>;
export const HistoryFieldsFragmentDoc = new TypedDocumentString(`
    fragment HistoryFields on IssueHistory {
  createdAt
  fromStateId
  toStateId
  fromEstimate
  toEstimate
  fromDueDate
  toDueDate
  fromTeamId
  toTeamId
}
    `, {"fragmentName":"HistoryFields"}) as unknown as TypedDocumentString<HistoryFieldsFragment, unknown>;
export const LinearViewerDocument = new TypedDocumentString(`
    query LinearViewer {
  viewer {
    name
  }
  organization {
    name
  }
}
    `) as unknown as TypedDocumentString<LinearViewerQuery, LinearViewerQueryVariables>;
export const LinearTeamsDocument = new TypedDocumentString(`
    query LinearTeams($after: String) {
  teams(first: 250, after: $after, includeArchived: true) {
    nodes {
      id
      key
      name
      archivedAt
      issueCount(includeArchived: true)
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<LinearTeamsQuery, LinearTeamsQueryVariables>;
export const LinearStatesDocument = new TypedDocumentString(`
    query LinearStates($after: String) {
  workflowStates(first: 250, after: $after, includeArchived: true) {
    nodes {
      id
      name
      type
      team {
        key
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<LinearStatesQuery, LinearStatesQueryVariables>;
export const LinearLabelsDocument = new TypedDocumentString(`
    query LinearLabels($after: String) {
  issueLabels(first: 250, after: $after, includeArchived: true) {
    nodes {
      id
      name
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<LinearLabelsQuery, LinearLabelsQueryVariables>;
export const LinearCyclesDocument = new TypedDocumentString(`
    query LinearCycles($after: String) {
  cycles(first: 250, after: $after) {
    nodes {
      number
      name
      startsAt
      endsAt
      completedAt
      team {
        id
        key
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<LinearCyclesQuery, LinearCyclesQueryVariables>;
export const LinearIssuesDocument = new TypedDocumentString(`
    query LinearIssues($after: String, $filter: IssueFilter) {
  issues(
    first: 250
    after: $after
    includeArchived: true
    orderBy: updatedAt
    filter: $filter
  ) {
    nodes {
      ...IssueFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment IssueFields on Issue {
  id
  identifier
  title
  description
  url
  priority
  estimate
  dueDate
  createdAt
  updatedAt
  startedAt
  completedAt
  canceledAt
  archivedAt
  trashed
  labelIds
  state {
    id
    name
    type
  }
  team {
    name
  }
  cycle {
    number
    name
    startsAt
    endsAt
    completedAt
  }
  project {
    name
  }
  parent {
    id
    identifier
  }
  assignee {
    name
  }
}`) as unknown as TypedDocumentString<LinearIssuesQuery, LinearIssuesQueryVariables>;
export const LinearIssuesBareDocument = new TypedDocumentString(`
    query LinearIssuesBare($after: String, $filter: IssueFilter) {
  issues(
    first: 250
    after: $after
    includeArchived: true
    orderBy: createdAt
    filter: $filter
  ) {
    nodes {
      ...BareFields
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment BareFields on Issue {
  id
  identifier
  title
  description
  url
  priority
  estimate
  dueDate
  createdAt
  updatedAt
  startedAt
  completedAt
  canceledAt
  archivedAt
  trashed
  labelIds
  state {
    id
  }
}`) as unknown as TypedDocumentString<LinearIssuesBareQuery, LinearIssuesBareQueryVariables>;
export const LinearRelationsDocument = new TypedDocumentString(`
    query LinearRelations($after: String) {
  issueRelations(
    first: 250
    after: $after
    includeArchived: true
    orderBy: updatedAt
  ) {
    nodes {
      type
      archivedAt
      updatedAt
      issue {
        id
        identifier
      }
      relatedIssue {
        id
        identifier
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<LinearRelationsQuery, LinearRelationsQueryVariables>;
export const LinearIdsDocument = new TypedDocumentString(`
    query LinearIds($after: String, $filter: IssueFilter) {
  issues(
    first: 250
    after: $after
    includeArchived: true
    orderBy: createdAt
    filter: $filter
  ) {
    nodes {
      id
      trashed
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<LinearIdsQuery, LinearIdsQueryVariables>;
export const LinearIssuesWholeDocument = new TypedDocumentString(`
    query LinearIssuesWhole($after: String, $filter: IssueFilter) {
  issues(
    first: 100
    after: $after
    includeArchived: true
    orderBy: createdAt
    filter: $filter
  ) {
    nodes {
      ...IssueFields
      relations(first: 5) {
        nodes {
          type
          relatedIssue {
            id
            identifier
          }
        }
        pageInfo {
          hasNextPage
        }
      }
      inverseRelations(first: 5) {
        nodes {
          type
          issue {
            id
            identifier
          }
        }
        pageInfo {
          hasNextPage
        }
      }
      history(first: 20) {
        nodes {
          ...HistoryFields
        }
        pageInfo {
          hasNextPage
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment IssueFields on Issue {
  id
  identifier
  title
  description
  url
  priority
  estimate
  dueDate
  createdAt
  updatedAt
  startedAt
  completedAt
  canceledAt
  archivedAt
  trashed
  labelIds
  state {
    id
    name
    type
  }
  team {
    name
  }
  cycle {
    number
    name
    startsAt
    endsAt
    completedAt
  }
  project {
    name
  }
  parent {
    id
    identifier
  }
  assignee {
    name
  }
}
fragment HistoryFields on IssueHistory {
  createdAt
  fromStateId
  toStateId
  fromEstimate
  toEstimate
  fromDueDate
  toDueDate
  fromTeamId
  toTeamId
}`) as unknown as TypedDocumentString<LinearIssuesWholeQuery, LinearIssuesWholeQueryVariables>;
export const LinearIssueMoreDocument = new TypedDocumentString(`
    query LinearIssueMore($id: String!, $relations: String, $inverse: String, $history: String) {
  issue(id: $id) {
    relations(first: 50, after: $relations) {
      nodes {
        type
        relatedIssue {
          id
          identifier
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    inverseRelations(first: 50, after: $inverse) {
      nodes {
        type
        issue {
          id
          identifier
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    history(first: 50, after: $history) {
      nodes {
        ...HistoryFields
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment HistoryFields on IssueHistory {
  createdAt
  fromStateId
  toStateId
  fromEstimate
  toEstimate
  fromDueDate
  toDueDate
  fromTeamId
  toTeamId
}`) as unknown as TypedDocumentString<LinearIssueMoreQuery, LinearIssueMoreQueryVariables>;
export const complexity = {
  "LinearViewer": 3,
  "LinearTeams": 376,
  "LinearStates": 601,
  "LinearLabels": 301,
  "LinearCycles": 676,
  "LinearIssues": 2476,
  "LinearIssuesBare": 926,
  "LinearRelations": 926,
  "LinearIds": 301,
  "LinearIssuesWhole": 7391,
  "LinearIssueMore": 329
} as const;
