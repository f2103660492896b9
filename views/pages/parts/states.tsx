import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Problem } from '../graphql.ts'
import type { Query } from '../query.ts'
import { signInPath } from '../router.tsx'

/** What was asked for, once it is there; until then, what is being done, and what went wrong. An answer that was there stays. */
export function Answered<Data>({
  query,
  what,
  children,
}: {
  query: Query<Data>
  what: string
  children: (data: Data) => ComponentChildren
}) {
  const { data, problem, reload } = query
  return (
    <>
      {problem && <Failed problem={problem} what={what} again={reload} />}
      {data ? children(data) : !problem && <Waiting>Loading {what}</Waiting>}
    </>
  )
}

/** Nothing for 300 ms, then a line that says what is being done. */
export function Waiting({ children }: { children: ComponentChildren }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <p class="dim waiting" role="status">
      {shown && <>{children}…</>}
    </p>
  )
}

/** An answer that did not arrive: why, and one next step. */
export function Failed({ problem, what, again }: { problem: Problem; what: string; again: () => Promise<void> }) {
  const [busy, setBusy] = useState(false)
  const wait = useCountdown(problem)
  const retry = async () => {
    setBusy(true)
    await again()
    setBusy(false)
  }
  return (
    <div class="stack">
      <div class="note bad" role="alert">
        <p>
          <b>Could not load {what}.</b>
        </p>
        <Said problem={problem} />
      </div>
      <div>
        <button class="btn" type="button" aria-disabled={busy} disabled={wait > 0} onClick={retry}>
          {wait > 0 ? `Try again in ${wait} s` : 'Try again'}
        </button>
      </div>
    </div>
  )
}

function useCountdown(problem: Problem): number {
  const [left, setLeft] = useState(problem.retryAfter ?? 0)
  useEffect(() => setLeft(problem.retryAfter ?? 0), [problem])
  useEffect(() => {
    if (left <= 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1_000)
    return () => clearTimeout(timer)
  }, [left])
  return left
}

/** What PM33 said, with the way to the one thing that helps. */
const Said = ({ problem }: { problem: Problem }) => (
  <p>
    {problem.message}
    {problem.sessionEnded && (
      <>
        {' '}
        <a href={signInPath()} target="_blank" rel="noopener">
          Sign in
        </a>
      </>
    )}
  </p>
)

/** A refused action, where it was started. */
export function Refused({ problem }: { problem: Problem | null }) {
  if (!problem) return null
  return (
    <div class="note bad" role="alert">
      <Said problem={problem} />
    </div>
  )
}

/** What would be here, why it is useful, and one button. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string
  children: ComponentChildren
  action?: ComponentChildren
}) {
  return (
    <div class="empty">
      <p>
        <b>{title}</b>
      </p>
      <p class="dim">{children}</p>
      {action}
    </div>
  )
}
