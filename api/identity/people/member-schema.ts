import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { principalOf } from '../../data/context.ts'
import { Membership } from '../entity.ts'
import { cancelInvite, changeMember, inviteMember, mayChange, memberResetLink, removeMember } from './member-service.ts'
import { Invite } from './people-entity.ts'
import { RoleRef } from '../schema.ts'

const administers = { may: 'tenant:admin' } as const

const MemberRef = builder.objectRef<Membership>('Member').implement({
  description: 'A person of this organization.',
  authScopes: administers,
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `Member:${id}` }),
    name: t.string({ resolve: ({ user }) => user.getEntity().name }),
    email: t.string({ resolve: ({ user }) => user.getEntity().email }),
    role: t.field({ type: RoleRef, resolve: ({ role }) => role }),
    workspaceIds: t.idList({
      nullable: true,
      description: 'null is all, later ones too.',
      resolve: ({ workspaceIds }) => workspaceIds?.map((id) => `Workspace:${id}`) ?? null,
    }),
    disabled: t.boolean({ resolve: ({ user }) => user.getEntity().disabledAt != null }),
    isViewer: t.boolean({ resolve: ({ user }, _args, context) => user.id === principalOf(context).userId }),
    mayChange: t.boolean({
      description:
        'Whether the viewer may change, remove, or make a reset link for this person. Nobody may where the person has more rights or sees more workspaces.',
      resolve: (member, _args, context) => mayChange(context, member),
    }),
    joinedAt: t.field({ type: 'DateTime', resolve: ({ createdAt }) => createdAt }),
  }),
})

const InviteRef = builder.objectRef<Invite>('Invite').implement({
  description: 'An invitation that nobody has accepted yet.',
  authScopes: administers,
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `Invite:${id}` }),
    email: t.exposeString('email'),
    role: t.field({ type: RoleRef, resolve: ({ role }) => role }),
    invitedBy: t.exposeString('invitedBy'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
  }),
})

const InvitedRef = builder.objectRef<{ link: string; invite: Invite }>('Invited').implement({
  fields: (t) => ({
    link: t.exposeString('link', { description: 'Pass it on: it is shown this once, works once, and for seven days.' }),
    invite: t.field({ type: InviteRef, resolve: ({ invite }) => invite }),
  }),
})

builder.queryFields((t) => ({
  members: t.field({
    type: [MemberRef],
    authScopes: administers,
    resolve: (_root, _args, { db }) =>
      db.em.find(Membership, {}, { populate: ['user'], orderBy: { createdAt: 'asc', id: 'asc' }, limit: 1_000 }),
  }),
  invites: t.field({
    type: [InviteRef],
    description: 'Open ones, newest first.',
    authScopes: administers,
    resolve: (_root, _args, { db, now }) =>
      db.em.find(Invite, { expiresAt: { $gt: now() } }, { orderBy: { createdAt: 'desc', id: 'desc' }, limit: 1_000 }),
  }),
}))

builder.mutationFields((t) => ({
  inviteMember: t.field({
    type: InvitedRef,
    description: 'Makes a link to pass on; no mail is sent. Inviting an address again replaces its link.',
    authScopes: administers,
    args: {
      email: t.arg.string({ required: true, validate: z.string().max(400) }),
      role: t.arg({ type: RoleRef, required: true }),
      workspaceIds: t.arg.idList({
        required: false,
        description: 'Left out: all that the viewer sees, including later ones if the viewer sees all.',
      }),
    },
    resolve: (_root, input, context) => inviteMember(context, input),
  }),
  cancelInvite: t.boolean({
    authScopes: administers,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await cancelInvite(context, id)
      return true
    },
  }),
  changeMember: t.field({
    type: MemberRef,
    description:
      'Takes effect at once for keys, connections, and sessions of the person. Nobody can give more rights or workspaces than they have, including to themselves.',
    authScopes: administers,
    args: {
      id: t.arg.id({ required: true }),
      role: t.arg({ type: RoleRef, required: false }),
      workspaceIds: t.arg.idList({ required: false }),
      allWorkspaces: t.arg.boolean({ required: false }),
    },
    resolve: (_root, { id, ...change }, context) => changeMember(context, id, change),
  }),
  removeMember: t.boolean({
    description: 'Ends their connections, keys and sessions here at once.',
    authScopes: administers,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await removeMember(context, id)
      return true
    },
  }),
  memberResetLink: t.string({
    description:
      'A link with which the person chooses a new password: pass it on. It works once, for an hour, and only while the person belongs to no other organization.',
    authScopes: administers,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => memberResetLink(context, id),
  }),
}))
