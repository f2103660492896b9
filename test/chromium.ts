import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export const CHROMIUM = '/usr/bin/chromium'

/** The browser that the pages are tested in. As root on Debian it is installed where it is missing. */
export function haveChromium(): void {
  if (existsSync(CHROMIUM)) return
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new Error('Chromium is missing: install it at /usr/bin/chromium (Debian: apt-get install -y chromium), or run the tests as root in a Debian container.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['update', '-qq'], { env })
  execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], { env })
}
