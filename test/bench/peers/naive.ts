/** A server as tutorials write it: the SDK, one tool, one query, rows as JSON. No limits, rights, walls, or audit. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { Pool } from 'pg'
import { z } from 'zod'

const [connectionString, workspaceId] = process.argv.slice(2)
const pool = new Pool({ connectionString })

function server(): McpServer {
  const mcp = new McpServer({ name: 'naive', version: '1.0.0' })
  mcp.registerTool(
    'list_items',
    { description: 'Lists backlog items by score.', inputSchema: { limit: z.number().default(50) } },
    async ({ limit }) => {
      const { rows } = await pool.query(
        `select * from backlog_item where workspace_id = $1 and status_category in ('backlog', 'todo', 'active', 'review') order by score desc limit $2`,
        [workspaceId, limit],
      )
      return { content: [{ type: 'text', text: JSON.stringify(rows, null, 2) }] }
    },
  )
  return mcp
}

const http = createServer((request, response) => {
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true })
  server()
    .connect(transport as never)
    .then(() => transport.handleRequest(request, response))
    .catch(() => response.destroy())
})
http.listen(0, '127.0.0.1', () => process.send!((http.address() as AddressInfo).port))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send!(user + system)
})
process.once('disconnect', () => process.exit())
