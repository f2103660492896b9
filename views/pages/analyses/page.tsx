/** What the three pages of analyses share: filters in the address, the picture, and its files. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import '../../pictures/picture.css'
import './analyses.css'
import { Frame, useTitle } from '../frame.tsx'
import type { Problem } from '../graphql.ts'
import { Field, type Choice } from '../parts/field.tsx'
import { withDates } from '../../pictures/words.ts'
import { fullDay, LOCALE } from '../parts/format.ts'
import { useMedia } from '../parts/media.ts'
import { savePng } from '../parts/picture-file.ts'
import { saveFile } from '../parts/save-file.ts'
import { useAction, type Query } from '../query.ts'
import { Answered, Empty, Refused } from '../parts/states.tsx'
import { Link, useAddress } from '../router.tsx'
import { useSession, type Workspace } from '../session.tsx'

/** Changes with the theme, so that what is painted on a canvas is painted again. */
export const useTheme = (): string => (useMedia('(prefers-color-scheme: dark)') ? 'dark' : 'light')

/** The pictures leave out less where there is a whole page for them. */
function useWholePage(): void {
  useEffect(() => {
    document.body.dataset.display = 'fullscreen'
    return () => {
      delete document.body.dataset.display
    }
  }, [])
}

export function AnalysisPage({
  title,
  empty,
  children,
}: {
  title: string
  empty: string
  children: (workspace: Workspace) => ComponentChildren
}) {
  const { workspace } = useSession()
  useTitle(title)
  useWholePage()
  return (
    <Frame>
      {workspace ? (
        children(workspace)
      ) : (
        <>
          <h1>{title}</h1>
          <Empty title="No workspace yet">{empty}</Empty>
        </>
      )}
    </Frame>
  )
}

interface SelectProps {
  label: string
  value: string
  choices: readonly Choice[]
  set: (value: string) => void
}

export const Select = ({ label, value, choices, set }: SelectProps) => (
  <Field label={label}>
    {(attributes) => (
      <select {...attributes} value={value} onChange={(event) => set(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    )}
  </Field>
)

interface PictureProps {
  /** Of the files: "plan". */
  name: string
  csv: () => string
  stamp: { asOf: string; dataVersion: number }
  assumptions: readonly string[]
  warnings: readonly string[]
  /** More actions. */
  actions?: ComponentChildren
  children: ComponentChildren
}

/** A picture with what it rests on, as CSV, as PNG, and on paper. */
export function Picture({ name, csv, stamp, assumptions, warnings, actions, children }: PictureProps) {
  const drawn = useRef<HTMLDivElement>(null)
  const { run, busy, problem } = useAction(() => savePng(`${name}.png`, drawn.current!))
  return (
    <>
      <div ref={drawn} class="drawn">
        {children}
        {[...warnings, ...assumptions].length > 0 && (
          <ul class="rests small dim">
            {warnings.map((warning) => (
              <li key={warning}>{withDates(warning, LOCALE)}</li>
            ))}
            {assumptions.map((assumption) => (
              <li key={assumption}>{withDates(assumption, LOCALE)}</li>
            ))}
          </ul>
        )}
        <p class="dim small">
          As of {fullDay(stamp.asOf)} · data v{stamp.dataVersion}
        </p>
      </div>
      <Refused problem={problem} />
      <div class="row no-print">
        {actions}
        <button class="btn" type="button" onClick={() => saveFile(`${name}.csv`, 'text/csv', csv())}>
          Download CSV
        </button>
        <button class="btn" type="button" aria-disabled={busy} onClick={() => run()}>
          Download PNG
        </button>
        <button class="btn" type="button" onClick={() => print()}>
          Print
        </button>
      </div>
    </>
  )
}

interface AnswerProps<Data> {
  query: Query<Data>
  title: string
  what: string
  /** Drawn from the last answer, so that a choice keeps the focus while the next one is computed. */
  controls: (data: Data) => ComponentChildren
  children: (data: Data) => ComponentChildren
}

/** The answer; or, of a backlog with too little in it, what is missing. */
export function AnalysisAnswer<Data>({ query, title, what, controls, children }: AnswerProps<Data>) {
  const { data, problem } = query
  const last = useRef(data)
  if (data) last.current = data
  return (
    <>
      {last.current && <div class="controls no-print">{controls(last.current)}</div>}
      {problem && MISSING.has(problem.code) ? (
        <Missing problem={problem} what={what} />
      ) : (
        <>
          {!data && <h1>{title}</h1>}
          <Answered query={query} what={what}>
            {children}
          </Answered>
        </>
      )}
    </>
  )
}

/** Codes that say what the backlog or the question lacks: asking again would not help. */
const MISSING: ReadonlySet<string> = new Set(['NOT_ENOUGH_HISTORY', 'BAD_USER_INPUT', 'NOT_FOUND'])

function Missing({ problem, what }: { problem: Problem; what: string }) {
  const [said, say] = useAddress()
  const lacks = problem.issues.length ? problem.issues.map(({ message }) => message).join('; ') : problem.message
  return (
    <section>
      <h1>
        {problem.code === 'NOT_ENOUGH_HISTORY' ? 'Not enough history for a forecast' : `PM33 cannot show ${what} yet`}
      </h1>
      <p class="measure">
        {lacks.charAt(0).toUpperCase() + lacks.slice(1)}
        {!/[.!?]$/.test(lacks) && '.'}
      </p>
      <p class="row">
        {said.size > 0 && (
          <button
            class="btn"
            type="button"
            onClick={() => say(Object.fromEntries([...said.keys()].map((name) => [name, null])))}
          >
            Clear filters
          </button>
        )}
        <Link class="btn" to="/settings/workspaces">
          Workspaces and teams
        </Link>
      </p>
    </section>
  )
}
