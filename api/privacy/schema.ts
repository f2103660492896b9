/** Rights of people over their data: access and portability, erasure, restriction, and objection. */
import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { principalOf, type Context } from '../data/context.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import { Tenant, User } from '../identity/entity.ts'
import { refusalIn } from '../identity/access/admission-service.ts'
import { memberFor, memberToChange } from '../identity/people/member-service.ts'
import { proven } from '../identity/people/people-service.ts'
import { rightsNow } from '../identity/people/rights-service.ts'
import { personArchive } from './archive-service.ts'
import { erasePerson } from './erase-service.ts'
import type { Proof } from './proof.ts'
import { restrict } from './restrict-service.ts'
import { eraseTenant } from './tenant-service.ts'
import { ADMINISTERS } from '../identity/scope.ts'

export const ProofRef = builder.objectRef<Proof>('PrivacyProof').implement({
  description: 'What was done with personal data, without any of it. Keep it.',
  subGraphs: [],
  fields: (t) => ({
    what: t.exposeString('what'),
    at: t.expose('at', { type: 'DateTime' }),
    counts: t.expose('counts', { type: 'JSON', description: 'Rows by table.' }),
    signature: t.exposeString('signature', { description: 'HMAC-SHA-256 under a key of this installation, in hex.' }),
  }),
})

const GroundRef = builder.enumType('RestrictionGround', {
  description: 'objection: the person objects to the processing, and an admin decides.',
  values: ['restriction', 'objection'] as const,
})

/** A person who has signed in; no key and no app exercises a person's rights. */
async function personIn(context: Context): Promise<User> {
  const { kind, userId } = principalOf(context)
  if (kind !== 'session' || !userId) throw new Refusal('FORBIDDEN', 'This is for a person who has signed in.')
  return context.db.em.findOneOrFail(User, { id: userId }, { disableIdentityMap: true })
}

const short = z.string().max(400)
builder.mutationFields((t) => ({
  exportMyData: t.string({
    subGraphs: [],
    description: 'All that PM33 holds about the viewer, in every organization, as JSON.',
    authScopes: { signedIn: true },
    complexity: 2_000,
    resolve: async (_root, _args, context) =>
      personArchive(context, await personIn(context), { refusalIn: (id) => refusalIn(context, id) }),
  }),
  restrictMyData: t.field({
    subGraphs: [],
    type: ProofRef,
    description:
      "Stops the processing of the viewer's data in this organization, and keeps it. Their sessions, keys, and apps stop here until an admin lifts it; for an owner, another owner.",
    authScopes: { signedIn: true },
    args: { ground: t.arg({ type: GroundRef, required: true }) },
    resolve: (_root, { ground }, context) =>
      restrict(context, context.db, async () => (await personIn(context)).id, ground),
  }),
  eraseMyAccount: t.field({
    subGraphs: [],
    type: ProofRef,
    description:
      'Erases the viewer: the account, and what names them in every organization. Where they no longer belong, their name stays. It cannot be undone.',
    authScopes: { signedIn: true },
    args: { password: t.arg.string({ required: true, validate: short }) },
    resolve: async (_root, { password }, context) => {
      const user = await personIn(context)
      await proven(context, user.email, password)
      const proof = await erasePerson(context, user, { everywhere: false })
      context.audited.erased = true
      context.browser?.setSession(null)
      return proof
    },
  }),
  exportMemberData: t.string({
    description: 'All that this organization holds about a member, as JSON.',
    authScopes: ADMINISTERS,
    complexity: 2_000,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { user } = await memberFor(context, id)
      return personArchive(context, user.getEntity(), { admin: principalOf(context) })
    },
  }),
  restrictMember: t.field({
    type: ProofRef,
    description: "Stops the processing of a member's data, and keeps it; or, without a ground, lifts the restriction.",
    authScopes: ADMINISTERS,
    args: { id: t.arg.id({ required: true }), ground: t.arg({ type: GroundRef, required: false }) },
    resolve: (_root, { id, ground }, context) =>
      restrict(context, context.db, async () => (await memberToChange(context, id)).member.user.id, ground ?? null),
  }),
  eraseOrganization: t.field({
    type: ProofRef,
    description:
      'Permanently deletes the organization and everything in it except its credit ledger and audit events, which no longer name anyone. Accounts that belong to no other organization are deleted, too. It cannot be undone.',
    authScopes: { may: 'tenant:own' },
    args: { name: t.arg.string({ required: true, validate: short, description: 'Its name, to confirm.' }) },
    resolve: async (_root, { name }, context) => {
      const tenant = await context.db.em.findOneOrFail(Tenant, {})
      if (tenant.name !== name) throw badInput({ path: ['name'], message: `must be ${JSON.stringify(tenant.name)}` })
      return eraseTenant(context, context.db, () => rightsNow(context, 'tenant:own'))
    },
  }),
}))
