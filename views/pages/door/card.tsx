import type { ComponentChildren } from 'preact'
import { useTitle } from '../frame.tsx'
import { LinkDocument, type LinkQuery } from '../../operations.generated.ts'
import { Copy } from '../parts/copy.tsx'
import { Answered } from '../parts/states.tsx'
import { useQuery } from '../query.ts'

/** The single action on a page for people who are not signed in. */
export function Card({
  title,
  tab = title,
  children,
  onSubmit,
}: {
  title: string
  tab?: string
  children: ComponentChildren
  onSubmit?: () => void
}) {
  useTitle(tab)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    onSubmit?.()
  }
  const inside = (
    <>
      <p class="brand">PM33</p>
      <h1>{title}</h1>
      {children}
    </>
  )
  return (
    <main class="door">
      {onSubmit ? (
        <form class="card" onSubmit={submit} noValidate>
          {inside}
        </form>
      ) : (
        <section class="card">{inside}</section>
      )}
    </main>
  )
}

/** What the secret after the # stands for. It stays out of requests' addresses, logs and referrers. */
const token = () => location.hash.slice(1)

type Kind = LinkQuery['link']['kind']

const ENDED: Record<Kind, ComponentChildren> = {
  set_up: (
    <>
      <p>A setup link works once, within an hour. Restart the server to print a new one, or run this on the server:</p>
      <Copy text="npx pm33 admin set-up-link" what="command" />
    </>
  ),
  demo: <p>The link to the demo works once, within an hour. Restart the server to print a new one on its console.</p>,
  invite: <p>An invitation works once, within seven days. Ask the person who invited you for a new link.</p>,
  reset: (
    <>
      <p>
        A reset link works once, within an hour. Ask an admin of your organization for a new one (Settings › Members),
        or run this on the server:
      </p>
      <Copy text="npx pm33 admin reset-link EMAIL" what="command" />
    </>
  ),
}

/** A page behind a link that works once: looks what it is for, and says so when it has ended. */
export function OnceLink({
  kind,
  children,
}: {
  kind: Kind
  children: (link: LinkQuery['link'], token: string) => ComponentChildren
}) {
  const query = useQuery(LinkDocument, { token: token() })
  const ended = query.problem?.code === 'NOT_FOUND' || (query.data && query.data.link.kind !== kind)
  if (ended) return <LinkEnded kind={kind} />
  if (query.data) return <>{children(query.data.link, token())}</>
  return (
    <Card title="One moment" tab="PM33">
      <Answered query={query} what="the link">
        {() => null}
      </Answered>
    </Card>
  )
}

export const LinkEnded = ({ kind }: { kind: Kind }) => <Card title="This link is no longer valid">{ENDED[kind]}</Card>
