/** Milliseconds after which the process exits whatever is left: service managers kill after ten seconds. */
const LONGEST = 9_500
/** Milliseconds within which one Ctrl-C arrives twice: the terminal signals the whole group, and npm forwards it. */
const SAME_PRESS = 500

/**
 * On the first signal ends in order and within seconds; on a second one at once. An error that nobody caught leaves the
 * process in a state that nobody knows, so it ends in order too, says why, and leaves the rest to whoever starts it again.
 * No caller may be able to cause one: each is a fault to be mended.
 */
export function untilSignal({ close }: { close(): Promise<void> }): void {
  // What cannot be written, to a full disk or a closed pipe, ends nothing.
  for (const out of [process.stdout, process.stderr]) out.on('error', () => undefined)
  let closing: number | undefined
  const end = (code: number) => {
    if (closing !== undefined) process.exit(1)
    closing = performance.now()
    setTimeout(
      () => failed(`PM33 did not shut down within ${LONGEST / 1_000} seconds and exits now. Saved data is safe.`),
      LONGEST,
    ).unref()
    close().then(() => process.exit(code), failed)
  }
  // A closed terminal, too, should leave nothing locked behind.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (closing === undefined || performance.now() - closing > SAME_PRESS) end(0)
    })
  }
  process.on('uncaughtException', (error: unknown) => {
    process.stderr.write(
      `PM33 is stopping because of an internal error. Start it again, and report this:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    end(1)
  })
}

function failed(reason: unknown): void {
  process.stderr.write(`${String(reason)}\n`)
  process.exit(1)
}
