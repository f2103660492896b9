import { createContext, type ComponentChildren } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import { ChooseTenantDocument, SessionDocument, SignOutDocument, type SessionQuery } from '../operations.generated.ts'
import { ask, Problem, problemOf } from './graphql.ts'
import { Failed, Waiting } from './parts/states.tsx'
import { go, signInPath } from './router.tsx'

export type Viewer = SessionQuery['viewer']
export type Workspace = SessionQuery['workspaces']['nodes'][number]

export interface Session {
  viewer: Viewer
  /** All that the person may open, by name. */
  workspaces: readonly Workspace[]
  /** The one that the pages are about; null while there is none. */
  workspace: Workspace | null
  may(permission: string): boolean
  choose(workspaceId: string): void
  chooseTenant(id: string): void
  reload(): Promise<void>
}

const Context = createContext<Session | null>(null)
export const useSession = (): Session => useContext(Context)!

const CHOSEN = 'pm33.workspace'

/** Names of workspaces by id; for lists where null means all, later ones too. */
export function workspacesIn({ workspaces }: Session, ids: readonly string[] | null): string {
  if (!ids) return 'All workspaces'
  const names = ids.map(
    (id) => workspaces.find((workspace) => workspace.id === id)?.name ?? 'a workspace you cannot see',
  )
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}

/** Who is signed in, for every page below; whoever is not is sent to sign in. */
export function SignedIn({ children }: { children: ComponentChildren }) {
  const [known, setKnown] = useState<Pick<Session, 'viewer' | 'workspaces'> | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN))

  const failed = (error: unknown) => {
    const refused = problemOf(error)
    if (refused.code === 'UNAUTHENTICATED') go(signInPath(), { replace: true })
    else setProblem(refused)
  }
  const reload = async () => {
    try {
      setKnown(await readSession())
      setProblem(null)
    } catch (error) {
      failed(error)
    }
  }
  useEffect(() => {
    reload().catch(failed)
  }, [])

  if (!known) {
    return (
      <main class="alone">
        <h1 class="brand">PM33</h1>
        {problem ? (
          <Failed problem={problem} what="your organization" again={reload} />
        ) : (
          <Waiting>Opening PM33</Waiting>
        )}
      </main>
    )
  }
  const { viewer, workspaces } = known
  const session: Session = {
    ...known,
    workspace: workspaces.find(({ id }) => id === chosen) ?? workspaces[0] ?? null,
    may: (permission) => viewer.permissions.includes(permission),
    choose(id) {
      localStorage.setItem(CHOSEN, id)
      setChosen(id)
    },
    chooseTenant(id) {
      const choose = async () => {
        await ask(ChooseTenantDocument, { id })
        await reload()
        go('/')
      }
      choose().catch((error: unknown) => {
        // What was shown belongs to the organization that was left, or not: it is asked again.
        setKnown(null)
        failed(error)
      })
    },
    reload,
  }
  return <Context.Provider value={session}>{children}</Context.Provider>
}

async function readSession(): Promise<Pick<Session, 'viewer' | 'workspaces'>> {
  let page = await ask(SessionDocument, {})
  const workspaces = [...page.workspaces.nodes]
  while (page.workspaces.pageInfo.hasNextPage) {
    page = await ask(SessionDocument, { after: page.workspaces.pageInfo.endCursor })
    workspaces.push(...page.workspaces.nodes)
  }
  return { viewer: page.viewer, workspaces }
}

/** Leaves for good: nothing of what was shown stays in this browser. */
export async function signOut(): Promise<void> {
  await ask(SignOutDocument, {})
  localStorage.removeItem(CHOSEN)
  go('/sign-in')
}
