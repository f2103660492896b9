import type { Given } from '../commands.ts'
import type { Console } from '../console.ts'
import { ExportAuditDocument, VerifyAuditDocument, type VerifyAuditQuery } from '../operations.generated.ts'
import { counted } from '../table.ts'

/** `pm33 audit verify`: exit code 1 when a log is not as it was written. */
export async function verifyAudit(
  console: Console,
  { tenant, sequence, hash, json }: Given<'audit verify'>,
): Promise<string> {
  const { verifyAuditLogs: logs } = await console.operator(VerifyAuditDocument, {
    tenant: tenant ?? null,
    sequence: sequence ?? null,
    hash: hash ?? null,
  })
  if (logs.some(({ verification }) => !verification.intact)) process.exitCode = 1
  return json ? JSON.stringify(logs, null, 2) : logs.map(said).join('\n')
}

function said({ organization, verification }: VerifyAuditQuery['verifyAuditLogs'][number]): string {
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
  const { exportAuditEvents: file } = await console.tenant(ExportAuditDocument, {
    format: format ?? 'jsonl',
    since: startOf(since),
    until: startOf(until),
  })
  return file.trimEnd()
}

const startOf = (day: string | undefined) => (day === undefined ? null : `${day}T00:00:00Z`)
