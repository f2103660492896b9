/** The same questions, asked of the floor in SQL, of the API in GraphQL and of the adapter as a tool call. */
import { readFileSync } from 'node:fs'
import { fieldsOf } from '../../../mcp/tools/query-backlog.ts'
import { decodeCursor, encodeCursor } from '../../../api/graphql/cursor.ts'
import { RARE_WORD, type LargeBacklog } from './backlog.ts'

const PAGE = 50
/** The fields of an item that are asked for. */
export const TEN = 'key title type status priority storyPoints wsjf dueDate rank updatedAt'
const COLUMNS =
  'id, key, title, type, status, priority, story_points, business_value, time_criticality, risk_reduction, job_size, due_date, rank, updated_at, score'
const OPEN = `status_category in ('backlog', 'todo', 'active', 'review')`

const LIST = `query List($workspaceId: ID, $filter: BacklogFilter, $sort: BacklogSort, $first: Int, $after: String) {
  workspace(id: $workspaceId) { backlog(filter: $filter, sort: $sort, first: $first, after: $after) { edges { cursor node { ${TEN} } } pageInfo { hasNextPage endCursor } } }
}`
const SUMMARY = `query Summary($workspaceId: ID) {
  workspace(id: $workspaceId) { backlogSummary { sentence total open inProgress done cancelled points unestimated byStatus { name items points } byType { name items points } byPriority { name items points } } }
}`
/** As a partner may send it: without the field that only the adapter reads. */
const TOOL_OPERATION = readFileSync(
  new URL('../../../mcp/tools/query-backlog.graphql', import.meta.url),
  'utf8',
).replace(/^ *assumed\n/m, '')
/** What the tool includes for `columns: "scoring"`. */
const SCORING = fieldsOf({ columns: 'scoring' })

/** A body to post, and to where. */
export interface Sent {
  path: string
  body: string
  headers?: Record<string, string>
}

/** One question in every form that there is of it. */
export interface Question {
  name: string
  floor: Sent
  graphql: Sent
  /** The operation that the tool sends, sent by a partner. */
  operation?: Sent
  mcp: Sent
  /** Rows that a right answer has. */
  rows: number
}

const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
}

const sql = (text: string, values: unknown[]): Sent => ({ path: '/', body: JSON.stringify({ sql: text, values }) })
const graphql = (query: string, variables: object): Sent => ({
  path: '/graphql',
  body: JSON.stringify({ query, variables }),
})
export const mcp = (method: string, name: string, params: object): Sent => ({
  path: '/mcp',
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: ENVELOPE } }),
  headers: { accept: 'application/json', 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, 'mcp-name': name },
})
const tool = (given: object) =>
  mcp('tools/call', 'query_backlog', {
    name: 'query_backlog',
    arguments: { columns: 'scoring', limit: PAGE, ...given },
  })

/** @param cursors of any page by score: of the list, of the tool's operation. Both are moved to the middle. */
export function questionsOf(
  { tenantId, workspaceId, middle }: LargeBacklog,
  cursors: { list: string; operation: string },
): Question[] {
  const own = [tenantId, workspaceId]
  const moved = (cursor: string) => encodeCursor({ ...decodeCursor(cursor)!, value: middle.score, id: middle.id })
  const list = (filter: object, sort: string, after?: string) =>
    graphql(LIST, { workspaceId, filter, sort, first: PAGE, after })
  const operation = (given: object) =>
    graphql(TOOL_OPERATION, { workspaceId, mode: 'active', limit: PAGE, ...SCORING, ...given })
  return [
    {
      name: 'first page by score',
      floor: sql(
        `select ${COLUMNS} from backlog_item where tenant_id = $1 and workspace_id = $2 and ${OPEN} order by score desc, id desc limit ${PAGE + 1}`,
        own,
      ),
      graphql: list({}, 'score'),
      operation: operation({ sort: 'score' }),
      mcp: tool({ sort: 'score' }),
      rows: PAGE,
    },
    {
      name: 'a middle page',
      floor: sql(
        `select ${COLUMNS} from backlog_item where tenant_id = $1 and workspace_id = $2 and ${OPEN} and score <= $3 and (score < $3 or id < $4) order by score desc, id desc limit ${PAGE + 1}`,
        [...own, middle.score, middle.id],
      ),
      graphql: list({}, 'score', moved(cursors.list)),
      operation: operation({ sort: 'score', cursor: moved(cursors.operation) }),
      mcp: tool({ sort: 'score', cursor: moved(cursors.operation) }),
      rows: PAGE,
    },
    {
      name: 'a rare word',
      floor: sql(
        `select ${COLUMNS} from backlog_item where tenant_id = $1 and workspace_id = $2 and id in (select backlog_search($2, $3)) order by rank, id limit ${PAGE + 1}`,
        [...own, RARE_WORD],
      ),
      graphql: list({ search: RARE_WORD, mode: 'full' }, 'rank'),
      operation: operation({ search: RARE_WORD, mode: 'full', sort: 'rank' }),
      mcp: tool({ search: RARE_WORD, mode: 'full', sort: 'rank' }),
      rows: 10,
    },
    {
      name: 'the summary',
      floor: sql(
        `select status_category, type, priority, count(*) as items, sum(story_points) as points, count(*) filter (where story_points is null and job_size is null) as unestimated, min(created_at) as oldest
         from backlog_item where tenant_id = $1 and workspace_id = $2 group by 1, 2, 3`,
        own,
      ),
      graphql: graphql(SUMMARY, { workspaceId }),
      mcp: mcp('resources/read', `pm33://backlog/${workspaceId}/summary`, {
        uri: `pm33://backlog/${workspaceId}/summary`,
      }),
      rows: 0,
    },
  ]
}

/** Questions whose answers hold a cursor of each list. */
export function firstPages({ workspaceId }: LargeBacklog): { list: Sent; operation: Sent } {
  return {
    list: graphql(LIST, { workspaceId, filter: {}, sort: 'score', first: PAGE }),
    operation: graphql(TOOL_OPERATION, { workspaceId, mode: 'active', limit: PAGE, ...SCORING, sort: 'score' }),
  }
}
