import { createContext, type ComponentChildren } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import {
  ChooseTenantDocument,
  OwnTenantsDocument,
  SessionDocument,
  SignOutDocument,
  type SessionQuery,
} from '../operations.generated.ts'
import { ask, Problem, problemOf, showOrganization } from './graphql.ts'
import { Failed, Waiting } from './parts/states.tsx'
import { aboutWorkspace, go, signInPath, useAddress, WORKSPACE } from './router.tsx'

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
/** Other tabs of this browser hear when it changes. */
const STANDS_IN = 'pm33.organization'

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
  const [address, say] = useAddress()
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN))
  /** The organization that another tab changed to; empty if only the server's refusal told. */
  const [other, setOther] = useState<string | null>(null)

  const stay = (id: string) => {
    localStorage.setItem(CHOSEN, id)
    setChosen(id)
  }
  const failed = (error: unknown) => {
    const refused = problemOf(error)
    if (refused.code === 'UNAUTHENTICATED') go(signInPath(), { replace: true })
    else setProblem(refused)
  }
  const reload = async () => {
    try {
      const read = await readSession()
      showOrganization(read.viewer.tenant.id, () => setOther((known) => known ?? ''))
      localStorage.setItem(STANDS_IN, read.viewer.tenant.id)
      setOther(null)
      setKnown(read)
      setProblem(null)
    } catch (error) {
      failed(error)
    }
  }
  const chooseTenant = (id: string) => {
    const choose = async () => {
      await ask(ChooseTenantDocument, { id }, { anywhere: true })
      // Nothing of the organization that was left is shown, or asked about, from here on.
      setKnown(null)
      await reload()
      go('/')
    }
    choose().catch((error: unknown) => {
      // What was shown belongs to the organization that was left, or not: it is asked again.
      setKnown(null)
      failed(error)
    })
  }
  useEffect(() => {
    reload().catch(failed)
    const heard = ({ key, newValue }: StorageEvent) => {
      if (key === STANDS_IN && newValue !== null) setOther(newValue)
    }
    addEventListener('storage', heard)
    return () => removeEventListener('storage', heard)
  }, [])

  // Whoever follows a link to another workspace is in it from then on.
  const linked = known?.workspaces.find(({ key }) => key === address.get(WORKSPACE))?.id
  useEffect(() => {
    if (linked) stay(linked)
  }, [linked])

  if (!known) {
    return (
      <main class="alone">
        <h1 class="brand">PM33</h1>
        {problem ? (
          <>
            <Failed problem={problem} what="your organization" again={reload} />
            {problem.policy && <Elsewhere chooseTenant={chooseTenant} />}
          </>
        ) : (
          <Waiting>Opening PM33</Waiting>
        )}
      </main>
    )
  }
  const { viewer, workspaces } = known
  const workspace = workspaces.find(({ id }) => id === (linked ?? chosen)) ?? workspaces[0] ?? null
  aboutWorkspace(workspace && workspaces.length > 1 ? workspace.key : null)
  const session: Session = {
    ...known,
    workspace,
    may: (permission) => viewer.permissions.includes(permission),
    choose(id) {
      stay(id)
      // An item, an epic, or a plan of the workspace that was left is not in this one.
      say(Object.fromEntries([...address.keys()].map((name) => [name, null])))
    },
    chooseTenant,
    reload,
  }
  // What is being written here stays until the person goes on: a change in another tab takes nothing away.
  const moved = other !== null && other !== viewer.tenant.id
  const onwards = async () => {
    await reload()
    go('/')
  }
  return (
    <Context.Provider value={session}>
      {moved && (
        <Moved here={viewer.tenant.name} to={viewer.tenants.find(({ id }) => id === other)?.name} onwards={onwards} />
      )}
      {children}
    </Context.Provider>
  )
}

/** The ways out of an organization that does not allow this browser: the others of the person, and the door. */
function Elsewhere({ chooseTenant }: Pick<Session, 'chooseTenant'>) {
  const [others, setOthers] = useState<readonly { id: string; name: string }[]>([])
  useEffect(() => {
    const find = async () => {
      const { ownTenants } = await ask(OwnTenantsDocument, {}, { anywhere: true })
      setOthers(ownTenants.filter(({ refusal }) => refusal === null))
    }
    // The reason is on the page already, and signing out needs none of them.
    find().catch(() => setOthers([]))
  }, [])
  return (
    <div class="go">
      {others.map(({ id, name }) => (
        <button key={id} class="btn main" type="button" onClick={() => chooseTenant(id)}>
          Switch to {name}
        </button>
      ))}
      <button class="btn" type="button" onClick={signOut}>
        Sign out
      </button>
    </div>
  )
}

/** Says that another tab changed the organization, which is one for all tabs. */
function Moved({ here, to, onwards }: { here: string; to: string | undefined; onwards: () => Promise<void> }) {
  return (
    <section class="moved" aria-label="Organization">
      <div class="note" role="alert">
        <p>
          You switched to {to ?? 'another organization'} in another tab. This page still shows {here}, and nothing can
          be changed here.
        </p>
        <button class="btn" type="button" onClick={onwards}>
          Continue in {to ?? 'the other organization'}
        </button>
      </div>
    </section>
  )
}

async function readSession(): Promise<Pick<Session, 'viewer' | 'workspaces'>> {
  let page = await ask(SessionDocument, {}, { anywhere: true })
  const workspaces = [...page.workspaces.nodes]
  while (page.workspaces.pageInfo.hasNextPage) {
    page = await ask(SessionDocument, { after: page.workspaces.pageInfo.endCursor }, { anywhere: true })
    workspaces.push(...page.workspaces.nodes)
  }
  return { viewer: page.viewer, workspaces }
}

/** Leaves for good: nothing of what was shown stays in this browser. */
export async function signOut(): Promise<void> {
  await ask(SignOutDocument, {}, { anywhere: true })
  showOrganization(null)
  localStorage.removeItem(CHOSEN)
  localStorage.removeItem(STANDS_IN)
  go('/sign-in')
}
