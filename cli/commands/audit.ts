import { Readable } from 'node:stream'
import type { Given } from '../commands.ts'
import type { Console } from '../console.ts'
import { print } from './export.ts'
import {
  ExportAuditDocument,
  NewestAuditEventDocument,
  VerifyAuditDocument,
  type VerifyAuditQuery,
} from '../operations.generated.ts'
import { counted } from '../../text.ts'

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
export async function exportAudit(console: Console, given: Given<'audit export'>): Promise<string | null> {
  await print(Readable.from(auditFile(console, given)))
  return null
}

/** All events of an organization, oldest first, in parts of one file. */
export async function* auditFile(
  console: Console,
  { format = 'jsonl', since, until }: Pick<Given<'audit export'>, 'format' | 'since' | 'until'>,
): AsyncGenerator<string> {
  // Each export is an event itself, so that a next part would never be empty: what is there now is what is wanted.
  const { auditEvents } = await console.tenant(NewestAuditEventDocument)
  const newest = auditEvents.nodes[0]?.sequence ?? 0
  for (let after = 0; ;) {
    const { exportAuditEvents: file } = await console.tenant(ExportAuditDocument, {
      format,
      since: startOf(since),
      until: startOf(until),
      afterSequence: after,
    })
    const last = lastNumber(file, format)
    if (last === null) {
      if (after === 0) yield file
      return
    }
    yield format === 'csv' && after ? file.slice(file.indexOf('\n') + 1) : file
    if (last >= newest) return
    after = last
  }
}

/** Number of the last event in a file; null where it has none. */
function lastNumber(file: string, format: string): number | null {
  const lines = file.trimEnd().split('\n')
  const last = lines.at(-1)
  if (!last || (format === 'csv' && lines.length === 1)) return null
  return format === 'csv'
    ? Number.parseInt(last.replace(/^\uFEFF|"/g, ''), 10)
    : (JSON.parse(last) as { sequence: number }).sequence
}

const startOf = (day: string | undefined) => (day === undefined ? null : `${day}T00:00:00Z`)
