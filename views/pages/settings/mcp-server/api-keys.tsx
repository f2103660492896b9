import { useState } from 'preact/hooks'
import {
  ApiKeysDocument,
  RevokeApiKeyDocument,
  SetApiKeyWorkspaceDocument,
  type ApiKeyRowFragment,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { DefaultInRow, within } from '../../parts/default-workspace.tsx'
import { Confirm } from '../../parts/dialog.tsx'
import { Made } from '../../parts/made.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Answered, Empty, Refused } from '../../parts/states.tsx'
import { Day, When } from '../../parts/when.tsx'
import { ago, counted, daysUntil, inDays } from '../../parts/format.ts'
import { useAction, useQuery } from '../../query.ts'
import { useSession, workspacesIn } from '../../session.tsx'
import { CreateKey } from './create-key.tsx'
import { inShort } from './scopes.ts'

const SURFACES = { mcp: 'MCP', graphql: 'GraphQL' } as const
/** Days before expiry when a key is highlighted. */
const SOON = 14

export function ApiKeys() {
  const query = useQuery(ApiKeysDocument, {})
  const [creating, setCreating] = useState(false)
  const [created, setCreated] = useState<{ name: string; key: string } | null>(null)
  const [leaving, setLeaving] = useState<ApiKeyRowFragment | null>(null)
  const choose = useAction(async ({ id, workspaceId }: { id: string; workspaceId: string | null }) => {
    await ask(SetApiKeyWorkspaceDocument, { id, workspaceId })
    await query.reload()
  })
  const create = (
    <button class={query.data?.apiKeys.length ? 'btn main' : 'btn'} type="button" onClick={() => setCreating(true)}>
      Create key
    </button>
  )
  return (
    <section aria-labelledby="keys">
      <div class="head">
        <h2 id="keys">API keys</h2>
        {query.data && query.data.apiKeys.length > 0 && create}
      </div>
      {created && (
        <Made text={created.key} what="key">
          <b>Key for “{created.name}” is ready.</b> Copy it now. It is shown only once.
        </Made>
      )}
      <Refused problem={choose.problem} />
      <Answered query={query} what="the API keys">
        {({ apiKeys }) =>
          apiKeys.length ? (
            <Rows
              caption="API keys"
              head={['Name', 'Scopes', 'Where', 'Last used', 'Expires']}
              rows={apiKeys}
              kind={['key', 'keys']}
              text={(key) => `${key.name} ${key.hint} ${key.actsFor}`}
            >
              {(key) => (
                <KeyRow
                  key={key.id}
                  apiKey={key}
                  revoke={() => setLeaving(key)}
                  choose={(workspaceId) => choose.run({ id: key.id, workspaceId })}
                />
              )}
            </Rows>
          ) : (
            <Empty title="No keys yet" action={create}>
              Claude, VS Code, and Cursor do not need one: they open a browser. Create a key for a script or a partner.
            </Empty>
          )
        }
      </Answered>
      {creating && (
        <CreateKey
          onClose={() => setCreating(false)}
          onCreated={async (key) => {
            setCreated(key)
            setCreating(false)
            await query.reload()
          }}
        />
      )}
      {leaving && (
        <Confirm
          title={`Revoke “${leaving.name}”?`}
          action="Revoke key"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(RevokeApiKeyDocument, { id: leaving.id })
            await query.reload()
          }}
        >
          {leaving.lastUsedAt ? `Last used ${ago(leaving.lastUsedAt)}.` : 'It has not been used yet.'} Anything that
          uses it stops working. You cannot undo this.
        </Confirm>
      )}
    </section>
  )
}

function KeyRow({
  apiKey,
  revoke,
  choose,
}: {
  apiKey: ApiKeyRowFragment
  revoke: () => void
  choose: (workspaceId: string | null) => void
}) {
  const session = useSession()
  const { name, hint, scopes, surfaces, workspaceIds, defaultWorkspaceId, lastUsedAt, actsFor, state } = apiKey
  return (
    <tr class={state === 'active' ? undefined : 'off'}>
      <th scope="row">
        <b>{name}</b>
        <span class="sub mono">{hint}</span>
      </th>
      <td data-l="Scopes">
        <span>
          {counted(scopes.length, 'scope')}
          <span class="sub">{inShort(scopes)}</span>
        </span>
      </td>
      <td data-l="Where">
        <span>
          {surfaces.map((surface) => SURFACES[surface]).join(', ')}
          <span class="sub">{workspacesIn(session, workspaceIds ?? null)}</span>
          {state === 'active' && surfaces.includes('mcp') && (
            <DefaultInRow
              of={name}
              workspaces={within(session.workspaces, workspaceIds ?? null)}
              chosen={defaultWorkspaceId ?? null}
              set={choose}
            />
          )}
        </span>
      </td>
      <td data-l="Last used">
        <span>
          {lastUsedAt ? <When at={lastUsedAt} /> : <span class="dim">not yet</span>}
          <span class="sub">{actsFor}</span>
        </span>
      </td>
      <td data-l="Expires">
        <Expiry apiKey={apiKey} />
      </td>
      <td class="act">
        {state === 'active' && (
          <button class="btn quiet small revoke" type="button" onClick={revoke}>
            Revoke<span class="sr"> {name}</span>
          </button>
        )}
      </td>
    </tr>
  )
}

function Expiry({ apiKey: { state, expiresAt, revokedAt, actsFor } }: { apiKey: ApiKeyRowFragment }) {
  const left = expiresAt ? daysUntil(expiresAt) : null
  return (
    <span>
      {expiresAt ? <Day at={expiresAt} /> : 'never'}
      {state === 'active' && left !== null && left <= SOON && <span class="sub warn">{inDays(left)}</span>}
      {state === 'expired' && <span class="sub bad">Expired</span>}
      {state === 'revoked' && <span class="sub bad">Revoked {revokedAt && <Day at={revokedAt} />}</span>}
      {state === 'disabled' && <span class="sub bad">Disabled: {actsFor || 'its owner'} left the organization</span>}
    </span>
  )
}
