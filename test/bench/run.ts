/** `npm run bench [-- NAME …]`: what is measured, by a command that anybody can run. Without a name: the API and the adapter. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const [name = 'api', ...rest] = process.argv.slice(2)
const file = new URL(`${name}.ts`, here)
const isBench = (entry: string) =>
  entry.endsWith('.ts') && readFileSync(new URL(entry, here), 'utf8').includes('export async function run(')

if (!existsSync(file)) {
  console.error(
    `There is no bench "${name}". There are: ${readdirSync(here)
      .filter(isBench)
      .map((entry) => entry.replace('.ts', ''))
      .join(', ')}`,
  )
  process.exit(1)
}
await ((await import(file.href)) as { run(argv: string[]): Promise<void> }).run(rest)
