import type { ItemColumns } from './item-columns.ts'
import type { ImportRecord } from '../record/record.ts'
import type { StatusCategory } from '../../backlog/vocabulary.ts'
import type { RowWriter } from './rows-service.ts'
import { inPieces, type Session } from './statement-service.ts'
import type { StoredItem } from './written.ts'

const COLUMNS = [
  'tenant_id',
  'id',
  'workspace_id',
  'item_id',
  'at',
  'from_status',
  'from_category',
  'to_status',
  'to_category',
  'import_id',
]
const WORD = 120

export interface StatusStep {
  item: string
  at: string
  from: string | null
  fromCategory: string | null
  to: string
  toCategory: string
}

/** An item as it arrives: the source's own history of it, or the one step by which an import finds it moved. */
export interface Arrival {
  record: ImportRecord
  item: ItemColumns
  before: StoredItem | undefined
}

export class StatusHistory {
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
      arrivals.filter(({ record, before }) => before && record.statusChanges.length).map(({ item }) => item.id),
    )
    await this.write(
      arrivals.flatMap(({ record, item, before }): StatusStep[] => {
        if (record.statusChanges.length) return stepsOf(record, item.id).filter((step) => !known.has(identity(step)))
        if (!before || (before.status === item.status && before.status_category === item.status_category)) return []
        return [
          {
            item: item.id,
            at: record.updatedAt ?? now,
            from: before.status,
            fromCategory: before.status_category,
            to: item.status,
            toCategory: item.status_category,
          },
        ]
      }),
    )
  }

  async write(steps: readonly StatusStep[]): Promise<void> {
    const tenantId = this.#session.tenant
    // Steps of one moment keep their order by their ids.
    const ids = steps.map(() => crypto.randomUUID()).sort()
    await this.#writer.later(
      'status_change',
      COLUMNS,
      steps.map((step, at) => ({
        tenant_id: tenantId,
        id: ids[at],
        workspace_id: this.#workspaceId,
        item_id: step.item,
        at: step.at,
        from_status: step.from?.slice(0, WORD) ?? null,
        from_category: step.fromCategory,
        to_status: step.to.slice(0, WORD),
        to_category: step.toCategory,
        import_id: this.#importId,
      })),
    )
  }

  async #known(items: readonly string[]): Promise<Set<string>> {
    const rows = await inPieces<{ item_id: string; at: string | Date; to_status: string }>(
      this.#session,
      'select item_id, at, to_status from status_change where tenant_id = ? and item_id in (…)',
      [this.#session.tenant],
      items,
    )
    return new Set(
      rows.map(({ item_id, at, to_status }) =>
        identity({ item: item_id, at: new Date(at).toISOString(), to: to_status }),
      ),
    )
  }
}

const identity = ({ item, at, to }: Pick<StatusStep, 'item' | 'at' | 'to'>) => `${item} ${at} ${to.slice(0, WORD)}`

function stepsOf({ statusChanges }: ImportRecord, item: string): StatusStep[] {
  return statusChanges.map(({ at, from, to, category }, step) => ({
    item,
    at,
    from,
    to,
    toCategory: category,
    fromCategory: from === null ? null : ((statusChanges[step - 1]?.category ?? null) satisfies StatusCategory | null),
  }))
}
