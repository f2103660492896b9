import { useState } from 'preact/hooks'
import {
  DecideInteractionDocument,
  InteractionDocument,
  SignOutDocument,
  WhoDocument,
} from '../../operations.generated.ts'
import { Card } from '../door/card.tsx'
import { SignIn } from '../door/sign-in.tsx'
import { useTitle } from '../frame.tsx'
import { ask } from '../graphql.ts'
import { DefaultWorkspace, within } from '../parts/default-workspace.tsx'
import { Field } from '../parts/field.tsx'
import { Answered, Refused } from '../parts/states.tsx'
import { counted } from '../parts/format.ts'
import { WorkspaceChoice } from '../parts/workspace-choice.tsx'
import { useAction, useQuery } from '../query.ts'
import type { Asking, Tenant } from './asking.ts'
import { ScopeChoice } from './scope-choice.tsx'

/** An app asks to act for a person, who decides here. */
export function ConsentPage({ uid }: { uid: string }) {
  const query = useQuery(InteractionDocument, { uid })
  if (query.problem?.code === 'NOT_FOUND') {
    return (
      <Card title="This request is no longer valid">
        <p>It has expired, was already answered, or was started in another browser. Start again from your app.</p>
      </Card>
    )
  }
  if (!query.data) {
    return (
      <Card title="Connect an app">
        <Answered query={query} what="the request">
          {() => null}
        </Answered>
      </Card>
    )
  }
  const asking = query.data.interaction
  const leave = async () => {
    await ask(SignOutDocument, {})
    await query.reload()
  }
  if (!asking.tenants)
    return <SignIn title="Sign in" why={`To let ${fromHost(asking)} use PM33.`} onSignedIn={query.reload} />
  const first = asking.tenants.find(({ refusal }) => !refusal) ?? asking.tenants[0]
  if (!first) return <NoTenant leave={leave} />
  return <Decision uid={uid} asking={asking} tenants={asking.tenants} first={first} leave={leave} />
}

/** Whoever publishes it, the name is one that the app gives itself. */
const named = ({ clientName }: Asking) => `“${clientName}”`

/** With the one thing that is known of it: the host that publishes it. */
const fromHost = (asking: Asking) => named(asking) + (asking.clientHost ? ` from ${asking.clientHost}` : '')

function NoTenant({ leave }: { leave: () => void }) {
  return (
    <Card title="Tenant not found">
      <p>
        You do not belong to an organization on this server. Ask an admin for an invitation link, or use another
        account.
      </p>
      <button class="btn" type="button" onClick={leave}>
        Use another account
      </button>
    </Card>
  )
}

interface DecisionProps {
  uid: string
  asking: Asking
  tenants: readonly Tenant[]
  first: Tenant
  leave: () => void
}

function Decision({ uid, asking, tenants, first, leave }: DecisionProps) {
  useTitle(`Allow ${fromHost(asking)}`)
  const [tenantId, setTenantId] = useState(first.id)
  const [workspaceIds, setWorkspaceIds] = useState<readonly string[] | null>(null)
  const [defaultId, setDefaultId] = useState<string | null>(null)
  const tenant = tenants.find(({ id }) => id === tenantId) ?? first
  /** Ticks that the person has set or taken away. */
  const [ticked, setTicked] = useState<Readonly<Record<string, boolean>>>({})
  const scopes = asking.scopes
    .filter((words) => ticked[words.scope] ?? suggested(words, tenant))
    .flatMap(({ scope }) => (tenant.grantable.includes(scope) ? [scope] : []))
  const reached = within(tenant.workspaces, workspaceIds)
  const decide = useAction(async (allow: boolean) => {
    const { decideInteraction } = await ask(DecideInteractionDocument, {
      uid,
      allow,
      ...(allow
        ? {
            tenantId,
            workspaceIds: workspaceIds && [...workspaceIds],
            defaultWorkspaceId: reached.some(({ id }) => id === defaultId) ? defaultId : null,
            scopes: [...scopes],
          }
        : {}),
    })
    location.assign(decideInteraction)
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    decide.run(true)
  }
  const name = named(asking)
  return (
    <main class="door">
      <form class="consent" onSubmit={submit} aria-labelledby="asking">
        <header>
          <p class="brand">PM33</p>
          <h1 id="asking">Allow {fromHost(asking)} to use PM33?</h1>
          <p class="dim">
            It can only see what you select, in the workspaces you choose. It cannot change your backlog.
          </p>
          <Caution asking={asking} tenant={tenant} />
        </header>
        <Parties asking={asking} tenant={tenant} leave={leave} />
        <div class="stack">
          <Field label="Organization">
            {(attributes) => (
              <select
                {...attributes}
                value={tenantId}
                onChange={(event) => {
                  setTenantId(event.currentTarget.value)
                  setWorkspaceIds(null)
                }}
              >
                {tenants.map(({ id, name: organization, role }) => (
                  <option key={id} value={id}>
                    {role === 'viewer' ? `${organization} (viewer)` : organization}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {tenant.refusal !== null && (
            <div class="note warn" role="alert">
              <p>{tenant.refusal}</p>
            </div>
          )}
          <WorkspaceChoice
            all="All your workspaces, including future ones"
            workspaces={tenant.workspaces}
            chosen={workspaceIds}
            set={setWorkspaceIds}
          />
          <DefaultWorkspace workspaces={reached} chosen={defaultId} set={setDefaultId} />
        </div>
        <ScopeChoice
          asking={asking}
          tenant={tenant}
          scopes={scopes}
          tick={(scope, on) => setTicked({ ...ticked, [scope]: on })}
        />
        <div class="stack">
          <p class="small dim" role="status">
            {summary(name, asking, scopes, workspaceIds)}
          </p>
          <Refused problem={decide.problem} />
          <div class="go">
            <button class="btn" type="button" aria-disabled={decide.busy} onClick={() => decide.run(false)}>
              Cancel
            </button>
            <button
              class="btn main"
              type="submit"
              aria-disabled={decide.busy}
              disabled={workspaceIds?.length === 0 || tenant.refusal !== null}
            >
              Allow
            </button>
          </div>
        </div>
      </form>
      <p class="out small dim">
        Disconnect at any time in Settings › Integrations › MCP Server. Access ends at once.{' '}
        <a href="/docs/privacy">Privacy</a>
      </p>
    </main>
  )
}

/** Money is spent only by an app that the organization knows, unless the person says otherwise. */
const suggested = ({ consumesCredits }: Asking['scopes'][number], { standing }: Tenant) =>
  standing !== 'new' || !consumesCredits

function summary(
  name: string,
  asking: Asking,
  scopes: readonly string[],
  workspaceIds: readonly string[] | null,
): string {
  if (workspaceIds?.length === 0) return 'Choose at least one workspace.'
  const where = workspaceIds ? `in ${counted(workspaceIds.length, 'workspace')}` : 'in all your workspaces'
  const spends = asking.scopes.some(({ scope, consumesCredits }) => consumesCredits && scopes.includes(scope))
  return `${name} gets ${scopes.length} of ${counted(asking.scopes.length, 'permission')} ${where}${spends ? ' and may spend AI credits' : ''}.`
}

/** What a person should know before they trust the app; nothing of one that their organization knows. */
function Caution({ asking, tenant }: { asking: Asking; tenant: Tenant }) {
  const { clientName, clientHost, loopback, elsewhere, redirectHost } = asking
  if (clientHost === null)
    return (
      <div class="note warn">
        <p>
          <b>PM33 cannot verify who made this app.</b>
        </p>
        <p>
          {loopback ? 'It runs on this computer and calls' : 'It calls'} itself “{clientName}”. Allow it only if you
          just started it.
        </p>
      </div>
    )
  if (tenant.standing !== 'new' && !elsewhere) return null
  return (
    <div class="note warn">
      {tenant.standing === 'new' && (
        <>
          <p>
            <b>
              Nobody else in {tenant.name} uses an app from {clientHost}.
            </b>
          </p>
          <p>The app chose its name itself. Allow it only if you know {clientHost} and just started to connect.</p>
        </>
      )}
      {elsewhere && (
        <p>
          It sends you back to another website, <code>{redirectHost}</code>.
        </p>
      )}
    </div>
  )
}

const STANDING = { allowed: 'allowed by', used: 'used by others in' } as const

function Parties({ asking, tenant, leave }: { asking: Asking; tenant: Tenant; leave: () => void }) {
  const { clientName, clientHost, redirectHost } = asking
  const who = useQuery(WhoDocument, {})
  return (
    <div>
      <dl class="kv">
        <dt>App</dt>
        <dd>
          {clientHost ? (
            <>
              published at <b>{clientHost}</b>
              {tenant.standing !== 'new' && `, ${STANDING[tenant.standing]} ${tenant.name}`}
            </>
          ) : (
            `Unverified name: “${clientName}”`
          )}
        </dd>
        <dt>Sends you back to</dt>
        <dd>
          <code>{redirectHost}</code>
        </dd>
        <dt>Signed in as</dt>
        <dd>
          {who.data?.viewer.email}{' '}
          <button class="btn quiet small" type="button" onClick={leave}>
            Not you?
          </button>
        </dd>
      </dl>
    </div>
  )
}
