import type { Member } from '../../backlog/item-fields.ts'
import type { ChangeField } from '../../backlog/vocabulary.ts'
import type { Arrival } from './history-service.ts'
import type { RowWriter } from './rows-service.ts'
import { inPieces, type Session } from './statement-service.ts'

const COLUMNS = ['tenant_id', 'id', 'workspace_id', 'item_id', 'at', 'field', 'before', 'after', 'import_id']
/** What an import itself finds changed; parents, teams, and ranks are renumbered and renamed too freely between exports. */
const COMPARED = { dueDate: 'due_date', storyPoints: 'story_points', title: 'title' } as const satisfies Partial<
  Record<ChangeField, string>
>

interface Step {
  item: string
  at: string
  field: ChangeField
  before: string | null
  after: string | null
}

const identity = ({ item, at, field, after }: Pick<Step, 'item' | 'at' | 'field' | 'after'>) =>
  `${item} ${at} ${field} ${after ?? ''}`
const text = (value: unknown) => (value === null || value === undefined ? null : String(value))

/** The history that a source has of an item's fields, or the one step by which an import finds it changed. */
export class FieldHistory {
  readonly #session: Session
  readonly #writer: RowWriter
  readonly #workspaceId: string
  readonly #importId: string

  constructor(session: Session, writer: RowWriter, workspaceId: string, importId: string) {
    this.#session = session
    this.#writer = writer
    this.#workspaceId = workspaceId
    this.#importId = importId
  }

  async arrive(arrivals: readonly Arrival[], now: string): Promise<void> {
    const known = await this.#known(
      arrivals.filter(({ record, before }) => before && record.fieldChanges.length).map(({ item }) => item.id),
    )
    const steps = arrivals.flatMap(({ record, item, before }): Step[] => {
      if (record.fieldChanges.length)
        return record.fieldChanges
          .map((change) => ({ item: item.id, ...change }))
          .filter((step) => !known.has(identity(step)))
      if (!before) return []
      return (Object.entries(COMPARED) as [keyof typeof COMPARED & Member, string][]).flatMap(([field, column]) => {
        const [was, is] = [text(before[column]), text(item[column])]
        return was === is ? [] : [{ item: item.id, at: record.updatedAt ?? now, field, before: was, after: is }]
      })
    })
    await this.#writer.later(
      'field_change',
      COLUMNS,
      steps.map((step) => ({
        tenant_id: this.#session.tenant,
        id: crypto.randomUUID(),
        workspace_id: this.#workspaceId,
        item_id: step.item,
        at: step.at,
        field: step.field,
        before: step.before,
        after: step.after,
        import_id: this.#importId,
      })),
    )
  }

  async #known(items: readonly string[]): Promise<Set<string>> {
    const rows = await inPieces<{ item_id: string; at: string | Date; field: ChangeField; after: string | null }>(
      this.#session,
      'select item_id, at, field, after from field_change where tenant_id = ? and item_id in (…)',
      [this.#session.tenant],
      items,
    )
    return new Set(
      rows.map(({ item_id, at, field, after }) =>
        identity({ item: item_id, at: new Date(at).toISOString(), field, after }),
      ),
    )
  }
}
