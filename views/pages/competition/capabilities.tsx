import { useState } from 'preact/hooks'
import {
  CreateCapabilityDocument,
  DeleteCapabilityDocument,
  UpdateCapabilityDocument,
  type CapabilityLevel,
  type CapabilityRowFragment,
} from '../../operations.generated.ts'
import { ask, Problem } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { figure } from '../parts/format.ts'
import { Rows } from '../parts/rows.tsx'
import { Empty } from '../parts/states.tsx'
import { LEVEL_CHOICES, LEVELS } from './levels.ts'

interface CapabilitiesProps {
  capabilities: readonly CapabilityRowFragment[]
  mayEdit: boolean
  reload: () => Promise<void>
}

/** What buyers look for, how much they care, and how well we have it. */
export function Capabilities({ capabilities, mayEdit, reload }: CapabilitiesProps) {
  const [editing, setEditing] = useState<CapabilityRowFragment | 'new' | null>(null)
  const [leaving, setLeaving] = useState<CapabilityRowFragment | null>(null)
  const one = editing === 'new' ? null : editing
  const add = mayEdit && (
    <button class="btn" type="button" onClick={() => setEditing('new')}>
      Add capability
    </button>
  )
  return (
    <section aria-labelledby="capabilities">
      <div class="head">
        <h2 id="capabilities">Capabilities</h2>
        {capabilities.length > 0 && add}
      </div>
      {capabilities.length ? (
        <Rows
          actions="several"
          caption="Capabilities"
          head={['Capability', 'Description', 'Importance', 'Ours']}
          rows={capabilities}
          kind={['capability', 'capabilities']}
          text={({ name, description }) => `${name} ${description}`}
        >
          {(row) => (
            <tr key={row.id}>
              <th scope="row">
                <b>{row.name}</b>
              </th>
              <td data-l="Description">{row.description}</td>
              <td data-l="Importance">{figure(row.importance)}</td>
              <td data-l="Ours">{row.own ? LEVELS[row.own] : <span class="dim">not rated</span>}</td>
              <td class="act">
                {mayEdit && (
                  <>
                    <button class="btn quiet small" type="button" onClick={() => setEditing(row)}>
                      Edit<span class="sr"> {row.name}</span>
                    </button>
                    <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(row)}>
                      Delete<span class="sr"> {row.name}</span>
                    </button>
                  </>
                )}
              </td>
            </tr>
          )}
        </Rows>
      ) : (
        <Empty title="No capabilities yet" action={add}>
          List what buyers look for and rate your own product. Gaps are found by comparing it with claims about
          competitors.
        </Empty>
      )}
      {editing && (
        <FormDialog
          title={one ? `Edit capability “${one.name}”` : 'Add a capability'}
          entries={[
            { name: 'name', label: 'Name', value: one?.name ?? '' },
            { name: 'description', label: 'Description', kind: 'area', value: one?.description ?? '' },
            {
              name: 'importance',
              label: 'Importance',
              kind: 'decimal',
              value: String(one?.importance ?? 1),
              hint: 'How much buyers care. 1 is average.',
            },
            {
              name: 'own',
              label: 'Our own product has it',
              value: one?.own ?? '',
              kind: [{ value: '', text: 'Not rated' }, ...LEVEL_CHOICES],
            },
          ]}
          action={one ? 'Save capability' : 'Add capability'}
          onClose={() => setEditing(null)}
          save={async ({ name, description, importance, own }) => {
            const weight = Number(importance!.replace(',', '.'))
            if (!Number.isFinite(weight))
              throw new Problem('Importance must be a number.', {
                code: 'BAD_USER_INPUT',
                issues: [{ path: ['importance'], message: 'must be a number, such as 1.5' }],
              })
            const input = {
              name: name!,
              description: description!,
              importance: importance!.trim() ? weight : null,
              own: (own || null) as CapabilityLevel | null,
            }
            if (one) await ask(UpdateCapabilityDocument, { id: one.id, input })
            else await ask(CreateCapabilityDocument, { input })
            await reload()
          }}
        />
      )}
      {leaving && (
        <Confirm
          title={`Delete capability “${leaving.name}”?`}
          action="Delete capability"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteCapabilityDocument, { id: leaving.id })
            await reload()
          }}
        >
          Claims about it are kept as general claims about the competitor.
        </Confirm>
      )}
    </section>
  )
}
