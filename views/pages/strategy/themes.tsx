import { useState } from 'preact/hooks'
import {
  CreateThemeDocument,
  DeleteThemeDocument,
  UpdateThemeDocument,
  type StrategyQuery,
} from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useSession, type Workspace } from '../session.tsx'

type Theme = StrategyQuery['workspace']['themes'][number]

interface ThemesProps {
  workspace: Workspace
  themes: readonly Theme[]
  reload: () => Promise<void>
}

/** Directions that several objectives share. */
export function Themes({ workspace, themes, reload }: ThemesProps) {
  const { may } = useSession()
  const [editing, setEditing] = useState<Theme | 'new' | null>(null)
  const [leaving, setLeaving] = useState<Theme | null>(null)
  const theme = editing === 'new' ? null : editing
  return (
    <section aria-labelledby="themes">
      <div class="head">
        <h2 id="themes">Themes</h2>
        {may('strategy:write') && (
          <button class="btn" type="button" onClick={() => setEditing('new')}>
            Add theme
          </button>
        )}
      </div>
      {themes.length === 0 && <p class="dim">No themes yet. A theme groups objectives that share a direction.</p>}
      <ul class="lines">
        {themes.map((one) => (
          <li key={one.id} class="row between">
            <span>
              <b>{one.name}</b> <span class="dim">{one.description}</span>
            </span>
            {may('strategy:write') && (
              <span class="row">
                <button class="btn quiet small" type="button" onClick={() => setEditing(one)}>
                  Edit<span class="sr"> {one.name}</span>
                </button>
                <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(one)}>
                  Delete<span class="sr"> {one.name}</span>
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {editing && (
        <FormDialog
          title={theme ? `Edit theme “${theme.name}”` : 'Add a theme'}
          entries={[
            { name: 'name', label: 'Theme', value: theme?.name ?? '' },
            { name: 'description', label: 'Description', kind: 'area', value: theme?.description ?? '' },
          ]}
          action={theme ? 'Save theme' : 'Add theme'}
          onClose={() => setEditing(null)}
          save={async ({ name, description }) => {
            const input = { name: name!, description: description! }
            if (theme) await ask(UpdateThemeDocument, { id: theme.id, input })
            else await ask(CreateThemeDocument, { workspace: workspace.id, input })
            await reload()
          }}
        />
      )}
      {leaving && (
        <Confirm
          title={`Delete theme “${leaving.name}”?`}
          action="Delete theme"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteThemeDocument, { id: leaving.id })
            await reload()
          }}
        >
          Its objectives are kept without a theme.
        </Confirm>
      )}
    </section>
  )
}
