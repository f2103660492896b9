/** Lists of rows that are read page by page, as far as somebody has scrolled. */
import {
  BacklogRowsDocument,
  type BacklogRowFragment,
  type BacklogRowsQueryVariables,
} from '../../operations.generated.ts'
import { ask, problemOf, type Problem } from '../graphql.ts'

/** Rows of one request; the most that the API gives. */
export const PAGE = 200

export interface List {
  readonly rows: readonly BacklogRowFragment[]
  /** null until the first page is there. */
  readonly total: number | null
  readonly problem: Problem | null
  readonly searchedFor: string | null
  readonly closestWords: readonly string[] | null
}

type Question = Omit<BacklogRowsQueryVariables, 'after' | 'first'>

interface Reading extends List {
  after: string | null
  wanted: number
  reading: Promise<void> | null
}

const UNREAD: Reading = {
  rows: [],
  total: null,
  problem: null,
  searchedFor: null,
  closestWords: null,
  after: null,
  wanted: 0,
  reading: null,
}

export class Lists {
  readonly #lists = new Map<string, Reading>()
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  of(question: Question): List {
    return this.#lists.get(JSON.stringify(question)) ?? UNREAD
  }

  /** Reads until so many rows are there, or all. @returns when that is so, or it failed */
  need(question: Question, rows: number): Promise<void> {
    const key = JSON.stringify(question)
    const list = this.#lists.get(key) ?? { ...UNREAD }
    this.#lists.set(key, list)
    list.wanted = Math.max(list.wanted, rows)
    list.reading ??= this.#read(question, list).finally(() => {
      list.reading = null
      this.#changed()
    })
    return list.reading
  }

  async #read(question: Question, list: Reading): Promise<void> {
    Object.assign(list, { problem: null })
    try {
      while (list.total === null || list.rows.length < Math.min(list.wanted, list.total)) {
        const { workspace } = await ask(BacklogRowsDocument, { ...question, after: list.after, first: PAGE })
        const { nodes, totalCount, pageInfo, searchedFor, closestWords } = workspace.backlog
        // A row that moved while the list was read can come twice.
        const known = new Set(list.rows.map(({ id }) => id))
        const rows = [...list.rows, ...nodes.filter(({ id }) => !known.has(id))]
        const total = pageInfo.hasNextPage ? totalCount : rows.length
        Object.assign(list, { rows, total, searchedFor, closestWords: closestWords ?? null })
        list.after = pageInfo.endCursor ?? null
        this.#changed()
        if (!pageInfo.hasNextPage) return
      }
    } catch (error) {
      Object.assign(list, { problem: problemOf(error) })
    }
  }

  /** A row that was changed stays where it is until the list is read again. */
  put(row: BacklogRowFragment): void {
    for (const list of this.#lists.values())
      Object.assign(list, { rows: list.rows.map((one) => (one.id === row.id ? row : one)) })
    this.#changed()
  }

  forget(): void {
    this.#lists.clear()
    this.#changed()
  }
}
