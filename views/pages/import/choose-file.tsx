import { useState } from 'preact/hooks'
import type { Problem } from '../graphql.ts'
import { Field } from '../parts/field.tsx'
import { Refused } from '../parts/states.tsx'
import { useSession } from '../session.tsx'
import type { Refusal } from './upload.ts'

interface ChooseFileProps {
  workspaceId: string | null
  setWorkspaceId: (id: string | null) => void
  problem: Problem | null
  refusal: Refusal | null
  onFile: (file: File) => void
}

export function ChooseFile({ workspaceId, setWorkspaceId, problem, refusal, onFile }: ChooseFileProps) {
  const { workspaces } = useSession()
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer?.files[0]
    if (file) onFile(file)
  }
  const drag = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  return (
    <section>
      <h1>Import your backlog</h1>
      <p class="dim measure">
        Use an export from Jira, Azure DevOps, Linear, GitHub, Trello, Asana, or any other tracker, a CSV file, or an
        Excel workbook. A preview first shows what would be imported. The file stays on this server.
      </p>
      <Refused problem={problem} />
      {refusal && (
        <div class="note bad" role="alert">
          <p>
            <b>{refusal.message}</b> Nothing was written.
          </p>
          <p>{refusal.next}</p>
        </div>
      )}
      <Field label="Into">
        {(attributes) => (
          <select
            {...attributes}
            class="into"
            value={workspaceId ?? ''}
            onChange={(event) => setWorkspaceId(event.currentTarget.value || null)}
          >
            <option value="">a workspace named after the file</option>
            {workspaces.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <label class={over ? 'drop over' : 'drop'} onDragOver={drag} onDragLeave={() => setOver(false)} onDrop={drop}>
        <span>
          <b>Drop an export here</b> or choose a file
        </span>
        <input
          type="file"
          accept=".csv,.tsv,.txt,.json,.xml,.xlsx,.zip"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0]
            if (file) onFile(file)
          }}
        />
      </label>
    </section>
  )
}
