import { useState } from 'preact/hooks'
import {
  AuditChoicesDocument,
  AuditPageDocument,
  ExportAuditEventsDocument,
  VerifyAuditDocument,
  type AuditChoicesQuery,
  type AuditFormat,
  type VerifyAuditQuery,
} from '../../../operations.generated.ts'
import { SettingsFrame } from '../../frame.tsx'
import { ask } from '../../graphql.ts'
import { Field } from '../../parts/field.tsx'
import { counted } from '../../parts/format.ts'
import { saveFile } from '../../parts/save-file.ts'
import { Answered, Refused } from '../../parts/states.tsx'
import { useAction, useQuery } from '../../query.ts'
import { useSession } from '../../session.tsx'
import { AuditRetention } from './audit-retention.tsx'
import { AuditRows } from './audit-rows.tsx'

export function AuditPage() {
  const { may } = useSession()
  return (
    <SettingsFrame title="Audit log">
      {may('tenant:admin') ? (
        <Audit />
      ) : (
        <section>
          <h1>Audit log</h1>
          <p class="dim">Only admins of this organization can read its audit log.</p>
        </section>
      )}
    </SettingsFrame>
  )
}

interface Wanted {
  person?: string
  action?: string
  failed?: boolean
  since?: string
  until?: string
}

const MIME: Record<AuditFormat, string> = { csv: 'text/csv', jsonl: 'application/jsonl' }

function Audit() {
  const choices = useQuery(AuditChoicesDocument, {})
  const [wanted, setWanted] = useState<Wanted>({})
  const page = useQuery(AuditPageDocument, wanted)
  const file = useAction(async (format: AuditFormat) =>
    saveFile(
      `pm33-audit.${format}`,
      MIME[format],
      (await ask(ExportAuditEventsDocument, { ...wanted, format })).exportAuditEvents,
    ),
  )
  return (
    <>
      <section>
        <div class="head">
          <h1>Audit log</h1>
          <div class="row">
            <button class="btn" type="button" aria-disabled={file.busy} onClick={() => file.run('csv')}>
              Download CSV
            </button>
            <button class="btn" type="button" aria-disabled={file.busy} onClick={() => file.run('jsonl')}>
              Download JSONL
            </button>
          </div>
        </div>
        <p class="dim measure">
          Every tool call, change, sign-in, and export: who, when, from where, and how it ended. Arguments and answers
          are not kept.
        </p>
        <Refused problem={file.problem} />
        {choices.data && <Filters choices={choices.data} wanted={wanted} set={setWanted} />}
        <Answered query={page} what="the audit log">
          {({ auditEvents }) => <AuditRows first={auditEvents} wanted={wanted} />}
        </Answered>
      </section>
      <Verification />
      {choices.data && <AuditRetention days={choices.data.auditLog.retentionDays ?? null} reload={choices.reload} />}
    </>
  )
}

interface FiltersProps {
  choices: AuditChoicesQuery
  wanted: Wanted
  set: (wanted: Wanted) => void
}

function Filters({ choices: { members, auditLog }, wanted, set }: FiltersProps) {
  /** An empty choice asks for everything. */
  const change = (name: keyof Wanted, value: string | boolean | undefined) => {
    const { [name]: _before, ...others } = wanted
    set(value ? { ...others, [name]: value } : others)
  }
  const dayAfter = (day: string) => day && new Date(Date.parse(day) + 86_400_000).toISOString()
  const dayBefore = (moment: string) => new Date(Date.parse(moment) - 86_400_000).toISOString().slice(0, 10)
  return (
    <div class="row bottom" role="search" aria-label="Filter the audit log">
      <Field label="Person">
        {(attributes) => (
          <select {...attributes} onChange={(event) => change('person', event.currentTarget.value)}>
            <option value="">Everyone</option>
            {members.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Action">
        {(attributes) => (
          <select {...attributes} onChange={(event) => change('action', event.currentTarget.value)}>
            <option value="">All</option>
            {auditLog.actions.map((action) => (
              <option value={action}>{action}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Outcome">
        {(attributes) => (
          <select {...attributes} onChange={(event) => change('failed', event.currentTarget.value === 'failed')}>
            <option value="">All</option>
            <option value="failed">Failed</option>
          </select>
        )}
      </Field>
      <Field label="From">
        {(attributes) => (
          <input
            type="date"
            {...attributes}
            value={wanted.since?.slice(0, 10) ?? ''}
            onChange={({ currentTarget: { value } }) => change('since', value && `${value}T00:00:00Z`)}
          />
        )}
      </Field>
      <Field label="To">
        {(attributes) => (
          <input
            type="date"
            {...attributes}
            value={wanted.until ? dayBefore(wanted.until) : ''}
            onChange={({ currentTarget: { value } }) => change('until', dayAfter(value))}
          />
        )}
      </Field>
    </div>
  )
}

type Verified = VerifyAuditQuery['auditLog']['verification']

function Verification() {
  const [found, setFound] = useState<Verified | null>(null)
  const verify = useAction(async () => setFound((await ask(VerifyAuditDocument, {})).auditLog.verification))
  return (
    <section aria-labelledby="verification">
      <div class="head">
        <h2 id="verification">Verification</h2>
        <button class="btn" type="button" aria-disabled={verify.busy} onClick={() => verify.run()}>
          {verify.busy ? 'Checking…' : 'Check the log'}
        </button>
      </div>
      <p class="dim measure">
        Each event is chained to the one before. Checking the log shows whether any event was changed, removed, or
        reordered in the database.
      </p>
      <Refused problem={verify.problem} />
      {found && (
        <div class={found.intact ? 'note good' : 'note bad'} role={found.intact ? 'status' : 'alert'}>
          <p>
            <b>
              {found.intact
                ? `All ${counted(found.events, 'event')} are as they were written.`
                : 'The log was changed.'}
            </b>
            {found.purged > 0 && ` Retention has purged ${counted(found.purged, 'earlier event')}.`}
            {found.erased > 0 && ` The person has been erased from ${counted(found.erased, 'event')}.`}
            {found.unsealed > 0 &&
              ` ${counted(found.unsealed, 'event')} from before events were chained cannot be checked.`}
          </p>
          {found.findings.map(({ message }) => (
            <p>{message}</p>
          ))}
        </div>
      )}
    </section>
  )
}
