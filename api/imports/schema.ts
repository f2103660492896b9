import { z } from 'zod'
import { principalOf } from '../data/context.ts'
import { builder } from '../graphql/builder.ts'
import { Refusal } from '../graphql/errors.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { workspaceFor } from '../identity/service.ts'
import { WORKSPACE } from '../identity/workspaces/workspace-service.ts'
import { ITEM_FIELDS } from '../backlog/item-fields.ts'
import { eraseAssignee, type Erased } from './erase-service.ts'
import { Import, IMPORT_STATES } from './entity.ts'
import { EXPORT_FORMATS } from './export/export-service.ts'
import { applyImport } from './apply-service.ts'
import { replanImport } from './plan-service.ts'
import { importFor, importsOf } from './service.ts'
import { createImport } from './upload-service.ts'
import { signExportTicket, type ExportTicket } from './ticket-service.ts'
import { undoImport } from './undo-service.ts'

/** What does not exist is null; what could not be looked up is an error. */
function orNull(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}

const StateRef = builder.enumType('ImportState', { values: IMPORT_STATES })

const ImportRef = builder.node(Import, {
  name: 'Import',
  description: 'A file being imported into a workspace: uploaded once, planned (a dry run), then applied atomically.',
  authScopes: { may: 'backlog:import' },
  id: { resolve: ({ id }) => id },
  loadOne: (id, context) => importFor(context, id).catch(orNull),
  fields: (t) => ({
    state: t.field({ type: StateRef, resolve: ({ state }) => state }),
    fileName: t.exposeString('fileName'),
    workspaceName: t.exposeString('workspaceName'),
    workspace: t.field({
      type: WorkspaceRef,
      nullable: true,
      description: 'null until a new one is created on apply.',
      resolve: ({ workspace }) => workspace?.id ?? null,
    }),
    report: t.expose('report', {
      type: 'JSON',
      nullable: true,
      description:
        'Rows and columns read and ignored, repairs, quarantined rows, status mapping, gaps, and the mapping used.',
    }),
    refusal: t.expose('refusal', {
      type: 'JSON',
      nullable: true,
      description: 'Why the file was refused: code, message, next.',
    }),
    written: t.expose('written', {
      type: 'JSON',
      nullable: true,
      description:
        'The result of applying it: items created, updated, unchanged, and refused (with reasons), and links added and ended.',
    }),
    progress: t.field({
      type: 'JSON',
      nullable: true,
      description: 'state, done, and total, while this process works on it.',
      resolve: ({ id }, _args, { imports }) => imports.progress(id),
    }),
    appliedAt: t.expose('appliedAt', { type: 'DateTime', nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
})

const ErasedRef = builder.objectRef<Erased>('ErasedAssignee').implement({
  fields: (t) => ({
    items: t.exposeInt('items', { description: 'Items that were assigned to the person.' }),
    earlierVersions: t.exposeInt('earlierVersions', {
      description: 'Earlier versions of items, kept so that imports can be undone.',
    }),
    trackers: t.exposeStringList('trackers', {
      description:
        'Names of connected trackers of the workspaces that were changed. They bring the name back with their next sync unless it is changed there.',
    }),
  }),
})

const CreateImportInput = builder.inputType('CreateImportInput', {
  fields: (t) => ({
    fileName: t.string({ required: true, validate: z.string().min(1).max(300) }),
    workspaceId: t.id({
      required: false,
      description:
        'Default: the only workspace if it is empty, else a workspace named after the file, created when the import is applied.',
    }),
    workspaceName: t.string({ required: false, validate: z.string().max(200) }),
    mapping: t.field({
      type: 'JSON',
      required: false,
      description:
        'Maps columns to fields and statuses to categories, and sets dateOrder. Same format as in the report.',
    }),
  }),
})

const Opened = builder.objectRef<{ import: Import; uploadUrl: string }>('OpenedImport').implement({
  fields: (t) => ({
    import: t.field({ type: ImportRef, resolve: (opened) => opened.import }),
    uploadUrl: t.exposeString('uploadUrl', {
      description:
        'Path on this installation’s address, such as /import/…: POST the file there as the request body, once, within ten minutes. The response is the plan.',
    }),
  }),
})

builder.queryFields((t) => ({
  import: t.field({
    type: ImportRef,
    authScopes: { may: 'backlog:import' },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => importFor(context, id),
  }),
  imports: t.field({
    type: [ImportRef],
    description: 'Newest first, at most 100.',
    authScopes: { may: 'backlog:import' },
    resolve: (_root, _args, context) => importsOf(context),
  }),
}))

builder.mutationFields((t) => ({
  createImport: t.field({
    type: Opened,
    authScopes: { may: 'backlog:import' },
    args: { input: t.arg({ type: CreateImportInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { row, ticket } = await createImport(context, input)
      return { import: row, uploadUrl: `/import/${ticket}` }
    },
  }),
  planImport: t.field({
    type: ImportRef,
    description: 'Reads the uploaded file again with a mapping (another dry run).',
    authScopes: { may: 'backlog:import' },
    args: { id: t.arg.id({ required: true }), mapping: t.arg({ type: 'JSON', required: true }) },
    resolve: (_root, { id, mapping }, context) => replanImport(context, id, mapping),
  }),
  applyImport: t.field({
    type: ImportRef,
    authScopes: { may: 'backlog:import' },
    args: {
      id: t.arg.id({ required: true }),
      endMissing: t.arg.boolean({
        required: false,
        defaultValue: false,
        description: 'Also close items from this source that are missing from the file.',
      }),
      mapping: t.arg({
        type: 'JSON',
        required: false,
        description: 'Plan the file again with this mapping before applying it.',
      }),
    },
    resolve: (_root, { id, endMissing, mapping }, context) =>
      applyImport(context, id, { endMissing: endMissing ?? false, mapping }),
  }),
  undoImport: t.field({
    type: ImportRef,
    authScopes: { may: 'backlog:import' },
    args: { id: t.arg.id({ required: true }), force: t.arg.boolean({ required: false, defaultValue: false }) },
    resolve: (_root, { id, force }, context) => undoImport(context, id, force ?? false),
  }),
  eraseAssignee: t.field({
    type: ErasedRef,
    description:
      "Erases a person's name as assignee from every item, and from earlier versions kept for undo. Cannot be undone. Importing a file that names the person brings the name back, and so does a connected tracker with its next sync: change it there first.",
    authScopes: { may: 'tenant:admin' },
    args: {
      name: t.arg.string({
        required: true,
        validate: z.string().min(1).max(ITEM_FIELDS.assignee.longest),
        description: 'Exactly as the items have it.',
      }),
    },
    resolve: (_root, { name }, context) => eraseAssignee(context, name),
  }),
  exportBacklog: t.string({
    description:
      'Returns the path of a download on this installation’s address, such as /export/…, valid for five minutes. JSON holds everything the credential may read; CSV holds only the items.',
    authScopes: { scope: 'backlog:read' },
    args: {
      workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNew }),
      format: t.arg({
        type: builder.enumType('ExportFormat', { values: EXPORT_FORMATS }),
        required: false,
        defaultValue: 'csv',
      }),
    },
    resolve: async (_root, { workspaceId, format }, context) => {
      const workspace = await workspaceFor(context, workspaceId)
      const ticket: ExportTicket = {
        tenantId: workspace.tenantId,
        workspaceId: workspace.id,
        format: format ?? 'csv',
        scopes: [...principalOf(context).scopes],
      }
      return `/export/${await signExportTicket(context.linkKey, ticket, context.now())}`
    },
  }),
}))
