import { useState } from 'preact/hooks'
import {
  EraseMyAccountDocument,
  ExportMyDataDocument,
  RestrictMyDataDocument,
  type RestrictionGround,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Confirm, Dialog } from '../../parts/dialog.tsx'
import { Text } from '../../parts/field.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { Refused } from '../../parts/states.tsx'
import { useAction } from '../../query.ts'
import { go } from '../../router.tsx'
import { useSession } from '../../session.tsx'

/** What a person may ask of their data: to see it, to stop its use, to have it erased. */
export function YourData() {
  const { viewer } = useSession()
  const [restricting, setRestricting] = useState<RestrictionGround | null>(null)
  const [erasing, setErasing] = useState(false)
  const download = useAction(async () =>
    saveFile('pm33-my-data.json', 'application/json', (await ask(ExportMyDataDocument, {})).exportMyData),
  )
  return (
    <section aria-labelledby="your-data">
      <h2 id="your-data">Your data</h2>
      <p class="dim measure">
        Download everything PM33 holds about you, stop its use in {viewer.tenant.name}, or erase your account.
      </p>
      <Refused problem={download.problem} />
      <div class="row">
        <button class="btn" type="button" aria-disabled={download.busy} onClick={() => download.run()}>
          Download your data
        </button>
        <button class="btn quiet" type="button" onClick={() => setRestricting('restriction')}>
          Restrict processing
        </button>
        <button class="btn quiet" type="button" onClick={() => setRestricting('objection')}>
          Object to processing
        </button>
        <button class="btn quiet revoke" type="button" onClick={() => setErasing(true)}>
          Erase your account
        </button>
      </div>
      {restricting && (
        <Confirm
          title={restricting === 'objection' ? 'Object to processing?' : 'Restrict processing?'}
          action={restricting === 'objection' ? 'Object to processing' : 'Restrict processing'}
          onClose={() => setRestricting(null)}
          work={async () => {
            await ask(RestrictMyDataDocument, { ground: restricting })
            go('/sign-in')
          }}
        >
          Your data in {viewer.tenant.name} is kept but no longer used. Your session, keys, and connected apps stop
          here. {restricting === 'objection' ? 'An admin decides about your objection.' : 'An admin can lift this.'}{' '}
          {viewer.tenants.length === 1 &&
            'Until then, you cannot sign in to download or erase your data, so download it first.'}
        </Confirm>
      )}
      {erasing && <Erase onClose={() => setErasing(false)} />}
    </section>
  )
}

function Erase({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState('')
  const { run, busy, problem } = useAction(async () => {
    const { eraseMyAccount: proof } = await ask(EraseMyAccountDocument, { password })
    saveFile('pm33-erasure-proof.json', 'application/json', JSON.stringify(proof, null, 2))
    go('/sign-in')
  })
  const wrong = problem?.code === 'UNAUTHENTICATED' && !problem.sessionEnded
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run()
  }
  return (
    <Dialog title="Erase your account?" onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <p class="dim">
          Your account, keys, and connected apps end in every organization, and records no longer name you. This cannot
          be undone. A proof is downloaded.
        </p>
        {!wrong && <Refused problem={problem} />}
        <Text
          label="Your password"
          value={password}
          set={setPassword}
          error={wrong ? 'is wrong' : null}
          input={{ type: 'password', autocomplete: 'current-password' }}
        />
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn danger" type="submit" aria-disabled={busy} disabled={!password}>
            Erase account
          </button>
        </div>
      </form>
    </Dialog>
  )
}
