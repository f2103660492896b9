import { useState } from 'preact/hooks'
import { ResetPasswordDocument } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
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
  const { run, busy, problem } = useAction(async () => {
    await ask(ResetPasswordDocument, { token, password })
    go('/', { replace: true })
  })
  if (problem?.code === 'NOT_FOUND') return <LinkEnded kind="reset" />
  return (
    <Card title="Choose a new password" onSubmit={run}>
      <p class="dim small">For {email}. You will be signed out everywhere else.</p>
      {!problem?.issues.length && <Refused problem={problem} />}
      <ForAccount email={email} />
      <NewPassword label="New password" value={password} set={setPassword} error={problem?.of('password')} />
      <button class="btn main" type="submit" aria-disabled={busy}>
        Set password
      </button>
    </Card>
  )
}
