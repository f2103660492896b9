/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AlignmentBand =
  | 'none'
  | 'partial'
  | 'strong'
  | 'weak';

/** `model`: a language model read it, and quotes words of the item. */
export type AlignmentBasis =
  | 'explicit_link'
  | 'inherited_link'
  | 'lexical'
  | 'model'
  | 'none';

export type AlignmentConfidence =
  | 'high'
  | 'low'
  | 'medium';

/** `linked`: links only. `lexical`: words only. `hybrid`: a direct link takes precedence over an inherited link, which takes precedence over words. `ai`: as `hybrid`, but the AI provider that an owner chose reads up to 100 items that have no link. It costs credits and needs `prd:write`; the same question about the same text is charged once. */
export type AlignmentMethod =
  | 'ai'
  | 'hybrid'
  | 'lexical'
  | 'linked';

/** `none_active`: there are objectives, but none of those in question is active. `partial`: there are more items than one answer scores. */
export type AlignmentStatus =
  | 'no_objectives'
  | 'none_active'
  | 'ok'
  | 'partial';

/** overdue: open after its due date, longest first. stale: open and unchanged for 30 days, oldest first. slipped: carried over from a closed sprint or moved to a later due date, most often first. blocking: holds up other open items, most first. duplicates: nearly the same title as another open item, most alike first. unestimated: open without points or job size, containers of other items left out. */
export type BacklogFind =
  | 'blocking'
  | 'duplicates'
  | 'overdue'
  | 'slipped'
  | 'stale'
  | 'unestimated';

export type BacklogGrouping =
  | 'assignee'
  | 'epic'
  | 'label'
  | 'month'
  | 'priority'
  | 'sprint'
  | 'status'
  | 'team'
  | 'type';

/** `active` leaves out items that are done or canceled. */
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

export type CapabilityLevel =
  | 'full'
  | 'none'
  | 'partial';

/** `supported`: has a source and a date. `stale`: older than the limit; counts half. `unsupported`: has no source or no date; does not count. */
export type ClaimStanding =
  | 'stale'
  | 'supported'
  | 'unsupported';

export type CompetitiveFocus =
  | 'battlecard'
  | 'gaps'
  | 'landscape'
  | 'matrix'
  | 'threats';

export type CompetitiveLead =
  | 'nobody'
  | 'they'
  | 'we';

/** How directly it competes for the same buyers. */
export type CompetitorCategory =
  | 'direct'
  | 'disruptor'
  | 'indirect'
  | 'substitute';

export type FlowUnit =
  | 'items'
  | 'points';

/** `rough`: the history is short or little was finished recently, so the ranges are wider. */
export type ForecastConfidence =
  | 'calibrated'
  | 'rough';

/** `exact`: closed form, without random draws. `simulation`: used when teams wait for each other. */
export type ForecastMethod =
  | 'exact'
  | 'simulation';

export type GapBand =
  | 'critical'
  | 'minor'
  | 'serious'
  | 'unsupported';

export type ItemType =
  | 'bug'
  | 'epic'
  | 'feature'
  | 'idea'
  | 'improvement'
  | 'story'
  | 'task';

/** `ended`: the client ended it. `foreign`: it belongs to another caller. `rolled_over`: it expired and was restarted empty. */
export type McpSessionState =
  | 'active'
  | 'ended'
  | 'expired'
  | 'foreign'
  | 'rolled_over';

/** team: everything. leadership: items are counted, not listed. external: no competitors, capacity, risks, or alternatives. */
export type PrdAudience =
  | 'external'
  | 'leadership'
  | 'team';

/** quoted: words of a record. summarized, inferred: from the records cited. computed: said by an analysis. assumption: nothing cited shows it; with an author, that person stated it. */
export type PrdBasis =
  | 'assumption'
  | 'computed'
  | 'inferred'
  | 'quoted'
  | 'summarized';

/** outline: composed from records and analyses, without a model. ai: a model phrased parts of it. */
export type PrdMode =
  | 'ai'
  | 'outline';

export type PrdStatus =
  | 'approved'
  | 'draft'
  | 'review';

/** standard: 14 sections. onePager: 8. lean: 6. own: the sections that you name. */
export type PrdTemplate =
  | 'lean'
  | 'onePager'
  | 'own'
  | 'standard';

export type Priority =
  | 'critical'
  | 'high'
  | 'low'
  | 'medium'
  | 'none';

export type PriorityEffect =
  | 'none'
  | 'raise'
  | 'watch';

export type PriorityOrder =
  | 'ice'
  | 'rice'
  /** Fewer than 30% of the items have a score, so the list is ordered by blockers, due dates, priority, and age. No scores, no tiers. */
  | 'withoutScores'
  | 'wsjf';

/** Position in the ranked list: P0 is the top 5%, P1 up to 20%, P2 up to 50%, P3 up to 80%, P4 the rest. */
export type PriorityTier =
  | 'P0'
  | 'P1'
  | 'P2'
  | 'P3'
  | 'P4';

export type RankingMethod =
  | 'ice'
  | 'rice'
  | 'wsjf';

/** `BAD_USER_INPUT`: its arguments were not valid. `FORBIDDEN`: the caller lacks its scope. */
export type RefusedCall =
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN';

/** One change. Fields that its type does not use are refused. */
export type ScenarioChangeInput = {
  /** Cost of one member per week in whole units of the currency: 2500 for a Team.costRateCents of 250000. May have decimals. */
  costRate?: number | null | undefined;
  date?: string | null | undefined;
  /** 0.8 means that a fifth less gets done. */
  factor?: number | null | undefined;
  /** Put the added scope before everything else. */
  first?: boolean | null | undefined;
  /** Default today. */
  from?: string | null | undefined;
  /** Keys or IDs. An epic includes its children. */
  itemIds?: Array<string> | null | undefined;
  members?: number | null | undefined;
  /** Days until fully productive. Default: 60 for a hire, 30 for a move. */
  rampUpDays?: number | null | undefined;
  /** In items or points, like the forecast. */
  size?: number | null | undefined;
  /** Name or ID. Not needed if only one team does the work. */
  team?: string | null | undefined;
  toTeam?: string | null | undefined;
  type: ScenarioChangeType;
  /** The first day it no longer applies. Default: never ends. */
  until?: string | null | undefined;
};

/** addScope, removeScope: size. removeItems, moveItems: itemIds (and toTeam). startNotBefore: date, and itemIds or team. capacity: factor, from, until. hire, leave: members, from. moveMembers: team, toTeam, members. costRate. targetDate: date. */
export type ScenarioChangeType =
  | 'addScope'
  | 'capacity'
  | 'costRate'
  | 'hire'
  | 'leave'
  | 'moveItems'
  | 'moveMembers'
  | 'removeItems'
  | 'removeScope'
  | 'startNotBefore'
  | 'targetDate';

export type ScenarioInput = {
  changes: Array<ScenarioChangeInput>;
  name: string;
};

/** Risk of missing the target date: up to 15% is low, up to 40% medium. */
export type ScenarioRisk =
  | 'high'
  | 'low'
  | 'medium';

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

/** What a status means, whatever the team calls it. `done` and `cancelled` items need no more work. */
export type StatusCategory =
  | 'active'
  | 'backlog'
  | 'cancelled'
  | 'done'
  | 'review'
  | 'todo';

export type ThreatTrend =
  | 'falling'
  | 'rising'
  | 'steady'
  | 'unknown';

export type TrendDirection =
  | 'falling'
  | 'none'
  | 'rising';

export type VelocityBreakdown =
  | 'assignee'
  | 'epic'
  | 'priority'
  | 'team'
  | 'type';

export type WorkspaceIdsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type WorkspaceIdsQuery = { workspaces: { nodes: Array<{ id: string, key: string, name: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EpicKeysQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  prefix: string;
  limit: number;
}>;


export type EpicKeysQuery = { workspace: { completeKeys: Array<string> } };

export type DataVersionQueryVariables = Exact<{
  workspaceId: string;
}>;


export type DataVersionQuery = { workspace: { dataVersion: number } };

export type TenantVersionQueryVariables = Exact<{
  tenantId: string;
}>;


export type TenantVersionQuery = { tenant: { dataVersion: number } };

export type NoteRefusedCallMutationVariables = Exact<{
  outcome: RefusedCall;
}>;


export type NoteRefusedCallMutation = { noteRefusedCall: boolean };

export type IntrospectQueryVariables = Exact<{
  apiKey?: string | null | undefined;
  accessToken?: string | null | undefined;
  ip?: string | null | undefined;
}>;


export type IntrospectQuery = { introspect: { active: boolean, reason: string | null, message: string | null, assertion: string | null, assertionExpiresAt: string | null, caller: { kind: CallerKind, subject: string, tenantId: string, name: string, scopes: Array<string>, grantableScopes: Array<string>, expiresAt: string | null, sessionMinutes: number, sessionStrict: boolean, views: boolean } | null } };

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


export type TouchMcpSessionMutation = { touchMcpSession: { state: McpSessionState, clientName: string | null } };

export type EndMcpSessionMutationVariables = Exact<{
  id: string;
}>;


export type EndMcpSessionMutation = { endMcpSession: boolean };

export type CountCallsMutationVariables = Exact<{
  calls: number;
  ip?: string | null | undefined;
}>;


export type CountCallsMutation = { countCalls: { limited: boolean, retryAfter: number, policy: string, state: string } };

export type BacklogSummaryQueryVariables = Exact<{
  workspaceId: string;
}>;


export type BacklogSummaryQuery = { workspace: { name: string, backlogSummary: { sentence: string, total: number, open: number, inProgress: number | null, done: number, cancelled: number, points: number, unestimated: number, oldestOpenDays: number | null, dataVersion: number, asOf: string, byStatus: Array<{ name: string, items: number, points: number }>, byType: Array<{ name: string, items: number, points: number }>, byPriority: Array<{ name: string, items: number, points: number }>, byTeam: Array<{ name: string, items: number, points: number }> } } };

export type CompetitiveLandscapeQueryVariables = Exact<{
  tenantId: string;
}>;


export type CompetitiveLandscapeQuery = { tenant: { competitiveAnalysis: { sentence: string, totalCount: number, warnings: Array<string>, competitors: Array<{ name: string, category: CompetitorCategory, threat: number, trend: ThreatTrend, claims: number, lastEvidenceDays: number | null, stale: boolean, positioning: string | null, evidence: Array<string> }> | null, gaps: Array<{ capability: string, us: CapabilityLevel, severity: number, band: GapBand, competitorsAhead: number, competitorsHaving: Array<string>, evidence: Array<string> }> | null, evidence: Array<{ key: string, competitor: string, claim: string, source: string | null, capturedAt: string | null, confidence: number, standing: ClaimStanding }>, stamp: { asOf: string, dataVersion: number, engine: string, inputHash: string } } } };

export type StrategicContextQueryVariables = Exact<{
  workspaceId: string;
}>;


export type StrategicContextQuery = { workspace: { name: string, mission: string | null, themes: Array<{ name: string, description: string }>, objectives: Array<{ name: string, description: string, measure: string | null, target: string | null, current: string | null, dueDate: string | null, itemCount: number, theme: { name: string } | null }>, alignment: { status: AlignmentStatus, sentence: string, orphanCount: number, warnings: Array<string>, coverage: Array<{ itemCount: number, share: number, starved: boolean, objective: { name: string } }>, stamp: { asOf: string, dataVersion: number, engine: string, inputHash: string } } } };

export type VelocitySnapshotQueryVariables = Exact<{
  workspaceId: string;
}>;


export type VelocitySnapshotQuery = { workspace: { velocity: { sentence: string, warnings: Array<string>, throughput: { periods: number, median: number, mad: number, dispersion: number | null } | null, trend: { direction: TrendDirection, slope: number } | null, cycleTime: { p50: number, p85: number } | null, wip: { items: number, olderThanUsual: number, usualDays: number | null }, velocity: { sprints: number, median: number, mad: number } | null, predictability: { p90OverP50: number | null, hitRate: number | null }, stamp: { asOf: string, dataVersion: number, engine: string, inputHash: string } } } };

export type WorkspacesQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkspacesQuery = { workspaces: { nodes: Array<{ id: string, key: string, name: string, dataVersion: number, dataChangedAt: string }>, more: { hasNextPage: boolean } } };

export type AnalyzeScenarioQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  scenarios?: Array<ScenarioInput> | ScenarioInput | null | undefined;
  saved?: Array<string> | string | null | undefined;
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


export type AnalyzeScenarioQuery = { workspace: { assumed: boolean, key: string, scenarioAnalysis: { confidence: ForecastConfidence, method: ForecastMethod, unit: FlowUnit, openWork: number, sizedZero: number, remaining: number, currency: string | null, assumptions: Array<string>, warnings: Array<string>, rough: string | null, baseline: { onTime: number | null, risk: ScenarioRisk | null, dates: { p50: string | null, p75: string | null, p90: string | null, p95: string | null }, cost: { p50: number | null, p90: number | null } }, scenarios: Array<{ name: string, targetDate: string | null, onTime: number | null, risk: ScenarioRisk | null, dates: { p50: string | null, p75: string | null, p90: string | null, p95: string | null }, shift: { p50: number | null, p75: number | null, p90: number | null, p95: number | null }, cost: { p50: number | null, p90: number | null }, costShift: { p50: number | null, p90: number | null }, contributions: Array<{ change: string, shift: { p50: number | null, p75: number | null, p90: number | null, p95: number | null } }> }>, stamp: { asOf: string, dataVersion: number, seed: string | null, engine: string, inputHash: string } } } };

export type AnalyzeVelocityQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  teamId?: string | null | undefined;
  unit?: FlowUnit | null | undefined;
  weeks?: number | null | undefined;
  by?: VelocityBreakdown | null | undefined;
  asOf?: string | null | undefined;
  all: boolean;
}>;


export type AnalyzeVelocityQuery = { workspace: { assumed: boolean, key: string, velocity: { unit: FlowUnit, openWork: number, team: string | null, signals?: Array<string>, warnings: Array<string>, throughput: { periods: number, median: number, mad: number, dispersion: number | null, coefficientOfVariation: number | null } | null, trend?: { slope: number, pValue: number, direction: TrendDirection } | null, cycleTime: { items: number, p50: number, p85: number, p95: number } | null, leadTime?: { items: number, p50: number, p85: number, p95: number } | null, wip: { items: number, usualDays: number | null, olderThanUsual: number, ages: Array<{ key: string, age: number, olderThanUsual: boolean }> }, flow?: { arrivals: number, departures: number, stable: boolean } | null, velocity?: { sprints: number, median: number, mad: number } | null, sayDo?: { kept: number | null, delivered: number | null, addedShare: number | null }, nextSprints?: Array<{ sprints: number, p10: number, p50: number, p90: number }>, predictability?: { p90OverP50: number | null, hitRate: number | null }, trackRecord?: Array<{ percentile: number, held: number, of: number, teams: number }>, findings?: Array<{ code: string, sentence: string }>, weekly: Array<{ start: string, items: number, size: number }>, breakdown: Array<{ name: string, title: string | null, finished: number, points: number, perWeek: number, inProgress: number, members: number | null, inProgressPerMember: number | null, cycleTime: { p50: number, p85: number } | null }> | null, stamp: { asOf: string, dataVersion: number, seed: string | null, engine: string, inputHash: string } } } };

export type CompetitiveAnalysisQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  focus?: CompetitiveFocus | null | undefined;
  competitorIds?: Array<string> | string | null | undefined;
  competitorNames?: Array<string> | string | null | undefined;
  itemIds?: Array<string> | string | null | undefined;
  asOf?: string | null | undefined;
  sinceDays?: number | null | undefined;
  minConfidence?: number | null | undefined;
  limit?: number | null | undefined;
  cursor?: string | null | undefined;
  full: boolean;
}>;


export type CompetitiveAnalysisQuery = { tenant: { competitiveAnalysis: { focus: CompetitiveFocus, sentence: string, totalCount: number, warnings: Array<string>, competitors: Array<{ name: string, category: CompetitorCategory, threat: number, trend: ThreatTrend, claims: number, lastEvidenceDays: number | null, stale: boolean, positioning: string | null, evidence: Array<string>, components?: { category: number, ahead: number, parity: number, momentum: number } }> | null, gaps: Array<{ capability: string, us: CapabilityLevel, severity: number, band: GapBand, suggestedPriorityEffect: PriorityEffect, competitorsAhead: number, competitorsHaving: Array<string>, evidence: Array<string>, linkedItems: Array<{ key: string }> }> | null, matrix: Array<{ capability: string, importance: number, us: CapabilityLevel | null, them: Array<string> }> | null, battlecards: Array<{ competitor: string, positioning: string | null, unknown: Array<string>, latest: Array<string> }> | null, comparisons: Array<{ competitor: string, lead: CompetitiveLead, capability: string, us: CapabilityLevel, them: CapabilityLevel, evidence: Array<string> }> | null, evidence: Array<{ key: string, competitor: string, claim: string, source: string | null, url?: string | null, capturedAt: string | null, confidence: number, standing: ClaimStanding }>, unresolvedNames: Array<{ name: string, candidates: Array<string> }> | null, nextCursor: { endCursor: string | null }, stamp: { asOf: string, dataVersion: number, engine: string, inputHash: string } } } };

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
  byEpic: boolean;
  whyMoved: boolean;
}>;


export type ForecastDeliveryQuery = { workspace: { assumed: boolean, key: string, deliveryForecast: { sentence: string, confidence: ForecastConfidence, evenOdds: boolean, method: ForecastMethod, unit: FlowUnit, openWork: number, sizedZero: number, remaining: number, whyMoved?: string, assumptions: Array<string>, warnings: Array<string>, rough: string | null, dates: Array<{ percentile: number, date: string | null, days: number | null }>, target: { date: string, probability: number, howMany: Array<{ percentile: number, size: number }> } | null, influences?: Array<{ change: string, days: number | null }>, trackRecord: Array<{ percentile: number, held: number, of: number, teams: number, fourWeeks: boolean }>, growth: { factor: number, rate: number } | null, teams?: Array<{ name: string, remaining: number, p90: string | null }>, keptPlan: { name: string, asOf: string, finish: string | null, probability: number | null, differs: boolean, why: Array<string> } | null, epics?: Array<{ key: string, title: string | null, open: number, done: number, percentDone: number | null, openPoints: number, donePoints: number, percentPoints: number | null, p50: string | null, p90: string | null }>, histogram: Array<{ from: string, until: string | null, probability: number }>, stamp: { asOf: string, dataVersion: number, seed: string | null, engine: string, inputHash: string } } } };

export type GeneratePrdMutationVariables = Exact<{
  workspaceId?: string | null | undefined;
  topic?: string | null | undefined;
  epicId?: string | null | undefined;
  itemIds?: Array<string> | string | null | undefined;
  template?: PrdTemplate | null | undefined;
  audience?: PrdAudience | null | undefined;
  sections?: Array<string> | string | null | undefined;
  includeStrategicContext?: boolean | null | undefined;
  dryRun?: boolean | null | undefined;
  requestId?: string | null | undefined;
}>;


export type GeneratePrdMutation = { generatePrd: { key: string | null, version: number, status: PrdStatus, title: string, mode: PrdMode, sentence: string, credits: number, sentences: number, assumptions: number, openQuestions: number, createdOn: string, warnings: Array<string>, completeness: { answered: number, assumed: number, missing: number }, sections: Array<{ key: string, heading: string, sentences: Array<{ text: string, basis: PrdBasis, evidence: Array<{ source: string, quote: string | null }> }>, questions: Array<{ text: string, evidence: Array<{ source: string, quote: string | null }> }> }>, sources: Array<{ alias: string, key: string, title: string, note: string }>, context: Array<{ label: string, text: string }>, previous: { version: number, createdOn: string, sources: Array<{ alias: string, key: string, title: string, note: string }>, sections: Array<{ key: string, heading: string, sentences: Array<{ text: string, basis: PrdBasis, evidence: Array<{ source: string, quote: string | null }> }> }> } | null, stamp: { asOf: string, dataVersion: number, engine: string, inputHash: string } } };

export type OptimizePrioritiesQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  itemIds?: Array<string> | string | null | undefined;
  filterTypes?: Array<ItemType> | ItemType | null | undefined;
  status?: Array<StatusCategory> | StatusCategory | null | undefined;
  priority?: Array<Priority> | Priority | null | undefined;
  epicId?: string | null | undefined;
  teamId?: string | null | undefined;
  sprint?: string | null | undefined;
  labels?: Array<string> | string | null | undefined;
  search?: string | null | undefined;
  updatedSince?: string | null | undefined;
  method?: RankingMethod | null | undefined;
  alignmentWeight?: number | null | undefined;
  competitiveWeight?: number | null | undefined;
  targetDate?: string | null | undefined;
  asOf?: string | null | undefined;
  limit?: number | null | undefined;
  cursor?: string | null | undefined;
}>;


export type OptimizePrioritiesQuery = { workspace: { assumed: boolean, key: string, priorities: { sentence: string, unranked: string | null, method: PriorityOrder, scored: number, openWork: number, totalCount: number, assumptions: Array<string>, warnings: Array<string>, edges: Array<{ cursor: string, node: { rank: number, key: string, title: string, type: ItemType, tier: PriorityTier | null, score: number | null, started: boolean | null, reason: string, rankLow: number | null, rankHigh: number | null, estimated: Array<string>, factors: Array<{ name: string, value: number | null, rankWithout: number }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, rows: Array<{ node: { key: string, size: number | null, parts: Array<{ name: string, value: number }> } }>, inputs: { keys: Array<string>, titles: Array<string>, types: Array<string>, priorities: Array<string>, blockedBy: Array<string>, figures: Array<{ field: string, values: Array<number | null> }>, factors: Array<{ name: string, weight: number, values: Array<number | null>, reasons: Array<string | null> }> } | null, tiers: Array<{ tier: PriorityTier, items: number }>, upper: { count: number, value: number, effort: number | null } | null, stability: { topK: number, considered: number, stay: number, samples: number } | null, scopeByDate: { date: string, confidence: number, unit: string, count: number, amount: number, probability: number | null, valueShare: number, keys: Array<string>, cutCount: number, cut: Array<string>, next: { keys: Array<string>, probability: number } | null } | null, estimateNext: Array<{ key: string, field: string, assumed: number | null, low: number, high: number, rankBest: number, rankWorst: number }>, quality: { optimal: boolean, gap: number } | null, stamp: { asOf: string, dataVersion: number, seed: string | null, engine: string, inputHash: string } } } };

export type QueryBacklogQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  mode?: BacklogMode | null | undefined;
  filterTypes?: Array<ItemType> | ItemType | null | undefined;
  status?: Array<StatusCategory> | StatusCategory | null | undefined;
  statusNames?: Array<string> | string | null | undefined;
  priority?: Array<Priority> | Priority | null | undefined;
  epicId?: string | null | undefined;
  teamId?: string | null | undefined;
  sprint?: string | null | undefined;
  labels?: Array<string> | string | null | undefined;
  search?: string | null | undefined;
  updatedSince?: string | null | undefined;
  assignee?: string | null | undefined;
  finishedFrom?: string | null | undefined;
  finishedUntil?: string | null | undefined;
  dueFrom?: string | null | undefined;
  dueUntil?: string | null | undefined;
  find?: BacklogFind | null | undefined;
  groupBy?: BacklogGrouping | null | undefined;
  sort?: BacklogSort | null | undefined;
  limit?: number | null | undefined;
  cursor?: string | null | undefined;
  triage: boolean;
  scoring: boolean;
  scheduling: boolean;
  full: boolean;
  due: boolean;
  stale: boolean;
  finished: boolean;
  points: boolean;
  slipped: boolean;
  blocking: boolean;
  alike: boolean;
  listed: boolean;
}>;


export type QueryBacklogQuery = { workspace: { assumed: boolean, key: string, backlog: { openWork: number, totalCount?: number, dataVersion: number, cursorDataVersion: number | null, searchedFor: string | null, closestWords: Array<string> | null, groupCount: number | null, groups: Array<{ name: string, title: string | null, state: string | null, from: string | null, until: string | null, open: number | null, openPoints: number | null, inProgress: number | null, unestimated: number | null, done: number, donePoints: number, carriedOver: number | null, carriedOverPoints: number | null, percentDone: number | null, percentPoints: number | null, created: number | null, due: number | null }> | null, edges?: Array<{ cursor: string, node: { id?: string, key: string, title: string, type: ItemType, status?: string, statusCategory?: StatusCategory, priority?: Priority, storyPoints?: number | null, jobSize?: number | null, businessValue?: number | null, timeCriticality?: number | null, riskReduction?: number | null, wsjf?: number | null, assignee?: string | null, holdsUp?: number, startedAt?: string | null, dueDate?: string | null, deadline?: string | null, releaseDate?: string | null, labels?: Array<string>, createdAt?: string, updatedAt?: string, resolvedAt?: string | null, url?: string | null, description?: string, updated?: string, finished?: string | null, epic?: { key: string } | null, parent?: { key: string } | null, team?: { name: string } | null, slips?: { carriedOver: number, dueMoves: number, firstDue: string | null }, similarTo?: Array<{ key: string, alike: number }>, sprint?: { name: string } | null, blockedBy?: { totalCount: number, nodes: Array<{ key: string }> } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

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
  limit?: number | null | undefined;
  asOf?: string | null | undefined;
}>;


export type SchedulePortfolioQuery = { workspace: { assumed: boolean, key: string, portfolioSchedule: { sentence: string, unit: string, openWork: number, status: ScheduleStatus, objective: ScheduleObjective, value: number, lowerBound: number, gap: number | null, finish: string | null, finishProbability: number | null, finish85: string | null, bars: number, lateItems: number, criticalPath: Array<string>, packed: number, assumptions: Array<string>, warnings: Array<string>, from: string, teams: Array<{ team: string, share: number }>, items: Array<{ key: string, title: string, team: string, start: string, finish: string, dueDate: string | null, daysLate: number | null, finish85: string | null, waitedFor: Array<string>, p: number | null }>, unplaced: Array<{ key: string, title: string, why: string, earliestFinish: string | null, dueDate: string | null, late: boolean }>, stories: Array<{ key: string, title: string, sprint: string, start: string, spills: boolean }>, variance: { finishDays: number | null, later: number, earlier: number, added: number, removed: number, items: Array<{ key: string, change: string, finishDays: number | null }> } | null, months: Array<{ team: string, month: string, used: number, offered: number, usual: number }>, plan: Array<{ key: string, title: string, team: string, start: string, finish: string, critical: boolean, dueDate: string | null, waitedFor: Array<string>, probability: number | null }>, utilization: Array<{ team: string, week: string, used: number, offered: number }>, stamp: { asOf: string, dataVersion: number, seed: string | null, engine: string, inputHash: string } } } };

export type ScoreAlignmentQueryVariables = Exact<{
  workspaceId?: string | null | undefined;
  itemIds?: Array<string> | string | null | undefined;
  filterTypes?: Array<ItemType> | ItemType | null | undefined;
  status?: Array<StatusCategory> | StatusCategory | null | undefined;
  priority?: Array<Priority> | Priority | null | undefined;
  epicId?: string | null | undefined;
  teamId?: string | null | undefined;
  sprint?: string | null | undefined;
  labels?: Array<string> | string | null | undefined;
  search?: string | null | undefined;
  objectiveIds?: Array<string> | string | null | undefined;
  method?: AlignmentMethod | null | undefined;
  limit?: number | null | undefined;
  cursor?: string | null | undefined;
  objectives?: number | null | undefined;
  evidence: boolean;
  rows?: number | null | undefined;
}>;


export type ScoreAlignmentQuery = { workspace: { assumed: boolean, key: string, alignment: { status: AlignmentStatus, sentence: string, openWork: number, totalCount: number, objectiveCount: number, starvedCount: number, orphanCount: number, warnings: Array<string>, credits: number, coverage: Array<{ itemCount: number, points: number, share: number, starved: boolean, objective: { name: string } }>, edges: Array<{ cursor: string, node: { key: string, title: string, score: number | null, band: AlignmentBand, confidence: AlignmentConfidence | null, byObjective: Array<{ score: number, basis: AlignmentBasis, objective: { name: string }, evidence?: Array<{ recordId: string, field: string, quote: string }> }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, orphans: Array<{ key: string }>, stamp: { asOf: string, dataVersion: number, engine: string, inputHash: string } } } };

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
    query WorkspaceIds($after: String) {
  workspaces(first: 200, after: $after) {
    nodes {
      id
      key
      name
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<WorkspaceIdsQuery, WorkspaceIdsQueryVariables>;
export const EpicKeysDocument = new TypedDocumentString(`
    query EpicKeys($workspaceId: ID, $prefix: String!, $limit: Int!) {
  workspace(id: $workspaceId) {
    completeKeys(prefix: $prefix, types: [epic], limit: $limit)
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
export const TenantVersionDocument = new TypedDocumentString(`
    query TenantVersion($tenantId: ID!) {
  tenant(id: $tenantId) {
    dataVersion
  }
}
    `) as unknown as TypedDocumentString<TenantVersionQuery, TenantVersionQueryVariables>;
export const NoteRefusedCallDocument = new TypedDocumentString(`
    mutation NoteRefusedCall($outcome: RefusedCall!) {
  noteRefusedCall(outcome: $outcome)
}
    `) as unknown as TypedDocumentString<NoteRefusedCallMutation, NoteRefusedCallMutationVariables>;
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
      grantableScopes
      expiresAt
      sessionMinutes
      sessionStrict
      views
    }
  }
}
    `) as unknown as TypedDocumentString<IntrospectQuery, IntrospectQueryVariables>;
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
  touchMcpSession(id: $id) {
    state
    clientName
  }
}
    `) as unknown as TypedDocumentString<TouchMcpSessionMutation, TouchMcpSessionMutationVariables>;
export const EndMcpSessionDocument = new TypedDocumentString(`
    mutation EndMcpSession($id: String!) {
  endMcpSession(id: $id)
}
    `) as unknown as TypedDocumentString<EndMcpSessionMutation, EndMcpSessionMutationVariables>;
export const CountCallsDocument = new TypedDocumentString(`
    mutation CountCalls($calls: Int!, $ip: String) {
  countCalls(calls: $calls, ip: $ip) {
    limited
    retryAfter
    policy
    state
  }
}
    `) as unknown as TypedDocumentString<CountCallsMutation, CountCallsMutationVariables>;
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
export const CompetitiveLandscapeDocument = new TypedDocumentString(`
    query CompetitiveLandscape($tenantId: ID!) {
  tenant(id: $tenantId) {
    competitiveAnalysis(focus: landscape, includeItems: false) {
      sentence
      totalCount
      competitors {
        name
        category
        threat
        trend
        claims
        lastEvidenceDays
        stale
        positioning
        evidence
      }
      gaps {
        capability
        us
        severity
        band
        competitorsAhead
        competitorsHaving
        evidence
      }
      evidence {
        key
        competitor
        claim
        source
        capturedAt
        confidence
        standing
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
    `) as unknown as TypedDocumentString<CompetitiveLandscapeQuery, CompetitiveLandscapeQueryVariables>;
export const StrategicContextDocument = new TypedDocumentString(`
    query StrategicContext($workspaceId: ID!) {
  workspace(id: $workspaceId) {
    name
    mission
    themes {
      name
      description
    }
    objectives(state: active, limit: 100) {
      name
      description(limit: 400)
      measure
      target
      current
      dueDate
      theme {
        name
      }
      itemCount
    }
    alignment(first: 1) {
      status
      sentence
      coverage(first: 100) {
        objective {
          name
        }
        itemCount
        share
        starved
      }
      orphanCount
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
    `) as unknown as TypedDocumentString<StrategicContextQuery, StrategicContextQueryVariables>;
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
        olderThanUsual
        usualDays
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
    more: pageInfo {
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<WorkspacesQuery, WorkspacesQueryVariables>;
export const AnalyzeScenarioDocument = new TypedDocumentString(`
    query AnalyzeScenario($workspaceId: ID, $scenarios: [ScenarioInput!], $saved: [String!], $itemIds: [ID!], $epicId: ID, $count: Int, $points: Float, $unit: FlowUnit, $targetDate: Date, $teamIds: [ID!], $includeScopeGrowth: Boolean, $asOf: Date) {
  workspace(id: $workspaceId) {
    assumed
    key
    scenarioAnalysis(
      scenarios: $scenarios
      saved: $saved
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
      rough: roughBecause
      method
      unit
      openWork
      sizedZero
      remaining
      currency
      baseline {
        dates {
          p50
          p75
          p90
          p95
        }
        cost {
          p50
          p90
        }
        onTime
        risk
      }
      scenarios {
        name
        dates {
          p50
          p75
          p90
          p95
        }
        shift {
          p50
          p75
          p90
          p95
        }
        cost {
          p50
          p90
        }
        costShift {
          p50
          p90
        }
        targetDate
        onTime
        risk
        contributions {
          change
          shift {
            p50
            p75
            p90
            p95
          }
        }
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
    `) as unknown as TypedDocumentString<AnalyzeScenarioQuery, AnalyzeScenarioQueryVariables>;
export const AnalyzeVelocityDocument = new TypedDocumentString(`
    query AnalyzeVelocity($workspaceId: ID, $teamId: ID, $unit: FlowUnit, $weeks: Int, $by: VelocityBreakdown, $asOf: Date, $all: Boolean!) {
  workspace(id: $workspaceId) {
    assumed
    key
    velocity(teamId: $teamId, unit: $unit, weeks: $weeks, asOf: $asOf) {
      unit
      openWork
      team
      throughput {
        periods
        median
        mad
        dispersion
        coefficientOfVariation
      }
      trend @include(if: $all) {
        slope
        pValue
        direction
      }
      signals @include(if: $all)
      cycleTime {
        items
        p50
        p85
        p95
      }
      leadTime @include(if: $all) {
        items
        p50
        p85
        p95
      }
      wip {
        items
        usualDays
        olderThanUsual
        ages(first: 5) {
          key
          age
          olderThanUsual
        }
      }
      flow @include(if: $all) {
        arrivals
        departures
        stable
      }
      velocity @include(if: $all) {
        sprints
        median
        mad
      }
      sayDo @include(if: $all) {
        kept
        delivered
        addedShare
      }
      nextSprints @include(if: $all) {
        sprints
        p10
        p50
        p90
      }
      predictability @include(if: $all) {
        p90OverP50
        hitRate
      }
      trackRecord @include(if: $all) {
        percentile
        held
        of
        teams
      }
      findings @include(if: $all) {
        code
        sentence
      }
      weekly {
        start
        items
        size
      }
      breakdown(by: $by) {
        name
        title
        finished
        points
        perWeek
        cycleTime {
          p50
          p85
        }
        inProgress
        members
        inProgressPerMember
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
export const CompetitiveAnalysisDocument = new TypedDocumentString(`
    query CompetitiveAnalysis($workspaceId: ID, $focus: CompetitiveFocus, $competitorIds: [ID!], $competitorNames: [String!], $itemIds: [ID!], $asOf: Date, $sinceDays: Int, $minConfidence: Float, $limit: Int, $cursor: String, $full: Boolean!) {
  tenant {
    competitiveAnalysis(
      workspaceId: $workspaceId
      focus: $focus
      competitorIds: $competitorIds
      competitorNames: $competitorNames
      itemIds: $itemIds
      asOf: $asOf
      sinceDays: $sinceDays
      minConfidence: $minConfidence
      first: $limit
      after: $cursor
    ) {
      focus
      sentence
      totalCount
      competitors {
        name
        category
        threat
        components @include(if: $full) {
          category
          ahead
          parity
          momentum
        }
        trend
        claims
        lastEvidenceDays
        stale
        positioning
        evidence
      }
      gaps {
        capability
        us
        severity
        band
        suggestedPriorityEffect
        competitorsAhead
        competitorsHaving
        evidence
        linkedItems {
          key
        }
      }
      matrix {
        capability
        importance
        us
        them: inShort
      }
      battlecards {
        competitor
        positioning
        unknown
        latest
      }
      comparisons {
        competitor
        lead
        capability
        us
        them
        evidence
      }
      evidence {
        key
        competitor
        claim
        source
        url @include(if: $full)
        capturedAt
        confidence
        standing
      }
      unresolvedNames {
        name
        candidates
      }
      nextCursor: pageInfo {
        endCursor
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
    `) as unknown as TypedDocumentString<CompetitiveAnalysisQuery, CompetitiveAnalysisQueryVariables>;
export const ForecastDeliveryDocument = new TypedDocumentString(`
    query ForecastDelivery($workspaceId: ID, $itemIds: [ID!], $epicId: ID, $count: Int, $points: Float, $unit: FlowUnit, $targetDate: Date, $teamIds: [ID!], $includeScopeGrowth: Boolean, $asOf: Date, $byEpic: Boolean!, $whyMoved: Boolean!) {
  workspace(id: $workspaceId) {
    assumed
    key
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
      sentence
      confidence
      rough: roughBecause
      evenOdds
      method
      unit
      openWork
      sizedZero
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
      influences @skip(if: $byEpic) {
        change
        days
      }
      trackRecord {
        percentile
        held
        of
        teams
        fourWeeks
      }
      growth {
        rate: perFinished
        factor
      }
      teams @skip(if: $byEpic) {
        name
        remaining
        p90
      }
      keptPlan {
        name
        asOf
        finish
        probability
        differs
        why
      }
      epics @include(if: $byEpic) {
        key
        title
        open
        done
        percentDone
        openPoints
        donePoints
        percentPoints
        p50
        p90
      }
      whyMoved @include(if: $whyMoved)
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
export const GeneratePrdDocument = new TypedDocumentString(`
    mutation GeneratePrd($workspaceId: ID, $topic: String, $epicId: ID, $itemIds: [ID!], $template: PrdTemplate, $audience: PrdAudience, $sections: [String!], $includeStrategicContext: Boolean, $dryRun: Boolean, $requestId: String) {
  generatePrd(
    workspaceId: $workspaceId
    topic: $topic
    epicId: $epicId
    itemIds: $itemIds
    template: $template
    audience: $audience
    sections: $sections
    includeStrategicContext: $includeStrategicContext
    dryRun: $dryRun
    requestId: $requestId
  ) {
    key
    version
    status
    title
    mode
    sentence
    credits
    sentences
    assumptions
    openQuestions
    completeness {
      answered
      assumed
      missing
    }
    sections {
      key
      heading
      sentences {
        text
        basis
        evidence {
          source
          quote
        }
      }
      questions {
        text
        evidence {
          source
          quote
        }
      }
    }
    sources {
      alias
      key
      title
      note
    }
    context {
      label
      text
    }
    createdOn
    previous {
      version
      createdOn
      sources {
        alias
        key
        title
        note
      }
      sections {
        key
        heading
        sentences {
          text
          basis
          evidence {
            source
            quote
          }
        }
      }
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
    `) as unknown as TypedDocumentString<GeneratePrdMutation, GeneratePrdMutationVariables>;
export const OptimizePrioritiesDocument = new TypedDocumentString(`
    query OptimizePriorities($workspaceId: ID, $itemIds: [ID!], $filterTypes: [ItemType!], $status: [StatusCategory!], $priority: [Priority!], $epicId: ID, $teamId: ID, $sprint: String, $labels: [String!], $search: String, $updatedSince: DateTime, $method: RankingMethod, $alignmentWeight: Float, $competitiveWeight: Float, $targetDate: Date, $asOf: Date, $limit: Int, $cursor: String) {
  workspace(id: $workspaceId) {
    assumed
    key
    priorities(
      filter: {itemIds: $itemIds, types: $filterTypes, status: $status, priority: $priority, epicId: $epicId, teamId: $teamId, sprint: $sprint, labels: $labels, search: $search, updatedSince: $updatedSince}
      method: $method
      alignmentWeight: $alignmentWeight
      competitiveWeight: $competitiveWeight
      targetDate: $targetDate
      asOf: $asOf
      first: $limit
      after: $cursor
    ) {
      sentence
      unranked
      method
      scored
      openWork
      totalCount
      edges {
        cursor
        node {
          rank
          key
          title
          type
          tier
          score
          started
          reason
          rankLow
          rankHigh
          estimated
          factors {
            name
            value
            rankWithout
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      rows: edges {
        node {
          key
          size
          parts {
            name
            value
          }
        }
      }
      inputs {
        keys
        titles
        types
        priorities
        blockedBy
        figures {
          field
          values
        }
        factors {
          name
          weight
          values
          reasons
        }
      }
      tiers {
        tier
        items
      }
      upper {
        count
        value
        effort
      }
      stability {
        topK
        considered
        stay
        samples
      }
      scopeByDate {
        date
        confidence
        unit
        count
        amount
        probability
        valueShare
        keys
        cutCount
        cut
        next {
          keys
          probability
        }
      }
      estimateNext {
        key
        field
        assumed
        low
        high
        rankBest
        rankWorst
      }
      quality {
        optimal
        gap
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
    `) as unknown as TypedDocumentString<OptimizePrioritiesQuery, OptimizePrioritiesQueryVariables>;
export const QueryBacklogDocument = new TypedDocumentString(`
    query QueryBacklog($workspaceId: ID, $mode: BacklogMode, $filterTypes: [ItemType!], $status: [StatusCategory!], $statusNames: [String!], $priority: [Priority!], $epicId: ID, $teamId: ID, $sprint: String, $labels: [String!], $search: String, $updatedSince: DateTime, $assignee: String, $finishedFrom: Date, $finishedUntil: Date, $dueFrom: Date, $dueUntil: Date, $find: BacklogFind, $groupBy: BacklogGrouping, $sort: BacklogSort, $limit: Int, $cursor: String, $triage: Boolean!, $scoring: Boolean!, $scheduling: Boolean!, $full: Boolean!, $due: Boolean!, $stale: Boolean!, $finished: Boolean!, $points: Boolean!, $slipped: Boolean!, $blocking: Boolean!, $alike: Boolean!, $listed: Boolean!) {
  workspace(id: $workspaceId) {
    assumed
    key
    backlog(
      filter: {mode: $mode, types: $filterTypes, status: $status, statusNames: $statusNames, priority: $priority, epicId: $epicId, teamId: $teamId, sprint: $sprint, labels: $labels, search: $search, updatedSince: $updatedSince, assignee: $assignee, finishedFrom: $finishedFrom, finishedUntil: $finishedUntil, dueFrom: $dueFrom, dueUntil: $dueUntil, find: $find}
      sort: $sort
      first: $limit
      after: $cursor
    ) {
      openWork
      totalCount @include(if: $listed)
      dataVersion
      cursorDataVersion
      searchedFor
      closestWords
      groups(by: $groupBy, first: $limit) {
        name
        title
        state
        from
        until
        open
        openPoints
        inProgress
        unestimated
        done
        donePoints
        carriedOver
        carriedOverPoints
        percentDone
        percentPoints
        created
        due
      }
      groupCount(by: $groupBy)
      edges @include(if: $listed) {
        cursor
        node {
          id @include(if: $full)
          key
          title
          type
          status @include(if: $triage)
          statusCategory @include(if: $full)
          priority @include(if: $triage)
          storyPoints @include(if: $points)
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
          assignee @include(if: $triage)
          holdsUp @include(if: $blocking)
          slips @include(if: $slipped) {
            carriedOver
            dueMoves
            firstDue
          }
          similarTo @include(if: $alike) {
            key
            alike
          }
          sprint @include(if: $scheduling) {
            name
          }
          startedAt @include(if: $scheduling)
          dueDate @include(if: $due)
          deadline @include(if: $scheduling)
          releaseDate @include(if: $scheduling)
          blockedBy(first: 50) @include(if: $scheduling) {
            totalCount
            nodes {
              key
            }
          }
          updated: updatedOn @include(if: $stale)
          finished: resolvedOn @include(if: $finished)
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
    query SchedulePortfolio($workspaceId: ID, $itemIds: [ID!], $teamIds: [ID!], $startDate: Date, $horizonWeeks: Int, $objective: ScheduleObjective, $includeStoryPacking: Boolean, $baselineId: ID, $effort: ScheduleEffort, $limit: Int, $asOf: Date) {
  workspace(id: $workspaceId) {
    assumed
    key
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
      sentence
      from: start
      unit
      openWork
      status
      objective
      value
      lowerBound
      gap
      finish
      finishProbability
      finish85
      teams {
        team
        share
      }
      bars
      lateItems
      items(first: $limit) {
        key
        title
        team
        start
        finish
        dueDate
        daysLate
        p: probability
        finish85
        waitedFor
      }
      unplaced {
        key
        title
        why
        earliestFinish
        dueDate
        late
      }
      criticalPath
      packed
      stories(first: $limit) {
        key
        title
        sprint
        start
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
      months {
        team
        month
        used
        offered
        usual
      }
      plan: items {
        key
        title
        team
        start
        finish
        critical
        dueDate
        waitedFor
        probability
      }
      utilization {
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
export const ScoreAlignmentDocument = new TypedDocumentString(`
    query ScoreAlignment($workspaceId: ID, $itemIds: [ID!], $filterTypes: [ItemType!], $status: [StatusCategory!], $priority: [Priority!], $epicId: ID, $teamId: ID, $sprint: String, $labels: [String!], $search: String, $objectiveIds: [ID!], $method: AlignmentMethod, $limit: Int, $cursor: String, $objectives: Int, $evidence: Boolean!, $rows: Int) {
  workspace(id: $workspaceId) {
    assumed
    key
    alignment(
      filter: {itemIds: $itemIds, types: $filterTypes, status: $status, priority: $priority, epicId: $epicId, teamId: $teamId, sprint: $sprint, labels: $labels, search: $search}
      objectiveIds: $objectiveIds
      method: $method
      first: $limit
      after: $cursor
    ) {
      status
      sentence
      openWork
      totalCount
      coverage(first: $rows) {
        objective {
          name
        }
        itemCount
        points
        share
        starved
      }
      objectiveCount
      starvedCount
      edges {
        cursor
        node {
          key
          title
          score
          band
          confidence
          byObjective(first: $objectives) {
            objective {
              name
            }
            score
            basis
            evidence @include(if: $evidence) {
              recordId
              field
              quote
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      orphanCount
      orphans(first: $rows) {
        key
      }
      warnings
      credits
      stamp {
        asOf
        dataVersion
        engine
        inputHash
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ScoreAlignmentQuery, ScoreAlignmentQueryVariables>;
export const selections = {
  "WorkspaceIds": {
    "workspaces": {
      "nodes": [
        {
          "id": "string",
          "key": "string",
          "name": "string"
        }
      ],
      "pageInfo": {
        "hasNextPage": "boolean",
        "endCursor": "string"
      }
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
  "TenantVersion": {
    "tenant": {
      "dataVersion": "integer"
    }
  },
  "NoteRefusedCall": {
    "noteRefusedCall": "boolean"
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
        "grantableScopes": [
          "string"
        ],
        "expiresAt": "string",
        "sessionMinutes": "integer",
        "sessionStrict": "boolean",
        "views": "boolean"
      }
    }
  },
  "OpenMcpSession": {
    "openMcpSession": "boolean"
  },
  "TouchMcpSession": {
    "touchMcpSession": {
      "state": "string",
      "clientName": "string"
    }
  },
  "EndMcpSession": {
    "endMcpSession": "boolean"
  },
  "CountCalls": {
    "countCalls": {
      "limited": "boolean",
      "retryAfter": "integer",
      "policy": "string",
      "state": "string"
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
  "CompetitiveLandscape": {
    "tenant": {
      "competitiveAnalysis": {
        "sentence": "string",
        "totalCount": "integer",
        "competitors": [
          {
            "name": "string",
            "category": "string",
            "threat": "number",
            "trend": "string",
            "claims": "integer",
            "lastEvidenceDays": "integer",
            "stale": "boolean",
            "positioning": "string",
            "evidence": [
              "string"
            ]
          }
        ],
        "gaps": [
          {
            "capability": "string",
            "us": "string",
            "severity": "number",
            "band": "string",
            "competitorsAhead": "integer",
            "competitorsHaving": [
              "string"
            ],
            "evidence": [
              "string"
            ]
          }
        ],
        "evidence": [
          {
            "key": "string",
            "competitor": "string",
            "claim": "string",
            "source": "string",
            "capturedAt": "string",
            "confidence": "number",
            "standing": "string"
          }
        ],
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
  "StrategicContext": {
    "workspace": {
      "name": "string",
      "mission": "string",
      "themes": [
        {
          "name": "string",
          "description": "string"
        }
      ],
      "objectives": [
        {
          "name": "string",
          "description": "string",
          "measure": "string",
          "target": "string",
          "current": "string",
          "dueDate": "string",
          "theme": {
            "name": "string"
          },
          "itemCount": "integer"
        }
      ],
      "alignment": {
        "status": "string",
        "sentence": "string",
        "coverage": [
          {
            "objective": {
              "name": "string"
            },
            "itemCount": "integer",
            "share": "number",
            "starved": "boolean"
          }
        ],
        "orphanCount": "integer",
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
          "olderThanUsual": "integer",
          "usualDays": "number"
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
      ],
      "more": {
        "hasNextPage": "boolean"
      }
    }
  },
  "AnalyzeScenario": {
    "workspace": {
      "assumed": "boolean",
      "key": "string",
      "scenarioAnalysis": {
        "confidence": "string",
        "rough": "string",
        "method": "string",
        "unit": "string",
        "openWork": "integer",
        "sizedZero": "integer",
        "remaining": "number",
        "currency": "string",
        "baseline": {
          "dates": {
            "p50": "string",
            "p75": "string",
            "p90": "string",
            "p95": "string"
          },
          "cost": {
            "p50": "number",
            "p90": "number"
          },
          "onTime": "number",
          "risk": "string"
        },
        "scenarios": [
          {
            "name": "string",
            "dates": {
              "p50": "string",
              "p75": "string",
              "p90": "string",
              "p95": "string"
            },
            "shift": {
              "p50": "integer",
              "p75": "integer",
              "p90": "integer",
              "p95": "integer"
            },
            "cost": {
              "p50": "number",
              "p90": "number"
            },
            "costShift": {
              "p50": "number",
              "p90": "number"
            },
            "targetDate": "string",
            "onTime": "number",
            "risk": "string",
            "contributions": [
              {
                "change": "string",
                "shift": {
                  "p50": "integer",
                  "p75": "integer",
                  "p90": "integer",
                  "p95": "integer"
                }
              }
            ]
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
  "AnalyzeVelocity": {
    "workspace": {
      "assumed": "boolean",
      "key": "string",
      "velocity": {
        "unit": "string",
        "openWork": "integer",
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
          "usualDays": "number",
          "olderThanUsual": "integer",
          "ages": [
            {
              "key": "string",
              "age": "integer",
              "olderThanUsual": "boolean"
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
            "of": "integer",
            "teams": "integer"
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
        "breakdown": [
          {
            "name": "string",
            "title": "string",
            "finished": "integer",
            "points": "number",
            "perWeek": "number",
            "cycleTime": {
              "p50": "number",
              "p85": "number"
            },
            "inProgress": "integer",
            "members": "integer",
            "inProgressPerMember": "number"
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
  "CompetitiveAnalysis": {
    "tenant": {
      "competitiveAnalysis": {
        "focus": "string",
        "sentence": "string",
        "totalCount": "integer",
        "competitors": [
          {
            "name": "string",
            "category": "string",
            "threat": "number",
            "components": {
              "category": "number",
              "ahead": "number",
              "parity": "number",
              "momentum": "number"
            },
            "trend": "string",
            "claims": "integer",
            "lastEvidenceDays": "integer",
            "stale": "boolean",
            "positioning": "string",
            "evidence": [
              "string"
            ]
          }
        ],
        "gaps": [
          {
            "capability": "string",
            "us": "string",
            "severity": "number",
            "band": "string",
            "suggestedPriorityEffect": "string",
            "competitorsAhead": "integer",
            "competitorsHaving": [
              "string"
            ],
            "evidence": [
              "string"
            ],
            "linkedItems": [
              {
                "key": "string"
              }
            ]
          }
        ],
        "matrix": [
          {
            "capability": "string",
            "importance": "number",
            "us": "string",
            "them": [
              "string"
            ]
          }
        ],
        "battlecards": [
          {
            "competitor": "string",
            "positioning": "string",
            "unknown": [
              "string"
            ],
            "latest": [
              "string"
            ]
          }
        ],
        "comparisons": [
          {
            "competitor": "string",
            "lead": "string",
            "capability": "string",
            "us": "string",
            "them": "string",
            "evidence": [
              "string"
            ]
          }
        ],
        "evidence": [
          {
            "key": "string",
            "competitor": "string",
            "claim": "string",
            "source": "string",
            "url": "string",
            "capturedAt": "string",
            "confidence": "number",
            "standing": "string"
          }
        ],
        "unresolvedNames": [
          {
            "name": "string",
            "candidates": [
              "string"
            ]
          }
        ],
        "nextCursor": {
          "endCursor": "string"
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
  "ForecastDelivery": {
    "workspace": {
      "assumed": "boolean",
      "key": "string",
      "deliveryForecast": {
        "sentence": "string",
        "confidence": "string",
        "rough": "string",
        "evenOdds": "boolean",
        "method": "string",
        "unit": "string",
        "openWork": "integer",
        "sizedZero": "integer",
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
            "of": "integer",
            "teams": "integer",
            "fourWeeks": "boolean"
          }
        ],
        "growth": {
          "rate": "number",
          "factor": "number"
        },
        "teams": [
          {
            "name": "string",
            "remaining": "number",
            "p90": "string"
          }
        ],
        "keptPlan": {
          "name": "string",
          "asOf": "string",
          "finish": "string",
          "probability": "number",
          "differs": "boolean",
          "why": [
            "string"
          ]
        },
        "epics": [
          {
            "key": "string",
            "title": "string",
            "open": "integer",
            "done": "integer",
            "percentDone": "integer",
            "openPoints": "number",
            "donePoints": "number",
            "percentPoints": "integer",
            "p50": "string",
            "p90": "string"
          }
        ],
        "whyMoved": "string",
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
  "GeneratePrd": {
    "generatePrd": {
      "key": "string",
      "version": "integer",
      "status": "string",
      "title": "string",
      "mode": "string",
      "sentence": "string",
      "credits": "integer",
      "sentences": "integer",
      "assumptions": "integer",
      "openQuestions": "integer",
      "completeness": {
        "answered": "integer",
        "assumed": "integer",
        "missing": "integer"
      },
      "sections": [
        {
          "key": "string",
          "heading": "string",
          "sentences": [
            {
              "text": "string",
              "basis": "string",
              "evidence": [
                {
                  "source": "string",
                  "quote": "string"
                }
              ]
            }
          ],
          "questions": [
            {
              "text": "string",
              "evidence": [
                {
                  "source": "string",
                  "quote": "string"
                }
              ]
            }
          ]
        }
      ],
      "sources": [
        {
          "alias": "string",
          "key": "string",
          "title": "string",
          "note": "string"
        }
      ],
      "context": [
        {
          "label": "string",
          "text": "string"
        }
      ],
      "createdOn": "string",
      "previous": {
        "version": "integer",
        "createdOn": "string",
        "sources": [
          {
            "alias": "string",
            "key": "string",
            "title": "string",
            "note": "string"
          }
        ],
        "sections": [
          {
            "key": "string",
            "heading": "string",
            "sentences": [
              {
                "text": "string",
                "basis": "string",
                "evidence": [
                  {
                    "source": "string",
                    "quote": "string"
                  }
                ]
              }
            ]
          }
        ]
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
  },
  "OptimizePriorities": {
    "workspace": {
      "assumed": "boolean",
      "key": "string",
      "priorities": {
        "sentence": "string",
        "unranked": "string",
        "method": "string",
        "scored": "integer",
        "openWork": "integer",
        "totalCount": "integer",
        "edges": [
          {
            "cursor": "string",
            "node": {
              "rank": "integer",
              "key": "string",
              "title": "string",
              "type": "string",
              "tier": "string",
              "score": "number",
              "started": "boolean",
              "reason": "string",
              "rankLow": "integer",
              "rankHigh": "integer",
              "estimated": [
                "string"
              ],
              "factors": [
                {
                  "name": "string",
                  "value": "number",
                  "rankWithout": "integer"
                }
              ]
            }
          }
        ],
        "pageInfo": {
          "hasNextPage": "boolean",
          "endCursor": "string"
        },
        "rows": [
          {
            "node": {
              "key": "string",
              "size": "number",
              "parts": [
                {
                  "name": "string",
                  "value": "number"
                }
              ]
            }
          }
        ],
        "inputs": {
          "keys": [
            "string"
          ],
          "titles": [
            "string"
          ],
          "types": [
            "string"
          ],
          "priorities": [
            "string"
          ],
          "blockedBy": [
            "string"
          ],
          "figures": [
            {
              "field": "string",
              "values": [
                "number"
              ]
            }
          ],
          "factors": [
            {
              "name": "string",
              "weight": "number",
              "values": [
                "number"
              ],
              "reasons": [
                "string"
              ]
            }
          ]
        },
        "tiers": [
          {
            "tier": "string",
            "items": "integer"
          }
        ],
        "upper": {
          "count": "integer",
          "value": "number",
          "effort": "number"
        },
        "stability": {
          "topK": "integer",
          "considered": "integer",
          "stay": "number",
          "samples": "integer"
        },
        "scopeByDate": {
          "date": "string",
          "confidence": "number",
          "unit": "string",
          "count": "integer",
          "amount": "number",
          "probability": "number",
          "valueShare": "number",
          "keys": [
            "string"
          ],
          "cutCount": "integer",
          "cut": [
            "string"
          ],
          "next": {
            "keys": [
              "string"
            ],
            "probability": "number"
          }
        },
        "estimateNext": [
          {
            "key": "string",
            "field": "string",
            "assumed": "number",
            "low": "number",
            "high": "number",
            "rankBest": "integer",
            "rankWorst": "integer"
          }
        ],
        "quality": {
          "optimal": "boolean",
          "gap": "number"
        },
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
      "assumed": "boolean",
      "key": "string",
      "backlog": {
        "openWork": "integer",
        "totalCount": "integer",
        "dataVersion": "integer",
        "cursorDataVersion": "integer",
        "searchedFor": "string",
        "closestWords": [
          "string"
        ],
        "groups": [
          {
            "name": "string",
            "title": "string",
            "state": "string",
            "from": "string",
            "until": "string",
            "open": "integer",
            "openPoints": "number",
            "inProgress": "integer",
            "unestimated": "integer",
            "done": "integer",
            "donePoints": "number",
            "carriedOver": "integer",
            "carriedOverPoints": "number",
            "percentDone": "integer",
            "percentPoints": "integer",
            "created": "integer",
            "due": "integer"
          }
        ],
        "groupCount": "integer",
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
              "assignee": "string",
              "holdsUp": "integer",
              "slips": {
                "carriedOver": "integer",
                "dueMoves": "integer",
                "firstDue": "string"
              },
              "similarTo": [
                {
                  "key": "string",
                  "alike": "number"
                }
              ],
              "sprint": {
                "name": "string"
              },
              "startedAt": "string",
              "dueDate": "string",
              "deadline": "string",
              "releaseDate": "string",
              "blockedBy": {
                "totalCount": "integer",
                "nodes": [
                  {
                    "key": "string"
                  }
                ]
              },
              "updated": "string",
              "finished": "string",
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
      "assumed": "boolean",
      "key": "string",
      "portfolioSchedule": {
        "sentence": "string",
        "from": "string",
        "unit": "string",
        "openWork": "integer",
        "status": "string",
        "objective": "string",
        "value": "number",
        "lowerBound": "number",
        "gap": "number",
        "finish": "string",
        "finishProbability": "number",
        "finish85": "string",
        "teams": [
          {
            "team": "string",
            "share": "number"
          }
        ],
        "bars": "integer",
        "lateItems": "integer",
        "items": [
          {
            "key": "string",
            "title": "string",
            "team": "string",
            "start": "string",
            "finish": "string",
            "dueDate": "string",
            "daysLate": "integer",
            "p": "number",
            "finish85": "string",
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
            "earliestFinish": "string",
            "dueDate": "string",
            "late": "boolean"
          }
        ],
        "criticalPath": [
          "string"
        ],
        "packed": "integer",
        "stories": [
          {
            "key": "string",
            "title": "string",
            "sprint": "string",
            "start": "string",
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
        "months": [
          {
            "team": "string",
            "month": "string",
            "used": "number",
            "offered": "number",
            "usual": "number"
          }
        ],
        "plan": [
          {
            "key": "string",
            "title": "string",
            "team": "string",
            "start": "string",
            "finish": "string",
            "critical": "boolean",
            "dueDate": "string",
            "waitedFor": [
              "string"
            ],
            "probability": "number"
          }
        ],
        "utilization": [
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
  },
  "ScoreAlignment": {
    "workspace": {
      "assumed": "boolean",
      "key": "string",
      "alignment": {
        "status": "string",
        "sentence": "string",
        "openWork": "integer",
        "totalCount": "integer",
        "coverage": [
          {
            "objective": {
              "name": "string"
            },
            "itemCount": "integer",
            "points": "number",
            "share": "number",
            "starved": "boolean"
          }
        ],
        "objectiveCount": "integer",
        "starvedCount": "integer",
        "edges": [
          {
            "cursor": "string",
            "node": {
              "key": "string",
              "title": "string",
              "score": "number",
              "band": "string",
              "confidence": "string",
              "byObjective": [
                {
                  "objective": {
                    "name": "string"
                  },
                  "score": "number",
                  "basis": "string",
                  "evidence": [
                    {
                      "recordId": "string",
                      "field": "string",
                      "quote": "string"
                    }
                  ]
                }
              ]
            }
          }
        ],
        "pageInfo": {
          "hasNextPage": "boolean",
          "endCursor": "string"
        },
        "orphanCount": "integer",
        "orphans": [
          {
            "key": "string"
          }
        ],
        "warnings": [
          "string"
        ],
        "credits": "integer",
        "stamp": {
          "asOf": "string",
          "dataVersion": "integer",
          "engine": "string",
          "inputHash": "string"
        }
      }
    }
  }
} as const;
