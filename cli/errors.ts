/** A refusal or failure, told to the person at the console: one sentence, no stack. Exits with 1. */
export class ConsoleError extends Error {
  override name = 'ConsoleError'
}

/** The command was not called as it is declared: nothing has been done. Exits with 2. */
export class UsageError extends ConsoleError {
  override name = 'UsageError'
}
