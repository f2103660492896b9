import { LIMITS, type LimitOverrides } from '../../api/identity/credentials/limits.ts'

/** Counting is tested where it is the subject; elsewhere nobody is in the way. */
export const UNLIMITED = Object.fromEntries(
  Object.keys(LIMITS).map((name) => [name, { points: 1_000_000, seconds: 60 }]),
) as LimitOverrides
