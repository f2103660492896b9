/** A PM33 of its own process, to be killed in the middle of an import: the API as `pm33 api` opens and serves it, and one tenant. */
import { createHttp } from '../../api/server/http.ts'
import { readConfig } from '../../api/server/config.ts'
import { dbForTenant } from '../../api/data/context.ts'
import { Tenant } from '../../api/identity/entity.ts'
import { openApi } from '../../api/server/main.ts'
import { listen } from '../../listen.ts'

export interface Start {
  env: Record<string, string>
  tenantId: string
}

async function serve({ env, tenantId }: Start): Promise<{ url: string; operatorKey: string }> {
  const config = readConfig(env)
  const open = await openApi(config)
  const { em } = dbForTenant(open.orm, tenantId)
  if (!(await em.findOne(Tenant, { tenantId }))) {
    em.create(Tenant, { tenantId, name: 'Crash' })
    await em.flush()
  }
  const http = createHttp({ ...open, config })
  open.api.start()
  const { port } = await listen(http.fetch, config)
  return { url: `http://127.0.0.1:${port}`, operatorKey: open.doors.operatorKey }
}

process.once('message', (start: Start) => {
  serve(start).then(
    (ready) => process.send!(ready),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
