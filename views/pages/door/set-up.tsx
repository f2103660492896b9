import { useState } from 'preact/hooks'
import { SetUpDocument } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { unplaced } from '../parts/dialog.tsx'
import { Text } from '../parts/field.tsx'
import { Refused } from '../parts/states.tsx'
import { useAction } from '../query.ts'
import { go } from '../router.tsx'
import { Card, LinkEnded, OnceLink } from './card.tsx'
import { NewPassword } from './new-password.tsx'

export const SetUpPage = () => <OnceLink kind="set_up">{(_link, token) => <SetUp token={token} />}</OnceLink>

/** The first person, and the organization they will own. */
function SetUp({ token }: { token: string }) {
  const [organization, setOrganization] = useState('')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { run, busy, problem } = useAction(async () => {
    await ask(SetUpDocument, { token, organization, name, email, password })
    go('/', { replace: true })
  })
  if (problem?.code === 'NOT_FOUND') return <LinkEnded kind="set_up" />
  return (
    <Card title="Set up this server" onSubmit={run}>
      <p class="dim small">You are creating the first account and the organization it owns. This link works once.</p>
      <Refused problem={unplaced(problem, ['organization', 'name', 'email', 'password'])} />
      <Text
        label="Organization"
        value={organization}
        set={setOrganization}
        error={problem?.of('organization')}
        input={{ autocomplete: 'organization', autofocus: true }}
      />
      <Text label="Your name" value={name} set={setName} error={problem?.of('name')} input={{ autocomplete: 'name' }} />
      <Text
        label="Email"
        value={email}
        set={setEmail}
        error={problem?.of('email')}
        input={{ type: 'email', autocomplete: 'username' }}
      />
      <NewPassword value={password} set={setPassword} error={problem?.of('password')} />
      <button class="btn main" type="submit" aria-disabled={busy}>
        Create organization
      </button>
    </Card>
  )
}
