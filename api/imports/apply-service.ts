import { lockStructure } from '../backlog/structure/hierarchy-service.ts'
import { principalOf, type Context } from '../data/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { Workspace } from '../identity/entity.ts'
import { workspaceFor } from '../identity/service.ts'
import { createWorkspace } from '../identity/workspaces/workspace-service.ts'
import type { Reading } from './spool-service.ts'
import { Import } from './entity.ts'
import { mayTake, PartTaker } from './part-service.ts'
import type { Made } from './record/made.ts'
import { rememberMapping } from './memory-service.ts'
import { planWith } from './plan-service.ts'
import { importFor, mappingOf, namedWorkspace, readyImport, asRefusal } from './service.ts'
import { sessionOf } from './writing/session-service.ts'
import { refTo } from '../data/tenant.ts'

/** Writes a planned import in one transaction. @throws CONFLICT when it is not ready to be applied */
export async function applyImport(
  context: Context,
  id: string,
  { endMissing, mapping }: { endMissing: boolean; mapping?: unknown },
): Promise<Import> {
  const { db, imports: desk } = context
  const row = await readyImport(context, id)
  desk.writing.add(row.id)
  const progress = desk.say(row.id, { state: 'writing', done: 0, total: row.report?.rows.imported ?? 0 })
  try {
    const ready = mapping == null ? desk.take(row.id, row.mapping ?? null) : null
    if (mapping != null) row.mapping = mappingOf(mapping)
    await desk.turn(row.tenantId, async () => {
      const reading = ready ?? (await planWith(db, desk, row).catch(asRefusal))
      progress.total = reading.report.rows.imported
      try {
        await write(context, row, reading, endMissing, (done) => (progress.done = done))
      } catch (error) {
        await reading.reader.close()
        throw error
      }
      await desk.release(reading.reader, progress.total)
    })
    progress.state = 'done'
    desk.drop(row.id)
  } catch (error) {
    progress.state = 'failed'
    throw error
  } finally {
    desk.writing.delete(row.id)
  }
  db.em.clear()
  return importFor(context, id)
}

/** All of it, or nothing. */
async function write(
  context: Context,
  row: Import,
  { reader, report }: Reading,
  endMissing: boolean,
  onProgress: (done: number) => void,
): Promise<void> {
  const { db, now } = context
  const madeWorkspace = await db.transaction(async () => {
    // Another node may be applying it: the row is locked until one of us is done.
    if (!(await db.em.nativeUpdate(Import, { id: row.id, state: 'planned' }, { state: 'applied' })))
      throw new Refusal('CONFLICT', 'This import has already been applied.')
    const there = row.workspace
      ? await workspaceFor(context, row.workspace.id)
      : await namedWorkspace(context, row.workspaceName)
    const workspace = there ?? (await newWorkspace(context, row.workspaceName))
    await lockStructure(db, workspace.id)
    // What others wrote while it waited came before this import, and is no change since.
    const { dataVersion } = await db.em.findOneOrFail(Workspace, { id: workspace.id }, { refresh: true })
    const session = sessionOf(db.em)
    const mayLink = {
      objectiveItems: mayTake(context, 'objectiveItems'),
      capabilityItems: mayTake(context, 'capabilityItems'),
    }
    const order = { workspaceId: workspace.id, importId: row.id, now: now(), endMissing, mayLink }
    const beside = new PartTaker(context, workspace)
    const { written, made, changed } = await reader
      .write(order, session, (part, entries) => beside.take(part, entries), onProgress)
      .catch(asRefusal)
    if (changed) db.changed(workspace.id)
    await db.em.nativeUpdate(
      Import,
      { id: row.id },
      {
        written,
        made: together(made, beside.made),
        appliedAt: now(),
        dataVersion: dataVersion + Number(changed),
        madeWorkspace: !there,
        report,
        mapping: row.mapping ?? null,
        workspace: refTo(workspace),
      },
    )
    await rememberMapping(db, workspace.id, report)
    return !there
  })
  if (madeWorkspace) context.credentials.forget()
}

function together(made: Made, beside: PartTaker['made']): Made {
  return {
    ...made,
    teams: [...beside.teams, ...made.teams],
    sprints: [...beside.sprints, ...made.sprints],
    rows: { ...beside.rows, ...made.rows },
    ...(beside.currency ? { currency: true } : {}),
  }
}

async function newWorkspace(context: Context, name: string): Promise<Workspace> {
  if (principalOf(context).workspaceIds)
    throw new Refusal(
      'FORBIDDEN',
      'This credential can access only some workspaces. Pass the one to import into as workspaceId.',
    )
  const id = await createWorkspace(context, { name })
  await context.db.em.flush()
  return context.db.em.findOneOrFail(Workspace, { id })
}
