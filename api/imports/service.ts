import { raw } from '@mikro-orm/core'
import type { Context } from '../data/context.ts'
import { badInput, notFound, Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { severalCalled, uuidOf, workspacesCalled } from '../identity/service.ts'
import { Import } from './entity.ts'
import { readMapping } from './reading/mapping.ts'
import type { Mapping } from './record/mapping.ts'
import { ImportRefusal } from '../files/refusal.ts'

export type ImportContext = Pick<Context, 'db' | 'now' | 'principal'>

/** An import that waits to be applied. @throws NOT_FOUND, CONFLICT */
export async function readyImport(context: Context, id: string): Promise<Import> {
  const row = await importFor(context, id)
  if (row.state !== 'planned')
    throw new Refusal(
      'CONFLICT',
      row.state === 'applied'
        ? 'This import has been applied.'
        : `This import is ${row.state.replace('_', ' ')}. Upload the file first.`,
    )
  if (context.imports.writing.has(row.id)) throw new Refusal('CONFLICT', 'This import is being applied.')
  return row
}

/** Throws what a reading found, or a file that is gone, as a refusal of the API. */
export function asRefusal(error: unknown): never {
  if (error instanceof ImportRefusal)
    throw new Refusal('BAD_USER_INPUT', `${error.message} ${error.next}`, { reason: error.code })
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    throw new Refusal(
      'CONFLICT',
      'The uploaded file is no longer here (nodes share it only if they share PM33_DATA). Upload it again.',
    )
  throw error
}

/** @throws BAD_USER_INPUT naming what is wrong and what is allowed */
export function mappingOf(value: unknown): Mapping {
  try {
    return readMapping(value)
  } catch (error) {
    if (error instanceof ImportRefusal) throw badInput({ path: ['mapping'], message: `${error.message} ${error.next}` })
    throw error
  }
}

/** The workspace that people call so; null when the name is free. @throws WORKSPACE_REQUIRED where several have it */
export async function namedWorkspace(context: Pick<Context, 'db'>, name: string): Promise<Workspace | null> {
  const called = await workspacesCalled(context, name)
  if (called.length > 1) throw severalCalled(name, called)
  return called[0] ?? null
}

/** The imports that a credential sees: those into its workspaces. */
export async function importsOf({ db, principal }: ImportContext): Promise<Import[]> {
  // The import that a connection writes its items with is no file's.
  const ofConnections = raw(
    (alias) =>
      `exists (select 1 from sync_connection s where s.tenant_id = ${alias}.tenant_id and s.import_id = ${alias}.id)`,
  )
  const files = { $and: [visible(principal), { [ofConnections]: false }] }
  return db.em.find(Import, files, {
    populate: ['workspace'],
    orderBy: { createdAt: 'desc', id: 'asc' },
    limit: 100,
  })
}

/** @throws NOT_FOUND */
export async function importFor({ db, principal }: ImportContext, id: string): Promise<Import> {
  const uuid = uuidOf('Import', id)
  const row = uuid
    ? await db.em.findOne(
        Import,
        { $and: [{ id: uuid }, visible(principal)] },
        { populate: ['workspace'], refresh: true },
      )
    : null
  if (!row) throw notFound('Import', id)
  return row
}

function visible(principal: Context['principal']): object {
  return principal?.workspaceIds ? { workspace: { id: { $in: [...principal.workspaceIds] } } } : {}
}
