import { figureText } from '../../text.ts'
import type { Context } from '../data/context.ts'
import { refTo } from '../data/tenant.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { baselineFor } from './baseline-service.ts'
import { Schedule } from './entity.ts'
import type { ScheduleArguments } from './prepare-service.ts'
import { schedulePortfolio } from './service.ts'

/** Plans that a workspace can keep: the list of their names is read whole. */
const MOST_BASELINES = 100

/**
 * Keeps a plan under a name, to compare later ones with.
 * @throws CONFLICT when a plan has the name; BAD_USER_INPUT when there are as many as can be kept
 */
export async function saveBaseline(
  context: Context,
  workspace: Workspace,
  name: string,
  args: ScheduleArguments,
): Promise<Schedule> {
  const { db } = context
  const here = { workspace: { id: workspace.id } }
  const refused = async () => {
    const names = (await db.em.find(Schedule, here, { fields: ['name'], disableIdentityMap: true })).map(
      (one) => one.name,
    )
    if (names.includes(name))
      throw new Refusal(
        'CONFLICT',
        `A saved plan is already named “${name}”. Choose another name, or delete that plan.`,
        {
          issues: [{ path: ['name'], message: 'is taken' }],
        },
      )
    if (names.length >= MOST_BASELINES)
      throw badInput({
        path: [],
        message: `This workspace has ${figureText(names.length)} saved plans, the most that it can hold. Delete one first.`,
      })
  }
  // Before the plan is computed, and again with nobody between.
  await db.snapshot(refused)
  const { plan, stamp } = await schedulePortfolio(context, workspace, args)
  return db.transaction(async () => {
    await refused()
    const schedule = db.em.create(Schedule, {
      workspace: refTo(workspace),
      name,
      asOf: stamp.asOf,
      dataVersion: stamp.dataVersion,
      inputHash: stamp.inputHash,
      items: plan,
    })
    await db.em.flush()
    return schedule
  })
}

/** @returns the name of the plan. @throws NOT_FOUND */
export async function deleteBaseline(context: Context, workspace: Workspace, ref: string): Promise<string> {
  const { db } = context
  return db.transaction(async () => {
    const { id, name } = await baselineFor(context, workspace, ref)
    await db.em.nativeDelete(Schedule, { id })
    return name
  })
}
