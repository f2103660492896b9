import type { EntityManager } from '../database.ts'
import { tenantOf } from '../tenant.ts'
import type { Session } from './statement-service.ts'

/** The transaction that this em stands in, for writing. */
export function sessionOf(em: EntityManager): Session {
  return {
    tenant: tenantOf(em),
    async query<T>(sql: string, params: readonly unknown[]) {
      const rows = await em.execute<T[] | { affectedRows: number }>(sql, [...params])
      return Array.isArray(rows) ? rows : []
    },
    async run(sql, params) {
      const before = process.threadCpuUsage()
      await em.execute(sql, [...params])
      const { user, system } = process.threadCpuUsage(before)
      return (user + system) / 1_000
    },
  }
}
