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

export type FlowUnit =
  | 'items'
  | 'points';

/** rough: a short history, given wider. */
export type ForecastConfidence =
  | 'calibrated'
  | 'rough';

/** exact: closed form, nothing drawn. simulation: teams wait for each other. */
export type ForecastMethod =
  | 'exact'
  | 'simulation';

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

export type ScheduleEffort =
  | 'quick'
  | 'standard'
  | 'thorough';

/** costOfDelay: what is worth most per day first. makespan: all of it as early as possible. tardiness: due dates. */
export type ScheduleObjective =
  | 'costOfDelay'
  | 'makespan'
  | 'tardiness';

/** INFEASIBLE: something could not be placed; the rest is planned. */
export type ScheduleStatus =
  | 'FEASIBLE'
  | 'INFEASIBLE'
  | 'OPTIMAL'
  | 'TIME_LIMIT';

/** What a status means, whatever word the team uses for it. `done` and `cancelled` need no more work. */
export type StatusCategory =
  | 'active'
  | 'backlog'
  | 'cancelled'
  | 'done'
  | 'review'
  | 'todo';

export type TrendDirection =
  | 'falling'
  | 'none'
  | 'rising';

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

export type VelocitySnapshotQueryVariables = Exact<{
  workspaceId: string;
}>;


export type VelocitySnapshotQuery = { workspace: { velocity: { sentence: string, warnings: Array<string>, throughput: { periods: number, median: number, mad: number, dispersion: number | null } | null, trend: { direction: TrendDirection, slope: number } | null, cycleTime: { p50: number, p85: number } | null, wip: { items: number, overdue: number, limit: number | null }, velocity: { sprints: number, median: number, mad: number } | null, predictability: { p90OverP50: number | null, hitRate: number | null }, stamp: { asOf: string, dataVersion: number, engine: string, inputHash: string } } } };

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

export type AnalyzeVelocityQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  teamId?: string | null | undefined;
  unit?: FlowUnit | null | undefined;
  weeks?: number | null | undefined;
  asOf?: string | null | undefined;
}>;


export type AnalyzeVelocityQuery = { workspace: { velocity: { unit: FlowUnit, team: string | null, signals: Array<string>, warnings: Array<string>, throughput: { periods: number, median: number, mad: number, dispersion: number | null, coefficientOfVariation: number | null } | null, trend: { slope: number, pValue: number, direction: TrendDirection } | null, cycleTime: { items: number, p50: number, p85: number, p95: number } | null, leadTime: { items: number, p50: number, p85: number, p95: number } | null, wip: { items: number, limit: number | null, overdue: number, ages: Array<{ key: string, age: number, overdue: boolean }> }, flow: { arrivals: number, departures: number, stable: boolean } | null, velocity: { sprints: number, median: number, mad: number } | null, sayDo: { kept: number | null, delivered: number | null, addedShare: number | null }, nextSprints: Array<{ sprints: number, p10: number, p50: number, p90: number }>, predictability: { p90OverP50: number | null, hitRate: number | null }, trackRecord: Array<{ percentile: number, held: number, of: number }>, findings: Array<{ code: string, sentence: string }>, weekly: Array<{ start: string, items: number, size: number }>, stamp: { asOf: string, dataVersion: number, seed: string | null, engine: string, inputHash: string } } } };

export type ForecastDeliveryQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  itemIds?: Array<string> | string | null | undefined;
  epicId?: string | null | undefined;
  count?: number | null | undefined;
  points?: number | null | undefined;
  unit?: FlowUnit | null | undefined;
  targetDate?: string | null | undefined;
  teamIds?: Array<string> | string | null | undefined;
  includeScopeGrowth?: boolean | null | undefined;
  asOf?: string | null | undefined;
}>;


export type ForecastDeliveryQuery = { workspace: { deliveryForecast: { confidence: ForecastConfidence, method: ForecastMethod, unit: FlowUnit, remaining: number, assumptions: Array<string>, warnings: Array<string>, dates: Array<{ percentile: number, date: string | null, days: number | null }>, target: { date: string, probability: number, howMany: Array<{ percentile: number, size: number }> } | null, influences: Array<{ change: string, days: number }>, trackRecord: Array<{ percentile: number, held: number, of: number }>, growth: { perFinished: number, factor: number } | null, teams: Array<{ name: string, remaining: number }>, histogram: Array<{ from: string, until: string | null, probability: number }>, stamp: { asOf: string, dataVersion: number, seed: string | null, engine: string, inputHash: string } } } };

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

export type SchedulePortfolioQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  itemIds?: Array<string> | string | null | undefined;
  teamIds?: Array<string> | string | null | undefined;
  startDate?: string | null | undefined;
  horizonWeeks?: number | null | undefined;
  objective?: ScheduleObjective | null | undefined;
  includeStoryPacking?: boolean | null | undefined;
  baselineId?: string | null | undefined;
  effort?: ScheduleEffort | null | undefined;
  asOf?: string | null | undefined;
}>;


export type SchedulePortfolioQuery = { workspace: { portfolioSchedule: { status: ScheduleStatus, objective: ScheduleObjective, value: number, lowerBound: number, gap: number | null, finish: string | null, criticalPath: Array<string>, assumptions: Array<string>, warnings: Array<string>, items: Array<{ key: string, title: string, team: string, start: string, finish: string, late: number | null, critical: boolean, waitedFor: Array<string> }>, unplaced: Array<{ key: string, title: string, why: string, earliestFinish: string | null }>, stories: Array<{ key: string, title: string, sprint: string, spills: boolean }>, variance: { finishDays: number | null, later: number, earlier: number, added: number, removed: number, items: Array<{ key: string, change: string, finishDays: number | null }> } | null, utilisation: Array<{ team: string, week: string, used: number, offered: number }>, stamp: { asOf: string, dataVersion: number, seed: string | null, engine: string, inputHash: string } } } };

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
export const VelocitySnapshotDocument = new TypedDocumentString(`
    query VelocitySnapshot($workspaceId: ID!) {
  workspace(id: $workspaceId) {
    velocity(weeks: 12) {
      sentence
      throughput {
        periods
        median
        mad
        dispersion
      }
      trend {
        direction
        slope
      }
      cycleTime {
        p50
        p85
      }
      wip {
        items
        overdue
        limit
      }
      velocity {
        sprints
        median
        mad
      }
      predictability {
        p90OverP50
        hitRate
      }
      warnings
      stamp {
        asOf
        dataVersion
        engine
        inputHash
      }
    }
  }
}
    `) as unknown as TypedDocumentString<VelocitySnapshotQuery, VelocitySnapshotQueryVariables>;
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
export const AnalyzeVelocityDocument = new TypedDocumentString(`
    query AnalyzeVelocity($workspaceId: ID, $teamId: ID, $unit: FlowUnit, $weeks: Int, $asOf: Date) {
  workspace(id: $workspaceId) {
    velocity(teamId: $teamId, unit: $unit, weeks: $weeks, asOf: $asOf) {
      unit
      team
      throughput {
        periods
        median
        mad
        dispersion
        coefficientOfVariation
      }
      trend {
        slope
        pValue
        direction
      }
      signals
      cycleTime {
        items
        p50
        p85
        p95
      }
      leadTime {
        items
        p50
        p85
        p95
      }
      wip {
        items
        limit
        overdue
        ages(first: 5) {
          key
          age
          overdue
        }
      }
      flow {
        arrivals
        departures
        stable
      }
      velocity {
        sprints
        median
        mad
      }
      sayDo {
        kept
        delivered
        addedShare
      }
      nextSprints {
        sprints
        p10
        p50
        p90
      }
      predictability {
        p90OverP50
        hitRate
      }
      trackRecord {
        percentile
        held
        of
      }
      findings {
        code
        sentence
      }
      weekly {
        start
        items
        size
      }
      warnings
      stamp {
        asOf
        dataVersion
        seed
        engine
        inputHash
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AnalyzeVelocityQuery, AnalyzeVelocityQueryVariables>;
export const ForecastDeliveryDocument = new TypedDocumentString(`
    query ForecastDelivery($workspaceId: ID, $itemIds: [ID!], $epicId: ID, $count: Int, $points: Float, $unit: FlowUnit, $targetDate: Date, $teamIds: [ID!], $includeScopeGrowth: Boolean, $asOf: Date) {
  workspace(id: $workspaceId) {
    deliveryForecast(
      itemIds: $itemIds
      epicId: $epicId
      count: $count
      points: $points
      unit: $unit
      targetDate: $targetDate
      teamIds: $teamIds
      includeScopeGrowth: $includeScopeGrowth
      asOf: $asOf
    ) {
      confidence
      method
      unit
      remaining
      dates {
        percentile
        date
        days
      }
      target {
        date
        probability
        howMany {
          percentile
          size
        }
      }
      influences {
        change
        days
      }
      trackRecord {
        percentile
        held
        of
      }
      growth {
        perFinished
        factor
      }
      teams {
        name
        remaining
      }
      histogram {
        from
        until
        probability
      }
      assumptions
      warnings
      stamp {
        asOf
        dataVersion
        seed
        engine
        inputHash
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ForecastDeliveryQuery, ForecastDeliveryQueryVariables>;
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
export const SchedulePortfolioDocument = new TypedDocumentString(`
    query SchedulePortfolio($workspaceId: ID, $itemIds: [ID!], $teamIds: [ID!], $startDate: Date, $horizonWeeks: Int, $objective: ScheduleObjective, $includeStoryPacking: Boolean, $baselineId: ID, $effort: ScheduleEffort, $asOf: Date) {
  workspace(id: $workspaceId) {
    portfolioSchedule(
      itemIds: $itemIds
      teamIds: $teamIds
      startDate: $startDate
      horizonWeeks: $horizonWeeks
      objective: $objective
      includeStoryPacking: $includeStoryPacking
      baselineId: $baselineId
      effort: $effort
      asOf: $asOf
    ) {
      status
      objective
      value
      lowerBound
      gap
      finish
      items {
        key
        title
        team
        start
        finish
        late
        critical
        waitedFor
      }
      unplaced {
        key
        title
        why
        earliestFinish
      }
      criticalPath
      stories {
        key
        title
        sprint
        spills
      }
      variance {
        finishDays
        later
        earlier
        added
        removed
        items {
          key
          change
          finishDays
        }
      }
      utilisation {
        team
        week
        used
        offered
      }
      assumptions
      warnings
      stamp {
        asOf
        dataVersion
        seed
        engine
        inputHash
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SchedulePortfolioQuery, SchedulePortfolioQueryVariables>;
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
  "VelocitySnapshot": {
    "workspace": {
      "velocity": {
        "sentence": "string",
        "throughput": {
          "periods": "integer",
          "median": "number",
          "mad": "number",
          "dispersion": "number"
        },
        "trend": {
          "direction": "string",
          "slope": "number"
        },
        "cycleTime": {
          "p50": "number",
          "p85": "number"
        },
        "wip": {
          "items": "integer",
          "overdue": "integer",
          "limit": "number"
        },
        "velocity": {
          "sprints": "integer",
          "median": "number",
          "mad": "number"
        },
        "predictability": {
          "p90OverP50": "number",
          "hitRate": "number"
        },
        "warnings": [
          "string"
        ],
        "stamp": {
          "asOf": "string",
          "dataVersion": "integer",
          "engine": "string",
          "inputHash": "string"
        }
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
  "AnalyzeVelocity": {
    "workspace": {
      "velocity": {
        "unit": "string",
        "team": "string",
        "throughput": {
          "periods": "integer",
          "median": "number",
          "mad": "number",
          "dispersion": "number",
          "coefficientOfVariation": "number"
        },
        "trend": {
          "slope": "number",
          "pValue": "number",
          "direction": "string"
        },
        "signals": [
          "string"
        ],
        "cycleTime": {
          "items": "integer",
          "p50": "number",
          "p85": "number",
          "p95": "number"
        },
        "leadTime": {
          "items": "integer",
          "p50": "number",
          "p85": "number",
          "p95": "number"
        },
        "wip": {
          "items": "integer",
          "limit": "number",
          "overdue": "integer",
          "ages": [
            {
              "key": "string",
              "age": "integer",
              "overdue": "boolean"
            }
          ]
        },
        "flow": {
          "arrivals": "integer",
          "departures": "integer",
          "stable": "boolean"
        },
        "velocity": {
          "sprints": "integer",
          "median": "number",
          "mad": "number"
        },
        "sayDo": {
          "kept": "number",
          "delivered": "number",
          "addedShare": "number"
        },
        "nextSprints": [
          {
            "sprints": "integer",
            "p10": "number",
            "p50": "number",
            "p90": "number"
          }
        ],
        "predictability": {
          "p90OverP50": "number",
          "hitRate": "number"
        },
        "trackRecord": [
          {
            "percentile": "integer",
            "held": "integer",
            "of": "integer"
          }
        ],
        "findings": [
          {
            "code": "string",
            "sentence": "string"
          }
        ],
        "weekly": [
          {
            "start": "string",
            "items": "integer",
            "size": "number"
          }
        ],
        "warnings": [
          "string"
        ],
        "stamp": {
          "asOf": "string",
          "dataVersion": "integer",
          "seed": "string",
          "engine": "string",
          "inputHash": "string"
        }
      }
    }
  },
  "ForecastDelivery": {
    "workspace": {
      "deliveryForecast": {
        "confidence": "string",
        "method": "string",
        "unit": "string",
        "remaining": "number",
        "dates": [
          {
            "percentile": "integer",
            "date": "string",
            "days": "integer"
          }
        ],
        "target": {
          "date": "string",
          "probability": "number",
          "howMany": [
            {
              "percentile": "integer",
              "size": "integer"
            }
          ]
        },
        "influences": [
          {
            "change": "string",
            "days": "integer"
          }
        ],
        "trackRecord": [
          {
            "percentile": "integer",
            "held": "integer",
            "of": "integer"
          }
        ],
        "growth": {
          "perFinished": "number",
          "factor": "number"
        },
        "teams": [
          {
            "name": "string",
            "remaining": "number"
          }
        ],
        "histogram": [
          {
            "from": "string",
            "until": "string",
            "probability": "number"
          }
        ],
        "assumptions": [
          "string"
        ],
        "warnings": [
          "string"
        ],
        "stamp": {
          "asOf": "string",
          "dataVersion": "integer",
          "seed": "string",
          "engine": "string",
          "inputHash": "string"
        }
      }
    }
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
  },
  "SchedulePortfolio": {
    "workspace": {
      "portfolioSchedule": {
        "status": "string",
        "objective": "string",
        "value": "number",
        "lowerBound": "number",
        "gap": "number",
        "finish": "string",
        "items": [
          {
            "key": "string",
            "title": "string",
            "team": "string",
            "start": "string",
            "finish": "string",
            "late": "integer",
            "critical": "boolean",
            "waitedFor": [
              "string"
            ]
          }
        ],
        "unplaced": [
          {
            "key": "string",
            "title": "string",
            "why": "string",
            "earliestFinish": "string"
          }
        ],
        "criticalPath": [
          "string"
        ],
        "stories": [
          {
            "key": "string",
            "title": "string",
            "sprint": "string",
            "spills": "boolean"
          }
        ],
        "variance": {
          "finishDays": "integer",
          "later": "integer",
          "earlier": "integer",
          "added": "integer",
          "removed": "integer",
          "items": [
            {
              "key": "string",
              "change": "string",
              "finishDays": "integer"
            }
          ]
        },
        "utilisation": [
          {
            "team": "string",
            "week": "string",
            "used": "number",
            "offered": "number"
          }
        ],
        "assumptions": [
          "string"
        ],
        "warnings": [
          "string"
        ],
        "stamp": {
          "asOf": "string",
          "dataVersion": "integer",
          "seed": "string",
          "engine": "string",
          "inputHash": "string"
        }
      }
    }
  }
} as const;
