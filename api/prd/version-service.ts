/** Versions of documents, read for many documents at once. */
import DataLoader from 'dataloader'
import type { Context } from '../data/context.ts'
import { notFound } from '../graphql/errors.ts'
import { PrdVersion, type Prd } from './entity.ts'
import { writtenOf, type WrittenPrd } from './service.ts'

const plain = { disableIdentityMap: true } as const

/** One version; those of many documents in a list are read in one statement. @throws NOT_FOUND */
export async function versionOf({ db }: Pick<Context, 'db'>, prd: Prd, number?: number | null): Promise<WrittenPrd> {
  const version = await loadersOf(db).version.load({ prd: prd.id, number: number ?? prd.newest })
  if (!version) throw notFound('Version', String(number))
  return writtenOf(prd, version)
}

export interface VersionRow {
  readonly number: number
  readonly createdAt: Date
  readonly author: string
  readonly mode: PrdVersion['mode']
  readonly edited: boolean
}

/** Newest first. */
export const versionsOf = ({ db }: Pick<Context, 'db'>, prd: Prd): Promise<VersionRow[]> =>
  loadersOf(db).versions.load(prd.id)

const MOST_VERSIONS = 200

/** They only gather what is asked for at once: what a change has written is read again. */
function loadersMade(db: Context['db']) {
  return {
    version: new DataLoader(
      async (keys: readonly { prd: string; number: number }[]) => {
        const wanted = keys.map(({ prd, number }) => ({ prd: { id: prd }, number }))
        const rows = await db.em.find(PrdVersion, { $or: wanted }, plain)
        const known = new Map(rows.map((row) => [`${row.prd.id} ${row.number}`, row]))
        return keys.map(({ prd, number }) => known.get(`${prd} ${number}`) ?? null)
      },
      { cache: false },
    ),
    versions: new DataLoader(
      async (ids: readonly string[]) => {
        const rows = await db.em.find(
          PrdVersion,
          { prd: { id: { $in: [...new Set(ids)] } } },
          {
            ...plain,
            orderBy: { number: 'desc' },
            fields: ['prd', 'number', 'createdAt', 'author', 'mode', 'edited'],
          },
        )
        const of = Map.groupBy(rows, ({ prd }) => prd.id)
        return ids.map((id) => (of.get(id) ?? []).slice(0, MOST_VERSIONS) as VersionRow[])
      },
      { cache: false },
    ),
  }
}

const loaders = new WeakMap<Context['db'], ReturnType<typeof loadersMade>>()

function loadersOf(db: Context['db']): ReturnType<typeof loadersMade> {
  const made = loaders.get(db) ?? loadersMade(db)
  loaders.set(db, made)
  return made
}
