import { toCsv } from '../../../api/files/export-csv.ts'
import type { BacklogRowFragment } from '../../operations.generated.ts'

/** Items of one file; a whole workspace is exported by the command line and the API. */
export const MOST_IN_FILE = 10_000

export const backlogCsv = (rows: readonly BacklogRowFragment[]) =>
  toCsv(
    ['key', 'title', 'type', 'status', 'priority', 'story points', 'team', 'due date', 'updated'],
    rows.map((row) => [
      row.key,
      row.title,
      row.type,
      row.status,
      row.priority,
      row.storyPoints,
      row.team?.name ?? null,
      row.dueDate,
      row.updatedAt,
    ]),
  )
