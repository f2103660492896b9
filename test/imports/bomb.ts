/** Reads the file that it is given, alone in its process, and says how that ended and what it cost. */
import { createReadStream, readFileSync } from 'node:fs'
import { ImportRefusal } from '../../api/files/refusal.ts'
import { survey } from '../../api/imports/reading/survey.ts'

const path = process.argv[2]!
const started = process.cpuUsage()
let code = 'READ'
try {
  await survey(() => createReadStream(path))
} catch (error) {
  if (!(error instanceof ImportRefusal)) throw error
  code = error.code
}
const { user, system } = process.cpuUsage(started)
// Of the whole process, the program itself with it. Linux counts what the process was forked from in `maxRSS`.
const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : ''
const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]
const megabytes = (peak ? Number(peak) : process.resourceUsage().maxRSS) / 1_024
console.log(JSON.stringify({ code, seconds: (user + system) / 1e6, megabytes }))
