import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GENERATIONS, Memory } from '../oauth/generations.ts'
import { givenItems } from '../world.ts'
import { launch, openWindow } from './browser.ts'
import { PASSWORD, PUBLISHED, site, type Site } from './server.ts'
import { waitingApp } from './waiting-app.ts'

let pm33: Site
let browser: Browser
let email: string
let waiting: Awaited<ReturnType<typeof waitingApp>>
let callback: string

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  const acme = await pm33.world.tenant('Halden Outdoor')
  await givenItems(acme, await acme.workspace('Storefront'), [{ key: 'SHOP-1', title: 'Gift cards' }])
  ;({ email } = await pm33.person(acme))
  waiting = await waitingApp()
  callback = `http://${waiting.host}/callback`
})
afterAll(async () => {
  await browser?.close()
  waiting?.close()
  await pm33?.close()
})

/** A person who was never here: signs in, reads, allows. */
async function letIn(authorize: string): Promise<URL> {
  const { page, trouble, close } = await openWindow(browser, pm33.url)
  await page.goto(authorize)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(`${callback}**`)
  const back = new URL(page.url())
  expect(trouble.filter((each) => !each.includes(callback))).toEqual([])
  await close()
  return back
}

async function disconnects(name: string): Promise<void> {
  const { page, signIn, close } = await openWindow(browser, pm33.url)
  await signIn(email)
  await page.goto('/settings/mcp')
  await page.getByRole('button', { name: new RegExp(`^Disconnect ${name}`) }).click()
  await page.getByRole('button', { name: 'Disconnect app' }).click()
  await page.getByText('No apps connected').waitFor()
  await close()
}

describe.each(Object.entries(GENERATIONS))('%s and a person with a browser', (_generation, connect) => {
  test.each([
    ['registers itself', undefined, 'An assistant'],
    ['is known by its document, on a port that is not in it', PUBLISHED, 'Assistant'],
  ])(
    'from a bare 401: %s, is let in, answers, and is out when it is disconnected in Settings',
    async (_way, document, name) => {
      const app = await connect(pm33.url, new Memory(document, callback), letIn)
      expect(await app.call()).toContain('Gift cards')
      await disconnects(name)
      await expect(app.call()).rejects.toThrow()
      await app.close()
    },
  )
})
