/** A view's half of MCP Apps, revision 2026-01-26: JSON-RPC with its host over postMessage. */

export interface HostContext {
  readonly theme?: 'light' | 'dark'
  readonly displayMode?: string
  readonly availableDisplayModes?: readonly string[]
  readonly locale?: string
  readonly styles?: { readonly variables?: Readonly<Record<string, string | undefined>> }
}

/** What a host can do; a member that is absent is a button that is absent. */
export interface HostCapabilities {
  readonly openLinks?: object
  readonly downloadFile?: object
  readonly serverTools?: object
  readonly message?: object
  readonly updateModelContext?: { readonly structuredContent?: object }
}

export interface ToolResult {
  readonly content?: readonly { readonly type: string; readonly text?: string }[]
  readonly structuredContent?: Readonly<Record<string, unknown>>
  readonly isError?: boolean
  readonly _meta?: Readonly<Record<string, unknown>>
}

export type Arguments = Readonly<Record<string, unknown>>

/** What a host tells its view. */
export interface Listener {
  input(given: Arguments): void
  partial(given: Arguments): void
  result(result: ToolResult): void
  cancelled(reason: string | undefined): void
  context(context: HostContext): void
  teardown(): void
}

export interface Bridge {
  readonly capabilities: HostCapabilities
  call(tool: string, given: Arguments): Promise<ToolResult>
  message(text: string): Promise<unknown>
  modelContext(figures: object, text: string): Promise<unknown>
  openLink(url: string): Promise<unknown>
  download(name: string, mimeType: string, text: string): Promise<unknown>
  /** Asks for a display mode. The host's answer comes as its context. */
  display(mode: string): Promise<unknown>
}

interface Message {
  jsonrpc?: unknown
  id?: number | string
  method?: string
  params?: Record<string, unknown>
  result?: unknown
  error?: { message?: string }
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
  timer: ReturnType<typeof setTimeout>
}

const REVISION = '2026-01-26'
/** Milliseconds until a request counts as unanswered; a tool may compute for most of them. */
const PATIENCE = 60_000
const METHOD_NOT_FOUND = -32_601

/** Every handler is set before the host is greeted, because it speaks as soon as it is. */
export async function connect(name: string, on: Listener, host: Window = window.parent): Promise<Bridge> {
  let last = 0
  let context: HostContext = {}
  const waiting = new Map<number | string, Waiting>()
  // A view does not know on which origin it is shown, so it cannot name its host's either.
  const post = (message: object) => host.postMessage({ jsonrpc: '2.0', ...message }, '*')
  const ask = <T>(method: string, params: object) =>
    new Promise<T>((resolve, reject) => {
      const id = ++last
      const give = () => {
        waiting.delete(id)
        reject(new Error(`Your assistant did not respond to ${method}.`))
      }
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject, timer: setTimeout(give, PATIENCE) })
      post({ id, method, params })
    })
  const merge = (changed: HostContext) => {
    context = { ...context, ...changed }
    const { documentElement: root } = document
    // The attribute alone: a frame that declares `color-scheme` is painted opaque in a host of the other theme.
    if (changed.theme) root.dataset.theme = changed.theme
    for (const [variable, value] of Object.entries(changed.styles?.variables ?? {}))
      if (value && variable.startsWith('--')) root.style.setProperty(variable, value)
    on.context(context)
  }
  const given = (params: Record<string, unknown>) => (params.arguments ?? {}) as Arguments
  const told: Record<string, (params: Record<string, unknown>) => void> = {
    'ui/notifications/tool-input': (params) => on.input(given(params)),
    'ui/notifications/tool-input-partial': (params) => on.partial(given(params)),
    'ui/notifications/tool-result': (params) => on.result(params as ToolResult),
    'ui/notifications/tool-cancelled': ({ reason }) => on.cancelled(typeof reason === 'string' ? reason : undefined),
    'ui/notifications/host-context-changed': (params) => merge(params as HostContext),
  }
  const sizes = new ResizeObserver(() => {
    // Not scrollHeight: it never shrinks below the frame.
    const { width, height } = document.documentElement.getBoundingClientRect()
    post({ method: 'ui/notifications/size-changed', params: { width: Math.ceil(width), height: Math.ceil(height) } })
  })
  const asked: Record<string, () => object> = {
    ping: () => ({}),
    'ui/resource-teardown': () => {
      sizes.disconnect()
      on.teardown()
      return {}
    },
  }
  addEventListener('message', ({ source, data }: MessageEvent<Message | null>) => {
    if (source !== host || data?.jsonrpc !== '2.0') return
    const { id, method, params = {} } = data
    if (method === undefined) return settle(data)
    // An id may be 0.
    if (id === undefined) return told[method]?.(params)
    const answer = asked[method]
    post({
      id,
      ...(answer ? { result: answer() } : { error: { code: METHOD_NOT_FOUND, message: 'Method not found' } }),
    })
  })
  const settle = ({ id, result, error }: Message) => {
    const entry = id === undefined ? undefined : waiting.get(id)
    if (!entry) return
    waiting.delete(id!)
    clearTimeout(entry.timer)
    if (error) entry.reject(new Error(error.message ?? 'Your assistant refused.'))
    else entry.resolve(result)
  }

  const greeting = await ask<{ hostCapabilities?: HostCapabilities; hostContext?: HostContext }>('ui/initialize', {
    protocolVersion: REVISION,
    appInfo: { name, version: '1' },
    appCapabilities: { availableDisplayModes: ['inline', 'fullscreen'] },
  })
  const capabilities = greeting.hostCapabilities ?? {}
  merge(greeting.hostContext ?? {})
  post({ method: 'ui/notifications/initialized', params: {} })
  sizes.observe(document.documentElement)
  const text = (words: string) => [{ type: 'text', text: words }]
  // A host that refuses, or whose person cancels, says so in the result; an error is the rarer way.
  const done = async (method: string, params: object) => {
    const result = await ask<{ isError?: boolean } | undefined>(method, params)
    if (result?.isError) throw new Error('')
    return result
  }
  return {
    capabilities,
    call: (tool, given) => ask('tools/call', { name: tool, arguments: given }),
    message: (words) => done('ui/message', { role: 'user', content: text(words) }),
    modelContext: (figures, words) =>
      done('ui/update-model-context', {
        ...(capabilities.updateModelContext?.structuredContent && { structuredContent: figures }),
        content: text(words),
      }),
    openLink: (url) => done('ui/open-link', { url }),
    download: (file, mimeType, content) =>
      done('ui/download-file', {
        contents: [{ type: 'resource', resource: { uri: `file:///${file}`, mimeType, text: content } }],
      }),
    display: (mode) => ask('ui/request-display-mode', { mode }),
  }
}
