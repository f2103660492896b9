import { randomBytes } from 'node:crypto'
import {
  CLIENT_CAPABILITIES_META_KEY,
  acceptedContent,
  createRequestStateCodec,
  inputRequired,
  type CallToolResult,
  type ClientCapabilities,
  type InputRequests,
  type McpServer,
  type ServerContext,
  type ToolCallback,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

/** Tools that ask the client for something before they answer, as results of type `input_required`. */

export const stateCodec = createRequestStateCodec<Record<string, unknown>>({ key: randomBytes(32) })

const none = z.object({})
const done = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })
const elicit = (message: string, field: string, type: 'string' | 'boolean' = 'string') =>
  inputRequired.elicit({
    message,
    requestedSchema: {
      type: 'object',
      properties: { [field]: type === 'string' ? { type } : { type } },
      required: [field],
    },
  })
const sample = (text: string) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens: 50 })
const answered = <Fields extends Record<string, unknown>>({ mcpReq }: ServerContext, name: string) =>
  acceptedContent<Fields>(mcpReq.inputResponses, name)

export function registerInputRequiredTools(server: McpServer): void {
  const tool = (name: string, answer: ToolCallback<typeof none>) =>
    server.registerTool(name, { description: `Fixture ${name}`, inputSchema: none }, answer)
  const fixture = 'test_input_required_result'

  tool(`${fixture}_elicitation`, (_given, ctx) => {
    const name = answered<{ name: string }>(ctx, 'user_name')?.name
    return typeof name === 'string'
      ? done(`Hello, ${name}!`)
      : inputRequired({ inputRequests: { user_name: elicit('What is your name?', 'name') } })
  })
  tool(`${fixture}_sampling`, (_given, { mcpReq }) => {
    const reply = mcpReq.inputResponses?.capital_question
    return reply === undefined
      ? inputRequired({ inputRequests: { capital_question: sample('What is the capital of France?') } })
      : done(`Sampling response: ${JSON.stringify(reply)}`)
  })
  tool(`${fixture}_list_roots`, (_given, { mcpReq }) => {
    const roots = (mcpReq.inputResponses?.client_roots as { roots?: unknown[] } | undefined)?.roots
    return Array.isArray(roots)
      ? done(`${roots.length} roots`)
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
  })
  tool(`${fixture}_request_state`, async (_given, ctx) => {
    if (answered<{ ok: boolean }>(ctx, 'confirm') !== undefined && ctx.mcpReq.requestState() !== undefined)
      return done('state-ok: confirmed')
    return inputRequired({
      inputRequests: { confirm: elicit('Please confirm', 'ok', 'boolean') },
      requestState: await stateCodec.mint({ tool: 'request_state', at: randomBytes(8).toString('hex') }),
    })
  })
  tool(`${fixture}_tampered_state`, async (_given, ctx) => {
    if (answered<{ ok: boolean }>(ctx, 'confirm') !== undefined && ctx.mcpReq.requestState() !== undefined)
      return done('integrity-ok: verified')
    return inputRequired({
      inputRequests: { confirm: elicit('Please confirm', 'ok', 'boolean') },
      requestState: await stateCodec.mint({ tool: 'tampered_state' }),
    })
  })
  tool(`${fixture}_multiple_inputs`, async (_given, ctx) => {
    const { inputResponses } = ctx.mcpReq
    const name = answered<{ name: string }>(ctx, 'user_name')?.name
    if (typeof name === 'string' && inputResponses?.greeting !== undefined && inputResponses.client_roots !== undefined)
      return done(`Hello ${name}`)
    return inputRequired({
      inputRequests: {
        user_name: elicit('What is your name?', 'name'),
        greeting: sample('Generate a greeting'),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await stateCodec.mint({ tool: 'multiple_inputs' }),
    })
  })
  tool(`${fixture}_multi_round`, async (_given, ctx) => {
    const state = ctx.mcpReq.requestState<Record<string, unknown>>()
    if (state?.round === 2)
      return done(`${String(state.name)} likes ${answered<{ color: string }>(ctx, 'step2')?.color ?? 'nothing'}`)
    if (state?.round === 1) {
      const name = answered<{ name: string }>(ctx, 'step1')?.name ?? 'unknown'
      return inputRequired({
        inputRequests: { step2: elicit('Step 2: What is your favorite color?', 'color') },
        requestState: await stateCodec.mint({ round: 2, name }),
      })
    }
    return inputRequired({
      inputRequests: { step1: elicit('Step 1: What is your name?', 'name') },
      requestState: await stateCodec.mint({ round: 1 }),
    })
  })
  tool(`${fixture}_capabilities`, (_given, { mcpReq }) => {
    if (mcpReq.inputResponses !== undefined) return done('thank you')
    const declared = (mcpReq.envelope as Record<string, unknown> | undefined)?.[CLIENT_CAPABILITIES_META_KEY] as
      | ClientCapabilities
      | undefined
    const inputRequests: InputRequests = {
      ...(declared?.elicitation && { user_name: elicit('What is your name?', 'name') }),
      ...(declared?.sampling && { greeting: sample('Generate a short greeting') }),
      ...(declared?.roots && { client_roots: inputRequired.listRoots() }),
    }
    return Object.keys(inputRequests).length ? inputRequired({ inputRequests }) : done('nothing can be asked')
  })
  tool('test_missing_capability', (_given, { mcpReq }) =>
    mcpReq.inputResponses?.llm_answer === undefined
      ? inputRequired({ inputRequests: { llm_answer: sample('Reply with the single word: pong') } })
      : done('thank you'),
  )
  server.registerPrompt(
    `${fixture}_prompt`,
    { title: 'Input required', description: 'A prompt that asks first', argsSchema: none },
    (_given, ctx) => {
      const context = answered<{ context: string }>(ctx, 'user_context')?.context
      if (typeof context !== 'string')
        return inputRequired({
          inputRequests: { user_context: elicit('What context should the prompt use?', 'context') },
        })
      return { messages: [{ role: 'user', content: { type: 'text', text: `Use the following context: ${context}` } }] }
    },
  )
}
