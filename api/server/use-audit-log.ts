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
          const { principal, adapter, call, correlationId, now } = args.contextValue as Context
          // What the adapter does for itself (sessions, versions) is not a call of the caller's: one row a call.
          if (!principal || (adapter && !call.tool)) return
          const failed = (result as ExecutionResult).errors?.[0]
          log.record(principal, {
            at: now(),
            action: (call.tool ?? args.operationName ?? 'graphql').slice(0, 120),
            subject: principal.subject,
            correlationId,
            sessionId: call.sessionId?.slice(0, 64) ?? null,
            ip: call.ip?.slice(0, 64) ?? null,
            userAgent: call.userAgent?.slice(0, 300) ?? null,
            outcome: failed ? String(failed.extensions.code ?? 'INTERNAL').slice(0, 40) : 'ok',
            milliseconds: Math.round(performance.now() - started),
          })
        },
      }
    },
  }
}
