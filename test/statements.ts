/**
 * The statements of a question itself. Its caller may be looked up again before its snapshot begins, because credentials are
 * believed for five seconds. Flush the audit log first: a row of an earlier call would be written beside the question.
 */
export function ofQuestion(statements: readonly string[]): string[] {
  const begun = statements.findIndex((sql) => sql.startsWith('start transaction isolation level repeatable read'))
  if (begun < 0) throw new Error('no snapshot was read')
  return statements.slice(begun)
}
