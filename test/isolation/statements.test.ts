/**
 * What a question costs the database must not grow with the rows it is answered with: every field of the schema that can
 * be asked for is asked of a tenant with one row in each list and of one with a hundred.
 */
import { Kind, type GraphQLArgument } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ofQuestion } from '../statements.ts'
import { world, type World } from '../world.ts'
import { ask, coordinateOf, LEVELS, valueAt, type Question, type Way } from './probes.ts'
import { OFFERED, tenantSide, type Side } from './side.ts'
import { doorOf, servedTo, ways } from './walk.ts'
import { WALKED_HOSTS } from './walked-jira.ts'

const MANY = 100

/** Rows that need more than their type says, or that reference several things; the first of each is there already. */
const GIVEN: Record<string, (at: number, side: Side) => Record<string, unknown>> = {
  CompetitorClaim: (at) => ({ number: 100 + at }),
  CreditEntry: (at) => ({ about_id: null, key: `grant ${at}`, payment: `payment ${at}` }),
  Dependency: (at, side) => ({ item_id: side.id('BacklogItem', at + 1), blocker_id: side.id('BacklogItem', 0) }),
  FieldChange: (at, side) => ({ item_id: side.id('BacklogItem', at) }),
  ImportChange: (at, side) => ({ item_id: side.id('BacklogItem', at) }),
  ItemCapability: (at, side) => ({ item_id: side.id('BacklogItem', at), capability_id: side.id('Capability', at) }),
  ItemLabel: (at, side) => ({ item_id: side.id('BacklogItem', at) }),
  ItemObjective: (at, side) => ({ item_id: side.id('BacklogItem', at), objective_id: side.id('Objective', at) }),
  Prd: (at) => ({ number: 100 + at }),
  PrdVersion: (at, side) => ({ prd_id: side.id('Prd', at), number: 1 }),
  Sprint: (at, side) => ({ state: 'future', name: `${side.marker} sprint ${at}` }),
  SprintScope: (at, side) => ({ item_id: side.id('BacklogItem', at), sprint_id: side.id('Sprint', at) }),
  SyncDelivery: (at) => ({ delivery: `delivery ${at}` }),
  SyncItem: (at, side) => ({ source_id: String(at), item_id: side.id('BacklogItem', at) }),
  SyncLook: (at) => ({ source_id: String(at) }),
  Workspace: (at, side) => ({ key: `${side.marker}-${at}`, name: `${side.marker} ${at}` }),
  StatusChange: (at, side) => ({ item_id: side.id('BacklogItem', at) }),
}
/** What only the product can write, and reads as a whole: the hundred are as the one that was made by use. */
const WHOLE: Record<string, [table: string, columns: string[]]> = {
  Prd: ['prd', ['brief', 'made']],
  PrdVersion: ['prd_version', ['document', 'stamp']],
}
/** One a tenant or workspace by nature, or written by use and read nowhere as a list. */
const ONE = new Set([
  'Tenant',
  'Membership',
  'Mission',
  'BacklogItem',
  'IssuedForecast',
  'Schedule',
  'AuditEvent',
  'AuditIdentity',
  'AuditHead',
  'AuditCheckpoint',
])

/** A relation that nobody had among the few costs a statement or two; one that is asked for row by row costs ten and more. */
const SOME = 5

/** How often each statement was run, whatever its values. */
function timesOf(statements: readonly string[]): Map<string, number> {
  const shape = (sql: string) =>
    sql
      .replaceAll(/'[^']*'|\d+/g, '?')
      .replaceAll(/\?(, \?)+/g, '?…')
      .replaceAll('(?)', '(?…)')
      .slice(0, 200)
  return new Map([...Map.groupBy(statements, shape)].map(([sql, times]) => [sql, times.length]))
}

/** The bound of an argument, as the contract says it. */
const mostOf = ({ astNode }: GraphQLArgument): number => {
  const constraint = astNode?.directives?.find(({ name }) => name.value === 'constraint')
  const max = constraint?.arguments?.find(({ name }) => name.value === 'max')?.value
  return max?.kind === Kind.INT ? Number(max.value) : Infinity
}

/** The same question for so many rows of every list on its way. */
function forRows({ document, variables, path }: Question, way: Way, rows: number): Question {
  let at = 0
  let asked = document
  for (const { field } of way.steps) {
    at = asked.indexOf(`{ ${field.name}`, at) + `{ ${field.name}`.length
    const size = field.args.find(({ name }) => name === 'first' || name === 'limit')
    if (!size || new RegExp(`\\b${size.name}:`).test(asked.slice(at, asked.indexOf('{', at)))) continue
    const opened = asked[at] === '('
    const most = Math.min(rows, mostOf(size))
    asked = `${asked.slice(0, at)}(${size.name}: ${most}${opened ? `, ${asked.slice(at + 1)}` : `)${asked.slice(at)}`}`
  }
  return { document: asked, variables, path }
}

describe('statements', () => {
  let pm33: World
  let few: Side
  let many: Side
  let statements: string[] = []

  /** What a side is answered, and the statements it took. */
  async function cost(way: Way, side: Side, rows: number, levels: number) {
    const question = forRows(await ask(servedTo(way), way, side, null, levels), way, rows)
    await pm33.api.audit.flush()
    statements = []
    const { body, codes } = await side.ask(question.document, question.variables, doorOf(way))
    return { body, codes, sql: statements }
  }

  async function written(entity: string): Promise<Record<string, unknown>> {
    const [table, columns] = WHOLE[entity] ?? []
    if (!table) return {}
    const em = pm33.orm.em.fork()
    em.setFilterParams('tenant', { id: many.id('Tenant') })
    const [first] = await em.execute<Record<string, unknown>[]>(
      `select ${columns!.join(', ')} from ${table} where id = ?`,
      [many.id(entity)],
    )
    return Object.fromEntries(columns!.map((name) => [name, JSON.stringify(first![name])]))
  }

  beforeAll(async () => {
    pm33 = await world('postgres', undefined, undefined, { offered: OFFERED }, WALKED_HOSTS)
    few = await tenantSide(pm33, 'fewer', 90)
    many = await tenantSide(pm33, 'ample', 101)
    for (const entity of many.filled.keys()) {
      if (ONE.has(entity)) continue
      const alike = await written(entity)
      const rows = Array.from({ length: MANY - 1 }, (_, at) => ({ ...GIVEN[entity]?.(at + 1, many), ...alike }))
      many.filled.set(entity, [...(many.filled.get(entity) ?? []), ...(await many.several(entity, rows))])
    }
    // The one import that is there writes a connection's items, and is not listed.
    await few.fresh('Import', GIVEN.Import?.(1, few))
    const logger = pm33.orm.config.getLogger()
    logger.setDebugMode(['query'])
    logger.logQuery = ({ query }) => void statements.push(query ?? '')
  }, 120_000)
  afterAll(() => pm33.close())

  test.each(ways.filter(({ kind }) => kind === 'query').map((way) => [coordinateOf(way), way] as const))(
    '%s takes as many for a hundred rows as for one',
    async (_name, way) => {
      for (let levels = LEVELS; ; levels--) {
        // The first time fills caches, and keeps a record of a forecast.
        const large = await cost(way, many, MANY, levels)
        if (levels > 0 && large.body.includes('The query is too large')) continue
        await cost(way, few, 1, levels)
        const [one, hundred] = [await cost(way, few, 1, levels), await cost(way, many, MANY, levels)]
        // A question that is refused asks for nothing.
        expect([one.codes, hundred.codes]).toEqual([[], []])
        const [before, after] = [timesOf(one.sql), timesOf(hundred.sql)]
        const grown = [...after].filter(([shape, times]) => times - (before.get(shape) ?? 0) > SOME)
        expect(grown.map(([shape, times]) => `${before.get(shape) ?? 0} → ${times}: ${shape}`)).toEqual([])
        return
      }
    },
  )

  test.each([
    [
      'keys of a filter',
      100,
      '$itemIds: [ID!]',
      'workspace(id: $id) { backlog(filter: { itemIds: $itemIds }, first: 200) { nodes { title } } }',
    ],
  ])('%s are found together', async (_what, rows, declared, body) => {
    const keys = Array.from({ length: rows }, (_, at) => `AMPLE-${at + 1}`)
    const asked = async (itemIds: string[]) => {
      await pm33.api.audit.flush()
      statements = []
      const { data, codes } = await many.ask(`query($id: ID!, ${declared}) { ${body} }`, {
        id: many.workspace.id,
        itemIds,
      })
      expect(codes).toEqual([])
      expect(valueAt(data, ['workspace', 'backlog', 'nodes', 'title'])).not.toBeNull()
      return timesOf(ofQuestion(statements))
    }
    await asked(keys)
    expect(await asked(keys)).toEqual(await asked(keys.slice(0, 1)))
  })
})
