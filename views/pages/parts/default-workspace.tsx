import { Choose } from './choose.tsx'
import { Field } from './field.tsx'

interface Named {
  id: string
  name: string
}

/** Those of some workspaces that a credential can open. @param reach null is all */
export const within = (workspaces: readonly Named[], reach: readonly string[] | null): readonly Named[] =>
  reach ? workspaces.filter(({ id }) => reach.includes(id)) : workspaces

const Options = ({ workspaces }: { workspaces: readonly Named[] }) => (
  <>
    <option value="">None: questions use the only workspace with a backlog, or must name one</option>
    {workspaces.map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ))}
  </>
)

interface DefaultProps {
  /** Those that the key or app can open. Of a single one there is nothing to choose. */
  workspaces: readonly Named[]
  chosen: string | null
  set: (chosen: string | null) => void
}

/** Which workspace answers a question that names none. */
export function DefaultWorkspace({ workspaces, chosen, set }: DefaultProps) {
  if (workspaces.length < 2) return null
  return (
    <Field label="Default workspace" hint="Answers questions that name no workspace. Each answer says so.">
      {(attributes) => (
        <select {...attributes} value={chosen ?? ''} onChange={(event) => set(event.currentTarget.value || null)}>
          <Options workspaces={workspaces} />
        </select>
      )}
    </Field>
  )
}

/** The same in the row of a list. @param of whose default it is, for screen readers */
export function DefaultInRow({ workspaces, chosen, set, of }: DefaultProps & { of: string }) {
  if (workspaces.length < 2) return null
  return (
    <Choose
      class="small"
      aria-label={`Default workspace of ${of}`}
      value={chosen ?? ''}
      choose={(value) => set(value || null)}
    >
      <Options workspaces={workspaces} />
    </Choose>
  )
}
