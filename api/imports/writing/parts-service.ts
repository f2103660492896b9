import { isLinkPart, partOf, readPart, type Part, type PartEntries, type LinkPart } from '../formats/own/own-parts.ts'
import { parts as valuesOf } from '../reading/survey-json.ts'
import { rowGroups, type RowGroups } from '../record/row-groups.ts'
import type { Writing } from './items-service.ts'
import type { PlacedEntry, TakenParts } from './part.ts'
import type { RowWriter } from './rows-service.ts'
import type { WrittenPart } from './written.ts'

const BATCH = 50
const LINK_TABLES = {
  objectiveItems: { table: 'item_objective', column: 'objective_id', named: 'objective', of: 'workspace_id' },
  capabilityItems: { table: 'item_capability', column: 'capability_id', named: 'capability', of: null },
} as const

/** Writes what our own export holds beside the items: what items refer to before them, and links to items after them. */
export class PartWriter {
  readonly #writing: Writing
  readonly #outcomes = new Map<Part, { added: number; kept: number; refused: RowGroups }>()
  /** Ids of links by their table. */
  readonly made: Record<string, string[]> = {}

  constructor(writing: Writing) {
    this.#writing = writing
  }

  async before(): Promise<void> {
    await this.#each(
      (part) => !isLinkPart(part),
      (part, entries) => this.#writing.takeParts(part, entries),
    )
  }

  async after(writer: RowWriter, idOf: (ref: string) => string | null): Promise<void> {
    await this.#each(isLinkPart, (part, entries) => this.#link(part as LinkPart, entries as never, writer, idOf))
    await writer.flush()
  }

  list(): WrittenPart[] {
    return [...this.#outcomes].map(([part, { added, kept, refused }]) => ({
      part,
      added,
      kept,
      refused: refused.list(),
    }))
  }

  async #each(
    wanted: (part: Part) => boolean,
    take: (part: Part, entries: readonly PlacedEntry[]) => Promise<TakenParts>,
  ): Promise<void> {
    const { plan, source } = this.#writing
    // A file without any is not read once more.
    if (!plan.report.parts?.some(({ part }) => wanted(part as Part))) return
    let batch: PlacedEntry[] = []
    let current: Part | null = null
    const flush = async () => {
      if (!current || !batch.length) return
      const taken = await take(current, batch)
      const outcome = this.#outcomes.get(current) ?? { added: 0, kept: 0, refused: rowGroups() }
      this.#outcomes.set(current, outcome)
      outcome.added += taken.added
      outcome.kept += taken.kept
      for (const { at, reason } of taken.refused) outcome.refused.add(at, reason)
      batch = []
    }
    for await (const value of valuesOf(source, plan.encoding, plan.limits)) {
      const part = partOf(value)
      if (part === null || !wanted(part)) continue
      const { entry } = readPart(part, value.value)
      if (entry === null) continue
      if (part !== current || batch.length === BATCH) await flush()
      current = part
      batch.push({ at: value.at || 1, entry })
    }
    await flush()
  }

  async #link(
    part: LinkPart,
    entries: readonly PlacedEntry<LinkPart>[],
    writer: RowWriter,
    idOf: (ref: string) => string | null,
  ): Promise<TakenParts> {
    const { session, workspaceId, mayLink, now } = this.#writing
    const { table, column, named, of } = LINK_TABLES[part]
    if (!mayLink[part])
      return {
        added: 0,
        kept: 0,
        refused: entries.map(({ at }) => ({ at, reason: 'this credential cannot change it' })),
      }
    const nameOf = (entry: PartEntries[LinkPart]) => ('objective' in entry ? entry.objective : entry.capability)
    const names = [...new Set(entries.map(({ entry }) => nameOf(entry)))]
    const found = await session.query<{ id: string; name: string }>(
      `select id, name from ${named} where tenant_id = ? ${of ? `and ${of} = ?` : ''} and name in (${names.map(() => '?').join(', ')})`,
      [session.tenant, ...(of ? [workspaceId] : []), ...names],
    )
    const ids = new Map(found.map(({ id, name }) => [name, id]))
    const refused: { at: number; reason: string }[] = []
    const wanted = entries.flatMap(({ at, entry }) => {
      const [item, target] = [idOf(entry.item), ids.get(nameOf(entry))]
      if (item && target) return [{ item_id: item, [column]: target }]
      refused.push({ at, reason: item ? `its ${named} is not in the workspace` : 'its item is not in the workspace' })
      return []
    })
    const standing = new Set(
      (wanted.length
        ? await session.query<{ link: string }>(
            `select item_id || ' ' || ${column} as link from ${table} where tenant_id = ? and item_id in (${wanted.map(() => '?').join(', ')})`,
            [session.tenant, ...wanted.map(({ item_id }) => item_id)],
          )
        : []
      ).map(({ link }) => link),
    )
    const fresh = [...new Map(wanted.map((row) => [`${row.item_id} ${row[column]}`, row]))].flatMap(([link, row]) =>
      standing.has(link)
        ? []
        : [
            {
              ...row,
              tenant_id: session.tenant,
              id: crypto.randomUUID() as string,
              workspace_id: workspaceId,
              created_at: now.toISOString(),
            },
          ],
    )
    await writer.insert(table, ['tenant_id', 'id', 'workspace_id', 'item_id', column, 'created_at'], fresh)
    ;(this.made[table] ??= []).push(...fresh.map(({ id }) => id))
    return { added: fresh.length, kept: wanted.length - fresh.length, refused }
  }
}
