/** PM33 as a person starts it: a process of its own, in a folder of its own, from `bin/pm33.mjs`. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../../bin/pm33.mjs', import.meta.url))

export interface Running {
  child: ChildProcess
  /** What it has printed so far. */
  out(): string
  err(): string
  /** Resolves with the exit code. */
  ended: Promise<number | null>
}

/** The environment of a machine on which nothing is set up. */
const bare = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp' }

/** Counting is tested where it is the subject; elsewhere nobody is in the way. */
export const UNCOUNTED = {
  PM33_CALLS_PER_KEY: '1000000',
  PM33_CALLS_PER_TENANT: '1000000',
  PM33_CALLS_PER_ADDRESS: '1000000',
}

/** A promise that nobody owns ends the process, as it does in production: no test may pass over one. */
export const STRICT = { NODE_OPTIONS: '--unhandled-rejections=strict' }

function run(args: readonly string[], env: Record<string, string>): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...bare, ...STRICT, ...UNCOUNTED, LOG_LEVEL: 'warn', ...env },
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, out: () => out, err: () => err, ended }
}

/** A command that ends by itself. */
export async function command(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; out: string; err: string }> {
  const process_ = run(args, env)
  const code = await process_.ended
  return { code, out: process_.out(), err: process_.err() }
}

/** A command on a terminal of its own, where somebody types an answer as soon as they are asked, each in its turn. */
export async function onTerminal(
  args: readonly string[],
  env: Record<string, string>,
  typed: string | readonly string[],
  asking = '[y/N]',
): Promise<{ code: number | null; shown: string }> {
  const words = [process.execPath, bin, ...args]
  const terminal =
    process.platform === 'linux'
      ? ['--quiet', '--return', '--command', words.map((word) => `'${word}'`).join(' '), '/dev/null']
      : ['-q', '/dev/null', ...words]
  const child = spawn('script', terminal, { env: { ...bare, LOG_LEVEL: 'warn', ...env }, cwd: tmpdir(), stdio: 'pipe' })
  let shown = ''
  const answers = typeof typed === 'string' ? [typed] : [...typed]
  let read = 0
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
    for (let at = shown.indexOf(asking, read); at >= 0 && answers.length > 0; at = shown.indexOf(asking, read)) {
      read = at + asking.length
      child.stdin.write(answers.shift()!)
    }
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, shown }
}

export interface Served extends Running {
  url: string
  /** Ends it as a service manager does. */
  stop(): Promise<number | null>
}

/** A server, once it says where it is. @param said what it prints or logs, with the address as its first group */
export async function served(
  args: readonly string[],
  env: Record<string, string>,
  said = /running at (http\S+)[\s\S]*\/docs\n/,
): Promise<Served> {
  const server = run(args, { PORT: '0', ...env })
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = said.exec(server.out()) ?? said.exec(server.err())
      if (found) resolve(found[1]!)
    }
    server.child.stdout!.on('data', look)
    server.child.stderr!.on('data', look)
    server.ended.then((code) => reject(new Error(`ended with ${code} before it served: ${server.err()}`))).catch(reject)
  })
  return {
    ...server,
    url,
    stop() {
      server.child.kill('SIGTERM')
      return server.ended
    },
  }
}

/** A folder that is gone after the tests. */
export function folder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'pm33-start-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
