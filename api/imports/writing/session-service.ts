import { PgliteConnection } from '@mikro-orm/pglite'
import { CompiledQuery } from 'kysely'
import { assertWriting, type EntityManager } from '../../data/database.ts'
import { tenantOf } from '../../data/tenant.ts'
import type { Session } from './statement-service.ts'

/**
 * The transaction that this em stands in, for writing. Its own `execute` writes parameters into the text of the statement,
 * letter by letter, which for the rows of an import leaves gigabytes to clear away. Here they travel beside it.
 */
export function sessionOf(em: EntityManager): Session {
  // PostgreSQL takes the bytes of a JSON text as they come; the embedded database wants the text.
  const embedded = em.getConnection() instanceof PgliteConnection
  const sent = (value: unknown) => {
    if (!(value instanceof Uint8Array)) return value
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return embedded ? bytes.toString() : bytes
  }
  const execute = async <T>(sql: string, params: readonly unknown[]) => {
    assertWriting(em)
    let place = 0
    return (
      await em.getKysely().executeQuery<T>(
        CompiledQuery.raw(
          sql.replaceAll('?', () => `$${++place}`),
          params.map(sent),
        ),
      )
    ).rows
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
