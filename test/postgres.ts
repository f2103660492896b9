import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { connect } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the socket of the PostgreSQL that the suite runs on. */
    postgres: string
  }
}

/** An empty database of its own on the suite's PostgreSQL. */
export async function freshPostgres(): Promise<string> {
  const folder = inject('postgres')
  const name = `pm33_${randomUUID().replaceAll('-', '')}`
  await connect(folder, 'postgres', (client) => client.query(`create database ${name}`))
  return `postgres://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`
}
