import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'

/** Who holds the embedded folder, as written beside it. */
export interface Holder {
  pid: number
  /** Machine or container, because another one's process ids mean nothing here. */
  host: string
  startedAt: string
  /** Set while a server runs: where it answers, and the console's credential for it. */
  url?: string
  operatorKey?: string
}

/** Milliseconds between two signs of life, and for how long one of another machine is believed. */
const HEARTBEAT = 5_000
const BELIEVED_FOR = 15_000

/** The folder is in use. The message says by whom, and what to do. */
export class FolderInUse extends Error {
  override name = 'FolderInUse'
  constructor(folder: string, holder: Holder | null) {
    const who = holder
      ? `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`}${holder.url ? ` (PM33 at ${holder.url})` : ''} since ${holder.startedAt}`
      : 'another process'
    super(`${folder} is in use by ${who}. Stop it, or set PM33_DATA to another folder.`)
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

/** Whether some process holds the folder now. */
export async function isHeld(folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false
  const taken = await take(folder, process.platform)
  if (taken === 'taken') return true
  await taken?.[Symbol.asyncDispose]()
  return false
}

/**
 * Takes the embedded folder for this process alone. Two writers would each acknowledge rows that the other overwrites.
 * On Linux the kernel holds the lock (an abstract socket named after the folder) and frees it however the process ends.
 * Elsewhere the file beside it names a process that must be gone, or the file must be older than the machine's last start.
 * Containers that share a volume do not see each other's sockets or processes: there the file's age decides, which its
 * holder renews.
 * @throws FolderInUse
 */
export async function takeFolder(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<{ announce(url: string, operatorKey: string): void; release(): Promise<void> }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const socket = await take(folder, platform)
  if (socket === 'taken') throw new FolderInUse(folder, readHolder(folder))
  const mine: Holder = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() }
  const write = (content: Holder) => writeFileSync(holderFile(folder), `${JSON.stringify(content)}\n`, { mode: 0o600 })
  write(mine)
  const alive = setInterval(() => {
    const now = new Date()
    try {
      utimesSync(holderFile(folder), now, now)
    } catch {
      // The folder was removed, or its disk is in trouble, which its users report.
    }
  }, HEARTBEAT).unref()
  return {
    announce: (url, operatorKey) => write({ ...mine, url, operatorKey }),
    async release() {
      clearInterval(alive)
      rmSync(holderFile(folder), { force: true })
      await socket?.[Symbol.asyncDispose]()
    },
  }
}

/**
 * Since the machine started again, another process may have the number. The holder renews the file's age by the present
 * clock, as the time of the start is told by it: a clock that was set does not make a living holder look older than the
 * machine's start for longer than until its next sign of life. A second more, for how both are rounded.
 */
const isFromThisBoot = (folder: string) =>
  (statSync(holderFile(folder), { throwIfNoEntry: false })?.mtimeMs ?? 0) > Date.now() - uptime() * 1_000 - 1_000

/** On other systems than Linux, where only the file tells. */
async function isHeldByNumber(folder: string, { pid }: Holder): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (isFromThisBoot(folder)) return true
  await new Promise((done) => setTimeout(done, HEARTBEAT + 1_000))
  const holder = readHolder(folder)
  return holder !== null && holder.host === hostname() && isAlive(holder.pid) && isFromThisBoot(folder)
}

async function take(folder: string, platform: NodeJS.Platform): Promise<Server | null | 'taken'> {
  const holder = readHolder(folder)
  if (holder && holder.host !== hostname() && Date.now() - statSync(holderFile(folder)).mtimeMs < BELIEVED_FOR)
    return 'taken'
  if (platform !== 'linux')
    return holder?.host === hostname() && (await isHeldByNumber(folder, holder)) ? 'taken' : null
  // Names of sockets have 107 bytes; paths have no end.
  return bind(`\0pm33:${createHash('sha256').update(realpathSync(folder)).digest('base64url')}`)
}

function bind(name: string): Promise<Server | 'taken'> {
  return new Promise((done, fail) => {
    const server = createServer().unref()
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done('taken') : fail(error)))
    server.listen(name, () => done(server.on('error', () => undefined)))
  })
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
