import { PgliteConnection } from '@mikro-orm/pglite'
import { CompiledQuery } from 'kysely'
import type { EntityManager } from '../database.ts'
import { tenantOf } from '../tenant.ts'
import type { Session } from './statement-service.ts'

/**
 * The transaction that this em stands in, for writing. Its own `execute` writes parameters into the text, letter by letter:
 * of an import's rows that would be gigabytes of letters. Here they travel beside it.
 */
export function sessionOf(em: EntityManager): Session {
  // PostgreSQL takes the letters of a JSON value as they come; the embedded database takes it as text.
  const embedded = em.getConnection() instanceof PgliteConnection
  const sent = (value: unknown) => (value instanceof Uint8Array ? (embedded ? Buffer.from(value.buffer).toString() : Buffer.from(value.buffer)) : value)
  const execute = async <T>(sql: string, params: readonly unknown[]) => {
    let place = 0
    return (await em.getKysely().executeQuery<T>(CompiledQuery.raw(sql.replaceAll('?', () => `$${++place}`), params.map(sent)))).rows
  }
  return {
    tenant: tenantOf(em),
    query: execute,
    async run(sql, params) {
      const before = process.threadCpuUsage()
      await execute(sql, params)
      const { user, system } = process.threadCpuUsage(before)
      return (user + system) / 1_000
    },
  }
}
