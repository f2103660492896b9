import { randomUUID } from 'node:crypto'
import {
  getOperationAST,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { AuditActor, AuditLog } from '../audit.ts'
import { NOBODY } from '../../audit/seal.ts'
import type { Context, ServerContext } from '../../data/context.ts'
import type { TokenOwner } from '../../oauth/authorization-server.ts'

/** The console's first step of every command inside an organization; the command itself is written down. */
const NO_ACTION = new Set(['assume'])
/** What a query is called: what it asks is data, and the name that its caller gave it says nothing. */
const QUERY = 'graphql'

/** Records what a caller did: each tool call and resource read, each mutation, and each query of a key or an app. */
export function useAuditLog(log: AuditLog): Plugin<Context> {
  return {
    onExecute({ args }) {
      const started = performance.now()
      return {
        onExecuteDone({ result }) {
          const { contextValue, document, operationName } = args
          recordOperation(log, contextValue as Context, document, operationName, result as ExecutionResult, started)
        },
      }
    },
  }
}

/** Errors must have their codes. @param started by `performance.now()` */
export function recordOperation(
  log: AuditLog,
  context: Context,
  document: DocumentNode,
  name: string | null | undefined,
  result: ExecutionResult,
  started: number,
): void {
  const { principal, adapter, call, correlationId, now, audited } = context
  // What the adapter does for itself (sessions, versions) is not a call of the caller's: one row a call.
  if (adapter && !call.noted && !audited.refused) return
  const done = eventsOf(context, document, name, result)
  if (!done.length) return
  const known = principal ? { ...principal, tenantId: audited.tenantId ?? principal.tenantId } : actorOf(context)
  const actor = audited.erased ? { ...known, userId: NOBODY.userId, subject: NOBODY.subject } : known
  const from = audited.erased ? {} : call
  const ip = from.ip ?? audited.ip ?? null
  for (const { action, outcome } of done) {
    if (audited.refused && !log.isFirst(`${action} ${principal?.subject ?? ip}`)) continue
    log.record(actor, {
      at: now(),
      action,
      correlationId,
      sessionId: from.sessionId ?? null,
      ip,
      userAgent: from.userAgent ?? null,
      outcome: audited.outcome ?? outcome,
      milliseconds: Math.round(performance.now() - started),
      credits: audited.credits ?? null,
    })
  }
}

/** A refusal before anybody was identified, or outside of GraphQL. One a minute of each address, so that nobody can flood the log. */
export function recordRefusal(
  log: AuditLog,
  { action, outcome, ip, userAgent }: { action: string; outcome: string; ip: string; userAgent: string | null },
  at: Date,
): void {
  if (!log.isFirst(`${action} ${ip}`)) return
  log.record(
    { tenantId: null, kind: 'anonymous', subject: 'anonymous', userId: null, scopes: new Set() },
    { at, action, outcome, ip, userAgent, correlationId: randomUUID(), sessionId: null, milliseconds: 0 },
  )
}

/** A call over the limit, which is not run. One a minute of each caller, or of each address. */
export function recordLimited(log: AuditLog, { principal, call, browser }: ServerContext, at: Date): void {
  const [action, outcome] = ['callGraphql', 'RATE_LIMITED']
  const [ip, userAgent] = [call.ip ?? null, call.userAgent ?? null]
  if (!principal) return recordRefusal(log, { action, outcome, ip: browser?.ip ?? 'unknown', userAgent }, at)
  if (!log.isFirst(`${action} ${principal.subject}`)) return
  const correlationId = call.correlationId ?? randomUUID()
  log.record(principal, { at, action, outcome, ip, userAgent, correlationId, sessionId: null, milliseconds: 0 })
}

/** A file went through a link of an organization, or its networks refused that: of these, one a minute of each address. */
export function recordLink(
  log: AuditLog,
  tenantId: string,
  { action, outcome, ip, userAgent }: { action: string; outcome: string; ip: string; userAgent: string | null },
  at: Date,
): void {
  if (outcome !== 'ok' && !log.isFirst(`${action} ${tenantId} ${ip}`)) return
  log.record(
    { tenantId, kind: 'anonymous', subject: 'anonymous', userId: null, scopes: new Set() },
    { at, action, outcome, ip, userAgent, correlationId: randomUUID(), sessionId: null, milliseconds: 0 },
  )
}

/** A client gives a token back (RFC 7009). */
export function recordRevocation(
  log: AuditLog,
  owner: TokenOwner | null,
  { ip, userAgent }: { ip: string; userAgent: string | null },
  at: Date,
): void {
  if (!owner) return recordRefusal(log, { action: 'revokeToken', outcome: 'NOT_FOUND', ip, userAgent }, at)
  log.record(
    {
      tenantId: owner.tenantId,
      userId: owner.userId,
      kind: 'oauth',
      subject: `user:${owner.userId}`,
      scopes: new Set(),
    },
    {
      at,
      action: 'revokeToken',
      outcome: owner.allowed ? 'ok' : 'FORBIDDEN',
      ip,
      userAgent,
      correlationId: randomUUID(),
      sessionId: null,
      milliseconds: 0,
    },
  )
}

/** What PM33 does by itself in an organization, or what a payment provider reports. */
export function recordOwn(
  log: AuditLog,
  tenantId: string,
  action: string,
  at: Date,
  kind: 'schedule' | 'payment' = 'schedule',
): void {
  const row = { at, action, correlationId: randomUUID(), sessionId: null, ip: null, userAgent: null }
  log.record(
    { tenantId, kind, subject: kind, userId: null, scopes: new Set() },
    { ...row, outcome: 'ok', milliseconds: 0 },
  )
}

/** Who acts where nobody is signed in: the operator, somebody who has just signed in, or somebody who has not. */
function actorOf({ operator, audited }: Context): AuditActor {
  const { person: userId = null, tenantId = null } = audited
  const at = { tenantId, userId, scopes: new Set<string>() }
  if (operator) return { ...at, kind: 'operator', subject: 'operator' }
  return userId && tenantId
    ? { ...at, kind: 'session', subject: `user:${userId}` }
    : { ...at, kind: 'anonymous', subject: 'anonymous' }
}

interface Done {
  action: string
  outcome: string
}

function eventsOf(
  { principal, call, audited }: Context,
  document: DocumentNode,
  name: string | null | undefined,
  { errors }: ExecutionResult,
): Done[] {
  const codeAt = (key?: string) => {
    const failed = errors?.find(({ path }) => key === undefined || path === undefined || path[0] === key)
    return failed ? String(failed.extensions.code ?? 'INTERNAL') : 'ok'
  }
  if (audited.refused) return [{ action: audited.refused, outcome: codeAt() }]
  if (call.tool) return [{ action: call.tool, outcome: codeAt() }]
  const operation = getOperationAST(document, name)
  if (operation?.operation === 'mutation' && !call.noted)
    return rootFields(operation.selectionSet, document).flatMap(({ field, key }) =>
      NO_ACTION.has(field) ? [] : [{ action: field, outcome: codeAt(key) }],
    )
  // A person's pages read all the time; what they change is what counts.
  return principal && principal.kind !== 'session' ? [{ action: QUERY, outcome: codeAt() }] : []
}

/**
 * The fields that an operation asks for at its root, in order. Aliases are the caller's, so they only find the field's error. A fragment that is
 * spread again adds nothing.
 */
export function rootFields(
  selection: SelectionSetNode,
  document: DocumentNode,
  spread = new Set<string>(),
): { field: string; key: string }[] {
  return selection.selections.flatMap((one) => {
    if (one.kind === 'Field') return [{ field: one.name.value, key: (one.alias ?? one.name).value }]
    if (one.kind === 'InlineFragment') return rootFields(one.selectionSet, document, spread)
    if (spread.has(one.name.value)) return []
    spread.add(one.name.value)
    const fragment = document.definitions.find(
      (definition): definition is FragmentDefinitionNode =>
        definition.kind === 'FragmentDefinition' && definition.name.value === one.name.value,
    )
    return fragment ? rootFields(fragment.selectionSet, document, spread) : []
  })
}
