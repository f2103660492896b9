import { readFileSync } from 'node:fs'
import { lexicographicSortSchema, parse, printSchema, validate } from 'graphql'
import { expect, test } from 'vitest'
import { openDatabase } from '../api/database.ts'
import { migrate } from '../api/migrate.ts'
import { hashOf } from '../api/operations.ts'
import { schema } from '../api/schema.ts'

const committed = (file: string) => readFileSync(new URL(`../schema/${file}`, import.meta.url), 'utf8')
const operations = Object.entries(JSON.parse(committed('operations.json')) as Record<string, string>)

test('schema/api.graphql is what the API serves', () => {
  expect(committed('api.graphql')).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`)
})

test('every stored operation stands under its own hash and fits the schema', () => {
  expect(operations.length).toBeGreaterThan(5)
  for (const [hash, text] of operations) expect([hash, validate(schema, parse(text))]).toEqual([hashOf(text), []])
})

test('the migrations lead to the entities', async () => {
  const orm = await openDatabase({ embedded: 'memory://' })
  try {
    expect(await orm.migrator.checkSchema(), 'a migration is missing: npm run generate').toBe(false)
    await migrate(orm)
    expect(await orm.migrator.getPending()).toEqual([])
  } finally {
    await orm.close()
  }
})
