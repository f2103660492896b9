/** Kills the server in the middle of an import, opens its database again, and looks whether the workspace is as before or as after. */
import { UNCOUNTED } from '../start/process.ts'
import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openConsole, type Console } from '../../cli/console.ts'
import { ExportWorkspaceDocument } from '../../cli/operations.generated.ts'
import { importFiles } from '../../cli/commands/import.ts'

export interface CrashOutcome {
  kills: number
  /** What the workspace was after each kill. */
  before: number
  after: number
  /** Rounds in which it was neither. */
  between: number[]
  /** Whether running it again completed it, each time. */
  completed: boolean
  /** Milliseconds that an import takes when nobody kills it. */
  undisturbed: number
}

const HEAD = 'Issue key,Summary,Issue Type,Status,Created,Updated,Labels,Sprint,Parent key,Outward issue link (Blocks)'
const row = (n: number, title: string, status: string, last: number) =>
  `C-${n},${title} ${n},${n % 40 ? 'Story' : 'Epic'},${status},01/Mar/26 9:00 AM,02/Mar/26 ${(n % 11) + 1}:00 AM,${status},Sprint ${n % 7},${n % 40 && n + (40 - (n % 40)) <= last ? `C-${n + (40 - (n % 40))}` : ''},${n % 3 || n === 1 ? '' : `C-${n - 1}`}`

/** Files of the same project: the second one changes every item of the first and brings as many again. */
const fileOf = (items: number, title: string, status: string) =>
  `${[HEAD, ...Array.from({ length: items }, (_, at) => row(at + 1, title, status, items))].join('\n')}\n`

/**
 * @param env where the database is: `PM33_DATA`, and `DATABASE_URL` for PostgreSQL
 * @param onRound called after each kill, with what was found
 */
export async function crashRounds(
  env: Record<string, string>,
  rounds: number,
  items: number,
  onRound: (round: number, found: 'as before' | 'as after' | 'between') => void = () => undefined,
): Promise<CrashOutcome> {
  const start = {
    env: {
      ...UNCOUNTED,
      PORT: '0',
      LOG_LEVEL: 'error',
      PM33_SECRET: 'a master secret for crashes only, and long',
      ...env,
    },
    tenantId: randomUUID(),
  }
  const folder = mkdtempSync(join(tmpdir(), 'pm33-crash-files-'))
  const [first, second] = [join(folder, 'first.csv'), join(folder, 'second.csv')]
  writeFileSync(first, fileOf(items / 2, 'Old', 'To Do'))
  writeFileSync(second, fileOf(items, 'New', 'Done'))
  let server = await begin(start)
  try {
    const read = (file: string, workspace: string) => importFiles(server.console, [file], { workspace, json: true })
    await read(first, 'Model')
    const asBefore = await exported(server.console, 'model')
    const started = performance.now()
    await read(second, 'Model')
    const undisturbed = performance.now() - started
    const asAfter = await exported(server.console, 'model')
    const outcome: CrashOutcome = { kills: rounds, before: 0, after: 0, between: [], completed: true, undisturbed }
    for (let round = 0; round < rounds; round++) {
      const workspace = `Round ${round}`
      const key = `round-${round}`
      await read(first, workspace)
      const importing = read(second, workspace).catch(() => null)
      await pause(undisturbed * ((round + Math.random()) / rounds) * 1.1)
      server.child.kill('SIGKILL')
      await Promise.all([once(server.child, 'exit'), importing])
      server = await begin(start)
      const found = await exported(server.console, key)
      if (found === asBefore) outcome.before++
      else if (found === asAfter) outcome.after++
      else outcome.between.push(round)
      onRound(round + 1, found === asBefore ? 'as before' : found === asAfter ? 'as after' : 'between')
      await read(second, workspace)
      if ((await exported(server.console, key)) !== asAfter) outcome.completed = false
    }
    return outcome
  } finally {
    server.child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

async function begin(start: object): Promise<{ child: ChildProcess; console: Console }> {
  const child = fork(new URL('./crash-server.ts', import.meta.url), { execArgv: ['--unhandled-rejections=strict'] })
  const { url, operatorKey } = await new Promise<{ url: string; operatorKey: string }>((ready, fail) => {
    child.once('exit', (code) => fail(new Error(`the server ended with ${code} before it answered`)))
    child.once('message', (message) => ready(message as { url: string; operatorKey: string }))
    child.send(start)
  })
  return { child, console: openConsole({ url, fetch, operatorKey, close: async () => undefined }) }
}

async function exported(console: Console, key: string): Promise<string> {
  const { exportBacklog } = await console.tenant(ExportWorkspaceDocument, { id: key, format: 'json' })
  const text = await (await console.fetch(exportBacklog)).text()
  // Each round has a workspace of its own, whose teams are as old as the round.
  return text.replaceAll(/"createdAt":"[^"]*"/g, '"createdAt":"…"')
}
