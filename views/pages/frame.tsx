import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { Choose } from './parts/choose.tsx'
import { counted } from './parts/format.ts'
import { go, Link, usePath } from './router.tsx'
import { useSession } from './session.tsx'

/** The groups of Settings, in the order of the side list. */
const SETTINGS = [
  {
    group: 'Integrations',
    pages: [
      { path: '/settings/mcp', title: 'MCP Server' },
      { path: '/settings/trackers', title: 'Trackers' },
    ],
  },
  {
    group: 'Workspace',
    pages: [
      { path: '/settings/workspaces', title: 'Workspaces and teams' },
      { path: '/settings/import', title: 'Import' },
    ],
  },
  {
    group: 'Organization',
    pages: [
      { path: '/settings/members', title: 'Members' },
      { path: '/settings/billing', title: 'Billing' },
      { path: '/settings/ai', title: 'AI' },
      { path: '/settings/audit', title: 'Audit log' },
      { path: '/settings/account', title: 'Your account' },
    ],
  },
] as const

/** The pages in the order of the menu; what a person may not do is not in it. */
const MENU: readonly { to: string; title: string; needs?: string }[] = [
  { to: '/', title: 'Home' },
  { to: '/backlog', title: 'Backlog' },
  { to: '/priorities', title: 'Priorities' },
  { to: '/plan', title: 'Plan' },
  { to: '/forecast', title: 'Forecast' },
  { to: '/strategy', title: 'Strategy' },
  { to: '/competition', title: 'Competition' },
  { to: '/documents', title: 'Documents' },
  { to: '/settings/import', title: 'Import', needs: 'tenant:admin' },
]

const isWithin = (path: string, to: string) => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`))

/** Names the page in the browser's tab and history. */
export function useTitle(...parts: string[]): void {
  const title = [...parts, 'PM33'].join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}

/** How many workspaces a list to choose from stays a list with; more are searched on their own page. */
const LISTED = 50
const SEARCH = 'search'

/** The bar on top: where one is, and the two places to go. */
function Top() {
  const path = usePath()
  const { viewer, workspaces, workspace, choose, chooseTenant, may } = useSession()
  const others = viewer.tenants.filter(({ id }) => id !== viewer.tenant.id)
  const listed = workspaces.length <= LISTED ? workspaces : workspace ? [workspace] : []
  const chosen = (value: string) => {
    if (value === SEARCH) go('/settings/workspaces')
    else if (value.startsWith('Tenant:')) chooseTenant(value)
    else choose(value)
  }
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <Link class="brand" to="/">
          PM33
        </Link>
        <Choose class="where" aria-label="Workspace" value={workspace?.id ?? ''} choose={chosen} leaving="drops">
          {!workspace && <option value="">{viewer.tenant.name}</option>}
          {listed.map(({ id, name }) => (
            <option key={id} value={id}>
              {viewer.tenant.name} · {name}
            </option>
          ))}
          {listed.length < workspaces.length && (
            <option value={SEARCH}>Find in {counted(workspaces.length, 'workspace')}…</option>
          )}
          {others.length > 0 && (
            <optgroup label="Other organizations">
              {others.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
        </Choose>
        <nav aria-label="Main">
          {MENU.map(
            ({ to, title, needs }) =>
              (!needs || may(needs)) && (
                <Link key={to} to={to} aria-current={isWithin(path, to) ? 'page' : undefined}>
                  {title}
                </Link>
              ),
          )}
          <Link
            to="/settings/mcp"
            aria-current={path.startsWith('/settings') && path !== '/settings/import' ? 'page' : undefined}
          >
            Settings
          </Link>
        </nav>
        <Link class="who" to="/settings/account">
          {viewer.name}
        </Link>
      </header>
    </>
  )
}

export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <>
      <Top />
      <main id="main" class="home" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

/** A page of Settings: side list, which becomes a select on narrow screens. */
export function SettingsFrame({ title, children }: { title: string; children: ComponentChildren }) {
  const path = usePath()
  useTitle(title, 'Settings')
  return (
    <>
      <Top />
      <div class="frame">
        <nav class="side" aria-label="Settings">
          {SETTINGS.map(({ group, pages }) => (
            <>
              <p>{group}</p>
              {pages.map((page) => (
                <Link to={page.path} aria-current={page.path === path ? 'page' : undefined}>
                  {page.title}
                </Link>
              ))}
            </>
          ))}
        </nav>
        <nav class="pick" aria-label="Settings, short">
          <label class="field">
            <span class="label">Settings</span>
            <Choose value={path} choose={go} leaving="drops">
              {SETTINGS.map(({ group, pages }) => (
                <optgroup label={group}>
                  {pages.map((page) => (
                    <option value={page.path}>{page.title}</option>
                  ))}
                </optgroup>
              ))}
            </Choose>
          </label>
        </nav>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  )
}
