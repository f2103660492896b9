/**
 * `npm run proof -- export [--rows 10000]`: a backlog with many sprints is exported on either database: seconds, the
 * longest stop of the server, memory; then exported, imported into another workspace, and exported again, byte by byte.
 */
import { fork } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { ask, Client, onDatabase } from '../bench/import.ts'
import { jiraFile } from '../bench/import-rows/file.ts'
import type { LoopAndMemory, Ready } from '../bench/import-rows/server.ts'

const BAR = { seconds: 3, stopMs: 100 }

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { rows: { type: 'string', default: '10000' } } })
  const folder = mkdtempSync(join(tmpdir(), 'pm33-proof-export-'))
  try {
    for (const engine of ['postgres', 'embedded'])
      await onDatabase(engine, folder, (location) => proven(engine, location, folder, Number(values.rows)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function proven(engine: string, location: DatabaseLocation, folder: string, rows: number): Promise<void> {
  const child = fork(new URL('../bench/import-rows/server.ts', import.meta.url), {
    execArgv: ['--expose-gc', '--unhandled-rejections=strict'],
  })
  try {
    const client = new Client(child, await ask<Ready>(child, { location, folder }))
    const path = join(folder, `${rows}.csv`)
    await pipeline(Readable.from(jiraFile(rows)), createWriteStream(path))
    const first = await client.apply(await client.plan(path, 'First'))
    const texts = { csv: '', json: '' }
    for (const format of ['json', 'csv'] as const) {
      await ask(child, { watch: true })
      const started = performance.now()
      texts[format] = await client.export(first, format)
      const seconds = (performance.now() - started) / 1_000
      const { longestStopMs, longestStopCpuMs, cpuMs, idleMb, mostMb } = await ask<LoopAndMemory>(child, {
        figures: true,
      })
      // By the clock, a busy machine is late whatever the server does; the processor time has other threads in it.
      const late =
        Math.min(cpuMs / 1_000, seconds) > BAR.seconds || Math.min(longestStopCpuMs, longestStopMs) > BAR.stopMs
      if (late) process.exitCode = 1
      console.log(
        `${engine} ${format}: ${rows.toLocaleString('en')} items in ${seconds.toFixed(2)} s, longest stop ${longestStopMs.toFixed(0)} ms; in processor time ${(cpuMs / 1_000).toFixed(2)} s and ${longestStopCpuMs.toFixed(0)} ms; ${(mostMb - idleMb).toFixed(0)} MB, ${(texts[format].length / 1e6).toFixed(1)} MB of text, load ${loadavg()[0]!.toFixed(1)}${late ? `: OVER ${BAR.seconds} s or ${BAR.stopMs} ms` : ''}`,
      )
    }
    const again = join(folder, 'again.csv')
    writeFileSync(again, texts.csv)
    const second = await client.apply(await client.plan(again, 'Second'))
    const same = (await client.export(second, 'csv')) === texts.csv
    if (!same) process.exitCode = 1
    console.log(`${engine}: export, import, export: ${same ? 'equal byte by byte' : 'DIFFERENT'}`)
  } finally {
    child.send('end')
  }
}
