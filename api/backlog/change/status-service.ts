import type { Context } from '../../data/context.ts'
import { tenantOf } from '../../data/tenant.ts'
import { badInput } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import type { Path } from '../reference-service.ts'
import { categoryOfWord } from '../status.ts'
import { STATUS_CATEGORIES, type StatusCategory } from '../vocabulary.ts'
import type { ItemDraft } from './draft.ts'
import { categoryFor, wordFor, type Progress, type StatusUse } from './transition.ts'

/** Which status words the workspace uses, and for what. */
export async function statusUses({ db }: Context, workspace: Workspace): Promise<StatusUse[]> {
  const rows = await db.em.execute<{ status: string; category: StatusCategory; items: string }[]>(
    'select status, status_category as category, count(*) as items from backlog_item where tenant_id = ? and workspace_id = ? group by 1, 2',
    [tenantOf(db.em), workspace.id],
  )
  return rows.map((row) => ({ ...row, items: Number(row.items) }))
}

/** The status that a draft asks for. @throws BAD_USER_INPUT for a word whose meaning nobody has said */
export function statusFor(
  { status, statusCategory }: ItemDraft,
  before: Progress | null,
  uses: readonly StatusUse[],
  path: Path,
): Pick<Progress, 'status' | 'statusCategory'> {
  if (status && statusCategory) return { status, statusCategory }
  if (status) {
    const known =
      status === before?.status ? before.statusCategory : (categoryFor(status, uses) ?? categoryOfWord(status))
    if (!known)
      throw badInput({
        path: [...path, 'statusCategory'],
        message: `is required, because no item has the status ${JSON.stringify(status)} yet: one of ${STATUS_CATEGORIES.join(', ')}`,
        allowed: STATUS_CATEGORIES,
      })
    return { status, statusCategory: known }
  }
  if (before && (!statusCategory || statusCategory === before.statusCategory)) return before
  const category = statusCategory ?? 'backlog'
  return { status: wordFor(category, uses), statusCategory: category }
}
