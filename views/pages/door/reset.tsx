import { useState } from 'preact/hooks'
import { ResetPasswordDocument } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { unplaced } from '../parts/dialog.tsx'
import { anyEnded, NewPasswordEnded, type Ended } from '../parts/new-password-ended.tsx'
import { Refused } from '../parts/states.tsx'
import { useAction } from '../query.ts'
import { go } from '../router.tsx'
import { Card, LinkEnded, OnceLink } from './card.tsx'
import { ForAccount, NewPassword } from './new-password.tsx'

export const ResetPage = () => (
  <OnceLink kind="reset">{({ email }, token) => <Reset email={email ?? ''} token={token} />}</OnceLink>
)

function Reset({ email, token }: { email: string; token: string }) {
  const [password, setPassword] = useState('')
  const [ended, setEnded] = useState<Ended | null>(null)
  const { run, busy, problem } = useAction(async () => {
    const { resetPassword } = await ask(ResetPasswordDocument, { token, password })
    if (anyEnded(resetPassword)) setEnded(resetPassword)
    else go('/', { replace: true })
  })
  if (ended)
    return (
      <Card title="Your new password is set" onSubmit={() => go('/', { replace: true })}>
        <NewPasswordEnded {...ended} />
        <button class="btn main" type="submit">
          Continue
        </button>
      </Card>
    )
  if (problem?.code === 'NOT_FOUND') return <LinkEnded kind="reset" />
  return (
    <Card title="Choose a new password" onSubmit={run}>
      <p class="dim small">For {email}. You will be signed out everywhere else, and your apps disconnected.</p>
      <Refused problem={unplaced(problem, ['password'])} />
      <ForAccount email={email} />
      <NewPassword label="New password" value={password} set={setPassword} error={problem?.of('password')} />
      <button class="btn main" type="submit" aria-disabled={busy}>
        Set password
      </button>
    </Card>
  )
}
