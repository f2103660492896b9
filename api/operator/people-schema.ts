/** What the console does about people and keys. Open to the operator's credential alone. */
import { builder } from '../graphql/builder.ts'
import { notFound } from '../graphql/errors.ts'
import { User } from '../identity/entity.ts'
import { resetLink, setUpLink } from '../identity/people/link-service.ts'
import { normalEmail } from '../identity/people/people-service.ts'
import type { Context } from '../data/context.ts'

export async function userBy(context: Context, email: string): Promise<User> {
  const user = await context.db.em.findOne(User, { email: normalEmail(email) })
  if (!user) throw notFound('User', email)
  context.audited.person = user.id
  return user
}

/** In force at once: sessions, connections and keys of the person are looked up again. */
async function setDisabled(context: Context, email: string, disabledAt: Date | null): Promise<boolean> {
  const user = await userBy(context, email)
  await context.db.em.nativeUpdate(User, { id: user.id }, { disabledAt })
  if (disabledAt) await context.identity.sessions.endAll(user.id)
  context.credentials.forget()
  return true
}

builder.mutationFields((t) => ({
  setUpLink: t.string({
    nullable: true,
    description: 'Creates a new first-run setup link. null once someone has set a password.',
    authScopes: { operator: true },
    resolve: (_root, _args, context) => setUpLink(context),
  }),
  resetLink: t.string({
    description:
      'Creates a link for setting a new password, which applies to all organizations the person belongs to. Works once, within an hour.',
    authScopes: { operator: true },
    args: { email: t.arg.string({ required: true }) },
    resolve: async (_root, { email }, context) => resetLink(context, (await userBy(context, email)).id),
  }),
  disableUser: t.boolean({
    description: 'Disables an account in every organization.',
    authScopes: { operator: true },
    args: { email: t.arg.string({ required: true }) },
    resolve: (_root, { email }, context) => setDisabled(context, email, context.now()),
  }),
  enableUser: t.boolean({
    authScopes: { operator: true },
    args: { email: t.arg.string({ required: true }) },
    resolve: (_root, { email }, context) => setDisabled(context, email, null),
  }),
  rotateKeys: t.stringList({
    description:
      'Signs access tokens with the next key from now on. Returns the IDs of the published keys, the signing key first.',
    authScopes: { operator: true },
    resolve: (_root, _args, { identity }) => identity.authorization.keys.rotate(),
  }),
}))
