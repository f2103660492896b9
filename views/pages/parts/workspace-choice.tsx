import { useId, useState } from 'preact/hooks'
import { counted } from './format.ts'

interface Named {
  id: string
  name: string
}

interface ChoiceProps {
  /** What the first choice says: "All workspaces, including future ones". */
  all: string
  workspaces: readonly Named[]
  /** null is all. */
  chosen: readonly string[] | null
  set: (chosen: readonly string[] | null) => void
  error?: string | null | undefined
}

const SEARCHED = 12

/** All workspaces, including future ones, or those that are ticked. */
export function WorkspaceChoice({ all, workspaces, chosen, set, error }: ChoiceProps) {
  const id = useId()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = workspaces.filter(({ name }) => name.toLowerCase().includes(wanted))
  const tick = (workspaceId: string, on: boolean) =>
    set(on ? [...(chosen ?? []), workspaceId] : (chosen ?? []).filter((other) => other !== workspaceId))
  return (
    <fieldset class="spaces" aria-describedby={error ? `${id}-error` : undefined}>
      <legend class="label">Workspaces</legend>
      <label>
        <input type="radio" name={id} checked={!chosen} onChange={() => set(null)} /> {all}
      </label>
      <label>
        <input type="radio" name={id} checked={!!chosen} onChange={() => set([])} /> Only these
      </label>
      {chosen && (
        <div class="ticks">
          {workspaces.length > SEARCHED && (
            <input
              type="search"
              aria-label={`Find in ${counted(workspaces.length, 'workspace')}`}
              placeholder={`Find in ${counted(workspaces.length, 'workspace')}`}
              value={search}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          {shown.length ? (
            <div class="box">
              {shown.map(({ id: workspaceId, name }) => (
                <label key={workspaceId}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(workspaceId)}
                    onChange={(event) => tick(workspaceId, event.currentTarget.checked)}
                  />{' '}
                  {name}
                </label>
              ))}
            </div>
          ) : (
            <p class="hint">No workspaces match “{search.trim()}”.</p>
          )}
        </div>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
