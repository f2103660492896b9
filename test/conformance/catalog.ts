import { McpServer } from '@modelcontextprotocol/server'
import type { ServerFor } from '../../mcp/http.ts'
import { registerPrompts, registerResources, registerSubscriptions } from './fixtures.ts'
import { registerInputRequiredTools, stateCodec } from './input-required.ts'
import { registerContentTools, registerStreamingTools } from './tools.ts'

/** The server that the conformance suite expects, behind the gate, credentials and sessions of the product. */
export const conformanceServer: ServerFor = (_call, notify) => {
  const server = new McpServer(
    { name: 'pm33-conformance', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: stateCodec.verify },
    },
  )
  registerContentTools(server)
  registerStreamingTools(server, notify)
  registerInputRequiredTools(server)
  registerResources(server)
  registerSubscriptions(server)
  registerPrompts(server)
  return server
}
