import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { TypedDocumentString } from '../operations.generated.ts'
import { ask, problemOf, type Problem } from './graphql.ts'
import { go, signInPath } from './router.tsx'

export interface Query<Data> {
  /** The last answer; stays while it is asked again. */
  data: Data | null
  problem: Problem | null
  reload(): Promise<void>
}

/** Asks when the page is shown and when the variables change. null asks nothing. Whoever is no longer signed in is sent there. */
export function useQuery<Data, Variables>(
  operation: TypedDocumentString<Data, Variables>,
  variables: Variables | null,
): Query<Data> {
  const [answer, setAnswer] = useState<{ data: Data | null; problem: Problem | null }>({ data: null, problem: null })
  const asked = useRef(0)
  const key = JSON.stringify(variables)
  const reload = useCallback(async () => {
    if (key === 'null') return
    const mine = ++asked.current
    try {
      const data = await ask(operation, JSON.parse(key) as Variables)
      if (mine === asked.current) setAnswer({ data, problem: null })
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'UNAUTHENTICATED') return go(signInPath(), { replace: true })
      if (mine === asked.current) setAnswer(({ data }) => ({ data, problem }))
    }
  }, [operation, key])
  useEffect(() => {
    setAnswer({ data: null, problem: null })
    reload().catch((error: unknown) => setAnswer({ data: null, problem: problemOf(error) }))
    return () => {
      asked.current++
    }
  }, [reload])
  return { ...answer, reload }
}

export interface Action<Input> {
  /** Starts it; how it ends is in `busy` and `problem`. */
  run(input: Input): void
  busy: boolean
  problem: Problem | null
  /** Higher than that of every action that was started before; 0 before it was ever started. */
  turn: number
  forget(): void
}

let turns = 0

/** What the one of some actions that was started last was refused for: an old refusal says nothing about what came after it. */
export const latestProblem = (...actions: readonly Pick<Action<never>, 'problem' | 'turn'>[]): Problem | null =>
  actions.reduce((last, one) => (one.turn > last.turn ? one : last)).problem

/** Something that a person starts: one at a time, and what it was refused for. Its button says busy by aria-disabled: a disabled one would lose the focus. */
export function useAction<Input = void>(work: (input: Input) => Promise<unknown>): Action<Input> {
  const [state, setState] = useState<{ busy: boolean; problem: Problem | null }>({ busy: false, problem: null })
  const running = useRef(false)
  const turn = useRef(0)
  return {
    ...state,
    turn: turn.current,
    forget: () => setState({ busy: false, problem: null }),
    run(input) {
      if (running.current) return
      running.current = true
      turn.current = ++turns
      setState({ busy: true, problem: null })
      const ended = (problem: Problem | null) => {
        running.current = false
        setState({ busy: false, problem })
      }
      work(input)
        .then(() => ended(null))
        .catch((error: unknown) => ended(problemOf(error)))
    },
  }
}
