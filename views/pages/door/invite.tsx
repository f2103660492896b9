import { useState } from 'preact/hooks'
import { AcceptInviteDocument, type LinkQuery } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Copy } from '../parts/copy.tsx'
import { unplaced } from '../parts/dialog.tsx'
import { Text } from '../parts/field.tsx'
import { Refused } from '../parts/states.tsx'
import { useAction } from '../query.ts'
import { go } from '../router.tsx'
import { Card, LinkEnded, OnceLink } from './card.tsx'
import { ForAccount, NewPassword } from './new-password.tsx'

export const InvitePage = () => (
  <OnceLink kind="invite">{(link, token) => <Accept link={link} token={token} />}</OnceLink>
)

/** A new person chooses a password. Somebody with an account elsewhere shows that it is theirs, and chooses one that nobody else knows. */
function Accept({ link: { organization, email, known }, token }: { link: LinkQuery['link']; token: string }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const { run, busy, problem } = useAction(async () => {
    await ask(AcceptInviteDocument, {
      token,
      name: known ? null : name,
      password,
      newPassword: known ? newPassword : null,
    })
    go('/', { replace: true })
  })
  if (problem?.code === 'NOT_FOUND') return <LinkEnded kind="invite" />
  return (
    <Card title={`Join ${organization}`} onSubmit={run}>
      <p class="dim small">
        {known
          ? `${email} has an account in another organization. Enter its password and choose a new one, so that nobody who knew the old one can sign in. All other sessions end.`
          : `The invitation is for ${email}. It works once.`}
      </p>
      <Refused problem={unplaced(problem, known ? ['newPassword'] : ['name', 'password'])} />
      <ForAccount email={email ?? ''} />
      {known ? (
        <>
          <Text
            label="Current password"
            value={password}
            set={setPassword}
            input={{ type: 'password', autocomplete: 'current-password', autofocus: true }}
          />
          <NewPassword
            label="New password"
            value={newPassword}
            set={setNewPassword}
            error={problem?.of('newPassword')}
          />
        </>
      ) : (
        <>
          <Text
            label="Your name"
            value={name}
            set={setName}
            error={problem?.of('name')}
            input={{ autocomplete: 'name', autofocus: true }}
          />
          <NewPassword value={password} set={setPassword} error={problem?.of('password')} />
        </>
      )}
      <button class="btn main" type="submit" aria-disabled={busy}>
        Join {organization}
      </button>
      {known && (
        <details class="small">
          <summary>Don’t know the current password?</summary>
          <p class="dim">
            Someone else may have created this account. Ask the person who runs this server for a reset link, then open
            this invitation again:
          </p>
          <Copy text="npx pm33 admin reset-link EMAIL" what="command" />
        </details>
      )}
    </Card>
  )
}
