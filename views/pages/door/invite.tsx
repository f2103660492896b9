import { useState } from 'preact/hooks'
import { AcceptInviteDocument, type LinkQuery } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Text } from '../parts/field.tsx'
import { Refused } from '../parts/states.tsx'
import { useAction } from '../query.ts'
import { go } from '../router.tsx'
import { Card, LinkEnded, OnceLink } from './card.tsx'
import { ForAccount, NewPassword } from './new-password.tsx'

export const InvitePage = () => <OnceLink kind="invite">{(link, token) => <Accept link={link} token={token} />}</OnceLink>

/** A new person chooses a password; somebody who has an account shows that it is theirs. */
function Accept({ link: { organisation, email, known }, token }: { link: LinkQuery['link']; token: string }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { run, busy, problem } = useAction(async () => {
    await ask(AcceptInviteDocument, { token, name: known ? null : name, password })
    go('/', { replace: true })
  })
  if (problem?.code === 'NOT_FOUND') return <LinkEnded kind="invite" />
  return (
    <Card title={`Join ${organisation}`} onSubmit={run}>
      <p class="dim small">{known ? `${email} has an account here: sign in with its password to join.` : `The invitation is for ${email}. It works once.`}</p>
      {!problem?.issues.length && <Refused problem={problem} />}
      <ForAccount email={email ?? ''} />
      {known ? (
        <Text label="Password" value={password} set={setPassword} input={{ type: 'password', autocomplete: 'current-password', autofocus: true }} />
      ) : (
        <>
          <Text label="Your name" value={name} set={setName} error={problem?.of('name')} input={{ autocomplete: 'name', autofocus: true }} />
          <NewPassword value={password} set={setPassword} error={problem?.of('password')} />
        </>
      )}
      <button class="btn main" type="submit" aria-disabled={busy}>
        Join {organisation}
      </button>
    </Card>
  )
}
