/** A tenant whose every text holds a hostile one, written as rows: what no door lets in today, and old data may hold. */
import type { EntityProperty } from '@mikro-orm/core'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { GLOBAL_TABLES } from '../../api/data/entities.ts'
import { importRoutes } from '../../api/imports/http-service.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { contract, plainArguments } from '../isolation/tool-walk.ts'
import { tenantSide, type Side } from '../isolation/side.ts'
import { world, type World } from '../world.ts'
import { hidden, hitsIn, hitsInFenced, textsOf } from './hits.ts'

const MARKER = 'hostq'

export interface Poison {
  side: Side
  /** Tables that the serving role cannot change. */
  closed: string[]
  /** Puts texts into every text of every row: as many as fit, beginning with another one in each column. */
  fill(...payloads: readonly string[]): Promise<void>
}

export interface Poisoned extends Poison {
  world: World
  mcp: AdapterInTest
  client: Claude
  close(): Promise<void>
}

/** @param at a database of one's own; the suite has a copy of its template */
export async function poisoned(at?: DatabaseLocation): Promise<Poisoned> {
  const pm33 = await world('embedded', at)
  const given = await poison(pm33)
  const mcp = await adapter(pm33)
  const client = await claude(mcp, given.side.key)
  return {
    ...given,
    world: pm33,
    mcp,
    client,
    async close() {
      await client.close()
      await mcp.close()
      await pm33.close()
    },
  }
}

/** @param pm33 on the embedded database, whose one connection keeps what the rows were */
export async function poison(pm33: World): Promise<Poison> {
  const side = await tenantSide(pm33, MARKER, 90)
  const em = side.tenant.em()
  const closed: string[] = []
  const tables: { name: string; same: string; columns: { name: string; json: boolean; most: number }[] }[] = []
  for (const meta of pm33.orm.getMetadata().getAll().values()) {
    if (!meta.tableName || meta.tableName in GLOBAL_TABLES || meta.pivotTable) continue
    const columns = Object.values<EntityProperty>(meta.properties)
      .filter(
        ({ persist, generated, kind, enum: listed }) => persist !== false && !generated && kind === 'scalar' && !listed,
      )
      .flatMap((prop) => {
        const type = prop.columnTypes[0]!
        const json = type.startsWith('json')
        return json || /^(text|varchar|character varying)/.test(type)
          ? [{ name: prop.fieldNames[0]!, json, most: prop.length ?? 100_000 }]
          : []
      })
    if (columns.length === 0) continue
    const name = meta.tableName
    try {
      await em.execute(`update "${name}" set "${columns[0]!.name}" = "${columns[0]!.name}"`)
    } catch (error) {
      if (!/permission denied|cannot be changed/.test(String(error))) throw error
      closed.push(name)
      continue
    }
    // The one connection of the embedded database keeps it.
    await em.execute(`create temp table "plain_${name}" as select * from "${name}"`)
    const keys = meta.getPrimaryProps().flatMap((prop: EntityProperty) => prop.fieldNames)
    tables.push({ name, columns, same: keys.map((key) => `plain."${key}" = "${name}"."${key}"`).join(' and ') })
  }
  return {
    side,
    closed,
    async fill(...payloads) {
      let turn = 0
      for (const { name, same, columns } of tables) {
        const values = columns.map(({ name: column, json, most }) =>
          json
            ? `"${column}" = replace(plain."${column}"::text, ?, ?)::jsonb`
            : `"${column}" = left(replace(plain."${column}", ?, ?), ${most})`,
        )
        const given = columns.flatMap(({ json, most }) => {
          const text = asManyAsFit(payloads, turn++, Math.max(0, most - ROOM))
          return [MARKER, json ? JSON.stringify(text).slice(1, -1) : text]
        })
        await em.execute(`update "${name}" set ${values.join(', ')} from "plain_${name}" plain where ${same}`, given)
      }
      await em.execute('update workspace set data_version = data_version + 1')
    },
  }
}

/** What else stands in a text beside the marker. */
const ROOM = 60

function asManyAsFit(payloads: readonly string[], from: number, most: number): string {
  let text = payloads[from % payloads.length]!.slice(0, most)
  for (let next = 1; next < payloads.length; next++) {
    const longer = `${text}\n\n${payloads[(from + next) % payloads.length]!}`
    if (longer.length <= most) text = longer
  }
  return text
}

export interface Found {
  /** What acted, and where. */
  hits: string[]
  /** Answers in which the text showed. */
  shown: string[]
}

/** Everything a model gets: each tool, resource, and completion. */
export async function askedOf({ side, client }: Poisoned, seen: string): Promise<Found> {
  const found: Found = { hits: [], shown: [] }
  const note = (from: string, hits: string[], whole: unknown) => {
    found.hits.push(...hits.map((hit) => `${from} ${hit}`))
    if (textsOf(whole).some(([, text]) => text.includes(seen))) found.shown.push(from)
  }
  for (const tool of contract.tools) {
    const { data, text, meta } = await client.call(tool.name, await plainArguments(tool, side))
    note(tool.name, [...hitsIn(data), ...hitsIn(meta), ...hitsInFenced(text)], [data, text])
  }
  const uris = [
    ...contract.resources.map(({ uri }) => uri).filter((uri) => !uri.startsWith('pm33://ui/')),
    ...contract.resourceTemplates.map(({ uriTemplate }) =>
      uriTemplate.replace('{tenantId}', side.tenant.id).replace('{workspaceId}', side.workspace.id),
    ),
  ]
  for (const uri of uris) {
    const { data } = await client.read(uri)
    const ends = Object.keys(data).filter((name) => name.startsWith('end-'))
    note(uri.replace(/[0-9a-f-]{36}/, '…'), [...hitsIn(data), ...ends.slice(1)], data)
  }
  return found
}

/** Both files that a backlog is exported as. */
export async function exportedFrom({ world: pm33, side }: Pick<Poisoned, 'world' | 'side'>): Promise<string[]> {
  const routes = importRoutes({
    orm: pm33.orm,
    desk: pm33.api.imports,
    linkKey: pm33.secrets.assertion,
    now: pm33.clock.now,
    refusal: async () => null,
    opened: () => undefined,
    from: () => '127.0.0.1',
  })
  const files: string[] = []
  for (const format of ['json', 'csv']) {
    const { data, body } = await side.ask(
      `mutation($id: ID!) { exportBacklog(workspaceId: $id, format: ${format}) }`,
      { id: side.workspace.id },
      'person',
    )
    if (!data) throw new Error(body)
    files.push(await (await routes.request(String(data.exportBacklog))).text())
  }
  return files
}

/** A file's texts: the values of JSON, or the text as it stands. */
export const hiddenIn = (file: string): string[] =>
  (file.startsWith('{') ? textsOf(JSON.parse(file)) : [['$', file] as const]).flatMap(([path, text]) =>
    hidden(text).map((hit) => `${path}: ${hit}`),
  )
