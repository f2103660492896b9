/** What our driver does with connections that break: each goes back to the pool once, and nobody is told more than is known. */
import type { CompiledQuery, DatabaseConnection, Dialect, Driver } from 'kysely'
import { describe, expect, test } from 'vitest'
import { steady } from '../../api/data/steady.ts'
import { mayHaveRun, troubleOf, unavailability } from '../../api/data/unavailable.ts'

const failing = (code: string, message = 'as PostgreSQL says it') => Object.assign(new Error(message), { code })
const sql = (text: string) => ({ sql: text, parameters: [] }) as unknown as CompiledQuery
const WRITE = sql('update item set title = $1')
const READ = sql('select title from item')

/** A pool whose connections fail as they are scripted to, by the statement they are given. */
function pool(...scripts: Record<string, Error>[]) {
  const given: number[] = []
  const back: number[] = []
  const asked: string[] = []
  const carry = (at: number, statement: string) => {
    asked.push(`${at} ${statement}`)
    const error = scripts[at]?.[statement]
    return error ? Promise.reject(error) : Promise.resolve({ rows: [] })
  }
  const connections = scripts.map(
    (_, at) =>
      ({ at, executeQuery: ({ sql: text }: CompiledQuery) => carry(at, text) }) as unknown as DatabaseConnection,
  )
  const numberOf = (connection: DatabaseConnection) => connections.indexOf(connection)
  const driver = {
    acquireConnection: () => {
      if (given.length === connections.length) return Promise.reject(failing('ECONNREFUSED'))
      return Promise.resolve(connections[given.push(given.length) - 1]!)
    },
    releaseConnection: (connection: DatabaseConnection) => Promise.resolve(back.push(numberOf(connection))),
    beginTransaction: (connection: DatabaseConnection) => carry(numberOf(connection), 'begin'),
    commitTransaction: (connection: DatabaseConnection) => carry(numberOf(connection), 'commit'),
    rollbackTransaction: (connection: DatabaseConnection) => carry(numberOf(connection), 'rollback'),
  } as unknown as Driver
  let recycled = 0
  const ours = steady({ createDriver: () => driver } as unknown as Dialect, () => recycled++).createDriver()
  return { ours, given, back, asked, recycled: () => recycled }
}

/** One transaction, as Kysely runs it. */
async function transaction(
  { ours }: ReturnType<typeof pool>,
  statements: CompiledQuery[],
  readOnly = false,
): Promise<unknown> {
  const connection = await ours.acquireConnection()
  try {
    await ours.beginTransaction(connection, readOnly ? { accessMode: 'read only' } : {})
    try {
      for (const statement of statements) await connection.executeQuery(statement)
      await ours.commitTransaction(connection)
      return null
    } catch (error) {
      await ours.rollbackTransaction(connection)
      return error
    }
  } finally {
    await ours.releaseConnection(connection)
  }
}

const codeOf = (error: unknown) => unavailability(error)?.extensions.code

describe('a connection that had gone stale in the pool', () => {
  test('is exchanged before anything was asked of it, and each goes back once', async () => {
    const stale = pool({ begin: failing('57P01') }, {})
    expect(await transaction(stale, [WRITE])).toBeNull()
    expect([stale.asked, stale.back]).toEqual([
      ['0 begin', '1 begin', `1 ${WRITE.sql}`, '1 commit'],
      [0, 1],
    ])
  })
  test('is exchanged once: a server that is away is away', async () => {
    const away = pool({ begin: failing('57P01') }, { begin: failing('57P01') }, {})
    expect(codeOf(await transaction(away, [WRITE]))).toBe('UNAVAILABLE')
    expect([away.given.length, away.back]).toEqual([2, [0, 1]])
  })
  test('and for which no other is to be had goes back once', async () => {
    const alone = pool({ begin: failing('ECONNRESET') })
    expect(codeOf(await transaction(alone, [READ], true))).toBe('UNAVAILABLE')
    expect(alone.back).toEqual([0])
  })
  test('a BEGIN that was refused for another reason is not tried again', async () => {
    const broken = pool({ begin: failing('42601') }, {})
    expect(await transaction(broken, [READ])).toMatchObject({ code: '42601' })
    expect(broken.given.length).toBe(1)
  })
})

describe('what a lost connection may have saved', () => {
  test.each([
    ['COMMIT of a change', [WRITE], { commit: failing('57P01') }, 'OUTCOME_UNKNOWN'],
    [
      'COMMIT of a change, cut without a word',
      [READ, WRITE],
      { commit: new Error('Connection terminated unexpectedly') },
      'OUTCOME_UNKNOWN',
    ],
    ['COMMIT of reads alone', [READ], { commit: failing('57P01') }, 'UNAVAILABLE'],
    ['a COMMIT that the server refused', [WRITE], { commit: failing('53100') }, 'UNAVAILABLE'],
    [
      'a COMMIT that was never sent',
      [WRITE],
      { commit: new Error('Client was closed and is not queryable') },
      'UNAVAILABLE',
    ],
    ['a change inside a transaction', [WRITE], { [WRITE.sql]: failing('57P01') }, 'UNAVAILABLE'],
  ] as const)('%s', async (_what, statements, script, code) => {
    const cut = pool(script as Record<string, Error>, {})
    expect(codeOf(await transaction(cut, [...statements]))).toBe(code)
    // Never tried again by us.
    expect([cut.given.length, cut.back]).toEqual([1, [0]])
  })
  test.each([
    ['a change', WRITE, failing('ECONNRESET'), 'OUTCOME_UNKNOWN'],
    ['a change that the server refused', WRITE, failing('53200'), 'UNAVAILABLE'],
    [
      'a change that was never sent',
      WRITE,
      new Error('Client has encountered a connection error and is not queryable'),
      'UNAVAILABLE',
    ],
    ['a read', READ, failing('ECONNRESET'), 'UNAVAILABLE'],
  ])('outside a transaction: %s', async (_what, statement, error, code) => {
    const cut = pool({ [statement.sql]: error })
    const connection = await cut.ours.acquireConnection()
    expect(codeOf(await connection.executeQuery(statement).catch((thrown: unknown) => thrown))).toBe(code)
  })
})

test('a login that takes no changes has its connections renewed; a change in a transaction of our own reading is our fault', async () => {
  const standby = pool({ [WRITE.sql]: failing('25006') }, { [WRITE.sql]: failing('25006') })
  expect(codeOf(await transaction(standby, [WRITE]))).toBe('UNAVAILABLE')
  expect(standby.recycled()).toBe(1)
  expect(codeOf(await transaction(standby, [WRITE], true))).toBeUndefined()
  expect(standby.recycled()).toBe(1)
})

test.each([
  ['08006', 'lost'],
  ['57P01', 'lost'],
  ['57P03', 'lost'],
  ['28000', 'lost'],
  ['25P03', 'lost'],
  ['ECONNREFUSED', 'lost'],
  ['EPIPE', 'lost'],
  ['53100', 'busy'],
  ['53300', 'busy'],
  ['58030', 'busy'],
  ['57014', 'busy'],
  ['40P01', 'busy'],
  ['25006', 'read_only'],
  ['23505', null],
  ['22021', null],
  ['42601', null],
  ['XX000', null],
  ['ENOENT', null],
  ['P0001', null],
] as const)('%s is %s, also as the cause of another error', (code, trouble) => {
  expect(troubleOf(failing(code))).toBe(trouble)
  expect(troubleOf(new Error('wrapped', { cause: failing(code) }))).toBe(trouble)
  expect(mayHaveRun(failing(code))).toBe(trouble === 'lost')
})
