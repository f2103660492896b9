import { useState } from 'preact/hooks'
import { ChangePasswordDocument, SignOutEverywhereDocument } from '../../../operations.generated.ts'
import { ForAccount, NewPassword } from '../../door/new-password.tsx'
import { SettingsFrame } from '../../frame.tsx'
import { ask } from '../../graphql.ts'
import { Text } from '../../parts/field.tsx'
import { NewPasswordEnded, type Ended } from '../../parts/new-password-ended.tsx'
import { Refused } from '../../parts/states.tsx'
import { latestProblem, useAction } from '../../query.ts'
import { go } from '../../router.tsx'
import { signOut, useSession } from '../../session.tsx'
import { YourData } from './your-data.tsx'

const MAY: Record<string, string> = {
  viewer: 'You can read your workspaces: the backlog, analyses, strategy, competition, and documents.',
  member: 'You can read your workspaces, edit items, teams, strategy, and competition, and write PRDs.',
  admin: 'You can do what members can, import, connect trackers, and manage keys, apps, members, and settings.',
  owner: 'You can do everything, including deleting workspaces.',
}

export function AccountPage() {
  const { viewer } = useSession()
  const leave = useAction(signOut)
  const leaveEverywhere = useAction(async () => {
    await ask(SignOutEverywhereDocument, {})
    go('/sign-in')
  })
  return (
    <SettingsFrame title="Your account">
      <section>
        <h1>{viewer.name}</h1>
        <dl class="kv">
          <dt>Email</dt>
          <dd>{viewer.email}</dd>
          <dt>Organization</dt>
          <dd>{viewer.tenant.name}</dd>
          <dt>Role</dt>
          <dd>
            {viewer.role}
            <span class="dim">. {MAY[viewer.role]}</span>
          </dd>
        </dl>
        <Refused problem={latestProblem(leave, leaveEverywhere)} />
        <div class="row">
          <button class="btn" type="button" aria-disabled={leave.busy} onClick={() => leave.run()}>
            Sign out
          </button>
          <button
            class="btn quiet"
            type="button"
            aria-disabled={leaveEverywhere.busy}
            onClick={() => leaveEverywhere.run()}
          >
            Sign out everywhere
          </button>
        </div>
      </section>
      <ChangePassword email={viewer.email ?? ''} />
      <YourData />
    </SettingsFrame>
  )
}

function ChangePassword({ email }: { email: string }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [disconnectApps, setDisconnectApps] = useState(true)
  const [done, setDone] = useState<Ended | null>(null)
  const { run, busy, problem } = useAction(async () => {
    setDone(null)
    const { changePassword } = await ask(ChangePasswordDocument, { current, next, disconnectApps })
    setCurrent('')
    setNext('')
    setDone(changePassword)
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run()
  }
  const wrong = problem?.code === 'UNAUTHENTICATED' && !problem.sessionEnded
  return (
    <section aria-labelledby="password">
      <h2 id="password">Change password</h2>
      <form class="stack narrow" onSubmit={submit} noValidate>
        {!problem?.issues.length && !wrong && <Refused problem={problem} />}
        <ForAccount email={email} />
        <Text
          label="Current password"
          value={current}
          set={setCurrent}
          error={wrong ? 'is wrong' : null}
          input={{ type: 'password', autocomplete: 'current-password' }}
        />
        <NewPassword label="New password" value={next} set={setNext} error={problem?.of('password')} />
        <label>
          <input
            type="checkbox"
            checked={disconnectApps}
            onChange={(event) => setDisconnectApps(event.currentTarget.checked)}
          />
          Also disconnect my apps
        </label>
        <div class="row">
          <button class="btn" type="submit" aria-disabled={busy} disabled={!current || !next}>
            Change password
          </button>
          <span role="status" class="st ok">
            {done && '✓ Password changed. You are signed out everywhere else.'}
          </span>
        </div>
        {done && <NewPasswordEnded {...done} />}
      </form>
    </section>
  )
}
