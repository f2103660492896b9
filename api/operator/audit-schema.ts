/** `pm33 audit verify`: the logs of all organizations, and the installation's own. */
import { builder } from '../graphql/builder.ts'
import { VerificationRef } from '../audit/schema.ts'
import { verifyEvents, type Verification } from '../audit/verify-service.ts'
import { INSTALLATION } from '../audit/vocabulary.ts'
import { badInput } from '../graphql/errors.ts'
import { erasedTenants, tenantNames } from './service.ts'

interface VerifiedLog {
  name: string
  verification: Verification
}

const VerifiedLogRef = builder.objectRef<VerifiedLog>('VerifiedAuditLog').implement({
  authScopes: { operator: true },
  fields: (t) => ({
    organization: t.exposeString('name', {
      description:
        'Its name; "(installation)" for what the operator did, and for sign-ins with unknown addresses; "(erased ID)" for an organization that was erased.',
    }),
    verification: t.field({ type: VerificationRef, resolve: ({ verification }) => verification }),
  }),
})

builder.queryField('verifyAuditLogs', (t) =>
  t.field({
    type: [VerifiedLogRef],
    description: "Checks every event of all audit logs of this installation, or of one organization's.",
    authScopes: { operator: true },
    args: {
      tenant: t.arg.string({ required: false, description: 'Name or ID. Default: all of them.' }),
      sequence: t.arg.int({ required: false, description: 'Number of the last event of an earlier check.' }),
      hash: t.arg.string({ required: false, description: 'Its hash.' }),
    },
    resolve: async (_root, { tenant, sequence, hash }, context) => {
      const all = [
        ...(await tenantNames(context)),
        ...(await erasedTenants(context)),
        { id: INSTALLATION, name: '(installation)' },
      ]
      const chosen = tenant ? all.filter(({ id, name }) => name === tenant || id === tenant) : all
      if (!chosen.length) throw badInput({ path: ['tenant'], message: 'is not an organization of this installation' })
      const witness = sequence && hash ? { sequence, hash } : null
      if (witness && chosen.length > 1)
        throw badInput({ path: ['tenant'], message: 'is required to compare with an earlier check' })
      const logs: VerifiedLog[] = []
      for (const { id, name } of chosen) {
        const db = context.dbIn(id)
        logs.push({ name, verification: await verifyEvents(db, context.auditKey, witness) })
      }
      return logs
    },
  }),
)
