/** One creation of items from a document, so that it can be taken back. */
export interface MadeFrom {
  /** ISO 8601. */
  readonly at: string
  readonly items: readonly {
    readonly id: string
    /** What it was made from; null for the epic. */
    readonly sentence: string | null
  }[]
}
