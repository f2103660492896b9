import { defineEntity, p } from '@mikro-orm/core'
import { createdAt, tenantFilter, tenantKey, tenantOwned } from '../data/tenant.ts'
import { PURPOSES } from './prices.ts'
import { ACCOUNT_KINDS, ENTRY_KINDS, LONGEST_REASON } from './vocabulary.ts'

const CreditAccountSchema = defineEntity({
  name: 'CreditAccount',
  tableName: 'credit_account',
  ...tenantOwned,
  policies: [{ name: 'credit_account_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  uniques: [{ properties: ['tenantId', 'kind', 'owner'] }],
  checks: [
    {
      name: 'credit_account_amounts',
      expression: 'granted >= 0 and spent >= 0 and pending >= 0 and debt >= 0 and used >= 0',
    },
    // Only what was revoked after it was spent can be more than there is, and it stands as a debt.
    { name: 'credit_account_enough', expression: `kind <> 'organization' or granted + debt - spent - pending >= 0` },
  ],
  properties: {
    ...tenantKey,
    kind: p.enum(ACCOUNT_KINDS),
    /** Id of the tenant, the workspace, or the user. */
    owner: p.uuid(),
    /** Grants less what was revoked and what expired. 0 except for the organization. */
    granted: p.integer().default(0),
    spent: p.integer().default(0),
    pending: p.integer().default(0),
    /** Revoked after it was spent; the next grant pays it first. */
    debt: p.integer().default(0),
    /** Most credits a month; null is no cap. */
    monthlyCap: p.integer().nullable(),
    /** The month that `used` counts, as YYYY-MM in UTC. */
    month: p.string().length(7).default(''),
    /** Spent in that month. */
    used: p.integer().default(0),
    /** The owner is alerted below this balance; null is the default. */
    alertBelow: p.integer().nullable(),
    createdAt,
  },
})
export class CreditAccount extends CreditAccountSchema.class {}
CreditAccountSchema.setClass(CreditAccount)

/** The ledger. The serving role can select and insert; a trigger refuses every change, whoever makes it. */
const CreditEntrySchema = defineEntity({
  name: 'CreditEntry',
  tableName: 'credit_entry',
  ...tenantOwned,
  filters: {
    ...tenantFilter,
    /** Beside what concerns the whole organization, entries of the workspaces that the caller sees. */
    workspace: {
      name: 'workspace',
      cond: (args) => (args.ids ? { $or: [{ workspaceId: null }, { workspaceId: { $in: args.ids } }] } : {}),
      default: true,
    },
  },
  policies: [{ name: 'credit_entry_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  uniques: [{ properties: ['tenantId', 'key'] }, { properties: ['tenantId', 'request', 'attempt'] }],
  indexes: [
    { properties: ['tenantId', 'createdAt', 'id'] },
    { properties: ['payment'] },
    {
      name: 'credit_entry_resolved_once',
      expression: `create unique index "credit_entry_resolved_once" on "credit_entry" ("tenant_id", "about_id") where "kind" in ('settle', 'void', 'timeout')`,
    },
    {
      name: 'credit_entry_reserved',
      expression: `create index "credit_entry_reserved" on "credit_entry" ("tenant_id", "expires_at") where "kind" = 'reserve'`,
    },
  ],
  checks: [
    { name: 'credit_entry_amount', expression: `amount > 0 or (amount = 0 and kind in ('settle', 'void', 'timeout'))` },
    {
      name: 'credit_entry_about',
      expression: `kind = 'revoke' or (about_id is not null) = (kind in ('settle', 'void', 'timeout', 'expire'))`,
    },
    { name: 'credit_entry_request', expression: `(kind = 'reserve') = (request is not null and attempt is not null)` },
  ],
  properties: {
    ...tenantKey,
    kind: p.enum(ENTRY_KINDS),
    amount: p.integer(),
    /** The reservation that this resolves, or the grant that this takes from. */
    about: () =>
      p
        .manyToOne(CreditEntry)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'about_id')
        .deleteRule('no action')
        .updateRule('no action'),
    /** What a grant or a revocation is known by to whoever makes it: delivered again, it changes nothing. */
    key: p.string().length(200).nullable(),
    /** Of a reservation: the principal and the id of its request. Together with the attempt it is used once. */
    request: p.string().length(330).nullable(),
    attempt: p.integer().nullable(),
    /** Who: the principal, `operator`, `payment`, or `schedule`. */
    subject: p.string().length(120),
    userId: p.uuid().nullable(),
    /** Without a reference: entries outlive workspaces and documents. */
    workspaceId: p.uuid().nullable(),
    purpose: p.enum(PURPOSES).nullable(),
    document: p.uuid().nullable(),
    reason: p.string().length(LONGEST_REASON).nullable(),
    expiresAt: p.datetime(3).nullable(),
    /** The payment that a grant comes from, and what was paid in the smallest unit of its currency. */
    payment: p.string().length(120).nullable(),
    paid: p.double().$type<number>().nullable(),
    createdAt,
  },
})
export class CreditEntry extends CreditEntrySchema.class {}
CreditEntrySchema.setClass(CreditEntry)
