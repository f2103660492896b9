import type { UnplacedItem } from './plan.ts'

/** Why something has no place in a plan, and what would give it one. */
const WORDS: Record<UnplacedItem['reason'], string> = {
  NO_TEAM: 'no team with members and a pace can do it; assign a team, or add members to the team',
  NO_SKILL: 'no team has all the skills it requires',
  TOO_LONG: 'it would take more than ten years; check its size',
  BUSY: 'its team is busy for more than ten years before it could be finished',
  PREDECESSOR: 'an item it waits for could not be placed',
  HORIZON: 'it would finish after the horizon',
  DEADLINE: 'it cannot finish by its deadline',
  NO_CAPACITY: 'the team never has enough people at once',
}

export function unplacedWords({ reason, proven }: Pick<UnplacedItem, 'reason' | 'proven'>): string {
  // One that could be in time by itself has lost its place to others.
  return reason === 'DEADLINE' && !proven
    ? 'it does not fit before its deadline beside the rest of this plan'
    : WORDS[reason]
}

const OVERLAPS_NAMED = 5

/** Dependencies that the plan leaves out, because parts of both items wait for each other. */
export function overlapWords(overlaps: readonly { readonly item: string; readonly blocker: string }[]): string[] {
  if (overlaps.length === 0) return []
  const pairs = overlaps.slice(0, OVERLAPS_NAMED).map(({ item, blocker }) => `${item} waits for ${blocker}`)
  const more = overlaps.length - pairs.length
  const [first] = overlaps
  const who = overlaps.length === 1 ? `Parts of ${first!.blocker} and ${first!.item}` : 'Parts of some epics'
  return [
    `${who} wait for each other, so they overlap. The plan ignores that ${pairs.join(', ')}${more ? `, and ${more} more` : ''}.`,
  ]
}

/** A month counts as short of people when all of what absences leave of a team is planned, and they leave at most this share of it. */
const LEFT = 0.75

/** Months in which people are missing and everyone who is left is planned. */
export function shortOfPeople(
  months: readonly {
    readonly teamId: string
    readonly month: string
    readonly used: number
    readonly offered: number
    readonly usual: number
  }[],
): string[] {
  return months
    .filter(({ used, offered, usual }) => offered > 0 && offered <= LEFT * usual && used >= 0.95 * offered)
    .map(
      ({ teamId, month, offered, usual }) =>
        `${teamId} is short of people in ${month}: absences leave ${Math.round((100 * offered) / usual)}% of its usual capacity, and all of it is planned.`,
    )
}
