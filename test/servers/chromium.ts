import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type LaunchOptions } from 'playwright-core'

/** How playwright launches a browser of this machine. */
export type Launch = Pick<LaunchOptions, 'executablePath' | 'channel'>

const DEBIAN = '/usr/bin/chromium'
const CHANNELS = ['chrome', 'msedge', 'chrome-beta', 'msedge-beta']

const launches = (how: Launch) =>
  chromium.launch(how).then(
    (browser) => browser.close().then(() => true),
    () => false,
  )

/**
 * The browser that the pages are tested in: Debian's Chromium, playwright's own, or an installed Chrome or Edge. As root
 * on Debian it is installed where none is.
 */
export async function findBrowser(): Promise<Launch> {
  for (const executablePath of [DEBIAN, chromium.executablePath()])
    if (existsSync(executablePath)) return { executablePath }
  for (const channel of CHANNELS) if (await launches({ channel })) return { channel }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      'No browser for the tests of the pages: install Google Chrome or Microsoft Edge, or run `npx playwright-core install chromium` (Debian: apt-get install -y chromium). `npm test -- --project unit --project database` runs all others.',
    )
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['update', '-qq'], { env })
  execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], { env })
  return { executablePath: DEBIAN }
}
