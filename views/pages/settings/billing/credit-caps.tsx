import { useState } from 'preact/hooks'
import {
  MembersDocument,
  SetMemberCreditCapDocument,
  SetOrganizationCreditCapDocument,
  SetWorkspaceCreditCapDocument,
  type CreditCapRowFragment,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Confirm, Dialog, unplaced } from '../../parts/dialog.tsx'
import { Field, Text } from '../../parts/field.tsx'
import { counted, figure } from '../../parts/format.ts'
import { wholeIn } from '../../parts/numbers.ts'
import { Rows } from '../../parts/rows.tsx'
import { Empty, Refused } from '../../parts/states.tsx'
import { useAction, useQuery } from '../../query.ts'
import { useSession } from '../../session.tsx'

const KINDS = { organization: 'Organization', workspace: 'Workspace', person: 'Person' } as const

/** What organization, workspaces, and people can use in a month. */
export function CreditCaps({ caps, reload }: { caps: readonly CreditCapRowFragment[]; reload: () => Promise<void> }) {
  const { viewer, may } = useSession()
  const [setting, setSetting] = useState(false)
  const [leaving, setLeaving] = useState<CreditCapRowFragment | null>(null)
  const nameOf = ({ name }: CreditCapRowFragment) => name ?? viewer.tenant.name
  const set = (
    <button class="btn" type="button" onClick={() => setSetting(true)}>
      Set cap
    </button>
  )
  return (
    <section aria-labelledby="caps">
      <div class="head">
        <h2 id="caps">Monthly caps</h2>
        {caps.length > 0 && set}
      </div>
      {caps.length ? (
        <Rows
          caption="Monthly caps"
          head={['Who', 'Cap', 'Used this month', 'Left']}
          rows={caps}
          kind={['cap', 'caps']}
          text={nameOf}
        >
          {(row) => (
            <tr key={row.id}>
              <th scope="row">
                <b>{nameOf(row)}</b>
                <span class="sub">{KINDS[row.kind]}</span>
              </th>
              <td data-l="Cap">{counted(row.monthlyCap, 'credit')}</td>
              <td data-l="Used this month">
                <span>
                  {figure(row.used)}
                  {row.near && <span class="sub warn">Nearly used up</span>}
                </span>
              </td>
              <td data-l="Left">{figure(row.left)}</td>
              <td class="act">
                {(row.kind !== 'organization' || may('tenant:own')) && (
                  <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(row)}>
                    Remove<span class="sr"> cap of {nameOf(row)}</span>
                  </button>
                )}
              </td>
            </tr>
          )}
        </Rows>
      ) : (
        <Empty title="No caps" action={set}>
          Everyone who can use AI shares the balance. A cap limits what a workspace, a person, or the organization uses
          in a month.
        </Empty>
      )}
      {setting && <SetCap reload={reload} onClose={() => setSetting(false)} />}
      {leaving && (
        <Confirm
          title={`Remove the cap of “${nameOf(leaving)}”?`}
          action="Remove cap"
          onClose={() => setLeaving(null)}
          work={async () => {
            await save(leaving.of ?? '', null)
            await reload()
          }}
        >
          From then on, only the balance limits it.
        </Confirm>
      )}
    </section>
  )
}

/** @param of id of a workspace or a member; empty is the organization */
async function save(of: string, monthlyCap: number | null): Promise<void> {
  if (of.startsWith('Workspace:')) await ask(SetWorkspaceCreditCapDocument, { id: of, monthlyCap })
  else if (of.startsWith('Member:')) await ask(SetMemberCreditCapDocument, { id: of, monthlyCap })
  else await ask(SetOrganizationCreditCapDocument, { monthlyCap })
}

function SetCap({ reload, onClose }: { reload: () => Promise<void>; onClose: () => void }) {
  const { viewer, workspaces, may } = useSession()
  const members = useQuery(MembersDocument, {})
  const [of, setOf] = useState(may('tenant:own') ? '' : (workspaces[0]?.id ?? ''))
  const [cap, setCap] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const { run, busy, problem } = useAction(async () => {
    await save(of, wholeIn(cap))
    await reload()
    onClose()
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const fits = wholeIn(cap) !== null
    setWrong(fits ? null : 'must be a whole number')
    if (fits) run()
  }
  return (
    <Dialog title="Set a monthly cap" onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Refused problem={unplaced(problem ?? members.problem, ['monthlyCap'])} />
        <Field label="For">
          {(attributes) => (
            <select {...attributes} value={of} onChange={(event) => setOf(event.currentTarget.value)}>
              {may('tenant:own') && <option value="">{viewer.tenant.name}</option>}
              <optgroup label="Workspaces">
                {workspaces.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </optgroup>
              <optgroup label="People">
                {members.data?.members
                  .filter(({ mayChange }) => mayChange)
                  .map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
              </optgroup>
            </select>
          )}
        </Field>
        <Text
          label="Credits a month"
          value={cap}
          set={setCap}
          error={wrong ?? problem?.of('monthlyCap')}
          hint="Months are UTC. 0 allows none."
          input={{ inputMode: 'numeric' }}
        />
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={busy}>
            Set cap
          </button>
        </div>
      </form>
    </Dialog>
  )
}
