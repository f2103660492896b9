/** The other side of a source: what a connection would hold after its runs, kept in a map, by the runner's own rules. */
import { sortRecords, type KnownRecord } from '../../api/sync/batch.ts'
import { SourceClient, type ClientOptions } from '../../api/sync/http/client-service.ts'
import { readOperatorHosts } from '../../api/sync/http/hosts.ts'
import type {
  OpenSource,
  ReadWebhook,
  Source,
  SourceKind,
  SourceRecord,
  SourceSettings,
} from '../../api/sync/source.ts'
import { SourceTrouble } from '../../api/sync/trouble.ts'
import type { FakeServer } from './fakes/fake-server.ts'

const HOSTS = { jira: 'api.atlassian.com', linear: 'api.linear.app', github: 'api.github.com' } as const

export function clientFor(
  kind: SourceKind,
  address: string,
  { clock }: FakeServer,
  more: Partial<ClientOptions> = {},
): SourceClient {
  const operator = readOperatorHosts([`${HOSTS[kind]}=${address}`])
  return new SourceClient({ kind, operator, clock, timeoutMs: 300, random: () => 0, ...more })
}

export const settings = (token: string, scopes: readonly string[] = []): SourceSettings => ({
  site: null,
  account: null,
  token,
  scopes,
  filter: null,
})

export class Mirror {
  readonly records = new Map<string, SourceRecord>()
  readonly ended = new Set<string>()
  readonly #seen = new Set<string>()
  cursor: string | null = null
  readonly #open: OpenSource
  readonly #webhook: ReadWebhook
  readonly #settings: SourceSettings
  readonly #client: SourceClient

  constructor(open: OpenSource, webhook: ReadWebhook, options: SourceSettings, client: SourceClient) {
    this.#open = open
    this.#webhook = webhook
    this.#settings = options
    this.#client = client
  }

  source(): Source {
    return this.#open(this.#settings, this.#client)
  }

  /** One walk. @param dieAfter pages after which the process is gone; @returns whether it came to its end */
  async walk(dieAfter = Infinity, signal = new AbortController().signal): Promise<boolean> {
    const source = this.source()
    await source.about(signal)
    let pages = 0
    for await (const { records, cursor } of source.changes(this.cursor, signal)) {
      await this.#write(source, records, false)
      // A page without its cursor is read again after a crash.
      if (cursor !== undefined) this.cursor = cursor
      if (++pages >= dieAfter) return false
    }
    const incomplete = [...this.records.values()].filter(({ complete, id }) => !complete && !this.ended.has(id))
    await this.look(
      incomplete.map(({ id }) => id),
      source,
    )
    return true
  }

  /** What a failed run leaves behind is kept, and the next one goes on from there. */
  async walkOrFail(dieAfter?: number): Promise<SourceTrouble | null> {
    try {
      await this.walk(dieAfter)
      return null
    } catch (error) {
      if (error instanceof SourceTrouble) return error
      throw error
    }
  }

  async look(ids: readonly string[], source = this.source()): Promise<void> {
    for (let at = 0; at < ids.length; at += source.atOnce) {
      const { records, gone } = await source.byIds(ids.slice(at, at + source.atOnce), new AbortController().signal)
      await this.#write(source, records, true)
      for (const id of gone) this.ended.add(id)
    }
  }

  async census(): Promise<void> {
    const source = this.source()
    const there = new Set<string>()
    for await (const ids of source.ids(new AbortController().signal)) for (const id of ids) there.add(id)
    const gone = [...this.records.keys()].filter((id) => !this.ended.has(id) && !there.has(id))
    const missed = [...there].filter((id) => !this.records.has(id) || this.ended.has(id))
    await this.look([...gone, ...missed], source)
  }

  /** @returns whether the delivery was taken */
  async deliver(
    { headers, body }: { headers: Headers; body: Uint8Array },
    secret: string,
    now: Date,
  ): Promise<boolean> {
    const said = this.#webhook(headers, body, secret, now)
    if (!said.verified || this.#seen.has(said.delivery)) return false
    await this.look(said.look)
    for (const id of said.deleted) if (this.records.has(id)) this.ended.add(id)
    // Only what has been dealt with has been seen.
    this.#seen.add(said.delivery)
    return true
  }

  async #write(source: Source, records: readonly SourceRecord[], looked: boolean): Promise<void> {
    const known = new Map<string, KnownRecord>(
      [...this.records.values()].map(({ id, updatedAt }) => [
        id,
        { sourceId: id, changedAt: updatedAt, ended: this.ended.has(id) },
      ]),
    )
    const sorted = sortRecords(records, known, looked)
    for (const record of sorted.records) {
      this.records.set(record.id, record)
      this.ended.delete(record.id)
    }
    if (sorted.doubtful.length > 0) await this.look(sorted.doubtful, source)
  }

  /** Records of what has not ended. */
  live(): SourceRecord[] {
    return [...this.records.values()].filter(({ id }) => !this.ended.has(id))
  }
}
