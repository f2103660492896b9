/** MikroORM's drivers over connections that are given up when they break. */
import { PgliteConnection, PgliteDriver } from '@mikro-orm/pglite'
import { PostgreSqlConnection, PostgreSqlDriver, type Configuration } from '@mikro-orm/postgresql'
import type { Pool, PoolConfig } from 'pg'
import { Connections } from './connections.ts'
import type { EmbeddedDatabase } from './embedded/embedded.ts'
import { clientsOf } from './servers.ts'
import { steady } from './steady.ts'

/** Milliseconds to wait for a connection, a new one or one that is in use, before a caller is told to come back. */
const CONNECT_MS = 10_000

/** Milliseconds of silence after which the kernel asks whether the other side of a connection is still there. */
const SILENT_MS = 10_000

class SteadyPostgresConnection extends PostgreSqlConnection {
  override createKyselyDialect(overrides: PoolConfig): ReturnType<PostgreSqlConnection['createKyselyDialect']> {
    let connections: Connections | undefined
    const onPoolCreated = (pool: Pool) => {
      connections = new Connections(pool)
    }
    const dialect = super.createKyselyDialect({
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: SILENT_MS,
      ...overrides,
      Client: clientsOf((this.config.get('driverOptions') as { connectionString: string }).connectionString),
      onPoolCreated,
    } as PoolConfig)
    return steady(dialect, () => connections?.recycle())
  }
}

export class SteadyPostgresDriver extends PostgreSqlDriver {
  protected override readonly connection: PostgreSqlConnection

  constructor(config: Configuration) {
    super(config)
    this.connection = new SteadyPostgresConnection(config)
  }
}

class SteadyEmbeddedConnection extends PgliteConnection {
  override createKyselyDialect(): ReturnType<PgliteConnection['createKyselyDialect']> {
    return steady((this.config.get('driverOptions') as { embedded: () => EmbeddedDatabase }).embedded().dialect())
  }
}

export class SteadyEmbeddedDriver extends PgliteDriver {
  protected override readonly connection: PgliteConnection

  constructor(config: Configuration) {
    super(config)
    this.connection = new SteadyEmbeddedConnection(config)
  }
}
