/** What a scenario may be; the same over the API and in an import. */
export const LONGEST_NAME = 120
export const MOST_CHANGES = 8
/** That one answer compares. */
export const MOST_SCENARIOS = 6
export const LONGEST_TEAM = 200
export const MOST_ITEMS = 500
/** Numbers of a change: the least (or what it must exceed) and the most. */
export const CHANGE_NUMBERS = {
  size: { above: 0, most: 10_000_000 },
  factor: { least: 0, most: 100 },
  members: { above: 0, most: 10_000 },
  rampUpDays: { least: 0, most: 730, whole: true },
  costRate: { least: 0, most: 10_000_000 },
} as const
