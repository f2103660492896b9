/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** `active` leaves out what is done or cancelled. */
export type BacklogMode =
  | 'active'
  | 'full';

export type BacklogSort =
  | 'created'
  | 'due'
  | 'key'
  | 'priority'
  | 'rank'
  | 'score'
  | 'updated';

export type CallerKind =
  | 'api_key'
  | 'oauth'
  | 'operator'
  | 'session';

export type ItemType =
  | 'bug'
  | 'epic'
  | 'feature'
  | 'idea'
  | 'improvement'
  | 'story'
  | 'task';

/** ended: the client ended it. foreign: it belongs to another caller. rolled_over: it had expired and lives again, empty. */
export type McpSessionState =
  | 'active'
  | 'ended'
  | 'expired'
  | 'foreign'
  | 'rolled_over';

export type Priority =
  | 'critical'
  | 'high'
  | 'low'
  | 'medium'
  | 'none';

/** What a status means, whatever word the team uses for it. `done` and `cancelled` need no more work. */
export type StatusCategory =
  | 'active'
  | 'backlog'
  | 'cancelled'
  | 'done'
  | 'review'
  | 'todo';

export type WorkspaceIdsQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspaceIdsQuery = { workspaces: { nodes: Array<{ id: string, key: string, name: string }> } };

export type EpicKeysQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  prefix: string;
}>;


export type EpicKeysQuery = { workspace: { completeKeys: Array<string> } };

export type DataVersionQueryVariables = Exact<{
  workspaceId: string;
}>;


export type DataVersionQuery = { workspace: { dataVersion: number } };

export type IntrospectQueryVariables = Exact<{
  apiKey?: string | null | undefined;
  accessToken?: string | null | undefined;
  ip?: string | null | undefined;
}>;


export type IntrospectQuery = { introspect: { active: boolean, reason: string | null, message: string | null, assertion: string | null, assertionExpiresAt: string | null, caller: { kind: CallerKind, subject: string, tenantId: string, name: string, scopes: Array<string>, expiresAt: string | null, sessionMinutes: number, sessionStrict: boolean } | null } };

export type BacklogSummaryQueryVariables = Exact<{
  workspaceId: string;
}>;


export type BacklogSummaryQuery = { workspace: { name: string, backlogSummary: { sentence: string, total: number, open: number, inProgress: number, done: number, cancelled: number, points: number, unestimated: number, oldestOpenDays: number | null, dataVersion: number, asOf: string, byStatus: Array<{ name: string, items: number, points: number }>, byType: Array<{ name: string, items: number, points: number }>, byPriority: Array<{ name: string, items: number, points: number }>, byTeam: Array<{ name: string, items: number, points: number }> } } };

export type WorkspacesQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspacesQuery = { workspaces: { nodes: Array<{ id: string, key: string, name: string, dataVersion: number, dataChangedAt: string }> } };

export type OpenMcpSessionMutationVariables = Exact<{
  id: string;
  clientName?: string | null | undefined;
  clientVersion?: string | null | undefined;
  protocolVersion?: string | null | undefined;
}>;


export type OpenMcpSessionMutation = { openMcpSession: boolean };

export type TouchMcpSessionMutationVariables = Exact<{
  id: string;
}>;


export type TouchMcpSessionMutation = { touchMcpSession: McpSessionState };

export type EndMcpSessionMutationVariables = Exact<{
  id: string;
}>;


export type EndMcpSessionMutation = { endMcpSession: boolean };

export type QueryBacklogQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  mode?: BacklogMode | null | undefined;
  filterTypes?: Array<ItemType> | ItemType | null | undefined;
  status?: Array<StatusCategory> | StatusCategory | null | undefined;
  priority?: Array<Priority> | Priority | null | undefined;
  epicId?: string | null | undefined;
  teamId?: string | null | undefined;
  sprint?: string | null | undefined;
  labels?: Array<string> | string | null | undefined;
  search?: string | null | undefined;
  updatedSince?: string | null | undefined;
  sort?: BacklogSort | null | undefined;
  limit?: number | null | undefined;
  cursor?: string | null | undefined;
  triage: boolean;
  scoring: boolean;
  scheduling: boolean;
  full: boolean;
}>;


export type QueryBacklogQuery = { workspace: { backlog: { totalCount: number, dataVersion: number, cursorDataVersion: number | null, edges: Array<{ cursor: string, node: { id?: string, key: string, title: string, type: ItemType, status?: string, statusCategory?: StatusCategory, priority?: Priority, storyPoints?: number | null, jobSize?: number | null, businessValue?: number | null, timeCriticality?: number | null, riskReduction?: number | null, wsjf?: number | null, startedAt?: string | null, dueDate?: string | null, deadline?: string | null, releaseDate?: string | null, labels?: Array<string>, createdAt?: string, updatedAt?: string, resolvedAt?: string | null, url?: string | null, description?: string, epic?: { key: string } | null, parent?: { key: string } | null, team?: { name: string } | null, sprint?: { name: string } | null, blockedBy?: Array<{ key: string }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

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

export const WorkspaceIdsDocument = new TypedDocumentString(`
    query WorkspaceIds {
  workspaces(first: 100) {
    nodes {
      id
      key
      name
    }
  }
}
    `) as unknown as TypedDocumentString<WorkspaceIdsQuery, WorkspaceIdsQueryVariables>;
export const EpicKeysDocument = new TypedDocumentString(`
    query EpicKeys($workspaceId: ID, $prefix: String!) {
  workspace(id: $workspaceId) {
    completeKeys(prefix: $prefix, types: [epic])
  }
}
    `) as unknown as TypedDocumentString<EpicKeysQuery, EpicKeysQueryVariables>;
export const DataVersionDocument = new TypedDocumentString(`
    query DataVersion($workspaceId: ID!) {
  workspace(id: $workspaceId) {
    dataVersion
  }
}
    `) as unknown as TypedDocumentString<DataVersionQuery, DataVersionQueryVariables>;
export const IntrospectDocument = new TypedDocumentString(`
    query Introspect($apiKey: String, $accessToken: String, $ip: String) {
  introspect(apiKey: $apiKey, accessToken: $accessToken, surface: mcp, ip: $ip) {
    active
    reason
    message
    assertion
    assertionExpiresAt
    caller {
      kind
      subject
      tenantId
      name
      scopes
      expiresAt
      sessionMinutes
      sessionStrict
    }
  }
}
    `) as unknown as TypedDocumentString<IntrospectQuery, IntrospectQueryVariables>;
export const BacklogSummaryDocument = new TypedDocumentString(`
    query BacklogSummary($workspaceId: ID!) {
  workspace(id: $workspaceId) {
    name
    backlogSummary {
      sentence
      total
      open
      inProgress
      done
      cancelled
      points
      unestimated
      oldestOpenDays
      byStatus {
        name
        items
        points
      }
      byType {
        name
        items
        points
      }
      byPriority {
        name
        items
        points
      }
      byTeam: groups(by: team) {
        name
        items
        points
      }
      dataVersion
      asOf
    }
  }
}
    `) as unknown as TypedDocumentString<BacklogSummaryQuery, BacklogSummaryQueryVariables>;
export const WorkspacesDocument = new TypedDocumentString(`
    query Workspaces {
  workspaces(first: 100) {
    nodes {
      id
      key
      name
      dataVersion
      dataChangedAt
    }
  }
}
    `) as unknown as TypedDocumentString<WorkspacesQuery, WorkspacesQueryVariables>;
export const OpenMcpSessionDocument = new TypedDocumentString(`
    mutation OpenMcpSession($id: String!, $clientName: String, $clientVersion: String, $protocolVersion: String) {
  openMcpSession(
    id: $id
    clientName: $clientName
    clientVersion: $clientVersion
    protocolVersion: $protocolVersion
  )
}
    `) as unknown as TypedDocumentString<OpenMcpSessionMutation, OpenMcpSessionMutationVariables>;
export const TouchMcpSessionDocument = new TypedDocumentString(`
    mutation TouchMcpSession($id: String!) {
  touchMcpSession(id: $id)
}
    `) as unknown as TypedDocumentString<TouchMcpSessionMutation, TouchMcpSessionMutationVariables>;
export const EndMcpSessionDocument = new TypedDocumentString(`
    mutation EndMcpSession($id: String!) {
  endMcpSession(id: $id)
}
    `) as unknown as TypedDocumentString<EndMcpSessionMutation, EndMcpSessionMutationVariables>;
export const QueryBacklogDocument = new TypedDocumentString(`
    query QueryBacklog($workspaceId: ID, $mode: BacklogMode, $filterTypes: [ItemType!], $status: [StatusCategory!], $priority: [Priority!], $epicId: ID, $teamId: ID, $sprint: String, $labels: [String!], $search: String, $updatedSince: DateTime, $sort: BacklogSort, $limit: Int, $cursor: String, $triage: Boolean!, $scoring: Boolean!, $scheduling: Boolean!, $full: Boolean!) {
  workspace(id: $workspaceId) {
    backlog(
      filter: {mode: $mode, types: $filterTypes, status: $status, priority: $priority, epicId: $epicId, teamId: $teamId, sprint: $sprint, labels: $labels, search: $search, updatedSince: $updatedSince}
      sort: $sort
      first: $limit
      after: $cursor
    ) {
      totalCount
      dataVersion
      cursorDataVersion
      edges {
        cursor
        node {
          id @include(if: $full)
          key
          title
          type
          status @include(if: $triage)
          statusCategory @include(if: $full)
          priority @include(if: $triage)
          storyPoints @include(if: $scheduling)
          jobSize @include(if: $scoring)
          businessValue @include(if: $scoring)
          timeCriticality @include(if: $scoring)
          riskReduction @include(if: $scoring)
          wsjf @include(if: $scoring)
          epic @include(if: $triage) {
            key
          }
          parent @include(if: $full) {
            key
          }
          team @include(if: $triage) {
            name
          }
          sprint @include(if: $scheduling) {
            name
          }
          startedAt @include(if: $scheduling)
          dueDate @include(if: $scheduling)
          deadline @include(if: $scheduling)
          releaseDate @include(if: $scheduling)
          blockedBy @include(if: $scheduling) {
            key
          }
          labels @include(if: $full)
          createdAt @include(if: $full)
          updatedAt @include(if: $full)
          resolvedAt @include(if: $full)
          url @include(if: $full)
          description @include(if: $full)
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<QueryBacklogQuery, QueryBacklogQueryVariables>;
export const selections = {
  "WorkspaceIds": {
    "workspaces": {
      "nodes": [
        {
          "id": "string",
          "key": "string",
          "name": "string"
        }
      ]
    }
  },
  "EpicKeys": {
    "workspace": {
      "completeKeys": [
        "string"
      ]
    }
  },
  "DataVersion": {
    "workspace": {
      "dataVersion": "integer"
    }
  },
  "Introspect": {
    "introspect": {
      "active": "boolean",
      "reason": "string",
      "message": "string",
      "assertion": "string",
      "assertionExpiresAt": "string",
      "caller": {
        "kind": "string",
        "subject": "string",
        "tenantId": "string",
        "name": "string",
        "scopes": [
          "string"
        ],
        "expiresAt": "string",
        "sessionMinutes": "integer",
        "sessionStrict": "boolean"
      }
    }
  },
  "BacklogSummary": {
    "workspace": {
      "name": "string",
      "backlogSummary": {
        "sentence": "string",
        "total": "integer",
        "open": "integer",
        "inProgress": "integer",
        "done": "integer",
        "cancelled": "integer",
        "points": "number",
        "unestimated": "integer",
        "oldestOpenDays": "integer",
        "byStatus": [
          {
            "name": "string",
            "items": "integer",
            "points": "number"
          }
        ],
        "byType": [
          {
            "name": "string",
            "items": "integer",
            "points": "number"
          }
        ],
        "byPriority": [
          {
            "name": "string",
            "items": "integer",
            "points": "number"
          }
        ],
        "byTeam": [
          {
            "name": "string",
            "items": "integer",
            "points": "number"
          }
        ],
        "dataVersion": "integer",
        "asOf": "string"
      }
    }
  },
  "Workspaces": {
    "workspaces": {
      "nodes": [
        {
          "id": "string",
          "key": "string",
          "name": "string",
          "dataVersion": "integer",
          "dataChangedAt": "string"
        }
      ]
    }
  },
  "OpenMcpSession": {
    "openMcpSession": "boolean"
  },
  "TouchMcpSession": {
    "touchMcpSession": "string"
  },
  "EndMcpSession": {
    "endMcpSession": "boolean"
  },
  "QueryBacklog": {
    "workspace": {
      "backlog": {
        "totalCount": "integer",
        "dataVersion": "integer",
        "cursorDataVersion": "integer",
        "edges": [
          {
            "cursor": "string",
            "node": {
              "id": "string",
              "key": "string",
              "title": "string",
              "type": "string",
              "status": "string",
              "statusCategory": "string",
              "priority": "string",
              "storyPoints": "number",
              "jobSize": "number",
              "businessValue": "number",
              "timeCriticality": "number",
              "riskReduction": "number",
              "wsjf": "number",
              "epic": {
                "key": "string"
              },
              "parent": {
                "key": "string"
              },
              "team": {
                "name": "string"
              },
              "sprint": {
                "name": "string"
              },
              "startedAt": "string",
              "dueDate": "string",
              "deadline": "string",
              "releaseDate": "string",
              "blockedBy": [
                {
                  "key": "string"
                }
              ],
              "labels": [
                "string"
              ],
              "createdAt": "string",
              "updatedAt": "string",
              "resolvedAt": "string",
              "url": "string",
              "description": "string"
            }
          }
        ],
        "pageInfo": {
          "hasNextPage": "boolean",
          "endCursor": "string"
        }
      }
    }
  }
} as const;
