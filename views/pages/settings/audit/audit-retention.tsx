import { useState } from 'preact/hooks'
import { SetAuditRetentionDocument } from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Confirm } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { useSession } from '../../session.tsx'

const CHOICES = [30, 90, 180, 365, 730, 1_825, 3_650]
const inWords = (days: number | null) =>
  days === null ? 'Forever' : days % 365 ? `${days} days` : days === 365 ? '1 year' : `${days / 365} years`

/** For how long events are kept. An owner decides. */
export function AuditRetention({ days, reload }: { days: number | null; reload: () => Promise<void> }) {
  const { may } = useSession()
  const [chosen, setChosen] = useState<number | null | undefined>(undefined)
  const choices = [...new Set([...CHOICES, ...(days === null ? [] : [days])])].sort((a, b) => a - b)
  return (
    <section aria-labelledby="retention">
      <h2 id="retention">Retention</h2>
      {may('tenant:own') ? (
        <Field label="Keep events" hint="Older events are purged within an hour. The remaining events stay verifiable.">
          {(attributes) => (
            <select
              {...attributes}
              value={String(days ?? '')}
              onChange={({ currentTarget }) => {
                setChosen(currentTarget.value ? Number(currentTarget.value) : null)
                currentTarget.value = String(days ?? '')
              }}
            >
              {choices.map((choice) => (
                <option value={choice}>{inWords(choice)}</option>
              ))}
              <option value="">{inWords(null)}</option>
            </select>
          )}
        </Field>
      ) : (
        <p class="dim">
          Events are kept {days === null ? 'forever' : `for ${inWords(days)}`}. An owner can change this.
        </p>
      )}
      {chosen !== undefined && (
        <Confirm
          title={chosen === null ? 'Keep events forever?' : `Keep events for ${inWords(chosen)}?`}
          keep="Cancel"
          action="Change retention"
          onClose={() => setChosen(undefined)}
          work={async () => {
            await ask(SetAuditRetentionDocument, { days: chosen })
            await reload()
          }}
        >
          {chosen === null
            ? 'Events stay until the organization is erased.'
            : `Events older than ${inWords(chosen).toLowerCase()} are permanently deleted.`}
        </Confirm>
      )}
    </section>
  )
}
