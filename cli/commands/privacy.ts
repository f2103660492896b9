/** Rights of people over their data, for those who write to the operator. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Given } from '../commands.ts'
import { confirm } from '../confirm.ts'
import type { Console } from '../console.ts'
import { auditFile } from './audit.ts'
import { exportWorkspace } from './export.ts'
import {
  EraseOrganizationDocument,
  ErasePersonDocument,
  ExportDocumentDocument,
  ExportDocumentsDocument,
  ExportPersonDocument,
  ExportTenantDocument,
  type ExportDocumentsQuery,
  type ProofFragment,
} from '../operations.generated.ts'
import { counted, figureText } from '../../text.ts'
import { allWorkspaces } from './workspace.ts'

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
  return said(
    proof,
    json,
    proof.what === 'invitations erased'
      ? 'No account has this address. Its open invitations were deleted, and nothing else was changed.'
      : 'The account was deleted, and records no longer name the person. Importing a file that names the person brings the name back, and so does a connected tracker: change it there, too.',
  )
}

/** Each workspace as a file that imports without loss, beside what belongs to the organization as a whole. */
export async function exportTenant(console: Console, { folder }: Given<'tenant export'>): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { tenant, billing, ...rest } = await console.tenant(ExportTenantDocument)
  const { ledgerCsv, ledger, caps } = billing
  const organization = { ...tenant, ...rest, creditCaps: caps }
  writeFileSync(join(folder, 'organization.json'), `${JSON.stringify(organization, null, 2)}\n`, PRIVATE)
  writeFileSync(join(folder, 'credits.csv'), ledgerCsv, PRIVATE)
  const log = join(folder, 'audit.jsonl')
  writeFileSync(log, '', PRIVATE)
  for await (const part of auditFile(console, {})) appendFileSync(log, part)
  const workspaces = await allWorkspaces(console)
  let documents = 0
  for (const { id, key } of workspaces) {
    await exportWorkspace(console, { workspace: id, format: 'json', output: join(folder, `${key}.json`) }, PRIVATE.mode)
    documents += await exportDocuments(console, { id, key }, folder)
  }
  const written = [counted(workspaces.length, 'workspace'), counted(documents, 'document version')].join(', ')
  const entries = recordsIn(ledgerCsv)
  const cut =
    ledger.totalCount > entries
      ? ` credits.csv has the newest ${figureText(entries)} of ${counted(ledger.totalCount, 'entry', 'entries')}; the field billing.ledger gives the rest.`
      : ''
  return `Wrote ${written}, the people, settings, credits, and audit log to ${folder}. Import a workspace with: npx pm33 import ${join(folder, 'KEY.json')} Documents are Markdown, and are not imported.${cut}`
}

/** Records of a CSV file under its head; a cell in quotes may hold lines of its own. */
const recordsIn = (csv: string) =>
  csv
    .replaceAll(/"[^"]*"/g, '')
    .trimEnd()
    .split('\n').length - 1

/** Every version of every document of a workspace, as Markdown. @returns how many */
async function exportDocuments(
  console: Console,
  workspace: { id: string; key: string },
  folder: string,
): Promise<number> {
  let count = 0
  for (let after: string | null = null; ;) {
    const page: ExportDocumentsQuery = await console.tenant(ExportDocumentsDocument, { workspace: workspace.id, after })
    const { nodes, pageInfo } = page.workspace.prds
    if (nodes.length) mkdirSync(join(folder, 'documents'), { recursive: true, mode: 0o700 })
    for (const { id, key, versions } of nodes)
      for (const { number } of versions) {
        const { node } = await console.tenant(ExportDocumentDocument, { id, number })
        if (!node || !('markdown' in node)) continue
        const file = join(folder, 'documents', `${workspace.key}-${key}-v${number}.md`)
        writeFileSync(file, node.markdown, PRIVATE)
        count++
      }
    if (!pageInfo.hasNextPage) return count
    after = pageInfo.endCursor
  }
}

export async function deleteTenant(console: Console, { name, yes, json }: Given<'tenant delete'>): Promise<string> {
  await confirm(
    `Permanently delete ${name}? Its credit ledger and audit events are kept without names; audit events are deleted after PM33_AUDIT_DAYS days (365 by default). Everything else is deleted. This cannot be undone.`,
    yes,
  )
  const { eraseOrganization: proof } = await console.tenant(EraseOrganizationDocument, { name })
  return said(
    proof,
    json,
    'The credit ledger and audit events are kept without names; audit events are deleted after PM33_AUDIT_DAYS days (365 by default).',
  )
}

function said(proof: ProofFragment, json: boolean | undefined, next: string): string {
  if (json) return JSON.stringify(proof)
  const rows = Object.values(proof.counts as Record<string, number>).reduce((sum, count) => sum + count, 0)
  return `${proof.what[0]!.toUpperCase()}${proof.what.slice(1)} (${counted(rows, 'row')}). ${next}\nProof: ${JSON.stringify(proof)}`
}
