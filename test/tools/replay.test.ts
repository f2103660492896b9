import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AS_OF, givenBoard, stories } from '../board.ts'
import { adapter, claude } from '../claude.ts'
import { fillEmbedded } from '../servers/databases.ts'
import { FULL } from '../depth.ts'
import { world, type World } from '../world.ts'

type Question = [tool: string, args: Record<string, unknown>]

/**
 * Two hundred questions of all kinds, none with an id in it: ids are another database's own.
 * @param every when not in full, of each kind the first and every so many after it
 */
function questions(every: number): Question[] {
  const counts = Array.from({ length: 20 }, (_, at) => at + 1).flatMap((count): Question[] => [
    ['forecast_delivery', { count }],
    ['forecast_delivery', { points: count * 2.5, targetDate: '2026-06-01' }],
  ])
  const items = [...stories('WEB', 12), ...stories('API', 12)].map((item): Question => [
    'forecast_delivery',
    { itemIds: [item.key] },
  ])
  const epics = ['E-1', 'E-2'].flatMap((epicId) =>
    [true, false].map((includeScopeGrowth): Question => ['forecast_delivery', { epicId, includeScopeGrowth }]),
  )
  const weeks = Array.from({ length: 16 }, (_, at) => at + 8).flatMap((weeks) =>
    ['Web', 'Api', undefined].map((teamId): Question => ['analyze_velocity', { weeks, ...(teamId && { teamId }) }]),
  )
  const plans = ['costOfDelay', 'makespan', 'tardiness'].flatMap((objective) =>
    [2, 4, 8, 26].flatMap((horizonWeeks) =>
      [false, true].map((includeStoryPacking): Question => [
        'schedule_portfolio',
        { objective, horizonWeeks, includeStoryPacking, effort: 'quick' },
      ]),
    ),
  )
  const scenarios = Array.from({ length: 60 }, (_, at): Question => {
    const changes = [
      { type: 'addScope', team: at % 2 ? 'Web' : 'Api', size: 1 + at },
      { type: 'hire', team: 'Web', members: 1 + (at % 3) },
      { type: 'startNotBefore', itemIds: ['WEB-3'], date: '2026-04-15' },
    ]
    return [
      'analyze_scenario',
      {
        scenarios: [{ name: `number ${at}`, changes: changes.slice(0, at % 10 === 9 ? 3 : 1 + (at % 2)) }],
        targetDate: '2026-05-01',
        ...(at % 6 !== 0 && { epicId: 'E-1' }),
      },
    ]
  })
  return [counts, items, epics, weeks, plans, scenarios].flatMap((kind) =>
    kind.filter((_, at) => FULL || at % every === 0),
  )
}

async function given(pm33: World): Promise<string> {
  const acme = await pm33.tenant('Acme')
  const shop = await acme.workspace('Shop')
  const open = [
    { key: 'E-1', type: 'epic', businessValue: 8 },
    ...stories('WEB', 12, { team: 'Web', epic: 'E-1', storyPoints: 2 }),
    { key: 'E-2', type: 'epic', businessValue: 13, dueDate: '2026-03-20' },
    ...stories('API', 11, { team: 'Api', epic: 'E-2', storyPoints: 3 }),
    { key: 'API-12', team: 'Api', epic: 'E-2', blockedBy: 'WEB-2' },
  ]
  await givenBoard(acme, shop, {
    teams: [
      { name: 'Web', weeks: 20 },
      { name: 'Api', perWeek: 3, weeks: 20 },
    ],
    open,
  })
  return acme.key()
}

async function answers(pm33: World, key: string, asked: readonly Question[]): Promise<string[]> {
  const mcp = await adapter(pm33)
  const client = await claude(mcp, key)
  const given: string[] = []
  for (const [tool, args] of asked) {
    const { text, data, isError } = await client.call(tool, { ...args, asOf: AS_OF })
    expect(isError, text).toBe(false)
    // The fence's nonce is a secret of the installation and the tenant; everything else is compared as it is.
    given.push(JSON.stringify([tool, args, text.replaceAll(/records-[0-9a-f]{16}/g, 'records'), data]))
  }
  await client.close()
  await mcp.close()
  return given
}

/** After a restart the first of each kind, on the other database each. */
const [AGAIN, ELSEWHERE] = [questions(Infinity), questions(7)]

test(
  'recorded calls of all kinds are answered with the same bytes after a restart and on the other database',
  { timeout: 300_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pm33-replay-'))
    try {
      await fillEmbedded(folder)
      const first = await world('embedded', { embedded: folder })
      const key = await given(first)
      const recorded = await answers(first, key, ELSEWHERE)
      expect(recorded.length).toBeGreaterThanOrEqual(FULL ? 200 : 30)
      await first.close()

      const again = await world('embedded', { embedded: folder })
      const restarted = await answers(again, key, AGAIN)
      await again.close()
      expect(restarted.filter((answer) => !recorded.includes(answer))).toEqual([])

      const other = await world('postgres')
      const elsewhere = await answers(other, await given(other), ELSEWHERE)
      await other.close()
      expect(elsewhere.filter((answer, at) => answer !== recorded[at])).toEqual([])
      expect([restarted.length, elsewhere.length]).toEqual([AGAIN.length, recorded.length])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
