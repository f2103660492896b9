/**
 * What a live source must do to be kept in step with a workspace. A source hands over items as a file of the same tool
 * would hold them, so that the importer's mapping, report, and rules for a second import hold for both.
 */
import type { StatusCategory } from '../backlog/vocabulary.ts'
import type { JsonItem } from '../imports/formats/source.ts'
import type { Field } from '../imports/record/fields.ts'
import type { Mapping } from '../imports/record/mapping.ts'
import type { ImportedSprint } from '../imports/record/record.ts'
import type { SourceHttp } from './http/http.ts'

export const SOURCE_KINDS = ['jira', 'linear', 'github'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** What a person enters once, and which part of the source they chose. The token is opened just before use. */
export interface SourceSettings {
  /** Jira only: `https://acme.atlassian.net`. */
  readonly site: string | null
  /** Jira only: the e-mail address that the token belongs to. */
  readonly account: string | null
  readonly token: string
  /** Ids of `SourceScope`; empty: everything that the token can read. */
  readonly scopes: readonly string[]
  /** A filter in the source's own language (JQL), or null. */
  readonly filter: string | null
  /** What a person decided about fields, by their names or ids at the source. */
  readonly columns?: Mapping['columns']
}

/** Opens a source; sends nothing yet. One is opened for each run, so it may keep what it learns (fields, cloud id). */
export type OpenSource = (settings: SourceSettings, http: SourceHttp) => Source

/** A project, team, or repository. */
export interface SourceScope {
  readonly id: string
  /** `SHOP`, `acme/app`. */
  readonly key: string
  readonly name: string
}

/** One thing that PM33 reads, tried with the credential. */
export interface Ability {
  /** What is read, as a person would say it: `issues`, `sprints`, `history`. */
  readonly name: string
  /** Nothing can be kept in step without it. */
  readonly needed: boolean
  readonly works: boolean
  /** One sentence naming the permission that is missing and where to grant it; null when it works. */
  readonly missing: string | null
}

export interface Check {
  /** Whose credential it is, as the source names them; null when it does not say. */
  readonly account: string | null
  readonly abilities: readonly Ability[]
  /** When the credential expires; null when the source does not say. */
  readonly expiresAt: Date | null
}

export interface SourceRecord {
  /** The source's own id. It stays the same when the item moves and its key changes. */
  readonly id: string
  /** The key that the importer reads from `item`: `SHOP-12`, `acme/app#34`, `ENG-7`. */
  readonly key: string
  /** Last change at the source in epoch ms. A record older than what was last written is left out. */
  readonly updatedAt: number
  /** Other items that it names (parent, links) with the keys they have now, so that one that moved is still found. */
  readonly mentions: readonly { readonly id: string; readonly key: string }[]
  /** False: its history is not in `item`. The runner asks `byIds` for it when nothing else waits. */
  readonly complete: boolean
  /** Fields that the source owns and this record does not say: they stay as they are. With a link among them, so do all links. */
  readonly lacks?: readonly Field[]
  /** In the JSON form that the importer's format of this source reads, with an explicit null for an empty field. */
  readonly item: JsonItem
}

export interface ChangePage {
  readonly records: readonly SourceRecord[]
  /**
   * Where to go on after these records, as the source likes to write it. Committed in one transaction with them. Left
   * out while going on from here could miss a change.
   */
  readonly cursor?: string
  /** Items that this walk will bring together, if the source says so. */
  readonly total?: number
  /** With these records, everything has been here once; what follows of this walk adds to it. */
  readonly usable?: true
}

/** What a webhook says, once its signature is verified. */
export type Webhook =
  | {
      readonly verified: true
      /** Stays the same when the source sends it again. */
      readonly delivery: string
      /** Items to look at now. Also of an old delivery: the answer is what the source says now. */
      readonly look: readonly string[]
      /** Items that the source says are deleted. */
      readonly deleted: readonly string[]
    }
  | { readonly verified: false; readonly why: string }

export interface About {
  /** What stands beside the list in such a file, such as `names` of custom fields. */
  readonly beside: JsonItem
  /** Every status by the name that records use. Names come from the source; categories from its keys, by `refine`. */
  readonly statuses: Readonly<Record<string, StatusCategory>>
}

export interface Source {
  readonly kind: SourceKind
  /** Format of the importer that reads `SourceRecord.item`: `jira-json`. */
  readonly format: string
  /** Name of the list in such a file, '' for a bare list. */
  readonly list: string
  /**
   * Fields that the source owns: where a record has none, the item's own value is emptied. Leave out `history` unless every
   * record of `changes` is complete.
   */
  readonly owns: readonly Field[]
  /**
   * `both`: each record names its links from both ends, so that either end says that one is gone. `waiting`: only the item
   * that waits names what blocks it.
   */
  readonly links: 'both' | 'waiting'
  /** What a file says once, read at the start of each run. */
  readonly about: (signal: AbortSignal) => Promise<About>
  /** Tries each endpoint that a sync needs. @throws SourceTrouble only when the source cannot be reached */
  readonly check: (signal: AbortSignal) => Promise<Check>
  /** Some of what is tried is not needed: a run goes on without it, so that only trying tells that it is missing. */
  readonly goesWithout?: true
  readonly scopes: (signal: AbortSignal) => Promise<readonly SourceScope[]>
  /** Columns of the settings that the source does not have, where it can tell. @throws SourceTrouble */
  readonly unknownColumns?: (signal: AbortSignal) => Promise<readonly string[]>
  /** How often everything is read again, where the source does not mark every change, as Jira does not for links. */
  readonly rereadMs?: number
  /** Everything changed since the cursor, with overlap; from null, everything. @throws SourceTrouble */
  readonly changes: (cursor: string | null, signal: AbortSignal) => AsyncIterable<ChangePage>
  /** Ids of all items that are there now. Whoever gets to the end may end the others. @throws SourceTrouble */
  readonly ids: (signal: AbortSignal) => AsyncIterable<readonly string[]>
  /** Sprints, also those that no item is in; nothing where the credential may not read them. @throws SourceTrouble */
  readonly sprints?: (signal: AbortSignal) => AsyncIterable<readonly ImportedSprint[]>
  /** Items an hour that `byIds` can bring at most, where the source limits that; null: not known yet. */
  readonly pace?: () => number | null
  /** Most ids that one call of `byIds` takes. */
  readonly atOnce: number
  /**
   * These items as they are now, with their history, not as a search index remembers them. `gone`: deleted, archived, or
   * no longer in the chosen scopes. Only this decides about an item that has ended. `finished`: of those that are gone, the
   * ones that the source still shows as done: they left a filter such as `statusCategory != Done` by being finished, and
   * must not count as given up. @throws SourceTrouble
   */
  readonly byIds: (
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<{
    readonly records: readonly SourceRecord[]
    readonly gone: readonly string[]
    readonly finished?: readonly SourceRecord[]
  }>
}

/** Reads a webhook of this kind. Pure: needs no credential but the webhook's own secret. */
export type ReadWebhook = (headers: Headers, body: Uint8Array, secret: string, now: Date) => Webhook
