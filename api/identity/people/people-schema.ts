/** What a person does in a browser: in, out, and over to another organization. Cookies are set on the way. */
import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { principalOf, type Context } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import { Tenant, User } from '../entity.ts'
import { refusalIn } from '../access/admission-service.ts'
import { MIN_PASSWORD } from './password.ts'
import { LINK_KINDS } from './people-entity.ts'
import { acceptInvite } from './invite-service.ts'
import { openDemo } from './demo-link-service.ts'
import { nobodyYet, readLink, resetPassword, setUp, type LinkContent } from './link-service.ts'
import { changePassword, type KeptKey, type NewPassword } from './new-password-service.ts'
import { chooseTenant, membershipsOf, signIn, signOut } from './people-service.ts'
import { RoleRef, ViewerRef } from '../schema.ts'
import { roleMay, WRITE_SCOPES, type Permission, type Role } from '../scope.ts'
import { uuidOf } from '../service.ts'

const short = z.string().max(400)

const SignedIn = builder.objectRef<User>('SignedIn').implement({
  description: "The person who signed in. The session is in the response's cookie.",
  fields: (t) => ({ name: t.exposeString('name'), email: t.exposeString('email') }),
})

const KeptKeyRef = builder.objectRef<KeptKey>('KeptApiKey').implement({
  description: 'An API key of the person that still works after a new password.',
  fields: (t) => ({
    name: t.exposeString('name'),
    hint: t.exposeString('hint', { description: 'First and last characters of the key.' }),
    organization: t.exposeString('organization'),
    mayRevoke: t.exposeBoolean('mayRevoke', { description: 'Whether the person can revoke it. If not, an admin can.' }),
  }),
})

const NewPasswordRef = builder.objectRef<NewPassword>('NewPassword').implement({
  description: "What a new password ended, and what still works. The session is in the response's cookie.",
  fields: (t) => ({
    name: t.exposeString('name'),
    email: t.exposeString('email'),
    sessions: t.exposeInt('sessions', { description: 'Number of other browsers that were signed out.' }),
    apps: t.exposeStringList('apps', { description: 'Names of the apps that were disconnected.' }),
    keys: t.field({ type: [KeptKeyRef], resolve: ({ keys }) => keys }),
  }),
})

const LinkContentRef = builder.objectRef<LinkContent>('LinkContent').implement({
  description: 'What a one-time link is for.',
  fields: (t) => ({
    kind: t.field({
      type: builder.enumType('LinkKind', { values: [...LINK_KINDS, 'invite'] as const }),
      resolve: ({ kind }) => kind,
    }),
    email: t.exposeString('email', { nullable: true }),
    organization: t.exposeString('organization', { nullable: true }),
    known: t.exposeBoolean('known', {
      description: 'The address has an account in another organization. Joining requires its password and a new one.',
    }),
  }),
})

interface OwnTenant {
  id: string
  name: string
  role: Role
}
const OwnTenantRef = builder.objectRef<OwnTenant>('OwnTenant').implement({
  description: 'An organization the viewer belongs to.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    role: t.field({ type: RoleRef, resolve: ({ role }) => role }),
    refusal: t.string({
      nullable: true,
      description: 'Why the organization does not allow this browser to enter.',
      resolve: async ({ id }, _args, context) => (await refusalIn(context, uuidOf('Tenant', id)!))?.message ?? null,
    }),
  }),
})

/** Every organization of a person who has signed in; none for a key. */
async function ownTenants(context: Context): Promise<OwnTenant[]> {
  const { kind, userId } = principalOf(context)
  if (kind !== 'session' || !userId) return []
  return Promise.all(
    (await membershipsOf(context.db.em, userId)).map(async ({ tenantId, role }) => {
      const { em } = context.dbIn(tenantId)
      return { id: `Tenant:${tenantId}`, name: (await em.findOneOrFail(Tenant, { tenantId })).name, role }
    }),
  )
}

/** A person who has signed in; not a key that acts for one. */
function signedInPerson(context: Context): string {
  const { kind, userId } = principalOf(context)
  if (kind !== 'session' || !userId) throw new Refusal('FORBIDDEN', 'This is for a person who has signed in.')
  return userId
}

const PERMISSIONS: readonly Permission[] = [...WRITE_SCOPES, 'prd:write', 'tenant:admin', 'tenant:own']

builder.objectFields(ViewerRef, (t) => ({
  permissions: t.stringList({
    subGraphs: [],
    description: 'What the role allows beyond reading.',
    resolve: ({ role }) => PERMISSIONS.filter((permission) => roleMay(role, permission)),
  }),
  tenants: t.field({
    subGraphs: [],
    type: [OwnTenantRef],
    description: 'Every organization the person belongs to. Empty for a key.',
    resolve: (_viewer, _args, context) => ownTenants(context),
  }),
}))

builder.queryField('ownTenants', (t) =>
  t.field({
    subGraphs: [],
    type: [OwnTenantRef],
    description: 'Every organization the person belongs to, also when the current one does not allow this browser.',
    authScopes: { signedIn: true },
    resolve: (_root, _args, context) => ownTenants(context),
  }),
)

builder.queryField('link', (t) =>
  t.field({
    type: LinkContentRef,
    description: 'Reading a link does not use it up. NOT_FOUND if it is unknown, used, or expired.',
    args: { token: t.arg.string({ required: true, validate: short }) },
    resolve: (_root, { token }, context) => readLink(context, token),
  }),
)

builder.queryField('isSetUp', (t) =>
  t.boolean({
    subGraphs: [],
    description: 'Whether anyone has an account yet. Until then, the setup link on the console creates the first one.',
    resolve: async (_root, _args, { db }) => !(await nobodyYet(db.em)),
  }),
)

builder.mutationFields((t) => ({
  signIn: t.field({
    type: SignedIn,
    args: {
      email: t.arg.string({ required: true, validate: short }),
      password: t.arg.string({ required: true, validate: short }),
    },
    resolve: (_root, input, context) => signIn(context, input),
  }),
  signOut: t.boolean({
    resolve: async (_root, _args, context) => {
      await signOut(context)
      return true
    },
  }),
  signOutEverywhere: t.boolean({
    subGraphs: [],
    description: 'Ends all sessions of the person, including this one.',
    authScopes: { signedIn: true },
    resolve: async (_root, _args, context) => {
      await context.identity.sessions.endAll(signedInPerson(context))
      await signOut(context)
      return true
    },
  }),
  chooseTenant: t.boolean({
    subGraphs: [],
    description: "Switches to another of the person's organizations.",
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await chooseTenant(context, signedInPerson(context), uuidOf('Tenant', id) ?? '')
      return true
    },
  }),
  changePassword: t.field({
    subGraphs: [],
    type: NewPasswordRef,
    description: `At least ${MIN_PASSWORD} characters. Ends all other sessions of the person.`,
    authScopes: { signedIn: true },
    args: {
      current: t.arg.string({ required: true, validate: short }),
      next: t.arg.string({ required: true, validate: short }),
      disconnectApps: t.arg.boolean({
        required: true,
        defaultValue: true,
        description: 'Also disconnects the apps that act for the person, in every organization.',
      }),
    },
    resolve: (_root, input, context) => changePassword(context, signedInPerson(context), input),
  }),
  openDemo: t.boolean({
    subGraphs: [],
    description:
      'Opens the demo through the link that the console shows. CONFLICT if the browser is signed in, unless `replace` is true.',
    args: {
      token: t.arg.string({ required: true, validate: short }),
      replace: t.arg.boolean({ defaultValue: false, required: true }),
    },
    resolve: async (_root, input, context) => {
      await openDemo(context, input)
      return true
    },
  }),
  setUp: t.field({
    type: SignedIn,
    description:
      'Creates the first account through the link that the console shows: an owner with a new organization and workspace.',
    args: {
      token: t.arg.string({ required: true, validate: short }),
      email: t.arg.string({ required: true, validate: short }),
      name: t.arg.string({ required: true, validate: short }),
      password: t.arg.string({ required: true, validate: short }),
      organization: t.arg.string({ required: true, validate: short }),
    },
    resolve: (_root, input, context) => setUp(context, input),
  }),
  acceptInvite: t.field({
    type: SignedIn,
    description: 'Joins an organization through its invitation link. Ends all other sessions of the account.',
    args: {
      token: t.arg.string({ required: true, validate: short }),
      name: t.arg.string({
        required: false,
        validate: short,
        description: 'Not needed for an account that belongs to another organization.',
      }),
      password: t.arg.string({
        required: true,
        validate: short,
        description: 'A new password, or the current password if the account belongs to another organization.',
      }),
      newPassword: t.arg.string({
        required: false,
        validate: short,
        description:
          'Required for an account that belongs to another organization, because its current password is replaced on joining.',
      }),
    },
    resolve: (_root, input, context) => acceptInvite(context, input),
  }),
  resetPassword: t.field({
    type: NewPasswordRef,
    description:
      'Sets a password through a reset link. Ends all other sessions of the person, and disconnects their apps. API keys stay.',
    args: {
      token: t.arg.string({ required: true, validate: short }),
      password: t.arg.string({ required: true, validate: short }),
    },
    resolve: (_root, input, context) => resetPassword(context, input),
  }),
}))
