import { SignJWT, jwtVerify } from 'jose'
import type { ExportFormat } from './export/export-service.ts'

const SECONDS = 300

/** What a download link opens: one workspace of one tenant in one format, for five minutes. */
export interface ExportTicket {
  tenantId: string
  workspaceId: string
  format: ExportFormat
  /** What the caller may read: the file holds no more. */
  scopes: readonly string[]
}

export async function signExportTicket(
  key: Uint8Array,
  { tenantId, workspaceId, format, scopes }: ExportTicket,
  now: Date,
): Promise<string> {
  const issued = Math.floor(now.getTime() / 1000)
  return new SignJWT({ tid: tenantId, ws: workspaceId, fmt: format, scp: scopes })
    .setProtectedHeader({ alg: 'HS256', typ: 'pm33-export' })
    .setAudience('export')
    .setIssuedAt(issued)
    .setExpirationTime(issued + SECONDS)
    .sign(key)
}

/** @returns null for anything but a live link of ours. */
export async function readExportTicket(key: Uint8Array, ticket: string, now: Date): Promise<ExportTicket | null> {
  try {
    const { payload } = await jwtVerify(ticket, key, {
      algorithms: ['HS256'],
      typ: 'pm33-export',
      audience: 'export',
      currentDate: now,
    })
    return {
      tenantId: payload.tid as string,
      workspaceId: payload.ws as string,
      format: payload.fmt as ExportFormat,
      scopes: payload.scp as string[],
    }
  } catch {
    return null
  }
}
