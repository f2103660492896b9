import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { commit } from '../data/commit.ts'
import { principalOf } from '../data/context.ts'
import { memberFor } from '../identity/people/member-service.ts'
import { WORKSPACE_REF, workspaceFor } from '../identity/service.ts'
import { setAlert, setCap } from './cap-service.ts'
import { assertNotElsewhere, grant, grantFor, keyOfPayment, revoke } from './grant-service.ts'
import { ADMINISTERS } from '../identity/scope.ts'
import { BillingRef } from './schema.ts'
import { LARGEST_AMOUNT, LONGEST_REASON } from './vocabulary.ts'

const amount = { constraint: { min: 1, max: LARGEST_AMOUNT } }
const credits = { constraint: { min: 0, max: LARGEST_AMOUNT } }
const ENTRY_KEY = z.string().min(1).max(100)
const PAYMENT = z.string().min(1).max(120)

builder.mutationFields((t) => {
  const monthlyCap = t.arg.int({ required: false, description: 'null removes the cap.', extensions: credits })
  return {
    setWorkspaceCreditCap: t.field({
      type: BillingRef,
      description: 'Limits the credits that a workspace can use in a month.',
      authScopes: ADMINISTERS,
      args: { workspaceId: t.arg.id({ required: true, description: WORKSPACE_REF }), monthlyCap },
      resolve: async (_root, args, context) => {
        const { id } = await workspaceFor(context, args.workspaceId)
        return commit(context, async () => {
          await setCap(context, 'workspace', id, args.monthlyCap ?? null)
          return {}
        })
      },
    }),
    setMemberCreditCap: t.field({
      type: BillingRef,
      description: 'Limits the credits that a person can use in a month, in all workspaces together.',
      authScopes: ADMINISTERS,
      args: { id: t.arg.id({ required: true, description: 'ID of the member.' }), monthlyCap },
      resolve: async (_root, args, context) => {
        const { user } = await memberFor(context, args.id)
        return commit(context, async () => {
          await setCap(context, 'person', user.id, args.monthlyCap ?? null)
          return {}
        })
      },
    }),
    setOrganizationCreditCap: t.field({
      type: BillingRef,
      description: 'Limits the credits that the whole organization can use in a month.',
      authScopes: { may: 'tenant:own' },
      args: { monthlyCap },
      resolve: (_root, args, context) =>
        commit(context, async () => {
          await setCap(context, 'organization', principalOf(context).tenantId, args.monthlyCap ?? null)
          return {}
        }),
    }),
    setCreditAlert: t.field({
      type: BillingRef,
      description: 'Sets the balance below which Settings › Billing shows an alert.',
      authScopes: { may: 'tenant:own' },
      args: {
        below: t.arg.int({ required: false, description: 'null: 20% of the latest grant.', extensions: credits }),
      },
      resolve: (_root, { below }, context) =>
        commit(context, async () => {
          await setAlert(context, principalOf(context).tenantId, below ?? null)
          return {}
        }),
    }),
    grantCredits: t.field({
      type: BillingRef,
      description: 'Adds credits to an organization.',
      authScopes: { operator: true },
      args: {
        amount: t.arg.int({ required: true, extensions: amount }),
        key: t.arg.string({
          required: true,
          validate: ENTRY_KEY,
          description: 'ID of this grant. Used again, it changes nothing.',
        }),
        reason: t.arg.string({ required: false, extensions: { constraint: { maxLength: LONGEST_REASON } } }),
        expiresAt: t.arg({ type: 'DateTime', required: false }),
        payment: t.arg.string({
          required: false,
          validate: PAYMENT,
          description:
            'ID of the Stripe payment that these credits are for. It then replaces `key`: if Stripe reports the payment, nothing is added again.',
        }),
      },
      resolve: (_root, { amount, key, reason, expiresAt, payment }, context) =>
        commit(context, async () => {
          const said = { reason: reason ?? null, expiresAt: expiresAt ?? null, ...(payment && { payment }) }
          const own = payment ? keyOfPayment(payment) : `operator ${key}`
          if (payment) await assertNotElsewhere(context, payment)
          await grant(context, { amount, key: own, subject: 'operator', ...said })
          return {}
        }),
    }),
    revokeCredits: t.field({
      type: BillingRef,
      description:
        'Takes available credits from an organization; or credits of a payment, which leaves a debt if they are already spent.',
      authScopes: { operator: true },
      args: {
        amount: t.arg.int({ required: true, extensions: amount }),
        key: t.arg.string({
          required: true,
          validate: ENTRY_KEY,
          description: 'ID of this revocation. Used again, it changes nothing.',
        }),
        reason: t.arg.string({ required: false, extensions: { constraint: { maxLength: LONGEST_REASON } } }),
        payment: t.arg.string({
          required: false,
          validate: PAYMENT,
          description: 'ID of the Stripe payment whose credits are taken. A refund of it then takes only what is left.',
        }),
      },
      resolve: (_root, { amount, key, reason, payment }, context) =>
        commit(context, async () => {
          const from = payment ? { grant: await grantFor(context, payment) } : {}
          const own = `operator ${key}`
          await revoke(context, { amount, key: own, subject: 'operator', reason: reason ?? null, ...from })
          return {}
        }),
    }),
  }
})
