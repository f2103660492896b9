/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AuditFormat =
  | 'csv'
  | 'jsonl';

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

export type CreditCapKind =
  | 'organization'
  | 'person'
  | 'workspace';

export type ExportFormat =
  | 'csv'
  | 'json';

export type ImportState =
  | 'applied'
  | 'awaiting_upload'
  | 'planned'
  | 'refused'
  | 'undone';

export type Role =
  | 'admin'
  | 'member'
  | 'owner'
  | 'viewer';

/** Where a credential is accepted. */
export type Surface =
  | 'graphql'
  | 'mcp';

export type AssumeMutationVariables = Exact<{
  tenant?: string | null | undefined;
}>;


export type AssumeMutation = { assume: { assertion: string, name: string, assumed: boolean } };

export type SetUpLinkMutationVariables = Exact<{ [key: string]: never; }>;


export type SetUpLinkMutation = { setUpLink: string | null };

export type ResetLinkMutationVariables = Exact<{
  email: string;
}>;


export type ResetLinkMutation = { resetLink: string };

export type DisableUserMutationVariables = Exact<{
  email: string;
}>;


export type DisableUserMutation = { disableUser: boolean };

export type EnableUserMutationVariables = Exact<{
  email: string;
}>;


export type EnableUserMutation = { enableUser: boolean };

export type RotateKeysMutationVariables = Exact<{ [key: string]: never; }>;


export type RotateKeysMutation = { rotateKeys: Array<string> };

export type GreetMutationVariables = Exact<{
  demo: boolean;
}>;


export type GreetMutation = { setUpLink: string | null, demoLink?: string | null };

export type CreateDemoMutationVariables = Exact<{ [key: string]: never; }>;


export type CreateDemoMutation = { createDemo: string };

export type CopyDatabaseMutationVariables = Exact<{ [key: string]: never; }>;


export type CopyDatabaseMutation = { copyDatabase: string | null };

export type ListTenantsQueryVariables = Exact<{ [key: string]: never; }>;


export type ListTenantsQuery = { operatorTenants: Array<{ id: string, name: string }> };

export type CreateTenantMutationVariables = Exact<{
  name: string;
  ownerEmail: string;
}>;


export type CreateTenantMutation = { createTenant: { id: string, name: string, link: string } };

export type InviteOwnerMutationVariables = Exact<{
  email: string;
}>;


export type InviteOwnerMutation = { inviteMember: { link: string } };

export type CreateKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateKeyMutation = { createApiKey: { key: string, apiKey: { id: string, expiresAt: string | null } } };

export type ListKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ListKeysQuery = { apiKeys: Array<{ id: string, name: string, hint: string, scopes: Array<string>, surfaces: Array<Surface>, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null }> };

export type RevokeKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeKeyMutation = { revokeApiKey: { id: string } };

export type ListWorkspacesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ListWorkspacesQuery = { workspaces: { nodes: Array<{ id: string, key: string, name: string, dataVersion: number, backlogSummary: { total: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FindWorkspaceQueryVariables = Exact<{
  id: string;
}>;


export type FindWorkspaceQuery = { workspace: { id: string, key: string, name: string, backlogSummary: { total: number } } };

export type DeleteWorkspaceMutationVariables = Exact<{
  id: string;
}>;


export type DeleteWorkspaceMutation = { deleteWorkspace: { key: string, name: string, rows: Array<{ kind: string, count: number }> } };

export type EraseAssigneeMutationVariables = Exact<{
  name: string;
}>;


export type EraseAssigneeMutation = { eraseAssignee: { items: number, earlierVersions: number, trackers: Array<string> } };

export type ProofFragment = { what: string, at: string, counts: unknown, signature: string };

export type ExportPersonMutationVariables = Exact<{
  email: string;
}>;


export type ExportPersonMutation = { exportPerson: string };

export type ErasePersonMutationVariables = Exact<{
  email: string;
}>;


export type ErasePersonMutation = { erasePerson: { what: string, at: string, counts: unknown, signature: string } };

export type EraseOrganizationMutationVariables = Exact<{
  name: string;
}>;


export type EraseOrganizationMutation = { eraseOrganization: { what: string, at: string, counts: unknown, signature: string } };

export type ExportTenantQueryVariables = Exact<{ [key: string]: never; }>;


export type ExportTenantQuery = { tenant: { name: string, sessionMinutes: number }, members: Array<{ name: string, email: string, role: Role, workspaceIds: Array<string> | null, joinedAt: string, restricted: boolean }>, invites: Array<{ email: string, role: Role, invitedBy: string, expiresAt: string }>, accessPolicy: { clientHosts: Array<string> | null, keyDays: number | null, keySurfaces: Array<Surface> | null, networks: Array<string> | null, signInHours: number | null, toolsOff: Array<string>, views: boolean }, callLimits: { perKey: { own: number | null, inForce: number }, perOrganization: { own: number | null, inForce: number } }, auditLog: { retentionDays: number | null }, billing: { ledgerCsv: string, caps: Array<{ kind: CreditCapKind, name: string | null, monthlyCap: number }>, ledger: { totalCount: number } } };

export type ExportDocumentsQueryVariables = Exact<{
  workspace: string;
  after?: string | null | undefined;
}>;


export type ExportDocumentsQuery = { workspace: { prds: { nodes: Array<{ id: string, key: string, versions: Array<{ number: number }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } };

export type ExportDocumentQueryVariables = Exact<{
  id: string;
  number: number;
}>;


export type ExportDocumentQuery = { node:
    | { markdown: string }
    | Record<PropertyKey, never>
   | null };

export type NewestAuditEventQueryVariables = Exact<{ [key: string]: never; }>;


export type NewestAuditEventQuery = { auditEvents: { nodes: Array<{ sequence: number }> } };

export type ExportAuditMutationVariables = Exact<{
  format: AuditFormat;
  since?: string | null | undefined;
  until?: string | null | undefined;
  afterSequence: number;
}>;


export type ExportAuditMutation = { exportAuditEvents: string };

export type VerifyAuditQueryVariables = Exact<{
  tenant?: string | null | undefined;
  sequence?: number | null | undefined;
  hash?: string | null | undefined;
}>;


export type VerifyAuditQuery = { verifyAuditLogs: Array<{ organization: string, verification: { intact: boolean, events: number, unsealed: number, erased: number, purged: number, lastSequence: number, lastHash: string, findings: Array<{ sequence: number, message: string }> } }> };

export type BalanceFragment = { available: number, reserved: number, debt: number, expiring: number, nextExpiry: string | null, lastsUntil: string | null };

export type ShowBalanceQueryVariables = Exact<{ [key: string]: never; }>;


export type ShowBalanceQuery = { billing: { balance: { available: number, reserved: number, debt: number, expiring: number, nextExpiry: string | null, lastsUntil: string | null } } };

export type GrantCreditsMutationVariables = Exact<{
  amount: number;
  key: string;
  reason?: string | null | undefined;
  expiresAt?: string | null | undefined;
  payment?: string | null | undefined;
}>;


export type GrantCreditsMutation = { grantCredits: { balance: { available: number, reserved: number, debt: number, expiring: number, nextExpiry: string | null, lastsUntil: string | null } } };

export type RevokeCreditsMutationVariables = Exact<{
  amount: number;
  key: string;
  reason?: string | null | undefined;
  payment?: string | null | undefined;
}>;


export type RevokeCreditsMutation = { revokeCredits: { balance: { available: number, reserved: number, debt: number, expiring: number, nextExpiry: string | null, lastsUntil: string | null } } };

export type ExportWorkspaceMutationVariables = Exact<{
  id?: string | null | undefined;
  format?: ExportFormat | null | undefined;
}>;


export type ExportWorkspaceMutation = { exportBacklog: string };

export type OpenImportMutationVariables = Exact<{
  input: CreateImportInput;
}>;


export type OpenImportMutation = { createImport: { uploadUrl: string, import: { id: string } } };

export type AppliedFragment = { state: ImportState, written: unknown, workspace: { key: string, name: string } | null };

export type ApplyImportMutationVariables = Exact<{
  id: string;
  endMissing?: boolean | null | undefined;
}>;


export type ApplyImportMutation = { applyImport: { state: ImportState, written: unknown, workspace: { key: string, name: string } | null } };

export type ReadImportQueryVariables = Exact<{
  id: string;
}>;


export type ReadImportQuery = { import: { state: ImportState, written: unknown, workspace: { key: string, name: string } | null } };

export type NameImportQueryVariables = Exact<{
  id: string;
}>;


export type NameImportQuery = { import: { fileName: string, workspace: { name: string } | null } };

export type UndoImportMutationVariables = Exact<{
  id: string;
  force?: boolean | null | undefined;
}>;


export type UndoImportMutation = { undoImport: { fileName: string, workspace: { name: string } | null } };

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
export const ProofFragmentDoc = new TypedDocumentString(`
    fragment Proof on PrivacyProof {
  what
  at
  counts
  signature
}
    `, {"fragmentName":"Proof"}) as unknown as TypedDocumentString<ProofFragment, unknown>;
export const BalanceFragmentDoc = new TypedDocumentString(`
    fragment Balance on CreditBalance {
  available
  reserved
  debt
  expiring
  nextExpiry
  lastsUntil
}
    `, {"fragmentName":"Balance"}) as unknown as TypedDocumentString<BalanceFragment, unknown>;
export const AppliedFragmentDoc = new TypedDocumentString(`
    fragment Applied on Import {
  state
  written
  workspace {
    key
    name
  }
}
    `, {"fragmentName":"Applied"}) as unknown as TypedDocumentString<AppliedFragment, unknown>;
export const AssumeDocument = new TypedDocumentString(`
    mutation Assume($tenant: String) {
  assume(tenant: $tenant) {
    assertion
    name
    assumed
  }
}
    `) as unknown as TypedDocumentString<AssumeMutation, AssumeMutationVariables>;
export const SetUpLinkDocument = new TypedDocumentString(`
    mutation SetUpLink {
  setUpLink
}
    `) as unknown as TypedDocumentString<SetUpLinkMutation, SetUpLinkMutationVariables>;
export const ResetLinkDocument = new TypedDocumentString(`
    mutation ResetLink($email: String!) {
  resetLink(email: $email)
}
    `) as unknown as TypedDocumentString<ResetLinkMutation, ResetLinkMutationVariables>;
export const DisableUserDocument = new TypedDocumentString(`
    mutation DisableUser($email: String!) {
  disableUser(email: $email)
}
    `) as unknown as TypedDocumentString<DisableUserMutation, DisableUserMutationVariables>;
export const EnableUserDocument = new TypedDocumentString(`
    mutation EnableUser($email: String!) {
  enableUser(email: $email)
}
    `) as unknown as TypedDocumentString<EnableUserMutation, EnableUserMutationVariables>;
export const RotateKeysDocument = new TypedDocumentString(`
    mutation RotateKeys {
  rotateKeys
}
    `) as unknown as TypedDocumentString<RotateKeysMutation, RotateKeysMutationVariables>;
export const GreetDocument = new TypedDocumentString(`
    mutation Greet($demo: Boolean!) {
  setUpLink
  demoLink @include(if: $demo)
}
    `) as unknown as TypedDocumentString<GreetMutation, GreetMutationVariables>;
export const CreateDemoDocument = new TypedDocumentString(`
    mutation CreateDemo {
  createDemo
}
    `) as unknown as TypedDocumentString<CreateDemoMutation, CreateDemoMutationVariables>;
export const CopyDatabaseDocument = new TypedDocumentString(`
    mutation CopyDatabase {
  copyDatabase
}
    `) as unknown as TypedDocumentString<CopyDatabaseMutation, CopyDatabaseMutationVariables>;
export const ListTenantsDocument = new TypedDocumentString(`
    query ListTenants {
  operatorTenants {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<ListTenantsQuery, ListTenantsQueryVariables>;
export const CreateTenantDocument = new TypedDocumentString(`
    mutation CreateTenant($name: String!, $ownerEmail: String!) {
  createTenant(name: $name, ownerEmail: $ownerEmail) {
    id
    name
    link
  }
}
    `) as unknown as TypedDocumentString<CreateTenantMutation, CreateTenantMutationVariables>;
export const InviteOwnerDocument = new TypedDocumentString(`
    mutation InviteOwner($email: String!) {
  inviteMember(email: $email, role: owner) {
    link
  }
}
    `) as unknown as TypedDocumentString<InviteOwnerMutation, InviteOwnerMutationVariables>;
export const CreateKeyDocument = new TypedDocumentString(`
    mutation CreateKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    key
    apiKey {
      id
      expiresAt
    }
  }
}
    `) as unknown as TypedDocumentString<CreateKeyMutation, CreateKeyMutationVariables>;
export const ListKeysDocument = new TypedDocumentString(`
    query ListKeys {
  apiKeys {
    id
    name
    hint
    scopes
    surfaces
    lastUsedAt
    expiresAt
    revokedAt
  }
}
    `) as unknown as TypedDocumentString<ListKeysQuery, ListKeysQueryVariables>;
export const RevokeKeyDocument = new TypedDocumentString(`
    mutation RevokeKey($id: ID!) {
  revokeApiKey(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const ListWorkspacesDocument = new TypedDocumentString(`
    query ListWorkspaces($after: String) {
  workspaces(first: 200, after: $after) {
    nodes {
      id
      key
      name
      dataVersion
      backlogSummary {
        total
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ListWorkspacesQuery, ListWorkspacesQueryVariables>;
export const FindWorkspaceDocument = new TypedDocumentString(`
    query FindWorkspace($id: ID!) {
  workspace(id: $id) {
    id
    key
    name
    backlogSummary {
      total
    }
  }
}
    `) as unknown as TypedDocumentString<FindWorkspaceQuery, FindWorkspaceQueryVariables>;
export const DeleteWorkspaceDocument = new TypedDocumentString(`
    mutation DeleteWorkspace($id: ID!) {
  deleteWorkspace(id: $id) {
    key
    name
    rows {
      kind
      count
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteWorkspaceMutation, DeleteWorkspaceMutationVariables>;
export const EraseAssigneeDocument = new TypedDocumentString(`
    mutation EraseAssignee($name: String!) {
  eraseAssignee(name: $name) {
    items
    earlierVersions
    trackers
  }
}
    `) as unknown as TypedDocumentString<EraseAssigneeMutation, EraseAssigneeMutationVariables>;
export const ExportPersonDocument = new TypedDocumentString(`
    mutation ExportPerson($email: String!) {
  exportPerson(email: $email)
}
    `) as unknown as TypedDocumentString<ExportPersonMutation, ExportPersonMutationVariables>;
export const ErasePersonDocument = new TypedDocumentString(`
    mutation ErasePerson($email: String!) {
  erasePerson(email: $email) {
    ...Proof
  }
}
    fragment Proof on PrivacyProof {
  what
  at
  counts
  signature
}`) as unknown as TypedDocumentString<ErasePersonMutation, ErasePersonMutationVariables>;
export const EraseOrganizationDocument = new TypedDocumentString(`
    mutation EraseOrganization($name: String!) {
  eraseOrganization(name: $name) {
    ...Proof
  }
}
    fragment Proof on PrivacyProof {
  what
  at
  counts
  signature
}`) as unknown as TypedDocumentString<EraseOrganizationMutation, EraseOrganizationMutationVariables>;
export const ExportTenantDocument = new TypedDocumentString(`
    query ExportTenant {
  tenant {
    name
    sessionMinutes
  }
  members {
    name
    email
    role
    workspaceIds
    joinedAt
    restricted
  }
  invites {
    email
    role
    invitedBy
    expiresAt
  }
  accessPolicy {
    clientHosts
    keyDays
    keySurfaces
    networks
    signInHours
    toolsOff
    views
  }
  callLimits {
    perKey {
      own
      inForce
    }
    perOrganization {
      own
      inForce
    }
  }
  auditLog {
    retentionDays
  }
  billing {
    caps {
      kind
      name
      monthlyCap
    }
    ledger(first: 1) {
      totalCount
    }
    ledgerCsv
  }
}
    `) as unknown as TypedDocumentString<ExportTenantQuery, ExportTenantQueryVariables>;
export const ExportDocumentsDocument = new TypedDocumentString(`
    query ExportDocuments($workspace: ID!, $after: String) {
  workspace(id: $workspace) {
    prds(first: 50, after: $after) {
      nodes {
        id
        key
        versions {
          number
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ExportDocumentsQuery, ExportDocumentsQueryVariables>;
export const ExportDocumentDocument = new TypedDocumentString(`
    query ExportDocument($id: ID!, $number: Int!) {
  node(id: $id) {
    ... on Prd {
      markdown(number: $number)
    }
  }
}
    `) as unknown as TypedDocumentString<ExportDocumentQuery, ExportDocumentQueryVariables>;
export const NewestAuditEventDocument = new TypedDocumentString(`
    query NewestAuditEvent {
  auditEvents(first: 1) {
    nodes {
      sequence
    }
  }
}
    `) as unknown as TypedDocumentString<NewestAuditEventQuery, NewestAuditEventQueryVariables>;
export const ExportAuditDocument = new TypedDocumentString(`
    mutation ExportAudit($format: AuditFormat!, $since: DateTime, $until: DateTime, $afterSequence: Int!) {
  exportAuditEvents(
    format: $format
    since: $since
    until: $until
    afterSequence: $afterSequence
  )
}
    `) as unknown as TypedDocumentString<ExportAuditMutation, ExportAuditMutationVariables>;
export const VerifyAuditDocument = new TypedDocumentString(`
    query VerifyAudit($tenant: String, $sequence: Int, $hash: String) {
  verifyAuditLogs(tenant: $tenant, sequence: $sequence, hash: $hash) {
    organization
    verification {
      intact
      events
      unsealed
      erased
      purged
      lastSequence
      lastHash
      findings {
        sequence
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<VerifyAuditQuery, VerifyAuditQueryVariables>;
export const ShowBalanceDocument = new TypedDocumentString(`
    query ShowBalance {
  billing {
    balance {
      ...Balance
    }
  }
}
    fragment Balance on CreditBalance {
  available
  reserved
  debt
  expiring
  nextExpiry
  lastsUntil
}`) as unknown as TypedDocumentString<ShowBalanceQuery, ShowBalanceQueryVariables>;
export const GrantCreditsDocument = new TypedDocumentString(`
    mutation GrantCredits($amount: Int!, $key: String!, $reason: String, $expiresAt: DateTime, $payment: String) {
  grantCredits(
    amount: $amount
    key: $key
    reason: $reason
    expiresAt: $expiresAt
    payment: $payment
  ) {
    balance {
      ...Balance
    }
  }
}
    fragment Balance on CreditBalance {
  available
  reserved
  debt
  expiring
  nextExpiry
  lastsUntil
}`) as unknown as TypedDocumentString<GrantCreditsMutation, GrantCreditsMutationVariables>;
export const RevokeCreditsDocument = new TypedDocumentString(`
    mutation RevokeCredits($amount: Int!, $key: String!, $reason: String, $payment: String) {
  revokeCredits(amount: $amount, key: $key, reason: $reason, payment: $payment) {
    balance {
      ...Balance
    }
  }
}
    fragment Balance on CreditBalance {
  available
  reserved
  debt
  expiring
  nextExpiry
  lastsUntil
}`) as unknown as TypedDocumentString<RevokeCreditsMutation, RevokeCreditsMutationVariables>;
export const ExportWorkspaceDocument = new TypedDocumentString(`
    mutation ExportWorkspace($id: ID, $format: ExportFormat) {
  exportBacklog(workspaceId: $id, format: $format)
}
    `) as unknown as TypedDocumentString<ExportWorkspaceMutation, ExportWorkspaceMutationVariables>;
export const OpenImportDocument = new TypedDocumentString(`
    mutation OpenImport($input: CreateImportInput!) {
  createImport(input: $input) {
    uploadUrl
    import {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<OpenImportMutation, OpenImportMutationVariables>;
export const ApplyImportDocument = new TypedDocumentString(`
    mutation ApplyImport($id: ID!, $endMissing: Boolean) {
  applyImport(id: $id, endMissing: $endMissing) {
    ...Applied
  }
}
    fragment Applied on Import {
  state
  written
  workspace {
    key
    name
  }
}`) as unknown as TypedDocumentString<ApplyImportMutation, ApplyImportMutationVariables>;
export const ReadImportDocument = new TypedDocumentString(`
    query ReadImport($id: ID!) {
  import(id: $id) {
    ...Applied
  }
}
    fragment Applied on Import {
  state
  written
  workspace {
    key
    name
  }
}`) as unknown as TypedDocumentString<ReadImportQuery, ReadImportQueryVariables>;
export const NameImportDocument = new TypedDocumentString(`
    query NameImport($id: ID!) {
  import(id: $id) {
    fileName
    workspace {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<NameImportQuery, NameImportQueryVariables>;
export const UndoImportDocument = new TypedDocumentString(`
    mutation UndoImport($id: ID!, $force: Boolean) {
  undoImport(id: $id, force: $force) {
    fileName
    workspace {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<UndoImportMutation, UndoImportMutationVariables>;