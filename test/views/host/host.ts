/** A host as the specification draws it: the official AppBridge, and a view in two frames on another origin. */
import { AppBridge, getToolUiResourceUri, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge'
import { Client, StreamableHTTPClientTransport, type CallToolResult } from '@modelcontextprotocol/client'

export interface Question {
  key: string
  sandbox: string
  era: 'modern' | 'legacy'
  tool: string
  args: Record<string, unknown>
  /** Capabilities and display modes that this host lacks. */
  without?: string[]
  /** What a reload loses: the bulk alone, or the whole result and the question with it. */
  lost?: 'meta' | 'all'
  /** Instead of asking the tool. */
  result?: CallToolResult
  /** What the host does in place of a result. */
  instead?: 'cancel' | 'nothing'
  theme?: 'light' | 'dark'
  width?: number
  clientName?: string
  /** Each argument is handed over as it is written; with a number, so many milliseconds apart. */
  partial?: boolean | number
  /** Each call of the view waits until `release` names it. */
  hold?: boolean
}

type Seen = [what: string, value?: unknown]

const seen: Seen[] = []
const say = (what: string, value?: unknown) => void seen.push([what, value])
let bridge: AppBridge
let client: Client | undefined
let context: Record<string, unknown> = {}
let held: (() => void)[] = []
/** By an error, or in its results. */
let refusing: boolean | 'result' = false

/** What a host that was slow hands over after all. */
async function answer(args: Record<string, unknown>, result: CallToolResult): Promise<void> {
  await bridge.sendToolInput({ arguments: args })
  await bridge.sendToolResult(result as never)
}

const DARK = { '--color-background-primary': '#262624', '--color-text-primary': '#faf9f5' }
const LIGHT = { '--color-background-primary': '#ffffff', '--color-text-primary': '#111111' }

async function run(question: Question): Promise<Record<string, number>> {
  document.body.replaceChildren()
  seen.length = 0
  held = []
  refusing = false
  const started = performance.now()
  const marks: Record<string, number> = {}
  const mark = (name: string) => (marks[name] = Math.round(performance.now() - started))
  await client?.close()
  client = new Client(
    { name: question.clientName ?? 'test-host', version: '1' },
    { versionNegotiation: { mode: question.era === 'legacy' ? 'legacy' : { pin: '2026-07-28' } } },
  )
  await client.connect(
    new StreamableHTTPClientTransport(new URL('/mcp', location.href), {
      requestInit: { headers: { 'x-api-key': question.key } },
    }),
  )
  const tool = (await client.listTools()).tools.find(({ name }) => name === question.tool)!
  const uri = getToolUiResourceUri(tool)!
  const content = (await client.readResource({ uri })).contents[0] as { text: string; _meta?: Record<string, any> }
  say('resource', { ...content, text: content.text.length })
  const frame = document.createElement('iframe')
  frame.title = 'sandbox'
  frame.style.cssText = `width:${question.width ?? 736}px;height:60px;border:0;display:block`
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms')
  const ready = new Promise<void>((resolve) =>
    addEventListener('message', function wait({ source, data }) {
      if (source !== frame.contentWindow || data?.method !== 'ui/notifications/sandbox-proxy-ready') return
      removeEventListener('message', wait)
      resolve()
    }),
  )
  frame.src = question.sandbox
  document.body.append(frame)
  await ready
  const capabilities: Record<string, object> = {
    openLinks: {},
    downloadFile: {},
    serverTools: {},
    updateModelContext: { text: {}, structuredContent: {} },
    message: { text: {} },
  }
  for (const name of question.without ?? []) delete capabilities[name]
  const modes = question.without?.includes('fullscreen') ? ['inline'] : ['inline', 'fullscreen']
  const dark = question.theme === 'dark'
  context = {
    theme: dark ? 'dark' : 'light',
    displayMode: 'inline',
    availableDisplayModes: modes,
    locale: 'en-US',
    styles: { variables: dark ? DARK : LIGHT },
  }
  document.body.style.background = dark ? '#262624' : '#ffffff'
  bridge = new AppBridge(client as never, { name: 'test-host', version: '1' }, capabilities, {
    hostContext: context as never,
  })
  const initialized = new Promise<void>((resolve) => (bridge.oninitialized = () => resolve()))
  bridge.onsizechange = ({ height }) => {
    say('size', height)
    if (height && context.displayMode !== 'fullscreen') frame.style.height = `${height}px`
  }
  const isError = () => (refusing === 'result' ? { isError: true } : {})
  bridge.onmessage = async (params) => (say('message', params), isError())
  bridge.onupdatemodelcontext = async (params) => (say('context', params), {})
  bridge.onopenlink = async ({ url }) => (say('link', url), isError())
  bridge.ondownloadfile = async ({ contents }) => {
    if (refusing === true) throw new Error('The folder is full.')
    say('download', contents[0])
    return isError()
  }
  bridge.onrequestdisplaymode = async ({ mode }) => {
    say('mode', mode)
    frame.style.width = mode === 'fullscreen' ? '100vw' : `${question.width ?? 736}px`
    frame.style.height = mode === 'fullscreen' ? '100vh' : '60px'
    change({ displayMode: mode })
    return { mode }
  }
  await bridge.connect(new PostMessageTransport(frame.contentWindow!, frame.contentWindow!))
  const forward = bridge.oncalltool
  if (forward)
    bridge.oncalltool = async (params, extra) => {
      say('call', params)
      if (question.hold) await new Promise<void>((resolve) => held.push(resolve))
      const result = await forward(params, extra)
      say('called', params.name)
      return result
    }
  await bridge.sendSandboxResourceReady({ html: content.text })
  await initialized
  mark('initialized')
  say('app', [bridge.getAppVersion(), bridge.getAppCapabilities()])
  if (question.lost === 'all') return marks
  const names = Object.entries(question.args)
  if (question.partial)
    for (let some = 1; some <= names.length; some++) {
      await bridge.sendToolInputPartial({ arguments: Object.fromEntries(names.slice(0, some)) })
      if (typeof question.partial === 'number')
        await new Promise((next) => setTimeout(next, question.partial as number))
    }
  await bridge.sendToolInput({ arguments: question.args })
  if (question.instead === 'cancel') await bridge.sendToolCancelled({ reason: 'the user stopped it' })
  if (question.instead) return marks
  const whole =
    question.result ??
    ((await client.callTool({ name: question.tool, arguments: question.args }, { timeout: 120_000 })) as CallToolResult)
  say('result', whole)
  const { _meta, ...rest } = whole
  mark('result')
  await bridge.sendToolResult((question.lost === 'meta' ? rest : whole) as never)
  return marks
}

function change(changed: Record<string, unknown>): void {
  context = { ...context, ...changed }
  bridge.setHostContext(context as never)
}

const themed = (theme: 'light' | 'dark') => {
  document.body.style.background = theme === 'dark' ? '#262624' : '#ffffff'
  change({ theme, styles: { variables: theme === 'dark' ? DARK : LIGHT } })
}

Object.assign(globalThis, {
  host: {
    run,
    seen,
    change,
    themed,
    answer,
    release: (at = 0) => held[at]?.(),
    refuse: (whether: boolean | 'result') => (refusing = whether),
    teardown: () => bridge.teardownResource({}),
  },
})
