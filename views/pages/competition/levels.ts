import type { CapabilityLevel } from '../../operations.generated.ts'

/** How fully somebody has a capability. */
export const LEVELS: Readonly<Record<CapabilityLevel, string>> = { none: 'No', partial: 'Partly', full: 'Fully' }
export const LEVEL_CHOICES = Object.entries(LEVELS).map(([value, text]) => ({ value, text }))
