import { createInterface } from 'node:readline/promises'
import { ConsoleError, UsageError } from './errors.ts'

/**
 * Asks before something is lost for good; what was asked stays off standard output.
 * @param yes given on the command line: nobody is asked
 * @throws UsageError where there is no terminal to ask on, ConsoleError when the answer is no
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError(`${question}\nNothing was changed. There is no terminal to confirm on: add --yes to go ahead.`)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const hungUp = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), hungUp])
    if (!/^y(es)?$/i.test(answer.trim())) throw new ConsoleError('Canceled. Nothing was changed.')
  } finally {
    terminal.close()
  }
}
