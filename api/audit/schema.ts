import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { pageInfoOf } from '../graphql/page.ts'
import type { Context } from '../data/context.ts'
import { badInput } from '../graphql/errors.ts'
import { Tenant } from '../identity/entity.ts'
import { sentenceOf, type Finding } from './check.ts'
import { actionsOf, eventFile, eventPage, FORMATS, ORDERS, type EventPage, type ListedEvent } from './list-service.ts'
import { verifyEvents, type Verification } from './verify-service.ts'
import { AUDIT_ACTORS, FEWEST_AUDIT_DAYS, LARGEST_PAGE, MOST_AUDIT_DAYS, MOST_IN_FILE } from './vocabulary.ts'
import { ADMINISTERS } from '../identity/scope.ts'

/** The audit log: for a key with the scope audit:read, which monitoring systems read it with, and for admins. */
const reads = { may: 'audit:read' } as const
const ActorRef = builder.enumType('AuditActor', {
  description:
    'anonymous: nobody was signed in, as with a failed sign-in. payment: the payment provider. schedule: PM33 itself.',
  values: AUDIT_ACTORS,
})

const EventRef = builder.objectRef<ListedEvent>('AuditEvent').implement({
  description: 'A tool call, a resource read, a change, or a sign-in. Never its arguments or its answer.',
  authScopes: reads,
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `AuditEvent:${id}` }),
    sequence: t.exposeInt('sequence', { description: '1, 2, 3, … without gaps.' }),
    at: t.expose('at', { type: 'DateTime' }),
    action: t.exposeString('action', {
      description: 'Name of the tool, `resource <name>`, name of the mutation, or `graphql` for a query.',
    }),
    outcome: t.exposeString('outcome', { description: '`ok` or the error code.' }),
    actor: t.field({ type: ActorRef, resolve: ({ actor }) => actor }),
    person: t.exposeString('person', {
      nullable: true,
      description: 'Who it was; for a failed sign-in, whose account. null: no person, or no longer known.',
    }),
    credentialId: t.exposeString('credentialId', { nullable: true, description: 'ID of the key, app, or account.' }),
    scopes: t.stringList({ description: 'Of the credential, at that moment.', resolve: ({ scopes }) => scopes }),
    ip: t.exposeString('ip', { nullable: true }),
    userAgent: t.exposeString('userAgent', { nullable: true }),
    sessionId: t.exposeString('sessionId', { nullable: true, description: 'MCP session.' }),
    correlationId: t.exposeString('correlationId', { description: 'Also appears in the server log.' }),
    milliseconds: t.exposeInt('milliseconds'),
    credits: t.exposeInt('credits', { nullable: true, description: 'AI credits that it cost.' }),
    erased: t.exposeBoolean('erased', { description: 'The person and network address were erased on request.' }),
    hash: t.exposeString('hash', { description: 'Over the event and the hash before it.' }),
  }),
})

const EdgeRef = builder.objectRef<{ node: ListedEvent; cursor: string }>('AuditEventEdge').implement({
  authScopes: reads,
  fields: (t) => ({
    node: t.field({ type: EventRef, resolve: ({ node }) => node }),
    cursor: t.exposeString('cursor'),
  }),
})

const ConnectionRef = builder.objectRef<EventPage>('AuditEventConnection').implement({
  description: 'One page of the audit log.',
  authScopes: reads,
  fields: (t) => ({
    edges: t.field({
      type: [EdgeRef],
      resolve: ({ events, cursors }) => events.map((node, at) => ({ node, cursor: cursors[at]! })),
    }),
    nodes: t.field({ type: [EventRef], resolve: ({ events }) => events }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      resolve: pageInfoOf,
    }),
  }),
})

const short = z.string().max(120)

builder.queryField('auditEvents', (t) =>
  t.field({
    type: ConnectionRef,
    description:
      'The audit log of the organization. To follow it, read with order oldest and keep the last endCursor: it stays valid as the log grows.',
    authScopes: reads,
    args: {
      first: t.arg.int({
        required: false,
        description: `1 to ${LARGEST_PAGE}, default 50.`,
        validate: z.int().min(1).max(LARGEST_PAGE),
      }),
      after: t.arg.string({ required: false }),
      order: t.arg({ type: builder.enumType('AuditOrder', { values: ORDERS }), required: false }),
      person: t.arg.id({ required: false, description: 'ID of a member.' }),
      action: t.arg.string({ required: false, validate: short }),
      failed: t.arg.boolean({ required: false, description: 'Only events that failed.' }),
      since: t.arg({ type: 'DateTime', required: false }),
      until: t.arg({ type: 'DateTime', required: false, description: 'Exclusive: the day after the last.' }),
    },
    complexity: ({ first }) => ({ field: 2, multiplier: Math.max(1, (first ?? 50) / 50) }),
    resolve: (_root, args, context) => eventPage(context, args),
  }),
)

const FindingRef = builder.objectRef<Finding>('AuditFinding').implement({
  fields: (t) => ({
    fault: t.exposeString('fault'),
    sequence: t.exposeInt('sequence', { description: 'Number of the event, or of the first that is missing.' }),
    message: t.string({ resolve: sentenceOf }),
  }),
})

export const VerificationRef = builder.objectRef<Verification>('AuditVerification').implement({
  description: 'Whether every event is as it was written, in its place, with none missing.',
  subGraphs: [],
  fields: (t) => ({
    intact: t.boolean({ resolve: ({ findings }) => findings.length === 0 }),
    events: t.exposeInt('events'),
    unsealed: t.exposeInt('unsealed', {
      description: 'Events from before PM33 chained them: changes to these cannot be detected.',
    }),
    erased: t.exposeInt('erased', { description: 'Events whose person was erased on request.' }),
    purged: t.exposeInt('purged', { description: 'Events that the retention of the organization has purged.' }),
    lastSequence: t.int({ resolve: ({ last }) => last.sequence }),
    lastHash: t.string({
      description:
        'Keep it elsewhere, with the number: a later check against both detects events removed from the end.',
      resolve: ({ last }) => last.hash,
    }),
    findings: t.field({ type: [FindingRef], resolve: ({ findings }) => [...findings] }),
  }),
})

const AuditLogRef = builder.objectRef<object>('AuditLog').implement({
  description: 'Actions and retention, as shown in Settings beside the events.',
  authScopes: ADMINISTERS,
  fields: (t) => ({
    actions: t.stringList({
      description: 'Names of the actions that are in it.',
      resolve: (_log, _args, context) => actionsOf(context),
    }),
    retentionDays: t.int({
      nullable: true,
      description: 'Days for which events are kept. null: forever.',
      resolve: async (_log, _args, { db }) => (await db.em.findOneOrFail(Tenant, {})).auditDays ?? null,
    }),
    verification: t.field({
      type: VerificationRef,
      description: 'Reads the whole log.',
      complexity: 5_000,
      resolve: (_log, _args, { db, auditKey }) => verifyEvents(db, auditKey),
    }),
  }),
})

builder.queryField('auditLog', (t) => t.field({ type: AuditLogRef, authScopes: ADMINISTERS, resolve: () => ({}) }))

builder.mutationFields((t) => ({
  exportAuditEvents: t.string({
    description: `The newest ${MOST_IN_FILE.toLocaleString('en-US')} events as a file, or those that follow an event. The export is an event itself.`,
    authScopes: ADMINISTERS,
    complexity: 1_000,
    args: {
      format: t.arg({ type: builder.enumType('AuditFormat', { values: FORMATS }), required: true }),
      person: t.arg.id({ required: false, description: 'ID of a member.' }),
      action: t.arg.string({ required: false, validate: short }),
      failed: t.arg.boolean({ required: false }),
      since: t.arg({ type: 'DateTime', required: false }),
      until: t.arg({ type: 'DateTime', required: false, description: 'Exclusive: the day after the last.' }),
      afterSequence: t.arg.int({
        required: false,
        extensions: { constraint: { min: 0 } },
        description: `Number of an event. Writes the events that follow it, oldest first; 0 begins with the first. To write all, repeat with the number of the last event of each file until a file has fewer than ${MOST_IN_FILE.toLocaleString('en-US')}.`,
      }),
    },
    resolve: (_root, { format, ...wanted }, context) => eventFile(context, format, wanted),
  }),
  setAuditRetention: t.field({
    type: AuditLogRef,
    description: `Sets for how many days audit events are kept, ${FEWEST_AUDIT_DAYS} to ${MOST_AUDIT_DAYS.toLocaleString('en-US')}. null keeps them forever. Older events are purged within an hour.`,
    authScopes: { may: 'tenant:own' },
    args: { days: t.arg.int({ required: false }) },
    resolve: async (_root, { days }, context) => {
      await setRetention(context, days ?? null)
      return {}
    },
  }),
}))

async function setRetention({ db }: Context, days: number | null): Promise<void> {
  if (days !== null && (days < FEWEST_AUDIT_DAYS || days > MOST_AUDIT_DAYS))
    throw badInput({ path: ['days'], message: `must be ${FEWEST_AUDIT_DAYS} to ${MOST_AUDIT_DAYS}, or null` })
  await db.transaction(() => db.em.nativeUpdate(Tenant, {}, { auditDays: days }))
}
