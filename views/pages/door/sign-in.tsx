import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { IsSetUpDocument, SignInDocument } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Copy } from '../parts/copy.tsx'
import { Text } from '../parts/field.tsx'
import { Refused } from '../parts/states.tsx'
import { useAction, useQuery } from '../query.ts'
import { go, wanted } from '../router.tsx'
import { Card } from './card.tsx'

export function SignInPage() {
  const { data } = useQuery(IsSetUpDocument, {})
  return (
    <SignIn
      title="Sign in"
      about={<About fresh={data?.isSetUp === false} />}
      onSignedIn={() => go(wanted(location.search), { replace: true })}
    />
  )
}

/** For whoever opens the address without knowing what is here. */
const About = ({ fresh }: { fresh: boolean }) => (
  <>
    <p class="dim">
      PM33 answers a product manager’s questions from the team’s own backlog: what to build next, when it will ship, and
      what happens if plans change. Ask in Claude or any other MCP client, or read the answers here.{' '}
      <a href="/docs">Read the docs</a>
    </p>
    {fresh && (
      <>
        <p>
          Nobody has an account on this server yet. The link that creates the first one is in the terminal where the
          server was started, and so is the link that opens the demo. To print the setup link again, run:
        </p>
        <Copy text="npx pm33 admin set-up-link" what="command" />
      </>
    )}
  </>
)

export function SignIn({
  title,
  why,
  about,
  onSignedIn,
}: {
  title: string
  why?: string
  about?: ComponentChildren
  onSignedIn: () => void
}) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { run, busy, problem } = useAction(async () => {
    await ask(SignInDocument, { email, password })
    onSignedIn()
  })
  return (
    <Card title={title} onSubmit={run}>
      {about}
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
