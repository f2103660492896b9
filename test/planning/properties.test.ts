import { expect, test } from 'vitest'
import { onStage } from '../tools/stage.ts'
import { judgeCase, verdict } from './cases/properties.ts'
import { caseOf } from './cases/shape.ts'
import { givenCase } from './cases/write.ts'

/** The fewest that come to each property below, and one that broke one. `npm run proof -- planning` asks the same about hundreds of workspaces, on both databases. */
const SEEDS = [2, 8, 10, 134]

const on = onStage('embedded')

test('whatever is in a workspace, its tools say the same of it', { timeout: 180_000 }, async () => {
  const found = verdict()
  for (const seed of SEEDS) {
    const workspace = await on.acme.workspace(`Case ${seed}`)
    const given = caseOf(seed)
    await givenCase(on.acme, workspace, given)
    await judgeCase(on.client, workspace.key, given, found)
  }
  expect(found.violations).toEqual([])
  // Each was looked at, so none holds because nothing was asked.
  expect([...found.held.keys()].sort()).toEqual([
    'a plan is refused where the forecast is',
    'a plan names too little history where the forecast does',
    'as much as there is',
    'baseline = forecast',
    'best scope = forecast',
    'best scope ≥ 85%',
    'blockers ship with it',
    'both refuse or none',
    'finish ≤ finish85',
    'one team’s plan ends at P35–P65',
    'open work',
    'quantiles rise',
    'surer is less',
    'the plan of a named item = its P50',
    'the plan’s chance = the forecast’s',
  ])
})
