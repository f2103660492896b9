/** What a competitor, a capability, and a claim may be; the same over the API and in an import. */
export const COMPETITOR_CATEGORIES = ['direct', 'indirect', 'disruptor', 'substitute'] as const
export const CAPABILITY_LEVELS = ['none', 'partial', 'full'] as const
export const MOST_ALIASES = 20
/** Characters of each text. */
export const LONGEST = { name: 200, positioning: 2_000, description: 5_000, statement: 2_000, source: 300, url: 2_000 }
/** How much buyers care, above 0; 1 is average. */
export const MOST_IMPORTANCE = 100
