import { readdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { site, type Site } from './server.ts'

const pages = readdirSync(new URL('../../docs/', import.meta.url))
  .filter((name) => name.endsWith('.md') && !['proof.md', 'promises.md'].includes(name))
  .map((name) => name.slice(0, -3))

let pm33: Site
let browser: Browser
let reader: Window

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  reader = await openWindow(browser, pm33.url)
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
})

describe.each(pages)('the documentation: %s', (name) => {
  test('can be read by anybody, at any width, in light and dark', async () => {
    await reader.page.goto(name === 'index' ? '/docs' : `/docs/${name}`)
    await lookAt(reader.page, `docs-${name}`)
    expect(reader.trouble).toEqual([])
  })
})

test('the keyboard goes past the navigation, and through it', async () => {
  await reader.page.goto('/docs/tools')
  await reader.page.keyboard.press('Tab')
  await reader.page.keyboard.press('Enter')
  expect(new URL(reader.page.url()).hash).toBe('#page')
  await reader.page.goto('/docs/tools')
  for (let presses = 0; presses < 3; presses++) await reader.page.keyboard.press('Tab')
  await reader.page.keyboard.press('Enter')
  await reader.page.waitForURL((url) => url.pathname !== '/docs/tools')
  expect(reader.trouble).toEqual([])
})
