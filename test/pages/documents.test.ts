import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { givenShop } from '../shop.ts'
import type { TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { site, type Site } from './server.ts'

let pm33: Site
let browser: Browser
let acme: TenantInTest
/** Where the document of the first test is. */
let address = ''

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  acme = await pm33.world.tenant('Halden Outdoor')
  await givenShop(acme, await acme.workspace('Shop'))
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
})

async function inWindow(email: string, work: (window: Window) => Promise<void>): Promise<void> {
  const window = await openWindow(browser, pm33.url)
  await window.signIn(email)
  await work(window)
  expect(window.trouble).toEqual([])
  await window.close()
}

test('a member says what to build, creates stories from it, and takes them back', async () => {
  const member = await pm33.person(acme, 'member', 'Lin Moe')
  await inWindow(member.email, async ({ page }) => {
    await page.goto('/documents')
    await page.getByText('No documents yet').waitFor()
    await lookAt(page, 'documents-empty')
    await page.getByLabel('About the epic').selectOption({ label: 'SHOP-1 Gift cards' })
    await page.getByRole('button', { name: 'Write draft' }).click()
    await page.getByRole('button', { name: 'Edit Requirements' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add a sentence' }).click()
    await page.keyboard.type('Cards never expire.')
    await dialog.getByRole('button', { name: 'Add a sentence' }).click()
    await page.keyboard.type('Support can block a stolen card.')
    await lookAt(page, 'document-edit')
    await dialog.getByRole('button', { name: 'Save section' }).click()
    await page.getByText('Cards never expire. stated by Lin Moe').waitFor()
    expect(await page.locator('mark', { hasText: 'Cards never expire.' }).count()).toBe(0)
    // What a person stated stays when the section is written again.
    await page.getByRole('button', { name: 'Rewrite Requirements' }).click()
    await page.getByText('Version 3').first().waitFor()
    await page.getByText('Cards never expire. stated by Lin Moe').waitFor()

    await page.getByRole('button', { name: 'Create items…' }).click()
    await dialog.getByText(/^2 stories to create under SHOP-1 Gift cards\./).waitFor()
    await dialog.getByLabel('Title of story 1').fill('Gift cards without an end date')
    await dialog.getByLabel('Create “Support can block a stolen card”').uncheck()
    await lookAt(page, 'document-items')
    await dialog.getByRole('button', { name: 'Create 1 story' }).click()
    const note = page.getByText(/^1 item created from this document: /)
    await note.waitFor()
    const key = /: (\S+)\.$/.exec((await note.textContent())!)![1]!
    await lookAt(page, 'document-created')
    await page.goto('/backlog')
    await page.getByText('Gift cards without an end date').waitFor()
    await page.goBack()
    // Somebody has worked on it since: it asks a second time.
    await pm33.world.person(acme, 'member')(
      'mutation($id: ID!) { updateItem(id: $id, input: { storyPoints: 3 }) { key } }',
      { id: key },
    )
    await page.getByRole('button', { name: 'Undo…' }).click()
    await dialog.getByText(`1 item created from this document will be deleted: ${key}.`).waitFor()
    await dialog.getByRole('button', { name: 'Delete items' }).click()
    await dialog
      .getByText(`1 of these items has been changed since: ${key}. Their changes are lost if you delete them.`)
      .waitFor()
    await dialog.getByRole('button', { name: 'Undo anyway' }).click()
    await note.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Create items…' }).click()
    await dialog.getByText(/^2 stories to create/).waitFor()
    await page.keyboard.press('Escape')
    await page.goto('/backlog')
    await page
      .getByRole('row', { name: /SHOP-1/ })
      .first()
      .waitFor()
    expect(await page.getByText('Gift cards without an end date').count()).toBe(0)
  })
})

test('a member writes a draft about an epic and sends it for review', async () => {
  const member = await pm33.person(acme, 'member', 'Per Holm')
  await inWindow(member.email, async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Documents' }).click()
    await page.getByLabel('About the epic').selectOption({ label: 'SHOP-1 Gift cards' })
    await page.getByRole('button', { name: 'Write draft' }).click()
    await page.getByRole('heading', { name: /^Gift cards: / }).waitFor()
    address = new URL(page.url()).pathname
    await page.getByText('PRD-2').waitFor()
    expect(await page.getByRole('heading', { level: 2, name: 'Non-goals' }).count()).toBe(1)
    await lookAt(page, 'document')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download Markdown' }).click()
    expect((await saved).suggestedFilename()).toBe('PRD-2.md')
    const second = await page.context().newPage()
    await second.goto(address)
    await second.getByRole('button', { name: 'Send for review' }).waitFor()
    await page.getByRole('button', { name: 'Send for review' }).click()
    await page.getByRole('button', { name: 'Return to draft' }).waitFor()
    // A second tab that has not heard of it says so, and shows what is true now.
    await second.getByRole('button', { name: 'Send for review' }).click()
    await second.getByText('PRD-2 is already in review.').waitFor()
    await second.getByRole('button', { name: 'Return to draft' }).waitFor()
    await second.close()
    // Approving is an admin's.
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  })
})

/** Holds the answers to some requests, which the server has meanwhile. */
async function held(page: Page, matches: (body: string) => boolean) {
  const [gate, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await page.route('**/graphql', async (route) => {
    if (!matches(route.request().postData() ?? '')) return route.fallback()
    const response = await route.fetch()
    arrived.resolve()
    await gate.promise
    await route.fulfill({ response })
  })
  return { came: arrived.promise, release: () => gate.resolve() }
}
const writes = (body: string) => body.includes('requestId')
const rewrites = (body: string) => body.includes('"section"') && !body.includes('"sentences"')
const versions = async () => {
  const [row] = await acme.em().execute<{ n: string }[]>('select count(*) as n from prd_version')
  return Number(row!.n)
}

test('a section that is written again while it is edited is not saved over', async () => {
  const member = await pm33.person(acme, 'member', 'Ida Vik')
  await inWindow(member.email, async ({ page, trouble }) => {
    await page.goto('/documents')
    await page.getByLabel('Or about a topic').fill('Lockers at the station')
    await page.getByRole('button', { name: 'Write draft' }).click()
    await page.getByRole('heading', { name: /^Lockers at the station: / }).waitFor()
    const rewrite = await held(page, rewrites)
    await page.getByRole('button', { name: 'Rewrite Scope' }).click()
    await rewrite.came
    await page.getByRole('button', { name: 'Edit Scope' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Add a sentence' }).click()
    await page.keyboard.type('Lockers open at night.')
    rewrite.release()
    await page.getByText('Version 2').first().waitFor()
    await dialog.getByRole('button', { name: 'Save section' }).click()
    await dialog.getByText('There is a newer version, 2.').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByText('Lockers open at night.').count()).toBe(0)
    trouble.length = 0
  })
})

test('a draft whose answer is lost is written once, and whoever went elsewhere meanwhile stays there', async () => {
  const member = await pm33.person(acme, 'member', 'Nils Berg')
  await inWindow(member.email, async ({ page, trouble }) => {
    await page.goto('/documents')
    const before = await versions()
    await page.getByLabel('Or about a topic').fill('Gift wrap')
    await page.route('**/graphql', async (route) => {
      if (!writes(route.request().postData() ?? '')) return route.fallback()
      await route.fetch()
      await route.abort()
    })
    await page.getByRole('button', { name: 'Write draft' }).click()
    await page.getByText('The server did not respond.').waitFor()
    await page.unroute('**/graphql')
    await page.getByRole('button', { name: 'Write draft' }).click()
    await page.getByRole('heading', { name: /^Gift wrap: / }).waitFor()
    expect(await versions()).toBe(before + 1)
    // Its warnings are on the page and in the file.
    await page.getByRole('heading', { name: 'Notes' }).waitFor()
    await page.getByText(/match(?:es)? the topic by words/).waitFor()

    await page.goto('/documents')
    const write = await held(page, writes)
    await page.getByLabel('Or about a topic').fill('Store credit')
    await page.getByRole('button', { name: 'Write draft' }).click()
    await write.came
    await page.getByRole('link', { name: 'Backlog' }).click()
    await page.waitForURL('**/backlog**')
    write.release()
    await page.waitForTimeout(500)
    expect(new URL(page.url()).pathname).toBe('/backlog')
    trouble.length = 0
  })
})

test('a section that a model phrased is not replaced without a word', async () => {
  const member = await pm33.person(acme, 'member', 'Siv Dahl')
  await acme.em().execute(`update prd_version set mode = 'ai'`)
  await inWindow(member.email, async ({ page }) => {
    await page.goto('/documents')
    await page.getByRole('link', { name: 'Gift wrap' }).click()
    await page.getByRole('button', { name: 'Rewrite Problem' }).click()
    const dialog = page.getByRole('dialog', { name: 'Rewrite Problem without a model?' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Version 1').first().waitFor()
    await page.getByRole('button', { name: 'Rewrite Problem' }).click()
    await dialog.getByRole('button', { name: 'Rewrite', exact: true }).click()
    await page.getByText('Version 2').first().waitFor()
    // All others are written again at once.
    await page.getByRole('button', { name: 'Rewrite Scope' }).click()
    await page.getByText('Version 3').first().waitFor()
  })
})

test('an admin finds it, approves it, and can reopen it', async () => {
  const admin = await pm33.person(acme, 'admin', 'Ada Nwosu')
  await inWindow(admin.email, async ({ page }) => {
    await page.goto('/documents')
    await page.getByLabel('Search titles').fill('loyalty')
    await page.getByText('No documents match.').waitFor()
    await page.getByLabel('Search titles').fill('gift')
    await page.getByLabel('Status').selectOption('review')
    await page.getByRole('link', { name: 'Gift cards' }).click()
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('button', { name: 'Reopen' }).waitFor()
    await page.goto('/documents')
    expect(await page.getByRole('row', { name: /PRD-2/ }).textContent()).toContain('Approved')
    await lookAt(page, 'documents')
  })
})

test('a viewer reads documents and changes nothing, and another organization’s document does not exist', async () => {
  const viewer = await pm33.person(acme, 'viewer')
  await inWindow(viewer.email, async ({ page }) => {
    await page.goto('/documents')
    await page.getByRole('row', { name: /PRD-2/ }).getByRole('link', { name: 'Gift cards' }).click()
    await page.getByRole('button', { name: 'Download Markdown' }).waitFor()
    for (const name of ['Reopen', 'Create items…', 'Edit Scope', 'Undo…'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0)
    await page.goto('/documents')
    await page.getByRole('row', { name: /PRD-1/ }).getByRole('link', { name: 'Gift cards' }).click()
    await page.getByRole('button', { name: 'Download Markdown' }).waitFor()
    for (const name of ['Send for review', 'Create items…', 'Edit Scope'])
      expect(await page.getByRole('button', { name }).count(), name).toBe(0)
    expect(await page.getByLabel('About the epic').count()).toBe(0)
  })
  const other = await pm33.world.tenant('Fjellpost')
  await other.workspace('Main')
  const stranger = await pm33.person(other, 'owner')
  await inWindow(stranger.email, async ({ page }) => {
    await page.goto(address)
    await page.getByText('There is no such document').waitFor()
    expect(await page.locator('main').textContent()).not.toContain('Gift cards')
  })
})
