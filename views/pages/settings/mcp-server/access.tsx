import { useState } from 'preact/hooks'
import {
  AccessPolicyDocument,
  SetAccessPolicyDocument,
  type AccessPolicyFieldsFragment,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { unplaced } from '../../parts/dialog.tsx'
import { Field, Text } from '../../parts/field.tsx'
import { wholeOrEmpty } from '../../parts/numbers.ts'
import { Refused } from '../../parts/states.tsx'
import { useAction, useQuery } from '../../query.ts'
import { useSession } from '../../session.tsx'

type Policy = AccessPolicyFieldsFragment
type Surface = NonNullable<Policy['keySurfaces']>[number]

/** What the organization allows beyond roles and scopes. Admins see it, and an owner changes it. */
export function Access() {
  const { data, problem, reload } = useQuery(AccessPolicyDocument, {})
  return (
    <section aria-labelledby="access">
      <h2 id="access">Access</h2>
      <p class="dim measure">These limits apply to every key, app, and person from the next request.</p>
      {!data && <Refused problem={problem} />}
      {data && <Form policy={data.accessPolicy} reload={reload} />}
    </section>
  )
}

/** Fields that show what is wrong with them. */
const PLACED = ['networks', 'clientHosts', 'toolsOff', 'keyDays', 'keySurfaces', 'signInHours']

const words = (list: readonly string[] | null | undefined) => list?.join(', ') ?? ''
const listed = (text: string) => text.split(/[\s,]+/).filter(Boolean)

function Form({ policy, reload }: { policy: Policy; reload: () => Promise<void> }) {
  const { may } = useSession()
  const [hosts, setHosts] = useState(words(policy.clientHosts))
  const [off, setOff] = useState(words(policy.toolsOff))
  const [views, setViews] = useState(policy.views)
  const [days, setDays] = useState(String(policy.keyDays ?? ''))
  const [surfaces, setSurfaces] = useState(words(policy.keySurfaces))
  const [hours, setHours] = useState(String(policy.signInHours ?? ''))
  const [networks, setNetworks] = useState(words(policy.networks))
  const [saved, setSaved] = useState(false)
  const { run, busy, problem } = useAction(async () => {
    setSaved(false)
    const { setAccessPolicy: now } = await ask(SetAccessPolicyDocument, {
      input: {
        clientHosts: listed(hosts),
        toolsOff: listed(off),
        views,
        keyDays: wholeOrEmpty('keyDays', days),
        keySurfaces: listed(surfaces) as Surface[],
        signInHours: wholeOrEmpty('signInHours', hours),
        networks: listed(networks),
      },
    })
    await reload()
    // As it was understood.
    setHosts(words(now.clientHosts))
    setOff(words(now.toolsOff))
    setDays(String(now.keyDays ?? ''))
    setSurfaces(words(now.keySurfaces))
    setHours(String(now.signInHours ?? ''))
    setNetworks(words(now.networks))
    setSaved(true)
  })
  const mayEdit = may('tenant:own')
  const readOnly = { readOnly: !mayEdit }
  const error = (name: string) => problem?.of(name)
  return (
    <form
      class="stack narrow"
      noValidate
      onInput={() => setSaved(false)}
      onSubmit={(event) => {
        event.preventDefault()
        run()
      }}
    >
      <Refused problem={unplaced(problem, PLACED)} />
      <Text
        label="Networks"
        hint="Addresses and networks such as 203.0.113.0/24. Leave empty to allow access from anywhere."
        value={networks}
        set={setNetworks}
        input={readOnly}
        error={error('networks')}
      />
      <Text
        label="Apps"
        hint="Hosts of the apps that may connect, such as claude.ai. Leave empty to allow any app."
        value={hosts}
        set={setHosts}
        input={readOnly}
        error={error('clientHosts')}
      />
      <Text
        label="Tools turned off"
        hint="Names such as generate_prd. Leave empty to allow all tools."
        value={off}
        set={setOff}
        input={readOnly}
        error={error('toolsOff')}
      />
      <Field label="Views" hint="Assistants that support them show the results of four tools as charts.">
        {(attributes) => (
          <select
            {...attributes}
            disabled={!mayEdit}
            value={String(views)}
            onChange={({ currentTarget }) => setViews(currentTarget.value === 'true')}
          >
            <option value="true">On</option>
            <option value="false">Off</option>
          </select>
        )}
      </Field>
      <Text
        label="Maximum lifetime of an API key"
        hint="In days, counted from its creation. Leave empty to let each key work until its own expiry date."
        value={days}
        set={setDays}
        input={{ ...readOnly, inputMode: 'numeric' }}
        error={error('keyDays')}
      />
      <Text
        label="Where API keys work"
        hint="mcp, graphql, or both. Leave empty for both."
        value={surfaces}
        set={setSurfaces}
        input={readOnly}
        error={error('keySurfaces')}
      />
      <Text
        label="Sign in again after"
        hint="In hours, at most 168. Leave empty for seven days."
        value={hours}
        set={setHours}
        input={{ ...readOnly, inputMode: 'numeric' }}
        error={error('signInHours')}
      />
      {mayEdit ? (
        <div class="row">
          <button class="btn" type="submit" aria-disabled={busy}>
            Save access policy
          </button>
          <span role="status" class="st ok">
            {saved && '✓ Saved.'}
          </span>
        </div>
      ) : (
        <p class="dim">An owner can change this.</p>
      )}
    </form>
  )
}
