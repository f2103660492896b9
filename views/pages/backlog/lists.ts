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
  /** Something has been changed since it was read. */
  old: boolean
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
  old: false,
}

export class Lists {
  readonly #lists = new Map<string, Reading>()
  readonly #changed: () => void
  /** How often a row was changed here. */
  changes = 0

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

  /** A row that was changed stays where it is, so that nothing moves under a person's hands, until another question is asked. */
  put(row: BacklogRowFragment): void {
    for (const list of this.#lists.values())
      Object.assign(list, { rows: list.rows.map((one) => (one.id === row.id ? row : one)), old: true })
    this.changes++
    this.#changed()
  }

  /** Lets go of what was read before a change: it is read again when it is next needed. @param question only the list of this one */
  renew(question?: Question): void {
    const only = question && JSON.stringify(question)
    for (const [key, { old }] of this.#lists) if (old && (!only || only === key)) this.#lists.delete(key)
  }

  /** All rows up to so many, as they are now, whatever is on screen. @throws Problem */
  async whole(question: Question, rows: number): Promise<List> {
    const kept = this.#lists.get(JSON.stringify(question))
    const lists: Lists = kept?.old ? new Lists(() => undefined) : this
    await lists.need(question, rows)
    const list = lists.of(question)
    if (list.problem) throw list.problem
    return list
  }
}
