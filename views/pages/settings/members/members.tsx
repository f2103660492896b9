import { useState } from 'preact/hooks'
import {
  CancelInviteDocument,
  ChangeMemberDocument,
  MemberResetLinkDocument,
  MembersDocument,
  RemoveMemberDocument,
  type InviteRowFragment,
  type MemberRowFragment,
  type MembersQuery,
} from '../../../operations.generated.ts'
import { SettingsFrame } from '../../frame.tsx'
import { ask } from '../../graphql.ts'
import { Confirm } from '../../parts/dialog.tsx'
import { Made } from '../../parts/made.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Answered, Empty, Refused } from '../../parts/states.tsx'
import { Day } from '../../parts/when.tsx'
import { latestProblem, useAction, useQuery, type Query } from '../../query.ts'
import { useSession, workspacesIn } from '../../session.tsx'
import { InviteMember } from './invite-member.tsx'
import { MemberData, useCopy } from './member-data.tsx'
import { RoleSelect } from './roles.tsx'

export function MembersPage() {
  const { may } = useSession()
  return <SettingsFrame title="Members">{may('tenant:admin') ? <Members /> : <NotYours />}</SettingsFrame>
}

const NotYours = () => (
  <section>
    <h1>Members</h1>
    <p class="dim">Only admins of this organization can see and invite members.</p>
  </section>
)

/** A link that is shown once, and whom it is for. */
interface OnceLink {
  title: string
  link: string
  ends: string
}

function Members() {
  const query = useQuery(MembersDocument, {})
  const { viewer } = useSession()
  const [inviting, setInviting] = useState(false)
  const [made, setMade] = useState<OnceLink | null>(null)
  return (
    <>
      <section>
        <div class="head">
          <h1>Members</h1>
          <button class="btn main" type="button" onClick={() => setInviting(true)}>
            Invite member
          </button>
        </div>
        <p class="dim measure">
          An invitation is a link that you copy and send yourself. PM33 does not send email.
          {!viewer.allWorkspaces &&
            ' You can see only some workspaces, so you can manage only people who have no access to the others.'}
        </p>
        {made && (
          <Made text={made.link} what="link">
            <b>{made.title}</b> Send it now. It is shown only once, works once, and expires in {made.ends}.
          </Made>
        )}
        <Answered query={query} what="the members">
          {({ members, invites }) => (
            <>
              <MemberRows members={members} query={query} made={setMade} />
              {members.length === 1 && !invites.length && (
                <Empty title="You are the only member">
                  The people you invite see the same backlog and connect their own assistants.
                </Empty>
              )}
            </>
          )}
        </Answered>
      </section>
      {query.data && query.data.invites.length > 0 && <Invites invites={query.data.invites} query={query} />}
      {inviting && (
        <InviteMember
          onClose={() => setInviting(false)}
          onInvited={async (email, link) => {
            setMade({ title: `Invitation for ${email}.`, link, ends: 'seven days' })
            setInviting(false)
            await query.reload()
          }}
        />
      )}
    </>
  )
}

function MemberRows({
  members,
  query,
  made,
}: {
  members: readonly MemberRowFragment[]
  query: Query<MembersQuery>
  made: (made: OnceLink) => void
}) {
  const session = useSession()
  const [leaving, setLeaving] = useState<MemberRowFragment | null>(null)
  const change = useAction(async ({ id, role }: { id: string; role: MemberRowFragment['role'] }) => {
    try {
      await ask(ChangeMemberDocument, { id, role })
    } finally {
      await query.reload()
    }
  })
  const reset = useAction(async ({ id, name }: MemberRowFragment) => {
    const { memberResetLink } = await ask(MemberResetLinkDocument, { id })
    made({ title: `Reset link for ${name}.`, link: memberResetLink, ends: 'an hour' })
  })
  const [notice, setNotice] = useState('')
  const copy = useCopy(setNotice)
  return (
    <>
      <Refused problem={latestProblem(change, reset, copy)} />
      <p class="sr" role="status">
        {notice}
      </p>
      <Rows
        actions="several"
        caption="Members"
        head={['Name', 'Role', 'Workspaces', 'Since']}
        rows={members}
        kind={['member', 'members']}
        text={({ name, email }) => `${name} ${email}`}
      >
        {(member) => (
          <tr key={member.id} class={member.disabled || member.restricted ? 'off' : undefined}>
            <th scope="row">
              <b>{member.name}</b>
              {member.isViewer && <span class="faint"> (you)</span>}
              <span class="sub">{member.email}</span>
            </th>
            <td data-l="Role">
              <RoleSelect
                label={`Role of ${member.name}`}
                value={member.role}
                fixed={!member.mayChange}
                busy={change.busy}
                set={(role) => change.run({ id: member.id, role })}
              />
            </td>
            <td data-l="Workspaces">{workspacesIn(session, member.workspaceIds ?? null)}</td>
            <td data-l="Since">
              <span>
                <Day at={member.joinedAt} />
                {member.disabled && <span class="sub bad">Disabled by the operator</span>}
                {member.restricted && (
                  <span class="sub warn">
                    {member.objected ? 'Restricted: objection to processing' : 'Processing restricted'}
                  </span>
                )}
              </span>
            </td>
            <td class="act">
              {member.mayChange && (
                <>
                  <button class="btn quiet small" type="button" onClick={() => reset.run(member)}>
                    Create reset link<span class="sr"> for {member.name}</span>
                  </button>
                  <MemberData member={member} reload={query.reload} say={setNotice} copy={copy} />
                  <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(member)}>
                    Remove<span class="sr"> {member.name}</span>
                  </button>
                </>
              )}
            </td>
          </tr>
        )}
      </Rows>
      {leaving && (
        <Confirm
          title={leaving.isViewer ? 'Leave this organization?' : `Remove ${leaving.name}?`}
          action={leaving.isViewer ? 'Leave organization' : 'Remove member'}
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(RemoveMemberDocument, { id: leaving.id })
            await query.reload()
          }}
        >
          {leaving.isViewer ? 'Your' : 'Their'} connected apps, keys, and sessions here end at once. What{' '}
          {leaving.isViewer ? 'you' : 'they'} wrote is kept.
        </Confirm>
      )}
    </>
  )
}

function Invites({ invites, query }: { invites: readonly InviteRowFragment[]; query: Query<MembersQuery> }) {
  const cancel = useAction(async (id: string) => {
    await ask(CancelInviteDocument, { id })
    await query.reload()
  })
  return (
    <section aria-labelledby="invites">
      <h2 id="invites">Pending invitations</h2>
      <Refused problem={cancel.problem} />
      <Rows
        caption="Pending invitations"
        head={['For', 'Role', 'By', 'Expires']}
        rows={invites}
        kind={['invitation', 'invitations']}
        text={({ email }) => email}
      >
        {(invite) => (
          <tr key={invite.id}>
            <th scope="row">{invite.email}</th>
            <td data-l="Role">{invite.role}</td>
            <td data-l="By">{invite.invitedBy}</td>
            <td data-l="Expires">
              <Day at={invite.expiresAt} />
            </td>
            <td class="act">
              <button
                class="btn quiet small revoke"
                type="button"
                aria-disabled={cancel.busy}
                onClick={() => cancel.run(invite.id)}
              >
                Cancel<span class="sr"> the invitation for {invite.email}</span>
              </button>
            </td>
          </tr>
        )}
      </Rows>
    </section>
  )
}
