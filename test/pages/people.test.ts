import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ApiKey, Membership, User, Workspace } from '../../api/identity/entity.ts'
import { Invite } from '../../api/identity/people/people-entity.ts'
import type { TenantInTest } from '../world.ts'
import { nameOfFocused, tabTo } from './keyboard.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { PASSWORD, site, type Site } from './server.ts'
import { started } from './started.ts'

let pm33: Site
let browser: Browser
let acme: TenantInTest

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  acme = await pm33.world.tenant('Halden Outdoor')
  await acme.workspace('Storefront')
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
})

async function inWindow(work: (window: Window) => Promise<void>, url = pm33.url): Promise<void> {
  const window = await openWindow(browser, url)
  await work(window)
  expect(window.trouble).toEqual([])
  await window.close()
}

const main = ({ page }: Window) => page.locator('main')

test('the first person comes in by the link on the console, and owns an organization', async () => {
  const data = mkdtempSync(join(tmpdir(), 'pm33-set-up-'))
  const { text, stop } = await started(data, ['--no-demo'])
  try {
    const link = /http\S+\/set-up#\S+/.exec(text)?.[0]
    expect(text).toContain('First account')
    await inWindow(async (window) => {
      const { page } = window
      await page.goto(link!)
      await page.getByLabel('Organization').fill('Halden Outdoor')
      await page.getByLabel('Your name').fill('Maja Lind')
      await page.getByLabel('Email').fill('maja@')
      await page.getByLabel('Password').fill('too short')
      await page.getByRole('button', { name: 'Create organization' }).click()
      await main(window).getByText('Email is not an email address.').waitFor()
      await page.getByLabel('Email').fill('maja@haldenoutdoor.com')
      await page.getByRole('button', { name: 'Create organization' }).click()
      await main(window).getByText('Password must have at least 12 characters.').waitFor()
      await lookAt(page, 'set-up-error')
      await page.getByLabel('Password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Create organization' }).click()
      await page.getByRole('heading', { name: 'Main is empty' }).waitFor()
      expect(await page.getByLabel('Workspace').textContent()).toBe('Halden Outdoor · Main')
    }, new URL(link!).origin)
    await inWindow(async (window) => {
      await window.page.goto(link!)
      await window.page.getByRole('heading', { name: 'This link is no longer valid' }).waitFor()
      await main(window).getByText('Restart the server').waitFor()
      await lookAt(window.page, 'set-up-ended')
    }, new URL(link!).origin)
  } finally {
    stop()
    rmSync(data, { recursive: true, force: true })
  }
}, 90_000)

test('an admin invites by a link, which makes a member and works once', async () => {
  const admin = await pm33.person(acme, 'admin', 'Ada Nwosu')
  let link = ''
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(admin.email)
    await page.goto('/settings/members')
    await page.getByRole('button', { name: 'Invite member' }).click()
    const dialog = page.getByRole('dialog', { name: 'Invite a member' })
    // An admin makes no owner.
    expect(await dialog.getByRole('radio', { name: /^owner/ }).count()).toBe(0)
    await dialog.getByLabel('Email').fill('per@haldenoutdoor.com')
    await dialog.getByRole('radio', { name: /^viewer/ }).check()
    await lookAt(page, 'invite-dialog')
    await dialog.getByRole('button', { name: 'Create invitation' }).click()
    await main(window).getByText('Invitation for per@haldenoutdoor.com.').waitFor()
    await page.getByRole('button', { name: 'Copy link' }).click()
    link = await page.evaluate<string>('navigator.clipboard.readText()')
    await lookAt(page, 'members-invited')
  })
  expect(link).toMatch(new RegExp(`^${pm33.url}/invite#\\S{40,}$`))
  await inWindow(async (window) => {
    const { page } = window
    await page.goto(link)
    await page.getByRole('heading', { name: 'Join Halden Outdoor' }).waitFor()
    await lookAt(page, 'invite')
    await page.getByLabel('Your name').fill('Per Holm')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Join Halden Outdoor' }).click()
    await page.getByRole('heading', { name: 'Storefront is empty' }).waitFor()
    // A viewer neither imports nor sees keys and members.
    await main(window).getByText('An admin can import it.').waitFor()
    await page.goto('/settings/mcp')
    await main(window).getByText('Admins create API keys.').waitFor()
    await page.goto('/settings/members')
    await main(window).getByText('Only admins of this organization can see and invite members').waitFor()
  })
  await inWindow(async (window) => {
    await window.page.goto(link)
    await window.page.getByRole('heading', { name: 'This link is no longer valid' }).waitFor()
    await main(window).getByText('Ask the person who invited you for a new link.').waitFor()
  })
})

test('somebody with an account elsewhere joins with its password and a new one; a reset link of one organization then opens neither', async () => {
  const bolt = await pm33.world.tenant('Bolt Cycles')
  await bolt.workspace('Workshop')
  const owner = await pm33.person(bolt, 'owner', 'Bo Strand')
  const { email } = await pm33.person(acme, 'member', 'Vera Vang')
  const links = { reset: '', invite: '' }
  const copied = async ({ page }: Window) => {
    await page.getByRole('button', { name: 'Copy link' }).click()
    return page.evaluate<string>('navigator.clipboard.readText()')
  }
  const admin = await pm33.person(acme, 'admin', 'Ada Nwosu')
  await inWindow(async (window) => {
    await window.signIn(admin.email)
    await window.page.goto('/settings/members')
    await window.page.getByRole('button', { name: 'Reset link for Vera Vang' }).click()
    links.reset = await copied(window)
  })
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(owner.email)
    await page.goto('/settings/members')
    await page.getByRole('button', { name: 'Invite member' }).click()
    const dialog = page.getByRole('dialog', { name: 'Invite a member' })
    await dialog.getByLabel('Email').fill(email)
    await dialog.getByRole('button', { name: 'Create invitation' }).click()
    links.invite = await copied(window)
  })
  await inWindow(async (window) => {
    const { page } = window
    await page.goto(links.invite)
    await main(window).getByText(`${email} has an account in another organization.`).waitFor()
    await page.getByText('Don’t know the current password?').click()
    await main(window).getByText('npx pm33 admin reset-link EMAIL').waitFor()
    await page.getByLabel('Current password').fill('what the other admin chose')
    await page.getByLabel('New password').fill('too short')
    await page.getByRole('button', { name: 'Join Bolt Cycles' }).click()
    await main(window).getByText('New password must have at least 12 characters.').waitFor()
    await lookAt(page, 'invite-known-error')
    await page.getByLabel('New password').fill('a sentence that only I know')
    await page.getByRole('button', { name: 'Join Bolt Cycles' }).click()
    await main(window).getByText('The email address or password is wrong.').waitFor()
    await page.getByLabel('Current password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Join Bolt Cycles' }).click()
    await page.getByRole('heading', { name: 'Workshop is empty' }).waitFor()
  })
  await inWindow(async (window) => {
    await window.page.goto(links.reset)
    await window.page.getByLabel('New password').fill('what the admin of one chooses')
    await window.page.getByRole('button', { name: 'Set password' }).click()
    await main(window)
      .getByText('An admin of one organization created this link, but the account now belongs to another one as well')
      .waitFor()
    await lookAt(window.page, 'reset-refused')
  })
})

test('an admin who sees some workspaces invites to those, and leaves people alone who see more', async () => {
  const storefront = await acme.em().findOneOrFail(Workspace, { key: 'storefront' })
  await acme.workspace('Warehouse')
  const narrow = await pm33.person(acme, 'admin', 'Narrow Admin')
  await acme.em().nativeUpdate(Membership, { user: narrow.userId }, { workspaceIds: [storefront.id] })
  await pm33.person(acme, 'member', 'Sees Everything')
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(narrow.email)
    await page.goto('/settings/members')
    await page.getByRole('button', { name: 'Remove Narrow Admin' }).waitFor()
    await main(window).getByText('Sees Everything').waitFor()
    expect(await page.getByRole('button', { name: /Sees Everything/ }).count()).toBe(0)
    expect(await page.getByLabel('Role of Sees Everything').count()).toBe(0)
    await lookAt(page, 'members-narrow')
    await page.getByRole('button', { name: 'Invite member' }).click()
    const dialog = page.getByRole('dialog', { name: 'Invite a member' })
    await dialog.getByLabel('All your workspaces').waitFor()
    await dialog.getByLabel('Email').fill('nina@haldenoutdoor.com')
    await dialog.getByRole('button', { name: 'Create invitation' }).click()
    await main(window).getByText('Invitation for nina@haldenoutdoor.com.').waitFor()
  })
  expect((await acme.em().findOneOrFail(Invite, { email: 'nina@haldenoutdoor.com' })).workspaceIds).toEqual([
    storefront.id,
  ])
})

test('a page that shows one organization does nothing in another, and keeps what is written in it', async () => {
  const fjord = await pm33.world.tenant('Fjord Outfitters')
  const both = await pm33.person(acme, 'owner', 'Una Both')
  const em = fjord.em()
  em.create(Membership, { user: em.getReference(User, both.userId), role: 'owner' })
  await em.flush()
  const made = async () =>
    (await Promise.all([acme, fjord].map((one) => one.em().find(Workspace, { name: 'Rentals' })))).flat()
  await inWindow(async (window) => {
    const { page, context } = window
    await window.signIn(both.email)
    await page.goto('/settings/workspaces')
    const where = (tab: typeof page) => tab.getByLabel('Workspace', { exact: true })
    if ((await where(page).textContent())?.startsWith('Fjord')) {
      await where(page).selectOption({ label: 'Halden Outdoor' })
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.goto('/settings/workspaces')
    }
    await page.getByRole('button', { name: 'Create workspace' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create a workspace' })
    await dialog.getByLabel('Name').fill('Rentals')

    const second = await context.newPage()
    await second.goto('/settings/account')
    await where(second).selectOption({ label: 'Fjord Outfitters' })
    const note = page.getByText('You switched to Fjord Outfitters in another tab.')
    await note.waitFor()
    await lookAt(page, 'other-organization')
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Rentals')
    await dialog.getByRole('button', { name: 'Create workspace' }).click()
    await dialog.getByText('You switched to another organization in another tab, so nothing was done here.').waitFor()
    expect(await made()).toEqual([])
    expect(window.trouble.splice(0)).toEqual([expect.stringContaining('status of 400')])

    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Continue in Fjord Outfitters' }).click()
    await note.waitFor({ state: 'detached' })
    expect(await where(page).textContent()).toContain('Fjord Outfitters')
    await where(second).selectOption({ label: 'Halden Outdoor' })
    await page.getByText('You switched to Halden Outdoor in another tab.').waitFor()
    await where(second).selectOption({ label: 'Fjord Outfitters' })
    await page.getByText('in another tab').waitFor({ state: 'detached' })
  })
})

test('what fails after a session has ended says so and how to go on, and a right password is not called wrong', async () => {
  const { email } = await pm33.person(acme, 'owner', 'Ola Open')
  await inWindow(async (window) => {
    const { page, context } = window
    await window.signIn(email)
    await page.goto('/settings/workspaces')
    await page.getByRole('button', { name: 'Create workspace' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create a workspace' })
    await dialog.getByLabel('Name').fill('Warehouse')
    const account = await context.newPage()
    await account.goto('/settings/account')
    const form = account.getByRole('region', { name: 'Change password' })
    await form.getByLabel('Current password').fill(PASSWORD)
    await form.getByLabel('New password').fill('another good long one')

    await context.clearCookies()
    const ended = 'Your session has ended. Sign in again in another tab, then try again here.'
    await dialog.getByRole('button', { name: 'Create workspace' }).click()
    await dialog.getByText(ended).waitFor()
    expect(await dialog.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe(
      '/sign-in?next=%2Fsettings%2Fworkspaces',
    )
    await lookAt(page, 'session-ended')
    await form.getByRole('button', { name: 'Change password' }).click()
    await form.getByText(ended).waitFor()
    expect(await form.getByText('is wrong').count()).toBe(0)

    await window.signIn(email)
    await dialog.getByRole('button', { name: 'Create workspace' }).click()
    await dialog.waitFor({ state: 'detached' })
    await form.getByLabel('Current password').fill('not the password')
    await form.getByRole('button', { name: 'Change password' }).click()
    await form.getByText('Current password is wrong.').waitFor()
    window.trouble.splice(0)
  })
})

test('a page whose person may less by now says so in words of people', async () => {
  const { email, userId } = await pm33.person(acme, 'owner', 'Liv Less')
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(email)
    await page.goto('/settings/workspaces')
    await page.getByRole('button', { name: 'Create workspace' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create a workspace' })
    await dialog.getByLabel('Name').fill('Warehouse')
    const em = acme.em()
    Object.assign(await em.findOneOrFail(Membership, { user: userId }), { role: 'viewer' })
    await em.flush()
    pm33.world.clock.move(60_000)
    await dialog.getByRole('button', { name: 'Create workspace' }).click()
    await dialog.getByText('Your role in this organization does not allow this.').waitFor()
    window.trouble.splice(0)
  })
})

test('a switch or a sign-out that fails half-way leaves no page of one organization over the other', async () => {
  const bay = await pm33.world.tenant('Bay Boards')
  const both = await pm33.person(acme, 'owner', 'Tor Twice')
  const em = bay.em()
  em.create(Membership, { user: em.getReference(User, both.userId), role: 'owner' })
  await em.flush()
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(both.email)
    await page.goto('/settings/members')
    const where = page.getByLabel('Workspace', { exact: true })
    const [from, to] = (await where.textContent())!.startsWith('Bay')
      ? ['Bay Boards', 'Halden Outdoor']
      : ['Halden Outdoor', 'Bay Boards']
    const failing = (name: string) =>
      page.route('**/graphql', (route) =>
        route.request().postData()!.includes(name) ? route.fulfill({ status: 503, body: '' }) : route.fallback(),
      )
    const headers: (string | undefined)[] = []
    page.on('request', (request) => {
      if (request.postData()?.includes('query Members')) headers.push(request.headers()['x-pm33-organization'])
    })
    await page.goto('/settings/account')
    await failing('mutation SignOut')
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByText('The server did not respond.').waitFor()
    // The first page may have asked after the listener was there.
    headers.length = 0
    await page.getByRole('link', { name: 'Members' }).click()
    await expect.poll(() => headers).toHaveLength(1)
    expect(headers[0]).toMatch(/^Tenant:/)

    await page.unrouteAll()
    await failing('query Session')
    await where.selectOption({ label: to })
    await page.getByText('Could not load your organization.').waitFor()
    expect(await page.getByText(from).count()).toBe(0)
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Home' }).waitFor()
    expect(await where.textContent()).toContain(to)
    window.trouble.splice(0)
  })
})

test('a removed member is out at once', async () => {
  const owner = await pm33.person(acme, 'owner', 'Maja Lind')
  const leaving = await pm33.person(acme, 'member', 'Gone Soon')
  const theirs = await openWindow(browser, pm33.url)
  await theirs.signIn(leaving.email)
  await theirs.page.goto('/settings/account')
  await theirs.page.getByRole('heading', { name: 'Gone Soon' }).waitFor()
  await inWindow(async (window) => {
    await window.signIn(owner.email)
    await window.page.goto('/settings/members')
    await window.page.getByRole('button', { name: 'Remove Gone Soon' }).click()
    await window.page
      .getByRole('dialog', { name: 'Remove Gone Soon?' })
      .getByRole('button', { name: 'Remove member' })
      .click()
    await window.page.getByRole('button', { name: 'Remove Gone Soon' }).waitFor({ state: 'detached' })
  })
  await theirs.page.reload()
  await theirs.page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await theirs.close()
})

test('an admin gives a member a copy of their data, stops its use, and lifts that again, by keyboard', async () => {
  const owner = await pm33.person(acme, 'owner', 'Maja Lind')
  const held = await pm33.person(acme, 'member', 'Ida Ness')
  const theirs = await openWindow(browser, pm33.url)
  await theirs.signIn(held.email)
  await theirs.page.goto('/settings/account')
  await theirs.page.getByRole('heading', { name: 'Ida Ness' }).waitFor()
  await inWindow(async (window) => {
    const { page } = window
    await window.signIn(owner.email)
    await page.goto('/settings/members')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download data of Ida Ness' }).click()
    const copy = Buffer.concat(await (await (await saved).createReadStream()).toArray()).toString('utf8')
    expect(JSON.stringify(JSON.parse(copy))).toContain(held.email)
    await page.getByText('Downloaded Ida Ness’s data.').waitFor({ state: 'attached' })

    await tabTo(page, 'Restrict processing of Ida Ness’s data')
    await page.keyboard.press('Enter')
    const asked = page.getByRole('dialog', { name: 'Restrict processing of Ida Ness’s data?' })
    await asked.getByText('until you lift the restriction').waitFor()
    await lookAt(page, 'members-restrict')
    await page.keyboard.press('Escape')
    expect(await nameOfFocused(page)).toBe('Restrict processing of Ida Ness’s data')
    await page.keyboard.press('Enter')
    await asked.getByLabel('Why').selectOption('They object to it')
    await tabTo(page, 'Restrict')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('Restricted processing of Ida Ness’s data.').waitFor({ state: 'attached' })
    expect(await nameOfFocused(page)).toBe('Lift restriction for Ida Ness')
    await main(window).getByText('Restricted: objection to processing').waitFor()
    await lookAt(page, 'members-restricted')
    await theirs.page.reload()
    await theirs.page.getByRole('heading', { name: 'Sign in' }).waitFor()

    await page.keyboard.press('Enter')
    await page
      .getByRole('dialog', { name: 'Lift the restriction for Ida Ness?' })
      .getByRole('button', { name: 'Lift restriction' })
      .click()
    await page.getByRole('button', { name: 'Restrict processing of Ida Ness’s data' }).waitFor()
    await main(window).getByText('Restricted: objection to processing').waitFor({ state: 'detached' })
  })
  await theirs.signIn(held.email)
  await theirs.page.goto('/settings/account')
  await theirs.page.getByRole('heading', { name: 'Ida Ness' }).waitFor()
  await theirs.close()
})

describe('signing in', () => {
  test('leads back to the page that was asked for, and never to another origin', async () => {
    const { email } = await pm33.person(acme)
    await inWindow(async (window) => {
      const { page } = window
      await page.goto('/settings/import')
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await page.getByLabel('Email').fill(email)
      await page.getByLabel('Password').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Import your backlog' }).waitFor()
      await page.goto('/settings/account')
      await page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    })
    for (const next of [
      'https://elsewhere.example/',
      '//elsewhere.example/',
      '/\\elsewhere.example/',
      '/.//elsewhere.example/',
      'javascript:alert(1)',
    ]) {
      await inWindow(async ({ page }) => {
        await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
        await page.getByLabel('Email').fill(email)
        await page.getByLabel('Password').fill(PASSWORD)
        await page.getByRole('button', { name: 'Sign in' }).click()
        await page.getByRole('heading', { name: 'Storefront is empty' }).waitFor()
        expect(new URL(page.url()).origin).toBe(pm33.url)
      })
    }
  })

  test('says the same of a wrong password and of an unknown address', async () => {
    const { email } = await pm33.person(acme)
    await inWindow(async (window) => {
      const said: string[] = []
      for (const [address, password] of [
        [email, 'not the password at all'],
        ['nobody@example.test', PASSWORD],
        ['', ''],
      ] as const) {
        await window.page.goto('/sign-in')
        await window.page.getByLabel('Email').fill(address)
        await window.page.getByLabel('Password').fill(password)
        await window.page.getByRole('button', { name: 'Sign in' }).click()
        said.push((await window.page.getByRole('alert').textContent())!)
      }
      expect(said).toEqual([
        'The email address or password is wrong.',
        'The email address or password is wrong.',
        'The email address or password is wrong.',
      ])
      await lookAt(window.page, 'sign-in-error')
      await window.page.goto('/sign-in')
      await lookAt(window.page, 'sign-in')
    })
  })

  test('a reset link from an admin sets a new password, and ends other sessions', async () => {
    const owner = await pm33.person(acme, 'owner', 'Maja Lind')
    const forgetful = await pm33.person(acme, 'admin', 'Forgetful Person')
    await acme.em().insert(ApiKey, {
      tenantId: acme.id,
      id: crypto.randomUUID(),
      hash: 'of no key at all',
      hint: 'pm33_live_Ab3d…Wx9z',
      name: 'Nightly',
      user: forgetful.userId,
      scopes: ['mcp:enabled'],
      surfaces: ['mcp'],
      createdAt: new Date(),
    } as never)
    let link = ''
    await inWindow(async ({ page, signIn }) => {
      await signIn(owner.email)
      await page.goto('/settings/members')
      await page.getByRole('button', { name: 'Reset link for Forgetful Person' }).click()
      await page.getByRole('button', { name: 'Copy link' }).click()
      link = await page.evaluate<string>('navigator.clipboard.readText()')
    })
    const elsewhere = await openWindow(browser, pm33.url)
    await elsewhere.signIn(forgetful.email)
    await inWindow(async (window) => {
      await window.page.goto(link)
      await main(window).getByText(`For ${forgetful.email}.`).waitFor()
      await lookAt(window.page, 'reset')
      await window.page.getByLabel('New password').fill('another long sentence of mine')
      await window.page.getByRole('button', { name: 'Set password' }).click()
      await window.page.getByRole('heading', { name: 'Your new password is set' }).waitFor()
      await main(window).getByText('You are signed out of 1 other browser.').waitFor()
      await main(window).getByText('1 API key still works:').waitFor()
      await main(window).getByText('Nightly pm33_live_Ab3d…Wx9z in Halden Outdoor').waitFor()
      expect(
        await main(window).getByRole('link', { name: 'Settings › Integrations › MCP Server' }).getAttribute('href'),
      ).toBe('/settings/mcp')
      await lookAt(window.page, 'reset-done')
      await window.page.getByRole('button', { name: 'Continue' }).click()
      await window.page.getByRole('heading', { name: 'Storefront is empty' }).waitFor()
    })
    await elsewhere.page.goto('/')
    await elsewhere.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await elsewhere.close()
    await inWindow(async (window) => {
      await window.page.goto(`/reset#${'x'.repeat(43)}`)
      await main(window).getByText('npx pm33 admin reset-link EMAIL').waitFor()
      await lookAt(window.page, 'reset-ended')
    })
  })
})
