import { useState } from 'preact/hooks'
import { SignInDocument } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Text } from '../parts/field.tsx'
import { Refused } from '../parts/states.tsx'
import { useAction } from '../query.ts'
import { go, wanted } from '../router.tsx'
import { Card } from './card.tsx'

export const SignInPage = () => (
  <SignIn title="Sign in" onSignedIn={() => go(wanted(location.search), { replace: true })} />
)

export function SignIn({ title, why, onSignedIn }: { title: string; why?: string; onSignedIn: () => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { run, busy, problem } = useAction(async () => {
    await ask(SignInDocument, { email, password })
    onSignedIn()
  })
  return (
    <Card title={title} onSubmit={run}>
      {why && <p class="dim small">{why}</p>}
      <Refused problem={problem} />
      <Text
        label="Email"
        value={email}
        set={setEmail}
        input={{ type: 'email', autocomplete: 'username', autofocus: true, required: true }}
      />
      <Text
        label="Password"
        value={password}
        set={setPassword}
        hint="Forgot your password? Ask an admin of your organization for a reset link."
        input={{ type: 'password', autocomplete: 'current-password', required: true }}
      />
      <button class="btn main" type="submit" aria-disabled={busy}>
        Sign in
      </button>
    </Card>
  )
}
