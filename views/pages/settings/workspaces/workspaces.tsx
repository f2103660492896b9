import { useState } from 'preact/hooks'
import {
  CreateWorkspaceDocument,
  DeleteWorkspaceDocument,
  RenameWorkspaceDocument,
  TeamsDocument,
} from '../../../operations.generated.ts'
import { SettingsFrame } from '../../frame.tsx'
import { ask } from '../../graphql.ts'
import { Confirm, Dialog, unplaced } from '../../parts/dialog.tsx'
import { Text } from '../../parts/field.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Answered, Empty, Refused } from '../../parts/states.tsx'
import { useAction, useQuery } from '../../query.ts'
import { useSession, type Workspace } from '../../session.tsx'
import { Calendars } from './calendars.tsx'
import { Teams } from './teams.tsx'

export function WorkspacesPage() {
  const { workspace, may } = useSession()
  const query = useQuery(TeamsDocument, workspace && { workspace: workspace.id })
  return (
    <SettingsFrame title="Workspaces and teams">
      <Workspaces />
      {workspace && (
        <Answered query={query} what={`the teams of ${workspace.name}`}>
          {(data) => (
            <>
              <Teams workspace={data.workspace} mayEdit={may('backlog:write')} reload={query.reload} />
              <Calendars workspace={data.workspace} mayEdit={may('backlog:write')} reload={query.reload} />
            </>
          )}
        </Answered>
      )}
    </SettingsFrame>
  )
}

function Workspaces() {
  const { workspaces, workspace, choose, may, reload } = useSession()
  const [naming, setNaming] = useState<Workspace | 'new' | null>(null)
  const [leaving, setLeaving] = useState<Workspace | null>(null)
  const create = may('tenant:admin') && (
    <button class="btn" type="button" onClick={() => setNaming('new')}>
      Create workspace
    </button>
  )
  return (
    <section>
      <div class="head">
        <h1>Workspaces and teams</h1>
        {workspaces.length > 0 && create}
      </div>
      {workspaces.length ? (
        <Rows
          actions="several"
          caption="Workspaces"
          head={['Workspace', 'Key']}
          rows={workspaces}
          kind={['workspace', 'workspaces']}
          text={({ name, key }) => `${name} ${key}`}
        >
          {(row) => (
            <tr key={row.id}>
              <th scope="row">
                <b>{row.name}</b>
                {row.id === workspace?.id && <span class="sub">It has its own teams and calendars, shown below</span>}
              </th>
              <td data-l="Key">
                <code>{row.key}</code>
              </td>
              <td class="act">
                {row.id !== workspace?.id && (
                  <button class="btn quiet small" type="button" onClick={() => choose(row.id)}>
                    Open<span class="sr"> {row.name}</span>
                  </button>
                )}
                {may('tenant:admin') && (
                  <button class="btn quiet small" type="button" onClick={() => setNaming(row)}>
                    Rename<span class="sr"> {row.name}</span>
                  </button>
                )}
                {may('tenant:own') && (
                  <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(row)}>
                    Delete<span class="sr"> {row.name}</span>
                  </button>
                )}
              </td>
            </tr>
          )}
        </Rows>
      ) : (
        <Empty title="No workspaces yet" action={create}>
          A workspace is a backlog and everything planned from it. Importing a file can also create one.
        </Empty>
      )}
      {naming && <NameWorkspace workspace={naming === 'new' ? null : naming} onClose={() => setNaming(null)} />}
      {leaving && (
        <Confirm
          title={`Delete “${leaving.name}”?`}
          action="Delete workspace"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteWorkspaceDocument, { id: leaving.id })
            await reload()
          }}
        >
          This permanently deletes its items with their history, teams, sprints, and strategy. To assistants, it no
          longer exists.
        </Confirm>
      )}
    </section>
  )
}

function NameWorkspace({ workspace, onClose }: { workspace: Workspace | null; onClose: () => void }) {
  const { reload, choose } = useSession()
  const [name, setName] = useState(workspace?.name ?? '')
  const [key, setKey] = useState(workspace?.key ?? '')
  const { run, busy, problem } = useAction(async () => {
    if (workspace) await ask(RenameWorkspaceDocument, { id: workspace.id, name, key })
    else choose((await ask(CreateWorkspaceDocument, { name, key: key || null })).createWorkspace.id)
    await reload()
    onClose()
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run()
  }
  return (
    <Dialog title={workspace ? `Rename “${workspace.name}”` : 'Create a workspace'} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Refused problem={unplaced(problem, ['name', 'key'])} />
        <Text label="Name" value={name} set={setName} error={problem?.of('name')} input={{ autofocus: true }} />
        <Text
          label="Key"
          value={key}
          set={setKey}
          error={problem?.of('key')}
          hint={
            workspace
              ? 'Assistants and scripts can use it instead of the ID.'
              : 'A short name for assistants and scripts. If empty, it is derived from the name.'
          }
        />
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={busy}>
            {workspace ? 'Rename workspace' : 'Create workspace'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
