/** A browser, and what a person would notice in it: what a page asks for, what it complains of, whom it shuts out. */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Frame, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { FULL } from '../depth.ts'
import { SignInDocument } from '../../views/operations.generated.ts'
import { PASSWORD } from './server.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const SHOTS = fileURLToPath(new URL('../../artefacts/pages/', import.meta.url))

export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...inject('browser'),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/** A person's window. Everything that should never happen in one is collected. */
export interface Window {
  context: BrowserContext
  page: Page
  /** Errors on the console, uncaught exceptions, requests to another origin. */
  trouble: string[]
  signIn(email: string): Promise<void>
  close(): Promise<void>
}

export async function openWindow(browser: Browser, origin: string): Promise<Window> {
  const context = await browser.newContext({
    baseURL: origin,
    locale: 'en-GB',
    timezoneId: 'Europe/Oslo',
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    bypassCSP: false,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  context.setDefaultTimeout(40_000)
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => trouble.push(`exception: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:'))
      trouble.push(`off origin: ${request.url()}`)
  })
  return {
    context,
    page,
    trouble,
    async signIn(email) {
      const response = await context.request.post('/graphql', {
        headers: { 'sec-fetch-site': 'same-origin' },
        data: { query: SignInDocument.toString(), variables: { email, password: PASSWORD } },
      })
      expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined()
    },
    close: () => context.close(),
  }
}

interface Violation {
  id: string
  help: string
  nodes: { target: unknown[]; failureSummary?: string }[]
}

/** What axe-core finds against WCAG 2.2 AA and its own best practices. */
export async function violations(page: Page | Frame): Promise<string[]> {
  // From our side of the page: its content security policy would refuse a script of ours.
  await page.evaluate(AXE)
  const found = await page.evaluate<Violation[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )
  return found.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')} ${failureSummary ?? ''}`),
  )
}

const THEMES = ['light', 'dark'] as const
const WIDTHS = [360, 1280] as const
const NARROWEST = 320

/** Each width in each theme. */
const LOOKS = WIDTHS.flatMap((width) => THEMES.map((theme) => [width, theme] as const))

/** The proof sees all. The suite sees one of each name, and the same one whichever tests ran before. */
const looksOf = (name: string): readonly (readonly [width: number, theme: 'light' | 'dark'])[] => {
  const spread = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9_973, 7)
  return FULL ? LOOKS : [LOOKS[spread % LOOKS.length]!]
}

/** Looks at a page: nothing sideways in any width, nothing that shuts anybody out. The proof keeps pictures. */
export async function lookAt(page: Page, name: string): Promise<void> {
  const looks = looksOf(name)
  for (const width of [...WIDTHS, NARROWEST]) {
    await page.setViewportSize({ width, height: 900 })
    for (const [, colorScheme] of looks.filter(([seen]) => seen === width)) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await settled(page)
      if (FULL) await picture(page, `${name}-${colorScheme}-${width}`)
      expect(await violations(page), `${name} ${colorScheme} ${width}`).toEqual([])
    }
    await fits(page, `${name} at ${width} px`)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

/** Colors on their way from one theme to the other have a contrast that nobody reads. */
export async function settled(page: Page | Frame): Promise<void> {
  await page.evaluate(
    `new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))).then(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))`,
  )
}

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true, animations: 'disabled' })
}

/** Nobody has to scroll sideways to read (WCAG 1.4.10). */
async function fits(page: Page, what: string): Promise<void> {
  expect(
    await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    `${what} scrolls sideways`,
  ).toBe(0)
}
