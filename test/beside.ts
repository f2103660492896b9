/** Somebody else on the same PostgreSQL, who holds what a test is about to need. */
import { setTimeout as pause } from 'node:timers/promises'
import type { TenantInTest } from './world.ts'

export interface Beside {
  run<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>
  /** Until somebody waits for what this transaction holds. */
  waitedFor(): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** Opens a transaction in a tenant, on a connection of its own. */
export async function beside(tenant: TenantInTest): Promise<Beside> {
  const em = tenant.em()
  await em.begin()
  const run: Beside['run'] = (sql, values = []) => em.execute(sql, values)
  return {
    run,
    async waitedFor() {
      for (;;) {
        const [found] = await run<{ waits: boolean }>(
          'select exists (select from pg_locks where not granted and pg_blocking_pids(pid) @> array[pg_backend_pid()]) as waits',
        )
        if (found!.waits) return
        await pause(5)
      }
    },
    commit: () => em.commit(),
    rollback: () => em.rollback(),
  }
}

/** Holds the structure of a workspace as an import does while it is written. */
export const lockStructureOf = (other: Beside, workspaceId: string) =>
  other.run('select pg_advisory_xact_lock(hashtextextended(?, 0))', [workspaceId])
