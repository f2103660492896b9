import { useEffect } from 'preact/hooks'
import { OpenDemoDocument } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Refused, Waiting } from '../parts/states.tsx'
import { useAction } from '../query.ts'
import { go, Link } from '../router.tsx'
import { Card, LinkEnded, OnceLink } from './card.tsx'

export const DemoPage = () => <OnceLink kind="demo">{(_link, token) => <OpenDemo token={token} />}</OnceLink>

/** Opens at once, unless that would end a session. */
function OpenDemo({ token }: { token: string }) {
  const open = useAction(async (replace: boolean) => {
    await ask(OpenDemoDocument, { token, replace })
    go('/', { replace: true })
  })
  useEffect(() => open.run(false), [])
  const { problem, busy } = open
  if (problem?.code === 'NOT_FOUND') return <LinkEnded kind="demo" />
  if (problem?.code === 'CONFLICT')
    return (
      <Card title="Open the demo?" onSubmit={() => open.run(true)}>
        <p class="dim small">You are signed in to PM33 in this browser. Opening the demo signs you out first.</p>
        <button class="btn main" type="submit" aria-disabled={busy}>
          Sign out and open the demo
        </button>
        <p class="small">
          <Link to="/">Stay signed in</Link>
        </p>
      </Card>
    )
  return (
    <Card title="Opening the demo">{problem ? <Refused problem={problem} /> : <Waiting>Signing you in</Waiting>}</Card>
  )
}
