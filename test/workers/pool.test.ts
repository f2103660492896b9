import { totalmem } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createProblem, ProblemError } from '../../api/scheduling/problem/problem.ts'
import { solve } from '../../api/scheduling/solver/solve.ts'
import { FairQueue } from '../../api/workers/fair-queue.ts'
import { QueueFullError, TooLargeError, TooLongError } from '../../api/workers/failures.ts'
import { readerMemory, threadMemory } from '../../api/workers/memory.ts'
import { WorkerPool } from '../../api/workers/pool.ts'

const rows = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `i${i}`,
    weight: 1 + (i % 7),
    modes: [{ duration: 1 + (i % 5), demands: [{ resource: 'web', units: 1 + (i % 2) }] }],
  }))
const problem = createProblem({ resources: [{ id: 'web', capacity: 3 }], activities: rows(40) })
const options = { objective: 'costOfDelay', seed: 1, schedules: 2_000 } as const
const endless = { ...options, schedules: Infinity }

let pool: WorkerPool
const threadsOf = (of: WorkerPool) => (of as unknown as { threads: { worker: Worker }[] }).threads
beforeEach(() => {
  pool = new WorkerPool({ threads: 1, maxWaitingPerTenant: 3 })
})
afterEach(() => pool.close())

describe('a worker pool', () => {
  test('answers exactly what the computation answers in process', async () => {
    expect(await pool.run('schedule.solve', { problem, options }, { tenant: 'acme' })).toEqual(solve(problem, options))
  })

  test('gives the best schedule so far at the deadline', async () => {
    const solution = await pool.run(
      'schedule.solve',
      { problem, options: endless },
      { tenant: 'acme', deadlineMs: 150 },
    )
    expect(solution).toMatchObject({ status: 'TIME_LIMIT', unplaced: [] })
    expect(solution.allocations).toHaveLength(40)
  })

  test('tells its progress', async () => {
    const told: number[] = []
    const controller = new AbortController()
    const progress = ({ schedules }: { schedules: number }) => {
      if (told.push(schedules) === 3) controller.abort(new Error('seen enough'))
    }
    await expect(
      pool.run(
        'schedule.solve',
        { problem, options: endless },
        { tenant: 'acme', signal: controller.signal, progress },
      ),
    ).rejects.toThrow('seen enough')
    expect(told[0]).toBeGreaterThan(0)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
  })

  test('stops a running task when its signal aborts, and takes the next', async () => {
    const controller = new AbortController()
    const running = pool.run(
      'schedule.solve',
      { problem, options: endless },
      { tenant: 'acme', signal: controller.signal, progress: () => controller.abort(new Error('enough')) },
    )
    const next = pool.run('schedule.solve', { problem, options }, { tenant: 'acme' })
    await expect(running).rejects.toThrow('enough')
    expect(await next).toMatchObject({ status: 'FEASIBLE' })
  })

  test('says so when a thread ends under a task, and takes the next in a new one', async () => {
    const running = pool.run(
      'schedule.solve',
      { problem, options: endless },
      { tenant: 'acme', progress: () => void threadsOf(pool)[0]!.worker.terminate() },
    )
    await expect(running).rejects.toThrow('the thread of the computation has ended')
    expect(await pool.run('schedule.solve', { problem, options }, { tenant: 'acme' })).toEqual(solve(problem, options))
  })

  test('a task that needs more memory than a thread has ends alone, and the next one runs', async () => {
    const small = new WorkerPool({ threads: 1, maxWaitingPerTenant: 3, memoryMb: 16 })
    const large = createProblem({ resources: [{ id: 'web', capacity: 3 }], activities: rows(60_000) })
    await expect(small.run('schedule.solve', { problem: large, options }, { tenant: 'acme' })).rejects.toThrow(
      TooLargeError,
    )
    expect(await small.run('schedule.solve', { problem, options }, { tenant: 'acme' })).toEqual(solve(problem, options))
    await small.close()
  })

  test('its threads share what the machine or the container has, within bounds', () => {
    const gigabytes = (count: number) => count * 1_024 ** 3
    // One that serves, one that analyzes, and two that read imports.
    expect(threadMemory(1, gigabytes(3)).maxOldGenerationSizeMb).toBe(768)
    expect(readerMemory(1, gigabytes(3))).toBe(768)
    expect(threadMemory(15, gigabytes(2)).maxOldGenerationSizeMb).toBe(512)
    expect(readerMemory(15, gigabytes(2))).toBe(512)
    const most = Math.max(512, Math.floor(totalmem() / 1_024 ** 2 / 4))
    expect(threadMemory(1, totalmem() * 8).maxOldGenerationSizeMb).toBe(Math.min(2_048, most))
    expect(readerMemory(1, totalmem() * 8)).toBe(Math.min(1_024, most))
  })

  test('drops a waiting task when its signal aborts', async () => {
    const controller = new AbortController()
    const running = pool.run('schedule.solve', { problem, options }, { tenant: 'acme' })
    const waiting = pool.run(
      'schedule.solve',
      { problem, options: endless },
      { tenant: 'acme', signal: controller.signal },
    )
    controller.abort(new Error('never mind'))
    await expect(waiting).rejects.toThrow('never mind')
    await running
    expect(pool.load).toEqual({ waiting: 0, running: 0 })
  })

  test('serves tenants in turn', async () => {
    const done: string[] = []
    const run = (tenant: string, name: string) =>
      pool.run('schedule.solve', { problem, options }, { tenant }).then(() => done.push(name))
    await Promise.all([run('acme', 'a1'), run('acme', 'a2'), run('acme', 'a3'), run('brix', 'b1')])
    expect(done).toEqual(['a1', 'a2', 'b1', 'a3'])
  })

  test('refuses what a tenant piles up beyond its share, and only that tenant', async () => {
    const quick = (tenant: string) => pool.run('schedule.solve', { problem, options }, { tenant })
    const accepted = [quick('acme'), quick('acme'), quick('acme'), quick('acme')]
    await expect(quick('acme')).rejects.toThrow(QueueFullError)
    await expect(quick('brix')).resolves.toMatchObject({ value: expect.any(Number) })
    await Promise.all(accepted)
  })

  test('passes a refusal through with its field', async () => {
    const broken = { startDate: 'soon', teams: [], items: [], dependencies: [] }
    const refused = pool.run(
      'schedule.plan',
      { portfolio: broken, options: { ...options, horizonWeeks: null } },
      { tenant: 'acme' },
    )
    await expect(refused).rejects.toThrow(ProblemError)
    await expect(refused).rejects.toMatchObject({
      field: 'startDate',
      code: 'INVALID',
      message: 'startDate: must be a date such as 2026-03-19',
    })
  })

  test('rejects what is unfinished when it closes', async () => {
    const running = pool.run('schedule.solve', { problem, options: endless }, { tenant: 'acme' })
    const expectation = expect(running).rejects.toThrow('closed')
    await pool.close()
    await expectation
    await expect(pool.run('schedule.solve', { problem, options }, { tenant: 'acme' })).rejects.toThrow('closed')
  })
})

test('ends what takes too long, and takes the next', async () => {
  const brief = new WorkerPool({ threads: 1, maxWaitingPerTenant: 3, longestMs: 1_500 })
  const running = brief.run('schedule.solve', { problem, options: endless }, { tenant: 'acme' })
  const next = brief.run('schedule.solve', { problem, options }, { tenant: 'acme' })
  await expect(running).rejects.toThrow(TooLongError)
  await expect(next).resolves.toMatchObject({ status: 'FEASIBLE' })
  await brief.close()
})

test('one tenant does not take every thread of long work: another’s begins beside it', async () => {
  const four = new WorkerPool({ threads: 4, maxWaitingPerTenant: 9 })
  const leave = new AbortController()
  const begun: string[] = []
  const run = (tenant: string, name: string, from: WorkerPool) =>
    from
      .run(
        'schedule.solve',
        { problem, options: endless },
        {
          tenant,
          signal: leave.signal,
          costKey: 'long',
          progress: () => {
            if (!begun.includes(name)) begun.push(name)
          },
        },
      )
      .catch(() => undefined)
  // Known to be long from here on.
  const learned = new AbortController()
  let works: () => void = () => undefined
  const atWork = new Promise<void>((done) => (works = done))
  const first = four
    .run(
      'schedule.solve',
      { problem, options: endless },
      { tenant: 'acme', signal: learned.signal, costKey: 'long', progress: () => works() },
    )
    .catch(() => undefined)
  await atWork
  await new Promise((done) => setTimeout(done, 1_500))
  learned.abort(new Error('known'))
  await first
  const all = ['a1', 'a2', 'a3', 'a4'].map((name) => run('acme', name, four))
  await expect.poll(() => begun.toSorted(), { timeout: 20_000 }).toEqual(['a1', 'a2'])
  all.push(run('brix', 'b1', four))
  await expect.poll(() => begun.toSorted(), { timeout: 20_000 }).toEqual(['a1', 'a2', 'b1'])
  leave.abort(new Error('enough'))
  await Promise.all(all)
  await four.close()
})

describe('two threads', () => {
  test('leave one for short work: a quick task is answered beside two that prove long', async () => {
    const two = new WorkerPool({ threads: 2, maxWaitingPerTenant: 3 })
    const ended: string[] = []
    const leave = new AbortController()
    const long = ['long 1', 'long 2'].map((name) =>
      two
        .run(
          'schedule.solve',
          { problem, options: endless },
          { tenant: 'acme', signal: leave.signal, costKey: name, deadlineMs: 60_000 },
        )
        .then(() => ended.push(name))
        .catch(() => undefined),
    )
    const quick = await two.run('schedule.solve', { problem, options }, { tenant: 'brix', costKey: 'quick' })
    expect(quick).toMatchObject({ status: 'FEASIBLE' })
    expect(ended).toEqual([])
    // The one that was moved waits for the other: nothing is lost, and nothing else is waiting.
    expect(two.load).toEqual({ waiting: 1, running: 1 })
    leave.abort(new Error('enough'))
    await Promise.all(long)
    await two.close()
  })
})

test('a queue takes turns by what the work of a tenant costs', () => {
  const queue = new FairQueue<string>()
  for (const entry of ['a1', 'a2', 'a3']) queue.push('a', entry, 300)
  for (const entry of ['b1', 'b2', 'b3', 'b4']) queue.push('b', entry, 100)
  expect(Array.from({ length: 7 }, () => queue.shift())).toEqual(['a1', 'b1', 'b2', 'b3', 'a2', 'b4', 'a3'])
})

test('a queue gives each tenant one turn before anyone has a second', () => {
  const queue = new FairQueue<string>()
  for (const entry of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.push(entry[0]!, entry)
  expect(Array.from({ length: 7 }, () => queue.shift())).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', undefined])
})
