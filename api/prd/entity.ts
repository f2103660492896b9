import { defineEntity, p } from '@mikro-orm/core'
import { workspace } from '../identity/workspace-column.ts'
import { createdAt, tenantKey, workspaceOwned } from '../data/tenant.ts'
import type { MadeFrom } from './breakdown/made.ts'
import type { PrdDocument, SourceStamp } from './document.ts'
import type { KeptBrief } from './material.ts'
import { AUDIENCES, MODES, PRD_STATUSES, TEMPLATES } from './vocabulary.ts'

/** A product requirements document. Its text is in its versions. */
const PrdSchema = defineEntity({
  name: 'Prd',
  tableName: 'prd',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'number'] }],
  indexes: [
    { properties: ['tenantId', 'workspace', 'updatedAt'] },
    { properties: ['tenantId', 'workspace', 'subject'] },
  ],
  properties: {
    ...tenantKey,
    workspace,
    /** PRD-7 is the seventh of its workspace. */
    number: p.integer(),
    title: p.string().length(300),
    /** Hash of what it is about and how it is written: the same question goes on with the same draft. */
    subject: p.string().length(32),
    template: p.enum(TEMPLATES),
    audience: p.enum(AUDIENCES),
    /** What it is about and how it is written, to write it again; null in documents from before it was kept. */
    brief: p.json<KeptBrief>().nullable(),
    status: p.enum(PRD_STATUSES).default('draft'),
    /** Items that were created from it, the last creation last; null: none. */
    made: p.json<readonly MadeFrom[]>().nullable(),
    /** Number of the newest version. */
    newest: p.integer().default(1),
    createdAt,
    updatedAt: p.datetime(3).onCreate(() => new Date()),
  },
})
export class Prd extends PrdSchema.class {}
PrdSchema.setClass(Prd)

/** One state of a document. Versions are added, never changed. */
const PrdVersionSchema = defineEntity({
  name: 'PrdVersion',
  tableName: 'prd_version',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'prd', 'number'] }, { properties: ['tenantId', 'request'] }],
  properties: {
    ...tenantKey,
    workspace,
    prd: () => p.manyToOne(Prd).ref().joinColumns('tenant_id', 'prd_id').deleteRule('cascade').updateRule('no action'),
    number: p.integer(),
    document: p.json<PrdDocument>(),
    mode: p.enum(MODES),
    /** A person changed it: the next version is not written over it. */
    edited: p.boolean().default(false),
    /** Hash of the caller and their requestId; null where none was given. */
    request: p.string().length(64).nullable(),
    /** Hash of the question, to tell a request that is sent again from another under its id. */
    question: p.string().length(32),
    credits: p.integer().default(0),
    stamp: p.json<SourceStamp>(),
    /** Name of who had it written. */
    author: p.string().length(200),
    createdAt,
  },
})
export class PrdVersion extends PrdVersionSchema.class {}
PrdVersionSchema.setClass(PrdVersion)
