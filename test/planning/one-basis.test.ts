import { describe, expect, test } from 'vitest'
import { AS_OF, givenBoard, stories, type Board } from '../board.ts'
import { onStage } from '../tools/stage.ts'
import { ENGINES } from '../world.ts'

const TOOLS: [tool: string, args: Record<string, unknown>][] = [
  ['query_backlog', { limit: 1 }],
  ['optimize_priorities', {}],
  ['schedule_portfolio', { asOf: AS_OF }],
  ['forecast_delivery', { asOf: AS_OF }],
  ['analyze_velocity', { asOf: AS_OF }],
  [
    'analyze_scenario',
    { asOf: AS_OF, scenarios: [{ name: 'less', changes: [{ type: 'capacity', team: 'Web', factor: 0.8 }] }] },
  ],
  ['score_alignment', {}],
]

describe.each(ENGINES)('one basis on %s', (engine) => {
  const on = onStage(engine)
  const teams = [{ name: 'Web', perWeek: 4 }]

  test.each<[string, Board, number]>([
    [
      'a feature with five stories is five pieces of work to every tool',
      {
        teams,
        open: [
          { key: 'F-1', type: 'feature', team: 'Web' },
          ...stories('A', 5, { team: 'Web', epic: 'F-1' }),
          { key: 'X-1', team: 'Web' },
        ],
      },
      6,
    ],
    [
      'the steps of a story go with it',
      {
        teams,
        open: [
          { key: 'S-1', team: 'Web' },
          { key: 'T-1', type: 'task', team: 'Web', epic: 'S-1' },
          { key: 'T-2', type: 'task', team: 'Web', epic: 'S-1' },
        ],
      },
      1,
    ],
    [
      'an epic that nothing is in yet counts as others do',
      {
        teams,
        open: [{ key: 'E-1', type: 'epic' }, ...stories('A', 4, { epic: 'E-1' }), { key: 'E-2', type: 'epic' }],
      },
      8,
    ],
  ])('%s', async (_, given, openWork) => {
    const workspace = await on.acme.workspace(`Basis ${_.slice(0, 40)}`)
    await givenBoard(on.acme, workspace, given)
    for (const [tool, args] of TOOLS) {
      const { data, text, isError } = await on.client.call<{ openWork: number }>(tool, {
        workspaceId: workspace.key,
        ...args,
      })
      expect(isError, text).toBe(false)
      expect([tool, data.openWork]).toEqual([tool, openWork])
    }
  })

  test('what blocks an epic holds back what is in it, in the forecast as in the plan', async () => {
    const open = [
      { key: 'E-1', type: 'epic', team: 'Api' },
      ...stories('A', 8, { team: 'Api', epic: 'E-1', storyPoints: 2 }),
      { key: 'E-2', type: 'epic', team: 'Web', blockedBy: 'E-1' },
      ...stories('B', 4, { team: 'Web', epic: 'E-2', storyPoints: 2 }),
    ]
    const { key } = await on.board({ teams: [...teams, { name: 'Api', perWeek: 2 }], open })
    const { data } = await on.client.call<{ method: string }>('forecast_delivery', { workspaceId: key, asOf: AS_OF })
    expect(data.method).toBe('simulation')
  })
})
