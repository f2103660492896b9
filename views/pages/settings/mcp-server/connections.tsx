import { useState } from 'preact/hooks'
import {
  ConnectionsDocument,
  DisconnectDocument,
  SetConnectionWorkspaceDocument,
  type ConnectionRowFragment,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { DefaultInRow, within } from '../../parts/default-workspace.tsx'
import { Confirm } from '../../parts/dialog.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Answered, Empty, Refused } from '../../parts/states.tsx'
import { Day, When } from '../../parts/when.tsx'
import { useAction, useQuery } from '../../query.ts'
import { useSession, workspacesIn } from '../../session.tsx'
import { APP_SCOPES, inShort } from './scopes.ts'

/** "9 of 9 scopes", or which are missing while they are few. */
function granted(scopes: readonly string[]): string {
  const withheld = APP_SCOPES.filter((scope) => !scopes.includes(scope))
  if (!withheld.length) return 'all 9 scopes'
  return `${scopes.length} of 9 scopes${withheld.length <= 2 ? `, without ${withheld.join(' and ')}` : `: ${inShort(scopes)}`}`
}

export function Connections() {
  const query = useQuery(ConnectionsDocument, {})
  const session = useSession()
  const choose = useAction(async ({ id, workspaceId }: { id: string; workspaceId: string | null }) => {
    await ask(SetConnectionWorkspaceDocument, { id, workspaceId })
    await query.reload()
  })
  const [leaving, setLeaving] = useState<ConnectionRowFragment | null>(null)
  return (
    <section aria-labelledby="apps">
      <h2 id="apps">Connected apps</h2>
      <Refused problem={choose.problem} />
      <Answered query={query} what="the connected apps">
        {({ connections }) =>
          connections.length ? (
            <>
              <Rows
                caption="Connected apps"
                head={['App', 'Can do', 'Where', 'Last used', 'Since']}
                rows={connections}
                kind={['app', 'apps']}
                text={({ clientName, person }) => `${clientName} ${person}`}
              >
                {(app) => (
                  <tr key={app.id}>
                    <th scope="row">
                      <b>“{app.clientName}”</b>
                      <span class="sub">
                        {app.clientHost ? `published at ${app.clientHost}` : `${app.redirectHost} · unverified name`}
                      </span>
                    </th>
                    <td data-l="Can do">{granted(app.scopes)}</td>
                    <td data-l="Where">
                      <span>
                        {workspacesIn(session, app.workspaceIds ?? null)}
                        <DefaultInRow
                          of={app.clientName}
                          workspaces={within(session.workspaces, app.workspaceIds ?? null)}
                          chosen={app.defaultWorkspaceId ?? null}
                          set={(workspaceId) => choose.run({ id: app.id, workspaceId })}
                        />
                      </span>
                    </td>
                    <td data-l="Last used">
                      <span>
                        {app.lastUsedAt ? <When at={app.lastUsedAt} /> : <span class="dim">not yet</span>}
                        <span class="sub">{app.person}</span>
                      </span>
                    </td>
                    <td data-l="Since">
                      <Day at={app.createdAt} />
                    </td>
                    <td class="act">
                      <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(app)}>
                        Disconnect
                        <span class="sr">
                          {' '}
                          {app.clientName} of {app.person}
                        </span>
                      </button>
                    </td>
                  </tr>
                )}
              </Rows>
              <p class="hint">Disconnecting an app ends its access at once, even for calls in progress.</p>
            </>
          ) : (
            <Empty title="No apps connected">Add the URL above to Claude. It appears here once you allow it.</Empty>
          )
        }
      </Answered>
      {leaving && (
        <Confirm
          title={`Disconnect “${leaving.clientName}”?`}
          action="Disconnect app"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DisconnectDocument, { id: leaving.id })
            await query.reload()
          }}
        >
          It can no longer act for {leaving.isViewer ? 'you' : leaving.person}. To use it again, connect it again.
        </Confirm>
      )}
    </section>
  )
}
