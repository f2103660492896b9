/** Scenarios as they were asked for, or saved, as changes of the plan of today. */
import { cut } from '../../text.ts'
import type { AnalysisContext } from '../data/context.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { keysOf, teamOf } from '../planning/load-service.ts'
import { below } from '../planning/work.ts'
import type { Lane } from '../velocity/work/lanes.ts'
import type { Work } from '../velocity/work/work-service.ts'
import { askedField, changeOf, type AskedChange, type AskedScenario, type Names } from './asked-change.ts'
import { applyChanges, InvalidChange, type Change, type Plan } from './change.ts'
import type { Scenario } from './compare.ts'
import { shareOf } from './plan.ts'

/**
 * @param given how many of them were sent; the others are saved ones
 * @throws BAD_USER_INPUT naming scenario, change and field, or the saved scenario that no longer fits; NOT_FOUND for an item
 */
export async function resolved(
  context: AnalysisContext,
  workspace: Workspace,
  work: Work,
  lanes: readonly Lane[],
  plan: Plan,
  asked: readonly AskedScenario[],
  given: number,
): Promise<Scenario[]> {
  const keys = new Map<string, string>()
  const scenarios: Scenario[] = []
  for (const [i, { name, changes }] of asked.entries()) {
    let at = 0
    try {
      const made: Change[] = []
      for (const [j, change] of changes.entries()) {
        at = j
        const refs = [...new Set(change.itemIds)].filter((ref) => !keys.has(ref))
        const found = refs.length > 0 ? await keysOf(context, workspace, work.inputs, refs) : []
        found.forEach((key, n) => keys.set(refs[n]!, key))
        made.push(changeOf(change, namesIn(work, lanes, keys, change.type)))
      }
      // Each change is tried on the plan as the ones before it leave it, so that an error names the right one.
      made.forEach((_, j) => {
        at = j
        applyChanges(plan, made.slice(0, j + 1))
      })
      scenarios.push({ name, changes: made })
    } catch (error) {
      // A caller can correct what it sent, and only leave out what was saved.
      const why = error instanceof InvalidChange || error instanceof Refusal ? error.message : null
      if (i >= given && why !== null)
        throw badInput({
          path: ['saved', i - given],
          message: `no longer fits, because of its change ${at + 1}: ${why} Save it again, or leave it out.`,
        })
      if (error instanceof InvalidChange)
        throw badInput({ path: ['scenarios', i, 'changes', at, askedField(error.field)], message: error.message })
      throw error
    }
  }
  return scenarios
}

function namesIn(
  { inputs, items }: Work,
  lanes: readonly Lane[],
  keys: ReadonlyMap<string, string>,
  type: AskedChange['type'],
): Names {
  const planned = new Set(items.map(({ key }) => key))
  const laneOf = new Map(items.map(({ key, team }) => [key, team]))
  const [only, ...more] = lanes
  return {
    today: inputs.today,
    only: only && more.length === 0 ? only.key : null,
    laneNames: lanes.map(({ name }) => name),
    together: (key) => {
      const teams = lanes.find((lane) => lane.key === key)?.teams ?? []
      return teams.length > 1 ? teams.map(({ name }) => name) : null
    },
    laneOfItem: (key) => laneOf.get(key),
    lane: (ref, field) => {
      const byLane = lanes.find(({ key }) => key.toLowerCase() === ref.trim().toLowerCase())
      if (byLane) return { key: byLane.key, share: 1 }
      const team = teamOf(inputs, ref)
      const lane = lanes.find(({ teams }) => teams.some(({ name }) => name === team.name))
      if (!lane)
        throw new InvalidChange(
          type,
          field,
          'This team has too little history of its own. Leave team out, or import more history.',
        )
      return { key: lane.key, share: shareOf(team, lane) }
    },
    keys: (ref) => {
      const found = below(inputs.items, new Set([keys.get(ref)!]))
        .map(({ key }) => key)
        .filter((key) => planned.has(key))
      if (found.length === 0)
        throw new InvalidChange(
          type,
          'itemKeys',
          `${cut(ref, 80)} is not part of the selected work: it is finished or was not selected.`,
        )
      return found
    },
  }
}
