/**
 * `npm run proof -- planning [--cases 300] [--seed 1] [--engine embedded]`: generated workspaces on both databases, each asked
 * through a client by every tool that plans. Case N of seed S is the workspace of seed S + N: `--cases 1 --seed 212` repeats one.
 */
import { parseArgs } from 'node:util'
import { adapter, claude } from '../claude.ts'
import { judgeCase, verdict } from '../planning/cases/properties.ts'
import { caseOf } from '../planning/cases/shape.ts'
import { givenCase } from '../planning/cases/write.ts'
import { connect, startPostgres } from '../servers/postgres-server.ts'
import { world, type Engine } from '../world.ts'
import type { DatabaseLocation } from '../../api/data/database.ts'

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      cases: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      engine: { type: 'string' },
    },
  })
  const [cases, seed] = [Number(values.cases), Number(values.seed)]
  if (values.engine !== 'postgres') await proved('embedded', { embedded: 'memory://' }, cases, seed)
  if (values.engine === 'embedded') return
  const postgres = await startPostgres()
  try {
    await connect(postgres.folder, 'postgres', (client) => client.query('create database pm33_planning'))
    const url = `postgres://postgres@localhost/pm33_planning?host=${encodeURIComponent(postgres.folder)}`
    await proved('postgres', { url }, cases, seed)
  } finally {
    await postgres.stop()
  }
}

async function proved(engine: Engine, at: DatabaseLocation, cases: number, seed: number): Promise<void> {
  const began = performance.now()
  const pm33 = await world(engine, at)
  try {
    const tenant = await pm33.tenant('Any')
    const reported: unknown[] = []
    const mcp = await adapter(pm33, 'one', { onError: (error) => reported.push(error) })
    const client = await claude(mcp, await tenant.key())
    const found = verdict()
    let printed = 0
    for (let at = 0; at < cases; at++) {
      const given = caseOf(seed + at)
      const workspace = await tenant.workspace(`Case ${seed + at}`)
      await givenCase(tenant, workspace, given)
      await judgeCase(client, workspace.key, given, found)
      for (const error of reported.splice(0)) found.violations.push(`case ${given.seed}: ${String(error)}`)
      for (; printed < found.violations.length; printed++) console.log(`  ${found.violations[printed]}`)
    }
    await client.close()
    await mcp.close()
    const counted = (map: ReadonlyMap<string, number>) =>
      [...map]
        .sort()
        .map(([name, count]) => `${count} × ${name}`)
        .join(', ')
    const seconds = Math.round((performance.now() - began) / 1000)
    console.log(
      `${engine}: ${cases} workspaces, ${found.asked} questions, ${found.violations.length} violations, ${seconds} s`,
    )
    console.log(`  looked at: ${counted(found.held)}`)
    console.log(`  answers: ${counted(found.counts)}`)
    console.log(`  seconds: ${[...found.times].map(([tool, ms]) => `${tool} ${Math.round(ms / 1000)}`).join(', ')}`)
    if (found.violations.length) process.exitCode = 1
  } finally {
    await pm33.close()
  }
}
