/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type IssueState =
  | 'CLOSED'
  | 'OPEN';

export type IssueStateReason =
  | 'COMPLETED'
  | 'DUPLICATE'
  | 'NOT_PLANNED'
  | 'REOPENED';

export type MilestoneState =
  | 'CLOSED'
  | 'OPEN';

export type GithubIssuesQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type GithubIssuesQuery = { nodes: Array<
    | { id: string }
    | { number: number, title: string, body: string, url: string, state: IssueState, stateReason: IssueStateReason | null, createdAt: string, updatedAt: string, closedAt: string | null, id: string, repository: { databaseId: number | null, nameWithOwner: string }, issueType: { name: string } | null, milestone: { title: string, state: MilestoneState, dueOn: string | null } | null, parent: { id: string, url: string, number: number, repository: { nameWithOwner: string } } | null, labels: { nodes: Array<{ name: string } | null> | null } | null, assignees: { nodes: Array<{ login: string } | null> | null }, blockedBy: { nodes: Array<{ id: string, url: string, number: number, repository: { nameWithOwner: string } } | null> | null }, timelineItems: { nodes: Array<
          | { __typename: 'ClosedEvent', createdAt: string, stateReason: IssueStateReason | null }
          | { __typename: 'ReopenedEvent', createdAt: string }
         | null> | null } }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null> };

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

export const GithubIssuesDocument = new TypedDocumentString(`
    query GithubIssues($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on Issue {
      number
      title
      body
      url
      state
      stateReason(enableDuplicate: true)
      createdAt
      updatedAt
      closedAt
      repository {
        databaseId
        nameWithOwner
      }
      issueType {
        name
      }
      milestone {
        title
        state
        dueOn
      }
      parent {
        id
        url
        number
        repository {
          nameWithOwner
        }
      }
      labels(first: 100) {
        nodes {
          name
        }
      }
      assignees(first: 1) {
        nodes {
          login
        }
      }
      blockedBy(first: 50) {
        nodes {
          id
          url
          number
          repository {
            nameWithOwner
          }
        }
      }
      timelineItems(last: 100, itemTypes: [CLOSED_EVENT, REOPENED_EVENT]) {
        nodes {
          ... on ClosedEvent {
            createdAt
            stateReason
          }
          ... on ReopenedEvent {
            createdAt
          }
          __typename
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<GithubIssuesQuery, GithubIssuesQueryVariables>;