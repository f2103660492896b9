import { useState } from 'preact/hooks'
import { InviteMemberDocument } from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Dialog, unplaced } from '../../parts/dialog.tsx'
import { Text } from '../../parts/field.tsx'
import { Refused } from '../../parts/states.tsx'
import { WorkspaceChoice } from '../../parts/workspace-choice.tsx'
import { useAction } from '../../query.ts'
import { useSession } from '../../session.tsx'
import { ROLES, useGivenRoles, type Role } from './roles.tsx'

export function InviteMember({
  onClose,
  onInvited,
}: {
  onClose: () => void
  onInvited: (email: string, link: string) => Promise<void>
}) {
  const { workspaces, viewer } = useSession()
  const given = useGivenRoles()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('member')
  const [workspaceIds, setWorkspaceIds] = useState<readonly string[] | null>(null)
  const { run, busy, problem } = useAction(async () => {
    const { inviteMember } = await ask(InviteMemberDocument, {
      email,
      role,
      workspaceIds: workspaceIds && [...workspaceIds],
    })
    await onInvited(inviteMember.invite.email, inviteMember.link)
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run()
  }
  return (
    <Dialog title="Invite a member" onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Refused problem={unplaced(problem, ['email', 'workspaceIds'])} />
        <Text
          label="Email"
          value={email}
          set={setEmail}
          error={problem?.of('email')}
          hint="The person who opens the link joins with this address."
          input={{ type: 'email', autocomplete: 'off', autofocus: true }}
        />
        <fieldset class="spaces">
          <legend class="label">Role</legend>
          {ROLES.filter(([name]) => given.includes(name)).map(([name, may]) => (
            <label key={name}>
              <input type="radio" name="role" checked={role === name} onChange={() => setRole(name)} />
              <span>
                {name} <span class="faint small">{may}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <WorkspaceChoice
          all={viewer.allWorkspaces ? 'All workspaces, including future ones' : 'All your workspaces'}
          workspaces={workspaces}
          chosen={workspaceIds}
          set={setWorkspaceIds}
          error={problem?.of('workspaceIds') && 'Choose at least one workspace.'}
        />
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={busy}>
            Create invitation
          </button>
        </div>
      </form>
    </Dialog>
  )
}
