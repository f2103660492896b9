import type { PrdStatus } from '../../operations.generated.ts'

export const STATUS: Readonly<Record<PrdStatus, string>> = { draft: 'Draft', review: 'In review', approved: 'Approved' }

/** Where a document is shown. @param id global: Prd:<uuid> */
export const pathOf = (id: string): string => `/documents/${id.slice('Prd:'.length)}`
