import { afterAll, beforeAll, expect } from 'vitest'
import type { Workspace } from '../../api/identity/entity.ts'
import type { Scope } from '../../api/identity/scope.ts'
import { givenBoard, type Board } from '../board.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { world, type Engine, type TenantInTest, type World } from '../world.ts'

/** An organization and a client with a key to it: what the tests of a tool stand on. */
export interface Stage {
  pm33: World
  acme: TenantInTest
  mcp: AdapterInTest
  client: Claude
  /** A workspace of its own for one test. */
  board(given: Board): Promise<Workspace>
}

/**
 * One PM33 on each engine for all blocks of a process: its threads are warm after the first question, and between
 * organizations there is a wall. Nobody moves its clock or sets its limits, and it ends with the process.
 */
const served = new Map<Engine, Promise<Pick<Stage, 'pm33' | 'mcp'>>>()

async function serve(engine: Engine): Promise<Pick<Stage, 'pm33' | 'mcp'>> {
  const pm33 = await world(engine)
  return { pm33, mcp: await adapter(pm33) }
}

/** Set up before the tests of a block, with an organization of its own. @param scopes of the client's key; without, every one */
export function onStage(engine: Engine, scopes?: readonly Scope[]): Stage {
  let boards = 0
  const stage = {
    async board(given: Board) {
      const workspace = await stage.acme.workspace(`Board ${++boards}`)
      await givenBoard(stage.acme, workspace, given)
      return workspace
    },
  } as Stage
  beforeAll(async () => {
    if (!served.has(engine)) served.set(engine, serve(engine))
    Object.assign(stage, await served.get(engine))
    stage.acme = await stage.pm33.tenant('Acme')
    stage.client = await claude(stage.mcp, await stage.acme.key(scopes && { scopes }))
  })
  afterAll(() => stage.client?.close())
  return stage
}

/** What a tool says when it must not refuse. */
export async function answerOf<T>(client: Claude, tool: string, args: Record<string, unknown>): Promise<T> {
  const answer = await client.call<T>(tool, args)
  expect(answer.isError, answer.text).toBe(false)
  return answer.data
}
