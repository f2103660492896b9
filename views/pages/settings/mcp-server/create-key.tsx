import { useState } from 'preact/hooks'
import { AccessPolicyDocument, CreateApiKeyDocument } from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Dialog, unplaced } from '../../parts/dialog.tsx'
import { DefaultWorkspace, within } from '../../parts/default-workspace.tsx'
import { Field, Text } from '../../parts/field.tsx'
import { counted } from '../../parts/format.ts'
import { Refused } from '../../parts/states.tsx'
import { WorkspaceChoice } from '../../parts/workspace-choice.tsx'
import { useAction, useQuery } from '../../query.ts'
import { useSession } from '../../session.tsx'
import { READ_SCOPES, SCOPES } from './scopes.ts'

type Surface = 'mcp' | 'graphql'
const SURFACES: readonly (readonly [Surface, string, string])[] = [
  ['mcp', 'MCP', 'assistants and scripts at /mcp'],
  ['graphql', 'GraphQL', 'frontends and partners at /graphql'],
]
const LIVES = [30, 90, 365] as const
const USUAL_LIFE = 90

const toggled = <T,>(all: readonly T[], one: T, on: boolean) =>
  on ? [...all, one] : all.filter((other) => other !== one)

export function CreateKey({
  onClose,
  onCreated,
}: {
  onClose: () => void
  onCreated: (created: { name: string; key: string }) => Promise<void>
}) {
  const { workspaces, may } = useSession()
  // Whoever may not read it meets its limits in the answer.
  const { keyDays = null, keySurfaces = null } = useQuery(AccessPolicyDocument, {}).data?.accessPolicy ?? {}
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly string[]>(READ_SCOPES)
  const [touched, setSurfaces] = useState<readonly Surface[] | null>(null)
  const allows = (surface: Surface) => !keySurfaces || keySurfaces.includes(surface)
  const surfaces = touched ?? (allows('mcp') ? ['mcp'] : SURFACES.map(([surface]) => surface).filter(allows))
  const [workspaceIds, setWorkspaceIds] = useState<readonly string[] | null>(null)
  const [defaultId, setDefaultId] = useState<string | null>(null)
  const reached = within(workspaces, workspaceIds)
  const lives = LIVES.filter((life) => keyDays === null || life < keyDays)
  const offered = [...lives, ...(keyDays === null ? [] : [keyDays])]
  const [picked, setDays] = useState<string | null>(null)
  const days = picked ?? String(Math.min(USUAL_LIFE, keyDays ?? USUAL_LIFE))
  const { run, busy, problem } = useAction(async () => {
    const { createApiKey } = await ask(CreateApiKeyDocument, {
      input: {
        name,
        scopes: [...scopes],
        surfaces: [...surfaces],
        workspaceIds: workspaceIds && [...workspaceIds],
        defaultWorkspaceId: reached.some(({ id }) => id === defaultId) ? defaultId : null,
        expiresInDays: days === 'never' ? null : Number(days),
      },
    })
    await onCreated({ name: createApiKey.apiKey.name, key: createApiKey.key })
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run()
  }
  return (
    <Dialog title="Create an API key" onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Refused problem={unplaced(problem, ['name', 'scopes', 'surfaces', 'workspaceIds', 'expiresInDays'])} />
        <Text
          label="Name"
          value={name}
          set={setName}
          hint="Who or what it is for."
          error={problem?.of('name')}
          input={{ autofocus: true, maxLength: 120 }}
        />
        <fieldset class="scopes">
          <legend class="label">What it can do</legend>
          {SCOPES.map(([scope, title]) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                disabled={scope === 'mcp:enabled'}
                onChange={(event) => setScopes(toggled(scopes, scope, event.currentTarget.checked))}
              />
              <span>
                <b>{title}</b>
                {scope === 'prd:write' && <span class="hint cost">Consumes AI credits when a model is used</span>}
              </span>
              <code>{scope}</code>
            </label>
          ))}
        </fieldset>
        {problem?.of('scopes') && <p class="error">Scopes: {problem.of('scopes')}.</p>}
        <fieldset class="spaces">
          <legend class="label">Where it works</legend>
          {SURFACES.map(([surface, title, detail]) => (
            <label key={surface}>
              <input
                type="checkbox"
                checked={surfaces.includes(surface)}
                disabled={!allows(surface)}
                onChange={(event) => setSurfaces(toggled(surfaces, surface, event.currentTarget.checked))}
              />
              <span>
                {title} <span class="faint small">{allows(surface) ? detail : 'not allowed in this organization'}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {problem?.of('surfaces') && (
          <p class="error">
            {surfaces.length
              ? `Where it works: ${problem.of('surfaces')}.`
              : 'Choose at least one place where it works.'}
          </p>
        )}
        <WorkspaceChoice
          all="All your workspaces, including future ones"
          workspaces={workspaces}
          chosen={workspaceIds}
          set={setWorkspaceIds}
          error={problem?.of('workspaceIds') && 'Choose at least one workspace.'}
        />
        <DefaultWorkspace workspaces={reached} chosen={defaultId} set={setDefaultId} />
        <Field
          label="Expires"
          hint={keyDays !== null && `This organization allows at most ${counted(keyDays, 'day')}.`}
          error={problem?.of('expiresInDays')}
        >
          {(attributes) => (
            <select {...attributes} value={days} onChange={(event) => setDays(event.currentTarget.value)}>
              {offered.map((life) => (
                <option key={life} value={String(life)}>
                  after {counted(life, 'day')}
                </option>
              ))}
              {keyDays === null && may('tenant:admin') && <option value="never">never</option>}
            </select>
          )}
        </Field>
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={busy}>
            Create key
          </button>
        </div>
      </form>
    </Dialog>
  )
}
