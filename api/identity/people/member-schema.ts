import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { principalOf } from '../../data/context.ts'
import { Membership } from '../entity.ts'
import { cancelInvite, changeMember, inviteMember, mayChange, memberResetLink, removeMember } from './member-service.ts'
import { Invite } from './people-entity.ts'
import { RoleRef } from '../schema.ts'
import { ADMINISTERS } from '../scope.ts'

const MemberRef = builder.objectRef<Membership>('Member').implement({
  description: 'A person of this organization.',
  authScopes: ADMINISTERS,
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `Member:${id}` }),
    name: t.string({ resolve: ({ user }) => user.getEntity().name }),
    email: t.string({ resolve: ({ user }) => user.getEntity().email }),
    role: t.field({ type: RoleRef, resolve: ({ role }) => role }),
    workspaceIds: t.idList({
      nullable: true,
      description: 'null means all workspaces, including future ones.',
      resolve: ({ workspaceIds }) => workspaceIds?.map((id) => `Workspace:${id}`) ?? null,
    }),
    disabled: t.boolean({ resolve: ({ user }) => user.getEntity().disabledAt != null }),
    restricted: t.boolean({
      description: 'Their data is only kept: no session, key, or app of theirs opens this organization.',
      resolve: ({ restrictedAt }) => restrictedAt != null,
    }),
    objected: t.exposeBoolean('objected', { description: 'They object to the processing. An admin decides.' }),
    isViewer: t.boolean({ resolve: ({ user }, _args, context) => user.id === principalOf(context).userId }),
    mayChange: t.boolean({
      description:
        'Whether the viewer may change or remove this person or create a reset link. Not allowed if the person has more rights or workspaces than the viewer.',
      resolve: (member, _args, context) => mayChange(context, member),
    }),
    joinedAt: t.field({ type: 'DateTime', resolve: ({ createdAt }) => createdAt }),
  }),
})

const InviteRef = builder.objectRef<Invite>('Invite').implement({
  description: 'A pending invitation.',
  authScopes: ADMINISTERS,
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
    link: t.exposeString('link', {
      description: 'Send it to the person yourself. Shown only once. Works once, within seven days.',
    }),
    invite: t.field({ type: InviteRef, resolve: ({ invite }) => invite }),
  }),
})

builder.queryFields((t) => ({
  members: t.field({
    type: [MemberRef],
    authScopes: ADMINISTERS,
    resolve: (_root, _args, { db }) =>
      db.em.find(Membership, {}, { populate: ['user'], orderBy: { createdAt: 'asc', id: 'asc' }, limit: 1_000 }),
  }),
  invites: t.field({
    type: [InviteRef],
    description: 'Pending invitations, newest first.',
    authScopes: ADMINISTERS,
    resolve: (_root, _args, { db, now }) =>
      db.em.find(Invite, { expiresAt: { $gt: now() } }, { orderBy: { createdAt: 'desc', id: 'desc' }, limit: 1_000 }),
  }),
}))

builder.mutationFields((t) => ({
  inviteMember: t.field({
    type: InvitedRef,
    description: 'Creates a link for you to send; PM33 sends no email. Inviting an address again replaces its link.',
    authScopes: ADMINISTERS,
    args: {
      email: t.arg.string({ required: true, validate: z.string().max(400) }),
      role: t.arg({ type: RoleRef, required: true }),
      workspaceIds: t.arg.idList({
        required: false,
        description: 'Default: all workspaces that the viewer can see, including future ones if the viewer sees all.',
      }),
    },
    resolve: (_root, input, context) => inviteMember(context, input),
  }),
  cancelInvite: t.boolean({
    authScopes: ADMINISTERS,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await cancelInvite(context, id)
      return true
    },
  }),
  changeMember: t.field({
    type: MemberRef,
    description:
      "Takes effect at once for the person's keys, connected apps, and sessions. Nobody can grant more rights or workspaces than they have, including to themselves.",
    authScopes: ADMINISTERS,
    args: {
      id: t.arg.id({ required: true }),
      role: t.arg({ type: RoleRef, required: false }),
      workspaceIds: t.arg.idList({ required: false }),
      allWorkspaces: t.arg.boolean({ required: false }),
    },
    resolve: (_root, { id, ...change }, context) => changeMember(context, id, change),
  }),
  removeMember: t.boolean({
    description: 'Removes a person from the organization. Their connected apps, keys, and sessions here end at once.',
    authScopes: ADMINISTERS,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await removeMember(context, id)
      return true
    },
  }),
  memberResetLink: t.string({
    description:
      'Creates a link for the person to set a new password; send it to them yourself. Works once, within an hour, and only while the person belongs to no other organization.',
    authScopes: ADMINISTERS,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => memberResetLink(context, id),
  }),
}))
