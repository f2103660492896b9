/** An MCP server over its standard input and output, one JSON-RPC message a line, with its processor time by IPC. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Runs before the server's own code: whoever started it may ask what it has worked. */
const CPU = `process.on('message', () => { const { user, system } = process.cpuUsage(); process.send(user + system) })`

interface Reply {
  id?: number
  result?: { content?: { type: string; text: string }[]; isError?: boolean }
  error?: { message: string }
}

export class LineServer {
  readonly child: ChildProcess
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #last = 0

  constructor(file: string, env: Record<string, string>) {
    this.child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(CPU)}`, file], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'ignore', 'ipc'],
    })
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      const reply = JSON.parse(line) as Reply
      if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply)
    })
  }

  async open(): Promise<void> {
    await this.#ask('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'bench', version: '1' },
    })
    this.#send({ method: 'notifications/initialized' })
  }

  /** @returns the text of a tool's answer */
  async call(name: string, given: object): Promise<string> {
    const { result, error } = await this.#ask('tools/call', { name, arguments: given })
    const text = result?.content?.map((part) => part.text).join('\n') ?? ''
    if (error || result?.isError) throw new Error(error?.message ?? text)
    return text
  }

  /** @returns the list of tools, as a client reads it */
  async tools(): Promise<string> {
    return JSON.stringify((await this.#ask('tools/list', {})).result)
  }

  close(): void {
    this.child.kill()
  }

  #send(message: object): void {
    this.child.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  #ask(method: string, params: object): Promise<Reply> {
    const id = ++this.#last
    return new Promise((answer) => {
      this.#waiting.set(id, (reply) => {
        this.#waiting.delete(id)
        answer(reply)
      })
      this.#send({ id, method, params })
    })
  }
}
