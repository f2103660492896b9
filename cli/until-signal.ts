/** Milliseconds that a server may take to end in order after a fault of its own. */
const LEAVE_MS = 10_000

/**
 * On the first signal ends in order; on a second one at once. An error that nobody caught leaves the process in a state
 * that nobody knows, so it ends in order too, says why, and leaves the rest to whoever starts it again. No caller may be
 * able to cause one: each is a fault to be mended.
 */
export function untilSignal({ close }: { close(): Promise<void> }): void {
  let closing = false
  const end = (code: number) => {
    if (closing) process.exit(1)
    closing = true
    close().then(
      () => process.exit(code),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(0))
  process.on('uncaughtException', (error: unknown) => {
    process.stderr.write(`PM33 stops, because of a fault of its own. Start it again, and report this:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    setTimeout(() => process.exit(1), LEAVE_MS).unref()
    end(1)
  })
}
