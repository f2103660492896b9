/** A PM33 of its own process, to be killed: the API as `pm33 api` opens and serves it, and one member with a key. */
import { createHttp } from '../../api/server/http.ts'
import { readConfig } from '../../api/server/config.ts'
import { dbForTenant } from '../../api/data/context.ts'
import { apiKeyHint, hashApiKey } from '../../api/identity/keys/api-key.ts'
import { ApiKey, Membership, Tenant, User, Workspace } from '../../api/identity/entity.ts'
import { SCOPES } from '../../api/identity/scope.ts'
import { openApi, type OpenApi } from '../../api/server/main.ts'
import { listen } from '../../listen.ts'

export interface Start {
  env: Record<string, string>
  tenantId: string
  key: string
}

async function serve({ env, tenantId, key }: Start): Promise<{ url: string }> {
  const config = readConfig(env)
  const open = await openApi(config)
  await givenMember(open, tenantId, key)
  const http = createHttp({ ...open, config })
  open.api.start()
  const { port } = await listen(http.fetch, config)
  return { url: `http://127.0.0.1:${port}/graphql` }
}

/** Made on the first start, found on later ones. */
async function givenMember({ orm, secrets }: OpenApi, tenantId: string, key: string): Promise<void> {
  const { em } = dbForTenant(orm, tenantId)
  if (await em.findOne(Tenant, { tenantId })) return
  em.create(Tenant, { tenantId, name: 'Crash' })
  const user = em.create(User, { email: 'crash@example.test', name: 'Crash' })
  em.create(Membership, { user, role: 'owner' })
  em.create(Workspace, { key: 'crash', name: 'Crash' })
  em.create(ApiKey, {
    hash: hashApiKey(secrets.pepper, key),
    hint: apiKeyHint(key),
    name: 'writer',
    user,
    scopes: [...SCOPES, 'backlog:write'],
    surfaces: ['graphql'],
  })
  await em.flush()
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
// Nobody is left to be killed by.
process.once('disconnect', () => process.exit())
