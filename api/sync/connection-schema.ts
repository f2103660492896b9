import type { Context } from '../data/context.ts'
import { builder } from '../graphql/builder.ts'
import { Refusal } from '../graphql/errors.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { unseal } from '../oauth/seal.ts'
import { webhookPath } from './connection-service.ts'
import { SYNC_STATES, SyncConnection } from './entity.ts'
import { connectionFor } from './find-service.ts'
import { SOURCE_KINDS } from './source.ts'
import { expiryOf, itemsOf, lagOf, webhooksSeen } from './status-service.ts'

export const may = { may: 'backlog:import' } as const
export const KindRef = builder.enumType('SyncSource', { values: SOURCE_KINDS })
const StateRef = builder.enumType('SyncState', { values: SYNC_STATES })

export const ConnectionRef = builder.node(SyncConnection, {
  name: 'SyncConnection',
  description:
    'A tracker whose items are kept in sync with a workspace. PM33 only reads from it. Its token is never shown.',
  authScopes: may,
  id: { resolve: ({ id }) => id },
  loadOne: (id, context) =>
    connectionFor(context, id).catch((error: unknown) => {
      if (error instanceof Refusal) return null
      throw error
    }),
  fields: (t) => ({
    kind: t.field({ type: KindRef, resolve: ({ kind }) => kind }),
    name: t.exposeString('name'),
    site: t.string({ nullable: true, description: 'Jira only.', resolve: ({ site }) => site ?? null }),
    account: t.string({ nullable: true, description: 'Jira only.', resolve: ({ account }) => account ?? null }),
    tokenHint: t.exposeString('tokenHint', { description: 'The last characters of the token.' }),
    tokenExpiresAt: t.expose('tokenExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'As the tracker or a person stated it; null: unknown.',
    }),
    projects: t.stringList({
      description: 'IDs of the projects, teams, or repositories that are read; empty: all that the token can read.',
      resolve: ({ scopes }) => scopes,
    }),
    filter: t.string({
      nullable: true,
      description: 'A filter in the tracker’s own language, such as JQL.',
      resolve: ({ filter }) => filter ?? null,
    }),
    mapping: t.expose('mapping', { type: 'JSON', nullable: true, description: 'Same format as for a file.' }),
    workspace: t.field({ type: WorkspaceRef, resolve: ({ workspace }) => workspace.id }),
    state: t.field({ type: StateRef, resolve: ({ state }) => state }),
    pausedBecause: t.string({ nullable: true, resolve: ({ pausedBecause }) => pausedBecause ?? null }),
    running: t.boolean({
      description: 'A node is reading it now.',
      resolve: ({ leasedUntil }, _args, { now }) => Boolean(leasedUntil && leasedUntil > now()),
    }),
    trouble: t.string({
      nullable: true,
      description: 'Why the last run ended early; null when it did not.',
      resolve: ({ trouble }) => trouble ?? null,
    }),
    nextRunAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'null while paused.',
      resolve: ({ state, dueAt }) => (state === 'active' ? dueAt : null),
    }),
    lastSuccessAt: t.expose('succeededAt', { type: 'DateTime', nullable: true }),
    completeAt: t.expose('completeAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When every item had arrived and was first usable. Some fields and history may follow.',
    }),
    lagSeconds: t.int({
      nullable: true,
      description:
        'Seconds since the start of the last complete run: every change before it is here. null before the first, even while items can be used already (`completeAt`) and the rest of their fields follow.',
      resolve: (row, _args, { now }) => lagOf(row, now()),
    }),
    items: t.loadable({
      type: 'Int',
      description: 'Items that are here and still in the tracker.',
      load: async (ids: string[], context: Context) => (await itemsOf(context, ids)).map((each) => each.items),
      resolve: ({ id }) => id,
    }),
    incomplete: t.loadable({
      type: 'Int',
      description: 'Items whose history has not been read yet. They can be used already.',
      load: async (ids: string[], context: Context) => (await itemsOf(context, ids)).map((each) => each.incomplete),
      resolve: ({ id }) => id,
    }),
    incompleteMinutes: t.loadable({
      type: 'Int',
      nullable: true,
      description:
        'About how long reading their history takes within the tracker’s limits; null: nothing is left, or unknown.',
      load: async (ids: string[], context: Context) => (await itemsOf(context, ids)).map((each) => each.minutes),
      resolve: ({ id }) => id,
    }),
    tokenWarning: t.string({
      nullable: true,
      description: 'What to do about a token that expires within 14 days.',
      resolve: (row, _args, { now }) => expiryOf(row, now()),
    }),
    permissionWarning: t.string({
      nullable: true,
      description: 'What the token has no permission to read, and how to grant it. PM33 reads everything else.',
      resolve: ({ missing }) => missing ?? null,
    }),
    total: t.int({
      nullable: true,
      description: 'Number of items in the tracker, as it reports them. null if unknown.',
      resolve: ({ total }) => total ?? null,
    }),
    refused: t.exposeInt('refused', {
      description: 'Items in the tracker that could not be imported, as of the last comparison of IDs.',
    }),
    webhookPath: t.string({
      description: 'The tracker sends its webhooks here, on this installation’s address.',
      resolve: webhookPath,
    }),
    webhookUrl: t.string({
      description: 'The full URL to enter in the tracker: `webhookPath` at the public address of this installation.',
      resolve: (row, _args, { identity }) => new URL(webhookPath(row), identity.publicUrl).href,
    }),
    hasWebhook: t.boolean({
      description: 'A webhook secret is set and can be read. Without one, PM33 polls every three minutes.',
      resolve: ({ sealedWebhookSecret }, _args, { sync }) =>
        sealedWebhookSecret != null && unseal(sync.seal, sealedWebhookSecret) !== null,
    }),
    webhookSeenAt: t.loadable({
      type: 'DateTime',
      nullable: true,
      description: 'When a webhook with the right signature last arrived. null if none has in the last 14 days.',
      load: (ids: string[], context: Context) => webhooksSeen(context, ids),
      resolve: ({ id }) => id,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
})
