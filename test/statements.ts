import type { Orm } from '../api/data/database.ts'

/** What the serving thread asks its database while something is done. Worker threads have connections of their own. */
export async function statementsDuring(orm: Orm, work: () => Promise<unknown>): Promise<string[]> {
  const statements: string[] = []
  const logger = orm.config.getLogger()
  const asBefore = logger.logQuery
  logger.setDebugMode(['query'])
  logger.logQuery = ({ query }) => void statements.push(query ?? '')
  try {
    await work()
  } finally {
    logger.setDebugMode(false)
    logger.logQuery = asBefore
  }
  return statements
}

/**
 * The statements of a question itself. Its caller may be looked up again before its snapshot begins, because credentials are
 * believed for five seconds. Flush the audit log first: a row of an earlier call would be written beside the question.
 */
export function ofQuestion(statements: readonly string[]): string[] {
  const begun = statements.findIndex((sql) => sql.startsWith('start transaction isolation level repeatable read'))
  if (begun < 0) throw new Error('no snapshot was read')
  return statements.slice(begun)
}
