import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { AuditLog } from './audit.ts'
import type { Context } from '../data/context.ts'

/** Records each operation of a caller, under the name of the tool or resource it serves. */
export function useAuditLog(log: AuditLog): Plugin<Context> {
  return {
    onExecute({ args }) {
      const started = performance.now()
      return {
        onExecuteDone({ result }) {
          const { contextValue, operationName } = args
          recordOperation(log, contextValue as Context, operationName, result as ExecutionResult, started)
        },
      }
    },
  }
}

/** One row for an operation of a caller. Errors must have their codes. @param started by `performance.now()` */
export function recordOperation(
  log: AuditLog,
  { principal, adapter, call, correlationId, now }: Context,
  operation: string | null | undefined,
  { errors }: ExecutionResult,
  started: number,
): void {
  // What the adapter does for itself (sessions, versions) is not a call of the caller's: one row a call.
  if (!principal || (adapter && !call.noted)) return
  const failed = errors?.[0]
  log.record(principal, {
    at: now(),
    action: call.tool ?? operation ?? 'graphql',
    subject: principal.subject,
    correlationId,
    sessionId: call.sessionId ?? null,
    ip: call.ip ?? null,
    userAgent: call.userAgent ?? null,
    outcome: failed ? String(failed.extensions.code ?? 'INTERNAL') : 'ok',
    milliseconds: Math.round(performance.now() - started),
  })
}
