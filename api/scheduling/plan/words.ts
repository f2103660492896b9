import type { UnplacedItem } from './plan.ts'

/** Why something has no place in a plan, and what would give it one. */
const WORDS: Record<UnplacedItem['reason'], string> = {
  NO_TEAM: 'no team with members and a pace can do it; assign a team, or add members to the team',
  NO_SKILL: 'no team has all the skills it requires',
  TOO_LONG: 'it would take more than ten years; check its size',
  PREDECESSOR: 'an item it waits for could not be placed',
  HORIZON: 'it would finish after the horizon',
  DEADLINE: 'it cannot finish by its deadline',
  NO_CAPACITY: 'the team never has enough people at once',
}

export function unplacedWords(reason: UnplacedItem['reason']): string {
  return WORDS[reason]
}
