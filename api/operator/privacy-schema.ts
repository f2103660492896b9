import { builder } from '../graphql/builder.ts'
import { personArchive } from '../privacy/archive-service.ts'
import { erasePerson } from '../privacy/erase-service.ts'
import { ProofRef } from '../privacy/schema.ts'
import { userBy } from './people-schema.ts'

/** `pm33 person export | delete`: for people who write to the operator. */

builder.mutationFields((t) => ({
  exportPerson: t.string({
    description: 'All that this installation holds about a person, in every organization, as JSON.',
    authScopes: { operator: true },
    complexity: 2_000,
    args: { email: t.arg.string({ required: true }) },
    resolve: async (_root, { email }, context) => personArchive(context, await userBy(context, email), null),
  }),
  erasePerson: t.field({
    type: ProofRef,
    description: 'Erases a person: the account, and what names them in every organization. It cannot be undone.',
    authScopes: { operator: true },
    args: { email: t.arg.string({ required: true }) },
    resolve: async (_root, { email }, context) => {
      const proof = await erasePerson(context, await userBy(context, email))
      delete context.audited.person
      return proof
    },
  }),
}))
