/**
 * `npm run proof -- faults [--rounds 20] [--nodes 1] [--only disk,sigterm]`: everything that can go wrong under a running PM33, under the
 * load of four clients. With several nodes, which need PostgreSQL, they are behind a proxy. Each request is answered or refused in a typed way, nothing acknowledged is lost, nobody has to help.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { smallDisk } from '../faults/disk.ts'
import { rounds, type Found } from '../faults/rounds.ts'
import { onPostgres, subject, withoutSpace } from '../faults/server.ts'
import {
  cut,
  deadEngine,
  deaf,
  fullDisk,
  kill,
  promotion,
  readOnly,
  restart,
  sigterm,
  type Trouble,
} from '../faults/troubles.ts'
import { startPostgres, type PostgresServer } from '../servers/postgres-server.ts'

/** Megabytes of the disks that are filled: the databases, their logs, and what twenty rounds write. */
const EMBEDDED_DISK = 400
const POSTGRES_DISK = 600

const NAMES = ['restart', 'cut', 'read-only', 'listen', 'promotion', 'disk', 'engine', 'kill', 'sigterm'] as const
type Name = (typeof NAMES)[number]

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      rounds: { type: 'string', default: '20' },
      nodes: { type: 'string', default: '1' },
      only: { type: 'string', default: NAMES.join(',') },
    },
  })
  const nodes = Number(values.nodes)
  const only = values.only.split(',')
  const strange = only.filter((name) => !(NAMES as readonly string[]).includes(name))
  if (strange.length) throw new Error(`There is no fault ${strange.join(', ')}. There are: ${NAMES.join(', ')}`)
  const wanted = (...names: Name[]) => names.filter((name) => only.includes(name))
  const found: Found[] = []
  const home = mkdtempSync(join(tmpdir(), 'pm33-faults-'))
  const place = (name: string) => {
    mkdirSync(join(home, name))
    return join(home, name)
  }

  /** Each trouble in turn, on one server over one database. */
  async function prove(
    database: string,
    env: Record<string, string>,
    folder: string,
    troubles: Trouble[],
  ): Promise<void> {
    const pm33 = await subject(env, folder, nodes)
    try {
      for (const trouble of troubles)
        found.push(
          await rounds(
            trouble,
            nodes === 1 ? database : `${database}, ${nodes} nodes`,
            pm33,
            Number(values.rounds),
            (words) => console.error(words),
          ),
        )
    } finally {
      await pm33.stop()
    }
  }

  async function withPostgres(
    within: string | undefined,
    folder: string,
    work: (postgres: PostgresServer, env: Record<string, string>) => Promise<void>,
  ): Promise<void> {
    const postgres = await startPostgres({ fsync: true, ...(within && { within }) })
    try {
      await work(postgres, await onPostgres(postgres, folder))
    } finally {
      await postgres.stop()
    }
  }

  async function proveStandby(folder: string): Promise<void> {
    const primary = await startPostgres({ fsync: true })
    const standby = await startPostgres({ fsync: true, standbyOf: primary })
    try {
      const env = await onPostgres(primary, folder, standby)
      await prove('PostgreSQL', env, folder, [promotion([primary, standby])])
    } finally {
      await standby.stop()
      await primary.stop()
    }
  }

  async function onDisk(megabytes: number, work: (disk: ReturnType<typeof smallDisk>) => Promise<void>): Promise<void> {
    const disk = smallDisk(megabytes)
    try {
      await work(disk)
    } finally {
      disk.remove()
    }
  }

  try {
    const known: Partial<Record<Name, (postgres: PostgresServer) => Trouble>> = {
      listen: deaf,
      restart,
      cut,
      'read-only': readOnly,
      kill: () => kill,
      sigterm: () => sigterm,
    }
    const shared = wanted('restart', 'cut', 'read-only', 'listen', 'kill', 'sigterm')
    if (shared.length)
      await withPostgres(undefined, place('postgres'), (postgres, env) =>
        prove(
          'PostgreSQL',
          env,
          home,
          shared.map((name) => known[name]!(postgres)),
        ),
      )
    if (wanted('promotion').length) await proveStandby(place('pair'))
    const alone = nodes === 1 ? wanted('engine', 'kill', 'sigterm') : []
    const sign = join(home, 'no-space')
    const own: Partial<Record<Name, Trouble>> = { engine: deadEngine(sign), kill, sigterm }
    if (alone.length)
      await prove(
        'embedded',
        withoutSpace({ PM33_DATA: place('embedded') }, sign),
        home,
        alone.map((name) => own[name]!),
      )
    if (wanted('disk').length) {
      if (nodes === 1)
        await onDisk(EMBEDDED_DISK, (disk) =>
          prove('embedded', { PM33_DATA: join(disk.path, 'data') }, home, [fullDisk(disk)]),
        )
      await onDisk(POSTGRES_DISK, (disk) =>
        withPostgres(disk.path, place('postgres-disk'), (postgres, env) =>
          prove('PostgreSQL', env, home, [fullDisk(disk, postgres)]),
        ),
      )
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
    report(found)
  }
}

function report(found: readonly Found[]): void {
  const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(1)
  const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
  console.log(
    '| trouble | database | rounds | answered | refused, typed | no server | cut | never answered or untyped | acknowledged writes | lost | well again, s: median, longest | longest request, s |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|---|---|---|')
  for (const { trouble, database, rounds: done, requests, acknowledged, lost, recovery, longest } of found) {
    console.log(
      `| ${[trouble, database, done, requests.answered, requests.refused, requests.nobody, requests.cut, requests.hung + requests.untyped, acknowledged, lost.length, `${seconds(middle(recovery))}, ${seconds(Math.max(...recovery))}`, seconds(longest)].join(' | ')} |`,
    )
  }
  for (const { trouble, database, notes } of found)
    for (const [note, times] of notes) console.log(`${trouble}, ${database}: ${note} (${times} times)`)
  for (const { trouble, database, lost, wrong } of found) {
    const all = [...lost.map((write) => `lost ${write}`), ...wrong]
    if (all.length === 0) continue
    console.log(
      [
        `${trouble}, ${database}:`,
        ...all.slice(0, 20).map((words) => `  ${words}`),
        ...(all.length > 20 ? [`  and ${all.length - 20} more`] : []),
      ].join('\n'),
    )
    process.exitCode = 1
  }
}
