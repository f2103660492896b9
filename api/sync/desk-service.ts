import type { Db } from '../data/database.ts'
import type { Mapping } from '../imports/record/mapping.ts'
import type { ImportSpool } from '../imports/spool-service.ts'
import type { SyncConnection } from './entity.ts'
import type { About, Source } from './source.ts'

/** What a writing stands on: one connection in one tenant, and the node that has it. */
export interface Desk {
  readonly db: Db
  readonly imports: ImportSpool
  readonly now: () => Date
  readonly source: Source
  readonly about: About
  readonly connection: {
    readonly id: string
    readonly workspaceId: string
    readonly importId: string
    readonly mapping: Mapping | null
  }
  /** @throws LostLease when another node has the connection, or a person has stopped it. In the transaction that writes */
  readonly hold: (more?: Partial<SyncConnection>) => Promise<void>
}
