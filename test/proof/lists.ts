/**
 * `npm run proof -- lists [--items 100000] [--engine postgres]`: every order and filter of a large backlog whose finished
 * items come first. Each list is asked through the API; its statement is then explained as the serving role. No plan may
 * scan the table, or throw away more than 10 rows for one it returns beyond the first 2,000.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { APP_ROLE, openDatabase, type DatabaseLocation } from '../../api/data/database.ts'
import { migrate } from '../../api/data/migrate.ts'
import { deriveSecrets } from '../../api/identity/credentials/secrets.ts'
import { largeBacklog, type LargeBacklog } from '../bench/api/backlog.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'
import { world, type Engine, type World } from '../world.ts'

const MOST_REMOVED = 2_000
const PER_ROW = 10
/** Milliseconds that a search may take in the database: the page and the count together. */
const SEARCH_MS = 10

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Join Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Plan[]
}

const ORDERS = ['rank', 'score', 'priority', 'updated', 'created', 'due', 'key']
const listsOf = (items: number): [string, object][] => [
  ...ORDERS.flatMap((sort): [string, object][] =>
    ['asc', 'desc'].map((direction) => [`open by ${sort} ${direction}`, { sort, direction }]),
  ),
  ...ORDERS.map((sort): [string, object] => [`all by ${sort}`, { sort, filter: { mode: 'full' } }]),
  ['of a team', { filter: { teamId: 'Team 3' } }],
  ['of a team by score', { sort: 'score', filter: { teamId: 'Team 3' } }],
  ['of an epic', { filter: { epicId: `LARGE-${items - 200}` } }],
  ['of an epic, all', { filter: { epicId: 'LARGE-200', mode: 'full' } }],
  ['in no sprint', { filter: { sprint: 'none' } }],
  ['of a sprint', { filter: { sprint: 'Sprint 3', mode: 'full' } }],
  ['bugs', { filter: { types: ['bug'] } }],
  ['epics', { filter: { types: ['epic'] } }],
  ['critical bugs', { filter: { types: ['bug'], priority: ['critical'] } }],
  ['in review', { filter: { status: ['review'] } }],
  ['done', { filter: { status: ['done'] }, sort: 'updated' }],
  ['by status name', { filter: { statusNames: ['Doing'] } }],
  ['updated since', { filter: { updatedSince: '2026-07-25T00:00:00Z' } }],
  ['with a label', { filter: { labels: ['rare'] } }],
  ['by key', { filter: { itemIds: ['LARGE-7', `LARGE-${items - 1}`] } }],
]
const SEARCHES: [string, object][] = [
  ['a common word', { filter: { search: 'refund' } }],
  ['a common word by score', { filter: { search: 'refund' }, sort: 'score' }],
  ['two words', { filter: { search: 'checkout partners' } }],
  ['a beginning', { filter: { search: 'invo' } }],
  ['a rare word', { filter: { search: 'zeppelin', mode: 'full' } }],
  ['a word of every description', { filter: { search: 'happen' } }],
  ['a word of a team', { filter: { search: 'refund', teamId: 'Team 3' } }],
  ['a misspelled word', { filter: { search: 'chekout' } }],
  ['nothing', { filter: { search: 'quetzalcoatl' } }],
]

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { items: { type: 'string', default: '100000' }, engine: { type: 'string' } },
  })
  const items = Number(values.items)
  const failures: string[] = []
  if (values.engine !== 'postgres') {
    const folder = mkdtempSync(join(tmpdir(), 'pm33-lists-'))
    failures.push(
      ...(await proved('embedded', { embedded: join(folder, 'db') }, items).finally(() =>
        rmSync(folder, { recursive: true, force: true }),
      )),
    )
  }
  if (values.engine !== 'embedded') {
    const postgres = await startPostgres()
    try {
      await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_lists'))
      const url = `postgres://postgres@localhost/pm33_lists?host=${encodeURIComponent(postgres.folder)}`
      failures.push(...(await proved('postgres', { url }, items)))
    } finally {
      await postgres.stop()
    }
  }
  if (failures.length) throw new Error(failures.join('\n'))
}

async function proved(engine: Engine, at: DatabaseLocation, items: number): Promise<string[]> {
  const owner = await openDatabase(at)
  await migrate(owner)
  const large = await largeBacklog(owner, deriveSecrets('a master secret for tests only'), items)
  await finishFirst(owner, large, items)
  await owner.close()
  const pm33 = await world(engine, at)
  const failures: string[] = []
  try {
    console.log(`${engine}: ${items} items, load ${loadavg()[0]!.toFixed(1)}`)
    for (const [name, asked] of listsOf(items)) {
      for (const sql of await statementsOf(pm33, large, asked)) {
        const { seen, milliseconds } = await explained(pm33, large, sql)
        console.log(`  ${name.padEnd(28)} ${milliseconds.toFixed(2).padStart(8)} ms  ${seen.text}`)
        if (seen.failed) failures.push(`${engine}, ${name}: ${seen.text}\n    ${sql.slice(0, 300)}`)
      }
    }
    for (const [name, asked] of SEARCHES) {
      const times: number[] = []
      for (let turn = 0; turn < 9; turn++) {
        let spent = 0
        for (const sql of await statementsOf(pm33, large, asked)) spent += await timed(pm33, large, sql)
        times.push(spent)
      }
      const median = times.sort((a, b) => a - b)[4]!
      console.log(`  search: ${name.padEnd(20)} ${median.toFixed(2).padStart(8)} ms`)
      if (median > SEARCH_MS) failures.push(`${engine}, search for ${name}: ${median.toFixed(1)} ms`)
    }
  } finally {
    await pm33.close()
  }
  return failures
}

/** The first 70% of every order are finished, as in a tracker that is years old. */
async function finishFirst(owner: Awaited<ReturnType<typeof openDatabase>>, large: LargeBacklog, items: number) {
  const sql = (text: string) => owner.em.getConnection().execute(text)
  const own = `tenant_id = '${large.tenantId}'`
  await sql(
    `insert into sprint (tenant_id, id, workspace_id, name, state, created_at) select tenant_id, gen_random_uuid(), id, 'Sprint ' || n, 'closed', now() from workspace, generate_series(1, 20) n where ${own}`,
  )
  await sql(
    `update backlog_item i set status = 'Done', status_category = 'done', priority = 'critical', due_date = date '2024-01-01' + number % 300, sprint_id = s.id from sprint s where i.${own} and s.tenant_id = i.tenant_id and s.name = 'Sprint ' || (1 + i.number / ${Math.ceil((items * 0.7) / 20)}) and i.number < ${items * 0.7}`,
  )
  await sql(
    `insert into item_label (tenant_id, id, workspace_id, item_id, name) select tenant_id, gen_random_uuid(), workspace_id, id, case when number % 1000 = 0 then 'rare' else 'common' end from backlog_item where ${own} and number % 5 = 0`,
  )
  await sql('vacuum full backlog_item')
  await sql('vacuum analyze')
}

/** What a list asks of the items, as the API sent it. */
async function statementsOf(pm33: World, { key }: LargeBacklog, asked: object): Promise<string[]> {
  const sent: string[] = []
  const logger = pm33.orm.config.getLogger()
  logger.setDebugMode(['query'])
  logger.logQuery = ({ query, params }) =>
    void sent.push(pm33.orm.em.getPlatform().formatQuery(query ?? '', (params ?? []) as unknown[]))
  const { errors } = await pm33.graphql(
    key,
    'query($filter: BacklogFilter, $sort: BacklogSort, $direction: SortDirection) { workspace { backlog(filter: $filter, sort: $sort, direction: $direction) { nodes { key title epic { key } team { name } } } } }',
    asked,
  )
  logger.setDebugMode(false)
  if (errors) throw new Error(errors[0]!.message)
  return sent.filter((sql) => /^select/i.test(sql) && /from "backlog_item"|backlog_search|search_word/.test(sql))
}

const inTenant = <T>(
  pm33: World,
  { tenantId }: LargeBacklog,
  work: (ask: (sql: string) => Promise<T[]>) => Promise<T[]>,
) =>
  pm33.orm.em.fork().transactional(async (em) => {
    const ask = (sql: string) => em.execute<T[]>(sql)
    await ask(`select set_config('app.tenant_id', '${tenantId}', true)`)
    await ask(`set local role ${APP_ROLE}`)
    return work(ask)
  })

async function explained(pm33: World, large: LargeBacklog, sql: string) {
  const [row] = await inTenant<{ 'QUERY PLAN': unknown }>(pm33, large, (ask) =>
    ask(`explain (analyze, format json) ${sql}`),
  )
  const plan = row!['QUERY PLAN']
  const [top] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan: Plan; 'Execution Time': number }]
  return { seen: judged(top.Plan), milliseconds: top['Execution Time'] }
}

async function timed(pm33: World, large: LargeBacklog, sql: string): Promise<number> {
  let spent = 0
  await inTenant(pm33, large, async (ask) => {
    const began = performance.now()
    const rows = await ask(sql)
    spent = performance.now() - began
    return rows
  })
  return spent
}

function judged(top: Plan): { text: string; failed: boolean } {
  let [removed, scanned] = [0, false]
  const names = new Set<string>()
  const walk = (plan: Plan) => {
    removed +=
      ((plan['Rows Removed by Filter'] ?? 0) +
        (plan['Rows Removed by Join Filter'] ?? 0) +
        (plan['Rows Removed by Index Recheck'] ?? 0)) *
      plan['Actual Loops']
    // A table of a few rows is read as a whole.
    if (
      plan['Node Type'] === 'Seq Scan' &&
      ['backlog_item', 'item_label', 'search_word'].includes(plan['Relation Name']!)
    )
      scanned = true
    if (/Scan/.test(plan['Node Type']))
      names.add((plan as { 'Index Name'?: string })['Index Name'] ?? plan['Node Type'])
    plan.Plans?.forEach(walk)
  }
  walk(top)
  const rows = top['Actual Rows']
  return {
    text: `rows ${rows}, removed ${removed}${scanned ? ', SEQUENTIAL' : ''}, ${[...names].join(' ')}`,
    failed: scanned || removed > Math.max(MOST_REMOVED, PER_ROW * rows),
  }
}
