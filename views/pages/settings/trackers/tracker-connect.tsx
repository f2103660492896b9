import { useState } from 'preact/hooks'
import { ConnectTrackerDocument, TrySyncDocument, type SyncSource } from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { DialogForm, unplaced } from '../../parts/dialog.tsx'
import { Field, Text } from '../../parts/field.tsx'
import { latestProblem, useAction } from '../../query.ts'
import { useSession } from '../../session.tsx'
import { Choice, isUsable, type Trial, Tried } from './tracker-choice.tsx'
import { endOf } from './tracker-dialogs.tsx'

const KINDS: Readonly<Record<SyncSource, { title: string; token: string; hint: string }>> = {
  jira: {
    title: 'Jira Cloud',
    token: 'API token',
    hint: 'From id.atlassian.com › Security › API tokens, either without scopes or with read:jira-work (for sprints, also three scopes listed in the docs). Stored encrypted.',
  },
  linear: {
    title: 'Linear',
    token: 'API key',
    hint: 'From Linear › Settings › Security & access › Personal API keys, with the permission Read. Stored encrypted.',
  },
  github: {
    title: 'GitHub issues',
    token: 'Fine-grained token',
    hint: 'From GitHub › Settings › Developer settings, with Issues: Read-only and Metadata: Read-only. Stored encrypted.',
  },
}

interface Props {
  reload: () => Promise<void>
  onClose: () => void
}

/** First the token is tested, then a person chooses what is read. */
export function ConnectTracker({ reload, onClose }: Props) {
  const { workspaces, workspace } = useSession()
  const [kind, setKind] = useState<SyncSource>('jira')
  const [site, setSite] = useState('')
  const [account, setAccount] = useState('')
  const [token, setToken] = useState('')
  const [expires, setExpires] = useState('')
  const [trial, setTrial] = useState<Trial | null>(null)
  const [projects, setProjects] = useState<readonly string[]>([])
  const [filter, setFilter] = useState('')
  const [into, setInto] = useState(workspace?.id ?? '')
  const access = { kind, token, ...(kind === 'jira' ? { site, account } : {}) }
  const tried = useAction(async () => {
    setTrial(null)
    const { trySync } = await ask(TrySyncDocument, { input: access })
    setTrial(trySync)
    setProjects(trySync.projects.length === 1 ? [trySync.projects[0]!.id] : [])
  })
  const made = useAction(async () => {
    await ask(ConnectTrackerDocument, {
      input: {
        ...access,
        projects: [...projects],
        filter: filter || null,
        workspaceId: into,
        tokenExpiresAt: endOf(expires),
      },
    })
    await reload()
    onClose()
  })
  const texts = KINDS[kind]
  const problem = latestProblem(made, tried)
  const usable = trial !== null && isUsable(trial)
  const changed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      setTrial(null)
      // What was refused was about other values.
      made.forget()
      tried.forget()
      set(value)
    }
  return (
    <DialogForm
      title="Connect a tracker"
      action={tried.busy ? 'Testing…' : usable ? 'Connect' : 'Test token'}
      busy={tried.busy || made.busy}
      refused={unplaced(problem, ['site', 'account', 'token', ...(usable && kind === 'jira' ? ['filter'] : [])])}
      onSubmit={() => (usable ? made.run() : tried.run())}
      onClose={onClose}
    >
      <Field label="Tracker">
        {(attributes) => (
          <select
            {...attributes}
            value={kind}
            onChange={(event) => changed(setKind)(event.currentTarget.value as SyncSource)}
          >
            {Object.entries(KINDS).map(([name, { title }]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind === 'jira' && (
        <>
          <Text
            label="Site"
            value={site}
            set={changed(setSite)}
            error={problem?.of('site')}
            hint="For example https://acme.atlassian.net."
            input={{ type: 'url', autocomplete: 'off', spellcheck: false }}
          />
          <Text
            label="Email address"
            value={account}
            set={changed(setAccount)}
            error={problem?.of('account')}
            hint="The email address of the token’s owner."
            input={{ type: 'email', autocomplete: 'off', spellcheck: false }}
          />
        </>
      )}
      <Text
        label={texts.token}
        value={token}
        set={changed(setToken)}
        error={problem?.of('token')}
        hint={texts.hint}
        input={{ type: 'password', autocomplete: 'off' }}
      />
      {trial && <Tried trial={trial} />}
      {usable && (
        <>
          <Choice
            kind={kind}
            offered={trial.projects}
            chosen={projects}
            choose={setProjects}
            filter={filter}
            setFilter={setFilter}
            problem={problem}
          />
          <Field label="Workspace">
            {(attributes) => (
              <select {...attributes} value={into} onChange={(event) => setInto(event.currentTarget.value)}>
                {workspaces.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {!trial.expiresAt && (
            <Text
              label="Token expires"
              value={expires}
              set={setExpires}
              hint="Optional. PM33 warns you here 14 days before."
              input={{ type: 'date' }}
            />
          )}
        </>
      )}
    </DialogForm>
  )
}
