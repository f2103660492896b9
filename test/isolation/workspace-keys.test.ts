import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FULL, walkedOn } from '../depth.ts'
import { world, type World } from '../world.ts'
import { coordinateOf } from './probes.ts'
import { OFFERED, workspaceSides, type Side } from './side.ts'
import { walk, ways } from './walk.ts'
import { WALKED_HOSTS } from './walked-jira.ts'

/** Whoever administers a tenant administers all of it: its people, their keys and apps, and which workspaces there are. */
const TENANT_WIDE = new Set([
  ...['apiKeys', 'auditEvents', 'auditLog', 'connections', 'invites', 'members'].map((name) => `Query.${name}`),
  ...[
    'cancelInvite',
    'changeMember',
    'createApiKey',
    'createWorkspace',
    'deleteWorkspace',
    'disconnect',
    'exportAuditEvents',
    'exportMemberData',
    'restrictMember',
    'setAuditRetention',
    'inviteMember',
    'memberResetLink',
    'removeMember',
    'renameWorkspace',
    'revokeApiKey',
    'setApiKeyWorkspace',
    'setConnectionWorkspace',
    'setMemberCreditCap',
  ].map((name) => `Mutation.${name}`),
])
/** Against whom an organization works is the same for all its workspaces. */
const MARKET = new Set(
  [
    'updateCompetitor',
    'deleteCompetitor',
    'updateCapability',
    'deleteCapability',
    'linkItemsToCapability',
    'unlinkItemsFromCapability',
    'updateClaim',
    'deleteClaim',
  ].map((name) => `Mutation.${name}(id)`),
)
const inWorkspaces = ways.filter(({ steps: [first] }) => !TENANT_WIDE.has(`${first!.owner}.${first!.field.name}`))

describe.each(walkedOn('embedded'))('two keys of one tenant, each for one workspace, on %s', (engine) => {
  let pm33: World
  let shop: Side
  let plant: Side

  beforeAll(async () => {
    pm33 = await world(engine, undefined, undefined, { offered: OFFERED }, WALKED_HOSTS)
    ;[shop, plant] = await workspaceSides(pm33, ['shopq', 'plantz'], [74, 71])
  })
  afterAll(() => pm33.close())

  test('open their own workspace and no other', async () => {
    const list = async (side: Side) => (await side.ask('{ workspaces { totalCount nodes { name } } }')).data
    expect(await list(shop)).toEqual({ workspaces: { totalCount: 1, nodes: [{ name: 'shopq shop' }] } })
    expect(await list(plant)).toEqual({ workspaces: { totalCount: 1, nodes: [{ name: 'plantz shop' }] } })
  })

  test.each(inWorkspaces.map((way) => [coordinateOf(way), way] as const))(
    '%s: own names are answered, the other’s are not found',
    async (_name, way) => {
      // The rows of the one who is asked about are older, so they are what a question without a wall would find first.
      await walk(way, plant, shop, FULL ? 'names' : 'theirs', MARKET, inWorkspaces)
    },
  )
})
