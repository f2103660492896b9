import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'

/** Who holds the embedded folder, as written beside it. */
export interface Holder {
  pid: number
  startedAt: string
  /** Set while a server runs: where it answers, and the console's credential for it. */
  url?: string
  operatorKey?: string
}

/** The folder is in use. The message says by whom, and what to do. */
export class FolderInUse extends Error {
  override name = 'FolderInUse'
  readonly holder: Holder | null
  constructor(folder: string, holder: Holder | null) {
    super(
      holder
        ? `${folder} is in use by process ${holder.pid}${holder.url ? ` (PM33 at ${holder.url})` : ''} since ${holder.startedAt}. Stop it, or set PM33_DATA to another folder.`
        : `${folder} is in use by another process. Stop it, or set PM33_DATA to another folder.`,
    )
    this.holder = holder
  }
}

const holderFile = (folder: string) => join(folder, 'server.json')

export function readHolder(folder: string): Holder | null {
  try {
    return JSON.parse(readFileSync(holderFile(folder), 'utf8')) as Holder
  } catch {
    return null
  }
}

/**
 * Takes the embedded folder for this process alone. Two writers would each acknowledge rows that the other overwrites.
 * On Linux the kernel holds the lock (an abstract socket named after the folder) and frees it however the process ends;
 * elsewhere, and for containers that share a volume, the file beside it names a process that must be gone.
 * @throws FolderInUse
 */
export async function takeFolder(folder: string): Promise<{ announce(url: string, operatorKey: string): void; release(): Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const socket = process.platform === 'linux' ? await bind(`\0pm33:${realpathSync(folder)}`) : null
  const holder = readHolder(folder)
  if (socket === 'taken' || (process.platform !== 'linux' && holder && alive(holder.pid))) throw new FolderInUse(folder, holder)
  const mine: Holder = { pid: process.pid, startedAt: new Date().toISOString() }
  const write = (content: Holder) => writeFileSync(holderFile(folder), `${JSON.stringify(content)}\n`, { mode: 0o600 })
  write(mine)
  return {
    announce: (url, operatorKey) => write({ ...mine, url, operatorKey }),
    release: () =>
      new Promise((done) => {
        rmSync(holderFile(folder), { force: true })
        if (socket) socket.close(() => done())
        else done()
      }),
  }
}

function bind(name: string): Promise<Server | 'taken'> {
  return new Promise((done, fail) => {
    const server = createServer().unref()
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done('taken') : fail(error)))
    server.listen(name, () => done(server))
  })
}

function alive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
