/** `npm run proof -- NAME …`: what takes longer than a suite should. Without a name: all that need no arguments. */
import { existsSync, readdirSync } from 'node:fs'

// Whoever ends a proof ends the databases that it started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

/** Proofs of something that only whoever runs them has: files, or a model. */
const NEEDS = new Set(['import', 'judge'])
const here = new URL('.', import.meta.url)
const names = readdirSync(here)
  .filter((entry) => entry.endsWith('.ts') && entry !== 'run.ts')
  .map((entry) => entry.replace('.ts', ''))
const [name, ...rest] = process.argv.slice(2)
const run = async (proof: string, argv: string[]) =>
  ((await import(new URL(`${proof}.ts`, here).href)) as { run(argv: string[]): Promise<void> }).run(argv)

if (name === undefined) {
  for (const proof of names.filter((proof) => !NEEDS.has(proof))) {
    console.log(`\n== ${proof}`)
    await run(proof, [])
  }
} else if (existsSync(new URL(`${name}.ts`, here))) await run(name, rest)
else {
  console.error(`There is no proof "${name}". There are: ${names.join(', ')}`)
  process.exit(1)
}
