import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useDecision } from '../parts/choose.tsx'
import type { Choice } from '../parts/field.tsx'
import { useAction } from '../query.ts'

export interface CellProps {
  /** "Points of SHOP-12". */
  label: string
  /** Which column it is in: arrow keys stay there. */
  column: string
  text: string
  value: string
  kind: 'text' | 'number' | 'date' | readonly Choice[]
  /** null where it is only read. */
  save: ((value: string) => Promise<void>) | null
}

/** A value in a table that becomes its own input. Enter saves, Escape leaves it as it was; what was refused stays to be put right. */
export function Cell(props: CellProps) {
  const { label, column, text, save } = props
  const [editing, setEditing] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const back = useRef(false)
  useLayoutEffect(() => {
    if (editing || !back.current) return
    back.current = false
    if (document.activeElement === document.body) button.current?.focus({ preventScroll: true })
  }, [editing])
  if (!save) return <span class="clip">{text}</span>
  if (editing) {
    const end = () => {
      back.current = true
      setEditing(false)
    }
    return <Editor {...props} save={save} end={end} />
  }
  return (
    <button
      ref={button}
      type="button"
      class="cell clip"
      data-column={column}
      aria-label={`${label}: ${text || 'none'}. Edit`}
      onClick={() => setEditing(true)}
    >
      {text}
    </button>
  )
}

interface EditorProps extends CellProps {
  save: (value: string) => Promise<void>
  end: () => void
}

function Editor({ label, kind, value, save, end }: EditorProps) {
  const [typed, setTyped] = useState(value)
  const { run, busy, problem } = useAction(async (next: string) => {
    if (next !== value) await save(next)
    end()
  })
  const input = useRef<HTMLInputElement & HTMLSelectElement>(null)
  const decision = useDecision()
  // Some browsers let a control that is taken away lose the focus first, which would save what Escape gives up.
  const left = useRef(false)
  useLayoutEffect(() => {
    input.current?.focus({ preventScroll: true })
    if (kind === 'text' || kind === 'number') input.current?.select()
  }, [])
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      left.current = true
      end()
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(typed)
    } else decision.onKey(event, typed !== value)
  }
  const leave = () => {
    if (!left.current && !busy && !problem) run(typed)
  }
  const shared = {
    ref: input,
    class: 'cell-input',
    'aria-label': label,
    'aria-busy': busy,
    'aria-invalid': problem ? true : undefined,
    value: typed,
    onKeyDown: keys,
  }
  return (
    <>
      {typeof kind === 'string' ? (
        <input
          {...shared}
          {...(kind === 'date' ? { type: 'date' as const } : { type: 'text' as const })}
          {...(kind === 'number' && { inputMode: 'decimal' as const })}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onBlur={leave}
        />
      ) : (
        <select
          {...shared}
          onPointerDown={decision.onPointerDown}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            if (decision.decided()) run(event.currentTarget.value)
          }}
          onBlur={leave}
        >
          {kind.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
      {problem && (
        <span class="cell-problem" role="alert">
          {problem.issues.length ? `${label} ${problem.issues[0]!.message}.` : problem.message}
        </span>
      )}
    </>
  )
}
