import { spawnSync } from 'node:child_process'

/** Two tenants by every question of the schema: longer than the suite may take, so it runs here. */
export async function run(): Promise<void> {
  process.exitCode = spawnSync('vitest', ['run', 'test/isolation'], { stdio: 'inherit' }).status ?? 1
}
