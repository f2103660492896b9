import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapter, claude, type AdapterInTest } from '../claude.ts'
import { FULL, walkedOn } from '../depth.ts'
import { world, type World } from '../world.ts'
import { takeFirstWallAway } from './first-wall.ts'
import { tenantSide } from './side.ts'
import { contract, walkTool, type Caller } from './tool-walk.ts'
import { leaks } from './verdict.ts'

const WALLS = ['both walls', 'the database’s wall alone'] as const
const places = WALLS.flatMap((walls, at) =>
  walkedOn(at === 0 ? 'embedded' : 'postgres').map((engine) => [engine, walls] as const),
)

describe.each(places)('Claude for two tenants on %s, behind %s', (engine, walls) => {
  let pm33: World
  let mcp: AdapterInTest
  let acme: Caller
  let bolt: Caller
  let putBack = () => {}

  beforeAll(async () => {
    pm33 = await world(engine)
    mcp = await adapter(pm33)
    const sides = [await tenantSide(pm33, 'acmeq', 90), await tenantSide(pm33, 'boltz', 71)] as const
    if (walls !== 'both walls') putBack = takeFirstWallAway(pm33)
    ;[acme, bolt] = (await Promise.all(sides.map(async (side) => ({ side, client: await claude(mcp, side.key) })))) as [
      Caller,
      Caller,
    ]
  })
  afterAll(async () => {
    putBack()
    await Promise.all([acme?.client.close(), bolt?.client.close()])
    await mcp.close()
    await pm33.close()
  })

  const both = (): [Caller, Caller][] => [
    [acme, bolt],
    [bolt, acme],
  ]

  test.each(contract.tools.map((tool) => [tool.name, tool] as const))(
    '%s: own names are answered, the other’s are not found',
    async (_name, tool) => {
      // The rows of the one who is asked about are older, so they are what a question without a wall would find first.
      await walkTool(tool, bolt, acme)
      if (FULL) await walkTool(tool, acme, bolt)
    },
  )

  // A view is a file of the release, the same for everybody; test/mcp/views.test.ts holds that.
  const withData = contract.resources.map(({ uri }) => uri).filter((uri) => !uri.startsWith('pm33://ui/'))
  test.each(withData)('%s shows one’s own and nothing else', async (uri) => {
    for (const [own, other] of both()) {
      const read = JSON.stringify(await own.client.read(uri))
      expect(leaks(read, own.side)).not.toEqual([])
      expect(leaks(read, other.side)).toEqual([])
    }
  })

  const idIn = (template: string, { side }: Caller) =>
    template.includes('{tenantId}') ? side.tenant.id : side.workspace.id
  const filled = (template: string, id: string) => template.replace(/\{\w+\}/, id)

  test.each(contract.resourceTemplates.map(({ uriTemplate }) => uriTemplate))(
    '%s: one’s own is read, the other’s is not found',
    async (template) => {
      for (const [own, other] of both()) {
        const theirs = JSON.stringify(await other.client.read(filled(template, idIn(template, other))))
        for (let again = 0; again < 2; again++) {
          const read = JSON.stringify(await own.client.read(filled(template, idIn(template, own))))
          // Figures name nobody, but they are not the other's figures.
          if (leaks(read, own.side).length === 0) expect(read).not.toBe(theirs)
          expect(leaks(read, other.side)).toEqual([])
        }
        const refusal = (id: string) =>
          own.client.read(filled(template, id)).then(
            () => 'answered',
            ({ code, message }: { code: number; message: string }) => `${code} ${message.replaceAll(id, '…')}`,
          )
        const refused = await refusal(idIn(template, other))
        expect(refused).toMatch(/not found/i)
        expect(leaks(refused, other.side)).toEqual([])
        expect(refused).toBe(await refusal(crypto.randomUUID()))
      }
    },
  )

  test.each(contract.resourceTemplates.map(({ uriTemplate }) => uriTemplate))(
    '%s is completed with one’s own and nothing else',
    async (template) => {
      const argument = /\{(\w+)\}/.exec(template)![1]!
      for (const [own, other] of both()) {
        expect(await own.client.complete(template, argument, '')).toContain(idIn(template, own))
        for (const typed of ['', idIn(template, other), idIn(template, other).slice(0, 4), other.side.marker]) {
          const values = await own.client.complete(template, argument, typed)
          expect(leaks(JSON.stringify(values), other.side)).toEqual([])
          if (typed.length > 4) expect(values).toEqual([])
        }
      }
    },
  )
})
