import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Membership } from '../../api/identity/entity.ts'
import { FULL } from '../depth.ts'
import type { TenantInTest } from '../world.ts'
import { launch, lookAt, openWindow, type Window } from './browser.ts'
import { crowd } from './crowd.ts'
import { site, type Site } from './server.ts'

let pm33: Site
let browser: Browser
/** Somebody whose organization has nothing yet, and somebody with 600 of everything. */
let new_: Window
let old: Window

const only = async (tenant: TenantInTest) => void (await tenant.em().nativeDelete(Membership, { user: tenant.userId }))

beforeAll(async () => {
  ;[pm33, browser] = await Promise.all([site(), launch()])
  const fresh = await pm33.world.tenant('Fjellpost')
  await fresh.workspace('Main')
  await only(fresh)
  const full = await pm33.world.tenant('Halden Outdoor')
  await crowd(full, pm33.world.clock.now())
  await only(full)
  new_ = await openWindow(browser, pm33.url)
  old = await openWindow(browser, pm33.url)
  await new_.signIn((await pm33.person(fresh, 'owner', 'Maja Lind')).email)
  await old.signIn((await pm33.person(full, 'owner', 'Jonas Berg')).email)
})
afterAll(async () => {
  await browser?.close()
  await pm33?.close()
})

const INTERNAL = {
  data: null,
  errors: [
    { message: 'PM33 could not answer this (reference 7f3a91c2).', extensions: { code: 'INTERNAL', ref: '7f3a91c2' } },
  ],
}

/** Each page with a query of its own: what it asks for, and what it says in each state. */
const PAGES = [
  {
    name: 'home',
    path: '/',
    query: 'Home',
    what: 'the backlog of Main',
    empty: ['Main is empty', 'Import your backlog', 'How to connect'],
    many: ['Aardvark: 480 open items, 120 done', '120 ideas', '500 teams', 'Not enough history for a forecast'],
  },
  {
    name: 'backlog',
    path: '/backlog',
    query: 'BacklogChoices',
    what: 'the backlog of Main',
    empty: ['Main is empty', 'Import a backlog'],
    many: ['480 items', 'ARD-1'],
  },
  {
    name: 'strategy',
    path: '/strategy',
    query: 'Strategy',
    what: 'the strategy',
    empty: ['No mission yet', 'Add objective', 'No themes yet'],
    many: ['Show all 600 objectives'],
  },
  {
    name: 'competition',
    path: '/competition',
    query: 'Competition',
    what: 'the competitors',
    empty: ['No competitors yet', 'No capabilities yet', 'Import from CSV'],
    many: ['Show all 500 competitors', 'No claims yet'],
  },
  {
    name: 'priorities',
    path: '/priorities',
    query: 'PrioritiesPage',
    what: 'the ranking',
    empty: ['There is no open work to rank.'],
    many: ['1–25 of 200'],
  },
  {
    name: 'plan',
    path: '/plan',
    query: 'PlanPage',
    what: 'the plan',
    empty: ['PM33 cannot show the plan yet', 'Workspaces and teams'],
    many: ['The plan has 400 assignments', 'Team 001'],
  },
  {
    name: 'forecast',
    path: '/forecast',
    query: 'ForecastPage',
    what: 'the forecast',
    empty: ['No work is left', 'Import a backlog first.'],
    many: ['Not enough history for a forecast'],
  },
  {
    name: 'mcp-server',
    path: '/settings/mcp',
    query: 'ApiKeys',
    what: 'the API keys',
    empty: ['No keys yet', 'No apps connected'],
    many: ['Show all 600 keys', 'Show all 600 apps', 'Expired', 'Revoked'],
  },
  {
    name: 'workspaces',
    path: '/settings/workspaces',
    query: 'Teams',
    what: 'the teams of Main',
    empty: ['No teams yet', 'No calendars yet'],
    many: ['Show all 600 workspaces', 'Show all 500 teams', 'Show all 500 calendars'],
  },
  {
    name: 'import',
    path: '/settings/import',
    query: 'Imports',
    what: 'the earlier imports',
    empty: ['Drop an export here', 'Nothing imported yet'],
    many: ['Show all 100 imports', '1,237 new, 43 changed'],
  },
  {
    name: 'members',
    path: '/settings/members',
    query: 'Members',
    what: 'the members',
    empty: ['You are the only member'],
    many: ['Show all 601 members', 'Show all 600 invitations'],
  },
  {
    name: 'billing',
    path: '/settings/billing',
    query: 'Billing',
    what: 'the credits',
    empty: ['No credits yet', 'No caps', 'Not enough use yet to forecast.'],
    many: ['6,000 credits', 'Show all 600 caps', '25 of 600 entries', 'Grant 0'],
  },
  {
    name: 'trackers',
    path: '/settings/trackers',
    query: 'Integrations',
    what: 'the trackers',
    empty: ['No tracker is connected'],
    many: ['No tracker is connected'],
  },
  {
    name: 'ai',
    path: '/settings/ai',
    query: 'AiSettings',
    what: 'the AI provider',
    empty: ['No model is used', 'What is sent'],
    many: ['No model is used'],
  },
  {
    name: 'account',
    path: '/settings/account',
    query: 'Session',
    what: 'your organization',
    empty: ['Maja Lind', 'Sign out everywhere', 'You can do everything'],
    many: ['Jonas Berg', 'Halden Outdoor'],
  },
] as const

async function sees({ page }: Window, texts: readonly string[]): Promise<void> {
  for (const text of texts) await page.locator('main').getByText(text).first().waitFor()
}

const asks = (body: string | null, query: string) =>
  body?.includes(`query ${query} `) || body?.includes(`query ${query}(`) || body?.includes(`query ${query}{`)

/** Answers one query otherwise; everything else goes its way. @returns how to let it through again */
async function instead({ page }: Window, query: string, answer: 'never' | object): Promise<() => Promise<void>> {
  await page.route('**/graphql', async (route) => {
    if (!asks(route.request().postData(), query)) return route.fallback()
    if (answer !== 'never') await route.fulfill({ json: answer })
  })
  return () => page.unroute('**/graphql')
}

describe.each(PAGES)('$name', (shown) => {
  const { name, path, query, what, empty, many } = shown
  /** All pages wait and fail in the same two components, so the suite looks closely at a third of them in each state. */
  const looksAt = (state: 'loading' | 'error') =>
    FULL || PAGES.indexOf(shown) % 3 === ['loading', 'error'].indexOf(state)

  test('says what would be here, and what to do about it', async () => {
    await new_.page.goto(path)
    await sees(new_, empty)
    await lookAt(new_.page, `${name}-empty`)
    expect(new_.trouble).toEqual([])
  })

  test('says what is being read while it takes long', async () => {
    const through = await instead(new_, query, 'never')
    await new_.page.goto(path)
    await sees(new_, [name === 'account' ? 'Opening PM33…' : `Loading ${what}…`])
    if (looksAt('loading')) await lookAt(new_.page, `${name}-loading`)
    await through()
    expect(new_.trouble).toEqual([])
  })

  test('says what did not arrive and why, and tries again', async () => {
    const through = await instead(new_, query, INTERNAL)
    await new_.page.goto(path)
    await sees(new_, [`Could not load ${what}.`, 'PM33 could not answer this (reference 7f3a91c2).'])
    if (looksAt('error')) await lookAt(new_.page, `${name}-error`)
    await through()
    await new_.page.getByRole('button', { name: 'Try again' }).click()
    await sees(new_, empty)
    expect(new_.trouble).toEqual([])
  })

  test('stays usable with 600 rows', async () => {
    await old.page.goto(path)
    await sees(old, many)
    await lookAt(old.page, `${name}-600`)
    expect(old.trouble).toEqual([])
  })
})

test('nothing is said for the first 300 ms', async () => {
  const { page, context, close } = await openWindow(browser, pm33.url)
  await context.addCookies(await new_.context.cookies())
  await page.route('**/graphql', () => undefined)
  const start = new Date('2030-01-01T09:00:00Z')
  await page.clock.install({ time: start })
  await page.goto('/')
  const line = page.locator('.waiting')
  await line.waitFor({ state: 'attached' })
  await page.clock.pauseAt(start.getTime() + 100_000)
  await page.reload()
  await line.waitFor({ state: 'attached' })
  await page.clock.runFor(299)
  expect(await line.textContent()).toBe('')
  // A frame may pass before the clock of the page starts to count.
  await page.clock.runFor(60)
  expect(await line.textContent()).toBe('Opening PM33…')
  await close()
})
