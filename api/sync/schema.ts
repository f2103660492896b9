import { z } from 'zod'
import { commit } from '../data/commit.ts'
import type { Context } from '../data/context.ts'
import { builder } from '../graphql/builder.ts'
import { ConnectionRef, KindRef, may } from './connection-schema.ts'
import {
  createConnection,
  pauseConnection,
  removeConnection,
  resumeConnection,
  setWebhookSecret,
  syncNow,
  updateConnection,
} from './connection-service.ts'
import { connectionFor, connectionsOf } from './find-service.ts'
import type { Ability, SourceScope } from './source.ts'
import { trySource, type Trial } from './trial-service.ts'

const AbilityRef = builder.objectRef<Ability>('SyncAbility').implement({
  authScopes: may,
  fields: (t) => ({
    name: t.exposeString('name'),
    needed: t.exposeBoolean('needed', { description: 'Without it, nothing can be kept in sync.' }),
    works: t.exposeBoolean('works'),
    missing: t.exposeString('missing', {
      nullable: true,
      description: 'The permission that is missing, and where to grant it.',
    }),
  }),
})
const ScopeRef = builder.objectRef<SourceScope>('SyncScope').implement({
  description: 'A project, team, or repository in the tracker.',
  authScopes: may,
  fields: (t) => ({ id: t.exposeString('id'), key: t.exposeString('key'), name: t.exposeString('name') }),
})
const TrialRef = builder.objectRef<Trial>('SyncTrial').implement({
  authScopes: may,
  fields: (t) => ({
    account: t.exposeString('account', {
      nullable: true,
      description: 'The account that the token belongs to, as the tracker reports it.',
    }),
    abilities: t.field({ type: [AbilityRef], resolve: ({ abilities }) => [...abilities] }),
    projects: t.field({ type: [ScopeRef], description: 'What can be chosen.', resolve: ({ scopes }) => [...scopes] }),
    expiresAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ expiresAt }) => expiresAt }),
  }),
})

const token = z.string().trim().min(8).max(1_000)
const site = z.string().max(300)
const account = z.string().max(300)
const projects = z.array(z.string().max(120)).max(200)
const filter = z.string().max(4_000)
const name = z.string().max(200)

const TryInput = builder.inputType('TrySyncInput', {
  description: 'A token with its kind, or a connection whose token is tried.',
  fields: (t) => ({
    connectionId: t.id({ required: false, description: 'Uses the kind, the site, and the token of this connection.' }),
    kind: t.field({ type: KindRef, required: false, description: 'Required without connectionId.' }),
    site: t.string({ required: false, description: 'Jira only: https://acme.atlassian.net.', validate: site }),
    account: t.string({
      required: false,
      description: 'Jira only: the email address of the token’s owner.',
      validate: account,
    }),
    token: t.string({
      required: false,
      description: 'Required without connectionId. With it, tried instead of the current token.',
      validate: token,
    }),
  }),
})

const CreateInput = builder.inputType('CreateSyncConnectionInput', {
  fields: (t) => ({
    kind: t.field({ type: KindRef, required: true }),
    site: t.string({ required: false, description: 'Jira only: https://acme.atlassian.net.', validate: site }),
    account: t.string({
      required: false,
      description: 'Jira only: the email address of the token’s owner.',
      validate: account,
    }),
    token: t.string({ required: true, description: 'Stored encrypted.', validate: token }),
    tokenExpiresAt: t.field({
      type: 'DateTime',
      required: false,
      description: 'Used if the tracker does not report it.',
    }),
    projects: t.stringList({
      required: false,
      description: 'IDs of projects, teams, or repositories. Default: all that the token can read.',
      validate: projects,
    }),
    filter: t.string({
      required: false,
      description: 'A filter in the tracker’s own language, such as JQL without ORDER BY.',
      validate: filter,
    }),
    workspaceId: t.id({ required: false }),
    mapping: t.field({ type: 'JSON', required: false, description: 'Same format as for a file.' }),
    name: t.string({ required: false, validate: name }),
  }),
})

const UpdateInput = builder.inputType('UpdateSyncConnectionInput', {
  fields: (t) => ({
    token: t.string({ required: false, description: 'Omit it to keep the current one.', validate: token }),
    account: t.string({
      required: false,
      description: 'Jira only: the email address of the owner of the new token.',
      validate: account,
    }),
    tokenExpiresAt: t.field({ type: 'DateTime', required: false }),
    projects: t.stringList({ required: false, validate: projects }),
    filter: t.string({ required: false, validate: filter }),
    mapping: t.field({ type: 'JSON', required: false, description: 'Same format as for a file.' }),
    name: t.string({ required: false, validate: name }),
  }),
})

builder.queryFields((t) => ({
  syncConnections: t.field({
    type: [ConnectionRef],
    description: 'Oldest first, at most 100.',
    authScopes: may,
    resolve: (_root, _args, context) => connectionsOf(context),
  }),
  syncConnection: t.field({
    type: ConnectionRef,
    authScopes: may,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => connectionFor(context, id),
  }),
}))

builder.mutationFields((t) => {
  const one = (description: string, work: (context: Context, id: string) => Promise<void>) =>
    t.field({
      type: ConnectionRef,
      description,
      authScopes: may,
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, context) => {
        await commit(context, () => work(context, id))
        return connectionFor(context, id)
      },
    })
  return {
    trySync: t.field({
      type: TrialRef,
      description:
        'Tests whether a token can read everything that a sync needs, and lists what can be chosen. Saves nothing.',
      authScopes: may,
      args: { input: t.arg({ type: TryInput, required: true }) },
      resolve: (_root, { input }, context) => trySource(context, input),
    }),
    createSyncConnection: t.field({
      type: ConnectionRef,
      description: 'Tests a token, stores it encrypted, and starts to read.',
      authScopes: may,
      args: { input: t.arg({ type: CreateInput, required: true }) },
      resolve: async (_root, { input }, context) => connectionFor(context, await createConnection(context, input)),
    }),
    updateSyncConnection: t.field({
      type: ConnectionRef,
      description:
        'Changes what is read, or the token. Newly chosen projects, teams, or repositories are read from the start, and items of those no longer chosen are closed. If PM33 paused the connection because of what it reads, it resumes.',
      authScopes: may,
      args: { id: t.arg.id({ required: true }), input: t.arg({ type: UpdateInput, required: true }) },
      resolve: async (_root, { id, input }, context) => {
        await updateConnection(context, id, input)
        return connectionFor(context, id)
      },
    }),
    pauseSyncConnection: one('Stops reading until it is resumed.', pauseConnection),
    resumeSyncConnection: one('Continues from where it stopped.', resumeConnection),
    syncNow: one('Reads at once instead of at the next poll.', syncNow),
    setSyncWebhookSecret: t.field({
      type: ConnectionRef,
      description: 'Sets the secret with which the tracker signs its webhooks. It is stored encrypted and never shown.',
      authScopes: may,
      args: {
        id: t.arg.id({ required: true }),
        secret: t.arg.string({ required: true, validate: z.string().min(16).max(500) }),
      },
      resolve: async (_root, { id, secret }, context) => {
        await commit(context, () => setWebhookSecret(context, id, secret))
        return connectionFor(context, id)
      },
    }),
    removeSyncConnection: t.boolean({
      description: 'Deletes the token and stops reading.',
      authScopes: may,
      args: {
        id: t.arg.id({ required: true }),
        withItems: t.arg.boolean({
          required: true,
          description: 'Also deletes the items it imported, and restores the values it overwrote.',
        }),
      },
      resolve: async (_root, { id, withItems }, context) => {
        await commit(context, () => removeConnection(context, id, withItems), { large: withItems })
        return true
      },
    }),
  }
})
