/** Asks one tree's API every question of the replay. usage: node record.ts TREE DATABASE_URL OUT SIZES */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as App from '../../../api/server/app.ts'
import type * as ContextFile from '../../../api/data/context.ts'
import type * as DatabaseFile from '../../../api/data/database.ts'
import type * as DemoFile from '../../../api/demo/service.ts'
import type * as MigrateFile from '../../../api/data/migrate.ts'
import type * as SecretsFile from '../../../api/identity/credentials/secrets.ts'
import { SCALE_TODAY, scaledBacklog } from '../../bench/scale/backlog.ts'
import { operationOf } from '../../bench/scale/operation.ts'
import { questionsFor } from './questions.ts'

const [tree, url, out, sizes] = process.argv.slice(2) as [string, string, string, string]
const load = async <T>(path: string) => (await import(pathToFileURL(join(tree, path)).href)) as T
const { createApi } = await load<typeof App>('api/server/app.ts')
const { dbForTenant } = await load<typeof ContextFile>('api/data/context.ts')
const { openDatabase, serveAs } = await load<typeof DatabaseFile>('api/data/database.ts')
const { migrate } = await load<typeof MigrateFile>('api/data/migrate.ts')
const { writeDemo } = await load<typeof DemoFile>('api/demo/service.ts')
const { deriveSecrets } = await load<typeof SecretsFile>('api/identity/credentials/secrets.ts')

const now = new Date(`${SCALE_TODAY}T12:00:00Z`)
/** An id of so many times one digit. */
const uuid = (digit: number, kind: string) => `${String(digit).repeat(8)}-0000-4000-8000-${kind.repeat(12)}`

const owner = await openDatabase({ url })
await migrate(owner)
const sql = (text: string, bound: unknown[] = []) => owner.em.getConnection().execute(text, bound)
const demoTenant = uuid(9, 'a')
await sql('insert into tenant (tenant_id, name, created_at) values (?, ?, now())', [demoTenant, 'Demo'])
const tenants = [{ name: 'demo', tenantId: demoTenant, workspaceId: 'shop' }]
for (const [at, items] of sizes.split(',').map(Number).entries()) {
  const ids = { tenantId: uuid(at + 1, 'a'), workspaceId: uuid(at + 1, 'b'), userId: uuid(at + 1, 'c') }
  await scaledBacklog(sql, { ...ids, name: `replay-${items}`, items })
  tenants.push({ name: `${items} items`, ...ids })
}
await sql('analyze')
const orm = await serveAs(owner, { url })
await writeDemo(dbForTenant(orm, demoTenant), now)
const secrets = deriveSecrets('a master secret for the replay only')
const doors = { serviceKey: 'service key of the replay', operatorKey: 'operator key of the replay' }
const quiet = { error: console.error, warn: () => undefined, info: () => undefined }
const api = createApi({ orm, secrets, doors, log: quiet, now: () => now })

/** Ids are made anew for each database, and a cursor holds one. */
const comparable = (text: string) =>
  text
    .replaceAll(/"(endCursor|cursor|startCursor)":"[^"]*"/g, '"$1":"…"')
    .replaceAll(/"engine":"[^"]*"/g, '"engine":"…"')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '…')

const answers: Record<string, string> = {}
for (const { name, tenantId, workspaceId } of tenants) {
  const caller = await api.credentials.assertionFor({ kind: 'operator', id: 'operator', tenantId })
  const ask = async (tool: string, variables: object) => {
    const response = await api.fetch(
      new Request('http://pm33.test/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${doors.operatorKey}`,
          'x-pm33-caller': caller,
        },
        body: JSON.stringify(operationOf(tool, { workspaceId, ...variables })),
      }),
    )
    return response.text()
  }
  for (const { tool, variables } of questionsFor(name === 'demo')) {
    const text = await ask(tool, variables)
    answers[`${name}: ${tool} ${JSON.stringify(variables)}`] = comparable(text)
    const cursor = /"endCursor":"([^"]*)"/.exec(text)?.[1]
    if (cursor && !('asOf' in variables))
      answers[`${name}: ${tool} ${JSON.stringify(variables)}, next page`] = comparable(
        await ask(tool, { ...variables, cursor }),
      )
  }
}
writeFileSync(out, JSON.stringify(answers))
await api.close()
await orm.close()
