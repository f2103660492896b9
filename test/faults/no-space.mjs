/**
 * Loaded into a server before it starts (`--import`): as long as the file TEST_NO_SPACE exists, nothing under
 * PM33_DATA can be written, as on a disk that is full to the last byte. The embedded database reaches the disk only
 * through these functions of Node's `fs` (Emscripten's NODEFS), and sees the same error code as from the kernel.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { TEST_NO_SPACE: sign, PM33_DATA: folder } = process.env
const { writeSync, openSync, closeSync, statfsSync, existsSync } = fs
const ours = new Set()

const refuse = (syscall) => {
  throw Object.assign(new Error(`ENOSPC: no space left on device, ${syscall}`), { code: 'ENOSPC', errno: -28, syscall })
}

fs.openSync = (path, ...rest) => {
  const file = openSync(path, ...rest)
  if (String(path).startsWith(folder)) ours.add(file)
  return file
}
fs.closeSync = (file) => {
  ours.delete(file)
  return closeSync(file)
}
fs.writeSync = (file, ...rest) => (ours.has(file) && existsSync(sign) ? refuse('write') : writeSync(file, ...rest))
fs.statfsSync = (path, ...rest) =>
  existsSync(sign) ? { ...statfsSync(path, ...rest), bavail: 0 } : statfsSync(path, ...rest)
syncBuiltinESMExports()
