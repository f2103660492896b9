import { CALLER_KINDS } from '../identity/principal.ts'

/** Who acts in an audit event: a kind of credential, nobody who is signed in, a payment provider, or PM33 by itself. */
export const AUDIT_ACTORS = [...CALLER_KINDS, 'anonymous', 'payment', 'schedule'] as const
export type AuditActorKind = (typeof AUDIT_ACTORS)[number]

/** Where events stand that concern no organization: what the operator does, and sign-ins with an address that nobody has. */
export const INSTALLATION = '00000000-0000-0000-0000-000000000000'

/** Events in one file, and in one page. */
export const MOST_IN_FILE = 20_000
export const LARGEST_PAGE = 500

/** Days for which an organization can keep its audit log. */
export const FEWEST_AUDIT_DAYS = 30
export const MOST_AUDIT_DAYS = 3_650
/** Days for events that belong to no organization, or to one that was erased, unless the operator says otherwise. */
export const OWNERLESS_AUDIT_DAYS = 365
