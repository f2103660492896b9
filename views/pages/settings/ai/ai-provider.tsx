import { useState } from 'preact/hooks'
import {
  SetAiProviderDocument,
  type AiProviderName,
  type AiProviderShownFragment,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { DialogForm, unplaced } from '../../parts/dialog.tsx'
import { Field, Text } from '../../parts/field.tsx'
import { useAction } from '../../query.ts'

export const PROVIDERS: Readonly<Record<AiProviderName, string>> = { anthropic: 'Anthropic', openai: 'OpenAI' }

interface Props {
  chosen: AiProviderShownFragment | null
  reload: () => Promise<void>
  onClose: () => void
}

/** A provider of the organization's own, with its key. */
export function AiProviderDialog({ chosen, reload, onClose }: Props) {
  const own = chosen?.keyHint == null ? null : chosen
  const [provider, setProvider] = useState<AiProviderName>(own?.provider ?? 'anthropic')
  const [model, setModel] = useState(own?.model ?? '')
  const [apiKey, setApiKey] = useState('')
  const [baseUrl, setBaseUrl] = useState(own?.baseUrl ?? '')
  const [agree, setAgree] = useState(Boolean(own?.agreedAt))
  const { run, busy, problem } = useAction(async () => {
    await ask(SetAiProviderDocument, {
      input: { provider, model, agree, baseUrl: baseUrl || null, apiKey: apiKey || null },
    })
    await reload()
    onClose()
  })
  const kept = own?.provider === provider && own.baseUrl === baseUrl.trim().replace(/\/+$/, '') ? own.keyHint : null
  return (
    <DialogForm
      title={own ? 'Change the provider' : 'Set a provider'}
      action="Save"
      busy={busy}
      refused={unplaced(problem, ['model', 'apiKey', 'baseUrl'])}
      onSubmit={run}
      onClose={onClose}
    >
      <Field label="Provider">
        {(attributes) => (
          <select
            {...attributes}
            value={provider}
            onChange={(event) => {
              setProvider(event.currentTarget.value as AiProviderName)
              setBaseUrl('')
            }}
          >
            {Object.entries(PROVIDERS).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Text
        label="Model"
        value={model}
        set={setModel}
        error={problem?.of('model')}
        hint="As the provider names it."
        input={{ autocomplete: 'off', spellcheck: false }}
      />
      <Text
        label="API key"
        value={apiKey}
        set={setApiKey}
        error={problem?.of('apiKey')}
        hint={kept ? `Leave it empty to keep ${kept}.` : 'Stored encrypted, and never shown again.'}
        input={{ type: 'password', autocomplete: 'off' }}
      />
      <Text
        label="Address"
        value={baseUrl}
        set={setBaseUrl}
        error={problem?.of('baseUrl')}
        hint="Leave it empty to use the provider’s own address. For a compatible service, enter its address."
        input={{ type: 'url', autocomplete: 'off', spellcheck: false }}
      />
      <fieldset class="spaces">
        <legend class="label">Agreement</legend>
        <label>
          <input type="checkbox" checked={agree} onChange={(event) => setAgree(event.currentTarget.checked)} />
          <span>
            Send everything listed under “What is sent” to this provider.{' '}
            <span class="faint small">Without this, nothing is sent.</span>
          </span>
        </label>
      </fieldset>
    </DialogForm>
  )
}
