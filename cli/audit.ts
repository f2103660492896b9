import type { Given } from './commands.ts'
import type { Console } from './console.ts'
import { ConsoleError } from './errors.ts'
import { counted } from './table.ts'

interface Verified {
  organization: string
  verification: {
    intact: boolean
    events: number
    unsealed: number
    erased: number
    purged: number
    lastSequence: number
    lastHash: string
    findings: { sequence: number; message: string }[]
  }
}

/** `pm33 audit verify`: exit code 1 when a log is not as it was written. */
export async function verifyAudit(
  console: Console,
  { tenant, sequence, hash, json }: Given<'audit verify'>,
): Promise<string> {
  const { verifyAuditLogs: logs } = await console.operator<{ verifyAuditLogs: Verified[] }>(
    `query VerifyAuditLogs($tenant: String, $sequence: Int, $hash: String) {
      verifyAuditLogs(tenant: $tenant, sequence: $sequence, hash: $hash) {
        organization
        verification { intact events unsealed erased purged lastSequence lastHash findings { sequence message } }
      }
    }`,
    { tenant: tenant ?? null, sequence: sequence ?? null, hash: hash ?? null },
  )
  if (logs.some(({ verification }) => !verification.intact)) process.exitCode = 1
  return json ? JSON.stringify(logs, null, 2) : logs.map(said).join('\n')
}

function said({ organization, verification }: Verified): string {
  const { intact, events, unsealed, erased, purged, lastSequence, lastHash, findings } = verification
  const beside = [
    ...(purged ? [`${purged.toLocaleString('en-US')} purged by retention`] : []),
    ...(erased ? [`the person of ${erased.toLocaleString('en-US')} erased on request`] : []),
    ...(unsealed
      ? [`${unsealed.toLocaleString('en-US')} from before events were chained, which cannot be checked`]
      : []),
  ]
  const lines = [
    `${intact ? '✓' : '×'} ${organization}: ${counted(events, 'event')}${beside.length ? ` (${beside.join('; ')})` : ''}`,
    ...findings.map(({ message }) => `    ${message}`),
    ...(events ? [`    Last event: --sequence ${lastSequence} --hash ${lastHash}`] : []),
  ]
  return lines.join('\n')
}

/** `pm33 audit export`: to standard output. The export is an event of the log itself. */
export async function exportAudit(
  console: Console,
  { format, since, until }: Given<'audit export'>,
): Promise<string | null> {
  const { exportAuditEvents: file } = await console.tenant<{ exportAuditEvents: string }>(
    `mutation ExportAudit($format: AuditFormat!, $since: DateTime, $until: DateTime) {
      exportAuditEvents(format: $format, since: $since, until: $until)
    }`,
    { format: format ?? 'jsonl', since: day('--since', since), until: day('--until', until) },
  )
  return file.trimEnd()
}

function day(option: string, text: string | undefined): string | null {
  if (text === undefined) return null
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new ConsoleError(`${option} must be a date such as 2027-12-31, not ${JSON.stringify(text)}.`)
  return `${text}T00:00:00Z`
}
