import type { Context } from '../data/context.ts'
import { refTo } from '../data/tenant.ts'
import { badInput, notFound } from '../graphql/errors.ts'
import { byWorkspace } from '../identity/workspaces/by-workspace.ts'
import type { Workspace } from '../identity/entity.ts'
import { uuidOf } from '../identity/service.ts'
import { askedField, checkFields, type AskedChange, type AskedScenario } from './asked-change.ts'
import { MOST_SCENARIOS } from './bounds.ts'
import { InvalidChange } from './change.ts'
import { SavedScenario } from './entity.ts'

/** Most that a workspace keeps. */
const MOST = 200

/** The saved scenarios of each workspace, newest first. */
export async function scenariosOf(
  { db }: Pick<Context, 'db'>,
  workspaceIds: readonly string[],
): Promise<SavedScenario[][]> {
  const rows = await db.em.find(
    SavedScenario,
    { workspace: { id: { $in: [...workspaceIds] } } },
    { orderBy: { createdAt: 'desc', id: 'asc' } },
  )
  return byWorkspace(rows, workspaceIds, MOST)
}

async function savedScenario({ db }: Pick<Context, 'db'>, workspace: Workspace, ref: string): Promise<SavedScenario> {
  const uuid = uuidOf('SavedScenario', ref)
  const found = await db.em.findOne(SavedScenario, {
    workspace: { id: workspace.id },
    ...(uuid ? { id: uuid } : { name: ref }),
  })
  if (!found) {
    const saved = await db.em.find(SavedScenario, { workspace: { id: workspace.id } }, { fields: ['name'] })
    throw notFound(
      'Saved scenario',
      ref,
      saved.map(({ name }) => name),
    )
  }
  return found
}

/**
 * The scenarios of a question: those that were sent, then those that were saved, in the order asked for.
 * @throws NOT_FOUND; BAD_USER_INPUT for none, or for more than one answer compares
 */
export async function askedScenarios(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  given: readonly AskedScenario[],
  refs: readonly string[],
): Promise<AskedScenario[]> {
  const together = given.length + refs.length
  if (together > MOST_SCENARIOS)
    throw badInput({
      path: ['saved'],
      message: `makes ${together} scenarios together with scenarios; at most ${MOST_SCENARIOS} can be compared at once`,
    })
  if (together === 0)
    throw badInput({
      path: ['scenarios'],
      message: 'needs at least one scenario: {"name": "one more", "changes": [{"type": "hire", "members": 1}]}',
    })
  const asked = [...given]
  for (const ref of refs) {
    const { name, changes } = await savedScenario(context, workspace, ref)
    asked.push({ name, changes })
  }
  return asked
}

/** Keeps a scenario under its name; one that has the name already is replaced. Teams and items are looked up when it is asked, not now. */
export async function saveScenario(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  name: string,
  changes: readonly AskedChange[],
): Promise<SavedScenario> {
  const { db } = context
  changes.forEach((change, at) => {
    try {
      checkFields(change)
    } catch (error) {
      if (error instanceof InvalidChange)
        throw badInput({ path: ['changes', at, askedField(error.field)], message: error.message })
      throw error
    }
  })
  const plain = changes.map(
    (change) =>
      Object.fromEntries(
        Object.entries(change).filter(([, value]) => value !== null && value !== undefined),
      ) as unknown as AskedChange,
  )
  const known = await db.em.findOne(SavedScenario, { workspace: { id: workspace.id }, name })
  if (!known && (await db.em.count(SavedScenario, { workspace: { id: workspace.id } })) >= MOST)
    throw badInput({
      path: ['name'],
      message: `there are ${MOST} saved scenarios, which is the maximum: delete one first`,
    })
  const scenario = known ?? db.em.create(SavedScenario, { workspace: refTo(workspace), name, changes: plain })
  scenario.changes = plain
  await db.em.flush()
  return scenario
}

/** @returns the name of what is gone */
export async function deleteScenario(context: Context, workspace: Workspace, ref: string): Promise<string> {
  const scenario = await savedScenario(context, workspace, ref)
  await context.db.em.remove(scenario).flush()
  return scenario.name
}
