// The system's Node may be older than the one the project brings: hand over to that one.
import { spawn } from 'node:child_process'
import inspector from 'node:inspector'
import * as module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NOT_INSTALLED = 'PM33 is not installed yet. Run: npm ci'

/**
 * Runs `load` on Node 24 or newer: here, or in a child that runs the same script.
 * @param script URL of the script that was started
 */
export async function onNode24(script, load) {
  if (!installed('hono')) return leave(NOT_INSTALLED)
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    // In the environment too, because that is where threads look: without it each one compiles all of its files anew.
    process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache')
    module.enableCompileCache?.()
    return load()
  }
  if (!installed('node/package.json'))
    return leave(
      `PM33 needs Node.js 24 or newer, and the copy that npm installs is missing. Run npm ci without --omit and --ignore-scripts.`,
    )
  const node = fileURLToPath(import.meta.resolve('node/bin/node'))
  // A debugger belongs to the process that does the work: free its port for the child.
  inspector.close()
  const child = spawn(node, [...process.execArgv, fileURLToPath(script), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('error', (error) =>
    leave(`PM33 needs Node.js 24 or newer (${error.code}). Run npm ci without --ignore-scripts.`),
  )
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1)
    // Ends as the child did: our own listeners would only pass the signal on to a child that is gone.
    for (const each of signals) process.removeAllListeners(each)
    process.kill(process.pid, signal)
  })
}

function installed(specifier) {
  try {
    import.meta.resolve(specifier)
    return true
  } catch {
    return false
  }
}

function leave(sentence) {
  console.error(sentence)
  process.exit(1)
}
