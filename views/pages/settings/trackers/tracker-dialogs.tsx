import { useState } from 'preact/hooks'
import {
  ChangeTrackerDocument,
  SetTrackerWebhookDocument,
  type IntegrationShownFragment,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { DialogForm, unplaced } from '../../parts/dialog.tsx'
import { Text } from '../../parts/field.tsx'
import { useAction } from '../../query.ts'

interface Props {
  reload: () => Promise<void>
  onClose: () => void
}

/** The end of a day that was entered, where the person is, so that it reads as the same day later; or null. */
export const endOf = (day: string): string | null =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T23:59:59`).toISOString() : null

export function TokenDialog({ connection, reload, onClose }: Props & { connection: IntegrationShownFragment }) {
  const { id, kind } = connection
  const [account, setAccount] = useState(connection.account ?? '')
  const [token, setToken] = useState('')
  const [expires, setExpires] = useState('')
  const { run, busy, problem } = useAction(async () => {
    await ask(ChangeTrackerDocument, {
      id,
      input: { token, tokenExpiresAt: endOf(expires), ...(kind === 'jira' ? { account } : {}) },
    })
    await reload()
    onClose()
  })
  return (
    <DialogForm
      title="Change the token"
      action="Save"
      busy={busy}
      refused={unplaced(problem, kind === 'jira' ? ['account', 'token'] : ['token'])}
      onSubmit={run}
      onClose={onClose}
    >
      {kind === 'jira' && (
        <Text
          label="Email address"
          value={account}
          set={setAccount}
          error={problem?.of('account')}
          hint="The email address of the token’s owner."
          input={{ type: 'email', autocomplete: 'off', spellcheck: false }}
        />
      )}
      <Text
        label="Token"
        value={token}
        set={setToken}
        error={problem?.of('token')}
        hint="Tested before it is saved. Stored encrypted, and never shown again."
        input={{ type: 'password', autocomplete: 'off' }}
      />
      <Text
        label="Token expires"
        value={expires}
        set={setExpires}
        hint="Optional. PM33 warns you here 14 days before."
        input={{ type: 'date' }}
      />
    </DialogForm>
  )
}

const PLACES: Readonly<Record<IntegrationShownFragment['kind'], string>> = {
  jira: 'In Jira, open Settings › System › WebHooks. Enter the address and the secret below, and choose the issue and issue link events.',
  linear:
    'In Linear, open Settings › API › Webhooks. Enter the address below, choose issues, and paste Linear’s signing secret below.',
  github:
    'In GitHub, open the repository’s Settings › Webhooks. Enter the address and the secret below, set the content type to application/json, and choose issues, sub-issues, and issue dependencies.',
}

const newSecret = () =>
  [...crypto.getRandomValues(new Uint8Array(24))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export function WebhookDialog({ connection, reload, onClose }: Props & { connection: IntegrationShownFragment }) {
  const [secret, setSecret] = useState(() => (connection.kind === 'linear' ? '' : newSecret()))
  const { run, busy, problem } = useAction(async () => {
    await ask(SetTrackerWebhookDocument, { id: connection.id, secret })
    await reload()
    onClose()
  })
  return (
    <DialogForm
      title="Webhook"
      action="Save secret"
      busy={busy}
      refused={unplaced(problem, ['secret'])}
      onSubmit={run}
      onClose={onClose}
    >
      <p class="dim">
        With a webhook, changes arrive within a minute instead of five. {PLACES[connection.kind]} PM33 must be reachable
        from the internet.
      </p>
      <Text label="Address" value={connection.webhookUrl} set={() => undefined} input={{ readOnly: true }} />
      <Text
        label="Secret"
        value={secret}
        set={setSecret}
        error={problem?.of('secret')}
        hint={`${connection.hasWebhook ? 'Saving replaces the current secret. ' : ''}${
          connection.kind === 'linear'
            ? 'Paste the signing secret that Linear shows.'
            : 'Copy it before you save: it is never shown again.'
        }`}
        input={{ autocomplete: 'off', spellcheck: false }}
      />
    </DialogForm>
  )
}
