import { useState } from 'preact/hooks'
import {
  ConnectTrackerDocument,
  TrySyncDocument,
  type SyncSource,
  type TrySyncMutation,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { DialogForm, unplaced } from '../../parts/dialog.tsx'
import { Field, Text } from '../../parts/field.tsx'
import { useAction } from '../../query.ts'
import { useSession } from '../../session.tsx'
import { endOf } from './tracker-dialogs.tsx'

const KINDS: Readonly<
  Record<SyncSource, { title: string; token: string; parts: string; filter: string | null; hint: string }>
> = {
  jira: {
    title: 'Jira Cloud',
    token: 'API token',
    parts: 'Projects',
    filter: 'JQL filter',
    hint: 'From id.atlassian.com › Security › API tokens, either without scopes or with read:jira-work (for sprints, also three scopes listed in the docs). Stored encrypted.',
  },
  linear: {
    title: 'Linear',
    token: 'API key',
    parts: 'Teams',
    filter: null,
    hint: 'From Linear › Settings › Security & access › Personal API keys, with the permission Read. Stored encrypted.',
  },
  github: {
    title: 'GitHub issues',
    token: 'Fine-grained token',
    parts: 'Repositories',
    filter: null,
    hint: 'From GitHub › Settings › Developer settings, with Issues: Read-only and Metadata: Read-only. Stored encrypted.',
  },
}

type Trial = TrySyncMutation['trySync']

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
  const problem = made.problem ?? tried.problem
  const missing = trial?.abilities.filter(({ works }) => !works) ?? []
  const usable = trial !== null && missing.every(({ needed }) => !needed)
  const changed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      setTrial(null)
      set(value)
    }
  return (
    <DialogForm
      title="Connect a tracker"
      action={tried.busy ? 'Testing…' : usable ? 'Connect' : 'Test token'}
      busy={tried.busy || made.busy}
      refused={unplaced(problem)}
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
      {trial && (
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
      )}
      {usable && (
        <>
          <fieldset class="spaces">
            <legend class="label">{texts.parts}</legend>
            {trial.projects.map(({ id, key, name }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={projects.includes(id)}
                  onChange={(event) =>
                    setProjects(
                      event.currentTarget.checked ? [...projects, id] : projects.filter((other) => other !== id),
                    )
                  }
                />
                <span>
                  {name} {key !== name && <span class="faint small">{key}</span>}
                </span>
              </label>
            ))}
            <p class="hint">Choose none to read everything that the token can see.</p>
          </fieldset>
          {texts.filter && (
            <Text
              label={texts.filter}
              value={filter}
              set={setFilter}
              error={problem?.of('filter')}
              hint="Optional, for example labels = roadmap. An item that stops matching is closed, so let the filter also match finished issues."
              input={{ autocomplete: 'off', spellcheck: false }}
            />
          )}
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
