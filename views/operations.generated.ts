/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AbsenceInput = {
  from: string;
  members: number;
  reason?: string | null | undefined;
  /** The last day away. */
  to: string;
};

/** The complete policy. Omitted fields restrict nothing. */
export type AccessPolicyInput = {
  /** Hosts of the metadata documents of apps that may connect. */
  clientHosts?: Array<string> | null | undefined;
  /** Days for which an API key works. */
  keyDays?: number | null | undefined;
  /** Where API keys work. */
  keySurfaces?: Array<Surface> | null | undefined;
  /** Addresses and networks from which PM33 is used. */
  networks?: Array<string> | null | undefined;
  /** Hours after which people sign in again. */
  signInHours?: number | null | undefined;
  /** Tools that nobody may call. */
  toolsOff?: Array<string> | null | undefined;
  /** Whether assistants are offered views. */
  views?: boolean | null | undefined;
};

export type AiProviderInput = {
  /** An owner agrees to send everything listed in aiSends to this provider. Without this agreement, nothing is sent. */
  agree: boolean;
  /** Stored encrypted. Omit it to keep the current key for the same provider and address. */
  apiKey?: string | null | undefined;
  /** Default: the provider’s own address. */
  baseUrl?: string | null | undefined;
  model: string;
  provider: AiProviderName;
};

export type AiProviderName =
  | 'anthropic'
  | 'openai';

/** `none_active`: there are objectives, but none of those in question is active. `partial`: there are more items than one answer scores. */
export type AlignmentStatus =
  | 'no_objectives'
  | 'none_active'
  | 'ok'
  | 'partial';

/** disabled: the person it acts for is no longer a member, or the processing of their data is restricted. */
export type ApiKeyState =
  | 'active'
  | 'disabled'
  | 'expired'
  | 'revoked';

/** What an organization knows about an app. allowed: its access policy names the app's publisher. used: someone else there has connected an app of that publisher. new: neither, or an app without a metadata document. */
export type AppStanding =
  | 'allowed'
  | 'new'
  | 'used';

/** anonymous: nobody was signed in, as with a failed sign-in. payment: the payment provider. schedule: PM33 itself. */
export type AuditActor =
  | 'anonymous'
  | 'api_key'
  | 'oauth'
  | 'operator'
  | 'payment'
  | 'schedule'
  | 'session';

export type AuditFormat =
  | 'csv'
  | 'jsonl';

/** Selects items that meet all conditions. */
export type BacklogFilter = {
  /** A name in any case, or the beginning of a word in it if only one person has it; assignedTo says who it was. `none`: items with no assignee. */
  assignee?: string | null | undefined;
  dueFrom?: string | null | undefined;
  dueUntil?: string | null | undefined;
  /** Global ID, UUID, or key of an epic. `none`: items in no epic. */
  epicId?: string | null | undefined;
  /** overdue: open after its due date, longest first. stale: open and unchanged for 30 days, oldest first. slipped: carried over from a closed sprint or moved to a later due date, most often first. blocking: holds up other open items, most first. duplicates: nearly the same title as another open item, most alike first. unestimated: open without points or job size, containers of other items left out. */
  find?: BacklogFind | null | undefined;
  /** Done on this day or later. Overrides the mode. */
  finishedFrom?: string | null | undefined;
  /** Done on this day or earlier. Overrides the mode. */
  finishedUntil?: string | null | undefined;
  /** Global IDs, UUIDs, or keys. Overrides the mode. */
  itemIds?: Array<string> | null | undefined;
  /** Items with any of these labels. Case matters only if a label is spelled exactly this way. */
  labels?: Array<string> | null | undefined;
  mode?: BacklogMode | null | undefined;
  /** Global IDs, UUIDs, or names: items linked to any of these objectives. `none`: items linked to no objective. Needs strategy:read. */
  objectiveIds?: Array<string> | null | undefined;
  priority?: Array<Priority> | null | undefined;
  /** Words in the key, title, or description, in any English form, or the beginning of a word. Supports "exact phrases", or, and -exclusions. */
  search?: string | null | undefined;
  /** Name or ID. `active`: sprints in progress. `none`: items in no sprint. */
  sprint?: string | null | undefined;
  /** Overrides the mode. */
  status?: Array<StatusCategory> | null | undefined;
  /** Status names as the team uses them. Case matters only if one is spelled exactly this way. Overrides the mode. */
  statusNames?: Array<string> | null | undefined;
  /** Global ID, UUID, or name. `none`: items of no team. */
  teamId?: string | null | undefined;
  types?: Array<ItemType> | null | undefined;
  updatedSince?: string | null | undefined;
};

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

/** A new calendar needs a name. When updating, omitted fields stay unchanged. */
export type CalendarInput = {
  /** Public holidays and shutdowns. Replaces the list. */
  closedDays?: Array<string> | null | undefined;
  name?: string | null | undefined;
  /** Working days; 0 is Monday. Default for a new calendar: Monday to Friday. */
  weekdays?: Array<number> | null | undefined;
};

/** A new capability needs a name. When updating, omitted fields stay unchanged and null clears a field. */
export type CapabilityInput = {
  description?: string | null | undefined;
  /** How much buyers care. 1 is average. */
  importance?: number | null | undefined;
  name?: string | null | undefined;
  /** Our own rating. */
  own?: CapabilityLevel | null | undefined;
};

export type CapabilityLevel =
  | 'full'
  | 'none'
  | 'partial';

export type ChangeField =
  | 'dueDate'
  | 'parent'
  | 'rank'
  | 'storyPoints'
  | 'team'
  | 'title';

/** A new claim needs a competitor and a statement. Without a source and a date, it counts as unsupported. When updating, omitted fields stay unchanged, and null clears a field other than the competitor, the statement, and the confidence. */
export type ClaimInput = {
  /** Global ID, UUID, or name. */
  capabilityId?: string | null | undefined;
  capturedAt?: string | null | undefined;
  /** Global ID, UUID, or name. */
  competitorId?: string | null | undefined;
  /** 0…1, default 0.7. */
  confidence?: number | null | undefined;
  /** How fully the competitor has the capability. */
  level?: CapabilityLevel | null | undefined;
  source?: string | null | undefined;
  statement?: string | null | undefined;
  /** Begins with https:// or http://. */
  url?: string | null | undefined;
};

/** `supported`: has a source and a date. `stale`: older than the limit; counts half. `unsupported`: has no source or no date; does not count. */
export type ClaimStanding =
  | 'stale'
  | 'supported'
  | 'unsupported';

/** How directly it competes for the same buyers. */
export type CompetitorCategory =
  | 'direct'
  | 'disruptor'
  | 'indirect'
  | 'substitute';

/** A new competitor needs a name. When updating, omitted fields stay unchanged. */
export type CompetitorInput = {
  /** Other names it is known by. */
  aliases?: Array<string> | null | undefined;
  category?: CompetitorCategory | null | undefined;
  name?: string | null | undefined;
  positioning?: string | null | undefined;
  /** Begins with https:// or http://. */
  url?: string | null | undefined;
};

export type CreateApiKeyInput = {
  /** The workspace to use when a question names none. Must be one that the key can open. */
  defaultWorkspaceId?: string | null | undefined;
  /** Default 90. null: never expires. */
  expiresInDays?: number | null | undefined;
  /** Who or what the key is for. */
  name: string;
  /** mcp:enabled and any of backlog:read, optimize:read, velocity:read, competitive:read, strategy:read, scheduling:read, scenarios:read, prd:write, backlog:write, strategy:write, competitive:write, audit:read. Default: all read scopes and prd:write. */
  scopes?: Array<string> | null | undefined;
  /** Where the key is accepted. Default: mcp only. */
  surfaces?: Array<Surface> | null | undefined;
  /** Global IDs, UUIDs, keys, or names. Default: all workspaces, including future ones. */
  workspaceIds?: Array<string> | null | undefined;
};

export type CreateImportInput = {
  fileName: string;
  /** Maps columns to fields and statuses to categories, and sets dateOrder. Same format as in the report. */
  mapping?: unknown;
  /** Default: the only workspace if it is empty, else a workspace named after the file, created when the import is applied. */
  workspaceId?: string | null | undefined;
  workspaceName?: string | null | undefined;
};

export type CreateSyncConnectionInput = {
  /** Jira only: the email address of the token’s owner. */
  account?: string | null | undefined;
  /** A filter in the tracker’s own language, such as JQL without ORDER BY. */
  filter?: string | null | undefined;
  kind: SyncSource;
  /** Same format as for a file. */
  mapping?: unknown;
  name?: string | null | undefined;
  /** IDs of projects, teams, or repositories. Default: all that the token can read. */
  projects?: Array<string> | null | undefined;
  /** Jira only: https://acme.atlassian.net. */
  site?: string | null | undefined;
  /** Stored encrypted. */
  token: string;
  /** Used if the tracker does not report it. */
  tokenExpiresAt?: string | null | undefined;
  workspaceId?: string | null | undefined;
};

export type CreditCapKind =
  | 'organization'
  | 'person'
  | 'workspace';

/** settle: work was charged. void: work failed and its reservation returned. timeout: a reservation returned by itself. */
export type CreditEntryKind =
  | 'expire'
  | 'grant'
  | 'reserve'
  | 'revoke'
  | 'settle'
  | 'timeout'
  | 'void';

/** Work that can cost credits. */
export type CreditPurpose =
  | 'generate_prd'
  | 'score_alignment';

export type DependencyKind =
  | 'blocks'
  | 'duplicates'
  | 'other'
  | 'relates'
  | 'suggested';

export type FlowUnit =
  | 'items'
  | 'points';

export type ImportState =
  | 'applied'
  | 'awaiting_upload'
  | 'planned'
  | 'refused'
  | 'undone';

/** Omitted fields stay unchanged; null clears a field. Title, type, status, statusCategory, and priority cannot be cleared. */
export type ItemChanges = {
  /** Personal data. At most 200 characters. */
  assignee?: string | null | undefined;
  /** 0 to 1,000. */
  businessValue?: number | null | undefined;
  /** RICE: how confident you are in reach and impact. 0 to 1. */
  confidence?: number | null | undefined;
  /** Finishing later has no value. */
  deadline?: string | null | undefined;
  /** Cost of delay in cents per week. 0 to 1,000,000,000,000,000. */
  delayCostCents?: number | null | undefined;
  /** At most 100,000 characters. */
  description?: string | null | undefined;
  dueDate?: string | null | undefined;
  /** RICE: usually 0.25 to 3. 0 to 1,000. */
  impact?: number | null | undefined;
  /** Above 0, at most 10,000. */
  jobSize?: number | null | undefined;
  /** Replaces the labels. At most 100 entries of 200 characters. */
  labels?: Array<string> | null | undefined;
  /** Global ID, UUID, or key. */
  parentId?: string | null | undefined;
  priority?: Priority | null | undefined;
  /** RICE: people or events per quarter. 0 to 1,000,000,000,000. */
  reach?: number | null | undefined;
  /** Work cannot start before this date. */
  releaseDate?: string | null | undefined;
  /** 0 to 1,000. */
  riskReduction?: number | null | undefined;
  /** Skills the work requires. At most 50 entries of 120 characters. */
  skills?: Array<string> | null | undefined;
  /** Global ID, UUID, or name. */
  sprintId?: string | null | undefined;
  /** The status name the team uses. Its category is taken from other items with this status, unless statusCategory is given. At most 120 characters. */
  status?: string | null | undefined;
  /** Without a status, the workspace's own status name for this category is used. */
  statusCategory?: StatusCategory | null | undefined;
  /** null if not estimated. 0 to 10,000. */
  storyPoints?: number | null | undefined;
  /** Global ID, UUID, or name. */
  teamId?: string | null | undefined;
  /** 0 to 1,000. */
  timeCriticality?: number | null | undefined;
  /** At most 1,000 characters. */
  title?: string | null | undefined;
  type?: ItemType | null | undefined;
  /** At most 2,000 characters. */
  url?: string | null | undefined;
};

export type ItemType =
  | 'bug'
  | 'epic'
  | 'feature'
  | 'idea'
  | 'improvement'
  | 'story'
  | 'task';

export type LinkKind =
  | 'demo'
  | 'invite'
  | 'reset'
  | 'set_up';

export type MarketImportKind =
  | 'capabilities'
  | 'claims'
  | 'competitors';

/** A new objective needs a name. When updating, omitted fields stay unchanged and null clears a field. */
export type ObjectiveInput = {
  current?: string | null | undefined;
  description?: string | null | undefined;
  dueDate?: string | null | undefined;
  /** What is measured, in words, such as “share of orders paid within a minute”. */
  measure?: string | null | undefined;
  name?: string | null | undefined;
  /** Position in the list. Default: last. */
  position?: number | null | undefined;
  state?: ObjectiveState | null | undefined;
  target?: string | null | undefined;
  /** Global ID, UUID, or name. */
  themeId?: string | null | undefined;
};

export type ObjectiveState =
  | 'achieved'
  | 'active'
  | 'dropped';

/** quoted: words of a record. summarized, inferred: from the records cited. computed: said by an analysis. assumption: nothing cited shows it; with an author, that person stated it. */
export type PrdBasis =
  | 'assumption'
  | 'computed'
  | 'inferred'
  | 'quoted'
  | 'summarized';

/** A story to create, as the draft has it or as you changed it. The type is story unless you name one. */
export type PrdNewStory = {
  /** Personal data. At most 200 characters. */
  assignee?: string | null | undefined;
  /** 0 to 1,000. */
  businessValue?: number | null | undefined;
  /** RICE: how confident you are in reach and impact. 0 to 1. */
  confidence?: number | null | undefined;
  /** Finishing later has no value. */
  deadline?: string | null | undefined;
  /** Cost of delay in cents per week. 0 to 1,000,000,000,000,000. */
  delayCostCents?: number | null | undefined;
  /** At most 100,000 characters. */
  description?: string | null | undefined;
  dueDate?: string | null | undefined;
  /** RICE: usually 0.25 to 3. 0 to 1,000. */
  impact?: number | null | undefined;
  /** Above 0, at most 10,000. */
  jobSize?: number | null | undefined;
  /** Replaces the labels. At most 100 entries of 200 characters. */
  labels?: Array<string> | null | undefined;
  priority?: Priority | null | undefined;
  /** RICE: people or events per quarter. 0 to 1,000,000,000,000. */
  reach?: number | null | undefined;
  /** Work cannot start before this date. */
  releaseDate?: string | null | undefined;
  /** 0 to 1,000. */
  riskReduction?: number | null | undefined;
  /** As in the draft: the sentence that it comes from. */
  sentence: string;
  /** Skills the work requires. At most 50 entries of 120 characters. */
  skills?: Array<string> | null | undefined;
  /** The status name the team uses. Its category is taken from other items with this status, unless statusCategory is given. At most 120 characters. */
  status?: string | null | undefined;
  /** Without a status, the workspace's own status name for this category is used. */
  statusCategory?: StatusCategory | null | undefined;
  /** null if not estimated. 0 to 10,000. */
  storyPoints?: number | null | undefined;
  /** 0 to 1,000. */
  timeCriticality?: number | null | undefined;
  /** At most 1,000 characters. */
  title?: string | null | undefined;
  type?: ItemType | null | undefined;
  /** At most 2,000 characters. */
  url?: string | null | undefined;
};

export type PrdStatus =
  | 'approved'
  | 'draft'
  | 'review';

export type Priority =
  | 'critical'
  | 'high'
  | 'low'
  | 'medium'
  | 'none';

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

/** objection: the person objects to the processing, and an admin decides. */
export type RestrictionGround =
  | 'objection'
  | 'restriction';

export type Role =
  | 'admin'
  | 'member'
  | 'owner'
  | 'viewer';

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

export type SortDirection =
  | 'asc'
  | 'desc';

/** What a status means, whatever the team calls it. `done` and `cancelled` items need no more work. */
export type StatusCategory =
  | 'active'
  | 'backlog'
  | 'cancelled'
  | 'done'
  | 'review'
  | 'todo';

/** Where a credential is accepted. */
export type Surface =
  | 'graphql'
  | 'mcp';

export type SyncSource =
  | 'github'
  | 'jira'
  | 'linear';

export type SyncState =
  | 'active'
  | 'paused';

/** A new team needs a name. When updating, omitted fields stay unchanged. */
export type TeamInput = {
  /** Replaces the list. */
  absences?: Array<AbsenceInput> | null | undefined;
  /** Global ID, UUID, or name. null means Monday to Friday. */
  calendarId?: string | null | undefined;
  /** Cost of one member for one week, in cents. */
  costRateCents?: number | null | undefined;
  /** null if unknown, as for a new team without this field. */
  members?: number | null | undefined;
  name?: string | null | undefined;
  skills?: Array<string> | null | undefined;
};

/** A new theme needs a name. When updating, omitted fields stay unchanged. */
export type ThemeInput = {
  description?: string | null | undefined;
  name?: string | null | undefined;
  /** Position in the list. Default: last. */
  position?: number | null | undefined;
};

/** A token with its kind, or a connection whose token is tried. */
export type TrySyncInput = {
  /** Jira only: the email address of the token’s owner. */
  account?: string | null | undefined;
  /** Uses the kind, the site, and the token of this connection. */
  connectionId?: string | null | undefined;
  /** Required without connectionId. */
  kind?: SyncSource | null | undefined;
  /** Jira only: https://acme.atlassian.net. */
  site?: string | null | undefined;
  /** Required without connectionId. With it, tried instead of the current token. */
  token?: string | null | undefined;
};

export type UpdateSyncConnectionInput = {
  /** Jira only: the email address of the owner of the new token. */
  account?: string | null | undefined;
  filter?: string | null | undefined;
  /** Same format as for a file. */
  mapping?: unknown;
  name?: string | null | undefined;
  projects?: Array<string> | null | undefined;
  /** Omit it to keep the current one. */
  token?: string | null | undefined;
  tokenExpiresAt?: string | null | undefined;
};

export type PrioritiesPageQueryVariables = Exact<{
  workspace: string;
  method?: RankingMethod | null | undefined;
  team?: string | null | undefined;
}>;


export type PrioritiesPageQuery = { workspace: { teams: Array<{ id: string, name: string }>, priorities: { sentence: string, method: PriorityOrder, totalCount: number, assumptions: Array<string>, warnings: Array<string>, edges: Array<{ node: { rank: number, key: string, title: string, tier: PriorityTier | null, score: number | null, size: number | null, reason: string, rankLow: number | null, rankHigh: number | null, estimated: Array<string>, factors: Array<{ name: string, value: number | null }>, parts: Array<{ name: string, value: number }> } }>, inputs: { keys: Array<string>, titles: Array<string>, types: Array<string>, priorities: Array<string>, blockedBy: Array<string>, figures: Array<{ field: string, values: Array<number | null> }>, factors: Array<{ name: string, weight: number, values: Array<number | null>, reasons: Array<string | null> }> } | null, upper: { count: number, value: number, effort: number | null } | null, stability: { topK: number, stay: number, samples: number } | null, estimateNext: Array<{ key: string, field: string, rankBest: number, rankWorst: number }>, stamp: { asOf: string, dataVersion: number } } } };

export type PlanPageQueryVariables = Exact<{
  workspace: string;
  objective?: ScheduleObjective | null | undefined;
  baseline?: string | null | undefined;
}>;


export type PlanPageQuery = { workspace: { scheduleBaselines: Array<{ id: string, name: string, asOf: string }>, portfolioSchedule: { sentence: string, start: string, status: ScheduleStatus, gap: number | null, finish: string | null, finishProbability: number | null, finish85: string | null, criticalPath: Array<string>, assumptions: Array<string>, warnings: Array<string>, teams: Array<{ team: string, share: number }>, items: Array<{ key: string, title: string, team: string, start: string, finish: string, critical: boolean, dueDate: string | null, waitedFor: Array<string>, probability: number | null }>, utilization: Array<{ team: string, week: string, used: number, offered: number }>, unplaced: Array<{ key: string, title: string, why: string }>, variance: { finishDays: number | null, later: number, earlier: number, added: number, removed: number, items: Array<{ key: string, change: string, finishDays: number | null }> } | null, stamp: { asOf: string, dataVersion: number } } } };

export type SaveBaselineMutationVariables = Exact<{
  workspace: string;
  name: string;
  objective?: ScheduleObjective | null | undefined;
}>;


export type SaveBaselineMutation = { saveScheduleBaseline: { id: string } };

export type ForecastPageQueryVariables = Exact<{
  workspace: string;
  epic?: string | null | undefined;
  team?: Array<string> | string | null | undefined;
  target?: string | null | undefined;
}>;


export type ForecastPageQuery = { workspace: { teams: Array<{ id: string, name: string }>, deliveryForecast: { sentence: string, unit: FlowUnit, remaining: number, assumptions: Array<string>, warnings: Array<string>, dates: Array<{ percentile: number, date: string | null }>, target: { date: string, probability: number } | null, influences: Array<{ change: string, days: number | null }>, trackRecord: Array<{ percentile: number, held: number, of: number, fourWeeks: boolean }>, growth: { factor: number } | null, histogram: Array<{ from: string, until: string | null, probability: number }>, stamp: { asOf: string, dataVersion: number } } } };

export type DeleteBaselineMutationVariables = Exact<{
  workspace: string;
  id: string;
}>;


export type DeleteBaselineMutation = { deleteScheduleBaseline: string };

export type BacklogChoicesQueryVariables = Exact<{
  workspace: string;
}>;


export type BacklogChoicesQuery = { workspace: { teams: Array<{ id: string, name: string }>, backlogSummary: { total: number, sentence: string, byStatus: Array<{ name: string, items: number }> }, statuses: { groups: Array<{ name: string }> | null } } };

export type BacklogRowsQueryVariables = Exact<{
  workspace: string;
  filter?: BacklogFilter | null | undefined;
  sort?: BacklogSort | null | undefined;
  direction?: SortDirection | null | undefined;
  after?: string | null | undefined;
  first: number;
}>;


export type BacklogRowsQuery = { workspace: { backlog: { totalCount: number, searchedFor: string | null, closestWords: Array<string> | null, nodes: Array<{ id: string, key: string, title: string, type: ItemType, status: string, statusCategory: StatusCategory, priority: Priority, storyPoints: number | null, dueDate: string | null, updatedAt: string, team: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type BacklogGroupsQueryVariables = Exact<{
  workspace: string;
  filter?: BacklogFilter | null | undefined;
  by: BacklogGrouping;
}>;


export type BacklogGroupsQuery = { workspace: { backlog: { groupCount: number | null, groups: Array<{ name: string, none: boolean, title: string | null, open: number | null, openPoints: number | null, done: number, percentDone: number | null }> | null } } };

export type BacklogRowFragment = { id: string, key: string, title: string, type: ItemType, status: string, statusCategory: StatusCategory, priority: Priority, storyPoints: number | null, dueDate: string | null, updatedAt: string, team: { id: string, name: string } | null };

export type ReadBacklogRowQueryVariables = Exact<{
  workspace: string;
  id: string;
}>;


export type ReadBacklogRowQuery = { workspace: { item: { id: string, key: string, title: string, type: ItemType, status: string, statusCategory: StatusCategory, priority: Priority, storyPoints: number | null, dueDate: string | null, updatedAt: string, team: { id: string, name: string } | null } } };

export type ChangeItemMutationVariables = Exact<{
  id: string;
  input: ItemChanges;
  unchangedSince?: string | null | undefined;
}>;


export type ChangeItemMutation = { updateItem: { id: string, key: string, title: string, type: ItemType, status: string, statusCategory: StatusCategory, priority: Priority, storyPoints: number | null, dueDate: string | null, updatedAt: string, team: { id: string, name: string } | null } };

export type BacklogItemQueryVariables = Exact<{
  workspace: string;
  key: string;
}>;


export type BacklogItemQuery = { workspace: { objectives: Array<{ id: string, name: string }>, item: { description: string, assignee: string | null, labels: Array<string>, url: string | null, createdAt: string, holdsUp: number, id: string, key: string, title: string, type: ItemType, status: string, statusCategory: StatusCategory, priority: Priority, storyPoints: number | null, dueDate: string | null, updatedAt: string, parent: { key: string, title: string } | null, sprint: { name: string } | null, objectives: Array<{ id: string, name: string }>, blockedBy: { totalCount: number, nodes: Array<{ key: string, title: string, status: string }> }, blocks: { totalCount: number, nodes: Array<{ key: string, title: string, status: string }> }, children: { totalCount: number, nodes: Array<{ key: string, title: string, status: string }> }, dependencies: Array<{ id: string, kind: DependencyKind, label: string | null, endedAt: string | null, item: { key: string, title: string }, blocker: { key: string, title: string } | null }>, statusHistory: { totalCount: number, nodes: Array<{ at: string, from: string | null, to: string }> }, changes: Array<{ at: string, field: ChangeField, before: string | null, after: string | null }>, team: { id: string, name: string } | null } } };

export type CompetitionQueryVariables = Exact<{ [key: string]: never; }>;


export type CompetitionQuery = { tenant: { id: string, competitors: Array<{ id: string, name: string, category: CompetitorCategory, positioning: string, url: string | null, aliases: Array<string> }>, capabilities: Array<{ id: string, name: string, description: string, importance: number, own: CapabilityLevel | null }> } };

export type CompetitorRowFragment = { id: string, name: string, category: CompetitorCategory, positioning: string, url: string | null, aliases: Array<string> };

export type CapabilityRowFragment = { id: string, name: string, description: string, importance: number, own: CapabilityLevel | null };

export type CompetitionSentenceQueryVariables = Exact<{
  workspace?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type CompetitionSentenceQuery = { tenant: { competitiveAnalysis: { sentence: string, warnings: Array<string>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, competitors: Array<{ id: string, name: string, threat: number, claims: number, lastEvidenceDays: number | null, stale: boolean }> | null, stamp: { asOf: string, dataVersion: number } } } };

export type BattlecardQueryVariables = Exact<{
  competitor: string;
}>;


export type BattlecardQuery = { tenant: { competitiveAnalysis: { sentence: string, battlecards: Array<{ competitor: string, positioning: string | null, unknown: Array<string>, theyLead: Array<{ capability: string, us: CapabilityLevel, them: CapabilityLevel, standing: ClaimStanding, evidence: Array<string> }>, even: Array<{ capability: string, us: CapabilityLevel, them: CapabilityLevel, standing: ClaimStanding, evidence: Array<string> }>, weLead: Array<{ capability: string, us: CapabilityLevel, them: CapabilityLevel, standing: ClaimStanding, evidence: Array<string> }> }> | null, evidence: Array<{ key: string, claim: string, source: string | null, url: string | null, capturedAt: string | null, confidence: number, standing: ClaimStanding }> } } };

export type BattlecardLineFragment = { capability: string, us: CapabilityLevel, them: CapabilityLevel, standing: ClaimStanding, evidence: Array<string> };

export type ClaimsQueryVariables = Exact<{
  competitor?: string | null | undefined;
  capability?: string | null | undefined;
  first: number;
  after?: string | null | undefined;
}>;


export type ClaimsQuery = { tenant: { competitorClaims: { nodes: Array<{ id: string, key: string, statement: string, source: string | null, url: string | null, capturedAt: string | null, confidence: number, level: CapabilityLevel | null, competitor: { id: string, name: string }, capability: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type ClaimPageFragment = { nodes: Array<{ id: string, key: string, statement: string, source: string | null, url: string | null, capturedAt: string | null, confidence: number, level: CapabilityLevel | null, competitor: { id: string, name: string }, capability: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } };

export type ClaimRowFragment = { id: string, key: string, statement: string, source: string | null, url: string | null, capturedAt: string | null, confidence: number, level: CapabilityLevel | null, competitor: { id: string, name: string }, capability: { id: string, name: string } | null };

export type CreateCompetitorMutationVariables = Exact<{
  input: CompetitorInput;
}>;


export type CreateCompetitorMutation = { createCompetitor: { id: string } };

export type UpdateCompetitorMutationVariables = Exact<{
  id: string;
  input: CompetitorInput;
}>;


export type UpdateCompetitorMutation = { updateCompetitor: { id: string } };

export type DeleteCompetitorMutationVariables = Exact<{
  id: string;
}>;


export type DeleteCompetitorMutation = { deleteCompetitor: string };

export type CreateCapabilityMutationVariables = Exact<{
  input: CapabilityInput;
}>;


export type CreateCapabilityMutation = { createCapability: { id: string } };

export type UpdateCapabilityMutationVariables = Exact<{
  id: string;
  input: CapabilityInput;
}>;


export type UpdateCapabilityMutation = { updateCapability: { id: string } };

export type DeleteCapabilityMutationVariables = Exact<{
  id: string;
}>;


export type DeleteCapabilityMutation = { deleteCapability: string };

export type RecordClaimMutationVariables = Exact<{
  input: ClaimInput;
}>;


export type RecordClaimMutation = { recordClaim: { id: string } };

export type UpdateClaimMutationVariables = Exact<{
  id: string;
  input: ClaimInput;
}>;


export type UpdateClaimMutation = { updateClaim: { id: string } };

export type DeleteClaimMutationVariables = Exact<{
  id: string;
}>;


export type DeleteClaimMutation = { deleteClaim: string };

export type ImportMarketMutationVariables = Exact<{
  csv: string;
}>;


export type ImportMarketMutation = { importMarket: { kind: MarketImportKind, rows: number, created: number, updated: number, unchanged: number, refusedCount: number, newCompetitors: Array<string>, newCapabilities: Array<string>, unreadColumns: Array<string>, notes: Array<string>, refused: Array<{ row: number, reason: string, candidates: Array<string> }> } };

export type InteractionQueryVariables = Exact<{
  uid: string;
}>;


export type InteractionQuery = { interaction: { clientName: string, clientHost: string | null, redirectHost: string, loopback: boolean, elsewhere: boolean, scopes: Array<{ scope: string, title: string, detail: string, required: boolean, consumesCredits: boolean }>, tenants: Array<{ id: string, name: string, role: Role, grantable: Array<string>, standing: AppStanding, refusal: string | null, workspaces: Array<{ id: string, key: string, name: string }> }> | null } };

export type DecideInteractionMutationVariables = Exact<{
  uid: string;
  allow: boolean;
  tenantId?: string | null | undefined;
  workspaceIds?: Array<string> | string | null | undefined;
  defaultWorkspaceId?: string | null | undefined;
  scopes?: Array<string> | string | null | undefined;
}>;


export type DecideInteractionMutation = { decideInteraction: string };

export type WhoQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoQuery = { viewer: { name: string, email: string | null } };

export type DocumentsQueryVariables = Exact<{
  workspace: string;
  search?: string | null | undefined;
  status?: Array<PrdStatus> | PrdStatus | null | undefined;
  after?: string | null | undefined;
}>;


export type DocumentsQuery = { workspace: { prds: { nodes: Array<{ id: string, key: string, title: string, status: PrdStatus, newest: number, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type DocumentRowsFragment = { nodes: Array<{ id: string, key: string, title: string, status: PrdStatus, newest: number, updatedAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } };

export type OpenEpicsQueryVariables = Exact<{
  workspace: string;
}>;


export type OpenEpicsQuery = { workspace: { backlog: { nodes: Array<{ key: string, title: string }> } } };

export type WriteDocumentMutationVariables = Exact<{
  workspace: string;
  epicId?: string | null | undefined;
  topic?: string | null | undefined;
  requestId: string;
}>;


export type WriteDocumentMutation = { generatePrd: { prd: { id: string } | null } };

export type DocumentQueryVariables = Exact<{
  id: string;
}>;


export type DocumentQuery = { node:
    | { id: string, key: string, title: string, status: PrdStatus, newest: number, markdown: string, createdItems: { items: Array<{ key: string }> } | null, staleSources: Array<{ alias: string, key: string, gone: boolean }>, version: { sentence: string, warnings: Array<string>, phrased: Array<string>, version: number, createdOn: string, stamp: { asOf: string, dataVersion: number }, context: Array<{ label: string, text: string }>, previous: { version: number, createdOn: string, sources: Array<{ alias: string, key: string, title: string, note: string }>, sections: Array<{ key: string, heading: string, sentences: Array<{ basis: PrdBasis, text: string, author: string | null, evidence: Array<{ source: string, quote: string | null }> }>, questions: Array<{ text: string, evidence: Array<{ source: string, quote: string | null }> }> }> } | null, sources: Array<{ alias: string, key: string, title: string, note: string }>, sections: Array<{ key: string, heading: string, sentences: Array<{ basis: PrdBasis, text: string, author: string | null, evidence: Array<{ source: string, quote: string | null }> }>, questions: Array<{ text: string, evidence: Array<{ source: string, quote: string | null }> }> }> } }
    | Record<PropertyKey, never>
   | null };

export type DocumentTextFragment = { version: number, createdOn: string, sources: Array<{ alias: string, key: string, title: string, note: string }>, sections: Array<{ key: string, heading: string, sentences: Array<{ basis: PrdBasis, text: string, author: string | null, evidence: Array<{ source: string, quote: string | null }> }>, questions: Array<{ text: string, evidence: Array<{ source: string, quote: string | null }> }> }> };

export type SetDocumentStatusMutationVariables = Exact<{
  id: string;
  status: PrdStatus;
  version: number;
}>;


export type SetDocumentStatusMutation = { setPrdStatus: { id: string, status: PrdStatus } };

export type EditSectionMutationVariables = Exact<{
  id: string;
  section: string;
  version: number;
  sentences: Array<string> | string;
  openQuestions: Array<string> | string;
}>;


export type EditSectionMutation = { editPrdSection: { version: number } };

export type WriteSectionAgainMutationVariables = Exact<{
  id: string;
  section: string;
  version: number;
}>;


export type WriteSectionAgainMutation = { regeneratePrdSection: { version: number } };

export type DraftItemsQueryVariables = Exact<{
  id: string;
}>;


export type DraftItemsQuery = { node:
    | { newest: number, itemDraft: { sentence: string, more: number, epic: { key: string | null, title: string }, stories: Array<{ sentence: string, section: string, title: string, description: string, chosen: boolean, like: { key: string, title: string } | null }> } }
    | Record<PropertyKey, never>
   | null };

export type CreateItemsMutationVariables = Exact<{
  id: string;
  version: number;
  epicTitle?: string | null | undefined;
  stories: Array<PrdNewStory> | PrdNewStory;
}>;


export type CreateItemsMutation = { createPrdItems: { id: string } };

export type UndoItemsMutationVariables = Exact<{
  id: string;
  force?: boolean | null | undefined;
}>;


export type UndoItemsMutation = { undoPrdItems: Array<string> };

export type SignInMutationVariables = Exact<{
  email: string;
  password: string;
}>;


export type SignInMutation = { signIn: { name: string } };

export type IsSetUpQueryVariables = Exact<{ [key: string]: never; }>;


export type IsSetUpQuery = { isSetUp: boolean };

export type LinkQueryVariables = Exact<{
  token: string;
}>;


export type LinkQuery = { link: { kind: LinkKind, email: string | null, organization: string | null, known: boolean } };

export type SetUpMutationVariables = Exact<{
  token: string;
  email: string;
  name: string;
  password: string;
  organization: string;
}>;


export type SetUpMutation = { setUp: { name: string } };

export type AcceptInviteMutationVariables = Exact<{
  token: string;
  name?: string | null | undefined;
  password: string;
  newPassword?: string | null | undefined;
}>;


export type AcceptInviteMutation = { acceptInvite: { name: string } };

export type ResetPasswordMutationVariables = Exact<{
  token: string;
  password: string;
}>;


export type ResetPasswordMutation = { resetPassword: { sessions: number, apps: Array<string>, keys: Array<{ name: string, hint: string, organization: string, mayRevoke: boolean }> } };

export type OpenDemoMutationVariables = Exact<{
  token: string;
  replace: boolean;
}>;


export type OpenDemoMutation = { openDemo: boolean };

export type HomeQueryVariables = Exact<{
  workspace: string;
}>;


export type HomeQuery = { workspace: { id: string, name: string, dataChangedAt: string, backlogSummary: { total: number, open: number, done: number, sentence: string, byStatus: Array<{ name: string, items: number }> }, teams: Array<{ id: string }> }, connections: Array<{ id: string, clientName: string, createdAt: string, isViewer: boolean }> };

export type HomeNextQueryVariables = Exact<{
  workspace: string;
}>;


export type HomeNextQuery = { workspace: { id: string, priorities: { sentence: string, totalCount: number, edges: Array<{ node: { rank: number, key: string, title: string, tier: PriorityTier | null, score: number | null, reason: string } }> } } };

export type HomeForecastQueryVariables = Exact<{
  workspace: string;
}>;


export type HomeForecastQuery = { workspace: { id: string, deliveryForecast: { sentence: string, sizedZero: number, dates: Array<{ percentile: number, date: string | null }>, trackRecord: Array<{ percentile: number, held: number, of: number, fourWeeks: boolean }> }, backlog: { nodes: Array<{ id: string, key: string, title: string, dueDate: string | null }> } } };

export type HomeEpicQueryVariables = Exact<{
  workspace: string;
  epic: string;
  due?: string | null | undefined;
}>;


export type HomeEpicQuery = { workspace: { id: string, deliveryForecast: { sizedZero: number, dates: Array<{ percentile: number, date: string | null }>, target: { probability: number } | null } } };

export type HomeFlowQueryVariables = Exact<{
  workspace: string;
}>;


export type HomeFlowQuery = { workspace: { id: string, velocity: { sentence: string, unit: FlowUnit, throughput: { median: number } | null, weekly: Array<{ start: string, size: number }>, wip: { items: number, usualDays: number | null, olderThanUsual: number, ages: Array<{ key: string, age: number, olderThanUsual: boolean }> } } } };

export type HomeStuckQueryVariables = Exact<{
  workspace: string;
  keys: Array<string> | string;
}>;


export type HomeStuckQuery = { workspace: { id: string, backlog: { nodes: Array<{ key: string, title: string, status: string }> } } };

export type HomeChangesQueryVariables = Exact<{
  workspace: string;
  since: string;
}>;


export type HomeChangesQuery = { workspace: { id: string, backlog: { totalCount: number, nodes: Array<{ key: string, title: string, status: string, createdAt: string, changes: Array<{ field: ChangeField, before: string | null, after: string | null, at: string }>, statusHistory: { nodes: Array<{ from: string | null, to: string, category: StatusCategory, at: string }> } }> } } };

export type ImportsQueryVariables = Exact<{ [key: string]: never; }>;


export type ImportsQuery = { imports: Array<{ id: string, state: ImportState, fileName: string, workspaceName: string, createdAt: string, appliedAt: string | null, written: unknown }> };

export type CreateImportMutationVariables = Exact<{
  input: CreateImportInput;
}>;


export type CreateImportMutation = { createImport: { uploadUrl: string, import: { id: string } } };

export type ApplyImportMutationVariables = Exact<{
  id: string;
  endMissing?: boolean | null | undefined;
}>;


export type ApplyImportMutation = { applyImport: { id: string, state: ImportState, written: unknown, workspace: { id: string, key: string, name: string } | null } };

export type UndoImportMutationVariables = Exact<{
  id: string;
  force?: boolean | null | undefined;
}>;


export type UndoImportMutation = { undoImport: { id: string, state: ImportState } };

export type SessionQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SessionQuery = { viewer: { name: string, email: string | null, role: Role, permissions: Array<string>, allWorkspaces: boolean, tenant: { id: string, name: string }, tenants: Array<{ id: string, name: string, role: Role }> }, workspaces: { nodes: Array<{ id: string, key: string, name: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type OwnTenantsQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnTenantsQuery = { ownTenants: Array<{ id: string, name: string, refusal: string | null }> };

export type ChooseTenantMutationVariables = Exact<{
  id: string;
}>;


export type ChooseTenantMutation = { chooseTenant: boolean };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut: boolean };

export type ChangePasswordMutationVariables = Exact<{
  current: string;
  next: string;
  disconnectApps: boolean;
}>;


export type ChangePasswordMutation = { changePassword: { sessions: number, apps: Array<string>, keys: Array<{ name: string, hint: string, organization: string, mayRevoke: boolean }> } };

export type SignOutEverywhereMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutEverywhereMutation = { signOutEverywhere: boolean };

export type ExportMyDataMutationVariables = Exact<{ [key: string]: never; }>;


export type ExportMyDataMutation = { exportMyData: string };

export type RestrictMyDataMutationVariables = Exact<{
  ground: RestrictionGround;
}>;


export type RestrictMyDataMutation = { restrictMyData: { what: string } };

export type EraseMyAccountMutationVariables = Exact<{
  password: string;
}>;


export type EraseMyAccountMutation = { eraseMyAccount: { what: string, at: string, counts: unknown, signature: string } };

export type AiSettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type AiSettingsQuery = { tenant: { id: string, aiSends: Array<string>, aiProvider: { provider: AiProviderName, model: string, baseUrl: string, keyHint: string | null, judges: boolean, agreedBy: string | null, agreedAt: string | null } | null, aiOffered: { provider: AiProviderName, model: string, baseUrl: string } | null } };

export type AiProviderShownFragment = { provider: AiProviderName, model: string, baseUrl: string, keyHint: string | null, judges: boolean, agreedBy: string | null, agreedAt: string | null };

export type SetAiProviderMutationVariables = Exact<{
  input: AiProviderInput;
}>;


export type SetAiProviderMutation = { setAiProvider: { provider: AiProviderName, model: string, baseUrl: string, keyHint: string | null, judges: boolean, agreedBy: string | null, agreedAt: string | null } };

export type AgreeToOfferedAiMutationVariables = Exact<{ [key: string]: never; }>;


export type AgreeToOfferedAiMutation = { agreeToOfferedAi: { provider: AiProviderName, model: string, baseUrl: string, keyHint: string | null, judges: boolean, agreedBy: string | null, agreedAt: string | null } };

export type TryAiProviderMutationVariables = Exact<{ [key: string]: never; }>;


export type TryAiProviderMutation = { tryAiProvider: { ok: boolean, message: string } };

export type RemoveAiProviderMutationVariables = Exact<{ [key: string]: never; }>;


export type RemoveAiProviderMutation = { removeAiProvider: boolean };

export type SetAiJudgeMutationVariables = Exact<{
  judges: boolean;
}>;


export type SetAiJudgeMutation = { setAiJudge: { provider: AiProviderName, model: string, baseUrl: string, keyHint: string | null, judges: boolean, agreedBy: string | null, agreedAt: string | null } | null };

export type AuditPageQueryVariables = Exact<{
  person?: string | null | undefined;
  action?: string | null | undefined;
  failed?: boolean | null | undefined;
  since?: string | null | undefined;
  until?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditPageQuery = { auditEvents: { nodes: Array<{ id: string, sequence: number, at: string, action: string, outcome: string, actor: AuditActor, person: string | null, erased: boolean, ip: string | null, credits: number | null, milliseconds: number, correlationId: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AuditChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditChoicesQuery = { auditLog: { actions: Array<string>, retentionDays: number | null }, members: Array<{ id: string, name: string }> };

export type VerifyAuditQueryVariables = Exact<{ [key: string]: never; }>;


export type VerifyAuditQuery = { auditLog: { verification: { intact: boolean, events: number, unsealed: number, erased: number, purged: number, findings: Array<{ sequence: number, message: string }> } } };

export type ExportAuditEventsMutationVariables = Exact<{
  format: AuditFormat;
  person?: string | null | undefined;
  action?: string | null | undefined;
  failed?: boolean | null | undefined;
  since?: string | null | undefined;
  until?: string | null | undefined;
}>;


export type ExportAuditEventsMutation = { exportAuditEvents: string };

export type SetAuditRetentionMutationVariables = Exact<{
  days?: number | null | undefined;
}>;


export type SetAuditRetentionMutation = { setAuditRetention: { retentionDays: number | null } };

export type AuditRowFragment = { id: string, sequence: number, at: string, action: string, outcome: string, actor: AuditActor, person: string | null, erased: boolean, ip: string | null, credits: number | null, milliseconds: number, correlationId: string };

export type BillingQueryVariables = Exact<{ [key: string]: never; }>;


export type BillingQuery = { billing: { topUpUrl: string | null, balance: { available: number, reserved: number, debt: number, expiring: number, nextExpiry: string | null, lastsUntil: string | null, alertBelow: number, low: boolean, costs: Array<{ purpose: CreditPurpose, count: number, p50: number, p90: number }> }, prices: Array<{ purpose: CreditPurpose, method: string, most: number }>, caps: Array<{ id: string, kind: CreditCapKind, name: string | null, of: string | null, monthlyCap: number, used: number, left: number, near: boolean }>, ledger: { totalCount: number, nodes: Array<{ id: string, at: string, kind: CreditEntryKind, change: number, reserved: number | null, who: string, workspace: string | null, purpose: CreditPurpose | null, document: string | null, reason: string | null, expiresAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type CreditCapRowFragment = { id: string, kind: CreditCapKind, name: string | null, of: string | null, monthlyCap: number, used: number, left: number, near: boolean };

export type LedgerRowsFragment = { totalCount: number, nodes: Array<{ id: string, at: string, kind: CreditEntryKind, change: number, reserved: number | null, who: string, workspace: string | null, purpose: CreditPurpose | null, document: string | null, reason: string | null, expiresAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } };

export type LedgerPageQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type LedgerPageQuery = { billing: { ledger: { totalCount: number, nodes: Array<{ id: string, at: string, kind: CreditEntryKind, change: number, reserved: number | null, who: string, workspace: string | null, purpose: CreditPurpose | null, document: string | null, reason: string | null, expiresAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type LedgerCsvQueryVariables = Exact<{ [key: string]: never; }>;


export type LedgerCsvQuery = { billing: { ledgerCsv: string } };

export type SetWorkspaceCreditCapMutationVariables = Exact<{
  id: string;
  monthlyCap?: number | null | undefined;
}>;


export type SetWorkspaceCreditCapMutation = { setWorkspaceCreditCap: { caps: Array<{ id: string, kind: CreditCapKind, name: string | null, of: string | null, monthlyCap: number, used: number, left: number, near: boolean }> } };

export type SetMemberCreditCapMutationVariables = Exact<{
  id: string;
  monthlyCap?: number | null | undefined;
}>;


export type SetMemberCreditCapMutation = { setMemberCreditCap: { caps: Array<{ id: string, kind: CreditCapKind, name: string | null, of: string | null, monthlyCap: number, used: number, left: number, near: boolean }> } };

export type SetOrganizationCreditCapMutationVariables = Exact<{
  monthlyCap?: number | null | undefined;
}>;


export type SetOrganizationCreditCapMutation = { setOrganizationCreditCap: { caps: Array<{ id: string, kind: CreditCapKind, name: string | null, of: string | null, monthlyCap: number, used: number, left: number, near: boolean }> } };

export type SetCreditAlertMutationVariables = Exact<{
  below?: number | null | undefined;
}>;


export type SetCreditAlertMutation = { setCreditAlert: { balance: { alertBelow: number, low: boolean } } };

export type ApiKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeysQuery = { apiKeys: Array<{ id: string, name: string, hint: string, actsFor: string, scopes: Array<string>, surfaces: Array<Surface>, workspaceIds: Array<string> | null, defaultWorkspaceId: string | null, state: ApiKeyState, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null }> };

export type ApiKeyRowFragment = { id: string, name: string, hint: string, actsFor: string, scopes: Array<string>, surfaces: Array<Surface>, workspaceIds: Array<string> | null, defaultWorkspaceId: string | null, state: ApiKeyState, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { createApiKey: { key: string, apiKey: { id: string, name: string } } };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiKeyMutation = { revokeApiKey: { id: string, state: ApiKeyState } };

export type ConnectionsQueryVariables = Exact<{ [key: string]: never; }>;


export type ConnectionsQuery = { connections: Array<{ id: string, clientName: string, clientHost: string | null, redirectHost: string, person: string, isViewer: boolean, scopes: Array<string>, workspaceIds: Array<string> | null, defaultWorkspaceId: string | null, createdAt: string, lastUsedAt: string | null }> };

export type ConnectionRowFragment = { id: string, clientName: string, clientHost: string | null, redirectHost: string, person: string, isViewer: boolean, scopes: Array<string>, workspaceIds: Array<string> | null, defaultWorkspaceId: string | null, createdAt: string, lastUsedAt: string | null };

export type DisconnectMutationVariables = Exact<{
  id: string;
}>;


export type DisconnectMutation = { disconnect: boolean };

export type SetApiKeyWorkspaceMutationVariables = Exact<{
  id: string;
  workspaceId?: string | null | undefined;
}>;


export type SetApiKeyWorkspaceMutation = { setApiKeyWorkspace: { id: string, defaultWorkspaceId: string | null } };

export type SetConnectionWorkspaceMutationVariables = Exact<{
  id: string;
  workspaceId?: string | null | undefined;
}>;


export type SetConnectionWorkspaceMutation = { setConnectionWorkspace: { id: string, defaultWorkspaceId: string | null } };

export type AccessPolicyQueryVariables = Exact<{ [key: string]: never; }>;


export type AccessPolicyQuery = { accessPolicy: { clientHosts: Array<string> | null, toolsOff: Array<string>, views: boolean, keyDays: number | null, keySurfaces: Array<Surface> | null, signInHours: number | null, networks: Array<string> | null } };

export type AccessPolicyFieldsFragment = { clientHosts: Array<string> | null, toolsOff: Array<string>, views: boolean, keyDays: number | null, keySurfaces: Array<Surface> | null, signInHours: number | null, networks: Array<string> | null };

export type SetAccessPolicyMutationVariables = Exact<{
  input: AccessPolicyInput;
}>;


export type SetAccessPolicyMutation = { setAccessPolicy: { clientHosts: Array<string> | null, toolsOff: Array<string>, views: boolean, keyDays: number | null, keySurfaces: Array<Surface> | null, signInHours: number | null, networks: Array<string> | null } };

export type MembersQueryVariables = Exact<{ [key: string]: never; }>;


export type MembersQuery = { members: Array<{ id: string, name: string, email: string, role: Role, workspaceIds: Array<string> | null, disabled: boolean, restricted: boolean, objected: boolean, isViewer: boolean, mayChange: boolean, joinedAt: string }>, invites: Array<{ id: string, email: string, role: Role, invitedBy: string, expiresAt: string }> };

export type MemberRowFragment = { id: string, name: string, email: string, role: Role, workspaceIds: Array<string> | null, disabled: boolean, restricted: boolean, objected: boolean, isViewer: boolean, mayChange: boolean, joinedAt: string };

export type InviteRowFragment = { id: string, email: string, role: Role, invitedBy: string, expiresAt: string };

export type InviteMemberMutationVariables = Exact<{
  email: string;
  role: Role;
  workspaceIds?: Array<string> | string | null | undefined;
}>;


export type InviteMemberMutation = { inviteMember: { link: string, invite: { id: string, email: string, expiresAt: string } } };

export type CancelInviteMutationVariables = Exact<{
  id: string;
}>;


export type CancelInviteMutation = { cancelInvite: boolean };

export type ChangeMemberMutationVariables = Exact<{
  id: string;
  role?: Role | null | undefined;
  workspaceIds?: Array<string> | string | null | undefined;
  allWorkspaces?: boolean | null | undefined;
}>;


export type ChangeMemberMutation = { changeMember: { id: string, role: Role } };

export type RemoveMemberMutationVariables = Exact<{
  id: string;
}>;


export type RemoveMemberMutation = { removeMember: boolean };

export type MemberResetLinkMutationVariables = Exact<{
  id: string;
}>;


export type MemberResetLinkMutation = { memberResetLink: string };

export type RestrictMemberMutationVariables = Exact<{
  id: string;
  ground?: RestrictionGround | null | undefined;
}>;


export type RestrictMemberMutation = { restrictMember: { what: string } };

export type ExportMemberDataMutationVariables = Exact<{
  id: string;
}>;


export type ExportMemberDataMutation = { exportMemberData: string };

export type IntegrationsQueryVariables = Exact<{ [key: string]: never; }>;


export type IntegrationsQuery = { syncConnections: Array<{ id: string, kind: SyncSource, name: string, site: string | null, account: string | null, tokenHint: string, tokenExpiresAt: string | null, projects: Array<string>, filter: string | null, state: SyncState, pausedBecause: string | null, running: boolean, trouble: string | null, nextRunAt: string | null, lastSuccessAt: string | null, completeAt: string | null, lagSeconds: number | null, items: number, incomplete: number, incompleteMinutes: number | null, tokenWarning: string | null, permissionWarning: string | null, total: number | null, refused: number, webhookUrl: string, webhookSeenAt: string | null, hasWebhook: boolean, workspace: { id: string, name: string } }> };

export type IntegrationShownFragment = { id: string, kind: SyncSource, name: string, site: string | null, account: string | null, tokenHint: string, tokenExpiresAt: string | null, projects: Array<string>, filter: string | null, state: SyncState, pausedBecause: string | null, running: boolean, trouble: string | null, nextRunAt: string | null, lastSuccessAt: string | null, completeAt: string | null, lagSeconds: number | null, items: number, incomplete: number, incompleteMinutes: number | null, tokenWarning: string | null, permissionWarning: string | null, total: number | null, refused: number, webhookUrl: string, webhookSeenAt: string | null, hasWebhook: boolean, workspace: { id: string, name: string } };

export type TrySyncMutationVariables = Exact<{
  input: TrySyncInput;
}>;


export type TrySyncMutation = { trySync: { account: string | null, expiresAt: string | null, abilities: Array<{ name: string, needed: boolean, works: boolean, missing: string | null }>, projects: Array<{ id: string, key: string, name: string }> } };

export type ConnectTrackerMutationVariables = Exact<{
  input: CreateSyncConnectionInput;
}>;


export type ConnectTrackerMutation = { createSyncConnection: { id: string } };

export type ChangeTrackerMutationVariables = Exact<{
  id: string;
  input: UpdateSyncConnectionInput;
}>;


export type ChangeTrackerMutation = { updateSyncConnection: { id: string } };

export type PauseTrackerMutationVariables = Exact<{
  id: string;
}>;


export type PauseTrackerMutation = { pauseSyncConnection: { id: string } };

export type ResumeTrackerMutationVariables = Exact<{
  id: string;
}>;


export type ResumeTrackerMutation = { resumeSyncConnection: { id: string } };

export type SyncTrackerNowMutationVariables = Exact<{
  id: string;
}>;


export type SyncTrackerNowMutation = { syncNow: { id: string } };

export type SetTrackerWebhookMutationVariables = Exact<{
  id: string;
  secret: string;
}>;


export type SetTrackerWebhookMutation = { setSyncWebhookSecret: { id: string } };

export type RemoveTrackerMutationVariables = Exact<{
  id: string;
  withItems: boolean;
}>;


export type RemoveTrackerMutation = { removeSyncConnection: boolean };

export type TeamsQueryVariables = Exact<{
  workspace: string;
}>;


export type TeamsQuery = { workspace: { id: string, key: string, name: string, createdAt: string, currency: string | null, teams: Array<{ id: string, name: string, members: number | null, skills: Array<string>, costRateCents: number | null, absences: Array<{ from: string, to: string, members: number, reason: string | null }>, calendar: { id: string, name: string } | null }>, calendars: Array<{ id: string, name: string, weekdays: Array<number>, closedDays: Array<string> }> } };

export type TeamRowFragment = { id: string, name: string, members: number | null, skills: Array<string>, costRateCents: number | null, absences: Array<{ from: string, to: string, members: number, reason: string | null }>, calendar: { id: string, name: string } | null };

export type CalendarRowFragment = { id: string, name: string, weekdays: Array<number>, closedDays: Array<string> };

export type CreateWorkspaceMutationVariables = Exact<{
  name: string;
  key?: string | null | undefined;
}>;


export type CreateWorkspaceMutation = { createWorkspace: { id: string, key: string, name: string } };

export type RenameWorkspaceMutationVariables = Exact<{
  id: string;
  name?: string | null | undefined;
  key?: string | null | undefined;
}>;


export type RenameWorkspaceMutation = { renameWorkspace: { id: string, key: string, name: string } };

export type DeleteWorkspaceMutationVariables = Exact<{
  id: string;
}>;


export type DeleteWorkspaceMutation = { deleteWorkspace: { name: string, rows: Array<{ kind: string, count: number }> } };

export type CreateTeamMutationVariables = Exact<{
  workspace: string;
  input: TeamInput;
}>;


export type CreateTeamMutation = { createTeam: { id: string } };

export type UpdateTeamMutationVariables = Exact<{
  id: string;
  input: TeamInput;
}>;


export type UpdateTeamMutation = { updateTeam: { id: string } };

export type SetCurrencyMutationVariables = Exact<{
  workspace: string;
  currency?: string | null | undefined;
}>;


export type SetCurrencyMutation = { setCurrency: { id: string, currency: string | null } };

export type DeleteTeamMutationVariables = Exact<{
  id: string;
}>;


export type DeleteTeamMutation = { deleteTeam: string };

export type CreateCalendarMutationVariables = Exact<{
  workspace: string;
  input: CalendarInput;
}>;


export type CreateCalendarMutation = { createCalendar: { id: string } };

export type UpdateCalendarMutationVariables = Exact<{
  id: string;
  input: CalendarInput;
}>;


export type UpdateCalendarMutation = { updateCalendar: { id: string } };

export type DeleteCalendarMutationVariables = Exact<{
  id: string;
}>;


export type DeleteCalendarMutation = { deleteCalendar: string };

export type StrategyQueryVariables = Exact<{
  workspace: string;
}>;


export type StrategyQuery = { workspace: { id: string, mission: string | null, themes: Array<{ id: string, name: string, description: string }>, objectives: Array<{ id: string, name: string, description: string, measure: string | null, target: string | null, current: string | null, dueDate: string | null, state: ObjectiveState, itemCount: number, theme: { id: string, name: string } | null }> } };

export type ObjectiveRowFragment = { id: string, name: string, description: string, measure: string | null, target: string | null, current: string | null, dueDate: string | null, state: ObjectiveState, itemCount: number, theme: { id: string, name: string } | null };

export type StrategyCoverageQueryVariables = Exact<{
  workspace: string;
}>;


export type StrategyCoverageQuery = { workspace: { alignment: { status: AlignmentStatus, sentence: string, totalCount: number, orphanCount: number, warnings: Array<string>, coverage: Array<{ itemCount: number, points: number, share: number, starved: boolean, objective: { id: string, name: string } }>, orphans: Array<{ key: string, title: string }>, stamp: { asOf: string, dataVersion: number } } } };

export type ObjectiveItemsQueryVariables = Exact<{
  id: string;
}>;


export type ObjectiveItemsQuery = { node:
    | { itemCount: number, items: Array<{ id: string, key: string, title: string, type: ItemType, status: string }> }
    | Record<PropertyKey, never>
   | null };

export type LinkedItemFragment = { id: string, key: string, title: string, type: ItemType, status: string };

export type FindItemsQueryVariables = Exact<{
  workspace: string;
  search: string;
}>;


export type FindItemsQuery = { workspace: { backlog: { totalCount: number, nodes: Array<{ id: string, key: string, title: string, type: ItemType, status: string }> } } };

export type SetMissionMutationVariables = Exact<{
  workspace: string;
  statement?: string | null | undefined;
}>;


export type SetMissionMutation = { setMission: { mission: string | null } };

export type CreateThemeMutationVariables = Exact<{
  workspace: string;
  input: ThemeInput;
}>;


export type CreateThemeMutation = { createTheme: { id: string } };

export type UpdateThemeMutationVariables = Exact<{
  id: string;
  input: ThemeInput;
}>;


export type UpdateThemeMutation = { updateTheme: { id: string } };

export type DeleteThemeMutationVariables = Exact<{
  id: string;
}>;


export type DeleteThemeMutation = { deleteTheme: string };

export type CreateObjectiveMutationVariables = Exact<{
  workspace: string;
  input: ObjectiveInput;
}>;


export type CreateObjectiveMutation = { createObjective: { id: string } };

export type UpdateObjectiveMutationVariables = Exact<{
  id: string;
  input: ObjectiveInput;
}>;


export type UpdateObjectiveMutation = { updateObjective: { id: string } };

export type DeleteObjectiveMutationVariables = Exact<{
  id: string;
}>;


export type DeleteObjectiveMutation = { deleteObjective: string };

export type LinkItemsMutationVariables = Exact<{
  id: string;
  items: Array<string> | string;
}>;


export type LinkItemsMutation = { linkItems: { id: string } };

export type UnlinkItemsMutationVariables = Exact<{
  id: string;
  items: Array<string> | string;
}>;


export type UnlinkItemsMutation = { unlinkItems: { id: string } };

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
export const BacklogRowFragmentDoc = new TypedDocumentString(`
    fragment BacklogRow on BacklogItem {
  id
  key
  title
  type
  status
  statusCategory
  priority
  storyPoints
  dueDate
  updatedAt
  team {
    id
    name
  }
}
    `, {"fragmentName":"BacklogRow"}) as unknown as TypedDocumentString<BacklogRowFragment, unknown>;
export const CompetitorRowFragmentDoc = new TypedDocumentString(`
    fragment CompetitorRow on Competitor {
  id
  name
  category
  positioning
  url
  aliases
}
    `, {"fragmentName":"CompetitorRow"}) as unknown as TypedDocumentString<CompetitorRowFragment, unknown>;
export const CapabilityRowFragmentDoc = new TypedDocumentString(`
    fragment CapabilityRow on Capability {
  id
  name
  description
  importance
  own
}
    `, {"fragmentName":"CapabilityRow"}) as unknown as TypedDocumentString<CapabilityRowFragment, unknown>;
export const BattlecardLineFragmentDoc = new TypedDocumentString(`
    fragment BattlecardLine on BattlecardRow {
  capability
  us
  them
  standing
  evidence
}
    `, {"fragmentName":"BattlecardLine"}) as unknown as TypedDocumentString<BattlecardLineFragment, unknown>;
export const ClaimRowFragmentDoc = new TypedDocumentString(`
    fragment ClaimRow on CompetitorClaim {
  id
  key
  statement
  source
  url
  capturedAt
  confidence
  level
  competitor {
    id
    name
  }
  capability {
    id
    name
  }
}
    `, {"fragmentName":"ClaimRow"}) as unknown as TypedDocumentString<ClaimRowFragment, unknown>;
export const ClaimPageFragmentDoc = new TypedDocumentString(`
    fragment ClaimPage on TenantCompetitorClaimsConnection {
  nodes {
    ...ClaimRow
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
    fragment ClaimRow on CompetitorClaim {
  id
  key
  statement
  source
  url
  capturedAt
  confidence
  level
  competitor {
    id
    name
  }
  capability {
    id
    name
  }
}`, {"fragmentName":"ClaimPage"}) as unknown as TypedDocumentString<ClaimPageFragment, unknown>;
export const DocumentRowsFragmentDoc = new TypedDocumentString(`
    fragment DocumentRows on WorkspacePrdsConnection {
  nodes {
    id
    key
    title
    status
    newest
    updatedAt
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
    `, {"fragmentName":"DocumentRows"}) as unknown as TypedDocumentString<DocumentRowsFragment, unknown>;
export const DocumentTextFragmentDoc = new TypedDocumentString(`
    fragment DocumentText on WrittenPrd {
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
      basis
      text
      author
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
}
    `, {"fragmentName":"DocumentText"}) as unknown as TypedDocumentString<DocumentTextFragment, unknown>;
export const AiProviderShownFragmentDoc = new TypedDocumentString(`
    fragment AiProviderShown on AiProvider {
  provider
  model
  baseUrl
  keyHint
  judges
  agreedBy
  agreedAt
}
    `, {"fragmentName":"AiProviderShown"}) as unknown as TypedDocumentString<AiProviderShownFragment, unknown>;
export const AuditRowFragmentDoc = new TypedDocumentString(`
    fragment AuditRow on AuditEvent {
  id
  sequence
  at
  action
  outcome
  actor
  person
  erased
  ip
  credits
  milliseconds
  correlationId
}
    `, {"fragmentName":"AuditRow"}) as unknown as TypedDocumentString<AuditRowFragment, unknown>;
export const CreditCapRowFragmentDoc = new TypedDocumentString(`
    fragment CreditCapRow on CreditCap {
  id
  kind
  name
  of
  monthlyCap
  used
  left
  near
}
    `, {"fragmentName":"CreditCapRow"}) as unknown as TypedDocumentString<CreditCapRowFragment, unknown>;
export const LedgerRowsFragmentDoc = new TypedDocumentString(`
    fragment LedgerRows on CreditEntryConnection {
  totalCount
  nodes {
    id
    at
    kind
    change
    reserved
    who
    workspace
    purpose
    document
    reason
    expiresAt
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
    `, {"fragmentName":"LedgerRows"}) as unknown as TypedDocumentString<LedgerRowsFragment, unknown>;
export const ApiKeyRowFragmentDoc = new TypedDocumentString(`
    fragment ApiKeyRow on ApiKey {
  id
  name
  hint
  actsFor
  scopes
  surfaces
  workspaceIds
  defaultWorkspaceId
  state
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
    `, {"fragmentName":"ApiKeyRow"}) as unknown as TypedDocumentString<ApiKeyRowFragment, unknown>;
export const ConnectionRowFragmentDoc = new TypedDocumentString(`
    fragment ConnectionRow on Connection {
  id
  clientName
  clientHost
  redirectHost
  person
  isViewer
  scopes
  workspaceIds
  defaultWorkspaceId
  createdAt
  lastUsedAt
}
    `, {"fragmentName":"ConnectionRow"}) as unknown as TypedDocumentString<ConnectionRowFragment, unknown>;
export const AccessPolicyFieldsFragmentDoc = new TypedDocumentString(`
    fragment AccessPolicyFields on AccessPolicy {
  clientHosts
  toolsOff
  views
  keyDays
  keySurfaces
  signInHours
  networks
}
    `, {"fragmentName":"AccessPolicyFields"}) as unknown as TypedDocumentString<AccessPolicyFieldsFragment, unknown>;
export const MemberRowFragmentDoc = new TypedDocumentString(`
    fragment MemberRow on Member {
  id
  name
  email
  role
  workspaceIds
  disabled
  restricted
  objected
  isViewer
  mayChange
  joinedAt
}
    `, {"fragmentName":"MemberRow"}) as unknown as TypedDocumentString<MemberRowFragment, unknown>;
export const InviteRowFragmentDoc = new TypedDocumentString(`
    fragment InviteRow on Invite {
  id
  email
  role
  invitedBy
  expiresAt
}
    `, {"fragmentName":"InviteRow"}) as unknown as TypedDocumentString<InviteRowFragment, unknown>;
export const IntegrationShownFragmentDoc = new TypedDocumentString(`
    fragment IntegrationShown on SyncConnection {
  id
  kind
  name
  site
  account
  tokenHint
  tokenExpiresAt
  projects
  filter
  workspace {
    id
    name
  }
  state
  pausedBecause
  running
  trouble
  nextRunAt
  lastSuccessAt
  completeAt
  lagSeconds
  items
  incomplete
  incompleteMinutes
  tokenWarning
  permissionWarning
  total
  refused
  webhookUrl
  webhookSeenAt
  hasWebhook
}
    `, {"fragmentName":"IntegrationShown"}) as unknown as TypedDocumentString<IntegrationShownFragment, unknown>;
export const TeamRowFragmentDoc = new TypedDocumentString(`
    fragment TeamRow on Team {
  id
  name
  members
  skills
  costRateCents
  absences {
    from
    to
    members
    reason
  }
  calendar {
    id
    name
  }
}
    `, {"fragmentName":"TeamRow"}) as unknown as TypedDocumentString<TeamRowFragment, unknown>;
export const CalendarRowFragmentDoc = new TypedDocumentString(`
    fragment CalendarRow on Calendar {
  id
  name
  weekdays
  closedDays
}
    `, {"fragmentName":"CalendarRow"}) as unknown as TypedDocumentString<CalendarRowFragment, unknown>;
export const ObjectiveRowFragmentDoc = new TypedDocumentString(`
    fragment ObjectiveRow on Objective {
  id
  name
  description
  measure
  target
  current
  dueDate
  state
  itemCount
  theme {
    id
    name
  }
}
    `, {"fragmentName":"ObjectiveRow"}) as unknown as TypedDocumentString<ObjectiveRowFragment, unknown>;
export const LinkedItemFragmentDoc = new TypedDocumentString(`
    fragment LinkedItem on BacklogItem {
  id
  key
  title
  type
  status
}
    `, {"fragmentName":"LinkedItem"}) as unknown as TypedDocumentString<LinkedItemFragment, unknown>;
export const PrioritiesPageDocument = new TypedDocumentString(`
    query PrioritiesPage($workspace: ID!, $method: RankingMethod, $team: ID) {
  workspace(id: $workspace) {
    teams {
      id
      name
    }
    priorities(method: $method, filter: {teamId: $team}, first: 200) {
      sentence
      method
      totalCount
      edges {
        node {
          rank
          key
          title
          tier
          score
          size
          reason
          rankLow
          rankHigh
          estimated
          factors {
            name
            value
          }
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
      upper {
        count
        value
        effort
      }
      stability {
        topK
        stay
        samples
      }
      estimateNext {
        key
        field
        rankBest
        rankWorst
      }
      assumptions
      warnings
      stamp {
        asOf
        dataVersion
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PrioritiesPageQuery, PrioritiesPageQueryVariables>;
export const PlanPageDocument = new TypedDocumentString(`
    query PlanPage($workspace: ID!, $objective: ScheduleObjective, $baseline: ID) {
  workspace(id: $workspace) {
    scheduleBaselines {
      id
      name
      asOf
    }
    portfolioSchedule(objective: $objective, baselineId: $baseline) {
      sentence
      start
      status
      gap
      finish
      finishProbability
      finish85
      teams {
        team
        share
      }
      items {
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
      unplaced {
        key
        title
        why
      }
      criticalPath
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
      assumptions
      warnings
      stamp {
        asOf
        dataVersion
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PlanPageQuery, PlanPageQueryVariables>;
export const SaveBaselineDocument = new TypedDocumentString(`
    mutation SaveBaseline($workspace: ID!, $name: String!, $objective: ScheduleObjective) {
  saveScheduleBaseline(
    workspaceId: $workspace
    name: $name
    objective: $objective
  ) {
    id
  }
}
    `) as unknown as TypedDocumentString<SaveBaselineMutation, SaveBaselineMutationVariables>;
export const ForecastPageDocument = new TypedDocumentString(`
    query ForecastPage($workspace: ID!, $epic: ID, $team: [ID!], $target: Date) {
  workspace(id: $workspace) {
    teams {
      id
      name
    }
    deliveryForecast(epicId: $epic, teamIds: $team, targetDate: $target) {
      sentence
      unit
      remaining
      dates {
        percentile
        date
      }
      target {
        date
        probability
      }
      influences {
        change
        days
      }
      trackRecord {
        percentile
        held
        of
        fourWeeks
      }
      growth {
        factor
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
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ForecastPageQuery, ForecastPageQueryVariables>;
export const DeleteBaselineDocument = new TypedDocumentString(`
    mutation DeleteBaseline($workspace: ID!, $id: ID!) {
  deleteScheduleBaseline(workspaceId: $workspace, id: $id)
}
    `) as unknown as TypedDocumentString<DeleteBaselineMutation, DeleteBaselineMutationVariables>;
export const BacklogChoicesDocument = new TypedDocumentString(`
    query BacklogChoices($workspace: ID!) {
  workspace(id: $workspace) {
    teams {
      id
      name
    }
    backlogSummary(filter: {mode: full}) {
      total
      sentence
      byStatus {
        name
        items
      }
    }
    statuses: backlog(
      filter: {mode: full, status: [backlog, todo, active, review, done, cancelled], types: [epic, feature, story, task, bug, improvement, idea]}
      first: 1
    ) {
      groups(by: status, first: 200) {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BacklogChoicesQuery, BacklogChoicesQueryVariables>;
export const BacklogRowsDocument = new TypedDocumentString(`
    query BacklogRows($workspace: ID!, $filter: BacklogFilter, $sort: BacklogSort, $direction: SortDirection, $after: String, $first: Int!) {
  workspace(id: $workspace) {
    backlog(
      filter: $filter
      sort: $sort
      direction: $direction
      first: $first
      after: $after
    ) {
      totalCount
      searchedFor
      closestWords
      nodes {
        ...BacklogRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment BacklogRow on BacklogItem {
  id
  key
  title
  type
  status
  statusCategory
  priority
  storyPoints
  dueDate
  updatedAt
  team {
    id
    name
  }
}`) as unknown as TypedDocumentString<BacklogRowsQuery, BacklogRowsQueryVariables>;
export const BacklogGroupsDocument = new TypedDocumentString(`
    query BacklogGroups($workspace: ID!, $filter: BacklogFilter, $by: BacklogGrouping!) {
  workspace(id: $workspace) {
    backlog(filter: $filter, first: 1) {
      groupCount(by: $by)
      groups(by: $by, first: 200) {
        name
        none
        title
        open
        openPoints
        done
        percentDone
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BacklogGroupsQuery, BacklogGroupsQueryVariables>;
export const ReadBacklogRowDocument = new TypedDocumentString(`
    query ReadBacklogRow($workspace: ID!, $id: ID!) {
  workspace(id: $workspace) {
    item(id: $id) {
      ...BacklogRow
    }
  }
}
    fragment BacklogRow on BacklogItem {
  id
  key
  title
  type
  status
  statusCategory
  priority
  storyPoints
  dueDate
  updatedAt
  team {
    id
    name
  }
}`) as unknown as TypedDocumentString<ReadBacklogRowQuery, ReadBacklogRowQueryVariables>;
export const ChangeItemDocument = new TypedDocumentString(`
    mutation ChangeItem($id: ID!, $input: ItemChanges!, $unchangedSince: DateTime) {
  updateItem(id: $id, input: $input, unchangedSince: $unchangedSince) {
    ...BacklogRow
  }
}
    fragment BacklogRow on BacklogItem {
  id
  key
  title
  type
  status
  statusCategory
  priority
  storyPoints
  dueDate
  updatedAt
  team {
    id
    name
  }
}`) as unknown as TypedDocumentString<ChangeItemMutation, ChangeItemMutationVariables>;
export const BacklogItemDocument = new TypedDocumentString(`
    query BacklogItem($workspace: ID!, $key: ID!) {
  workspace(id: $workspace) {
    objectives(state: active) {
      id
      name
    }
    item(id: $key) {
      ...BacklogRow
      description
      assignee
      labels
      url
      createdAt
      holdsUp
      parent {
        key
        title
      }
      sprint {
        name
      }
      objectives {
        id
        name
      }
      blockedBy(first: 50) {
        totalCount
        nodes {
          key
          title
          status
        }
      }
      blocks(first: 50) {
        totalCount
        nodes {
          key
          title
          status
        }
      }
      children(first: 50) {
        totalCount
        nodes {
          key
          title
          status
        }
      }
      dependencies(ended: true) {
        id
        kind
        label
        endedAt
        item {
          key
          title
        }
        blocker {
          key
          title
        }
      }
      statusHistory(first: 100) {
        totalCount
        nodes {
          at
          from
          to
        }
      }
      changes {
        at
        field
        before
        after
      }
    }
  }
}
    fragment BacklogRow on BacklogItem {
  id
  key
  title
  type
  status
  statusCategory
  priority
  storyPoints
  dueDate
  updatedAt
  team {
    id
    name
  }
}`) as unknown as TypedDocumentString<BacklogItemQuery, BacklogItemQueryVariables>;
export const CompetitionDocument = new TypedDocumentString(`
    query Competition {
  tenant {
    id
    competitors(limit: 500) {
      ...CompetitorRow
    }
    capabilities(limit: 500) {
      ...CapabilityRow
    }
  }
}
    fragment CompetitorRow on Competitor {
  id
  name
  category
  positioning
  url
  aliases
}
fragment CapabilityRow on Capability {
  id
  name
  description
  importance
  own
}`) as unknown as TypedDocumentString<CompetitionQuery, CompetitionQueryVariables>;
export const CompetitionSentenceDocument = new TypedDocumentString(`
    query CompetitionSentence($workspace: ID, $after: String) {
  tenant {
    competitiveAnalysis(workspaceId: $workspace, first: 25, after: $after) {
      sentence
      warnings
      pageInfo {
        hasNextPage
        endCursor
      }
      competitors {
        id
        name
        threat
        claims
        lastEvidenceDays
        stale
      }
      stamp {
        asOf
        dataVersion
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CompetitionSentenceQuery, CompetitionSentenceQueryVariables>;
export const BattlecardDocument = new TypedDocumentString(`
    query Battlecard($competitor: ID!) {
  tenant {
    competitiveAnalysis(
      competitorIds: [$competitor]
      focus: battlecard
      includeItems: false
    ) {
      sentence
      battlecards {
        competitor
        positioning
        theyLead {
          ...BattlecardLine
        }
        even {
          ...BattlecardLine
        }
        weLead {
          ...BattlecardLine
        }
        unknown
      }
      evidence {
        key
        claim
        source
        url
        capturedAt
        confidence
        standing
      }
    }
  }
}
    fragment BattlecardLine on BattlecardRow {
  capability
  us
  them
  standing
  evidence
}`) as unknown as TypedDocumentString<BattlecardQuery, BattlecardQueryVariables>;
export const ClaimsDocument = new TypedDocumentString(`
    query Claims($competitor: ID, $capability: ID, $first: Int!, $after: String) {
  tenant {
    competitorClaims(
      competitorId: $competitor
      capabilityId: $capability
      first: $first
      after: $after
    ) {
      ...ClaimPage
    }
  }
}
    fragment ClaimPage on TenantCompetitorClaimsConnection {
  nodes {
    ...ClaimRow
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment ClaimRow on CompetitorClaim {
  id
  key
  statement
  source
  url
  capturedAt
  confidence
  level
  competitor {
    id
    name
  }
  capability {
    id
    name
  }
}`) as unknown as TypedDocumentString<ClaimsQuery, ClaimsQueryVariables>;
export const CreateCompetitorDocument = new TypedDocumentString(`
    mutation CreateCompetitor($input: CompetitorInput!) {
  createCompetitor(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateCompetitorMutation, CreateCompetitorMutationVariables>;
export const UpdateCompetitorDocument = new TypedDocumentString(`
    mutation UpdateCompetitor($id: ID!, $input: CompetitorInput!) {
  updateCompetitor(id: $id, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateCompetitorMutation, UpdateCompetitorMutationVariables>;
export const DeleteCompetitorDocument = new TypedDocumentString(`
    mutation DeleteCompetitor($id: ID!) {
  deleteCompetitor(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteCompetitorMutation, DeleteCompetitorMutationVariables>;
export const CreateCapabilityDocument = new TypedDocumentString(`
    mutation CreateCapability($input: CapabilityInput!) {
  createCapability(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateCapabilityMutation, CreateCapabilityMutationVariables>;
export const UpdateCapabilityDocument = new TypedDocumentString(`
    mutation UpdateCapability($id: ID!, $input: CapabilityInput!) {
  updateCapability(id: $id, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateCapabilityMutation, UpdateCapabilityMutationVariables>;
export const DeleteCapabilityDocument = new TypedDocumentString(`
    mutation DeleteCapability($id: ID!) {
  deleteCapability(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteCapabilityMutation, DeleteCapabilityMutationVariables>;
export const RecordClaimDocument = new TypedDocumentString(`
    mutation RecordClaim($input: ClaimInput!) {
  recordClaim(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<RecordClaimMutation, RecordClaimMutationVariables>;
export const UpdateClaimDocument = new TypedDocumentString(`
    mutation UpdateClaim($id: ID!, $input: ClaimInput!) {
  updateClaim(id: $id, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateClaimMutation, UpdateClaimMutationVariables>;
export const DeleteClaimDocument = new TypedDocumentString(`
    mutation DeleteClaim($id: ID!) {
  deleteClaim(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteClaimMutation, DeleteClaimMutationVariables>;
export const ImportMarketDocument = new TypedDocumentString(`
    mutation ImportMarket($csv: String!) {
  importMarket(csv: $csv) {
    kind
    rows
    created
    updated
    unchanged
    refusedCount
    refused {
      row
      reason
      candidates
    }
    newCompetitors
    newCapabilities
    unreadColumns
    notes
  }
}
    `) as unknown as TypedDocumentString<ImportMarketMutation, ImportMarketMutationVariables>;
export const InteractionDocument = new TypedDocumentString(`
    query Interaction($uid: String!) {
  interaction(uid: $uid) {
    clientName
    clientHost
    redirectHost
    loopback
    elsewhere
    scopes {
      scope
      title
      detail
      required
      consumesCredits
    }
    tenants {
      id
      name
      role
      grantable
      standing
      refusal
      workspaces {
        id
        key
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<InteractionQuery, InteractionQueryVariables>;
export const DecideInteractionDocument = new TypedDocumentString(`
    mutation DecideInteraction($uid: String!, $allow: Boolean!, $tenantId: ID, $workspaceIds: [ID!], $defaultWorkspaceId: ID, $scopes: [String!]) {
  decideInteraction(
    uid: $uid
    allow: $allow
    tenantId: $tenantId
    workspaceIds: $workspaceIds
    defaultWorkspaceId: $defaultWorkspaceId
    scopes: $scopes
  )
}
    `) as unknown as TypedDocumentString<DecideInteractionMutation, DecideInteractionMutationVariables>;
export const WhoDocument = new TypedDocumentString(`
    query Who {
  viewer {
    name
    email
  }
}
    `) as unknown as TypedDocumentString<WhoQuery, WhoQueryVariables>;
export const DocumentsDocument = new TypedDocumentString(`
    query Documents($workspace: ID!, $search: String, $status: [PrdStatus!], $after: String) {
  workspace(id: $workspace) {
    prds(first: 25, after: $after, search: $search, status: $status) {
      ...DocumentRows
    }
  }
}
    fragment DocumentRows on WorkspacePrdsConnection {
  nodes {
    id
    key
    title
    status
    newest
    updatedAt
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}`) as unknown as TypedDocumentString<DocumentsQuery, DocumentsQueryVariables>;
export const OpenEpicsDocument = new TypedDocumentString(`
    query OpenEpics($workspace: ID!) {
  workspace(id: $workspace) {
    backlog(first: 200, filter: {types: [epic], mode: active}) {
      nodes {
        key
        title
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OpenEpicsQuery, OpenEpicsQueryVariables>;
export const WriteDocumentDocument = new TypedDocumentString(`
    mutation WriteDocument($workspace: ID!, $epicId: ID, $topic: String, $requestId: String!) {
  generatePrd(
    workspaceId: $workspace
    epicId: $epicId
    topic: $topic
    requestId: $requestId
    includeStrategicContext: true
  ) {
    prd {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<WriteDocumentMutation, WriteDocumentMutationVariables>;
export const DocumentDocument = new TypedDocumentString(`
    query Document($id: ID!) {
  node(id: $id) {
    ... on Prd {
      id
      key
      title
      status
      newest
      markdown
      createdItems {
        items {
          key
        }
      }
      staleSources {
        alias
        key
        gone
      }
      version {
        sentence
        stamp {
          asOf
          dataVersion
        }
        context {
          label
          text
        }
        warnings
        phrased
        ...DocumentText
        previous {
          ...DocumentText
        }
      }
    }
  }
}
    fragment DocumentText on WrittenPrd {
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
      basis
      text
      author
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
}`) as unknown as TypedDocumentString<DocumentQuery, DocumentQueryVariables>;
export const SetDocumentStatusDocument = new TypedDocumentString(`
    mutation SetDocumentStatus($id: ID!, $status: PrdStatus!, $version: Int!) {
  setPrdStatus(id: $id, status: $status, version: $version) {
    id
    status
  }
}
    `) as unknown as TypedDocumentString<SetDocumentStatusMutation, SetDocumentStatusMutationVariables>;
export const EditSectionDocument = new TypedDocumentString(`
    mutation EditSection($id: ID!, $section: String!, $version: Int!, $sentences: [String!]!, $openQuestions: [String!]!) {
  editPrdSection(
    id: $id
    section: $section
    version: $version
    sentences: $sentences
    openQuestions: $openQuestions
  ) {
    version
  }
}
    `) as unknown as TypedDocumentString<EditSectionMutation, EditSectionMutationVariables>;
export const WriteSectionAgainDocument = new TypedDocumentString(`
    mutation WriteSectionAgain($id: ID!, $section: String!, $version: Int!) {
  regeneratePrdSection(id: $id, section: $section, version: $version) {
    version
  }
}
    `) as unknown as TypedDocumentString<WriteSectionAgainMutation, WriteSectionAgainMutationVariables>;
export const DraftItemsDocument = new TypedDocumentString(`
    query DraftItems($id: ID!) {
  node(id: $id) {
    ... on Prd {
      newest
      itemDraft {
        sentence
        more
        epic {
          key
          title
        }
        stories {
          sentence
          section
          title
          description
          chosen
          like {
            key
            title
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DraftItemsQuery, DraftItemsQueryVariables>;
export const CreateItemsDocument = new TypedDocumentString(`
    mutation CreateItems($id: ID!, $version: Int!, $epicTitle: String, $stories: [PrdNewStory!]!) {
  createPrdItems(
    id: $id
    version: $version
    epicTitle: $epicTitle
    stories: $stories
  ) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateItemsMutation, CreateItemsMutationVariables>;
export const UndoItemsDocument = new TypedDocumentString(`
    mutation UndoItems($id: ID!, $force: Boolean) {
  undoPrdItems(id: $id, force: $force)
}
    `) as unknown as TypedDocumentString<UndoItemsMutation, UndoItemsMutationVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($email: String!, $password: String!) {
  signIn(email: $email, password: $password) {
    name
  }
}
    `) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const IsSetUpDocument = new TypedDocumentString(`
    query IsSetUp {
  isSetUp
}
    `) as unknown as TypedDocumentString<IsSetUpQuery, IsSetUpQueryVariables>;
export const LinkDocument = new TypedDocumentString(`
    query Link($token: String!) {
  link(token: $token) {
    kind
    email
    organization
    known
  }
}
    `) as unknown as TypedDocumentString<LinkQuery, LinkQueryVariables>;
export const SetUpDocument = new TypedDocumentString(`
    mutation SetUp($token: String!, $email: String!, $name: String!, $password: String!, $organization: String!) {
  setUp(
    token: $token
    email: $email
    name: $name
    password: $password
    organization: $organization
  ) {
    name
  }
}
    `) as unknown as TypedDocumentString<SetUpMutation, SetUpMutationVariables>;
export const AcceptInviteDocument = new TypedDocumentString(`
    mutation AcceptInvite($token: String!, $name: String, $password: String!, $newPassword: String) {
  acceptInvite(
    token: $token
    name: $name
    password: $password
    newPassword: $newPassword
  ) {
    name
  }
}
    `) as unknown as TypedDocumentString<AcceptInviteMutation, AcceptInviteMutationVariables>;
export const ResetPasswordDocument = new TypedDocumentString(`
    mutation ResetPassword($token: String!, $password: String!) {
  resetPassword(token: $token, password: $password) {
    sessions
    apps
    keys {
      name
      hint
      organization
      mayRevoke
    }
  }
}
    `) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const OpenDemoDocument = new TypedDocumentString(`
    mutation OpenDemo($token: String!, $replace: Boolean!) {
  openDemo(token: $token, replace: $replace)
}
    `) as unknown as TypedDocumentString<OpenDemoMutation, OpenDemoMutationVariables>;
export const HomeDocument = new TypedDocumentString(`
    query Home($workspace: ID!) {
  workspace(id: $workspace) {
    id
    name
    dataChangedAt
    backlogSummary(filter: {mode: full}) {
      total
      open
      done
      byStatus {
        name
        items
      }
      sentence
    }
    teams {
      id
    }
  }
  connections {
    id
    clientName
    createdAt
    isViewer
  }
}
    `) as unknown as TypedDocumentString<HomeQuery, HomeQueryVariables>;
export const HomeNextDocument = new TypedDocumentString(`
    query HomeNext($workspace: ID!) {
  workspace(id: $workspace) {
    id
    priorities(first: 5) {
      sentence
      totalCount
      edges {
        node {
          rank
          key
          title
          tier
          score
          reason
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HomeNextQuery, HomeNextQueryVariables>;
export const HomeForecastDocument = new TypedDocumentString(`
    query HomeForecast($workspace: ID!) {
  workspace(id: $workspace) {
    id
    deliveryForecast {
      sentence
      sizedZero
      dates {
        percentile
        date
      }
      trackRecord {
        percentile
        held
        of
        fourWeeks
      }
    }
    backlog(filter: {types: [epic]}, sort: due, first: 4) {
      nodes {
        id
        key
        title
        dueDate
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HomeForecastQuery, HomeForecastQueryVariables>;
export const HomeEpicDocument = new TypedDocumentString(`
    query HomeEpic($workspace: ID!, $epic: ID!, $due: Date) {
  workspace(id: $workspace) {
    id
    deliveryForecast(epicId: $epic, targetDate: $due) {
      sizedZero
      dates {
        percentile
        date
      }
      target {
        probability
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HomeEpicQuery, HomeEpicQueryVariables>;
export const HomeFlowDocument = new TypedDocumentString(`
    query HomeFlow($workspace: ID!) {
  workspace(id: $workspace) {
    id
    velocity {
      sentence
      unit
      throughput {
        median
      }
      weekly {
        start
        size
      }
      wip {
        items
        usualDays
        olderThanUsual
        ages(first: 200) {
          key
          age
          olderThanUsual
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HomeFlowQuery, HomeFlowQueryVariables>;
export const HomeStuckDocument = new TypedDocumentString(`
    query HomeStuck($workspace: ID!, $keys: [ID!]!) {
  workspace(id: $workspace) {
    id
    backlog(filter: {mode: full, itemIds: $keys}, first: 5) {
      nodes {
        key
        title
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HomeStuckQuery, HomeStuckQueryVariables>;
export const HomeChangesDocument = new TypedDocumentString(`
    query HomeChanges($workspace: ID!, $since: DateTime!) {
  workspace(id: $workspace) {
    id
    backlog(filter: {mode: full, updatedSince: $since}, sort: updated, first: 50) {
      totalCount
      nodes {
        key
        title
        status
        createdAt
        changes {
          field
          before
          after
          at
        }
        statusHistory(first: 100) {
          nodes {
            from
            to
            category
            at
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<HomeChangesQuery, HomeChangesQueryVariables>;
export const ImportsDocument = new TypedDocumentString(`
    query Imports {
  imports {
    id
    state
    fileName
    workspaceName
    createdAt
    appliedAt
    written
  }
}
    `) as unknown as TypedDocumentString<ImportsQuery, ImportsQueryVariables>;
export const CreateImportDocument = new TypedDocumentString(`
    mutation CreateImport($input: CreateImportInput!) {
  createImport(input: $input) {
    uploadUrl
    import {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<CreateImportMutation, CreateImportMutationVariables>;
export const ApplyImportDocument = new TypedDocumentString(`
    mutation ApplyImport($id: ID!, $endMissing: Boolean) {
  applyImport(id: $id, endMissing: $endMissing) {
    id
    state
    written
    workspace {
      id
      key
      name
    }
  }
}
    `) as unknown as TypedDocumentString<ApplyImportMutation, ApplyImportMutationVariables>;
export const UndoImportDocument = new TypedDocumentString(`
    mutation UndoImport($id: ID!, $force: Boolean) {
  undoImport(id: $id, force: $force) {
    id
    state
  }
}
    `) as unknown as TypedDocumentString<UndoImportMutation, UndoImportMutationVariables>;
export const SessionDocument = new TypedDocumentString(`
    query Session($after: String) {
  viewer {
    name
    email
    role
    permissions
    allWorkspaces
    tenant {
      id
      name
    }
    tenants {
      id
      name
      role
    }
  }
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
    `) as unknown as TypedDocumentString<SessionQuery, SessionQueryVariables>;
export const OwnTenantsDocument = new TypedDocumentString(`
    query OwnTenants {
  ownTenants {
    id
    name
    refusal
  }
}
    `) as unknown as TypedDocumentString<OwnTenantsQuery, OwnTenantsQueryVariables>;
export const ChooseTenantDocument = new TypedDocumentString(`
    mutation ChooseTenant($id: ID!) {
  chooseTenant(id: $id)
}
    `) as unknown as TypedDocumentString<ChooseTenantMutation, ChooseTenantMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut
}
    `) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($current: String!, $next: String!, $disconnectApps: Boolean!) {
  changePassword(current: $current, next: $next, disconnectApps: $disconnectApps) {
    sessions
    apps
    keys {
      name
      hint
      organization
      mayRevoke
    }
  }
}
    `) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const SignOutEverywhereDocument = new TypedDocumentString(`
    mutation SignOutEverywhere {
  signOutEverywhere
}
    `) as unknown as TypedDocumentString<SignOutEverywhereMutation, SignOutEverywhereMutationVariables>;
export const ExportMyDataDocument = new TypedDocumentString(`
    mutation ExportMyData {
  exportMyData
}
    `) as unknown as TypedDocumentString<ExportMyDataMutation, ExportMyDataMutationVariables>;
export const RestrictMyDataDocument = new TypedDocumentString(`
    mutation RestrictMyData($ground: RestrictionGround!) {
  restrictMyData(ground: $ground) {
    what
  }
}
    `) as unknown as TypedDocumentString<RestrictMyDataMutation, RestrictMyDataMutationVariables>;
export const EraseMyAccountDocument = new TypedDocumentString(`
    mutation EraseMyAccount($password: String!) {
  eraseMyAccount(password: $password) {
    what
    at
    counts
    signature
  }
}
    `) as unknown as TypedDocumentString<EraseMyAccountMutation, EraseMyAccountMutationVariables>;
export const AiSettingsDocument = new TypedDocumentString(`
    query AiSettings {
  tenant {
    id
    aiProvider {
      ...AiProviderShown
    }
    aiOffered {
      provider
      model
      baseUrl
    }
    aiSends
  }
}
    fragment AiProviderShown on AiProvider {
  provider
  model
  baseUrl
  keyHint
  judges
  agreedBy
  agreedAt
}`) as unknown as TypedDocumentString<AiSettingsQuery, AiSettingsQueryVariables>;
export const SetAiProviderDocument = new TypedDocumentString(`
    mutation SetAiProvider($input: AiProviderInput!) {
  setAiProvider(input: $input) {
    ...AiProviderShown
  }
}
    fragment AiProviderShown on AiProvider {
  provider
  model
  baseUrl
  keyHint
  judges
  agreedBy
  agreedAt
}`) as unknown as TypedDocumentString<SetAiProviderMutation, SetAiProviderMutationVariables>;
export const AgreeToOfferedAiDocument = new TypedDocumentString(`
    mutation AgreeToOfferedAi {
  agreeToOfferedAi {
    ...AiProviderShown
  }
}
    fragment AiProviderShown on AiProvider {
  provider
  model
  baseUrl
  keyHint
  judges
  agreedBy
  agreedAt
}`) as unknown as TypedDocumentString<AgreeToOfferedAiMutation, AgreeToOfferedAiMutationVariables>;
export const TryAiProviderDocument = new TypedDocumentString(`
    mutation TryAiProvider {
  tryAiProvider {
    ok
    message
  }
}
    `) as unknown as TypedDocumentString<TryAiProviderMutation, TryAiProviderMutationVariables>;
export const RemoveAiProviderDocument = new TypedDocumentString(`
    mutation RemoveAiProvider {
  removeAiProvider
}
    `) as unknown as TypedDocumentString<RemoveAiProviderMutation, RemoveAiProviderMutationVariables>;
export const SetAiJudgeDocument = new TypedDocumentString(`
    mutation SetAiJudge($judges: Boolean!) {
  setAiJudge(judges: $judges) {
    ...AiProviderShown
  }
}
    fragment AiProviderShown on AiProvider {
  provider
  model
  baseUrl
  keyHint
  judges
  agreedBy
  agreedAt
}`) as unknown as TypedDocumentString<SetAiJudgeMutation, SetAiJudgeMutationVariables>;
export const AuditPageDocument = new TypedDocumentString(`
    query AuditPage($person: ID, $action: String, $failed: Boolean, $since: DateTime, $until: DateTime, $after: String) {
  auditEvents(
    person: $person
    action: $action
    failed: $failed
    since: $since
    until: $until
    after: $after
  ) {
    nodes {
      ...AuditRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AuditRow on AuditEvent {
  id
  sequence
  at
  action
  outcome
  actor
  person
  erased
  ip
  credits
  milliseconds
  correlationId
}`) as unknown as TypedDocumentString<AuditPageQuery, AuditPageQueryVariables>;
export const AuditChoicesDocument = new TypedDocumentString(`
    query AuditChoices {
  auditLog {
    actions
    retentionDays
  }
  members {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<AuditChoicesQuery, AuditChoicesQueryVariables>;
export const VerifyAuditDocument = new TypedDocumentString(`
    query VerifyAudit {
  auditLog {
    verification {
      intact
      events
      unsealed
      erased
      purged
      findings {
        sequence
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<VerifyAuditQuery, VerifyAuditQueryVariables>;
export const ExportAuditEventsDocument = new TypedDocumentString(`
    mutation ExportAuditEvents($format: AuditFormat!, $person: ID, $action: String, $failed: Boolean, $since: DateTime, $until: DateTime) {
  exportAuditEvents(
    format: $format
    person: $person
    action: $action
    failed: $failed
    since: $since
    until: $until
  )
}
    `) as unknown as TypedDocumentString<ExportAuditEventsMutation, ExportAuditEventsMutationVariables>;
export const SetAuditRetentionDocument = new TypedDocumentString(`
    mutation SetAuditRetention($days: Int) {
  setAuditRetention(days: $days) {
    retentionDays
  }
}
    `) as unknown as TypedDocumentString<SetAuditRetentionMutation, SetAuditRetentionMutationVariables>;
export const BillingDocument = new TypedDocumentString(`
    query Billing {
  billing {
    topUpUrl
    balance {
      available
      reserved
      debt
      expiring
      nextExpiry
      lastsUntil
      alertBelow
      low
      costs {
        purpose
        count
        p50
        p90
      }
    }
    prices {
      purpose
      method
      most
    }
    caps {
      ...CreditCapRow
    }
    ledger(first: 25) {
      ...LedgerRows
    }
  }
}
    fragment CreditCapRow on CreditCap {
  id
  kind
  name
  of
  monthlyCap
  used
  left
  near
}
fragment LedgerRows on CreditEntryConnection {
  totalCount
  nodes {
    id
    at
    kind
    change
    reserved
    who
    workspace
    purpose
    document
    reason
    expiresAt
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}`) as unknown as TypedDocumentString<BillingQuery, BillingQueryVariables>;
export const LedgerPageDocument = new TypedDocumentString(`
    query LedgerPage($after: String) {
  billing {
    ledger(first: 25, after: $after) {
      ...LedgerRows
    }
  }
}
    fragment LedgerRows on CreditEntryConnection {
  totalCount
  nodes {
    id
    at
    kind
    change
    reserved
    who
    workspace
    purpose
    document
    reason
    expiresAt
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}`) as unknown as TypedDocumentString<LedgerPageQuery, LedgerPageQueryVariables>;
export const LedgerCsvDocument = new TypedDocumentString(`
    query LedgerCsv {
  billing {
    ledgerCsv
  }
}
    `) as unknown as TypedDocumentString<LedgerCsvQuery, LedgerCsvQueryVariables>;
export const SetWorkspaceCreditCapDocument = new TypedDocumentString(`
    mutation SetWorkspaceCreditCap($id: ID!, $monthlyCap: Int) {
  setWorkspaceCreditCap(workspaceId: $id, monthlyCap: $monthlyCap) {
    caps {
      ...CreditCapRow
    }
  }
}
    fragment CreditCapRow on CreditCap {
  id
  kind
  name
  of
  monthlyCap
  used
  left
  near
}`) as unknown as TypedDocumentString<SetWorkspaceCreditCapMutation, SetWorkspaceCreditCapMutationVariables>;
export const SetMemberCreditCapDocument = new TypedDocumentString(`
    mutation SetMemberCreditCap($id: ID!, $monthlyCap: Int) {
  setMemberCreditCap(id: $id, monthlyCap: $monthlyCap) {
    caps {
      ...CreditCapRow
    }
  }
}
    fragment CreditCapRow on CreditCap {
  id
  kind
  name
  of
  monthlyCap
  used
  left
  near
}`) as unknown as TypedDocumentString<SetMemberCreditCapMutation, SetMemberCreditCapMutationVariables>;
export const SetOrganizationCreditCapDocument = new TypedDocumentString(`
    mutation SetOrganizationCreditCap($monthlyCap: Int) {
  setOrganizationCreditCap(monthlyCap: $monthlyCap) {
    caps {
      ...CreditCapRow
    }
  }
}
    fragment CreditCapRow on CreditCap {
  id
  kind
  name
  of
  monthlyCap
  used
  left
  near
}`) as unknown as TypedDocumentString<SetOrganizationCreditCapMutation, SetOrganizationCreditCapMutationVariables>;
export const SetCreditAlertDocument = new TypedDocumentString(`
    mutation SetCreditAlert($below: Int) {
  setCreditAlert(below: $below) {
    balance {
      alertBelow
      low
    }
  }
}
    `) as unknown as TypedDocumentString<SetCreditAlertMutation, SetCreditAlertMutationVariables>;
export const ApiKeysDocument = new TypedDocumentString(`
    query ApiKeys {
  apiKeys {
    ...ApiKeyRow
  }
}
    fragment ApiKeyRow on ApiKey {
  id
  name
  hint
  actsFor
  scopes
  surfaces
  workspaceIds
  defaultWorkspaceId
  state
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    key
    apiKey {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id) {
    id
    state
  }
}
    `) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const ConnectionsDocument = new TypedDocumentString(`
    query Connections {
  connections {
    ...ConnectionRow
  }
}
    fragment ConnectionRow on Connection {
  id
  clientName
  clientHost
  redirectHost
  person
  isViewer
  scopes
  workspaceIds
  defaultWorkspaceId
  createdAt
  lastUsedAt
}`) as unknown as TypedDocumentString<ConnectionsQuery, ConnectionsQueryVariables>;
export const DisconnectDocument = new TypedDocumentString(`
    mutation Disconnect($id: ID!) {
  disconnect(id: $id)
}
    `) as unknown as TypedDocumentString<DisconnectMutation, DisconnectMutationVariables>;
export const SetApiKeyWorkspaceDocument = new TypedDocumentString(`
    mutation SetApiKeyWorkspace($id: ID!, $workspaceId: ID) {
  setApiKeyWorkspace(id: $id, workspaceId: $workspaceId) {
    id
    defaultWorkspaceId
  }
}
    `) as unknown as TypedDocumentString<SetApiKeyWorkspaceMutation, SetApiKeyWorkspaceMutationVariables>;
export const SetConnectionWorkspaceDocument = new TypedDocumentString(`
    mutation SetConnectionWorkspace($id: ID!, $workspaceId: ID) {
  setConnectionWorkspace(id: $id, workspaceId: $workspaceId) {
    id
    defaultWorkspaceId
  }
}
    `) as unknown as TypedDocumentString<SetConnectionWorkspaceMutation, SetConnectionWorkspaceMutationVariables>;
export const AccessPolicyDocument = new TypedDocumentString(`
    query AccessPolicy {
  accessPolicy {
    ...AccessPolicyFields
  }
}
    fragment AccessPolicyFields on AccessPolicy {
  clientHosts
  toolsOff
  views
  keyDays
  keySurfaces
  signInHours
  networks
}`) as unknown as TypedDocumentString<AccessPolicyQuery, AccessPolicyQueryVariables>;
export const SetAccessPolicyDocument = new TypedDocumentString(`
    mutation SetAccessPolicy($input: AccessPolicyInput!) {
  setAccessPolicy(input: $input) {
    ...AccessPolicyFields
  }
}
    fragment AccessPolicyFields on AccessPolicy {
  clientHosts
  toolsOff
  views
  keyDays
  keySurfaces
  signInHours
  networks
}`) as unknown as TypedDocumentString<SetAccessPolicyMutation, SetAccessPolicyMutationVariables>;
export const MembersDocument = new TypedDocumentString(`
    query Members {
  members {
    ...MemberRow
  }
  invites {
    ...InviteRow
  }
}
    fragment MemberRow on Member {
  id
  name
  email
  role
  workspaceIds
  disabled
  restricted
  objected
  isViewer
  mayChange
  joinedAt
}
fragment InviteRow on Invite {
  id
  email
  role
  invitedBy
  expiresAt
}`) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>;
export const InviteMemberDocument = new TypedDocumentString(`
    mutation InviteMember($email: String!, $role: Role!, $workspaceIds: [ID!]) {
  inviteMember(email: $email, role: $role, workspaceIds: $workspaceIds) {
    link
    invite {
      id
      email
      expiresAt
    }
  }
}
    `) as unknown as TypedDocumentString<InviteMemberMutation, InviteMemberMutationVariables>;
export const CancelInviteDocument = new TypedDocumentString(`
    mutation CancelInvite($id: ID!) {
  cancelInvite(id: $id)
}
    `) as unknown as TypedDocumentString<CancelInviteMutation, CancelInviteMutationVariables>;
export const ChangeMemberDocument = new TypedDocumentString(`
    mutation ChangeMember($id: ID!, $role: Role, $workspaceIds: [ID!], $allWorkspaces: Boolean) {
  changeMember(
    id: $id
    role: $role
    workspaceIds: $workspaceIds
    allWorkspaces: $allWorkspaces
  ) {
    id
    role
  }
}
    `) as unknown as TypedDocumentString<ChangeMemberMutation, ChangeMemberMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($id: ID!) {
  removeMember(id: $id)
}
    `) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const MemberResetLinkDocument = new TypedDocumentString(`
    mutation MemberResetLink($id: ID!) {
  memberResetLink(id: $id)
}
    `) as unknown as TypedDocumentString<MemberResetLinkMutation, MemberResetLinkMutationVariables>;
export const RestrictMemberDocument = new TypedDocumentString(`
    mutation RestrictMember($id: ID!, $ground: RestrictionGround) {
  restrictMember(id: $id, ground: $ground) {
    what
  }
}
    `) as unknown as TypedDocumentString<RestrictMemberMutation, RestrictMemberMutationVariables>;
export const ExportMemberDataDocument = new TypedDocumentString(`
    mutation ExportMemberData($id: ID!) {
  exportMemberData(id: $id)
}
    `) as unknown as TypedDocumentString<ExportMemberDataMutation, ExportMemberDataMutationVariables>;
export const IntegrationsDocument = new TypedDocumentString(`
    query Integrations {
  syncConnections {
    ...IntegrationShown
  }
}
    fragment IntegrationShown on SyncConnection {
  id
  kind
  name
  site
  account
  tokenHint
  tokenExpiresAt
  projects
  filter
  workspace {
    id
    name
  }
  state
  pausedBecause
  running
  trouble
  nextRunAt
  lastSuccessAt
  completeAt
  lagSeconds
  items
  incomplete
  incompleteMinutes
  tokenWarning
  permissionWarning
  total
  refused
  webhookUrl
  webhookSeenAt
  hasWebhook
}`) as unknown as TypedDocumentString<IntegrationsQuery, IntegrationsQueryVariables>;
export const TrySyncDocument = new TypedDocumentString(`
    mutation TrySync($input: TrySyncInput!) {
  trySync(input: $input) {
    account
    abilities {
      name
      needed
      works
      missing
    }
    projects {
      id
      key
      name
    }
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<TrySyncMutation, TrySyncMutationVariables>;
export const ConnectTrackerDocument = new TypedDocumentString(`
    mutation ConnectTracker($input: CreateSyncConnectionInput!) {
  createSyncConnection(input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<ConnectTrackerMutation, ConnectTrackerMutationVariables>;
export const ChangeTrackerDocument = new TypedDocumentString(`
    mutation ChangeTracker($id: ID!, $input: UpdateSyncConnectionInput!) {
  updateSyncConnection(id: $id, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<ChangeTrackerMutation, ChangeTrackerMutationVariables>;
export const PauseTrackerDocument = new TypedDocumentString(`
    mutation PauseTracker($id: ID!) {
  pauseSyncConnection(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<PauseTrackerMutation, PauseTrackerMutationVariables>;
export const ResumeTrackerDocument = new TypedDocumentString(`
    mutation ResumeTracker($id: ID!) {
  resumeSyncConnection(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<ResumeTrackerMutation, ResumeTrackerMutationVariables>;
export const SyncTrackerNowDocument = new TypedDocumentString(`
    mutation SyncTrackerNow($id: ID!) {
  syncNow(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<SyncTrackerNowMutation, SyncTrackerNowMutationVariables>;
export const SetTrackerWebhookDocument = new TypedDocumentString(`
    mutation SetTrackerWebhook($id: ID!, $secret: String!) {
  setSyncWebhookSecret(id: $id, secret: $secret) {
    id
  }
}
    `) as unknown as TypedDocumentString<SetTrackerWebhookMutation, SetTrackerWebhookMutationVariables>;
export const RemoveTrackerDocument = new TypedDocumentString(`
    mutation RemoveTracker($id: ID!, $withItems: Boolean!) {
  removeSyncConnection(id: $id, withItems: $withItems)
}
    `) as unknown as TypedDocumentString<RemoveTrackerMutation, RemoveTrackerMutationVariables>;
export const TeamsDocument = new TypedDocumentString(`
    query Teams($workspace: ID!) {
  workspace(id: $workspace) {
    id
    key
    name
    createdAt
    currency
    teams {
      ...TeamRow
    }
    calendars {
      ...CalendarRow
    }
  }
}
    fragment TeamRow on Team {
  id
  name
  members
  skills
  costRateCents
  absences {
    from
    to
    members
    reason
  }
  calendar {
    id
    name
  }
}
fragment CalendarRow on Calendar {
  id
  name
  weekdays
  closedDays
}`) as unknown as TypedDocumentString<TeamsQuery, TeamsQueryVariables>;
export const CreateWorkspaceDocument = new TypedDocumentString(`
    mutation CreateWorkspace($name: String!, $key: String) {
  createWorkspace(name: $name, key: $key) {
    id
    key
    name
  }
}
    `) as unknown as TypedDocumentString<CreateWorkspaceMutation, CreateWorkspaceMutationVariables>;
export const RenameWorkspaceDocument = new TypedDocumentString(`
    mutation RenameWorkspace($id: ID!, $name: String, $key: String) {
  renameWorkspace(id: $id, name: $name, key: $key) {
    id
    key
    name
  }
}
    `) as unknown as TypedDocumentString<RenameWorkspaceMutation, RenameWorkspaceMutationVariables>;
export const DeleteWorkspaceDocument = new TypedDocumentString(`
    mutation DeleteWorkspace($id: ID!) {
  deleteWorkspace(id: $id) {
    name
    rows {
      kind
      count
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteWorkspaceMutation, DeleteWorkspaceMutationVariables>;
export const CreateTeamDocument = new TypedDocumentString(`
    mutation CreateTeam($workspace: ID!, $input: TeamInput!) {
  createTeam(workspaceId: $workspace, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateTeamMutation, CreateTeamMutationVariables>;
export const UpdateTeamDocument = new TypedDocumentString(`
    mutation UpdateTeam($id: ID!, $input: TeamInput!) {
  updateTeam(id: $id, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateTeamMutation, UpdateTeamMutationVariables>;
export const SetCurrencyDocument = new TypedDocumentString(`
    mutation SetCurrency($workspace: ID!, $currency: String) {
  setCurrency(workspaceId: $workspace, currency: $currency) {
    id
    currency
  }
}
    `) as unknown as TypedDocumentString<SetCurrencyMutation, SetCurrencyMutationVariables>;
export const DeleteTeamDocument = new TypedDocumentString(`
    mutation DeleteTeam($id: ID!) {
  deleteTeam(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteTeamMutation, DeleteTeamMutationVariables>;
export const CreateCalendarDocument = new TypedDocumentString(`
    mutation CreateCalendar($workspace: ID!, $input: CalendarInput!) {
  createCalendar(workspaceId: $workspace, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateCalendarMutation, CreateCalendarMutationVariables>;
export const UpdateCalendarDocument = new TypedDocumentString(`
    mutation UpdateCalendar($id: ID!, $input: CalendarInput!) {
  updateCalendar(id: $id, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateCalendarMutation, UpdateCalendarMutationVariables>;
export const DeleteCalendarDocument = new TypedDocumentString(`
    mutation DeleteCalendar($id: ID!) {
  deleteCalendar(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteCalendarMutation, DeleteCalendarMutationVariables>;
export const StrategyDocument = new TypedDocumentString(`
    query Strategy($workspace: ID!) {
  workspace(id: $workspace) {
    id
    mission
    themes {
      id
      name
      description
    }
    objectives {
      ...ObjectiveRow
    }
  }
}
    fragment ObjectiveRow on Objective {
  id
  name
  description
  measure
  target
  current
  dueDate
  state
  itemCount
  theme {
    id
    name
  }
}`) as unknown as TypedDocumentString<StrategyQuery, StrategyQueryVariables>;
export const StrategyCoverageDocument = new TypedDocumentString(`
    query StrategyCoverage($workspace: ID!) {
  workspace(id: $workspace) {
    alignment(first: 1) {
      status
      sentence
      totalCount
      coverage(first: 500) {
        objective {
          id
          name
        }
        itemCount
        points
        share
        starved
      }
      orphanCount
      orphans(first: 10) {
        key
        title
      }
      warnings
      stamp {
        asOf
        dataVersion
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StrategyCoverageQuery, StrategyCoverageQueryVariables>;
export const ObjectiveItemsDocument = new TypedDocumentString(`
    query ObjectiveItems($id: ID!) {
  node(id: $id) {
    ... on Objective {
      itemCount
      items(first: 500) {
        ...LinkedItem
      }
    }
  }
}
    fragment LinkedItem on BacklogItem {
  id
  key
  title
  type
  status
}`) as unknown as TypedDocumentString<ObjectiveItemsQuery, ObjectiveItemsQueryVariables>;
export const FindItemsDocument = new TypedDocumentString(`
    query FindItems($workspace: ID!, $search: String!) {
  workspace(id: $workspace) {
    backlog(filter: {mode: full, search: $search}, first: 200) {
      totalCount
      nodes {
        ...LinkedItem
      }
    }
  }
}
    fragment LinkedItem on BacklogItem {
  id
  key
  title
  type
  status
}`) as unknown as TypedDocumentString<FindItemsQuery, FindItemsQueryVariables>;
export const SetMissionDocument = new TypedDocumentString(`
    mutation SetMission($workspace: ID!, $statement: String) {
  setMission(workspaceId: $workspace, statement: $statement) {
    mission
  }
}
    `) as unknown as TypedDocumentString<SetMissionMutation, SetMissionMutationVariables>;
export const CreateThemeDocument = new TypedDocumentString(`
    mutation CreateTheme($workspace: ID!, $input: ThemeInput!) {
  createTheme(workspaceId: $workspace, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateThemeMutation, CreateThemeMutationVariables>;
export const UpdateThemeDocument = new TypedDocumentString(`
    mutation UpdateTheme($id: ID!, $input: ThemeInput!) {
  updateTheme(id: $id, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateThemeMutation, UpdateThemeMutationVariables>;
export const DeleteThemeDocument = new TypedDocumentString(`
    mutation DeleteTheme($id: ID!) {
  deleteTheme(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteThemeMutation, DeleteThemeMutationVariables>;
export const CreateObjectiveDocument = new TypedDocumentString(`
    mutation CreateObjective($workspace: ID!, $input: ObjectiveInput!) {
  createObjective(workspaceId: $workspace, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<CreateObjectiveMutation, CreateObjectiveMutationVariables>;
export const UpdateObjectiveDocument = new TypedDocumentString(`
    mutation UpdateObjective($id: ID!, $input: ObjectiveInput!) {
  updateObjective(id: $id, input: $input) {
    id
  }
}
    `) as unknown as TypedDocumentString<UpdateObjectiveMutation, UpdateObjectiveMutationVariables>;
export const DeleteObjectiveDocument = new TypedDocumentString(`
    mutation DeleteObjective($id: ID!) {
  deleteObjective(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteObjectiveMutation, DeleteObjectiveMutationVariables>;
export const LinkItemsDocument = new TypedDocumentString(`
    mutation LinkItems($id: ID!, $items: [ID!]!) {
  linkItems(id: $id, itemIds: $items) {
    id
  }
}
    `) as unknown as TypedDocumentString<LinkItemsMutation, LinkItemsMutationVariables>;
export const UnlinkItemsDocument = new TypedDocumentString(`
    mutation UnlinkItems($id: ID!, $items: [ID!]!) {
  unlinkItems(id: $id, itemIds: $items) {
    id
  }
}
    `) as unknown as TypedDocumentString<UnlinkItemsMutation, UnlinkItemsMutationVariables>;