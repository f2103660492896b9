import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Given } from '../commands.ts'
import { confirm } from '../confirm.ts'
import type { Console } from '../console.ts'
import { exportWorkspace } from './export.ts'
import {
  EraseOrganizationDocument,
  ErasePersonDocument,
  ExportAuditDocument,
  ExportPersonDocument,
  ExportTenantDocument,
  type ProofFragment,
} from '../operations.generated.ts'
import { counted } from '../table.ts'
import { allWorkspaces } from './workspace.ts'

/** Rights of people over their data, for those who write to the operator. */

/** Personal data: for whoever asked for it. A file that is there keeps its own rights. */
const PRIVATE = { mode: 0o600 } as const

export async function exportPerson(console: Console, { email, output }: Given<'person export'>): Promise<string> {
  const { exportPerson: archive } = await console.operator(ExportPersonDocument, { email })
  if (!output) return archive
  writeFileSync(output, `${archive}\n`, PRIVATE)
  return `Wrote ${output}.`
}

export async function deletePerson(console: Console, { email, yes, json }: Given<'person delete'>): Promise<string> {
  await confirm(
    `Delete the account ${email}, and erase this person from every organization? This cannot be undone.`,
    yes,
  )
  const { erasePerson: proof } = await console.operator(ErasePersonDocument, { email })
  return said(proof, json, 'The account and everything that named the person are gone. Records stay without them.')
}

/** Each workspace as a file that imports without loss, beside what belongs to the organization as a whole. */
export async function exportTenant(console: Console, { folder }: Given<'tenant export'>): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { tenant, members } = await console.tenant(ExportTenantDocument)
  const { exportAuditEvents: events } = await console.tenant(ExportAuditDocument, { format: 'jsonl' })
  writeFileSync(join(folder, 'organization.json'), `${JSON.stringify({ ...tenant, members }, null, 2)}\n`, PRIVATE)
  writeFileSync(join(folder, 'audit.jsonl'), events, PRIVATE)
  const workspaces = await allWorkspaces(console)
  for (const { id, key } of workspaces)
    await exportWorkspace(console, { workspace: id, format: 'json', output: join(folder, `${key}.json`) }, PRIVATE.mode)
  return `Wrote ${counted(workspaces.length, 'workspace')}, the people, settings, and audit log to ${folder}. Import a workspace with: npx pm33 import ${join(folder, 'KEY.json')}`
}

export async function deleteTenant(console: Console, { name, yes, json }: Given<'tenant delete'>): Promise<string> {
  await confirm(
    `Permanently delete ${name}? Its credit ledger and audit events are kept, but no longer name anyone. Everything else is deleted. This cannot be undone.`,
    yes,
  )
  const { eraseOrganization: proof } = await console.tenant(EraseOrganizationDocument, { name })
  return said(proof, json, 'The credit ledger and audit events are kept, but no longer name anyone.')
}

function said(proof: ProofFragment, json: boolean | undefined, next: string): string {
  if (json) return JSON.stringify(proof)
  const rows = Object.values(proof.counts as Record<string, number>).reduce((sum, count) => sum + count, 0)
  return `${proof.what[0]!.toUpperCase()}${proof.what.slice(1)} (${counted(rows, 'row')}). ${next}\nProof: ${JSON.stringify(proof)}`
}
