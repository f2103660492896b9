/** The doors of an import as a partner uses them: GraphQL for the steps, HTTP for the file. */
import { createHttp } from '../../api/server/http.ts'
import type { ImportReport, Question } from '../../api/imports/record/report.ts'
import type { WrittenCounts } from '../../api/imports/writing/written.ts'
import type { Ask, TenantInTest, World } from '../world.ts'

export interface Planned {
  id: string
  state: string
  report: ImportReport
  refusal: { code: string; message: string; next: string } | null
  question?: Question
}

export interface Applied {
  state: string
  written: WrittenCounts
  workspace: { id: string; key: string; name: string }
}

export type ImportInput = { fileName?: string; workspaceId?: string; workspaceName?: string; mapping?: unknown }

export interface Doors {
  ask: Ask
  http(path: string, init?: RequestInit): Promise<Response>
  /** Opens an import. @returns its id and the address for the file */
  open(input?: ImportInput): Promise<{ id: string; uploadUrl: string }>
  send(
    uploadUrl: string,
    content: BodyInit,
  ): Promise<{ status: number; body: Planned & { errors?: { message: string; extensions: { code: string } }[] } }>
  plan(content: BodyInit, input?: ImportInput): Promise<Planned>
  apply(id: string, options?: { endMissing?: boolean; mapping?: unknown }): Promise<Applied>
  /** Plan and apply in one go. */
  import(content: BodyInit, input?: ImportInput, options?: { endMissing?: boolean }): Promise<Planned & Applied>
  undo(id: string, force?: boolean): ReturnType<Ask>
  export(workspaceId: string, format: 'csv' | 'json'): Promise<string>
}

export async function doorsOf(pm33: World, tenant: TenantInTest, ask: Ask = pm33.operator(tenant)): Promise<Doors> {
  const app = createHttp({
    api: pm33.api,
    orm: pm33.orm,
    secrets: pm33.secrets,
    now: pm33.clock.now,
    log: { error: (told: unknown) => console.error(told), warn: () => {}, info: () => {} },
    config: {
      publicUrl: 'http://localhost:3033',
      database: pm33.engine === 'postgres' ? { url: '' } : { embedded: '' },
    },
  })
  const http: Doors['http'] = async (path, init) =>
    app.fetch(
      new Request(`http://localhost:3033${path}`, {
        ...init,
        ...(init?.body ? { duplex: 'half' } : {}),
      } as RequestInit),
    )
  const answered = async <T>(query: string, variables: object): Promise<T> => {
    const { data, errors } = await ask<T>(query, variables)
    if (errors) throw new Error(errors.map(({ message }) => message).join('; '))
    return data!
  }
  const doors: Doors = {
    ask,
    http,
    async open(input = {}) {
      const { createImport } = await answered<{ createImport: { uploadUrl: string; import: { id: string } } }>(
        'mutation ($input: CreateImportInput!) { createImport(input: $input) { uploadUrl import { id } } }',
        { input: { fileName: 'shop.csv', ...input } },
      )
      return { id: createImport.import.id, uploadUrl: createImport.uploadUrl }
    },
    async send(uploadUrl, content) {
      const response = await http(uploadUrl, { method: 'POST', body: content })
      return { status: response.status, body: (await response.json()) as never }
    },
    async plan(content, input) {
      const { uploadUrl } = await doors.open(input)
      const { body } = await doors.send(uploadUrl, content)
      if (body.errors) throw new Error(body.errors[0]!.message)
      return body
    },
    async apply(id, options = {}) {
      const { applyImport } = await answered<{ applyImport: Applied }>(
        'mutation ($id: ID!, $endMissing: Boolean, $mapping: JSON) { applyImport(id: $id, endMissing: $endMissing, mapping: $mapping) { state written workspace { id key name } } }',
        { id, ...options },
      )
      return applyImport
    },
    async import(content, input, options) {
      const planned = await doors.plan(content, input)
      if (planned.refusal) throw new Error(`${planned.refusal.code}: ${planned.refusal.message}`)
      return { ...planned, ...(await doors.apply(planned.id, options)) }
    },
    undo: (id, force = false) =>
      ask('mutation ($id: ID!, $force: Boolean) { undoImport(id: $id, force: $force) { state workspace { name } } }', {
        id,
        force,
      }),
    async export(workspaceId, format) {
      const { exportBacklog } = await answered<{ exportBacklog: string }>(
        'mutation ($id: ID!, $format: ExportFormat) { exportBacklog(workspaceId: $id, format: $format) }',
        { id: workspaceId, format },
      )
      const response = await http(exportBacklog)
      if (!response.ok) throw new Error(`the export failed: ${response.status} ${await response.text()}`)
      return response.text()
    },
  }
  return doors
}
