/** Any small workspace, any tool of the catalog, any arguments that its schema allows. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { adapter } from '../claude.ts'
import type { World } from '../world.ts'
import { argumentsFor, type JsonSchema } from './arguments.ts'
import { malformed } from './text.ts'
import { given, workspaces } from './workspace.ts'

const { tools } = JSON.parse(readFileSync(new URL('../../schema/tools.json', import.meta.url), 'utf8')) as {
  tools: { name: string; inputSchema: JsonSchema }[]
}

export interface Outcome {
  /** How often each tool answered, or refused with which code. */
  counts: Map<string, number>
  /** What was neither an answer nor a refusal of ours, with the question. */
  faults: string[]
}

/** @param asked questions to each tool in each workspace */
export async function questions(
  world: World,
  { runs, seed, asked }: { runs: number; seed: number; asked: number },
): Promise<Outcome> {
  const counts = new Map<string, number>()
  const faults: string[] = []
  const reported: unknown[] = []
  const mcp = await adapter(world, 'one', { onError: (error) => reported.push(error) })
  for (const [run, shape] of fc.sample(workspaces, { numRuns: runs, seed }).entries()) {
    const { key, names } = await given(world, await world.tenant('Any'), shape)
    for (const [at, { name, inputSchema }] of tools.entries()) {
      for (const question of fc.sample(argumentsFor(inputSchema, { names }), {
        numRuns: asked,
        seed: seed + 100 * run + at,
      })) {
        reported.length = 0
        const { result, error } = await mcp.ask(key, 'tools/call', { name, arguments: question })
        const code = error ? `JSON-RPC ${error.code}` : codeOf(result)
        counts.set(`${name} ${code}`, (counts.get(`${name} ${code}`) ?? 0) + 1)
        const wrong = [...(error || code === 'INTERNAL' ? [code] : []), ...reported.map(String), ...malformed(result)]
        if (wrong.length)
          faults.push(`${wrong.join('; ')} · workspace ${run} of seed ${seed}: ${name} ${JSON.stringify(question)}`)
      }
    }
  }
  await mcp.close()
  return { counts, faults }
}

const codeOf = (result: Record<string, unknown> | undefined) =>
  result?.isError
    ? ((result._meta as { 'pm33/error'?: { code?: string } } | undefined)?.['pm33/error']?.code ?? 'no code')
    : 'answered'
