/** What an import made or changed beside the items, so that it can be undone. */
export interface Made {
  teams: string[]
  sprints: string[]
  /** Ids of the other rows by their table; imports of earlier versions have none. */
  rows?: Record<string, string[]>
  /** It set the currency, where none was set. */
  currency?: true
  /** Sprints as they were before the import said more of them. */
  changedSprints: {
    id: string
    state: string
    start_date: string | null
    end_date: string | null
    /** Imports of earlier versions left goals alone. */
    goal?: string | null
  }[]
}
