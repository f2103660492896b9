/** What a connection reads: which projects, teams, or repositories, and by which filter. */
import { useEffect, useState } from 'preact/hooks'
import {
  ChangeTrackerDocument,
  TrySyncDocument,
  type IntegrationShownFragment,
  type SyncSource,
  type TrySyncMutation,
} from '../../../operations.generated.ts'
import { ask, type Problem } from '../../graphql.ts'
import { DialogForm, unplaced } from '../../parts/dialog.tsx'
import { Text } from '../../parts/field.tsx'
import { figure } from '../../parts/format.ts'
import { latestProblem, useAction } from '../../query.ts'

export type Trial = TrySyncMutation['trySync']

const PARTS: Readonly<Record<SyncSource, string>> = { jira: 'Projects', linear: 'Teams', github: 'Repositories' }

/** Nothing that a sync needs is missing. */
export const isUsable = ({ abilities }: Trial): boolean => abilities.every(({ needed, works }) => works || !needed)

/** What the token can read, and each permission that it lacks. */
export function Tried({ trial }: { trial: Trial }) {
  const missing = trial.abilities.filter(({ works }) => !works)
  return (
    <div class={missing.length ? 'note warn' : 'note'} role="status">
      <p>
        {trial.account ? `${trial.account}’s token ` : 'The token '}
        {missing.length ? 'cannot read everything:' : 'can read all that PM33 needs.'}
      </p>
      {missing.length > 0 && (
        <ul class="bullets">
          {missing.map(({ name, missing: sentence }) => (
            <li key={name}>{sentence}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

interface ChoiceProps {
  kind: SyncSource
  offered: Trial['projects']
  chosen: readonly string[]
  choose: (ids: readonly string[]) => void
  filter: string
  setFilter: (filter: string) => void
  problem: Problem | null
  /** Choosing none is choosing everything. */
  none?: boolean
}

export function Choice({ kind, offered, chosen, choose, filter, setFilter, problem, none = true }: ChoiceProps) {
  return (
    <>
      <fieldset class="spaces">
        <legend class="label">{PARTS[kind]}</legend>
        {offered.map(({ id, key, name }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) =>
                choose(event.currentTarget.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
              }
            />
            <span>
              {name} {key !== name && <span class="faint small">{key}</span>}
            </span>
          </label>
        ))}
        {none && <p class="hint">Choose none to read everything that the token can see.</p>}
      </fieldset>
      {kind === 'jira' && (
        <Text
          label="JQL filter"
          value={filter}
          set={setFilter}
          error={problem?.of('filter')}
          hint="Optional, for example labels = roadmap. An item that stops matching is closed, so let the filter also match finished issues."
          input={{ autocomplete: 'off', spellcheck: false }}
        />
      )}
    </>
  )
}

interface DialogProps {
  connection: IntegrationShownFragment
  reload: () => Promise<void>
  onClose: () => void
}

/** Asks the tracker with the token that is kept, so that what has gone there can be left out and something else chosen. */
export function ChoiceDialog({ connection, reload, onClose }: DialogProps) {
  const { id, kind } = connection
  const [trial, setTrial] = useState<Trial | null>(null)
  const [projects, setProjects] = useState(connection.projects)
  const [filter, setFilter] = useState(connection.filter ?? '')
  const tried = useAction(async () => setTrial((await ask(TrySyncDocument, { input: { connectionId: id } })).trySync))
  const saved = useAction(async () => {
    const input = { projects: kept, ...(kind === 'jira' ? { filter: filter || null } : {}) }
    await ask(ChangeTrackerDocument, { id, input })
    await reload()
    onClose()
  })
  // Once, when the dialog opens.
  useEffect(() => tried.run(), [])
  const problem = latestProblem(saved, tried)
  const usable = trial !== null && isUsable(trial)
  const isOffered = (project: string) => usable && trial.projects.some((offered) => offered.id === project)
  const kept = projects.filter(isOffered)
  const lost = usable ? connection.projects.filter((project) => !isOffered(project)).length : 0
  // Saved as no choice, it would read the whole site, which nobody has asked for.
  const empty = lost > 0 && lost === connection.projects.length && kept.length === 0
  return (
    <DialogForm
      title="Change what is read"
      action="Save"
      busy={saved.busy || !usable || empty}
      refused={unplaced(problem, usable && kind === 'jira' ? ['filter'] : [])}
      onSubmit={() => usable && !empty && saved.run()}
      onClose={onClose}
    >
      {tried.busy && <p class="dim">Asking the tracker what the token can see…</p>}
      {trial && !usable && <Tried trial={trial} />}
      {lost > 0 && (
        <div class="note warn" role="status">
          <p>
            {empty
              ? `The token can no longer see any of the chosen ${PARTS[kind].toLowerCase()}. Choose others, or remove the connection.`
              : `The token can no longer see ${lost === 1 ? 'one' : figure(lost)} of the chosen ${PARTS[kind].toLowerCase()}. Saving leaves ${lost === 1 ? 'it' : 'them'} out and closes ${lost === 1 ? 'its' : 'their'} items.`}
          </p>
        </div>
      )}
      {usable && (
        <Choice
          kind={kind}
          offered={trial.projects}
          chosen={projects}
          choose={(ids) => setProjects([...ids])}
          filter={filter}
          setFilter={setFilter}
          problem={saved.problem}
          none={!empty}
        />
      )}
    </DialogForm>
  )
}
