import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { ForecastPage } from './analyses/forecast.tsx'
import { PlanPage } from './analyses/plan.tsx'
import { PrioritiesPage } from './analyses/priorities.tsx'
import { BacklogPage } from './backlog/backlog.tsx'
import { CompetitionPage } from './competition/competition.tsx'
import { ConsentPage } from './consent/consent.tsx'
import { DocumentPage } from './documents/document.tsx'
import { DocumentsPage } from './documents/documents.tsx'
import { DemoPage } from './door/demo.tsx'
import { InvitePage } from './door/invite.tsx'
import { ResetPage } from './door/reset.tsx'
import { SetUpPage } from './door/set-up.tsx'
import { SignInPage } from './door/sign-in.tsx'
import { Frame, useTitle } from './frame.tsx'
import { HomePage } from './home/home.tsx'
import { ImportPage } from './import/import.tsx'
import { go, Link, usePath } from './router.tsx'
import { SignedIn } from './session.tsx'
import { AccountPage } from './settings/account/account.tsx'
import { AiPage } from './settings/ai/ai.tsx'
import { AuditPage } from './settings/audit/audit.tsx'
import { BillingPage } from './settings/billing/billing.tsx'
import { TrackersPage } from './settings/trackers/trackers.tsx'
import { McpServerPage } from './settings/mcp-server/mcp-server.tsx'
import { MembersPage } from './settings/members/members.tsx'
import { WorkspacesPage } from './settings/workspaces/workspaces.tsx'
import { StrategyPage } from './strategy/strategy.tsx'

/** Pages that anybody may open. */
const OPEN: Record<string, ComponentType> = {
  '/sign-in': SignInPage,
  '/demo': DemoPage,
  '/set-up': SetUpPage,
  '/invite': InvitePage,
  '/reset': ResetPage,
}

const SIGNED_IN: Record<string, ComponentType> = {
  '/': HomePage,
  '/backlog': BacklogPage,
  '/priorities': PrioritiesPage,
  '/plan': PlanPage,
  '/forecast': ForecastPage,
  '/strategy': StrategyPage,
  '/competition': CompetitionPage,
  '/documents': DocumentsPage,
  '/settings/mcp': McpServerPage,
  '/settings/workspaces': WorkspacesPage,
  '/settings/import': ImportPage,
  '/settings/members': MembersPage,
  '/settings/billing': BillingPage,
  '/settings/trackers': TrackersPage,
  '/settings/ai': AiPage,
  '/settings/audit': AuditPage,
  '/settings/account': AccountPage,
}

export function App() {
  const path = usePath()
  const uid = /^\/oauth\/interaction\/([\w-]+)$/.exec(path)?.[1]
  if (uid) return <ConsentPage uid={uid} />
  const Open = OPEN[path]
  if (Open) return <Open />
  const document = /^\/documents\/([\w-]+)$/.exec(path)?.[1]
  if (document)
    return (
      <SignedIn>
        <DocumentPage key={document} id={document} />
      </SignedIn>
    )
  const Page = path === '/settings' ? Settings : (SIGNED_IN[path] ?? Nowhere)
  return (
    <SignedIn>
      <Page />
    </SignedIn>
  )
}

function Settings() {
  useEffect(() => go('/settings/mcp', { replace: true }), [])
  return null
}

function Nowhere() {
  useTitle('No such page')
  return (
    <Frame>
      <section>
        <h1>There is no page at this address</h1>
        <p class="dim">It may have moved, or the address may be incomplete.</p>
        <p>
          <Link to="/">Home</Link>
        </p>
      </section>
    </Frame>
  )
}
