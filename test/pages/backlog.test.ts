import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BacklogItem, StatusChange } from '../../api/backlog/entity.ts'
import { Team } from '../../api/teams/entity.ts'
import { givenItems, type TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { tabTo } from './keyboard.ts'
import { site, type Site } from './server.ts'

const MANY = 5_000

let pm33: Site
let browser: Browser
let acme: TenantInTest
let member: string

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  acme = await pm33.world.tenant('Halden Outdoor')
  const shop = await acme.workspace('Shop')
  const checkout = randomUUID()
  const team = (id: string, name: string) => ({
    tenantId: acme.id,
    id,
    workspace: shop.id,
    name,
    members: 3,
    skills: [],
    absences: [],
    createdAt: pm33.world.clock.now(),
  })
  await acme.em().insertMany(Team, [team(checkout, 'Checkout'), team(randomUUID(), 'Search')] as never)
  await givenItems(
    acme,
    shop,
    Array.from({ length: MANY }, (_, at) => ({
      key: `SHOP-${at + 1}`,
      title: at === 41 ? 'Gift cards in the basket' : `Item number ${at + 1}`,
      status: ['To Do', 'Doing', 'Done'][at % 3]!,
      statusCategory: (['todo', 'active', 'done'] as const)[at % 3]!,
      type: at % 10 ? 'story' : 'bug',
      ...(at % 4 === 0 && { team: [acme.id, checkout] as never, storyPoints: 3 }),
    })),
  )
  member = (await pm33.person(acme, 'member', 'Per Holm')).email
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

const item = (key: string) => acme.em().findOneOrFail(BacklogItem, { key })
const drawn = 'document.querySelectorAll("table.backlog tbody tr:not(.room)").length'

test('5,000 items are drawn as far as they are in sight, and scroll to the last', async () => {
  await inWindow(member, async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'Backlog' }).click()
    await page.getByLabel('Show').selectOption('All items')
    await page.getByText('5,000 items', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'SHOP-1', exact: true }).waitFor()
    expect(await page.evaluate<number>(drawn)).toBeLessThan(80)
    await lookAt(page, 'backlog-5000')
    // Columns that are left out on a narrow screen leave no space behind.
    for (const width of [400, 800]) {
      await page.setViewportSize({ width, height: 900 })
      const ends = (end: string) => page.evaluate<number>(`Math.round(${end}.getBoundingClientRect().right)`)
      await expect
        .poll(() => ends('[...document.querySelectorAll("table.backlog thead th")].findLast((th) => th.offsetWidth)'))
        .toBe(await ends('document.querySelector("table.backlog")'))
    }
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    await page.getByRole('button', { name: 'SHOP-5000', exact: true }).waitFor()
    expect(await page.evaluate<number>(drawn)).toBeLessThan(80)
  })
})

test('the address holds search, filters, order, and the open item', async () => {
  await inWindow(member, async ({ page }) => {
    await page.goto('/backlog')
    await page.getByLabel('Search').fill('gift')
    await page.getByText('No items match.').waitFor()
    await page.getByLabel('Status', { exact: true }).selectOption('Done')
    await page.getByText('1 item', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'SHOP-42', exact: true }).click()
    await page.getByRole('heading', { name: 'History' }).waitFor()
    await lookAt(page, 'backlog-item')
    await page.reload()
    await page.getByRole('dialog', { name: 'SHOP-42 Gift cards in the basket' }).waitFor()
    await page.keyboard.press('Escape')
    expect(await page.getByLabel('Search').inputValue()).toBe('gift')
    expect(new URL(page.url()).search).toBe('?q=gift&status=done')
    await page.getByLabel('Search').fill('walrus')
    await page.getByText('No items match.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('button', { name: 'Key' }).click()
    await page.getByRole('button', { name: 'Key' }).click()
    await page.getByRole('button', { name: 'SHOP-5000', exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('?sort=key-')
  })
})

test('status, points, team, due date, and title are changed in place, and a conflict is said', async () => {
  await inWindow(member, async ({ page }) => {
    await page.goto('/backlog?q=gift&show=all')
    const edit = (what: string) => page.getByRole('button', { name: new RegExp(`^${what} of SHOP-42:`) })
    await edit('Points').click()
    await page.getByLabel('Points of SHOP-42').fill('many')
    await page.keyboard.press('Enter')
    await page.getByText('Points are a number, such as 3 or 0.5.').waitFor()
    await page.getByLabel('Points of SHOP-42').fill('5')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Points of SHOP-42: 5. Edit' }).waitFor()
    await edit('Status').click()
    await page.getByLabel('Status of SHOP-42').selectOption('Doing')
    await page.getByRole('button', { name: 'Status of SHOP-42: Doing. Edit' }).waitFor()
    await edit('Team').click()
    await page.getByLabel('Team of SHOP-42').selectOption('Search')
    await page.getByRole('button', { name: 'Team of SHOP-42: Search. Edit' }).waitFor()
    await edit('Due date').click()
    await page.getByLabel('Due date of SHOP-42').fill('2031-02-03')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Due date of SHOP-42: 3 Feb 2031/ }).waitFor()
    expect(await item('SHOP-42')).toMatchObject({
      storyPoints: 5,
      status: 'Doing',
      statusCategory: 'active',
      dueDate: '2031-02-03',
    })
    await page.reload()
    await page.getByRole('button', { name: 'Team of SHOP-42: Search. Edit' }).waitFor()

    // Somebody else writes meanwhile: what they wrote is shown, and nothing is overwritten unasked.
    await edit('Title').click()
    pm33.world.clock.move(60_000)
    const em = acme.em()
    Object.assign(await em.findOneOrFail(BacklogItem, { key: 'SHOP-42' }), {
      title: 'Gift cards for friends',
      updatedAt: pm33.world.clock.now(),
    })
    await em.flush()
    await page.getByLabel('Title of SHOP-42').fill('Gift vouchers')
    await page.keyboard.press('Enter')
    await page.getByText('SHOP-42 was changed by someone else and now shows what they saved.').waitFor()
    expect((await item('SHOP-42')).title).toBe('Gift cards for friends')
    expect(await page.getByLabel('Title of SHOP-42').inputValue()).toBe('Gift vouchers')
    await lookAt(page, 'backlog-conflict')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Title of SHOP-42: Gift cards for friends. Edit' }).waitFor()
  })
})

test('groups open by themselves, and the file has every item of the filter', async () => {
  await inWindow(member, async ({ page }) => {
    await page.goto('/backlog?type=bug&show=all')
    await page.getByLabel('Group by').selectOption('Status')
    await page.getByText('3 groups').waitFor()
    await page.getByRole('button', { name: 'Doing' }).click()
    await page.getByRole('button', { name: 'SHOP-11', exact: true }).waitFor()
    await lookAt(page, 'backlog-groups')
    await page.getByLabel('Group by').selectOption('Team')
    await page.getByText(/^No team/).waitFor()
    expect(await page.locator('tr.group-row b').allTextContents()).toEqual(['Checkout', 'No team'])
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download CSV' }).click()
    const file = await saved
    expect(file.suggestedFilename()).toMatch(/-backlog\.csv$/)
    const text = await (await file.createReadStream()).toArray()
    const lines = Buffer.concat(text).toString('utf8').trimEnd().split('\r\n')
    // The mark tells Excel that this is UTF-8.
    expect(lines[0]).toBe('\ufeffkey,title,type,status,priority,story points,team,due date,updated')
    expect(lines).toHaveLength(501)
  })
})

test('paper has every row of the filter and nothing to press', async () => {
  await inWindow(member, async ({ page }) => {
    await page.goto('/backlog?type=bug&show=all')
    await page.getByText('500 items', { exact: true }).waitFor()
    await page.evaluate(
      'window.print = () => { window.asked = document.querySelectorAll("table.backlog tbody tr").length }',
    )
    await page.getByRole('button', { name: 'Print' }).click()
    await expect.poll(() => page.evaluate('window.asked'), { timeout: 20_000 }).toBeGreaterThanOrEqual(500)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate('dispatchEvent(new Event("beforeprint"))')
    await expect.poll(() => page.evaluate<number>(drawn), { timeout: 20_000 }).toBe(500)
    const seen = (css: string) =>
      page.locator(css).evaluateAll((found) => found.filter((one) => one.checkVisibility()).length)
    expect(await seen('table.backlog tbody tr.room')).toBe(0)
    for (const chrome of ['header.top', '.filters', '.btn', 'tbody button:not(.key)', 'input', 'select'])
      expect([chrome, await seen(chrome)]).toEqual([chrome, 0])
    await page.getByText('Show: All items · Type: bug').waitFor()
    await page.evaluate('dispatchEvent(new Event("afterprint"))')
    await page.emulateMedia({ media: 'screen' })
    await expect.poll(() => page.evaluate<number>(drawn), { timeout: 20_000 }).toBeLessThan(80)
    const paper = (await page.pdf({ format: 'A4' })).toString('latin1')
    expect(paper.match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(8)
  })
})

test('the keyboard reaches a value, changes it, and goes on to the next row', async () => {
  await inWindow(member, async ({ page }) => {
    await page.goto('/backlog?sort=key')
    await page.getByRole('button', { name: 'SHOP-1', exact: true }).waitFor()
    await tabTo(page, /^Points of SHOP-1:/)
    await page.keyboard.press('Enter')
    await page.keyboard.type('8')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Points of SHOP-1: 8. Edit' }).waitFor()
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate('document.activeElement.ariaLabel')).toMatch(/^Points of SHOP-2:/)
  })
})

test('keys choose in a list of choices what Enter takes, and Escape takes nothing', async () => {
  await inWindow(member, async ({ page }) => {
    await page.goto('/backlog?sort=key&show=all')
    const status = page.getByRole('button', { name: /^Status of SHOP-3:/ })
    await status.waitFor()
    await status.focus()
    await page.keyboard.press('Enter')
    const select = page.getByLabel('Status of SHOP-3', { exact: true })
    // The fewest items are done: it is the third of the three, and two steps up is the first.
    const [wanted] = await select.locator('option').allTextContents()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await select.inputValue()).toBe(wanted)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: `Status of SHOP-3: ${wanted}. Edit` }).waitFor()
    const { id } = await item('SHOP-3')
    const history = await acme.em().find(StatusChange, { item: [acme.id, id] as never })
    expect(history).toMatchObject([{ fromStatus: 'Done', toStatus: wanted }])

    await status.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Title of SHOP-3:/ }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('Not meant')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Title of SHOP-3: Item number 3. Edit' }).waitFor()
    // What would have been saved would be there by then.
    await page.waitForLoadState('networkidle')
    expect(await item('SHOP-3')).toMatchObject({ status: wanted, title: 'Item number 3' })
  })
})

test('what was changed counts as it is now in the next list, in groups, and in the file', async () => {
  const shop = await acme.workspace('Tents')
  const late = (key: string) => ({ key, title: key, status: 'To Do', statusCategory: 'todo' as const, dueDate: '2020-01-02' }) // prettier-ignore
  await givenItems(acme, shop, [late('OUT-1'), late('OUT-2'), { ...late('OUT-3'), dueDate: null }])
  await inWindow(member, async ({ page }) => {
    const lines = async () => {
      const saved = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Download CSV' }).click()
      const parts = await (await (await saved).createReadStream()).toArray()
      return Buffer.concat(parts).toString('utf8').trimEnd().split('\r\n').length
    }
    // The address says which workspace it is about, whatever this browser showed before.
    await page.goto('/backlog?show=overdue&w=tents')
    await page.getByText('2 items', { exact: true }).waitFor()
    expect(await lines()).toBe(3)
    await page.getByRole('button', { name: /^Due date of OUT-1:/ }).click()
    await page.getByLabel('Due date of OUT-1').fill('2099-02-03')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Due date of OUT-1: 3 Feb 2099/ }).waitFor()
    // The row stays under the hand that changed it; the file is of what is overdue.
    expect(await lines()).toBe(2)
    await page.getByLabel('Show').selectOption('Open items')
    await page.getByText('3 items', { exact: true }).waitFor()
    await page.getByLabel('Show').selectOption('Overdue')
    await page.getByText('1 item', { exact: true }).waitFor()

    // Statuses that nobody has can be chosen, and what was chosen can be taken back.
    await page.getByLabel('Show').selectOption('All items')
    const choose = async (key: string, status: string) => {
      await page.getByRole('button', { name: new RegExp(`^Status of ${key}:`) }).click()
      await page.getByLabel(`Status of ${key}`).selectOption(status)
      await page.getByRole('button', { name: new RegExp(`^Status of ${key}: `) }).waitFor()
    }
    for (const key of ['OUT-1', 'OUT-2', 'OUT-3']) await choose(key, 'Done')
    await expect.poll(async () => (await item('OUT-3')).statusCategory).toBe('done')
    await choose('OUT-3', 'To Do')
    await expect.poll(async () => await item('OUT-3')).toMatchObject({ status: 'To Do', statusCategory: 'todo' })

    await page.getByLabel('Group by').selectOption('Status')
    await page.getByText('2 groups').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await choose('OUT-1', 'To Do')
    await expect.poll(() => page.locator('tr.group-row', { hasText: 'To Do' }).textContent()).toContain('2 open')
    // The last row of an open group stays in it, too.
    await choose('OUT-2', 'To Do')
    await expect.poll(() => page.locator('tr.group-row', { hasText: 'To Do' }).textContent()).toContain('3 open')
    expect(await page.locator('tr.group-row b').allTextContents()).toContain('Done')
    await page.getByRole('button', { name: 'Status of OUT-2: To Do. Edit' }).waitFor()
    await page.getByLabel('Search').fill('walrus')
    await page.getByText('No items match.').waitFor()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    // Of open items, as the filters were before anything was chosen.
    await page.getByText('1 group', { exact: true }).waitFor()
  })
})

test('Back closes the item that was opened, and another workspace takes its address with it', async () => {
  await inWindow(member, async ({ page }) => {
    await page.goto('/')
    await page.goto('/backlog?q=gift&show=all&w=shop')
    await page.getByRole('button', { name: 'SHOP-42', exact: true }).click()
    const drawer = page.getByRole('dialog', { name: /^SHOP-42/ })
    await drawer.waitFor()
    const link = page.url()
    expect(new URL(link).searchParams.get('w')).toBe('shop')
    await page.goBack()
    await drawer.waitFor({ state: 'detached' })
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('gift')
    await page.getByRole('button', { name: 'SHOP-42', exact: true }).click()
    await drawer.waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await page.goBack()
    expect(new URL(page.url()).pathname).toBe('/')

    // In a browser that stood in the other workspace, the link opens what it is about.
    await page.getByLabel('Workspace', { exact: true }).selectOption({ label: 'Halden Outdoor · Tents' })
    await page.goto(link)
    await drawer.waitFor()
    expect(await page.getByLabel('Workspace', { exact: true }).textContent()).toContain('Shop')
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await page.getByLabel('Workspace', { exact: true }).selectOption({ label: 'Halden Outdoor · Tents' })
    await page.getByRole('button', { name: 'OUT-1', exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('')
    expect(await page.getByLabel('Show').inputValue()).toBe('open')

    // What is followed from another page has an address to share, too.
    await page.goto('/')
    await page.locator('main a[href^="/backlog?"]').first().click()
    await page.waitForURL(/\/backlog\?/)
    expect(new URL(page.url()).searchParams.get('w')).toBe('tents')
  })
})

test('a viewer reads the table and changes nothing', async () => {
  const viewer = await pm33.person(acme, 'viewer')
  await inWindow(viewer.email, async ({ page }) => {
    await page.goto('/backlog')
    await page.getByRole('button', { name: 'SHOP-1', exact: true }).waitFor()
    expect(await page.getByRole('button', { name: /Edit$/ }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Import' }).count()).toBe(0)
  })
})
