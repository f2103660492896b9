/** What an entry of the credit ledger records. Entries never change: a correction is a new entry. */
export const ENTRY_KINDS = ['grant', 'reserve', 'settle', 'void', 'timeout', 'revoke', 'expire'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** Whose use an account counts. Only the organization's account holds credits; the others hold a monthly cap. */
export const ACCOUNT_KINDS = ['organization', 'workspace', 'person'] as const
export type AccountKind = (typeof ACCOUNT_KINDS)[number]

/** Most credits in one entry. */
export const LARGEST_AMOUNT = 1_000_000
/** Most credits that an organization can ever be granted in all: the columns hold 32 bits. */
export const LARGEST_TOTAL = 1_000_000_000
export const LONGEST_REASON = 300
export const LONGEST_REQUEST_ID = 200

/** Seconds after which a reservation that nobody settled returns: longer than any call to a provider may take. */
export const RESERVED_SECONDS = 900
