import { setTimeout as pause } from 'node:timers/promises'
import { fromJsonSchema, type CallToolResult, type McpHttpHandler, type McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { PNG } from './fixtures.ts'

/** Tools that the conformance scenarios call by name. What they do is written there. */

const WAV = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA='
const none = z.object({})
const text = (words: string): CallToolResult['content'][number] => ({ type: 'text', text: words })
const resource = (uri: string, mimeType: string, words: string): CallToolResult['content'][number] => ({
  type: 'resource',
  resource: { uri, mimeType, text: words },
})

export function registerContentTools(server: McpServer): void {
  const answers: Record<string, CallToolResult['content']> = {
    test_simple_text: [text('This is a simple text response for testing.')],
    test_image_content: [{ type: 'image', data: PNG, mimeType: 'image/png' }],
    test_audio_content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }],
    test_embedded_resource: [
      resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
    ],
    test_multiple_content_types: [
      text('Multiple content types test:'),
      { type: 'image', data: PNG, mimeType: 'image/png' },
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
    test_streaming_elicitation: [text('nothing was asked on this stream')],
    test_reconnection: [text('the stream was not broken')],
  }
  for (const [name, content] of Object.entries(answers))
    server.registerTool(name, { description: `Fixture ${name}`, inputSchema: none }, () => ({ content }))

  server.registerTool('test_error_handling', { description: 'Fails', inputSchema: none }, () => ({
    isError: true,
    content: [text('This tool intentionally returns an error for testing')],
  }))
  server.registerTool(
    'json_schema_2020_12_tool',
    { description: 'Schema words of 2020-12', inputSchema: fromJsonSchema(SCHEMA_2020_12) },
    (given) => ({ content: [text(JSON.stringify(given))] }),
  )
  server.registerTool(
    'test_x_mcp_header',
    {
      description: 'An argument that is mirrored in a header',
      inputSchema: fromJsonSchema<{ region?: string }>({
        type: 'object',
        properties: { region: MIRRORED, level: { type: 'integer' } },
      }),
    },
    ({ region }) => ({ content: [text(region ?? 'none')] }),
  )
}

export function registerStreamingTools(server: McpServer, notify: McpHttpHandler['notify']): void {
  server.registerTool(
    'test_tool_with_logging',
    { description: 'Logs three times', inputSchema: none },
    async (_given, { mcpReq }) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await mcpReq.notify({ method: 'notifications/message', params: { level: 'info', data } })
        await pause(50)
      }
      return { content: [text('logged')] }
    },
  )
  server.registerTool(
    'test_logging_tool',
    { description: 'Logs where the request asked for logs', inputSchema: none },
    async (_given, { mcpReq }) => {
      await mcpReq.log('info', 'ran')
      return { content: [text('done')] }
    },
  )
  server.registerTool(
    'test_tool_with_progress',
    { description: 'Reports progress', inputSchema: none },
    async (_given, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken
      for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken: progressToken!, progress, total: 100, message: `Completed step ${progress} of 100` },
        })
        await pause(50)
      }
      return { content: [text(String(progressToken ?? 'no token'))] }
    },
  )
  server.registerTool(
    'test_trigger_tool_change',
    { description: 'Tells open streams that tools changed', inputSchema: none },
    () => {
      notify.toolsChanged()
      return { content: [text('told')] }
    },
  )
  server.registerTool(
    'test_trigger_prompt_change',
    { description: 'Tells open streams that prompts changed', inputSchema: none },
    () => {
      notify.promptsChanged()
      return { content: [text('told')] }
    },
  )
}

/** The word is of the protocol, not of JSON Schema. */
const MIRRORED = Object.assign({ type: 'string' as const }, { 'x-mcp-header': 'Region' })

const SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object' as const,
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // oxlint-disable-next-line unicorn/no-thenable -- the word of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
}
