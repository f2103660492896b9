/** `pm33 person export | delete`: for people who write to the operator. */
import { builder } from '../graphql/builder.ts'
import { User } from '../identity/entity.ts'
import { normalEmail } from '../identity/people/people-service.ts'
import { personArchive } from '../privacy/archive-service.ts'
import { eraseInvited, erasePerson } from '../privacy/erase-service.ts'
import { ProofRef } from '../privacy/schema.ts'
import { userBy } from './people-schema.ts'

builder.mutationFields((t) => ({
  exportPerson: t.string({
    description:
      'All that this installation holds about a person, in every organization that knows them, including organizations they have left, as JSON. Items and documents that only have their name are listed where they can see them, because anyone can choose any name.',
    authScopes: { operator: true },
    complexity: 2_000,
    args: { email: t.arg.string({ required: true }) },
    resolve: async (_root, { email }, context) =>
      personArchive(context, await userBy(context, email), { everywhere: true }),
  }),
  erasePerson: t.field({
    type: ProofRef,
    description:
      'Erases a person: the account, and what names them in every organization that knows them, also one they have left. An address without an account is erased from open invitations. It cannot be undone.',
    authScopes: { operator: true },
    args: { email: t.arg.string({ required: true }) },
    resolve: async (_root, { email }, context) => {
      const account = await context.db.em.count(User, { email: normalEmail(email) })
      const invited = account ? null : await eraseInvited(context, normalEmail(email))
      if (invited) return invited
      const proof = await erasePerson(context, await userBy(context, email), { everywhere: true })
      delete context.audited.person
      return proof
    },
  }),
}))
