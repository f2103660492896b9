/** Processes of PM33 on one database, behind a proxy where they are several. */
import { command, served, type Served } from '../start/process.ts'
import { takingTurns } from './proxy.ts'

export interface Nodes {
  /** Where a caller finds them. */
  url: string
  nodes: Served[]
  /** Starts a node again where it was, after it has ended. */
  again(at?: number): Promise<void>
  /** A command of the command line, beside the nodes. @returns what it printed */
  said(args: string[]): Promise<string>
  stop(): Promise<void>
}

/** @param env where the database is, and what else each of them is set up with */
export async function nodesOn(env: Record<string, string>, count: number): Promise<Nodes> {
  const proxy = count > 1 ? await takingTurns() : undefined
  const shared = proxy ? { ...env, PM33_PUBLIC_URL: proxy.url } : env
  // Behind a proxy, a node prints the address of the proxy: its own is in the log.
  const own = proxy && ([{ LOG_LEVEL: 'info' }, /"listening":"(http[^"]+)"/] as const)
  const started = (port = '0') => served(['start', '--no-demo'], { ...shared, ...own?.[0], PORT: port }, own?.[1])
  const nodes: Served[] = []
  const ports: string[] = []
  const stop = async () => {
    proxy?.close()
    for (const { child, ended } of nodes) {
      child.kill('SIGKILL')
      await ended
    }
  }
  try {
    for (let at = 0; at < count; at++) {
      const node = await started()
      nodes.push(node)
      ports.push(new URL(node.url).port)
      proxy?.nodes.push(new URL(node.url))
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: proxy?.url ?? nodes[0]!.url,
    nodes,
    stop,
    async again(at = 0) {
      nodes[at] = await started(ports[at])
    },
    async said(args) {
      const { code, out, err } = await command(args, shared)
      if (code !== 0) throw new Error(`pm33 ${args.join(' ')}: ${err}`)
      return out
    },
  }
}
